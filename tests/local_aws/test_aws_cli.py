"""The real AWS CLI works on local AWS: with objects of each API, and as the developer guide's examples have it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.local_aws.phone_numbers import own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients

    AwsCli = Callable[..., Any]
    Cli = Callable[[Sequence[str]], tuple[int, str]]

# The CLI's own entry point, again and again in one process: loading the CLI takes a second each time otherwise.
RUN_COMMANDS = """
import contextlib, io, json, sys
from awscli.clidriver import create_clidriver
for line in sys.stdin:
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = create_clidriver().main(json.loads(line))
    print(json.dumps([code, output.getvalue(), errors.getvalue()]), flush=True)
"""


@pytest.fixture(scope="module")
def environment(local_aws_server: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return local_aws_server.environment() | {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path_factory.mktemp("home")),
        "AWS_DEFAULT_OUTPUT": "json",
    }


@pytest.fixture(scope="module")
def cli(environment: dict[str, str]) -> Iterator[Cli]:
    """Runs the AWS CLI in the folder HOME with a list of arguments: its exit code, and what it prints."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN_COMMANDS],
        cwd=environment["HOME"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        commands, results = process.stdin, process.stdout

        def run(arguments: Sequence[str]) -> tuple[int, str]:
            commands.write(json.dumps(list(arguments)) + "\n")
            commands.flush()
            code, output, errors = json.loads(results.readline())
            return code, errors if code else output

        yield run
        commands.close()


@pytest.fixture
def aws(local_aws: LocalAws, cli: Cli) -> AwsCli:
    """Runs the AWS CLI; what it prints, as JSON, or the error message."""

    def run(service: str, command: str, **options: object) -> Any:  # noqa: ANN401  # JSON
        arguments = [service, command]
        for name, value in options.items():
            option = f"--{name.rstrip('_').replace('_', '-')}"
            if isinstance(value, bool):
                arguments.append(option if value else option.replace("--", "--no-", 1))
            else:
                arguments += [option, value if isinstance(value, str) else json.dumps(value)]
        code, output = cli(arguments)
        if code:
            return output.strip()
        return json.loads(output) if output.strip() else None

    return run


def test_installed_command(local_aws: LocalAws, environment: dict[str, str]) -> None:
    command = [str(Path(sys.executable).with_name("aws")), "chime-sdk-voice"]
    create = [*command, "create-voice-connector", "--name", "trunk", "--require-encryption"]
    done = subprocess.run(create, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout)["VoiceConnector"]["Name"] == "trunk"


def test_identity_and_messaging(aws: AwsCli) -> None:
    identity, messaging = "chime-sdk-identity", "chime-sdk-messaging"
    app_instance = aws(identity, "create-app-instance", name="chat")["AppInstanceArn"]
    aws(identity, "update-app-instance", app_instance_arn=app_instance, name="talk", metadata="{}")
    assert [item["Name"] for item in aws(identity, "list-app-instances")["AppInstances"]] == ["talk"]

    function = "arn:aws:lambda:us-east-1:123456789012:function:moderate"
    processor = {
        "Name": "moderate",
        "Configuration": {"Lambda": {"ResourceArn": function, "InvocationType": "ASYNC"}},
        "ExecutionOrder": 1,
        "FallbackAction": "ABORT",
    }
    created = aws(messaging, "create-channel-flow", app_instance_arn=app_instance, name="flow", processors=[processor])
    flow = created["ChannelFlowArn"]
    aws(messaging, "update-channel-flow", channel_flow_arn=flow, name="renamed", processors=[processor])
    listed = aws(messaging, "list-channel-flows", app_instance_arn=app_instance)["ChannelFlows"]
    assert [item["Name"] for item in listed] == ["renamed"]

    assert aws(messaging, "delete-channel-flow", channel_flow_arn=flow) is None
    assert "(ForbiddenException)" in aws(messaging, "describe-channel-flow", channel_flow_arn=flow)
    assert aws(identity, "delete-app-instance", app_instance_arn=app_instance) is None
    assert aws(identity, "list-app-instances")["AppInstances"] == []


def test_voice_connector(aws: AwsCli) -> None:
    voice = "chime-sdk-voice"
    created = aws(voice, "create-voice-connector", name="trunk", require_encryption=True)["VoiceConnector"]
    connector = {"voice_connector_id": created["VoiceConnectorId"]}
    aws(voice, "update-voice-connector", name="line", require_encryption=False, **connector)
    assert [item["Name"] for item in aws(voice, "list-voice-connectors")["VoiceConnectors"]] == ["line"]

    settings: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "termination": ({"CallingRegions": ["US"]}, {"CpsLimit": 2}),
        "origination": ({"Routes": [{"Host": "sbc.example.com", "Protocol": "TCP"}]}, {"Disabled": True}),
        "streaming-configuration": ({"DataRetentionInHours": 1, "Disabled": False}, {"DataRetentionInHours": 2}),
    }
    for setting, (value, change) in settings.items():
        option = setting.replace("-", "_")
        member = "".join(word.capitalize() for word in setting.split("-"))
        aws(voice, f"put-voice-connector-{setting}", **connector, **{option: value})
        aws(voice, f"put-voice-connector-{setting}", **connector, **{option: value | change})
        stored = aws(voice, f"get-voice-connector-{setting}", **connector)[member]
        assert change.items() <= stored.items()
        assert aws(voice, f"delete-voice-connector-{setting}", **connector) is None
        assert "(NotFoundException)" in aws(voice, f"get-voice-connector-{setting}", **connector)

    tags = {"resource_arn": created["VoiceConnectorArn"]}
    aws(voice, "tag-resource", tags=[{"Key": "team", "Value": "blue"}], **tags)
    assert aws(voice, "list-tags-for-resource", **tags)["Tags"] == [{"Key": "team", "Value": "blue"}]
    aws(voice, "untag-resource", tag_keys=["team"], **tags)
    assert aws(voice, "list-tags-for-resource", **tags)["Tags"] == []

    assert "(BadRequestException)" in aws(voice, "create-voice-connector", name="a/b", require_encryption=False)
    assert aws(voice, "delete-voice-connector", **connector) is None
    assert "(NotFoundException)" in aws(voice, "get-voice-connector", **connector)


