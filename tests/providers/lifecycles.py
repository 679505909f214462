"""The lifecycle table: for every kind of resource what is created, how it is changed, and which calls that may take."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.providers.surroundings import ACCOUNT, Surroundings

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
        shows: Whether the engine shows a change, and stores it; one that takes no calls is mostly another spelling of the same.
    """

    arguments: Arguments
    calls: list[str] = field(default_factory=list)
    replaces: list[str] = field(default_factory=list)
    shows: bool = False

    @property
    def is_change(self) -> bool:
        """Whether a preview shows a difference."""
        return bool(self.calls or self.replaces or self.shows)


@dataclass(frozen=True)
class LifeCycle:
    """A resource's life.

    Attributes:
        arguments: The arguments of its creation.
        creation: The mutating operations of its creation.
        changes: What happens to it, in order.
        deletion: The mutating operations of its deletion.
        vanish: Deletes the object behind Pulumi's back, given its id.
        drift: Changes the object behind Pulumi's back, given its id, and returns the names of the inputs that then differ; None
            if nothing about it can be changed.
    """

    arguments: Arguments
    creation: list[str]
    changes: list[Change]
    deletion: list[str]
    vanish: Callable[[str], object]
    drift: Callable[[str], set[str]] | None = None


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


def app_instance_user(surroundings: Surroundings) -> LifeCycle:
    """AppInstanceUser."""
    identity = surroundings.client("chime-sdk-identity")

    def drift(arn: str) -> set[str]:
        identity.update_app_instance_user(AppInstanceUserArn=arn, Name="drifted", Metadata="drifted")
        identity.put_app_instance_user_expiration_settings(AppInstanceUserArn=arn)
        identity.untag_resource(ResourceARN=arn, TagKeys=["team"])
        return {"name", "metadata", "expiration_settings", "tags"}

    def expiring(days: int) -> dict[str, object]:
        return {"expiration_days": days, "expiration_criterion": "CREATED_TIMESTAMP"}

    return LifeCycle(
        arguments={
            "app_instance_arn": surroundings.app_instance(),
            "app_instance_user_id": "back-end@example.com",
            "name": "back end",
            "metadata": "one",
            "expiration_settings": expiring(30),
            "tags": {"team": "support"},
        },
        creation=["CreateAppInstanceUser"],
        changes=[
            Change({"name": "back end two"}, ["UpdateAppInstanceUser"]),
            Change({"metadata": None}, ["UpdateAppInstanceUser"]),
            Change({"expiration_settings": expiring(5475)}, ["PutAppInstanceUserExpirationSettings"]),
            Change({"expiration_settings": None}, ["PutAppInstanceUserExpirationSettings"]),
            Change({"tags": {"team": "sales", "cost": "2"}}, ["TagResource"]),
            Change({"tags": {"cost": "2"}}, ["UntagResource"]),
            Change(
                {"name": None, "metadata": "two", "expiration_settings": expiring(1), "tags": None},
                ["UpdateAppInstanceUser", "PutAppInstanceUserExpirationSettings", "UntagResource"],
            ),
            Change({"app_instance_user_id": "other"}, replaces=["app_instance_user_id"]),
            Change({"app_instance_arn": surroundings.app_instance()}, replaces=["app_instance_arn"]),
        ],
        deletion=["DeleteAppInstanceUser"],
        drift=drift,
        vanish=lambda arn: identity.delete_app_instance_user(AppInstanceUserArn=arn),
    )


def app_instance_admin(surroundings: Surroundings) -> LifeCycle:
    """AppInstanceAdmin."""
    identity = surroundings.client("chime-sdk-identity")
    app_instance_arn, other_app_instance_arn = surroundings.app_instance(), surroundings.app_instance()
    user_arn, other_user_arn = (surroundings.user(app_instance_arn, name) for name in ("somebody", "somebody-else"))
    elsewhere = {
        "app_instance_arn": other_app_instance_arn,
        "app_instance_admin_arn": surroundings.user(other_app_instance_arn),
    }
    return LifeCycle(
        arguments={"app_instance_arn": app_instance_arn, "app_instance_admin_arn": user_arn},
        creation=["CreateAppInstanceAdmin"],
        changes=[
            Change({"app_instance_admin_arn": other_user_arn}, replaces=["app_instance_admin_arn"]),
            Change(elsewhere, replaces=["app_instance_arn", "app_instance_admin_arn"]),
        ],
        deletion=["DeleteAppInstanceAdmin"],
        vanish=lambda _: identity.delete_app_instance_admin(
            AppInstanceArn=app_instance_arn, AppInstanceAdminArn=user_arn
        ),
    )


