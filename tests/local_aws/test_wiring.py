"""What `GET /_local/wiring` lists for each kind of object, by boto3 and plain HTTP."""

from __future__ import annotations

import io
import json
import urllib.error
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.local_aws.wiring.service_linked_roles import (
    MEDIA_PIPELINES_ROLE,
    MESSAGING_ROLE,
    VOICE_CONNECTOR_ROLE,
    service_linked_role_policy,
)
from moto.iam.aws_managed_policies import aws_managed_policies_data

from tests.local_aws.stored_policies import wiring

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    Entry = dict[str, Any]

ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SOMEBODY_ELSE = "210987654321"


class Aws:
    """What the tests make on local AWS, and what the wiring then says."""

    def __init__(self, local_aws: LocalAws) -> None:
        self._local_aws = local_aws

    def __getattr__(self, service: str) -> Any:  # noqa: ANN401  # a boto3 client of the service of that name
        return self._local_aws.client(service.rstrip("_").replace("_", "-"))

    def wiring(self, **assumed: str) -> list[Entry]:
        return wiring(self._local_aws.endpoint_url, {key.replace("_", ":"): value for key, value in assumed.items()})

    def entry(self, action: str, principal: str = "", **assumed: str) -> Entry:
        """The one entry of an action and principal."""
        (found,) = (
            entry
            for entry in self.wiring(**assumed)
            if entry["action"] == action and entry["principal"].startswith(principal)
        )
        return found

    def verdict(self, action: str, principal: str = "", **assumed: str) -> bool:
        return bool(self.entry(action, principal, **assumed)["allowed"])

    def role(self, name: str, service: str, *granted: Entry, **condition: Any) -> str:  # noqa: ANN401  # of any operator
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": condition,
        }
        role = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))["Role"]
        if granted:
            self.iam.put_role_policy(RoleName=name, PolicyName="granted", PolicyDocument=policy(*granted))
        return str(role["Arn"])

    def function(self, name: str = "processor", **settings: Any) -> str:  # noqa: ANN401  # members of CreateFunction
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("handler.py", "")
        group = settings.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}")
        self.logs.create_log_group(logGroupName=group)
        logs = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{group}:*"
        role = self.role(
            f"{name}-role", "lambda.amazonaws.com", allow(["logs:CreateLogStream", "logs:PutLogEvents"], logs)
        )
        function = self.lambda_.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Handler="handler.handle",
            Role=role,
            Code={"ZipFile": code.getvalue()},
            **settings,
        )
        return str(function["FunctionArn"])

    def key(self, *statements: Entry) -> str:
        account = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
        return str(self.kms.create_key(Policy=policy(account, *statements))["KeyMetadata"]["Arn"])

    def app_instance(self) -> str:
        return str(self.chime_sdk_identity.create_app_instance(Name="app")["AppInstanceArn"])


@pytest.fixture
def aws(local_aws: LocalAws) -> Aws:
    return Aws(local_aws)


def policy(*statements: Entry) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: str | list[str], resource: str = "*", **elements: object) -> Entry:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def to_service(service: str, action: str | list[str], resource: str = "*", **condition: object) -> Entry:
    return allow(action, resource, Principal={"Service": service}, Condition=condition)


def create_flow(aws: Aws, app_instance_arn: str, function_arn: str) -> str:
    processor = {
        "Name": "processor",
        "Configuration": {"Lambda": {"ResourceArn": function_arn, "InvocationType": "ASYNC"}},
        "ExecutionOrder": 1,
        "FallbackAction": "ABORT",
    }
    flow = aws.chime_sdk_messaging.create_channel_flow(
        AppInstanceArn=app_instance_arn, Name="flow", Processors=[processor]
    )
    return str(flow["ChannelFlowArn"])


def test_nothing_is_listed_without_objects(aws: Aws) -> None:
    assert aws.wiring() == []


def test_only_condition_keys_can_be_assumed(aws: Aws) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        aws.wiring(SecureTransport="false")


