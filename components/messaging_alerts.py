"""Failures and expirations in Amazon Chime SDK messaging, brought to where somebody sees them."""

from collections.abc import Iterator, Mapping
from typing import Unpack

import pulumi

from ..providers._members import same_region
from ..providers._model import Problem
from ._component import Component, ComponentArgs
from ._events import EventPattern, Events, EventTargetsArgs, bring, event_problems


class MessagingAlertingArgs(EventTargetsArgs, total=False):
    """What alerts, and at least one place to bring alerts to."""

    channel_flow_failures: bool
    """Functions of channel flows that could not be invoked; True by default."""
    bot_failures: bool
    """Lex bots that could not be invoked; True by default."""
    expirations: bool
    """Users and channels that were deleted because they expired; False by default. EventBridge has these events from
    CloudTrail: they arrive where a trail of the account logs management events."""


class MessagingAlertsArgs(ComponentArgs, MessagingAlertingArgs, total=False):
    """The arguments of a MessagingAlerts."""

    app_instance_arn: pulumi.Input[str]
    """Alerts of this AppInstance alone; of all AppInstances of the account and region by default."""


class MessagingAlerts(Component[MessagingAlertsArgs], token="chime-sdk:index:MessagingAlerts"):
    """EventBridge rules for what goes wrong in messaging and for what expires, their targets, and the policies for it.

    Mailed: ``MessagingAlerts("chat", app_instance_arn=chat.arn, topic={"email_addresses": ["…"]})``. A channel flow
    whose function cannot be invoked is told of whatever the fallback action does with the message.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`MessagingAlertsArgs`.

    Attributes:
        topic_arn: The ARN of the topic, or None.
        queue_arn: The ARN of the queue, or None.
        log_group_arn: The ARN of the log group, or None.

    Source: Developer guide, Creating failure alerts by automating with EventBridge; Using rules to send events to Amazon
    EventBridge; Using ExpirationSettings.
    """

    topic_arn: pulumi.Output[str | None]
    queue_arn: pulumi.Output[str | None]
    log_group_arn: pulumi.Output[str | None]

    _has_chime_children = False

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[MessagingAlertsArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: MessagingAlertsArgs) -> Iterator[Problem]:
        yield from alerting_problems(arguments)
        region, app_instance_arn = arguments.get("region"), arguments.get("app_instance_arn")
        if isinstance(region, str) and isinstance(app_instance_arn, str):
            yield from same_region(("app_instance_arn",), app_instance_arn, region, "the AppInstance")

    def _build(self, arguments: MessagingAlertsArgs) -> None:
        targets = bring(self, _selections(arguments, arguments.get("app_instance_arn")), arguments)
        self.topic_arn = targets.topic_arn
        self.queue_arn = targets.queue_arn
        self.log_group_arn = targets.log_group_arn


def alerting_problems(arguments: MessagingAlertingArgs) -> Iterator[Problem]:
    """What is missing of events, or of somewhere to bring them to."""
    if not any(_selections(arguments, None)):
        yield Problem((), "selects no events; give channel_flow_failures, bot_failures or expirations")
    yield from event_problems(arguments)


def _selections(arguments: MessagingAlertingArgs, app_instance_arn: pulumi.Input[str] | None) -> Iterator[Events]:
    if arguments.get("channel_flow_failures", True):
        pattern = channel_flow_failure_pattern(app_instance_arn)
        yield Events("channel-flow-failures", "Functions of channel flows that could not be invoked", pattern)
    if arguments.get("bot_failures", True):
        # The event names the bot, whose ARN begins with that of its AppInstance.
        bots = None if app_instance_arn is None else _begins_with(app_instance_arn, "/bot/")
        yield Events("bot-failures", "Lex bots that could not be invoked", bot_failure_pattern(bots))
    if arguments.get("expirations"):
        pattern = expiration_pattern(app_instance_arn)
        yield Events("expirations", "Users and channels that were deleted because they expired", pattern)


def channel_flow_failure_pattern(app_instance_arn: pulumi.Input[str] | None) -> EventPattern:
    """Functions of channel flows that could not be invoked."""
    return {
        "source": ["aws.chime"],
        "detail-type": ["Chime ChannelFlow Processing Status"],
        "detail": {
            "eventType": ["ProcessorInvocationFailure"],
            **({} if app_instance_arn is None else {"appInstanceArn": [app_instance_arn]}),
        },
    }


def bot_failure_pattern(bot: pulumi.Output[str] | Mapping[str, pulumi.Output[str]] | None) -> EventPattern:
    """Lex bots that could not be invoked.

    Args:
        bot: The ARN of the AppInstanceBot, or what it begins with as a pattern says it; any bot if it is None.
    """
    return {
        "source": ["aws.chime"],
        "detail-type": ["Chime Messaging AppInstanceBot Lex Failure"],
        **({} if bot is None else {"detail": {"resourceArn": [bot]}}),
    }


def expiration_pattern(app_instance_arn: pulumi.Input[str] | None) -> EventPattern:
    """Users and channels that were deleted because they expired.

    The guide shows the event as CloudTrail has it, of the type AwsServiceEvent. What EventBridge makes of it is inferred from
    its user guide, "AWS service events delivered via AWS CloudTrail".
    """
    return {
        "source": ["aws.chime"],
        "detail-type": ["AWS Service Event via CloudTrail"],
        "detail": {
            "eventSource": ["chime.amazonaws.com"],
            "eventName": ["ExpireAppInstanceUser", "ExpireChannel"],
            **({} if app_instance_arn is None else {"resources": {"ARN": [_begins_with(app_instance_arn, "/")]}}),
        },
    }


def _begins_with(app_instance_arn: pulumi.Input[str], part: str) -> dict[str, pulumi.Output[str]]:
    return {"prefix": pulumi.Output.concat(app_instance_arn, part)}
