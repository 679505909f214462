"""The lifecycle table: for every kind of resource what is created, how it is changed, and which calls that may take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.providers.surroundings import Surroundings

Arguments = Mapping[str, object]
SECONDS_OF_AN_UPDATE = 60
"""What local AWS accepts with the status 202 is carried out by then."""


@dataclass(frozen=True)
class Change:
    """A program's next version of a resource.

    Attributes:
        arguments: The arguments that differ; None takes one away.
        calls: The mutating operations that the change takes.
        replaces: The arguments that force a replacement; an in-place change has none.
    """

    arguments: Arguments
    calls: list[str] = field(default_factory=list)
    replaces: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LifeCycle:
    """A resource's life.

    Attributes:
        arguments: The arguments of its creation.
        creation: The mutating operations of its creation.
        changes: What happens to it, in order.
        deletion: The mutating operations of its deletion.
        drift: Changes the object behind Pulumi's back, given its id, and returns the names of the inputs that then differ.
        vanish: Deletes the object behind Pulumi's back, given its id.
    """

    arguments: Arguments
    creation: list[str]
    changes: list[Change]
    deletion: list[str]
    drift: Callable[[str], set[str]]
    vanish: Callable[[str], object]


def short(resource_id: str) -> str:
    """The short id in a resource's id."""
    return resource_id.partition("|")[0].rpartition("/")[2]


def app_instance(surroundings: Surroundings) -> LifeCycle:
    """AppInstance."""
    identity = surroundings.client("chime-sdk-identity")

    def drift(arn: str) -> set[str]:
        identity.update_app_instance(AppInstanceArn=arn, Name="drifted", Metadata="drifted")
        identity.tag_resource(ResourceARN=arn, Tags=[{"Key": "drifted", "Value": "yes"}])
        return {"name", "metadata", "tags"}

    return LifeCycle(
        arguments={"name": "shop", "metadata": "one", "tags": {"team": "support", "zone": "1"}},
        creation=["CreateAppInstance"],
        changes=[
            Change({"name": "shop two"}, ["UpdateAppInstance"]),
            Change({"metadata": None}, ["UpdateAppInstance"]),
            Change({"tags": {"team": "sales", "zone": "1", "cost": "2"}}, ["TagResource"]),
            Change({"tags": {"team": "sales"}}, ["UntagResource"]),
            Change({"tags": None, "name": None}, ["UpdateAppInstance", "UntagResource"]),
            Change({"name": "shop", "tags": {"team": "support"}}, ["UpdateAppInstance", "TagResource"]),
            Change({"region": "eu-central-1"}, replaces=["region"]),
        ],
        deletion=["DeleteAppInstance"],
        drift=drift,
        vanish=lambda arn: identity.delete_app_instance(AppInstanceArn=arn),
    )


def channel_flow(surroundings: Surroundings) -> LifeCycle:
    """ChannelFlow."""
    messaging = surroundings.client("chime-sdk-messaging")
    app_instance_arn, function_arn = surroundings.app_instance(), surroundings.function()

    def processor(name: str, order: int, fallback: str = "ABORT") -> dict[str, object]:
        invocation = {"lambda_": {"resource_arn": function_arn, "invocation_type": "ASYNC"}}
        return {"name": name, "configuration": invocation, "execution_order": order, "fallback_action": fallback}

    def drift(arn: str) -> set[str]:
        live = messaging.describe_channel_flow(ChannelFlowArn=arn)["ChannelFlow"]["Processors"]
        live[0]["Name"] = "drifted"
        messaging.update_channel_flow(ChannelFlowArn=arn, Name="drifted", Processors=live)
        return {"name", "processors"}

    return LifeCycle(
        arguments={
            "app_instance_arn": app_instance_arn,
            "name": "moderation",
            "processors": [processor("second", 2), processor("first", 1)],
            "tags": {"team": "support"},
        },
        creation=["CreateChannelFlow"],
        changes=[
            Change({"name": "moderation two"}, ["UpdateChannelFlow"]),
            Change({"processors": [processor("first", 1, "CONTINUE")]}, ["UpdateChannelFlow"]),
            Change(
                {"processors": [processor("one", 1), processor("two", 2), processor("3", 3)]}, ["UpdateChannelFlow"]
            ),
            Change({"tags": {"team": "sales"}}, ["TagResource"]),
            Change({"app_instance_arn": f"{app_instance_arn}-other"}, replaces=["app_instance_arn"]),
        ],
        deletion=["DeleteChannelFlow"],
        drift=drift,
        vanish=lambda arn: messaging.delete_channel_flow(ChannelFlowArn=arn),
    )