def test_channel_flow(aws: Aws) -> None:
    app_instance_arn = aws.app_instance()
    function_arn = aws.function()
    flow_arn = create_flow(aws, app_instance_arn, function_arn)
    denied = aws.entry("lambda:InvokeFunction")
    assert denied == {
        "kind": "ChannelFlow",
        "id": flow_arn,
        "arn": flow_arn,
        "name": "flow",
        "action": "lambda:InvokeFunction",
        "resource": function_arn,
        "principal": "messaging.chime.amazonaws.com",
        "allowed": False,
        "statement": None,
        "reason": "There is no policy that would allow it.",
    }

    aws.lambda_.add_permission(
        FunctionName="processor",
        StatementId="messaging",
        Action="lambda:InvokeFunction",
        Principal="messaging.chime.amazonaws.com",
        SourceAccount=ACCOUNT,
        SourceArn=app_instance_arn,
    )
    entry = aws.entry("lambda:InvokeFunction")
    assert entry["allowed"]
    assert entry["reason"] == f"Statement messaging of the policy of {function_arn} allows it."
    assert (entry["statement"]["policy"], entry["statement"]["sid"]) == (f"policy of {function_arn}", "messaging")
    assert entry["statement"]["statement"]["Principal"] == {"Service": "messaging.chime.amazonaws.com"}
    assert not aws.verdict("lambda:InvokeFunction", aws_SourceAccount=SOMEBODY_ELSE)
    assert not aws.verdict("lambda:InvokeFunction", aws_SourceArn=f"{app_instance_arn}2")

    callback = aws.entry("chime:ChannelFlowCallback")
    assert callback["principal"] == f"arn:aws:iam::{ACCOUNT}:role/processor-role"
    assert not callback["allowed"]
    hand_back = policy(allow("chime:ChannelFlowCallback", f"{app_instance_arn}/*"))
    aws.iam.put_role_policy(RoleName="processor-role", PolicyName="callback", PolicyDocument=hand_back)
    assert aws.verdict("chime:ChannelFlowCallback")
    assert all(entry["allowed"] for entry in aws.wiring())


def test_function_that_is_gone(aws: Aws) -> None:
    function_arn = aws.function()
    create_flow(aws, aws.app_instance(), function_arn)
    aws.lambda_.delete_function(FunctionName="processor")
    (entry,) = aws.wiring()
    assert (entry["allowed"], entry["reason"]) == (False, f"{function_arn} does not exist.")


def test_role_of_a_function_that_is_gone(aws: Aws) -> None:
    create_flow(aws, aws.app_instance(), aws.function())
    aws.iam.delete_role_policy(RoleName="processor-role", PolicyName="granted")
    aws.iam.delete_role(RoleName="processor-role")
    role_arn = f"arn:aws:iam::{ACCOUNT}:role/processor-role"
    assert aws.entry("sts:AssumeRole")["reason"] == f"{role_arn} does not exist."
    assert aws.entry("logs:PutLogEvents")["reason"] == f"{role_arn} does not exist."


@pytest.mark.parametrize("changes", [False, True])
def test_function_writes_to_the_log_group_of_its_configuration(aws: Aws, changes: bool) -> None:
    function_arn = aws.function(LoggingConfig={"LogFormat": "JSON", "LogGroup": "/functions/first"})
    group = "/functions/first"
    if changes:
        group = "/functions/second"
        aws.logs.create_log_group(logGroupName=group)
        aws.lambda_.update_function_configuration(FunctionName="processor", LoggingConfig={"LogGroup": group})
    create_flow(aws, aws.app_instance(), function_arn)
    entry = aws.entry("logs:PutLogEvents")
    assert entry["resource"] == f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{group}:log-stream:*"
    assert entry["allowed"] is not changes


def test_qualified_function_needs_a_permission_of_its_own(aws: Aws) -> None:
    aws.function()
    version = aws.lambda_.publish_version(FunctionName="processor")["Version"]
    live = aws.lambda_.create_alias(FunctionName="processor", Name="live", FunctionVersion=version)["AliasArn"]
    create_flow(aws, aws.app_instance(), live)
    permission = {"Action": "lambda:InvokeFunction", "Principal": "messaging.chime.amazonaws.com"}
    aws.lambda_.add_permission(FunctionName="processor", StatementId="unqualified", **permission)
    assert not aws.verdict("lambda:InvokeFunction")
    aws.lambda_.add_permission(FunctionName="processor", StatementId="live", Qualifier="live", **permission)
    assert aws.verdict("lambda:InvokeFunction")


def test_sip_media_application_is_let_in_when_it_is_created(aws: Aws) -> None:
    function_arn = aws.function()
    voice = aws.chime_sdk_voice
    voice.create_sip_media_application(AwsRegion="us-east-1", Name="greeting", Endpoints=[{"LambdaArn": function_arn}])
    assert all(entry["allowed"] for entry in aws.wiring())
    assert not aws.verdict("lambda:InvokeFunction", aws_SourceAccount=SOMEBODY_ELSE)

    (statement,) = json.loads(aws.lambda_.get_policy(FunctionName="processor")["Policy"])["Statement"]
    aws.lambda_.remove_permission(FunctionName="processor", StatementId=statement["Sid"])
    entry = aws.entry("lambda:InvokeFunction")
    assert (entry["kind"], entry["principal"]) == ("SipMediaApplication", "voiceconnector.chime.amazonaws.com")
    assert not entry["allowed"]