def test_phone_numbers(local_aws: LocalAws, aws: AwsCli) -> None:
    voice = "chime-sdk-voice"
    found = aws(voice, "search-available-phone-numbers", area_code="206", max_results=2)["E164PhoneNumbers"]
    ordered = aws(voice, "create-phone-number-order", product_type="VoiceConnector", e164_phone_numbers=found)
    local_aws.advance_clock(60)
    order_id = ordered["PhoneNumberOrder"]["PhoneNumberOrderId"]
    order = aws(voice, "get-phone-number-order", phone_number_order_id=order_id)["PhoneNumberOrder"]
    assert (order["Status"], [item["E164PhoneNumber"] for item in order["OrderedPhoneNumbers"]]) == (
        "Successful",
        found,
    )
    numbers = aws(voice, "list-phone-numbers", status="Unassigned")["PhoneNumbers"]
    assert [number["E164PhoneNumber"] for number in numbers] == found

    number = {"phone_number_id": found[0]}
    aws(voice, "update-phone-number", name="Front desk", **number)
    assert aws(voice, "get-phone-number", **number)["PhoneNumber"]["Name"] == "Front desk"
    assert aws(voice, "delete-phone-number", **number) is None
    assert aws(voice, "restore-phone-number", **number)["PhoneNumber"]["Status"] == "Unassigned"
    ids = [number["PhoneNumberId"] for number in numbers]
    assert aws(voice, "batch-delete-phone-number", phone_number_ids=ids) == {"PhoneNumberErrors": []}

    aws(voice, "update-phone-number-settings", calling_name="Example")
    assert aws(voice, "get-phone-number-settings")["CallingName"] == "Example"