def voice_connector(surroundings: Surroundings) -> LifeCycle:
    """VoiceConnector."""
    voice = surroundings.client("chime-sdk-voice")

    def drift(arn: str) -> set[str]:
        voice.update_voice_connector(VoiceConnectorId=short(arn), Name="drifted", RequireEncryption=False)
        voice.untag_resource(ResourceARN=arn, TagKeys=["team"])
        return {"name", "require_encryption", "tags"}

    return LifeCycle(
        arguments={"name": "main trunk", "require_encryption": True, "tags": {"team": "support"}},
        creation=["CreateVoiceConnector"],
        changes=[
            Change({"name": "main trunk 2"}, ["UpdateVoiceConnector"]),
            Change({"require_encryption": False}, ["UpdateVoiceConnector"]),
            Change({"tags": {"team": "", "cost": "2023-prod"}}, ["TagResource"]),
            Change({"network_type": "IPV4_ONLY"}),
            Change({"network_type": "DUAL_STACK"}, replaces=["network_type"]),
            Change({"integration_type": "CONNECT_ANALYTICS_CONNECTOR"}, replaces=["integration_type"]),
            Change({"region": "eu-west-2"}, replaces=["region"]),
        ],
        deletion=["DeleteVoiceConnector"],
        drift=drift,
        vanish=lambda arn: voice.delete_voice_connector(VoiceConnectorId=short(arn)),
    )


def voice_connector_termination(surroundings: Surroundings) -> LifeCycle:
    """VoiceConnectorTermination."""
    voice = surroundings.client("chime-sdk-voice")
    put = ["PutVoiceConnectorTermination"]

    def drift(resource_id: str) -> set[str]:
        settings = {"CallingRegions": ["CH"], "CidrAllowedList": ["203.0.113.0/27"], "Disabled": True}
        voice.put_voice_connector_termination(VoiceConnectorId=short(resource_id), Termination=settings)
        return {"calling_regions", "cidr_allowed_list", "disabled", "default_phone_number", "cps_limit"}

    return LifeCycle(
        arguments={
            "voice_connector_id": surroundings.connector(),
            "cps_limit": 5,
            "default_phone_number": "12065550100",
            "calling_regions": ["US", "DE"],
            "cidr_allowed_list": ["198.51.100.64/27", "10.0.199.1/32"],
        },
        creation=put,
        changes=[
            Change({"calling_regions": ["DE", "US"], "default_phone_number": "+12065550100", "disabled": False}),
            Change({"disabled": True}, put),
            Change({"disabled": False}, put),
            Change({"cps_limit": 1, "calling_regions": ["DE"]}, put),
            Change({"cps_limit": 7, "default_phone_number": None}, put),
            Change({"cidr_allowed_list": ["10.0.199.1/32"], "default_phone_number": "+12065550100"}, put),
            Change({"voice_connector_id": surroundings.connector()}, replaces=["voice_connector_id"]),
        ],
        deletion=["DeleteVoiceConnectorTermination"],
        drift=drift,
        vanish=lambda resource_id: voice.delete_voice_connector_termination(VoiceConnectorId=short(resource_id)),
    )