def app_instance_bot(surroundings: Surroundings) -> LifeCycle:
    """AppInstanceBot."""
    identity = surroundings.client("chime-sdk-identity")

    def lex(**others: object) -> dict[str, object]:
        alias = f"arn:aws:lex:us-east-1:{ACCOUNT}:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
        return {"lex": {"lex_bot_alias_arn": alias, "locale_id": "en_US", **others}}

    def invoked(standard: str, targeted: str) -> dict[str, object]:
        return {"standard_messages": standard, "targeted_messages": targeted}

    def drift(arn: str) -> set[str]:
        live = identity.describe_app_instance_bot(AppInstanceBotArn=arn)["AppInstanceBot"]["Configuration"]
        live["Lex"]["LocaleId"] = "es_419"
        identity.update_app_instance_bot(AppInstanceBotArn=arn, Name="drifted", Metadata="drifted", Configuration=live)
        identity.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "drifted"}])
        return {"name", "metadata", "configuration", "tags"}

    update = ["UpdateAppInstanceBot"]
    return LifeCycle(
        arguments={
            "app_instance_arn": surroundings.app_instance(),
            "name": "concierge",
            "metadata": "one",
            "configuration": lex(invoked_by=invoked("AUTO", "ALL"), welcome_intent="Say_Hello"),
            "tags": {"team": "support"},
        },
        creation=["CreateAppInstanceBot"],
        changes=[
            Change({"name": "concierge two"}, update),
            Change({"metadata": None}, update),
            Change({"configuration": lex(invoked_by=invoked("MENTIONS", "NONE"))}, update),
            Change({"configuration": lex(responds_to="STANDARD_MESSAGES")}, update),
            Change({"tags": {"team": "sales"}}, ["TagResource"]),
            Change({"name": None, "tags": {}}, [*update, "UntagResource"]),
            Change({"app_instance_arn": surroundings.app_instance()}, replaces=["app_instance_arn"]),
        ],
        deletion=["DeleteAppInstanceBot"],
        drift=drift,
        vanish=lambda arn: identity.delete_app_instance_bot(AppInstanceBotArn=arn),
    )


def app_instance_retention_settings(surroundings: Surroundings) -> LifeCycle:
    """AppInstanceRetentionSettings."""
    identity = surroundings.client("chime-sdk-identity")
    put = ["PutAppInstanceRetentionSettings"]

    def outside(resource_id: str, settings: Mapping[str, object]) -> None:
        identity.put_app_instance_retention_settings(
            AppInstanceArn=resource_id.partition("|")[0],
            AppInstanceRetentionSettings={"ChannelRetentionSettings": settings},
        )

    def drift(resource_id: str) -> set[str]:
        outside(resource_id, {"RetentionDays": 7})
        return {"channel_retention_settings"}

    return LifeCycle(
        arguments={
            "app_instance_arn": surroundings.app_instance(),
            "channel_retention_settings": {"retention_days": 90},
        },
        creation=put,
        changes=[
            Change({"channel_retention_settings": {"retention_days": 5475}}, put),
            Change({"app_instance_arn": surroundings.app_instance()}, replaces=["app_instance_arn"]),
        ],
        deletion=put,
        drift=drift,
        vanish=lambda resource_id: outside(resource_id, {}),
    )