def stream_to_kinesis(aws: Aws, key: str) -> str:
    aws.kinesis.create_stream(StreamName="chime-messaging-all", ShardCount=2)
    aws.kinesis.start_stream_encryption(StreamName="chime-messaging-all", EncryptionType="KMS", KeyId=key)
    stream_arn = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/chime-messaging-all"
    configurations = [{"DataType": kind, "ResourceArn": stream_arn} for kind in ("Channel", "ChannelMessage")]
    aws.chime_sdk_messaging.put_messaging_streaming_configurations(
        AppInstanceArn=aws.app_instance(), StreamingConfigurations=configurations
    )
    return stream_arn


def test_function_on_a_stream_of_messaging(aws: Aws) -> None:
    stream_arn = stream_to_kinesis(aws, aws.key())
    function_arn = aws.function()
    mapping = aws.lambda_.create_event_source_mapping(
        EventSourceArn=stream_arn, FunctionName=function_arn, StartingPosition="TRIM_HORIZON"
    )

    def listed() -> dict[str, bool]:
        of_mapping = [entry for entry in aws.wiring() if entry["kind"] == "EventSourceMapping"]
        assert {entry["id"] for entry in of_mapping} <= {mapping["UUID"]}
        return {entry["action"]: entry["allowed"] for entry in of_mapping}

    reading = [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:ListShards",
        "kinesis:GetShardIterator",
        "kinesis:GetRecords",
        "kms:Decrypt",
    ]
    running = ["sts:AssumeRole", "logs:CreateLogStream", "logs:PutLogEvents"]
    assert listed() == dict.fromkeys(running, True) | dict.fromkeys(reading, False)
    reads = policy(allow("kinesis:*", stream_arn), allow("kms:Decrypt"))
    aws.iam.put_role_policy(RoleName="processor-role", PolicyName="reads", PolicyDocument=reads)
    assert listed() == dict.fromkeys([*running, *reading], True)

    unseated = f"arn:aws:sqs:us-east-1:{ACCOUNT}:unseated"
    told = {"OnFailure": {"Destination": unseated}}
    aws.lambda_.update_event_source_mapping(UUID=mapping["UUID"], DestinationConfig=told)
    assert aws.entry("sqs:SendMessage")["reason"] == f"{unseated} does not exist."
    aws.lambda_.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    assert listed() == {}


def test_functions_on_other_streams_are_not_listed(aws: Aws) -> None:
    aws.kinesis.create_stream(StreamName="orders", ShardCount=1)
    orders = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/orders"
    aws.lambda_.create_event_source_mapping(
        EventSourceArn=orders, FunctionName=aws.function(), StartingPosition="LATEST"
    )
    assert aws.wiring() == []


def test_mapping_without_its_function_asks_for_nothing(aws: Aws) -> None:
    stream_arn = stream_to_kinesis(aws, "alias/aws/kinesis")
    aws.lambda_.create_event_source_mapping(
        EventSourceArn=stream_arn, FunctionName=aws.function(), StartingPosition="LATEST"
    )
    aws.lambda_.delete_function(FunctionName="processor")
    assert {entry["kind"] for entry in aws.wiring()} == {"MessagingStreamingConfigurations"}


@pytest.mark.parametrize("owner", ["the account", "AWS"])
def test_messaging_streams_with_its_service_linked_role(aws: Aws, owner: str) -> None:
    stream_arn = stream_to_kinesis(aws, aws.key() if owner == "the account" else "alias/aws/kinesis")
    listed = aws.wiring()
    assert [(entry["action"], entry["allowed"]) for entry in listed] == [
        ("kinesis:DescribeStream", True),
        ("kinesis:PutRecord", True),
        ("kms:GenerateDataKey", True),
        ("kinesis:PutRecords", True),
        ("kms:GenerateDataKey", True),
    ]
    assert {entry["principal"].rpartition("/")[2] for entry in listed} == {MESSAGING_ROLE}
    assert {entry["id"] for entry in listed} != {stream_arn}


def test_messaging_cannot_stream_through_a_key_that_does_not_let_it(aws: Aws) -> None:
    key_arn = aws.key()
    stream_to_kinesis(aws, key_arn)
    somebody = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"}, "Action": "kms:*"}
    aws.kms.put_key_policy(KeyId=key_arn, PolicyName="default", Policy=policy(somebody | {"Resource": "*"}))
    refused = [entry for entry in aws.wiring() if not entry["allowed"]]
    assert {entry["action"] for entry in refused} == {"kms:GenerateDataKey"}
    assert refused[0]["reason"] == f"No statement of the key policy of {key_arn} allows it."