def voice_connector_origination(surroundings: Surroundings) -> LifeCycle:
    """VoiceConnectorOrigination."""
    voice = surroundings.client("chime-sdk-voice")
    put = ["PutVoiceConnectorOrigination"]

    def route(host: str, priority: int, **others: object) -> dict[str, object]:
        return {"host": host, "protocol": "TCP", "priority": priority, "weight": 5, **others}

    def drift(resource_id: str) -> set[str]:
        routes = [{"Host": "drift.example.com", "Port": 5061, "Protocol": "UDP", "Priority": 1, "Weight": 1}]
        settings = {"Routes": routes, "Disabled": True}
        voice.put_voice_connector_origination(VoiceConnectorId=short(resource_id), Origination=settings)
        return {"routes", "disabled"}

    return LifeCycle(
        arguments={
            "voice_connector_id": surroundings.connector(),
            "routes": [route("backup.example.com", 2), route("198.51.100.7", 1, port=5061)],
        },
        creation=put,
        changes=[
            Change({"routes": [route("198.51.100.7", 1, port=5061), route("backup.example.com", 2, port=5060)]}),
            Change({"routes": [route("198.51.100.7", 1, port=0), route("backup.example.com", 2)]}, put),
            Change({"disabled": True}, put),
            Change({"disabled": None}, put),
            Change({"routes": [route("sbc.example.com", 1)]}, put),
            Change({"voice_connector_id": surroundings.connector()}, replaces=["voice_connector_id"]),
        ],
        deletion=["DeleteVoiceConnectorOrigination"],
        drift=drift,
        vanish=lambda resource_id: voice.delete_voice_connector_origination(VoiceConnectorId=short(resource_id)),
    )


def voice_connector_streaming_configuration(surroundings: Surroundings) -> LifeCycle:
    """VoiceConnectorStreamingConfiguration."""
    voice = surroundings.client("chime-sdk-voice")
    put = ["PutVoiceConnectorStreamingConfiguration"]
    configuration_arn = surroundings.configuration(surroundings.role())

    def targets(*names: str) -> list[dict[str, str]]:
        return [{"notification_target": name} for name in names]

    def drift(resource_id: str) -> set[str]:
        settings = {"DataRetentionInHours": 99, "Disabled": True}
        voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=short(resource_id), StreamingConfiguration=settings
        )
        return {
            "data_retention_in_hours",
            "disabled",
            "streaming_notification_targets",
            "media_insights_configuration",
        }

    return LifeCycle(
        arguments={
            "voice_connector_id": surroundings.connector(),
            "data_retention_in_hours": 24,
            "disabled": False,
            "streaming_notification_targets": targets("SQS", "EventBridge"),
            "media_insights_configuration": {"configuration_arn": configuration_arn},
        },
        creation=put,
        changes=[
            Change({"streaming_notification_targets": targets("EventBridge", "SQS")}),
            Change({"streaming_notification_targets": targets("EventBridge", "SNS", "SQS")}, put),
            Change({"media_insights_configuration": {"configuration_arn": configuration_arn, "disabled": True}}, put),
            Change({"media_insights_configuration": {"configuration_arn": configuration_arn, "disabled": False}}, put),
            Change({"media_insights_configuration": None, "streaming_notification_targets": None}, put),
            Change({"data_retention_in_hours": 0, "disabled": True}, put),
            Change(
                {
                    "data_retention_in_hours": 1,
                    "disabled": False,
                    "streaming_notification_targets": targets("SNS"),
                    "media_insights_configuration": {"configuration_arn": configuration_arn},
                },
                put,
            ),
            Change({"voice_connector_id": surroundings.connector()}, replaces=["voice_connector_id"]),
        ],
        deletion=["DeleteVoiceConnectorStreamingConfiguration"],
        drift=drift,
        vanish=lambda resource_id: voice.delete_voice_connector_streaming_configuration(
            VoiceConnectorId=short(resource_id)
        ),
    )


