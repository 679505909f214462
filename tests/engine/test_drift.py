"""What was changed or deleted behind Pulumi's back: `refresh` shows exactly that, and the next `up` repairs exactly that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.engine.fields import assert_excused, declared, fields
from tests.engine.harness import PROGRAMS
from tests.engine.live import assert_live, client
from tests.engine.test_lifecycle import EVERY_RESOURCE
from tests.engine.test_preview_fidelity import IN_THE_APP, TEXT_LOG

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project


pytestmark = pytest.mark.xdist_group("drift")  # one process makes the stack that they share

ARN: Final = "arn:aws:{}:us-east-1:123456789012:{}".format
BY_HAND: Final = [{"Key": "team", "Value": "by hand"}]


class Behind:
    """Plain boto3, behind Pulumi's back.

    Args:
        local_aws: Where the objects are.
        project: Whose objects they are.
    """

    def __init__(self, local_aws: LocalAws, project: Project) -> None:
        self._local_aws = local_aws
        # Any: boto3's clients differ by service.
        self.identity: Any = client(local_aws, "chime-sdk-identity")
        self.messaging: Any = client(local_aws, "chime-sdk-messaging")
        self.voice: Any = client(local_aws, "chime-sdk-voice")
        self.media_pipelines: Any = client(local_aws, "chime-sdk-media-pipelines")
        self.lex: Any = client(local_aws, "lexv2-models")
        self.ids = {resource.name: resource.id for resource in project.resources()}

    def settle(self) -> None:
        """Let what was accepted be carried out."""
        self._local_aws.advance_clock(60)

    @property
    def connector(self) -> str:
        """The short id of the connector."""
        return self.short("main")

    @property
    def channel(self) -> Mapping[str, str]:
        """The channel, on behalf of its administrator."""
        return {"ChannelArn": self.ids["channel"], "ChimeBearer": self.ids["clerk"]}

    @property
    def alias(self) -> Mapping[str, str]:
        """The alias, in its bot."""
        _, bot_id, alias_id = self.ids["alias"].split("/")
        return {"botId": bot_id, "botAliasId": alias_id}

    def put_retention(self, settings: Mapping[str, int]) -> None:
        """Put retention settings on the AppInstance."""
        self.identity.put_app_instance_retention_settings(
            AppInstanceArn=self.ids["app"], AppInstanceRetentionSettings={"ChannelRetentionSettings": settings}
        )

    def demote(self, name: str) -> None:
        """Take a user's or bot's role as an administrator away."""
        self.identity.delete_app_instance_admin(AppInstanceArn=self.ids["app"], AppInstanceAdminArn=self.ids[name])

    def tag(self, name: str) -> None:
        """Change the tag `team` of an object of identity or messaging, or give it one."""
        self.identity.tag_resource(ResourceARN=self.ids[name], Tags=BY_HAND)

    def expire(self, name: str, days: int) -> None:
        """Let a user expire."""
        expiring = {"ExpirationDays": days, "ExpirationCriterion": "CREATED_TIMESTAMP"}
        self.identity.put_app_instance_user_expiration_settings(
            AppInstanceUserArn=self.ids[name], ExpirationSettings=expiring
        )

    def short(self, name: str) -> str:
        """The short id of an object."""
        return self.ids[name].rpartition("/")[2]


@dataclass(frozen=True)
class Drift:
    """Something that happens to one object.

    Attributes:
        name: Names the test.
        happens: Does it.
        found: Logical name to what `refresh` says.
        repaired: Logical name to what the next `up` does.
        paths: Logical name to the property paths that `refresh` shows.
    """

    name: str
    happens: Callable[[Behind], object]
    found: Mapping[str, str]
    repaired: Mapping[str, str]
    paths: Mapping[str, set[str]] = field(default_factory=dict)


def changed(
    name: str,
    paths: set[str],
    happens: Callable[[Behind], object],
    how: str = "changes",
    *,
    repaired: str = "update",
) -> Drift:
    """A change of one object, which `up` takes back."""
    return Drift(f"{name} {how}", happens, {name: "update"}, {name: repaired}, {name: paths})


def deleted(name: str, happens: Callable[[Behind], object], *others: str, **repaired: str) -> Drift:
    """The deletion of an object and of those that go with it, which `up` makes again."""
    names = (name, *others)
    return Drift(
        f"{name} is deleted",
        happens,
        dict.fromkeys(names, "delete"),
        dict.fromkeys(names, "create") | repaired,
    )


def _app_otherwise(behind: Behind) -> None:
    behind.identity.update_app_instance(AppInstanceArn=behind.ids["app"], Name="by hand", Metadata="by hand")
    behind.tag("app")


def _clerk_otherwise(behind: Behind) -> None:
    behind.identity.update_app_instance_user(AppInstanceUserArn=behind.ids["clerk"], Name="by hand", Metadata="by hand")
    behind.tag("clerk")


def _update_flow(behind: Behind, *processors: tuple[str, int, str, str]) -> None:
    behind.messaging.update_channel_flow(
        ChannelFlowArn=behind.ids["flow"],
        Name="by hand",
        Processors=[
            {
                "Name": name,
                "Configuration": {
                    "Lambda": {"ResourceArn": ARN("lambda", f"function:{function}"), "InvocationType": "ASYNC"}
                },
                "ExecutionOrder": order,
                "FallbackAction": fallback,
            }
            for name, order, function, fallback in processors
        ],
    )


def _flow_otherwise(behind: Behind) -> None:
    _update_flow(behind, ("by hand", 2, "moderate-2", "CONTINUE"))
    behind.tag("flow")


def _hidden_member(behind: Behind) -> None:
    member = {**behind.channel, "MemberArn": behind.ids["bot"]}
    behind.messaging.delete_channel_membership(**member)
    behind.messaging.create_channel_membership(**member, Type="HIDDEN")


def _insights_without_alerts(behind: Behind) -> None:
    arn = behind.ids["insights"]
    behind.media_pipelines.tag_resource(ResourceARN=arn, Tags=BY_HAND)
    found = behind.media_pipelines.get_media_insights_pipeline_configuration(Identifier=arn)
    configuration = found["MediaInsightsPipelineConfiguration"]
    behind.media_pipelines.update_media_insights_pipeline_configuration(
        Identifier=arn,
        ResourceAccessRoleArn="arn:aws:iam::123456789012:role/analytics-2",
        Elements=configuration["Elements"],
    )


def _tags_of_connector(behind: Behind) -> None:
    arn = behind.ids["main"]
    behind.voice.tag_resource(ResourceARN=arn, Tags=[{"Key": "by", "Value": "hand"}, {"Key": "team", "Value": "sales"}])


def _bot_otherwise(behind: Behind) -> None:
    lex = {
        "LexBotAliasArn": ARN("lex", "bot-alias/ABCDEFGHIJ/KLMNOPQRST"),
        "LocaleId": "es_419",
        "InvokedBy": {"StandardMessages": "NONE", "TargetedMessages": "NONE"},
        "WelcomeIntent": "Hello",
    }
    behind.identity.update_app_instance_bot(
        AppInstanceBotArn=behind.ids["bot"], Name="by hand", Metadata="by hand", Configuration={"Lex": lex}
    )
    behind.tag("bot")


def _bot_that_responds(behind: Behind) -> None:
    arn = behind.ids["bot"]
    bot = behind.identity.describe_app_instance_bot(AppInstanceBotArn=arn)["AppInstanceBot"]
    lex = {name: value for name, value in bot["Configuration"]["Lex"].items() if name != "InvokedBy"}
    behind.identity.update_app_instance_bot(
        AppInstanceBotArn=arn,
        Name=bot["Name"],
        Metadata="",
        Configuration={"Lex": {**lex, "RespondsTo": "STANDARD_MESSAGES"}},
    )


def _channel_otherwise(behind: Behind) -> None:
    behind.messaging.update_channel(**behind.channel, Name="by hand", Mode="UNRESTRICTED", Metadata="by hand")
    expiring = {"ExpirationDays": 9, "ExpirationCriterion": "CREATED_TIMESTAMP"}
    behind.messaging.put_channel_expiration_settings(**behind.channel, ExpirationSettings=expiring)
    behind.tag("channel")


def _put_streams(behind: Behind, **streams: str) -> None:
    behind.messaging.put_messaging_streaming_configurations(
        AppInstanceArn=behind.ids["app"],
        StreamingConfigurations=[
            {"DataType": data_type, "ResourceArn": ARN("kinesis", f"stream/chime-messaging-{name}")}
            for data_type, name in streams.items()
        ],
    )


def _application_otherwise(behind: Behind) -> None:
    behind.voice.update_sip_media_application(
        SipMediaApplicationId=behind.short("application"),
        Name="by hand",
        Endpoints=[{"LambdaArn": ARN("lambda", "function:answer-2")}],
    )
    behind.voice.tag_resource(ResourceARN=behind.ids["application"], Tags=BY_HAND)


def _put_routes(behind: Behind, *hosts: str) -> None:
    routes = [
        {"Host": host, "Port": 5080, "Protocol": "TCP", "Priority": number, "Weight": 3}
        for number, host in enumerate(hosts, 3)
    ]
    behind.voice.put_voice_connector_origination(
        VoiceConnectorId=behind.connector, Origination={"Routes": routes, "Disabled": False}
    )


def _put_origination(behind: Behind) -> None:
    route = {"Host": "sip-1.example.com", "Port": 5060, "Protocol": "TCP", "Priority": 1, "Weight": 10}
    behind.voice.put_voice_connector_origination(
        VoiceConnectorId=behind.connector, Origination={"Routes": [route], "Disabled": True}
    )


def _put_streaming(behind: Behind) -> None:
    behind.voice.put_voice_connector_streaming_configuration(
        VoiceConnectorId=behind.connector,
        StreamingConfiguration={
            "DataRetentionInHours": 24,
            "Disabled": True,
            "StreamingNotificationTargets": [{"NotificationTarget": "SQS"}, {"NotificationTarget": "SNS"}],
            "MediaInsightsConfiguration": {"ConfigurationArn": behind.ids["insights"], "Disabled": True},
        },
    )


def _priority_of_target(behind: Behind) -> None:
    rule = behind.voice.get_sip_rule(SipRuleId=behind.short("rule"))["SipRule"]
    (target,) = rule["TargetApplications"]
    behind.voice.update_sip_rule(
        SipRuleId=rule["SipRuleId"], Name=rule["Name"], TargetApplications=[{**target, "Priority": 7}]
    )


def _disassociate(behind: Behind) -> None:
    behind.messaging.disassociate_channel_flow(**behind.channel, ChannelFlowArn=behind.ids["flow"])


def _delete_flow(behind: Behind) -> None:
    _disassociate(behind)
    behind.messaging.delete_channel_flow(ChannelFlowArn=behind.ids["flow"])


def _delete_bot(behind: Behind) -> None:
    behind.demote("bot")
    behind.identity.delete_app_instance_bot(AppInstanceBotArn=behind.ids["bot"])


def _alias_otherwise(behind: Behind) -> None:
    name = behind.lex.describe_bot_alias(**behind.alias)["botAliasName"]
    locales = {"en_US": {"enabled": False}, "es_419": {"enabled": True}}
    behind.lex.update_bot_alias(
        **behind.alias,
        botAliasName=name,
        description="by hand",
        botVersion="1",
        botAliasLocaleSettings=locales,
        sentimentAnalysisSettings={"detectSentiment": True},
    )


def _alias_in_another_way(behind: Behind) -> None:
    function = {"lambdaARN": ARN("lambda", "function:answer"), "codeHookInterfaceVersion": "2.0"}
    group = {"cloudWatchLogGroupArn": ARN("logs", "log-group:by-hand"), "logPrefix": "hand"}
    text = {"enabled": False, "selectiveLoggingEnabled": True, "destination": {"cloudWatch": group}}
    bucket = {"s3BucketArn": "arn:aws:s3:::by-hand", "logPrefix": "hand"}
    behind.lex.update_bot_alias(
        **behind.alias,
        botAliasName="by-hand",
        botVersion="2",
        botAliasLocaleSettings={
            "en_US": {"enabled": True, "codeHookSpecification": {"lambdaCodeHook": function}},
        },
        conversationLogSettings={
            "textLogSettings": [text],
            "audioLogSettings": [{"enabled": True, "destination": {"s3Bucket": bucket}}],
        },
    )
    behind.lex.tag_resource(resourceARN=behind.ids["alias"], tags={"team": "by hand"})


def _alias_that_logs_audio(behind: Behind) -> None:
    bucket = {"s3BucketArn": "arn:aws:s3:::by-hand", "logPrefix": "hand"}
    name = behind.lex.describe_bot_alias(**behind.alias)["botAliasName"]
    behind.lex.update_bot_alias(
        **behind.alias,
        botAliasName=name,
        botVersion="1",
        conversationLogSettings={"audioLogSettings": [{"enabled": True, "destination": {"s3Bucket": bucket}}]},
    )


def _policy_otherwise(behind: Behind) -> None:
    arn = behind.ids["alias"]
    document = json.loads(behind.lex.describe_resource_policy(resourceArn=arn)["policy"])
    document["Statement"][0]["Principal"] = {"Service": "connect.amazonaws.com"}
    behind.lex.update_resource_policy(resourceArn=arn, policy=json.dumps(document))


def _delete_alias(behind: Behind) -> None:
    behind.lex.delete_bot_alias(**behind.alias)
    behind.settle()


def _delete_rule(behind: Behind) -> None:
    rule = behind.voice.get_sip_rule(SipRuleId=behind.short("rule"))["SipRule"]
    behind.voice.update_sip_rule(SipRuleId=rule["SipRuleId"], Name=rule["Name"], Disabled=True)
    behind.settle()
    behind.voice.delete_sip_rule(SipRuleId=rule["SipRuleId"])


def _delete_application(behind: Behind) -> None:
    _delete_rule(behind)
    behind.voice.delete_sip_media_application(SipMediaApplicationId=behind.short("application"))


def _delete_streaming(behind: Behind) -> None:
    behind.voice.delete_voice_connector_streaming_configuration(VoiceConnectorId=behind.connector)


def _delete_insights(behind: Behind) -> None:
    _delete_streaming(behind)
    behind.media_pipelines.delete_media_insights_pipeline_configuration(Identifier=behind.ids["insights"])


DRIFTS: Final = (
    changed("app", {"name", "metadata", "tags.team"}, _app_otherwise),
    changed(
        "flow",
        {
            *("name", "tags", "processors[0].name", "processors[0].execution_order", "processors[0].fallback_action"),
            "processors[0].configuration.lambda_.resource_arn",
        },
        _flow_otherwise,
    ),
    changed(
        "flow",
        {"name", "processors[1]"},
        lambda behind: _update_flow(behind, ("moderate", 1, "moderate", "ABORT"), ("more", 2, "moderate", "ABORT")),
        "changes otherwise",
    ),
    changed(
        "main",
        {"name", "require_encryption"},
        lambda behind: behind.voice.update_voice_connector(
            VoiceConnectorId=behind.connector, Name="by hand", RequireEncryption=False
        ),
    ),
    Drift(
        "tags of main change",
        _tags_of_connector,
        {"main": "update"},
        {"main": "update"},
        {"main": {"tags.by", "tags.team"}},
    ),
    changed(
        "termination",
        {"calling_regions[1]", "cidr_allowed_list[1]", "cps_limit", "default_phone_number", "disabled"},
        lambda behind: behind.voice.put_voice_connector_termination(
            VoiceConnectorId=behind.connector,
            Termination={
                "CpsLimit": 3,
                "CallingRegions": ["CA"],
                "CidrAllowedList": ["198.51.100.64/28"],
                "DefaultPhoneNumber": "+12065550100",
                "Disabled": True,
            },
        ),
    ),
    changed(
        "origination",
        {f"routes[{position}].{member}" for position in (0, 1) for member in ("host", "port", "priority", "weight")},
        lambda behind: _put_routes(behind, "one.example.com", "two.example.com"),
    ),
    changed("origination", {"routes[1]", "disabled"}, _put_origination, "changes otherwise"),
    changed(
        "streaming",
        {"data_retention_in_hours", "streaming_notification_targets", "media_insights_configuration"},
        lambda behind: behind.voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=behind.connector,
            StreamingConfiguration={"DataRetentionInHours": 1, "Disabled": False},
        ),
    ),
    changed(
        "streaming",
        {
            *("disabled", "media_insights_configuration.disabled"),
            *("streaming_notification_targets[0].notification_target", "streaming_notification_targets[1]"),
        },
        _put_streaming,
        "changes otherwise",
    ),
    changed("application", {"endpoints[0].lambda_arn", "name", "tags"}, _application_otherwise),
    changed(
        "rule",
        {"name", "disabled"},
        lambda behind: behind.voice.update_sip_rule(SipRuleId=behind.short("rule"), Name="by hand", Disabled=True),
    ),
    changed("rule", {"target_applications[0].priority"}, _priority_of_target, "changes otherwise"),
    changed("clerk", {"name", "metadata", "tags"}, _clerk_otherwise),
    changed(
        "guest",
        {"expiration_settings"},
        lambda behind: behind.identity.put_app_instance_user_expiration_settings(
            AppInstanceUserArn=behind.ids["guest"]
        ),
    ),
    changed(
        "guest",
        {"expiration_settings.expiration_days"},
        lambda behind: behind.expire("guest", 60),
        "changes otherwise",
    ),
    changed(
        "alias",
        {
            "description",
            "bot_alias_locale_settings.en_US.code_hook_specification",
            "bot_alias_locale_settings.en_US.enabled",
            "bot_alias_locale_settings.es_419",
            "conversation_log_settings",
            "sentiment_analysis_settings",
        },
        _alias_otherwise,
    ),
    changed(
        "alias",
        {
            *("bot_alias_name", "bot_version", "tags", "conversation_log_settings.audio_log_settings"),
            *(
                f"bot_alias_locale_settings.en_US.code_hook_specification.lambda_code_hook.{member}"
                for member in ("lambda_arn", "code_hook_interface_version")
            ),
            *(f"{TEXT_LOG}.{member}" for member in ("enabled", "selective_logging_enabled")),
            *(f"{TEXT_LOG}.destination.cloud_watch.{member}" for member in ("cloud_watch_log_group_arn", "log_prefix")),
        },
        _alias_in_another_way,
        "changes otherwise",
    ),
    changed(
        "alias",
        {
            "bot_alias_locale_settings",
            *(f"conversation_log_settings.{kind}_log_settings" for kind in ("audio", "text")),
        },
        _alias_that_logs_audio,
        "changes once more",
    ),
    changed("policy", {"policy"}, _policy_otherwise),
    changed(
        "bot",
        {
            *("name", "metadata", "tags"),
            *(f"configuration.lex.{member}" for member in ("lex_bot_alias_arn", "locale_id", "welcome_intent")),
            *(f"configuration.lex.invoked_by.{kind}_messages" for kind in ("standard", "targeted")),
        },
        _bot_otherwise,
    ),
    changed(
        "bot",
        {"configuration.lex.invoked_by", "configuration.lex.responds_to"},
        _bot_that_responds,
        "changes otherwise",
    ),
    changed(
        "retention",
        {"channel_retention_settings.retention_days"},
        lambda behind: behind.put_retention({"RetentionDays": 1}),
    ),
    changed(
        "messages",
        {"streaming_configurations[0].resource_arn", "streaming_configurations[1]"},
        lambda behind: _put_streams(behind, Channel="two"),
    ),
    changed(
        "messages",
        {"streaming_configurations[0].data_type", "streaming_configurations[1]"},
        lambda behind: _put_streams(behind, ChannelMessage="one"),
        "changes otherwise",
    ),
    changed(
        "channel",
        {
            *("metadata", "mode", "name", "tags"),
            *("expiration_settings.expiration_criterion", "expiration_settings.expiration_days"),
        },
        _channel_otherwise,
    ),
    changed(
        "channel",
        {"expiration_settings"},
        lambda behind: behind.messaging.put_channel_expiration_settings(**behind.channel),
        "changes otherwise",
    ),
    changed("membership", {"type"}, _hidden_member, "changes otherwise", repaired="replace"),
    changed(
        "insights", {"real_time_alert_configuration", "resource_access_role_arn", "tags"}, _insights_without_alerts
    ),
    deleted(
        "app",
        lambda behind: behind.identity.delete_app_instance(AppInstanceArn=behind.ids["app"]),
        *sorted(IN_THE_APP),
        policy="update",
    ),
    deleted("alias", _delete_alias, "policy", bot="update"),
    deleted("policy", lambda behind: behind.lex.delete_resource_policy(resourceArn=behind.ids["alias"])),
    deleted("flow", _delete_flow, "association"),
    deleted("admin", lambda behind: behind.demote("clerk")),
    deleted("deputy", lambda behind: behind.demote("bot")),
    deleted("bot", _delete_bot, "deputy", "membership", "moderator"),
    deleted(
        "guest", lambda behind: behind.identity.delete_app_instance_user(AppInstanceUserArn=behind.ids["guest"]), "ban"
    ),
    deleted("retention", lambda behind: behind.put_retention({})),
    deleted(
        "messages",
        lambda behind: behind.messaging.delete_messaging_streaming_configurations(AppInstanceArn=behind.ids["app"]),
    ),
    deleted(
        "channel",
        lambda behind: behind.messaging.delete_channel(**behind.channel),
        "association",
        "ban",
        "membership",
        "moderator",
    ),
    deleted("association", _disassociate),
    deleted(
        "membership",
        lambda behind: behind.messaging.delete_channel_membership(**behind.channel, MemberArn=behind.ids["bot"]),
    ),
    deleted(
        "moderator",
        lambda behind: behind.messaging.delete_channel_moderator(
            **behind.channel, ChannelModeratorArn=behind.ids["bot"]
        ),
    ),
    deleted("ban", lambda behind: behind.messaging.delete_channel_ban(**behind.channel, MemberArn=behind.ids["guest"])),
    deleted(
        "main",
        lambda behind: behind.voice.delete_voice_connector(VoiceConnectorId=behind.connector),
        "termination",
        "origination",
        "streaming",
        rule="replace",
    ),
    deleted(
        "termination",
        lambda behind: behind.voice.delete_voice_connector_termination(VoiceConnectorId=behind.connector),
    ),
    deleted(
        "origination",
        lambda behind: behind.voice.delete_voice_connector_origination(VoiceConnectorId=behind.connector),
    ),
    deleted("streaming", _delete_streaming),
    deleted("application", _delete_application, "rule"),
    deleted("rule", _delete_rule),
    deleted("insights", _delete_insights, "streaming"),
)


CHANGES: Final = tuple(drift for drift in DRIFTS if drift.name.endswith("changes"))
OTHER_CHANGES: Final = tuple(drift for drift in DRIFTS if drift.name.endswith("changes otherwise"))
LEAVES: Final = frozenset(
    {
        *("association", "ban", "deputy", "membership", "messages", "moderator", "retention"),
        *("termination", "origination", "policy", "streaming", "rule"),
    }
)
LEAVES_DELETED: Final = tuple(drift for drift in DRIFTS if drift.name in {f"{name} is deleted" for name in LEAVES})
CORE: Final = frozenset({"tags of main change", "app is deleted", "admin is deleted", "main is deleted"})
"""What is tried by itself in every test run; the rest happens at once there, and one by one in the matrix."""


@pytest.mark.parametrize(
    "drifts",
    [
        pytest.param(CHANGES, id="every resource changes"),
        pytest.param(OTHER_CHANGES, id="every resource changes otherwise, that can"),
        pytest.param(LEAVES_DELETED, id="all that nothing depends on is deleted"),
        *(
            pytest.param((drift,), id=drift.name, marks=[] if drift.name in CORE else [pytest.mark.matrix])
            for drift in DRIFTS
        ),
    ],
)
def test_drift_is_found_and_repaired(
    drifts: tuple[Drift, ...], lasting_stack: Project, lasting_local_aws: LocalAws
) -> None:
    behind = Behind(lasting_local_aws, lasting_stack)
    for drift in drifts:
        drift.happens(behind)
    behind.settle()

    found = lasting_stack.refresh().succeeded()
    assert found.operations == {name: what for drift in drifts for name, what in drift.found.items()}
    for drift in drifts:
        for name, paths in drift.paths.items():
            assert found.paths[name] == paths, name
    repaired = lasting_stack.up().succeeded()
    assert repaired.operations == {name: what for drift in drifts for name, what in drift.repaired.items()}
    assert_live(lasting_local_aws, lasting_stack)


def test_every_resource_drifts() -> None:
    unchangeable = {"admin", "deputy", "association", "ban", "membership", "moderator"}
    assert {name for drift in CHANGES for name in drift.found} == EVERY_RESOURCE - unchangeable
    # Without its bearer a channel cannot be read.
    assert {drift.name for drift in DRIFTS} >= {f"{name} is deleted" for name in EVERY_RESOURCE - {"clerk"}}
    assert len(LEAVES_DELETED) == len(LEAVES)


UNDRIFTED: Final[Mapping[str, str]] = {
    "LexBotAlias conversation_log_settings.audio_log_settings[]": "the program logs text, which is read in the same way",
    "LexBotAlias sentiment_analysis_settings.detect_sentiment": "False is what the whole block means when it is left out",
    "MediaInsightsPipelineConfiguration elements": "they are read as a whole, together with their order",
    "MediaInsightsPipelineConfiguration real_time_alert_configuration.disabled": "as elements",
    "MediaInsightsPipelineConfiguration real_time_alert_configuration.rules": "as elements",
    "SipRule target_applications[]": "the program has one application, which another target would need",
    "VoiceConnectorOrigination routes[].protocol": "the connector requires encryption, which leaves one of the two",
    "VoiceConnectorStreamingConfiguration media_insights_configuration.configuration_arn": "the program has one",
}
"""The fields that nothing changes behind Pulumi's back, or what they are parts of, and why."""


def test_every_field_drifts_that_aws_tells_and_that_can_be_changed() -> None:
    kinds = declared((PROGRAMS / "every_resource.py").read_text())
    found = [(kinds[name], paths) for drift in DRIFTS for name, paths in drift.paths.items()]
    undrifted = [
        each
        for each in fields()
        if each.read
        and not each.immutable
        and not any(kind == each.kind and each.is_among(paths) for kind, paths in found)
    ]
    assert_excused(undrifted, UNDRIFTED)


def test_refresh_of_an_untouched_stack_finds_nothing(lasting_stack: Project) -> None:
    assert lasting_stack.refresh("--expect-no-changes").succeeded().operations == {}
