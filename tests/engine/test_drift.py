"""What was changed or deleted behind Pulumi's back: `refresh` shows exactly that, and the next `up` repairs exactly that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.engine.live import assert_live, client
from tests.engine.test_lifecycle import EVERY_RESOURCE
from tests.engine.test_preview_fidelity import IN_THE_APP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project


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


def changed(name: str, paths: set[str], happens: Callable[[Behind], object]) -> Drift:
    """A change of one object, which `up` takes back."""
    return Drift(f"{name} changes", happens, {name: "update"}, {name: "update"}, {name: paths})


def deleted(name: str, happens: Callable[[Behind], object], *others: str, **repaired: str) -> Drift:
    """The deletion of an object and of those that go with it, which `up` makes again."""
    names = (name, *others)
    return Drift(
        f"{name} is deleted",
        happens,
        dict.fromkeys(names, "delete"),
        dict.fromkeys(names, "create") | repaired,
    )


def _insights_without_alerts(behind: Behind) -> None:
    arn = behind.ids["insights"]
    found = behind.media_pipelines.get_media_insights_pipeline_configuration(Identifier=arn)
    configuration = found["MediaInsightsPipelineConfiguration"]
    behind.media_pipelines.update_media_insights_pipeline_configuration(
        Identifier=arn,
        ResourceAccessRoleArn=configuration["ResourceAccessRoleArn"],
        Elements=configuration["Elements"],
    )


def _tags_of_connector(behind: Behind) -> None:
    arn = behind.ids["main"]
    behind.voice.tag_resource(ResourceARN=arn, Tags=[{"Key": "by", "Value": "hand"}, {"Key": "team", "Value": "sales"}])


def _locale_of_bot(behind: Behind) -> None:
    arn = behind.ids["bot"]
    bot = behind.identity.describe_app_instance_bot(AppInstanceBotArn=arn)["AppInstanceBot"]
    bot["Configuration"]["Lex"]["LocaleId"] = "de_DE"
    behind.identity.update_app_instance_bot(
        AppInstanceBotArn=arn, Name=bot["Name"], Metadata="", Configuration=bot["Configuration"]
    )


def _channel_otherwise(behind: Behind) -> None:
    behind.messaging.update_channel(**behind.channel, Mode="UNRESTRICTED", Metadata="by hand")
    expiring = {"ExpirationDays": 9, "ExpirationCriterion": "LAST_MESSAGE_TIMESTAMP"}
    behind.messaging.put_channel_expiration_settings(**behind.channel, ExpirationSettings=expiring)


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
    changed(
        "app",
        {"name", "metadata"},
        lambda behind: behind.identity.update_app_instance(
            AppInstanceArn=behind.ids["app"], Name="by hand", Metadata="by hand"
        ),
    ),
    changed(
        "flow",
        {"name", "processors[0].fallback_action"},
        lambda behind: behind.messaging.update_channel_flow(
            ChannelFlowArn=behind.ids["flow"],
            Name="by hand",
            Processors=[
                {
                    "Name": "moderate",
                    "Configuration": {
                        "Lambda": {
                            "ResourceArn": "arn:aws:lambda:us-east-1:123456789012:function:moderate",
                            "InvocationType": "ASYNC",
                        }
                    },
                    "ExecutionOrder": 1,
                    "FallbackAction": "CONTINUE",
                }
            ],
        ),
    ),
    changed(
        "main",
        {"name"},
        lambda behind: behind.voice.update_voice_connector(
            VoiceConnectorId=behind.connector, Name="by hand", RequireEncryption=True
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
        {"cidr_allowed_list[1]", "disabled"},
        lambda behind: behind.voice.put_voice_connector_termination(
            VoiceConnectorId=behind.connector,
            Termination={
                "CpsLimit": 2,
                "CallingRegions": ["US", "CA"],
                "CidrAllowedList": ["198.51.100.64/28"],
                "Disabled": True,
            },
        ),
    ),
    changed(
        "origination",
        {"routes[1]"},
        lambda behind: behind.voice.put_voice_connector_origination(
            VoiceConnectorId=behind.connector,
            Origination={
                "Routes": [{"Host": "sip-1.example.com", "Port": 5060, "Protocol": "TCP", "Priority": 1, "Weight": 10}]
            },
        ),
    ),
    changed(
        "streaming",
        {"data_retention_in_hours", "streaming_notification_targets", "media_insights_configuration"},
        lambda behind: behind.voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=behind.connector,
            StreamingConfiguration={"DataRetentionInHours": 1, "Disabled": False},
        ),
    ),
    changed(
        "application",
        {"endpoints[0].lambda_arn"},
        lambda behind: behind.voice.update_sip_media_application(
            SipMediaApplicationId=behind.short("application"),
            Endpoints=[{"LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:answer-2"}],
        ),
    ),
    changed(
        "rule",
        {"name", "disabled"},
        lambda behind: behind.voice.update_sip_rule(SipRuleId=behind.short("rule"), Name="by hand", Disabled=True),
    ),
    changed(
        "clerk",
        {"name", "metadata"},
        lambda behind: behind.identity.update_app_instance_user(
            AppInstanceUserArn=behind.ids["clerk"], Name="by hand", Metadata="by hand"
        ),
    ),
    changed(
        "guest",
        {"expiration_settings"},
        lambda behind: behind.identity.put_app_instance_user_expiration_settings(
            AppInstanceUserArn=behind.ids["guest"]
        ),
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
    changed("policy", {"policy"}, _policy_otherwise),
    changed("bot", {"configuration.lex.locale_id"}, _locale_of_bot),
    changed(
        "retention",
        {"channel_retention_settings.retention_days"},
        lambda behind: behind.put_retention({"RetentionDays": 1}),
    ),
    changed(
        "messages",
        {"streaming_configurations[0].resource_arn", "streaming_configurations[1]"},
        lambda behind: behind.messaging.put_messaging_streaming_configurations(
            AppInstanceArn=behind.ids["app"],
            StreamingConfigurations=[
                {
                    "DataType": "Channel",
                    "ResourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/chime-messaging-two",
                }
            ],
        ),
    ),
    changed("channel", {"metadata", "mode", "expiration_settings.expiration_days"}, _channel_otherwise),
    changed("insights", {"real_time_alert_configuration"}, _insights_without_alerts),
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


def test_refresh_of_an_untouched_stack_finds_nothing(lasting_stack: Project) -> None:
    assert lasting_stack.refresh("--expect-no-changes").succeeded().operations == {}