def sip_media_application(surroundings: Surroundings) -> LifeCycle:
    """SipMediaApplication."""
    voice = surroundings.client("chime-sdk-voice")
    first, second = surroundings.function("first"), surroundings.function("second")

    def drift(arn: str) -> set[str]:
        voice.update_sip_media_application(
            SipMediaApplicationId=short(arn), Name="drifted", Endpoints=[{"LambdaArn": second}]
        )
        voice.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "drifted"}])
        return {"name", "endpoints", "tags"}

    return LifeCycle(
        arguments={"name": "answer", "endpoints": [{"lambda_arn": first}], "tags": {"team": "support"}},
        creation=["CreateSipMediaApplication"],
        changes=[
            Change({"name": "answer 2"}, ["UpdateSipMediaApplication"]),
            Change({"endpoints": [{"lambda_arn": second}]}, ["UpdateSipMediaApplication"]),
            Change({"endpoints": [{"lambda_arn": first}]}, ["UpdateSipMediaApplication"]),
            Change({"tags": {}}, ["UntagResource"]),
            Change({"tags": {"team": "support"}}, ["TagResource"]),
            Change({"region": "us-west-2", "endpoints": [{"lambda_arn": _west(first)}]}, replaces=["region"]),
        ],
        deletion=["DeleteSipMediaApplication"],
        drift=drift,
        vanish=lambda arn: voice.delete_sip_media_application(SipMediaApplicationId=short(arn)),
    )


def sip_rule(surroundings: Surroundings) -> LifeCycle:
    """SipRule."""
    voice = surroundings.client("chime-sdk-voice")
    east = surroundings.application(surroundings.function())
    west = surroundings.application(surroundings.function("answer", "us-west-2"), "us-west-2")
    host_name = f"{surroundings.connector()}.voiceconnector.chime.aws"
    update = ["UpdateSipRule"]

    def target(application_id: str, region: str, priority: int) -> dict[str, object]:
        return {"sip_media_application_id": application_id, "aws_region": region, "priority": priority}

    def drift(arn: str) -> set[str]:
        targets = [{"SipMediaApplicationId": west, "AwsRegion": "us-west-2", "Priority": 9}]
        voice.update_sip_rule(SipRuleId=short(arn), Name="drifted", Disabled=True, TargetApplications=targets)
        surroundings.pass_time(SECONDS_OF_AN_UPDATE)
        return {"name", "disabled", "target_applications"}

    def vanish(arn: str) -> None:
        voice.update_sip_rule(SipRuleId=short(arn), Name="drifted", Disabled=True)
        surroundings.pass_time(SECONDS_OF_AN_UPDATE)
        voice.delete_sip_rule(SipRuleId=short(arn))

    return LifeCycle(
        arguments={
            "name": "to answer",
            "trigger_type": "RequestUriHostname",
            "trigger_value": host_name,
            "target_applications": [target(west, "us-west-2", 2), target(east, "us-east-1", 1)],
        },
        creation=["CreateSipRule"],
        changes=[
            Change({"name": "to answer 2"}, update),
            Change({"disabled": True}, update),
            Change({"disabled": False}, update),
            Change({"target_applications": [target(east, "us-east-1", 1), target(west, "us-west-2", 2)]}),
            Change({"target_applications": [target(east, "us-east-1", 3)]}, update),
            Change({"trigger_value": f"x{host_name}"}, replaces=["trigger_value"]),
            Change(
                {"trigger_type": "ToPhoneNumber", "trigger_value": "+12065550100"},
                replaces=["trigger_type", "trigger_value"],
            ),
        ],
        deletion=["UpdateSipRule", "DeleteSipRule"],
        drift=drift,
        vanish=vanish,
    )