@pytest.mark.parametrize(
    ("operation", "state"), [("disable_key", "Disabled"), ("schedule_key_deletion", "PendingDeletion")]
)
def test_key_that_cannot_be_used(aws: Aws, operation: str, state: str) -> None:
    key_arn = aws.key()
    stream_to_kinesis(aws, key_arn)
    getattr(aws.kms, operation)(KeyId=key_arn.rpartition("/")[2])
    refused = [entry["reason"] for entry in aws.wiring() if not entry["allowed"]]
    assert refused == [f"The key {key_arn} is in the state {state}."] * 2


@pytest.mark.parametrize(
    ("role", "managed"),
    [
        (MEDIA_PIPELINES_ROLE, "AmazonChimeSDKMediaPipelinesServiceLinkedRolePolicy"),
        (MESSAGING_ROLE, "AmazonChimeSDKMessagingServiceRolePolicy"),
        (VOICE_CONNECTOR_ROLE, "AmazonChimeVoiceConnectorServiceLinkedRolePolicy"),
    ],
)
def test_service_linked_role_has_the_policy_of_aws(role: str, managed: str) -> None:
    policy = service_linked_role_policy(role)
    assert policy is not None
    assert policy.document == json.loads(aws_managed_policies_data)[managed]["Document"]


VIDEO = ["CreateStream", "DescribeStream", "GetDataEndpoint", "PutMedia", "UpdateDataRetention"]


def test_pool_of_video_streams_needs_the_service_linked_role_that_nobody_makes_by_itself(aws: Aws) -> None:
    pool = aws.chime_sdk_media_pipelines.create_media_pipeline_kinesis_video_stream_pool(
        PoolName="audio", StreamConfiguration={"Region": "eu-west-1", "DataRetentionInHours": 24}
    )["KinesisVideoStreamPoolConfiguration"]
    denied = aws.wiring()
    streams = f"arn:aws:kinesisvideo:eu-west-1:{ACCOUNT}:stream/{pool['PoolId']}*"
    assert [(entry["action"], entry["resource"], entry["allowed"]) for entry in denied] == [
        (f"kinesisvideo:{name}", streams, False) for name in VIDEO
    ]
    assert {entry["reason"] for entry in denied} == {f"{denied[0]['principal']} does not exist."}

    role = aws.iam.create_service_linked_role(AWSServiceName="mediapipelines.chime.amazonaws.com")["Role"]
    assert (role["RoleName"], role["Arn"]) == (MEDIA_PIPELINES_ROLE, denied[0]["principal"])
    assert {entry["allowed"] for entry in aws.wiring()} == {True}
    with pytest.raises(aws.iam.exceptions.InvalidInputException, match="has been taken"):
        aws.iam.create_service_linked_role(AWSServiceName="mediapipelines.chime.amazonaws.com")


def test_voice_connector_streams_and_starts_call_analytics_with_its_service_linked_role(aws: Aws) -> None:
    voice = aws.chime_sdk_voice
    connector_id = voice.create_voice_connector(Name="trunk", RequireEncryption=True)["VoiceConnector"][
        "VoiceConnectorId"
    ]

    def stream(**members: object) -> list[tuple[str, str, bool]]:
        streaming = {"DataRetentionInHours": 24, "Disabled": False} | members
        voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=connector_id, StreamingConfiguration=streaming
        )
        return [
            (entry["action"], entry["resource"], entry["allowed"])
            for entry in aws.wiring()
            if entry["kind"] == "VoiceConnectorStreamingConfiguration"
        ]

    streams = f"arn:aws:kinesisvideo:us-east-1:{ACCOUNT}:stream/ChimeVoiceConnector-*"
    streamed = [(f"kinesisvideo:{name}", streams, True) for name in VIDEO]
    assert stream() == streamed
    assert stream(StreamingNotificationTargets=[{"NotificationTarget": "SNS"}]) == streamed
    assert stream(Disabled=True) == []

    configuration = aws.chime_sdk_media_pipelines.create_media_insights_pipeline_configuration(
        MediaInsightsPipelineConfigurationName="calls",
        ResourceAccessRoleArn=aws.role("resource-access", "mediapipelines.chime.amazonaws.com"),
        Elements=[
            {"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": {"Destination": "arn:aws:s3:::recordings"}}
        ],
    )["MediaInsightsPipelineConfiguration"]["MediaInsightsPipelineConfigurationArn"]
    started = ("chime:CreateMediaInsightsPipeline", configuration, True)
    media_insights: Entry = {"ConfigurationArn": configuration}
    assert stream(MediaInsightsConfiguration=media_insights) == [*streamed, started]
    assert stream(MediaInsightsConfiguration=media_insights | {"Disabled": True}) == streamed

    aws.iam.delete_role(RoleName=VOICE_CONNECTOR_ROLE)
    denied = [entry for entry in aws.wiring() if entry["kind"] == "VoiceConnectorStreamingConfiguration"]
    assert {entry["allowed"] for entry in denied} == {False}