def test_voice_connector_group(local_aws: LocalAws, aws: AwsCli) -> None:
    voice = "chime-sdk-voice"
    connector = aws(voice, "create-voice-connector", name="trunk", require_encryption=False)["VoiceConnector"]
    items = [{"VoiceConnectorId": connector["VoiceConnectorId"], "Priority": 1}]
    created = aws(voice, "create-voice-connector-group", name="group", voice_connector_items=items)
    group = {"voice_connector_group_id": created["VoiceConnectorGroup"]["VoiceConnectorGroupId"]}
    assert "(ConflictException)" in aws(voice, "delete-voice-connector-group", **group)
    aws(voice, "update-voice-connector-group", name="renamed", voice_connector_items=[], **group)
    local_aws.advance_clock(60)
    listed = aws(voice, "list-voice-connector-groups")["VoiceConnectorGroups"]
    assert [(item["Name"], item["VoiceConnectorItems"]) for item in listed] == [("renamed", [])]

    number = "+12065550100"
    own(local_aws, number)
    associate = "associate-phone-numbers-with-voice-connector-group"
    assert aws(voice, associate, e164_phone_numbers=[number], **group) == {"PhoneNumberErrors": []}
    assert "(ConflictException)" in aws(voice, "delete-voice-connector-group", **group)
    disassociate = "disassociate-phone-numbers-from-voice-connector-group"
    assert aws(voice, disassociate, e164_phone_numbers=[number], **group) == {"PhoneNumberErrors": []}
    assert aws(voice, "delete-voice-connector-group", **group) is None


def test_sip(local_aws: LocalAws, aws: AwsCli, create_function: Callable[[str, str], str]) -> None:
    voice = "chime-sdk-voice"
    endpoints = [{"LambdaArn": create_function("answer", "us-east-1")}]
    create = ("create-sip-media-application", {"aws_region": "us-east-1", "name": "ivr", "endpoints": endpoints})
    application = {
        "sip_media_application_id": aws(voice, create[0], **create[1])["SipMediaApplication"]["SipMediaApplicationId"]
    }
    aws(voice, "update-sip-media-application", name="menu", **application)
    assert [item["Name"] for item in aws(voice, "list-sip-media-applications")["SipMediaApplications"]] == ["menu"]

    connector = aws(voice, "create-voice-connector", name="trunk", require_encryption=False)["VoiceConnector"]
    target = {
        "SipMediaApplicationId": application["sip_media_application_id"],
        "Priority": 1,
        "AwsRegion": "us-east-1",
    }
    created = aws(
        voice,
        "create-sip-rule",
        name="rule",
        trigger_type="RequestUriHostname",
        trigger_value=connector["OutboundHostName"],
        target_applications=[target],
    )
    rule = {"sip_rule_id": created["SipRule"]["SipRuleId"]}
    assert "(ConflictException)" in aws(voice, "delete-sip-rule", **rule)
    assert "(ConflictException)" in aws(voice, "delete-sip-media-application", **application)
    aws(voice, "update-sip-rule", name="renamed", disabled=True, **rule)
    local_aws.advance_clock(60)
    assert [item["Disabled"] for item in aws(voice, "list-sip-rules")["SipRules"]] == [True]
    assert aws(voice, "delete-sip-rule", **rule) is None
    assert aws(voice, "delete-sip-media-application", **application) is None
    assert "(NotFoundException)" in aws(voice, "get-sip-rule", **rule)


def test_call_analytics(aws: AwsCli, resource_access_role: str) -> None:
    pipelines = "chime-sdk-media-pipelines"

    def settings(destination: str) -> dict[str, object]:
        recording = {"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": {"Destination": destination}}
        return {"resource_access_role_arn": resource_access_role, "elements": [recording]}

    aws(
        pipelines,
        "create-media-insights-pipeline-configuration",
        media_insights_pipeline_configuration_name="calls",
        **settings("arn:aws:s3:::recordings"),
    )
    changed = aws(
        pipelines,
        "update-media-insights-pipeline-configuration",
        identifier="calls",
        **settings("arn:aws:s3:::recordings/2026"),
    )["MediaInsightsPipelineConfiguration"]
    assert changed["Elements"][0]["S3RecordingSinkConfiguration"]["Destination"] == "arn:aws:s3:::recordings/2026"
    listed = aws(pipelines, "list-media-insights-pipeline-configurations")["MediaInsightsPipelineConfigurations"]
    assert [item["MediaInsightsPipelineConfigurationName"] for item in listed] == ["calls"]
    assert aws(pipelines, "delete-media-insights-pipeline-configuration", identifier="calls") is None
    missing = aws(pipelines, "get-media-insights-pipeline-configuration", identifier="calls")
    assert "(NotFoundException)" in missing


class Example(NamedTuple):
    """A command that the developer guide prints."""

    section: str
    command: str
    answer: str
    """A part of what it prints here."""
    repair: tuple[str, str] = ("", "")
    """What is wrong in the command as it is printed, and what is right."""
    document: dict[str, object] | None = None
    """What the file holds that the command names."""

    def with_values(self, text: str, values: Mapping[str, str]) -> str:
        for placeholder, value in values.items():
            text = text.replace(f"<{placeholder}>", value)
        return text


