"""MessagingAlerts: which events alert, where to, and by whose leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.components import MessagingAlerts, policies

from tests.components.event_patterns import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chime_sdk_pulumi.components import MessagingAlertsArgs

    from tests.components.deployment import Deployment

CHAT = "arn:aws:chime:us-east-1:111122223333:app-instance/chat"
OTHER = "arn:aws:chime:us-east-1:111122223333:app-instance/chat-2"


def channel_flow_failure(app_instance_arn: str, event_type: str = "ProcessorInvocationFailure") -> dict[str, Any]:
    """An event as the guide prints it, as are the other two."""
    return {
        "source": "aws.chime",
        "detail-type": "Chime ChannelFlow Processing Status",
        "resources": [],
        "detail": {
            "eventType": event_type,
            "appInstanceArn": app_instance_arn,
            "channelArn": f"{app_instance_arn}/channel/lobby",
            "processorResourceArn": "arn:aws:lambda:us-east-1:111122223333:function:moderate",
            "failureReason": "User is not authorized to perform: lambda:InvokeFunction",
        },
    }


def bot_failure(app_instance_arn: str) -> dict[str, Any]:
    return {
        "source": "aws.chime",
        "detail-type": "Chime Messaging AppInstanceBot Lex Failure",
        "resources": [],
        "detail": {"resourceArn": f"{app_instance_arn}/bot/concierge", "failureReason": "1 validation error detected"},
    }


def expiration(app_instance_arn: str, event_name: str = "ExpireChannel", part: str = "channel/c") -> dict[str, Any]:
    return {
        "source": "aws.chime",
        "detail-type": "AWS Service Event via CloudTrail",
        "resources": [],
        "detail": {
            "eventSource": "chime.amazonaws.com",
            "eventName": event_name,
            "eventType": "AwsServiceEvent",
            "resources": [{"accountId": "111122223333", "ARN": f"{app_instance_arn}/{part}"}],
        },
    }


def alerting(deployment: Deployment, event: Mapping[str, Any]) -> list[str]:
    """The rules that an event matches."""
    return [
        name.removeprefix("EventRule ")
        for name, made in deployment.resources.items()
        if name.startswith("EventRule") and matches(made.document("eventPattern"), event)
    ]


@pytest.mark.parametrize(
    ("event", "of_chat", "of_all"),
    [
        (channel_flow_failure(CHAT), ["alerts-channel-flow-failures"], ["alerts-channel-flow-failures"]),
        (channel_flow_failure(OTHER), [], ["alerts-channel-flow-failures"]),
        (channel_flow_failure(CHAT, "SomethingElse"), [], []),
        (bot_failure(CHAT), ["alerts-bot-failures"], ["alerts-bot-failures"]),
        (bot_failure(OTHER), [], ["alerts-bot-failures"]),
        (bot_failure(CHAT) | {"source": "aws.other"}, [], []),
        (expiration(CHAT), ["alerts-expirations"], ["alerts-expirations"]),
        (expiration(CHAT, "ExpireAppInstanceUser", "user/u"), ["alerts-expirations"], ["alerts-expirations"]),
        (expiration(OTHER), [], ["alerts-expirations"]),
        (expiration(CHAT, "DeleteChannel"), [], []),
    ],
)
def test_what_alerts_for_one_app_instance_and_for_all(
    deploy: Callable[..., Deployment], event: Mapping[str, Any], of_chat: list[str], of_all: list[str]
) -> None:
    of_one = deploy(lambda: MessagingAlerts("alerts", app_instance_arn=CHAT, expirations=True, queue={}))
    assert alerting(of_one, event) == of_chat
    assert alerting(deploy(lambda: MessagingAlerts("alerts", expirations=True, queue={})), event) == of_all


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ({}, {"channel-flow-failures", "bot-failures"}),
        ({"channel_flow_failures": False}, {"bot-failures"}),
        ({"bot_failures": False}, {"channel-flow-failures"}),
        ({"bot_failures": False, "channel_flow_failures": False, "expirations": True}, {"expirations"}),
    ],
)
def test_failures_alert_unless_switched_off_and_expirations_on_request(
    deploy: Callable[..., Deployment], arguments: MessagingAlertsArgs, rules: set[str]
) -> None:
    to_queue: MessagingAlertsArgs = {**arguments, "queue": {}}
    deployment = deploy(lambda: MessagingAlerts("alerts", **to_queue))
    made = {name for name in deployment.resources if name.startswith("EventRule")}
    assert made == {f"EventRule alerts-{rule}" for rule in rules}


def test_every_rule_reaches_an_encrypted_topic_and_may(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: MessagingAlerts("alerts", topic={"email_addresses": ["ops@example.com"]}))
    assert set(deployment.resources) == {
        "EventRule alerts-channel-flow-failures",
        "EventRule alerts-bot-failures",
        "EventTarget alerts-channel-flow-failures-to-topic",
        "EventTarget alerts-bot-failures-to-topic",
        "Key alerts-key",
        "Topic alerts-topic",
        "TopicPolicy alerts-topic-policy",
        "TopicSubscription alerts-ops@example.com",
    }
    topic = "arn:aws:sns:us-east-1:111122223333:alerts-topic"
    rule = "arn:aws:events:us-east-1:111122223333:rule/alerts-"
    assert deployment["TopicPolicy alerts-topic-policy"].document("policy") == policies.event_topic_policy(
        topic, [f"{rule}channel-flow-failures", f"{rule}bot-failures"]
    )
    assert deployment.outputs["topic_arn"] == topic
    assert deployment.outputs["queue_arn"] is None