def test_bot_needs_a_lex_alias_that_exists(aws: Aws) -> None:
    alias_arn = f"arn:aws:lex:us-east-1:{ACCOUNT}:bot-alias/ABCDEFGHIJ/TSTALIASID"
    aws.chime_sdk_identity.create_app_instance_bot(
        AppInstanceArn=aws.app_instance(),
        Configuration={"Lex": {"LexBotAliasArn": alias_arn, "LocaleId": "en_US"}},
    )
    assert [entry["reason"] for entry in aws.wiring()] == [f"{alias_arn} does not exist."] * 3


def test_bot_needs_a_policy_of_its_lex_alias(aws: Aws) -> None:
    lex_bot = aws.lexv2_models.create_bot(
        botName="concierge",
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/concierge",
        dataPrivacy={"childDirected": False},
        idleSessionTTLInSeconds=300,
    )
    alias_arn = f"arn:aws:lex:us-east-1:{ACCOUNT}:bot-alias/{lex_bot['botId']}/TSTALIASID"
    bot_arn = aws.chime_sdk_identity.create_app_instance_bot(
        AppInstanceArn=aws.app_instance(),
        Configuration={"Lex": {"LexBotAliasArn": alias_arn, "LocaleId": "en_US"}},
    )["AppInstanceBotArn"]
    assert {entry["reason"] for entry in aws.wiring()} == {"There is no policy that would allow it."}

    actions = ["lex:PutSession", "lex:DeleteSession", "lex:RecognizeText"]
    source = {"StringEquals": {"AWS:SourceAccount": ACCOUNT}, "ArnEquals": {"AWS:SourceArn": bot_arn}}
    statement = to_service("messaging.chime.amazonaws.com", actions, alias_arn, **source)
    aws.lexv2_models.create_resource_policy(resourceArn=alias_arn, policy=policy(statement))
    assert {entry["action"]: entry["allowed"] for entry in aws.wiring()} == dict.fromkeys(actions, True)
    assert {entry["allowed"] for entry in aws.wiring(aws_SourceArn=f"{bot_arn}2")} == {False}


def test_voice_profile_domain_uses_its_key_by_a_grant(aws: Aws) -> None:
    key_arn = aws.key()
    encryption = {"KmsKeyArn": key_arn}
    voice = aws.chime_sdk_voice
    domain_id, other_id = (
        voice.create_voice_profile_domain(Name=name, ServerSideEncryptionConfiguration=encryption)[
            "VoiceProfileDomain"
        ]["VoiceProfileDomainId"]
        for name in ("callers", "agents")
    )
    assert [entry["allowed"] for entry in aws.wiring()] == [True] * 6
    assert all(entry["statement"]["policy"].startswith("grant ") for entry in aws.wiring())

    voice.delete_voice_profile_domain(VoiceProfileDomainId=other_id)
    (grant,) = aws.kms.list_grants(KeyId=key_arn)["Grants"]
    aws.kms.revoke_grant(KeyId=key_arn.rpartition("/")[2], GrantId=grant["GrantId"])
    assert [(entry["id"], entry["allowed"]) for entry in aws.wiring()] == [(domain_id, False)] * 3


def test_meeting_events(aws: Aws) -> None:
    encrypted_for = to_service("meetings.chime.amazonaws.com", ["kms:GenerateDataKey", "kms:Decrypt"])
    key_arn = aws.key(encrypted_for)
    queue_url = aws.sqs.create_queue(QueueName="meetings", Attributes={"KmsMasterKeyId": key_arn})["QueueUrl"]
    queue_arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:meetings"
    topic_arn = aws.sns.create_topic(Name="meetings")["TopicArn"]
    aws.chime_sdk_meetings.create_meeting(
        ClientRequestToken="token",
        MediaRegion="us-east-1",
        ExternalMeetingId="standup",
        NotificationsConfiguration={"SqsQueueArn": queue_arn, "SnsTopicArn": topic_arn},
    )
    assert {entry["action"]: entry["allowed"] for entry in aws.wiring()} == {
        "sqs:GetQueueUrl": False,
        "sqs:SendMessage": False,
        "kms:GenerateDataKey": True,
        "kms:Decrypt": True,
        "sns:Publish": False,
    }

    # As the guide has them: the ARN of the source without a Region.
    source = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:chime:*:{ACCOUNT}:*"},
    }
    send = to_service("meetings.chime.amazonaws.com", ["sqs:SendMessage", "sqs:GetQueueUrl"], queue_arn, **source)
    aws.sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": policy(send)})
    publish = to_service("meetings.chime.amazonaws.com", "SNS:Publish", topic_arn, **source)
    aws.sns.set_topic_attributes(TopicArn=topic_arn, AttributeName="Policy", AttributeValue=policy(publish))
    assert {entry["allowed"] for entry in aws.wiring()} == {True}