def media_insights_pipeline_configuration(surroundings: Surroundings) -> LifeCycle:
    """MediaInsightsPipelineConfiguration."""
    pipelines = surroundings.client("chime-sdk-media-pipelines")
    role, other_role = surroundings.role(), surroundings.role("analytics-2")
    update = ["UpdateMediaInsightsPipelineConfiguration"]
    sink = {
        "type": "KinesisDataStreamSink",
        "kinesis_data_stream_sink_configuration": {"insights_target": surroundings.stream()},
    }
    recording = {
        "type": "S3RecordingSink",
        "s3_recording_sink_configuration": {"destination": "arn:aws:s3:::recordings", "recording_file_format": "Opus"},
    }

    def analytics(**others: object) -> dict[str, object]:
        settings = {"language_code": "en-US", **others}
        return {
            "type": "AmazonTranscribeCallAnalyticsProcessor",
            "amazon_transcribe_call_analytics_processor_configuration": settings,
        }

    def keywords(*words: str) -> dict[str, object]:
        match = {"rule_name": "words", "keywords": list(words)}
        return {"type": "KeywordMatch", "keyword_match_configuration": match}

    feeling = {"rule_name": "mood", "sentiment_type": "NEGATIVE", "time_period": 60}
    sentiment = {"type": "Sentiment", "sentiment_configuration": feeling}
    issues = {"type": "IssueDetection", "issue_detection_configuration": {"rule_name": "issue"}}

    def drift(arn: str) -> set[str]:
        elements = [
            {"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": {"Destination": "arn:aws:s3:::drifted"}},
        ]
        pipelines.update_media_insights_pipeline_configuration(
            Identifier=arn, ResourceAccessRoleArn=role, Elements=elements
        )
        return {"elements", "real_time_alert_configuration"}

    return LifeCycle(
        arguments={
            "media_insights_pipeline_configuration_name": "support",
            "resource_access_role_arn": role,
            "elements": [sink, analytics()],
            "real_time_alert_configuration": {"rules": [keywords("refund", "lawyer"), sentiment, issues]},
            "tags": {"team": "support"},
        },
        creation=["CreateMediaInsightsPipelineConfiguration"],
        changes=[
            Change({"elements": [analytics(filter_partial_results=False), sink]}),
            Change({"elements": [analytics(filter_partial_results=True), sink, recording]}, update),
            Change({"elements": [analytics(call_analytics_stream_categories=["b", "a"]), sink]}, update),
            Change({"elements": [analytics(call_analytics_stream_categories=["a", "b"]), sink]}),
            Change({"real_time_alert_configuration": {"rules": [keywords("lawyer", "refund"), sentiment]}}, update),
            Change({"real_time_alert_configuration": {"rules": [sentiment], "disabled": True}}, update),
            Change({"real_time_alert_configuration": None}, update),
            Change({"tags": {"team": "sales"}}, ["TagResource"]),
            Change({"resource_access_role_arn": other_role}, update),
            Change({"real_time_alert_configuration": {"rules": [keywords("refund")]}}, update),
            Change(
                {"media_insights_pipeline_configuration_name": "support-2"},
                replaces=["media_insights_pipeline_configuration_name"],
            ),
        ],
        deletion=["DeleteMediaInsightsPipelineConfiguration"],
        drift=drift,
        vanish=lambda arn: pipelines.delete_media_insights_pipeline_configuration(Identifier=arn),
    )


def _west(arn: str) -> str:
    return arn.replace("us-east-1", "us-west-2")


LIFE_CYCLES: Mapping[str, Callable[[Surroundings], LifeCycle]] = {
    "AppInstance": app_instance,
    "ChannelFlow": channel_flow,
    "MediaInsightsPipelineConfiguration": media_insights_pipeline_configuration,
    "SipMediaApplication": sip_media_application,
    "SipRule": sip_rule,
    "VoiceConnector": voice_connector,
    "VoiceConnectorOrigination": voice_connector_origination,
    "VoiceConnectorStreamingConfiguration": voice_connector_streaming_configuration,
    "VoiceConnectorTermination": voice_connector_termination,
}
"""By kind, as the loader names it."""