NOT_EMULATED = "(NotImplementedByLocalAws) when calling the {0} operation: Local AWS does not emulate {1} {0}."
STREAMING = "Streaming messaging data"
RETENTION = "Managing message retention"
BOTS = "Using AppInstanceBots as intelligent channel agents"
STARTED = "Getting started with Amazon Chime SDK messaging"

INSIGHTS = {
    "Type": "KinesisDataStreamSink",
    "KinesisDataStreamSinkConfiguration": {"InsightsTarget": "<kinesis_data_stream_arn>"},
}
# The third document of the guide is a catalogue of fields: of two content types a request may name one.
CONFIGURATIONS: list[dict[str, object]] = [
    {
        "MediaInsightsPipelineConfigurationName": "recording",
        "ResourceAccessRoleArn": "<resource_access_role_arn>",
        "Elements": [
            INSIGHTS,
            {
                "Type": "S3RecordingSink",
                "S3RecordingSinkConfiguration": {
                    "Destination": "arn:aws:s3:::kvs-recording-testing",
                    "RecordingFileFormat": "Opus",
                },
            },
        ],
    },
    {
        "MediaInsightsPipelineConfigurationName": "media_insights_configuration_name",
        "ResourceAccessRoleArn": "<resource_access_role_arn>",
        "Elements": [
            {
                "Type": "S3RecordingSink",
                "S3RecordingSinkConfiguration": {
                    "Destination": "arn:aws:s3:::input_bucket_path",
                    "RecordingFileFormat": "Wav",
                },
            },
            {"Type": "VoiceEnhancementSink", "VoiceEnhancementSinkConfiguration": {"Disabled": False}},
        ],
        "ClientRequestToken": "client_request_token",
    },
    {
        "MediaInsightsPipelineConfigurationName": "unique_configuration_name",
        "ResourceAccessRoleArn": "<resource_access_role_arn>",
        "Elements": [
            {
                "Type": "AmazonTranscribeProcessor",
                "AmazonTranscribeProcessorConfiguration": {
                    "ContentIdentificationType": "PII",
                    "EnablePartialResultsStabilization": True,
                    "FilterPartialResults": True,
                    "LanguageCode": "en-US",
                    "LanguageModelName": "string",
                    "PartialResultsStability": "high",
                    "PiiEntityTypes": "ALL",
                    "ShowSpeakerLabel": True,
                    "VocabularyFilterMethod": "mask",
                    "VocabularyFilterName": "string",
                    "VocabularyName": "string",
                },
            },
            INSIGHTS,
            {
                "Type": "S3RecordingSink",
                "S3RecordingSinkConfiguration": {
                    "Destination": "arn:aws:s3:::kvs-recording-testing",
                    "RecordingFileFormat": "Wav",
                },
            },
        ],
    },
]