EVENTS = "events.amazonaws.com"
RULE = f"arn:aws:events:us-east-1:{ACCOUNT}:rule/failures"


def put_rule(aws: Aws, target_arn: str, source: str = "aws.chime", **target: object) -> None:
    aws.events.put_rule(Name="failures", EventPattern=json.dumps({"source": [source]}))
    aws.events.put_targets(Rule="failures", Targets=[{"Id": "target", "Arn": target_arn, **target}])


def test_event_rule_to_an_encrypted_topic(aws: Aws) -> None:
    key_arn = aws.key()
    topic_arn = aws.sns.create_topic(Name="alarms", Attributes={"KmsMasterKeyId": key_arn})["TopicArn"]
    put_rule(aws, topic_arn)
    assert {entry["action"]: entry["allowed"] for entry in aws.wiring()} == {
        "sns:Publish": False,  # the policy that a topic has by default lets in no service
        "kms:GenerateDataKey": False,
        "kms:Decrypt": False,
    }
    assert {(entry["kind"], entry["id"], entry["arn"]) for entry in aws.wiring()} == {("EventRule", "failures", RULE)}

    publish = to_service(EVENTS, "sns:Publish", topic_arn, ArnEquals={"aws:SourceArn": RULE})
    aws.sns.set_topic_attributes(TopicArn=topic_arn, AttributeName="Policy", AttributeValue=policy(publish))
    use = to_service(EVENTS, ["kms:Decrypt", "kms:GenerateDataKey*"])
    aws.kms.put_key_policy(KeyId=key_arn, PolicyName="default", Policy=policy(use))
    assert {entry["allowed"] for entry in aws.wiring()} == {True}


def test_no_service_can_use_a_key_of_aws_for_a_topic(aws: Aws) -> None:
    topic_arn = aws.sns.create_topic(Name="alarms", Attributes={"KmsMasterKeyId": "alias/aws/sns"})["TopicArn"]
    put_rule(aws, topic_arn)
    assert not aws.verdict("kms:GenerateDataKey")


def test_event_rule_to_a_log_group(aws: Aws) -> None:
    aws.logs.create_log_group(logGroupName="/aws/events/chime")
    group_arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/events/chime"
    put_rule(aws, group_arn)
    assert [entry["allowed"] for entry in aws.wiring()] == [False] * 4
    writers = {"Service": [EVENTS, "delivery.logs.amazonaws.com"]}
    opens = allow("logs:CreateLogStream", f"{group_arn}:*", Principal=writers)
    writes = allow(
        "logs:PutLogEvents", f"{group_arn}:*", Principal=writers, Condition={"ArnEquals": {"aws:SourceArn": RULE}}
    )
    aws.logs.put_resource_policy(policyName="events", policyDocument=policy(opens, writes))
    assert [entry["allowed"] for entry in aws.wiring()] == [True] * 4


def test_event_rule_to_a_function_and_its_dead_letter_queue(aws: Aws) -> None:
    function_arn = aws.function()
    aws.sqs.create_queue(QueueName="dead")
    put_rule(aws, function_arn, DeadLetterConfig={"Arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead"})
    aws.lambda_.add_permission(
        FunctionName="processor", StatementId="events", Action="lambda:InvokeFunction", Principal=EVENTS, SourceArn=RULE
    )
    assert aws.verdict("lambda:InvokeFunction")
    assert not aws.verdict("sqs:SendMessage")


def test_event_rule_to_a_stream_with_a_role(aws: Aws) -> None:
    aws.kinesis.create_stream(StreamName="events", ShardCount=1)
    stream_arn = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/events"
    role_arn = aws.role("deliver", EVENTS, allow("kinesis:PutRecord", stream_arn), ArnLike={"aws:SourceArn": RULE})
    put_rule(aws, stream_arn, RoleArn=role_arn)
    assert {entry["action"]: entry["allowed"] for entry in aws.wiring()} == {
        "sts:AssumeRole": True,
        "kinesis:PutRecord": True,
    }
    assert not aws.verdict("sts:AssumeRole", aws_SourceArn=f"{RULE}2")


