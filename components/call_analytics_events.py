"""Events of call analytics, brought to where somebody sees them."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypedDict, Unpack

import pulumi

from ..providers._model import Problem
from ._component import Component, ComponentArgs
from ._events import EventPattern, Events, EventTargetsArgs, bring, event_problems


class MediaInsightsEventType(StrEnum):
    """What happened to a pipeline, as ``detail.eventType`` says it."""

    IN_PROGRESS = "chime:MediaInsightsInProgress"
    """It runs; single elements may have failed already."""
    PAUSED = "chime:MediaInsightsPaused"
    """It was paused."""
    STOPPED = "chime:MediaInsightsStopped"
    """It has ended."""
    TEMPORARY_FAILURE = "chime:MediaInsightsTemporaryFailure"
    """It failed, and the service tries again."""
    PERMANENT_FAILURE = "chime:MediaInsightsPermanentFailure"
    """It failed for good."""
    CREATED = "chime:MediaInsightsCreated"
    """A call of a Voice Connector started it."""
    CREATE_FAILED = "chime:MediaInsightsCreateFailed"
    """A call of a Voice Connector could not start it."""


class MediaInsightsElementStatus(StrEnum):
    """The state of one element of a pipeline."""

    NOT_STARTED = "NotStarted"
    NOT_SUPPORTED = "NotSupported"
    INITIALIZING = "Initializing"
    IN_PROGRESS = "InProgress"
    TEMPORARILY_FAILED = "TemporarilyFailed"
    FAILED = "Failed"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    PAUSED = "Paused"


class StateChangeArgs(TypedDict, total=False):
    """Which state changes; all of them if neither member is given, those that fit both if both are."""

    event_types: Sequence[MediaInsightsEventType]
    """These events."""
    element_statuses: Sequence[MediaInsightsElementStatus]
    """Events in which some element has one of these states."""


class AlertArgs(TypedDict, total=False):
    """Which matches of real-time alert rules."""

    rule_names: Sequence[pulumi.Input[str]]
    """Those of these rules; of all rules by default."""


class CallAnalyticsEventsArgs(ComponentArgs, EventTargetsArgs, total=False):
    """The arguments of a CallAnalyticsEvents: at least one kind of event, and at least one place to bring it to."""

    failure_alarm: bool
    """Everything that somebody has to look into: pipelines that failed for good or were never created, and elements
    that failed or could not do their work in a pipeline that goes on or ends well. False by default."""
    state_changes: StateChangeArgs
    """State changes of your choice; none by default."""
    alerts: AlertArgs
    """Matches of real-time alert rules; none by default."""


class CallAnalyticsEvents(Component[CallAnalyticsEventsArgs], token="chime-sdk:index:CallAnalyticsEvents"):
    """EventBridge rules for the events of call analytics, their targets, and the policies that let events arrive.

    A failure alarm, mailed: ``CallAnalyticsEvents("calls", failure_alarm=True, topic={"email_addresses": ["…"]})``.
    Events are those of all pipelines of the account and region.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`CallAnalyticsEventsArgs`.

    Attributes:
        topic_arn: The ARN of the topic, or None.
        queue_arn: The ARN of the queue, or None.
        log_group_arn: The ARN of the log group, or None.

    Source: Developer guide, Using Amazon EventBridge notifications; Using real-time alerts.
    """

    topic_arn: pulumi.Output[str | None]
    queue_arn: pulumi.Output[str | None]
    log_group_arn: pulumi.Output[str | None]

    _has_chime_children = False

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[CallAnalyticsEventsArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: CallAnalyticsEventsArgs) -> Iterator[Problem]:
        if not (arguments.get("failure_alarm") or {"state_changes", "alerts"} & arguments.keys()):
            yield Problem((), "selects no events; give failure_alarm, state_changes or alerts")
        yield from event_problems(arguments)

    def _build(self, arguments: CallAnalyticsEventsArgs) -> None:
        targets = bring(self, _selections(arguments), arguments)
        self.topic_arn = targets.topic_arn
        self.queue_arn = targets.queue_arn
        self.log_group_arn = targets.log_group_arn


def _selections(arguments: CallAnalyticsEventsArgs) -> Iterator[Events]:
    if arguments.get("failure_alarm"):
        yield Events("failures", "Call analytics that failed, as a whole or in part", failure_pattern())
    if (state_changes := arguments.get("state_changes")) is not None:
        yield Events("state-changes", "State changes of call analytics", state_change_pattern(state_changes))
    if (alerts := arguments.get("alerts")) is not None:
        yield Events("alerts", "Matches of real-time alert rules", alert_pattern(alerts))


def failure_pattern() -> EventPattern:
    """Pipelines that failed for good or were never created, and elements that failed in any pipeline.

    An element's failure can hide under a pipeline that is in progress, and an enhancement of a recording that is too
    long under one that has stopped; one pattern for all, so that no failure is told twice.
    """
    return _state_change(
        {
            "$or": [
                {"eventType": ["chime:MediaInsightsPermanentFailure", "chime:MediaInsightsCreateFailed"]},
                {"mediaInsightsPipelineElementStatuses": {"status": ["Failed", "NotSupported"]}},
            ]
        }
    )


def state_change_pattern(selected: StateChangeArgs) -> EventPattern:
    """State changes of the selected kinds."""
    detail: dict[str, object] = {}
    if event_types := selected.get("event_types"):
        detail["eventType"] = [MediaInsightsEventType(event_type).value for event_type in event_types]
    if statuses := selected.get("element_statuses"):
        detail["mediaInsightsPipelineElementStatuses"] = {
            "status": [MediaInsightsElementStatus(status).value for status in statuses]
        }
    return _state_change(detail)


def alert_pattern(selected: AlertArgs) -> EventPattern:
    """Matches of the selected alert rules."""
    rule_names = selected.get("rule_names")
    return {
        "source": ["aws.chime"],
        "detail-type": ["Media Insights Rules Matched"],
        **({"detail": {"ruleName": rule_names}} if rule_names else {}),
    }


def _state_change(detail: Mapping[str, object]) -> EventPattern:
    return {
        "source": ["aws.chime"],
        "detail-type": ["Media Insights State Change"],
        **({"detail": detail} if detail else {}),
    }
