"""Events of call analytics, brought to where somebody sees them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict, Unpack

import pulumi
import pulumi_aws as aws

from ..providers._model import Problem
from . import policies
from ._component import Component, ComponentArgs, policy_json
from ._function import account_of, invocation_permission
from ._storage import KeyArgs, key

EventPattern = Mapping[str, object]


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


class ExistingTopicArgs(TypedDict):
    """A topic that somebody else manages. If it is encrypted, its key's policy has to let EventBridge use the key."""

    arn: pulumi.Input[str]
    """The ARN of the topic, in the same region."""
    replace_policy: bool
    """Whether to write its policy. A topic has one, so True replaces what is there; with False, let its owner add what
    `policies.event_topic_policy` says."""


class TopicArgs(TypedDict, total=False):
    """An SNS topic; created by default, encrypted with a key of its own."""

    existing: ExistingTopicArgs
    """A topic to use instead of creating one."""
    key: KeyArgs
    """The key of a topic that is created. The policy of a brought key has to let EventBridge use it, as
    `policies.event_topic_key_policy` says; without a customer managed key (`skip`) the topic is not encrypted."""
    email_addresses: Sequence[str]
    """Addresses that are asked to subscribe."""


class ExistingQueueArgs(TypedDict):
    """A queue that somebody else manages. If a key encrypts it, the key's policy has to let EventBridge use the key."""

    arn: pulumi.Input[str]
    """The ARN of the queue, in the same region; not a FIFO queue."""
    replace_policy: bool
    """Whether to write its policy. A queue has one, so True replaces what is there; with False, let its owner add what
    `policies.event_queue_policy` says."""


class QueueArgs(TypedDict, total=False):
    """An SQS queue; created by default, encrypted by SQS."""

    existing: ExistingQueueArgs
    """A queue to use instead of creating one."""
    message_retention_seconds: pulumi.Input[int]
    """Seconds that messages are kept, 60 to 1,209,600 (14 days, the default)."""


class ExistingLogGroupArgs(TypedDict):
    """A log group that somebody else manages."""

    arn: pulumi.Input[str]
    """The ARN of the log group, in the same region."""


class LogGroupArgs(TypedDict, total=False):
    """A CloudWatch log group; created by default."""

    existing: ExistingLogGroupArgs
    """A log group to use instead of creating one."""
    retention_in_days: pulumi.Input[int]
    """Days that events are kept; 30 by default."""


class CallAnalyticsEventsArgs(ComponentArgs, total=False):
    """The arguments of a CallAnalyticsEvents: at least one kind of event, and at least one place to bring it to."""

    failure_alarm: bool
    """Everything that somebody has to look into: pipelines that failed for good or were never created, and elements
    that failed or could not do their work in a pipeline that goes on or ends well. False by default."""
    state_changes: StateChangeArgs
    """State changes of your choice; none by default."""
    alerts: AlertArgs
    """Matches of real-time alert rules; none by default."""
    topic: TopicArgs
    """Bring them to an SNS topic."""
    queue: QueueArgs
    """Bring them to an SQS queue."""
    function_arn: pulumi.Input[str]
    """Bring them to this Lambda function, version or alias, in the same region."""
    log_group: LogGroupArgs
    """Bring them to a CloudWatch log group."""