def test_rules_for_other_events_and_disabled_rules_are_not_listed(aws: Aws) -> None:
    aws.sqs.create_queue(QueueName="events")
    put_rule(aws, f"arn:aws:sqs:us-east-1:{ACCOUNT}:events", source="aws.ec2")
    assert aws.wiring() == []
    put_rule(aws, f"arn:aws:sqs:us-east-1:{ACCOUNT}:events")
    assert [entry["action"] for entry in aws.wiring()] == ["sqs:SendMessage"]
    aws.events.disable_rule(Name="failures")
    assert aws.wiring() == []


MEDIA_PIPELINES = "mediapipelines.chime.amazonaws.com"
EVERYTHING = allow("*")
BUCKET = "arn:aws:s3:::recordings"
INSIGHTS = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/insights"
TAGGED = {"StringLike": {"aws:ResourceTag/AWSServiceName": "ChimeSDK"}}
KEYS = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*"
TRUST = {
    "StringEquals": {"aws:SourceAccount": ACCOUNT},
    "ArnLike": {"aws:SourceARN": f"arn:aws:chime:*:{ACCOUNT}:*"},
}
# Developer guide, Using the call analytics resource access role.
GUIDE = [
    allow(["transcribe:StartCallAnalyticsStreamTranscription", "transcribe:StartStreamTranscription"]),
    allow(
        ["kinesisvideo:GetDataEndpoint", "kinesisvideo:GetMedia"],
        f"arn:aws:kinesisvideo:us-east-1:{ACCOUNT}:stream/Chime*",
    ),
    allow("kms:Decrypt", KEYS, Condition=TAGGED),
    allow("kinesis:PutRecord", INSIGHTS),
    allow("kms:GenerateDataKey", KEYS, Condition=TAGGED),
    allow(["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"], f"{BUCKET}/*"),
    allow(
        ["kinesisvideo:ListFragments", "kinesisvideo:GetMediaForFragmentList"],
        f"arn:aws:kinesisvideo:us-east-1:{ACCOUNT}:stream/Chime*",
    ),
]


def record(aws: Aws, role_arn: str, key_id: str | None) -> None:
    """Record and transcribe calls, into a bucket and a stream that a key encrypts."""
    aws.s3.create_bucket(Bucket="recordings")
    encrypted = {"SSEAlgorithm": "aws:kms", **({"KMSMasterKeyID": key_id} if key_id else {})}
    rule = {"Rules": [{"ApplyServerSideEncryptionByDefault": encrypted}]}
    aws.s3.put_bucket_encryption(Bucket="recordings", ServerSideEncryptionConfiguration=rule)
    aws.kinesis.create_stream(StreamName="insights", ShardCount=1)
    aws.kinesis.start_stream_encryption(
        StreamName="insights", EncryptionType="KMS", KeyId=key_id or "alias/aws/kinesis"
    )
    settings = {
        "AmazonTranscribeProcessor": {"LanguageCode": "en-US"},
        "KinesisDataStreamSink": {"InsightsTarget": INSIGHTS},
        "S3RecordingSink": {"Destination": f"{BUCKET}/calls", "RecordingFileFormat": "Wav"},
    }
    aws.chime_sdk_media_pipelines.create_media_insights_pipeline_configuration(
        MediaInsightsPipelineConfigurationName="calls",
        ResourceAccessRoleArn=role_arn,
        Elements=[{"Type": kind, f"{kind}Configuration": setting} for kind, setting in settings.items()],
    )


def refused_actions(aws: Aws) -> set[str]:
    return {entry["action"] for entry in aws.wiring() if not entry["allowed"]}


@pytest.mark.parametrize("tag", ["ChimeSDK", "Other"])
def test_policies_of_the_guide_reach_keys_by_their_tag(aws: Aws, tag: str) -> None:
    key_arn = aws.key()
    aws.kms.tag_resource(KeyId=key_arn, Tags=[{"TagKey": "AWSServiceName", "TagValue": tag}])
    record(aws, aws.role("analytics", MEDIA_PIPELINES, *GUIDE, **TRUST), key_arn)
    assert refused_actions(aws) == (set() if tag == "ChimeSDK" else {"kms:GenerateDataKey", "kms:Decrypt"})


