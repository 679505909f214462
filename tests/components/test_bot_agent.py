"""BotAgent: the alias, who may talk to it, and what the bot comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.components import BotAgent, policies

from tests.components.event_patterns import matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.components.deployment import Deployment

CHAT = "arn:aws:chime:us-east-1:111122223333:app-instance/chat"
BOT = "arn:aws:chime:us-east-1:111122223333:app-instance/one/bot/concierge"
ALIAS = "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/concierge"
THEIRS = "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
ADMIN = f"{CHAT}/user/administrator"


def created() -> BotAgent:
    return BotAgent(
        "concierge",
        app_instance_arn=CHAT,
        bot_alias={"bot_id": "ABCDEFGHIJ", "bot_version": "3"},
        locale_id="en_US",
        display_name="Concierge",
        metadata="m",
        invoked_by={"standard_messages": "MENTIONS", "targeted_messages": "ALL"},
        welcome_intent="Hello",
        channels={"lobby": f"{CHAT}/channel/lobby"},
        chime_bearer=ADMIN,
        region="us-east-1",
        tags={"team": "chat"},
    )


def brought(**arguments: Any) -> BotAgent:  # noqa: ANN401  # differs by argument
    return BotAgent(
        "concierge",
        app_instance_arn=CHAT,
        bot_alias={"existing": {"arn": THEIRS}},
        locale_id="de_DE",
        channels={"lobby": f"{CHAT}/channel/lobby"},
        chime_bearer=ADMIN,
        **arguments,
    )


def test_a_created_alias_has_the_locale_and_a_policy_for_this_bot(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(created)
    common = {"region": "us-east-1", "tags": {"team": "chat"}}
    assert {name: made.inputs for name, made in deployment.resources.items() if "policy" not in name} == {
        "LexBotAlias concierge": {
            "bot_id": "ABCDEFGHIJ",
            "bot_version": "3",
            "bot_alias_locale_settings": {"en_US": {"enabled": True}},
            **common,
        },
        "AppInstanceBot concierge": {
            "app_instance_arn": CHAT,
            "name": "Concierge",
            "metadata": "m",
            "configuration": {
                "lex": {
                    "lex_bot_alias_arn": ALIAS,
                    "locale_id": "en_US",
                    "invoked_by": {"standard_messages": "MENTIONS", "targeted_messages": "ALL"},
                    "welcome_intent": "Hello",
                }
            },
            **common,
        },
        "ChannelMembership concierge-lobby": {
            "channel_arn": f"{CHAT}/channel/lobby",
            "member_arn": BOT,
            "type": "DEFAULT",
            "chime_bearer": ADMIN,
            "region": "us-east-1",
        },
    }
    assert {made.parent for made in deployment.resources.values()} == {"concierge"}
    policy = deployment["LexResourcePolicy concierge-policy"]
    assert policy.inputs["resource_arn"] == ALIAS
    assert policy.document("policy") == policies.lex_bot_alias_policy(ALIAS, BOT)
    assert deployment.outputs["app_instance_bot_arn"] == BOT
    assert deployment.outputs["lex_bot_alias_arn"] == ALIAS
    assert deployment.outputs["topic_arn"] is None


def test_a_bot_can_be_talked_to_before_it_becomes_a_member(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(created)
    assert "concierge" in deployment["LexResourcePolicy concierge-policy"].depends_on
    assert "concierge-policy" in deployment["ChannelMembership concierge-lobby"].depends_on


def test_every_bot_of_the_app_instance_may_use_an_alias(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: brought(resource_policy={"every_bot": True}))
    policy = deployment["LexResourcePolicy concierge-policy"]
    assert policy.document("policy") == policies.lex_bot_alias_policy(THEIRS, f"{CHAT}/bot/*")
    assert policy.depends_on == set()
    bot = deployment["AppInstanceBot concierge"]
    assert "concierge-policy" in bot.depends_on
    assert bot.inputs == {
        "app_instance_arn": CHAT,
        "configuration": {"lex": {"lex_bot_alias_arn": THEIRS, "locale_id": "de_DE"}},
    }


def test_the_policy_of_a_brought_alias_can_be_somebody_elses(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: brought(resource_policy={"skip": True}))
    assert set(deployment.resources) == {"AppInstanceBot concierge", "ChannelMembership concierge-lobby"}


def test_failures_of_this_bot_alone_alert(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: brought(alerts={"topic": {"key": {"skip": True}}, "queue": {}}))
    rule = deployment["EventRule concierge-failures"]
    assert {name for name in deployment.resources if name.startswith("EventTarget")} == {
        "EventTarget concierge-failures-to-topic",
        "EventTarget concierge-failures-to-queue",
    }
    event = {
        "source": "aws.chime",
        "detail-type": "Chime Messaging AppInstanceBot Lex Failure",
        "detail": {"resourceArn": BOT, "failureReason": "1 validation error detected"},
    }
    assert matches(rule.document("eventPattern"), event)
    assert not matches(rule.document("eventPattern"), {**event, "detail": {"resourceArn": f"{BOT}-2"}})
    assert deployment.outputs["topic_arn"] == "arn:aws:sns:us-east-1:111122223333:concierge-topic"
    assert deployment.outputs["queue_arn"] == "arn:aws:sqs:us-east-1:111122223333:concierge-queue"
    assert deployment.outputs["log_group_arn"] is None