EXAMPLES = [
    Example(STARTED, "aws chime-sdk-identity create-app-instance --name NameOfAppInstance", '"AppInstanceArn": '),
    Example(
        STARTED,
        "aws chime-sdk-identity create-app-instance-user "
        '--app-instance-arn "<app_instance_arn>" --app-instance-user-id "back-end-worker" --name "back-end-worker"',
        "<app_instance_arn>/user/back-end-worker",
    ),
    Example(
        STARTED,
        "aws chime-sdk-identity create-app-instance-admin "
        '--app-instance-admin-arn "<app_instance_user_arn>" --app-instance-arn "<app_instance_arn>"',
        '"Arn": "<app_instance_user_arn>"',
    ),
    Example(
        STARTED,
        "aws chime-sdk-messaging create-channel "
        '--chime-bearer "<app_instance_user_arn>" --app-instance-arn "<app_instance_arn>" --name "firstChannel"',
        "<app_instance_arn>/channel/",
    ),
    Example(
        STARTED,
        'aws chime-sdk-messaging send-channel-message --chime-bearer "<app_instance_user_arn>" '
        '--channel-arn "<channel_arn>" --content "hello world" --type STANDARD --persistence PERSISTENT',
        NOT_EMULATED.format("SendChannelMessage", "chime-sdk-messaging"),
    ),
    Example(
        STARTED,
        "aws chime list-channel-messages --chime-bearer <app_instance_user_arn> --channel-arn <channel_arn>",
        NOT_EMULATED.format("ListChannelMessages", "chime-sdk-messaging"),
        repair=("aws chime ", "aws chime-sdk-messaging "),
    ),
    Example(
        "Authenticating end-user client applications",
        "aws sts assume-role --role-arn arn:aws:iam::<my_aws_account_id>:role/ChimeMessagingSampleAppUserRole "
        "--role-session-name demo --tags Key=my_applications_user_id,Value=123456789",
        "assumed-role/ChimeMessagingSampleAppUserRole/demo",
    ),
    Example(
        STREAMING,
        "aws kinesys create-stream --stream-name chime-messaging-unique-name --shard-count 2",
        "",
        repair=("kinesys", "kinesis"),
    ),
    Example(
        STREAMING,
        "aws kinesys start-stream-encryption --stream-name chime-messaging-data --encryption-type KMS "
        '--key-id "alias/aws/kinesis"',
        "",
        repair=("kinesys", "kinesis"),
    ),
    *(
        Example(
            STREAMING,
            "aws chime-sdk-messaging put-messaging-streaming-configurations --app-instance-arn <app_instance_arn> "
            f"--streaming-configurations DataType={data_type},ResourceArn=<kinesis_data_stream_arn>",
            f'"DataType": "{data_type}"',
        )
        for data_type in ("ChannelMessage", "Channel")
    ),
    *(
        Example(
            RETENTION,
            "aws chime-sdk-identity put-app-instance-retention-settings --app-instance-arn <app_instance_arn> "
            f"--app-instance-retention-settings ChannelRetentionSettings={settings}",
            answer,
        )
        for settings, answer in (
            ("{RetentionDays=60}", '"RetentionDays": 60'),
            ("{RetentionDays=30}", '"RetentionDays": 30'),
            ("{}", '"ChannelRetentionSettings": {}'),
        )
    ),
    Example(
        BOTS,
        "aws chime-sdk-identity create-app-instance-bot --app-instance-arn <app_instance_arn> --configuration "
        """'{"Lex": {"LexBotAliasArn": "<lex_bot_alias_arn>", "LocaleId": "en_US", """
        """"InvokedBy": {"StandardMessages": "MENTIONS", "TargetedMessages": "ALL"}} "WelcomeIntent": "welcome"}'""",
        "<app_instance_arn>/bot/",
        repair=('}} "WelcomeIntent": "welcome"', '}, "WelcomeIntent": "welcome"}'),
    ),
    Example(
        BOTS,
        "aws chime-sdk-messaging create-channel --chime-bearer <app_instance_user_arn> "
        """--app-instance-arn <app_instance_arn> --name <name> --member-arns '["<app_instance_bot_arn>"]'""",
        "<app_instance_arn>/channel/",
    ),
    Example(
        BOTS,
        "aws chime-sdk-messaging create-channel-membership --chime-bearer <app_instance_user_arn> "
        "--channel-arn <channel_arn> --member-arn <app_instance_bot_arn>",
        '"Arn": "<app_instance_bot_arn>"',
        repair=("create-channel-membership", "create-channel-membership --type DEFAULT"),
    ),
    Example(
        "Creating a service-linked role for Amazon Chime SDK media pipelines",
        "aws iam create-service-linked-role --aws-service-name mediapipelines.chime.amazonaws.com",
        '"Path": "/aws-service-role/mediapipelines.chime.amazonaws.com/"',
    ),
    Example(
        "Using the Amazon Chime SDK PSTN Audio service",
        "aws chime create-sip-media-application-call --from-phone-number +12065550100 --to-phone-number +12065550101 "
        "--sip-media-application-id <sip_media_application_id>",
        NOT_EMULATED.format("CreateSipMediaApplicationCall", "chime-sdk-voice"),
        repair=("aws chime ", "aws chime-sdk-voice "),
    ),
    Example(
        "Using the Amazon Chime SDK PSTN Audio service",
        "aws chime update-sip-media-application-call --sip-media-application-id <sip_media_application_id> "
        """--transaction-id <transaction_id> --arguments '{"JoinToken":"abc123"}'""",
        NOT_EMULATED.format("UpdateSipMediaApplicationCall", "chime-sdk-voice"),
        repair=("aws chime ", "aws chime-sdk-voice "),
    ),
    *(
        Example(
            "Creating a configuration using the CLI",
            "aws chime-sdk-media-pipeline create-media-insights-pipeline-configuration "
            "--cli-input-json file://configuration.json",
            f'media-insights-pipeline-configuration/{document["MediaInsightsPipelineConfigurationName"]}"',
            repair=("media-pipeline ", "media-pipelines "),
            document=document,
        )
        for document in CONFIGURATIONS
    ),
    Example(
        "Creating media insights pipelines",
        "aws chime-sdk-media-pipeline create-media-insights-pipeline --cli-input-json file://pipeline.json",
        NOT_EMULATED.format("CreateMediaInsightsPipeline", "chime-sdk-media-pipelines"),
        repair=("media-pipeline ", "media-pipelines "),
        document={
            "MediaInsightsPipelineConfigurationArn": "arn:aws:chime:us-east-1:<my_aws_account_id>:"
            "media-insights-pipeline-configuration/MyConfiguration",
            "KinesisVideoStreamRecordingSourceRuntimeConfiguration": {
                "Streams": [{"StreamArn": "<kinesis_video_stream_arn>"}],
                "FragmentSelector": {
                    "FragmentSelectorType": "ServerTimestamp",
                    "TimestampRange": {"StartTimestamp": 1700000000, "EndTimestamp": 1700000060},
                },
            },
        },
    ),
]
"""Every command of the AWS CLI in the guide that a machine can run alone: the one for the data lake's CloudFormation stack
needs a template that lies on the Internet. Placeholders are those of the guide."""


