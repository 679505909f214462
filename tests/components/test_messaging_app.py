"""MessagingApp: what is made of one declaration, on whose behalf, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
import pytest
from chime_sdk_pulumi.components import MessagingApp

import chime_sdk_pulumi as chime

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chime_sdk_pulumi.components import MessagingAppArgs

    from tests.components.deployment import Deployment

CHAT = "arn:aws:chime:us-east-1:111122223333:app-instance/chat"
IN_ONE = "arn:aws:chime:us-east-1:111122223333:app-instance/one"
BOT = f"{CHAT}/bot/concierge"
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:moderate"
ELASTIC = {
    "maximum_sub_channels": 2,
    "target_memberships_per_sub_channel": 2,
    "minimum_membership_percentage": 1,
}
ADMINISTRATOR = {"AppInstance chat", "AppInstanceUser chat-administrator", "AppInstanceAdmin chat-administrator"}


def test_an_app_has_an_administrator_by_default(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: MessagingApp("chat"))
    assert set(deployment.resources) == ADMINISTRATOR
    assert {made.parent for made in deployment.resources.values()} == {"chat"}
    assert deployment.inputs("AppInstance chat") == {}
    assert deployment.inputs("AppInstanceUser chat-administrator") == {
        "app_instance_arn": CHAT,
        "app_instance_user_id": "administrator",
    }
    assert deployment.inputs("AppInstanceAdmin chat-administrator") == {
        "app_instance_arn": CHAT,
        "app_instance_admin_arn": f"{CHAT}/user/administrator",
    }
    assert deployment.outputs["app_instance_arn"] == CHAT
    assert deployment.outputs["administrator_arn"] == f"{CHAT}/user/administrator"
    nothing = (
        "channel_stream_name",
        "channel_message_stream_arn",
        "channel_stream_key_arn",
        "channel_message_stream_key_arn",
        "topic_arn",
        "queue_arn",
        "log_group_arn",
    )
    assert {name: deployment.outputs[name] for name in nothing} == dict.fromkeys(nothing)


def test_the_administrator_is_whom_the_program_says(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingApp("chat", metadata="m", administrator={"user_id": "root", "name": "Root", "metadata": "x"})
    )
    assert deployment.inputs("AppInstance chat") == {"metadata": "m"}
    assert deployment.inputs("AppInstanceUser chat-administrator") == {
        "app_instance_arn": CHAT,
        "app_instance_user_id": "root",
        "name": "Root",
        "metadata": "x",
    }


def test_an_app_can_do_without_an_administrator(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: MessagingApp("chat", administrator={"skip": True}, users={"administrator": {}}))
    assert set(deployment.resources) == {"AppInstance chat", "AppInstanceUser chat-administrator"}
    assert deployment.outputs["administrator_arn"] is None


def test_users_have_the_ids_of_the_application(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingApp(
            "chat",
            users={
                "alice": {"name": "Alice", "metadata": "m"},
                "worker": {"user_id": "back-end@example.com", "expiration_days": 30},
            },
        )
    )
    assert set(deployment.resources) - ADMINISTRATOR == {"AppInstanceUser chat-alice", "AppInstanceUser chat-worker"}
    assert deployment.inputs("AppInstanceUser chat-alice") == {
        "app_instance_arn": CHAT,
        "app_instance_user_id": "alice",
        "name": "Alice",
        "metadata": "m",
    }
    assert deployment.inputs("AppInstanceUser chat-worker") == {
        "app_instance_arn": CHAT,
        "app_instance_user_id": "back-end@example.com",
        "expiration_settings": {"expiration_days": 30, "expiration_criterion": "CREATED_TIMESTAMP"},
    }
    assert deployment.outputs["user_arns"] == {
        "alice": f"{CHAT}/user/alice",
        "worker": f"{CHAT}/user/back-end@example.com",
    }


def test_a_channel_is_seated_on_behalf_of_the_administrator(deploy: Callable[..., Deployment]) -> None:
    bearer = f"{CHAT}/user/administrator"
    deployment = deploy(
        lambda: MessagingApp(
            "chat",
            users={"alice": {}, "bob": {}, "eve": {}},
            channels={
                "lobby": {
                    "name": "Lobby",
                    "privacy": "PRIVATE",
                    "mode": "UNRESTRICTED",
                    "metadata": "m",
                    "channel_id": "lobby",
                    "expiration_settings": {
                        "expiration_days": 30,
                        "expiration_criterion": "LAST_MESSAGE_TIMESTAMP",
                    },
                    "members": ["alice", "bob", BOT],
                    "moderators": ["alice"],
                    "bans": ["eve"],
                },
                "town-hall": {},
            },
        )
    )
    in_channels = {name for name in deployment.resources if name.startswith("Channel")}
    assert in_channels == {
        "Channel chat-lobby",
        "Channel chat-town-hall",
        "ChannelMembership chat-lobby/alice",
        "ChannelMembership chat-lobby/bob",
        "ChannelMembership chat-lobby/bot/concierge",
        "ChannelModerator chat-lobby/alice",
        "ChannelBan chat-lobby/eve",
    }
    assert deployment.inputs("Channel chat-lobby") == {
        "app_instance_arn": CHAT,
        "chime_bearer": bearer,
        "name": "Lobby",
        "privacy": "PRIVATE",
        "mode": "UNRESTRICTED",
        "metadata": "m",
        "channel_id": "lobby",
        "expiration_settings": {"expiration_days": 30, "expiration_criterion": "LAST_MESSAGE_TIMESTAMP"},
    }
    assert deployment.inputs("Channel chat-town-hall") == {"app_instance_arn": CHAT, "chime_bearer": bearer}
    lobby = {"channel_arn": f"{IN_ONE}/channel/chat-lobby", "chime_bearer": bearer}
    alice = f"{CHAT}/user/alice"
    assert deployment.inputs("ChannelMembership chat-lobby/alice") == lobby | {"member_arn": alice, "type": "DEFAULT"}
    assert deployment.inputs("ChannelMembership chat-lobby/bot/concierge")["member_arn"] == BOT
    assert deployment.inputs("ChannelModerator chat-lobby/alice") == lobby | {"channel_moderator_arn": alice}
    assert deployment.inputs("ChannelBan chat-lobby/eve") == lobby | {"member_arn": f"{CHAT}/user/eve"}
    for name in in_channels:
        assert "pulumi-python:dynamic/chime:AppInstanceAdmin" in deployment[name].depends_on_types, name
    assert deployment["ChannelMembership chat-lobby/bob"].depends_on >= {"chat-lobby", "chat-bob"}
    assert deployment.outputs["channel_arns"] == {
        "lobby": f"{IN_ONE}/channel/chat-lobby",
        "town-hall": f"{IN_ONE}/channel/chat-town-hall",
    }


def test_outputs_by_name_depend_on_what_they_name_alone(deploy: Callable[..., Deployment]) -> None:
    def program() -> MessagingApp:
        chat = MessagingApp("chat", users={"alice": {}, "bob": {}}, channels={"lobby": {}, "team": {}})
        aws.ssm.Parameter("lobby-arn", type="String", value=chat.channel_arns["lobby"])
        aws.ssm.Parameter("alice-arn", type="String", value=chat.user_arns["alice"])
        aws.ssm.Parameter("bearer", type="String", value=chat.administrator_arn)
        return chat

    deployment = deploy(program)
    assert deployment["Parameter lobby-arn"].depends_on == {"chat-lobby"}
    assert deployment["Parameter alice-arn"].depends_on == {"chat-alice"}
    assert deployment["Parameter bearer"].depends_on == {"chat-administrator"}
    assert deployment["Parameter bearer"].depends_on_types == {"pulumi-python:dynamic/chime:AppInstanceAdmin"}


def test_channels_come_after_the_streams(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: MessagingApp(
            "chat",
            retention_days=90,
            streaming={"channel_stream": {"shard_count": 2}, "key": {"skip": True}},
            alerts={"bot_failures": False, "queue": {}},
            channels={"lobby": {}},
            tags={"team": "chat"},
        )
    )
    assert set(deployment.resources) - ADMINISTRATOR == {
        "AppInstanceRetentionSettings chat-retention",
        "Stream chime-messaging-channel-chat-streaming",
        "MessagingStreamingConfigurations chat-streaming",
        "EventRule chat-alerts-channel-flow-failures",
        "EventTarget chat-alerts-channel-flow-failures-to-queue",
        "Queue chat-alerts-queue",
        "QueuePolicy chat-alerts-queue-policy",
        "Channel chat-lobby",
    }
    assert deployment.components == {
        "chat": "chime-sdk:index:MessagingApp",
        "chat-streaming": "chime-sdk:index:MessagingDataStream",
        "chat-alerts": "chime-sdk:index:MessagingAlerts",
    }
    retention = deployment["AppInstanceRetentionSettings chat-retention"]
    assert retention.inputs == {
        "app_instance_arn": CHAT,
        "channel_retention_settings": {"retention_days": 90},
    }
    assert retention.deleted_with == "chat"
    assert deployment.inputs("MessagingStreamingConfigurations chat-streaming")["app_instance_arn"] == CHAT
    assert "chat-streaming" in deployment["Channel chat-lobby"].depends_on
    pattern = deployment["EventRule chat-alerts-channel-flow-failures"].document("eventPattern")
    assert pattern["detail"]["appInstanceArn"] == [CHAT]
    assert deployment.outputs["channel_stream_name"] == "chime-messaging-channel-chat-streaming"
    assert deployment.outputs["channel_message_stream_name"] is None
    assert deployment.outputs["queue_arn"] == "arn:aws:sqs:us-east-1:111122223333:chat-alerts-queue"
    assert deployment.outputs["topic_arn"] is None
    for tagged in ("AppInstance chat", "Channel chat-lobby", "Queue chat-alerts-queue"):
        assert deployment.inputs(tagged)["tags"] == {"team": "chat"}, tagged


def test_a_channel_has_a_flow_of_the_app_or_another(deploy: Callable[..., Deployment]) -> None:
    def program() -> MessagingApp:
        return MessagingApp(
            "chat",
            channel_flows={
                "moderation": {
                    "function": {"existing": {"arn": FUNCTION}},
                    "fallback_action": "CONTINUE",
                    "disassociate_on_delete": True,
                },
                "archive": {"function": {"existing": {"arn": FUNCTION}}},
            },
            channels={
                "lobby": {"channel_flow": "moderation"},
                "team": {"channel_flow": f"{CHAT}/channel-flow/theirs"},
                "hall": {"channel_flow": pulumi.Output.from_input(f"{CHAT}/channel-flow/later")},
            },
        )

    deployment = deploy(program)
    moderation = deployment.inputs("ChannelFlow chat-moderation")
    assert moderation["app_instance_arn"] == CHAT
    assert moderation["processors"][0]["fallback_action"] == "CONTINUE"
    assert moderation["disassociate_on_delete"] is True
    assert moderation["chime_bearer"] == f"{CHAT}/user/administrator"
    assert {"chime_bearer", "disassociate_on_delete"}.isdisjoint(deployment.inputs("ChannelFlow chat-archive"))
    flows = {
        name: deployment.inputs(f"ChannelFlowAssociation chat-{name}")["channel_flow_arn"]
        for name in ("lobby", "team", "hall")
    }
    assert flows == {
        "lobby": f"{IN_ONE}/channel-flow/chat-moderation",
        "team": f"{CHAT}/channel-flow/theirs",
        "hall": f"{CHAT}/channel-flow/later",
    }
    assert deployment.outputs["channel_flow_arns"]["archive"] == f"{IN_ONE}/channel-flow/chat-archive"


@pytest.mark.parametrize("allow_destroy", [True, False])
def test_what_cannot_be_undone_is_protected(deploy: Callable[..., Deployment], *, allow_destroy: bool) -> None:
    deployment = deploy(lambda: MessagingApp("chat", channels={"lobby": {}}, allow_destroy=allow_destroy))
    protected = {name for name, made in deployment.resources.items() if made.protect}
    assert protected == (set() if allow_destroy else {"AppInstance chat", "Channel chat-lobby"})


def test_the_region_and_the_providers_reach_every_child(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    def program() -> MessagingApp:
        providers: list[pulumi.ProviderResource] = [aws.Provider("frankfurt-aws"), chime.Provider("frankfurt-chime")]
        return MessagingApp("chat", **EVERYTHING, opts=pulumi.ResourceOptions(providers=providers))

    deployment = deploy(program)
    made = {name: one for name, one in deployment.resources.items() if not name.startswith(("aws", "pulumi-python"))}
    assert {one.provider for name, one in made.items() if "chime" in one.token} == {"frankfurt-chime"}
    assert {one.provider for name, one in made.items() if "chime" not in one.token} == {"frankfurt-aws"}
    assert {name for name, one in made.items() if one.inputs.get("region") != "us-east-1"} == set()
    assert list(said()) == []


EVERYTHING: MessagingAppArgs = {
    "region": "us-east-1",
    "users": {"alice": {}, "bob": {}, "eve": {}},
    "retention_days": 1,
    "streaming": {},
    "alerts": {"queue": {}},
    "channel_flows": {"moderation": {"function": {"existing": {"arn": FUNCTION}}}},
    "channels": {
        "lobby": {
            "channel_flow": "moderation",
            "members": ["alice"],
            "moderators": ["bob"],
            "bans": ["eve"],
        }
    },
}


def test_it_is_told_once_of_a_lone_provider(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    opts = pulumi.ResourceOptions(provider=aws.Provider("frankfurt"))
    deploy(lambda: MessagingApp("chat", **EVERYTHING, opts=opts))
    assert [sentence.partition(":")[0] for sentence in said()] == ["MessagingApp 'chat'"]


def test_an_elastic_channel_that_nobody_keeps_is_warned_of(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    channels: Any = {"live": {"elastic_channel_configuration": ELASTIC, "moderators": ["alice"], "members": ["bob"]}}
    users: Any = {"alice": {}, "bob": {}}
    deploy(lambda: MessagingApp("chat", users=users, channels=channels, streaming={"channel_stream": {}}))
    assert list(said()) == [
        "MessagingApp 'chat': channels.live.elastic_channel_configuration: lets AWS delete the messages of a sub-channel with it "
        "when members leave, and no stream keeps a copy; see streaming"
    ]
    deploy(lambda: MessagingApp("chat", users=users, channels=channels, streaming={}))
    assert len(said()) == 1


def test_what_uses_a_refused_app_gets_to_say_what_is_wrong_with_it(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    create: Callable[..., MessagingApp] = MessagingApp

    def program() -> MessagingApp:
        chat = create("chat", chanels={})
        assert dict(chat.user_arns) == {}
        return create("other", metadata=chat.channel_arns["lobby"], retention_days="ten")

    with pytest.raises(pulumi.RunError):
        deploy(program)
    assert list(said()) == [
        "MessagingApp 'chat': chanels: is not an argument of MessagingApp; did you mean channels?",
        "MessagingApp 'other': retention_days: must be a whole number",
    ]