def test_key_by_its_alias_and_by_its_id(aws: Aws) -> None:
    key_arn = aws.key()
    aws.kms.create_alias(AliasName="alias/calls", TargetKeyId=key_arn)
    record(aws, aws.role("analytics", MEDIA_PIPELINES, EVERYTHING, **TRUST), "alias/calls")
    keys = {entry["resource"] for entry in aws.wiring() if entry["action"].startswith("kms:")}
    assert keys == {key_arn}
    assert refused_actions(aws) == set()
    aws.kinesis.start_stream_encryption(StreamName="insights", EncryptionType="KMS", KeyId=key_arn.rpartition("/")[2])
    assert {entry["resource"] for entry in aws.wiring() if entry["action"].startswith("kms:")} == {key_arn}


def test_roles_of_the_account_can_use_the_keys_of_aws(aws: Aws) -> None:
    record(aws, aws.role("analytics", MEDIA_PIPELINES, *GUIDE, **TRUST), None)
    used = {entry["resource"] for entry in aws.wiring() if entry["action"].startswith("kms:")}
    assert used == {f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/aws/{service}" for service in ("s3", "kinesis")}
    assert refused_actions(aws) == set()


def test_attached_policies_boundary_and_tags_of_a_role_count(aws: Aws) -> None:
    record(aws, aws.role("analytics", MEDIA_PIPELINES, **TRUST), None)
    assert "s3:PutObject" in refused_actions(aws)

    own_team = {"StringEquals": {"aws:PrincipalTag/team": "calls"}}
    made = aws.iam.create_policy(PolicyName="all", PolicyDocument=policy(allow("*", Condition=own_team)))["Policy"][
        "Arn"
    ]
    aws.iam.attach_role_policy(RoleName="analytics", PolicyArn=made)
    assert "s3:PutObject" in refused_actions(aws)
    aws.iam.tag_role(RoleName="analytics", Tags=[{"Key": "team", "Value": "calls"}])
    assert refused_actions(aws) == set()
    assert aws.entry("s3:PutObject")["statement"]["policy"] == f"policy {made}"

    limit = policy(EVERYTHING, {"Effect": "Deny", "Action": "s3:PutObjectAcl", "Resource": "*"})
    boundary = aws.iam.create_policy(PolicyName="limit", PolicyDocument=limit)["Policy"]["Arn"]
    aws.iam.put_role_permissions_boundary(RoleName="analytics", PermissionsBoundary=boundary)
    assert refused_actions(aws) == {"s3:PutObjectAcl"}


def test_bucket_that_is_gone(aws: Aws) -> None:
    record(aws, aws.role("analytics", MEDIA_PIPELINES, EVERYTHING, **TRUST), None)
    aws.s3.delete_bucket(Bucket="recordings")
    assert refused_actions(aws) == {"s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"}
    assert aws.entry("s3:PutObject")["reason"] == f"{BUCKET}/calls/* does not exist."


def test_bucket_policy_can_refuse_the_role(aws: Aws) -> None:
    record(aws, aws.role("analytics", MEDIA_PIPELINES, EVERYTHING, **TRUST), None)
    refusal = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [BUCKET, f"{BUCKET}/*"]}
    outsiders = {"StringNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/admin"}}
    aws.s3.put_bucket_policy(Bucket="recordings", Policy=policy(refusal | {"Condition": outsiders}))
    entry = aws.entry("s3:PutObject")
    assert entry["reason"] == f"Statement 1 of the bucket policy of {BUCKET} denies it."
    assert entry["statement"]["index"] == 0


def test_role_that_no_longer_trusts_the_service(aws: Aws) -> None:
    role_arn = aws.role("analytics", MEDIA_PIPELINES, EVERYTHING, **TRUST)
    record(aws, role_arn, None)
    assert aws.verdict("sts:AssumeRole")
    elsewhere = {"StringEquals": {"aws:SourceAccount": SOMEBODY_ELSE}}
    trust = {"Effect": "Allow", "Principal": {"Service": MEDIA_PIPELINES}, "Action": "sts:AssumeRole"}
    aws.iam.update_assume_role_policy(RoleName="analytics", PolicyDocument=policy(trust | {"Condition": elsewhere}))
    assert aws.entry("sts:AssumeRole")["reason"] == (
        f"No statement of the trust policy of {role_arn} allows it; statement 1 of the trust policy of {role_arn} would, "
        f"but aws:SourceAccount is {ACCOUNT}, where StringEquals wants {SOMEBODY_ELSE}."
    )


def test_policy_that_is_none(aws: Aws) -> None:
    record(aws, aws.role("analytics", MEDIA_PIPELINES, EVERYTHING, **TRUST), None)
    for text in ("no JSON", "[]"):
        aws.s3.put_bucket_policy(Bucket="recordings", Policy=text)  # which S3 would refuse
        assert refused_actions(aws) == set()