def messaging_streaming_configurations(surroundings: Surroundings) -> LifeCycle:
    """MessagingStreamingConfigurations."""
    messaging = surroundings.client("chime-sdk-messaging")
    stream, other_stream = (surroundings.stream(f"chime-messaging-{name}") for name in ("one", "two"))
    put = ["PutMessagingStreamingConfigurations"]

    def streams(**arns: str) -> list[dict[str, str]]:
        return [{"data_type": data_type, "resource_arn": arn} for data_type, arn in arns.items()]

    def drift(resource_id: str) -> set[str]:
        messaging.put_messaging_streaming_configurations(
            AppInstanceArn=resource_id.partition("|")[0],
            StreamingConfigurations=[{"DataType": "Channel", "ResourceArn": other_stream}],
        )
        return {"streaming_configurations"}

    return LifeCycle(
        arguments={
            "app_instance_arn": surroundings.app_instance(),
            "streaming_configurations": streams(ChannelMessage=stream, Channel=stream),
        },
        creation=put,
        changes=[
            Change({"streaming_configurations": streams(Channel=stream, ChannelMessage=stream)}),
            Change({"streaming_configurations": streams(Channel=stream, ChannelMessage=other_stream)}, put),
            Change({"streaming_configurations": streams(ChannelMessage=other_stream)}, put),
            Change({"app_instance_arn": surroundings.app_instance()}, replaces=["app_instance_arn"]),
        ],
        deletion=["DeleteMessagingStreamingConfigurations"],
        drift=drift,
        vanish=lambda resource_id: messaging.delete_messaging_streaming_configurations(
            AppInstanceArn=resource_id.partition("|")[0]
        ),
    )


def channel(surroundings: Surroundings) -> LifeCycle:
    """Channel."""
    messaging = surroundings.client("chime-sdk-messaging")
    app_instance_arn, other_app_instance_arn = surroundings.app_instance(), surroundings.app_instance()
    bearer, other_bearer = surroundings.admin(app_instance_arn), surroundings.admin(app_instance_arn, "other-admin")
    users = [surroundings.user(app_instance_arn, name) for name in ("ann", "bob")]
    elastic = {
        "maximum_sub_channels": 10,
        "target_memberships_per_sub_channel": 100,
        "minimum_membership_percentage": 40,
    }

    def expiring(days: int, criterion: str) -> dict[str, object]:
        return {"expiration_days": days, "expiration_criterion": criterion}

    def drift(arn: str) -> set[str]:
        whose = {"ChannelArn": arn, "ChimeBearer": bearer}
        messaging.update_channel(**whose, Name="drifted", Mode="RESTRICTED", Metadata="drifted")
        messaging.put_channel_expiration_settings(**whose)
        messaging.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "drifted"}])
        return {"name", "mode", "metadata", "expiration_settings", "tags"}

    return LifeCycle(
        arguments={
            "app_instance_arn": app_instance_arn,
            "chime_bearer": bearer,
            "name": "general",
            "mode": "UNRESTRICTED",
            "privacy": "PRIVATE",
            "metadata": "one",
            "channel_id": "general",
            "member_arns": [users[1], users[0]],
            "moderator_arns": users,
            "expiration_settings": expiring(365, "LAST_MESSAGE_TIMESTAMP"),
            "tags": {"team": "support"},
        },
        creation=["CreateChannel"],
        changes=[
            Change({"name": "general two"}, ["UpdateChannel"]),
            Change({"member_arns": users}),
            Change({"chime_bearer": other_bearer}, shows=True),
            Change({"mode": "RESTRICTED"}, ["UpdateChannel"]),
            Change({"mode": None}),
            Change({"metadata": None}, ["UpdateChannel"]),
            Change({"expiration_settings": expiring(1, "CREATED_TIMESTAMP")}, ["PutChannelExpirationSettings"]),
            Change({"expiration_settings": None}, ["PutChannelExpirationSettings"]),
            Change({"tags": {"team": "sales", "cost": "2"}}, ["TagResource"]),
            Change(
                {
                    "name": None,
                    "chime_bearer": bearer,
                    "mode": "UNRESTRICTED",
                    "expiration_settings": expiring(2, "CREATED_TIMESTAMP"),
                    "tags": {"cost": "2"},
                },
                ["UpdateChannel", "PutChannelExpirationSettings", "UntagResource"],
            ),
            Change({"privacy": "PUBLIC"}, replaces=["privacy"]),
            Change({"channel_id": "special"}, replaces=["channel_id"]),
            Change({"member_arns": users[:1]}, replaces=["member_arns"]),
            Change({"moderator_arns": None}, replaces=["moderator_arns"]),
            Change(
                {"elastic_channel_configuration": elastic, "member_arns": None, "mode": None},
                replaces=["member_arns", "elastic_channel_configuration"],
            ),
            Change(
                {
                    "app_instance_arn": other_app_instance_arn,
                    "chime_bearer": surroundings.admin(other_app_instance_arn),
                },
                replaces=["app_instance_arn"],
            ),
        ],
        deletion=["DeleteChannel"],
        drift=drift,
        vanish=lambda arn: messaging.delete_channel(ChannelArn=arn, ChimeBearer=bearer),
    )