@dataclass(frozen=True)
class Target:
    """Where events go, and what lets them arrive."""

    part: str
    arn: pulumi.Output[str]
    permissions: tuple[pulumi.Resource, ...]


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
        if not {"topic", "queue", "function_arn", "log_group"} & arguments.keys():
            yield Problem((), "brings events nowhere; give topic, queue, function_arn or log_group")

    def _build(self, arguments: CallAnalyticsEventsArgs) -> None:
        rules = {
            part: aws.cloudwatch.EventRule(
                self.child_name(part),
                description=description,
                event_pattern=pulumi.Output.json_dumps(pattern, sort_keys=True),
                region=self.child_region,
                tags=self.child_tags,
                opts=self.child_options(),
            )
            for part, description, pattern in _selections(arguments)
        }
        targets = list(self._targets(arguments, rules))
        for part, rule in rules.items():
            for target in targets:
                aws.cloudwatch.EventTarget(
                    self.child_name(f"{part}-to-{target.part}"),
                    rule=rule.name,
                    target_id=target.part,
                    arn=target.arn,
                    region=self.child_region,
                    opts=self.child_options(*target.permissions),
                )
        arns = {target.part: target.arn for target in targets}
        self.topic_arn = pulumi.Output.from_input(arns.get("topic"))
        self.queue_arn = pulumi.Output.from_input(arns.get("queue"))
        self.log_group_arn = pulumi.Output.from_input(arns.get("log-group"))

    def _targets(
        self, arguments: CallAnalyticsEventsArgs, rules: "Mapping[str, aws.cloudwatch.EventRule]"
    ) -> Iterator[Target]:
        rule_arns = [rule.arn for rule in rules.values()]
        if (topic := arguments.get("topic")) is not None:
            yield self._topic(topic, rule_arns)
        if (queue := arguments.get("queue")) is not None:
            yield self._queue(queue, rule_arns)
        if (function_arn := arguments.get("function_arn")) is not None:
            yield self._function(pulumi.Output.from_input(function_arn), rules)
        if (log_group := arguments.get("log_group")) is not None:
            yield self._log_group(log_group, rule_arns)

    def _topic(self, arguments: TopicArgs, rule_arns: Sequence[pulumi.Output[str]]) -> Target:
        existing = arguments.get("existing")
        if existing:
            arn = pulumi.Output.from_input(existing["arn"])
        else:
            arn = aws.sns.Topic(
                self.child_name("topic"),
                kms_master_key_id=key(self, arguments.get("key", {}), "events", policies.event_topic_key_policy),
                region=self.child_region,
                tags=self.child_tags,
                opts=self.child_options(),
            ).arn
        for address in arguments.get("email_addresses", []):
            aws.sns.TopicSubscription(
                self.child_name(address),
                topic=arn,
                protocol="email",
                endpoint=address,
                region=self.child_region,
                opts=self.child_options(),
            )
        if existing and not existing["replace_policy"]:
            return Target("topic", arn, ())
        policy = aws.sns.TopicPolicy(
            self.child_name("topic-policy"),
            arn=arn,
            policy=policy_json(policies.event_topic_policy, topic_arn=arn, rule_arns=rule_arns),
            region=self.child_region,
            opts=self.child_options(),
        )
        return Target("topic", arn, (policy,))

    def _queue(self, arguments: QueueArgs, rule_arns: Sequence[pulumi.Output[str]]) -> Target:
        existing = arguments.get("existing")
        if existing:
            arn = pulumi.Output.from_input(existing["arn"])
            url = arn.apply(_queue_url)
        else:
            created = aws.sqs.Queue(
                self.child_name("queue"),
                sqs_managed_sse_enabled=True,
                message_retention_seconds=arguments.get("message_retention_seconds", 1_209_600),
                region=self.child_region,
                tags=self.child_tags,
                opts=self.child_options(),
            )
            arn, url = created.arn, created.url
        if existing and not existing["replace_policy"]:
            return Target("queue", arn, ())
        policy = aws.sqs.QueuePolicy(
            self.child_name("queue-policy"),
            queue_url=url,
            policy=policy_json(policies.event_queue_policy, queue_arn=arn, rule_arns=rule_arns),
            region=self.child_region,
            opts=self.child_options(),
        )
        return Target("queue", arn, (policy,))

    def _function(self, arn: pulumi.Output[str], rules: "Mapping[str, aws.cloudwatch.EventRule]") -> Target:
        permissions = tuple(
            invocation_permission(
                self,
                arn,
                "events.amazonaws.com",
                source_account=account_of(rule.arn),
                source_arn=rule.arn,
                part=f"{part}-permission",
            )
            for part, rule in rules.items()
        )
        return Target("function", arn, permissions)

    def _log_group(self, arguments: LogGroupArgs, rule_arns: Sequence[pulumi.Output[str]]) -> Target:
        existing = arguments.get("existing")
        # EventBridge writes to log groups under /aws/events/ only. The name, and that of the policy, is the account's.
        unique_name = f"{pulumi.get_project()}-{pulumi.get_stack()}-{self.pulumi_resource_name}"
        if existing:
            arn = pulumi.Output.from_input(existing["arn"]).apply(lambda known: known.removesuffix(":*"))
        else:
            arn = aws.cloudwatch.LogGroup(
                self.child_name("log-group"),
                name=f"/aws/events/{unique_name}",
                retention_in_days=arguments.get("retention_in_days", 30),
                region=self.child_region,
                tags=self.child_tags,
                opts=self.child_options(),
            ).arn
        policy = aws.cloudwatch.LogResourcePolicy(
            self.child_name("log-policy"),
            policy_name=unique_name,
            policy_document=policy_json(policies.event_log_policy, log_group_arn=arn, rule_arns=rule_arns),
            region=self.child_region,
            opts=self.child_options(),
        )
        return Target("log-group", arn, (policy,))


def _selections(arguments: CallAnalyticsEventsArgs) -> Iterator[tuple[str, str, EventPattern]]:
    if arguments.get("failure_alarm"):
        yield "failures", "Call analytics that failed, as a whole or in part", failure_pattern()
    if (state_changes := arguments.get("state_changes")) is not None:
        yield "state-changes", "State changes of call analytics", state_change_pattern(state_changes)
    if (alerts := arguments.get("alerts")) is not None:
        yield "alerts", "Matches of real-time alert rules", alert_pattern(alerts)


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


def _queue_url(arn: str) -> str:
    # Every region that has the Chime SDK has this domain.
    _, _, _, region, account, name = arn.split(":")
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"