@pytest.fixture
def values(aws_client: Clients, create_role: Callable[[str, str], str], resource_access_role: str) -> dict[str, str]:
    """What a reader of the guide has made before, by placeholder."""
    identity, messaging, kinesis = (
        aws_client(name) for name in ("chime-sdk-identity", "chime-sdk-messaging", "kinesis")
    )
    create_role("ChimeMessagingSampleAppUserRole", "ec2.amazonaws.com")
    app_instance = identity.create_app_instance(Name="chat")["AppInstanceArn"]
    inside = {"AppInstanceArn": app_instance}
    user = identity.create_app_instance_user(AppInstanceUserId="admin", Name="admin", **inside)["AppInstanceUserArn"]
    alias = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
    lex = {"LexBotAliasArn": alias, "LocaleId": "en_US"}
    bot = identity.create_app_instance_bot(Configuration={"Lex": lex}, **inside)["AppInstanceBotArn"]
    channel = messaging.create_channel(Name="news", ChimeBearer=user, **inside)["ChannelArn"]
    stream = {"StreamName": "chime-messaging-data"}
    kinesis.create_stream(ShardCount=2, **stream)
    kinesis.start_stream_encryption(EncryptionType="KMS", KeyId="alias/aws/kinesis", **stream)
    return {
        "my_aws_account_id": "123456789012",
        "app_instance_arn": app_instance,
        "app_instance_user_arn": user,
        "app_instance_bot_arn": bot,
        "channel_arn": channel,
        "lex_bot_alias_arn": alias,
        "kinesis_data_stream_arn": "arn:aws:kinesis:us-east-1:123456789012:stream/chime-messaging-data",
        "kinesis_video_stream_arn": "arn:aws:kinesisvideo:us-east-1:123456789012:stream/calls/1700000000000",
        "resource_access_role_arn": resource_access_role,
        "sip_media_application_id": "5a3b2c1d-0000-4000-8000-000000000000",
        "transaction_id": "6b3b2c1d-0000-4000-8000-000000000000",
        "name": "second",
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.section}: {example.command[4:80]}")
def test_example_of_the_developer_guide(
    example: Example, cli: Cli, environment: dict[str, str], values: dict[str, str]
) -> None:
    if example.document:
        document = example.with_values(json.dumps(example.document), values)
        for name in ("configuration.json", "pipeline.json"):
            Path(environment["HOME"], name).write_text(document)
    wrong, right = example.repair
    assert wrong in example.command
    program, *arguments = shlex.split(example.with_values(example.command.replace(wrong, right, 1), values))
    assert program == "aws"
    code, printed = cli(arguments)
    assert example.with_values(example.answer, values) in printed
    assert bool(code) == ("NotImplementedByLocalAws" in example.answer)