@dataclass(frozen=True)
class SomeChannel:
    """A private channel of an app instance, its two administrators, and two users who are no members."""

    arn: str
    bearer: str
    other_bearer: str
    user: str
    other_user: str


def some_channel(surroundings: Surroundings) -> SomeChannel:
    """A channel for what belongs to one."""
    app_instance_arn = surroundings.app_instance()
    bearer = surroundings.admin(app_instance_arn)
    return SomeChannel(
        surroundings.channel(bearer, Privacy="PRIVATE"),
        bearer,
        surroundings.admin(app_instance_arn, "other-admin"),
        surroundings.user(app_instance_arn),
        surroundings.user(app_instance_arn, "somebody-else"),
    )


def channel_membership(surroundings: Surroundings) -> LifeCycle:
    """ChannelMembership."""
    there = some_channel(surroundings)
    return LifeCycle(
        arguments={
            "channel_arn": there.arn,
            "member_arn": there.user,
            "type": "DEFAULT",
            "chime_bearer": there.bearer,
        },
        creation=["CreateChannelMembership"],
        changes=[
            Change({"chime_bearer": there.other_bearer}, shows=True),
            Change({"type": "HIDDEN"}, replaces=["type"]),
            Change({"member_arn": there.other_user}, replaces=["member_arn"]),
            Change({"sub_channel_id": "one"}, replaces=["sub_channel_id"]),
            Change({"channel_arn": f"{there.arn}-2"}, replaces=["channel_arn"]),
        ],
        deletion=["DeleteChannelMembership"],
        vanish=lambda _: surroundings.client("chime-sdk-messaging").delete_channel_membership(
            ChannelArn=there.arn, MemberArn=there.user, ChimeBearer=there.bearer
        ),
    )


def channel_moderator(surroundings: Surroundings) -> LifeCycle:
    """ChannelModerator."""
    there = some_channel(surroundings)
    return LifeCycle(
        arguments={
            "channel_arn": there.arn,
            "channel_moderator_arn": there.user,
            "chime_bearer": there.bearer,
        },
        creation=["CreateChannelModerator"],
        changes=[
            Change({"chime_bearer": there.other_bearer}, shows=True),
            Change({"channel_moderator_arn": there.other_user}, replaces=["channel_moderator_arn"]),
            Change({"channel_arn": f"{there.arn}-2"}, replaces=["channel_arn"]),
        ],
        deletion=["DeleteChannelModerator"],
        vanish=lambda _: surroundings.client("chime-sdk-messaging").delete_channel_moderator(
            ChannelArn=there.arn, ChannelModeratorArn=there.user, ChimeBearer=there.bearer
        ),
    )


def channel_ban(surroundings: Surroundings) -> LifeCycle:
    """ChannelBan."""
    there = some_channel(surroundings)
    return LifeCycle(
        arguments={"channel_arn": there.arn, "member_arn": there.user, "chime_bearer": there.bearer},
        creation=["CreateChannelBan"],
        changes=[
            Change({"chime_bearer": there.other_bearer}, shows=True),
            Change({"member_arn": there.other_user}, replaces=["member_arn"]),
            Change({"channel_arn": f"{there.arn}-2"}, replaces=["channel_arn"]),
        ],
        deletion=["DeleteChannelBan"],
        vanish=lambda _: surroundings.client("chime-sdk-messaging").delete_channel_ban(
            ChannelArn=there.arn, MemberArn=there.user, ChimeBearer=there.bearer
        ),
    )


