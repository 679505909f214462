"""Media insights pipeline configurations, by boto3."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.local_aws.clients import Client, Clients, Refused

    Element = dict[str, Any]

STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/insights"
KINESIS = {
    "Type": "KinesisDataStreamSink",
    "KinesisDataStreamSinkConfiguration": {"InsightsTarget": STREAM},
}
TRANSCRIBE = {
    "Type": "AmazonTranscribeProcessor",
    "AmazonTranscribeProcessorConfiguration": {"LanguageCode": "en-US"},
}
CALL_ANALYTICS = {
    "Type": "AmazonTranscribeCallAnalyticsProcessor",
    "AmazonTranscribeCallAnalyticsProcessorConfiguration": {"LanguageCode": "en-US"},
}
VOICE_ANALYTICS = {
    "Type": "VoiceAnalyticsProcessor",
    "VoiceAnalyticsProcessorConfiguration": {"SpeakerSearchStatus": "Enabled", "VoiceToneAnalysisStatus": "Disabled"},
}
RECORDING = {
    "Type": "S3RecordingSink",
    "S3RecordingSinkConfiguration": {"Destination": "arn:aws:s3:::recordings/calls", "RecordingFileFormat": "Wav"},
}
ENHANCEMENT = {"Type": "VoiceEnhancementSink", "VoiceEnhancementSinkConfiguration": {"Disabled": False}}


def sink(kind: str, target: str) -> Element:
    return {"Type": kind, f"{kind}Configuration": {"InsightsTarget": target}}


LAMBDA_SINK = sink("LambdaFunctionSink", "arn:aws:lambda:us-east-1:123456789012:function:notify")
QUEUE_SINK = sink("SqsQueueSink", "arn:aws:sqs:us-east-1:123456789012:notices")
TOPIC_SINK = sink("SnsTopicSink", "arn:aws:sns:us-east-1:123456789012:notices")
KEYWORD_RULE = {
    "Type": "KeywordMatch",
    "KeywordMatchConfiguration": {"RuleName": "refund", "Keywords": ["refund", "money back"]},
}
SENTIMENT_RULE = {
    "Type": "Sentiment",
    "SentimentConfiguration": {"RuleName": "angry", "SentimentType": "NEGATIVE", "TimePeriod": 60},
}
ISSUE_RULE = {"Type": "IssueDetection", "IssueDetectionConfiguration": {"RuleName": "issue"}}
POST_CALL_TO_ARN = {"OutputLocation": "arn:aws:s3:::b", "DataAccessRoleArn": "r"}


def changed(element: Element, **members: object) -> Element:
    copied = copy.deepcopy(element)
    copied[f"{element['Type']}Configuration"] |= members
    return copied


@pytest.fixture
def pipelines(aws_client: Clients, stream_arn: str) -> Client:
    assert stream_arn == STREAM
    return aws_client("chime-sdk-media-pipelines")


@pytest.fixture
def create(pipelines: Client, resource_access_role: str) -> Callable[..., Any]:
    """Creates a configuration of some elements; its description."""

    def create_configuration(elements: list[Element], name: str = "calls", **arguments: object) -> Any:  # noqa: ANN401
        return pipelines.create_media_insights_pipeline_configuration(
            MediaInsightsPipelineConfigurationName=name,
            **({"ResourceAccessRoleArn": resource_access_role, "Elements": elements} | arguments),
        )["MediaInsightsPipelineConfiguration"]

    return create_configuration


def test_lifecycle(pipelines: Client, create: Callable[..., Any], resource_access_role: str, refused: Refused) -> None:
    elements = [CALL_ANALYTICS, KINESIS, RECORDING]
    alerts = {"Disabled": False, "Rules": [KEYWORD_RULE, SENTIMENT_RULE, ISSUE_RULE]}
    created = create(elements, RealTimeAlertConfiguration=alerts, Tags=[{"Key": "a", "Value": ""}])
    arn = "arn:aws:chime:us-east-1:123456789012:media-insights-pipeline-configuration/calls"
    assert created["MediaInsightsPipelineConfigurationArn"] == arn
    assert created["Elements"] == elements
    assert created["ResourceAccessRoleArn"] == resource_access_role
    (keyword_rule, *_) = created["RealTimeAlertConfiguration"]["Rules"]
    assert keyword_rule["KeywordMatchConfiguration"]["Negate"] is False
    assert pipelines.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": ""}]

    configuration_id = created["MediaInsightsPipelineConfigurationId"]
    for identifier in ("calls", arn, configuration_id):
        found = pipelines.get_media_insights_pipeline_configuration(Identifier=identifier)
        assert found["MediaInsightsPipelineConfiguration"] == created
    (listed,) = pipelines.list_media_insights_pipeline_configurations()["MediaInsightsPipelineConfigurations"]
    assert listed == {
        "MediaInsightsPipelineConfigurationName": "calls",
        "MediaInsightsPipelineConfigurationArn": arn,
        "MediaInsightsPipelineConfigurationId": configuration_id,
    }

    # An update replaces everything that it could name.
    updated = pipelines.update_media_insights_pipeline_configuration(
        Identifier=arn, ResourceAccessRoleArn=resource_access_role, Elements=[RECORDING]
    )["MediaInsightsPipelineConfiguration"]
    assert updated["Elements"] == [RECORDING]
    assert "RealTimeAlertConfiguration" not in updated
    assert updated["MediaInsightsPipelineConfigurationId"] == configuration_id

    pipelines.delete_media_insights_pipeline_configuration(Identifier="calls")
    calls: list[Callable[[], object]] = [
        lambda: pipelines.get_media_insights_pipeline_configuration(Identifier=arn),
        lambda: pipelines.delete_media_insights_pipeline_configuration(Identifier=arn),
        lambda: pipelines.list_tags_for_resource(ResourceARN=arn),
        lambda: pipelines.update_media_insights_pipeline_configuration(
            Identifier=arn, ResourceAccessRoleArn=resource_access_role, Elements=[RECORDING]
        ),
    ]
    for call in calls:
        with refused("NotFoundException", arn):
            call()


@pytest.mark.parametrize(
    "elements",
    [
        [RECORDING],
        [RECORDING, ENHANCEMENT],
        [KINESIS, RECORDING],
        [TRANSCRIBE, KINESIS],
        [CALL_ANALYTICS, KINESIS, VOICE_ANALYTICS, RECORDING, ENHANCEMENT],
        [VOICE_ANALYTICS, LAMBDA_SINK, QUEUE_SINK, TOPIC_SINK],
        [VOICE_ANALYTICS, KINESIS],
    ],
    ids=lambda elements: "+".join(element["Type"] for element in elements),
)
def test_accepts_elements(create: Callable[..., Any], elements: list[Element]) -> None:
    assert create(elements)["Elements"] == elements


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ([], "at least one processor"),
        ([KINESIS], "at least one processor"),
        ([TRANSCRIBE, KINESIS, KINESIS], "KinesisDataStreamSink is given more than once"),
        ([TRANSCRIBE, CALL_ANALYTICS, KINESIS], "cannot be combined"),
        ([TRANSCRIBE], "needs a KinesisDataStreamSink"),
        ([CALL_ANALYTICS, RECORDING], "needs a KinesisDataStreamSink"),
        ([RECORDING, QUEUE_SINK], "SqsQueueSink is a sink of VoiceAnalyticsProcessor only"),
        ([TRANSCRIBE, KINESIS, TOPIC_SINK], "SnsTopicSink is a sink of VoiceAnalyticsProcessor only"),
        ([VOICE_ANALYTICS], "needs at least one sink"),
        ([VOICE_ANALYTICS, KINESIS, ENHANCEMENT], "VoiceEnhancementSink needs an S3RecordingSink"),
        ([{"Type": "S3RecordingSink"}], "must have S3RecordingSinkConfiguration"),
        ([RECORDING | {"VoiceEnhancementSinkConfiguration": {"Disabled": True}}], "and no other"),
        ([changed(RECORDING, Destination="arn:aws:sns:us-east-1:123456789012:topic")], "must be the ARN of an S3 bucket"),
        ([changed(RECORDING, Destination="arn:aws:s3:us-east-1:123456789012:accesspoint/a")], "must be the ARN of an S3"),
        ([TRANSCRIBE, sink("KinesisDataStreamSink", f"{STREAM}-missing")], "does not exist"),
        ([TRANSCRIBE, sink("KinesisDataStreamSink", STREAM.replace("us-east-1", "us-west-2"))], "account and Region"),
        ([TRANSCRIBE, sink("KinesisDataStreamSink", STREAM.replace("123456789012", "210987654321"))], "account and Region"),
        ([VOICE_ANALYTICS, sink("SqsQueueSink", STREAM)], "must be an ARN of sqs"),
        ([VOICE_ANALYTICS, sink("SqsQueueSink", "arn:aws:sqs:us-east-1:123456789012:notices.fifo")], "FIFO"),
        ([changed(TRANSCRIBE, IdentifyLanguage=True), KINESIS], "exactly one of LanguageCode"),
        ([TRANSCRIBE | {"AmazonTranscribeProcessorConfiguration": {"ShowSpeakerLabel": True}}, KINESIS], "exactly one of"),
        ([changed(TRANSCRIBE, PiiEntityTypes="NAME"), KINESIS], "PiiEntityTypes needs"),
        ([changed(TRANSCRIBE, PiiEntityTypes="NAME,FACE", ContentRedactionType="PII"), KINESIS], "unknown types: FACE"),
        ([changed(CALL_ANALYTICS, ContentIdentificationType="PII", ContentRedactionType="PII"), KINESIS], "the same request"),
        ([changed(CALL_ANALYTICS, PostCallAnalyticsSettings=POST_CALL_TO_ARN), KINESIS], "S3 URI"),
    ],
)  # fmt: skip
def test_refuses_elements(create: Callable[..., Any], refused: Refused, elements: list[Element], message: str) -> None:
    with refused("BadRequestException", message):
        create(elements)


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({"IdentifyLanguage": True, "LanguageOptions": "en-US"}, "at least two LanguageOptions"),
        ({"IdentifyLanguage": True}, "at least two LanguageOptions"),
        (
            {"IdentifyMultipleLanguages": True, "LanguageOptions": "en-US,de-DE", "LanguageModelName": "ours"},
            "custom language model",
        ),
        (
            {"IdentifyLanguage": True, "LanguageOptions": "en-US,de-DE", "ContentRedactionType": "PII"},
            "redaction",
        ),
    ],
)
def test_refuses_language_identification(
    create: Callable[..., Any], refused: Refused, configuration: dict[str, object], message: str
) -> None:
    element = {"Type": "AmazonTranscribeProcessor", "AmazonTranscribeProcessorConfiguration": configuration}
    with refused("BadRequestException", message):
        create([element, KINESIS])


@pytest.mark.parametrize(
    ("elements", "alerts", "message"),
    [
        ([RECORDING], {"Rules": [KEYWORD_RULE]}, "need a transcription processor"),
        ([TRANSCRIBE, KINESIS], {"Rules": [SENTIMENT_RULE]}, "Rules of the type Sentiment need"),
        ([TRANSCRIBE, KINESIS], {"Rules": [ISSUE_RULE]}, "Rules of the type IssueDetection need"),
        ([TRANSCRIBE, KINESIS], {"Disabled": False}, "at least one rule"),
        ([TRANSCRIBE, KINESIS], {"Rules": [KEYWORD_RULE, KEYWORD_RULE]}, "must be unique"),
        ([TRANSCRIBE, KINESIS], {"Rules": [{"Type": "KeywordMatch"}]}, "must have KeywordMatchConfiguration"),
        ([CALL_ANALYTICS, KINESIS], {"Rules": [ISSUE_RULE] * 4}, "less than or equal to 3"),
        (
            [CALL_ANALYTICS, KINESIS],
            {"Rules": [KEYWORD_RULE | {"KeywordMatchConfiguration": {"RuleName": "rule", "Keywords": ["a;b"]}}]},
            "keywordMatchConfiguration.keywords.1.member",
        ),
    ],
)
def test_refuses_alerts(
    create: Callable[..., Any], refused: Refused, elements: list[Element], alerts: dict[str, Any], message: str
) -> None:
    with refused("BadRequestException", message):
        create(elements, RealTimeAlertConfiguration=alerts)


def test_keyword_alerts_need_transcription_only(create: Callable[..., Any]) -> None:
    created = create([TRANSCRIBE, KINESIS], RealTimeAlertConfiguration={"Rules": [KEYWORD_RULE]})
    assert len(created["RealTimeAlertConfiguration"]["Rules"]) == 1


def test_role(create: Callable[..., Any], create_role: Callable[[str, str], str], refused: Refused) -> None:
    with refused("ForbiddenException", "does not exist"):
        create([RECORDING], ResourceAccessRoleArn="arn:aws:iam::123456789012:role/missing")
    with refused("ForbiddenException", "mediapipelines.chime.amazonaws.com cannot assume the resource access role"):
        create([RECORDING], ResourceAccessRoleArn=create_role("other", "lambda.amazonaws.com"))
    with refused("ForbiddenException", "does not exist"):
        create([RECORDING], ResourceAccessRoleArn="arn:aws-nowhere:iam::123456789012:role/resource-access")
    with refused("BadRequestException", "of the account"):
        create([RECORDING], ResourceAccessRoleArn="arn:aws:iam::210987654321:role/resource-access")


def test_role_that_trusts_the_service_for_others(
    create: Callable[..., Any], aws_client: Clients, refused: Refused
) -> None:
    iam = aws_client("iam")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "mediapipelines.chime.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "210987654321"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = iam.create_role(RoleName="of-others", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    with refused("ForbiddenException", "aws:SourceAccount"):
        create([RECORDING], ResourceAccessRoleArn=role)
    iam.update_assume_role_policy(RoleName="of-others", PolicyDocument=document.replace("210987654321", "123456789012"))
    create([RECORDING], ResourceAccessRoleArn=role)


def test_name_is_unique(create: Callable[..., Any], refused: Refused) -> None:
    create([RECORDING])
    with refused("ConflictException", "calls"):
        create([RECORDING])


def test_client_request_token(create: Callable[..., Any], refused: Refused) -> None:
    first = create([RECORDING], ClientRequestToken="token")
    assert create([RECORDING], ClientRequestToken="token") == first
    with_alert = {"RealTimeAlertConfiguration": {"Rules": [KEYWORD_RULE]}, "ClientRequestToken": "another"}
    assert create([TRANSCRIBE, KINESIS], "alerts", **with_alert) == create(
        [TRANSCRIBE, KINESIS], "alerts", **with_alert
    )
    with refused("ConflictException", "ClientRequestToken"):
        create([RECORDING], ClientRequestToken="token", name="other")


def test_voice_enhancement_is_not_everywhere(aws_client: Clients, resource_access_role: str, refused: Refused) -> None:
    def create(region: str) -> None:
        aws_client("chime-sdk-media-pipelines", region=region).create_media_insights_pipeline_configuration(
            MediaInsightsPipelineConfigurationName="calls",
            ResourceAccessRoleArn=resource_access_role,
            Elements=[RECORDING, ENHANCEMENT],
        )

    create("us-west-2")
    with refused("BadRequestException", "only available in us-east-1 and us-west-2"):
        create("eu-central-1")


def test_configuration_in_use(
    pipelines: Client, create: Callable[..., Any], aws_client: Clients, refused: Refused
) -> None:
    arn = create([RECORDING])["MediaInsightsPipelineConfigurationArn"]
    voice = aws_client("chime-sdk-voice")
    connectors = [
        voice.create_voice_connector(Name=name, RequireEncryption=False)["VoiceConnector"]["VoiceConnectorId"]
        for name in ("first", "second", "third")
    ]

    def put_streaming(connector_id: str, *, disabled: bool) -> None:
        voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=connector_id,
            StreamingConfiguration={
                "DataRetentionInHours": 24,
                "Disabled": False,
                "MediaInsightsConfiguration": {"Disabled": disabled, "ConfigurationArn": arn},
            },
        )

    for connector_id in connectors:
        put_streaming(connector_id, disabled=False)
    release: list[Callable[[], Any]] = [
        lambda: put_streaming(connectors[0], disabled=True),
        lambda: voice.delete_voice_connector_streaming_configuration(VoiceConnectorId=connectors[1]),
        lambda: voice.delete_voice_connector(VoiceConnectorId=connectors[2]),
    ]
    for let_go in release:
        with refused(
            "ConflictException",
            "Cannot delete a Media Insights Pipeline Configuration while it is in use by 1 or more Voice Connectors",
        ):
            pipelines.delete_media_insights_pipeline_configuration(Identifier=arn)
        let_go()
    pipelines.delete_media_insights_pipeline_configuration(Identifier=arn)
