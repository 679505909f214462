"""The real AWS CLI creates, lists, changes and deletes every object that local AWS emulates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.phone_numbers import own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chime_sdk_pulumi.local_aws import LocalAws

    AwsCli = Callable[..., Any]

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


@pytest.fixture
def environment(local_aws: LocalAws, tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": local_aws.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


@pytest.fixture
def aws(environment: dict[str, str]) -> Iterator[AwsCli]:
    """Runs the AWS CLI; what it prints, as JSON, or the error message."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN_COMMANDS], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        commands, results = process.stdin, process.stdout

        def run(service: str, command: str, **options: object) -> Any:  # noqa: ANN401  # JSON
            arguments = [service, command]
            for name, value in options.items():
                option = f"--{name.rstrip('_').replace('_', '-')}"
                if isinstance(value, bool):
                    arguments.append(option if value else option.replace("--", "--no-", 1))
                else:
                    arguments += [option, value if isinstance(value, str) else json.dumps(value)]
            commands.write(json.dumps(arguments) + "\n")
            commands.flush()
            code, output, errors = json.loads(results.readline())
            if code:
                return errors.strip()
            return json.loads(output) if output.strip() else None

        yield run
        commands.close()


def test_installed_command(environment: dict[str, str]) -> None:
    command = [str(Path(sys.executable).with_name("aws")), "chime-sdk-voice"]
    create = [*command, "create-voice-connector", "--name", "trunk", "--require-encryption", "--output", "json"]
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


def test_the_developer_guides_examples_for_messaging(aws: AwsCli) -> None:
    identity, messaging = "chime-sdk-identity", "chime-sdk-messaging"
    app_instance = aws(identity, "create-app-instance", name="NameOfAppInstance")["AppInstanceArn"]
    worker = {"app_instance_arn": app_instance, "name": "back-end-worker"}
    expiring = '{ "ExpirationDays": 1, "ExpirationCriterion": "CREATED_TIMESTAMP" }'
    user = aws(
        identity, "create-app-instance-user", **worker, app_instance_user_id="back-end", expiration_settings=expiring
    )["AppInstanceUserArn"]
    put = aws(
        identity,
        "put-app-instance-user-expiration-settings",
        app_instance_user_arn=user,
        expiration_settings=expiring.replace("1", "30"),
    )
    assert put["ExpirationSettings"]["ExpirationDays"] == 30
    promoted = aws(identity, "create-app-instance-admin", app_instance_admin_arn=user, app_instance_arn=app_instance)
    assert promoted["AppInstanceAdmin"] == {"Arn": user, "Name": "back-end-worker"}

    bearer = {"chime_bearer": user}
    channel = aws(messaging, "create-channel", **bearer, app_instance_arn=app_instance, name="firstChannel")[
        "ChannelArn"
    ]
    lex = {
        "LexBotAliasArn": "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
        "LocaleId": "en_US",
        "InvokedBy": {"StandardMessages": "MENTIONS", "TargetedMessages": "ALL"},
        "WelcomeIntent": "welcome",
    }
    bot = aws(
        identity, "create-app-instance-bot", app_instance_arn=app_instance, name="bot", configuration={"Lex": lex}
    )
    member = bot["AppInstanceBotArn"]
    aws(messaging, "create-channel", **bearer, app_instance_arn=app_instance, name="second", member_arns=[member])
    # As printed it lacks the type, which the API requires.
    added = aws(
        messaging, "create-channel-membership", **bearer, channel_arn=channel, member_arn=member, type="DEFAULT"
    )
    assert added["Member"] == {"Arn": member, "Name": "bot"}
    assert aws(messaging, "put-channel-expiration-settings", **bearer, channel_arn=channel) == {"ChannelArn": channel}

    for settings, days in (("{RetentionDays=60}", 60), ("{RetentionDays=30}", 30), ("{}", None)):
        retained = aws(
            identity,
            "put-app-instance-retention-settings",
            app_instance_arn=app_instance,
            app_instance_retention_settings=f"ChannelRetentionSettings={settings}",
        )["AppInstanceRetentionSettings"]
        assert retained["ChannelRetentionSettings"].get("RetentionDays") == days

    stream = "chime-messaging-unique-name"
    aws("kinesis", "create-stream", stream_name=stream, shard_count="2")
    aws("kinesis", "start-stream-encryption", stream_name=stream, encryption_type="KMS", key_id="alias/aws/kinesis")
    for data_type in ("ChannelMessage", "Channel"):
        streamed = aws(
            messaging,
            "put-messaging-streaming-configurations",
            app_instance_arn=app_instance,
            streaming_configurations=f"DataType={data_type},ResourceArn=arn:aws:kinesis:us-east-1:123456789012:stream/{stream}",
        )
        assert [item["DataType"] for item in streamed["StreamingConfigurations"]] == [data_type]

    message = {"type": "STANDARD", "persistence": "PERSISTENT", "content": "hello world"}
    sent = aws(messaging, "send-channel-message", **bearer, channel_arn=channel, **message)
    assert "Local AWS does not emulate chime-sdk-messaging SendChannelMessage" in sent


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