def channel_flow_association(surroundings: Surroundings) -> LifeCycle:
    """ChannelFlowAssociation."""
    there = some_channel(surroundings)
    flow_arn = surroundings.channel_flow(there.arn.partition("/channel/")[0], surroundings.function())
    return LifeCycle(
        arguments={"channel_arn": there.arn, "channel_flow_arn": flow_arn, "chime_bearer": there.bearer},
        creation=["AssociateChannelFlow"],
        changes=[
            Change({"chime_bearer": there.other_bearer}, shows=True),
            Change({"channel_flow_arn": f"{flow_arn}-2"}, replaces=["channel_flow_arn"]),
            Change({"channel_arn": f"{there.arn}-2"}, replaces=["channel_arn"]),
        ],
        deletion=["DisassociateChannelFlow"],
        vanish=lambda _: surroundings.client("chime-sdk-messaging").disassociate_channel_flow(
            ChannelArn=there.arn, ChannelFlowArn=flow_arn, ChimeBearer=there.bearer
        ),
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
            Change({"disassociate_on_delete": False}),
            Change(
                {"disassociate_on_delete": True, "chime_bearer": surroundings.admin(app_instance_arn, "deputy")},
                shows=True,
            ),
            Change({"disassociate_on_delete": None, "chime_bearer": None}, shows=True),
            Change({"app_instance_arn": f"{app_instance_arn}-other"}, replaces=["app_instance_arn"]),
        ],
        deletion=["DeleteChannelFlow"],
        drift=drift,
        vanish=lambda arn: messaging.delete_channel_flow(ChannelFlowArn=arn),
    )


def lex_bot_alias(surroundings: Surroundings) -> LifeCycle:
    """LexBotAlias."""
    models = surroundings.client("lexv2-models")
    function_arn = surroundings.function()
    update = ["UpdateBotAlias"]

    def named(arn: str) -> dict[str, str]:
        _, bot_id, alias_id = arn.split("/")
        return {"botId": bot_id, "botAliasId": alias_id}

    def hooked(version: str) -> dict[str, object]:
        hook = {"lambda_arn": function_arn, "code_hook_interface_version": version}
        return {"enabled": True, "code_hook_specification": {"lambda_code_hook": hook}}

    def text_logs(**others: object) -> list[dict[str, object]]:
        group = {"cloud_watch_log_group_arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:lex", "log_prefix": "text"}
        return [{"enabled": True, "destination": {"cloud_watch": group}, **others}]

    bucket = {"s3_bucket_arn": "arn:aws:s3:::recordings", "log_prefix": "audio"}
    audio_logs = [{"enabled": False, "destination": {"s3_bucket": bucket}, "selective_logging_enabled": True}]

    def drift(arn: str) -> set[str]:
        surroundings.settle()
        models.update_bot_alias(
            **named(arn), botAliasName="drifted", botAliasLocaleSettings={"de_DE": {"enabled": True}}
        )
        models.tag_resource(resourceARN=arn, tags={"team": "drifted"})
        return {
            "bot_alias_name",
            "description",
            "bot_version",
            "bot_alias_locale_settings",
            "conversation_log_settings",
            "sentiment_analysis_settings",
            "tags",
        }

    def vanish(arn: str) -> None:
        surroundings.settle()
        models.delete_bot_alias(**named(arn))
        surroundings.settle()

    return LifeCycle(
        arguments={
            "bot_id": surroundings.lex_bot(),
            "bot_alias_name": "production",
            "description": "one",
            "bot_version": "1",
            "bot_alias_locale_settings": {"en_US": hooked("1.0"), "es_419": {"enabled": False}},
            "conversation_log_settings": {"text_log_settings": text_logs(), "audio_log_settings": audio_logs},
            "sentiment_analysis_settings": {"detect_sentiment": True},
            "tags": {"team": "support"},
        },
        creation=["CreateBotAlias"],
        changes=[
            Change({"bot_version": "2"}, update),
            Change({"bot_alias_name": "production-2"}, update),
            Change({"description": None}, update),
            Change({"bot_alias_locale_settings": {"es_419": {"enabled": False}, "en_US": hooked("1.0")}}),
            Change({"bot_alias_locale_settings": {"es_419": {"enabled": False}, "en_US": hooked("1.1")}}, update),
            Change({"bot_alias_locale_settings": {"en_US": {"enabled": True}}}, update),
            Change({"bot_alias_locale_settings": None}, update),
            Change({"conversation_log_settings": {"text_log_settings": text_logs()}}, update),
            Change({"conversation_log_settings": {"text_log_settings": text_logs(selective_logging_enabled=False)}}),
            Change({"conversation_log_settings": {"audio_log_settings": audio_logs}}, update),
            Change({"conversation_log_settings": None}, update),
            Change({"sentiment_analysis_settings": {"detect_sentiment": False}}, update),
            Change({"sentiment_analysis_settings": None}),
            Change({"tags": {"team": "sales", "cost": "2"}}, ["TagResource"]),
            Change({"tags": {"cost": "2"}}, ["UntagResource"]),
            Change({"bot_alias_name": None, "bot_version": None, "tags": None}, [*update, "UntagResource"]),
            Change({"bot_id": surroundings.lex_bot("another")}, replaces=["bot_id"]),
        ],
        deletion=["DeleteBotAlias"],
        drift=drift,
        vanish=vanish,
    )


def lex_resource_policy(surroundings: Surroundings) -> LifeCycle:
    """LexResourcePolicy."""
    models = surroundings.client("lexv2-models")
    bot_id = surroundings.lex_bot()
    alias_arn, other_alias_arn = (surroundings.lex_bot_alias(bot_id, name) for name in ("one", "two"))
    update = ["UpdateResourcePolicy"]

    def allowing(actions: object, *others: object, indent: int | None = None) -> str:
        principal = {"Service": "messaging.chime.amazonaws.com"}
        statement = {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": alias_arn}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement, *others]}, indent=indent)

    refusal = {"Effect": "Deny", "Principal": {"AWS": ACCOUNT}, "Action": "lex:*", "Resource": alias_arn}

    def drift(resource_id: str) -> set[str]:
        arn = resource_id.partition("|")[0]
        has_one = arn in {found["id"] for found in surroundings.objects("LexResourcePolicy")}
        put = models.update_resource_policy if has_one else models.create_resource_policy
        put(resourceArn=arn, policy=allowing(["lex:StartConversation"]))
        return {"policy"}

    return LifeCycle(
        arguments={
            "resource_arn": alias_arn,
            "policy": allowing(["lex:RecognizeText", "lex:PutSession"], refusal),
        },
        creation=["CreateResourcePolicy"],
        changes=[
            Change({"policy": allowing(["lex:PutSession", "lex:RecognizeText"], refusal, indent=4)}),
            Change({"policy": allowing(["lex:PutSession"], refusal)}, update),
            Change({"policy": allowing("lex:PutSession", {**refusal, "Action": ["lex:*"]})}),
            Change({"policy": allowing("lex:PutSession")}, update),
            Change({"resource_arn": other_alias_arn}, replaces=["resource_arn"]),
        ],
        deletion=["DeleteResourcePolicy"],
        drift=drift,
        vanish=lambda resource_id: models.delete_resource_policy(resourceArn=resource_id.partition("|")[0]),
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


def _surrounded(make: Callable[[Surroundings], LifeCycle]) -> Callable[[Surroundings], LifeCycle]:
    def life_cycle(surroundings: Surroundings) -> LifeCycle:
        made = make(surroundings)
        surroundings.remember()
        return made

    return life_cycle


_MAKERS: Mapping[str, Callable[[Surroundings], LifeCycle]] = {
    "AppInstance": app_instance,
    "AppInstanceAdmin": app_instance_admin,
    "AppInstanceBot": app_instance_bot,
    "AppInstanceRetentionSettings": app_instance_retention_settings,
    "AppInstanceUser": app_instance_user,
    "Channel": channel,
    "ChannelBan": channel_ban,
    "ChannelFlow": channel_flow,
    "ChannelFlowAssociation": channel_flow_association,
    "ChannelMembership": channel_membership,
    "ChannelModerator": channel_moderator,
    "LexBotAlias": lex_bot_alias,
    "LexResourcePolicy": lex_resource_policy,
    "MediaInsightsPipelineConfiguration": media_insights_pipeline_configuration,
    "MessagingStreamingConfigurations": messaging_streaming_configurations,
    "SipMediaApplication": sip_media_application,
    "SipRule": sip_rule,
    "VoiceConnector": voice_connector,
    "VoiceConnectorOrigination": voice_connector_origination,
    "VoiceConnectorStreamingConfiguration": voice_connector_streaming_configuration,
    "VoiceConnectorTermination": voice_connector_termination,
}

LIFE_CYCLES = {kind: _surrounded(make) for kind, make in _MAKERS.items()}
"""By kind, as the loader names it."""
