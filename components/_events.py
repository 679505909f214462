"""Events on EventBridge, brought to where somebody sees them: rules, targets, and the policies that let events arrive."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import pulumi
import pulumi_aws as aws

from ..providers._model import Problem
from . import policies
from ._component import Component, policy_json
from ._function import account_of, invocation_permission
from ._storage import KeyArgs, key

EventPattern = Mapping[str, object]


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


class EventTargetsArgs(TypedDict, total=False):
    """Where events are brought to: at least one place."""

    topic: TopicArgs
    """Bring them to an SNS topic."""
    queue: QueueArgs
    """Bring them to an SQS queue."""
    function_arn: pulumi.Input[str]
    """Bring them to this Lambda function, version or alias, in the same region."""
    log_group: LogGroupArgs
    """Bring them to a CloudWatch log group."""


@dataclass(frozen=True)
class Events:
    """The events that one rule selects."""

    part: str
    """What to call the rule."""
    description: str
    pattern: EventPattern


@dataclass(frozen=True)
class EventTargets:
    """Where events arrive, each None if they are not brought there."""

    topic_arn: pulumi.Output[str | None]
    queue_arn: pulumi.Output[str | None]
    log_group_arn: pulumi.Output[str | None]


@dataclass(frozen=True)
class Target:
    """Where events go, and what lets them arrive."""

    part: str
    arn: pulumi.Output[str]
    permissions: tuple[pulumi.Resource, ...]


def event_problems(arguments: EventTargetsArgs) -> Iterator[Problem]:
    """What is missing of somewhere to bring events to."""
    if not {"topic", "queue", "function_arn", "log_group"} & arguments.keys():
        yield Problem((), "brings events nowhere; give topic, queue, function_arn or log_group")


def bring(component: Component[Any], selected: Iterable[Events], arguments: EventTargetsArgs) -> EventTargets:
    """Rules for events, on the default bus, where those of AWS services arrive; each rule brings them to every target.

    Args:
        component: The component that brings them.
        selected: The events.
        arguments: Where they are brought.
    """
    rules = {
        events.part: aws.cloudwatch.EventRule(
            component.child_name(events.part),
            description=events.description,
            event_pattern=pulumi.Output.json_dumps(events.pattern, sort_keys=True),
            region=component.child_region,
            tags=component.child_tags,
            opts=component.child_options(),
        )
        for events in selected
    }
    targets = list(_targets(component, arguments, rules))
    for part, rule in rules.items():
        for target in targets:
            aws.cloudwatch.EventTarget(
                component.child_name(f"{part}-to-{target.part}"),
                rule=rule.name,
                target_id=target.part,
                arn=target.arn,
                region=component.child_region,
                opts=component.child_options(*target.permissions),
            )
    arns = {target.part: target.arn for target in targets}
    return EventTargets(*(pulumi.Output.from_input(arns.get(part)) for part in ("topic", "queue", "log-group")))


def _targets(
    component: Component[Any], arguments: EventTargetsArgs, rules: "Mapping[str, aws.cloudwatch.EventRule]"
) -> Iterator[Target]:
    rule_arns = [rule.arn for rule in rules.values()]
    if (topic := arguments.get("topic")) is not None:
        yield _topic(component, topic, rule_arns)
    if (queue := arguments.get("queue")) is not None:
        yield _queue(component, queue, rule_arns)
    if (function_arn := arguments.get("function_arn")) is not None:
        yield _function(component, pulumi.Output.from_input(function_arn), rules)
    if (log_group := arguments.get("log_group")) is not None:
        yield _log_group(component, log_group, rule_arns)


def _topic(component: Component[Any], arguments: TopicArgs, rule_arns: Sequence[pulumi.Output[str]]) -> Target:
    existing = arguments.get("existing")
    if existing:
        arn = pulumi.Output.from_input(existing["arn"])
    else:
        arn = aws.sns.Topic(
            component.child_name("topic"),
            kms_master_key_id=key(component, arguments.get("key", {}), "events", policies.event_topic_key_policy),
            region=component.child_region,
            tags=component.child_tags,
            opts=component.child_options(),
        ).arn
    for address in arguments.get("email_addresses", []):
        aws.sns.TopicSubscription(
            component.child_name(address),
            topic=arn,
            protocol="email",
            endpoint=address,
            region=component.child_region,
            opts=component.child_options(),
        )
    if existing and not existing["replace_policy"]:
        return Target("topic", arn, ())
    policy = aws.sns.TopicPolicy(
        component.child_name("topic-policy"),
        arn=arn,
        policy=policy_json(policies.event_topic_policy, topic_arn=arn, rule_arns=rule_arns),
        region=component.child_region,
        opts=component.child_options(),
    )
    return Target("topic", arn, (policy,))


def _queue(component: Component[Any], arguments: QueueArgs, rule_arns: Sequence[pulumi.Output[str]]) -> Target:
    existing = arguments.get("existing")
    if existing:
        arn = pulumi.Output.from_input(existing["arn"])
        url = arn.apply(_queue_url)
    else:
        created = aws.sqs.Queue(
            component.child_name("queue"),
            sqs_managed_sse_enabled=True,
            message_retention_seconds=arguments.get("message_retention_seconds", 1_209_600),
            region=component.child_region,
            tags=component.child_tags,
            opts=component.child_options(),
        )
        arn, url = created.arn, created.url
    if existing and not existing["replace_policy"]:
        return Target("queue", arn, ())
    policy = aws.sqs.QueuePolicy(
        component.child_name("queue-policy"),
        queue_url=url,
        policy=policy_json(policies.event_queue_policy, queue_arn=arn, rule_arns=rule_arns),
        region=component.child_region,
        opts=component.child_options(),
    )
    return Target("queue", arn, (policy,))


def _function(
    component: Component[Any], arn: pulumi.Output[str], rules: "Mapping[str, aws.cloudwatch.EventRule]"
) -> Target:
    permissions = tuple(
        invocation_permission(
            component,
            arn,
            "events.amazonaws.com",
            source_account=account_of(rule.arn),
            source_arn=rule.arn,
            part=f"{part}-permission",
        )
        for part, rule in rules.items()
    )
    return Target("function", arn, permissions)


def _log_group(component: Component[Any], arguments: LogGroupArgs, rule_arns: Sequence[pulumi.Output[str]]) -> Target:
    existing = arguments.get("existing")
    # EventBridge writes to log groups under /aws/events/ only. The name, and that of the policy, is the account's, in which
    # another kind of component may have this one's logical name.
    kind = component.pulumi_resource_type.rpartition(":")[2]
    unique_name = f"{pulumi.get_project()}-{pulumi.get_stack()}-{kind}-{component.pulumi_resource_name}"
    if existing:
        arn = pulumi.Output.from_input(existing["arn"]).apply(lambda known: known.removesuffix(":*"))
    else:
        arn = aws.cloudwatch.LogGroup(
            component.child_name("log-group"),
            name=f"/aws/events/{unique_name}",
            retention_in_days=arguments.get("retention_in_days", 30),
            region=component.child_region,
            tags=component.child_tags,
            opts=component.child_options(),
        ).arn
    policy = aws.cloudwatch.LogResourcePolicy(
        component.child_name("log-policy"),
        policy_name=unique_name,
        policy_document=policy_json(policies.event_log_policy, log_group_arn=arn, rule_arns=rule_arns),
        region=component.child_region,
        opts=component.child_options(),
    )
    return Target("log-group", arn, (policy,))


def _queue_url(arn: str) -> str:
    # Every region that has the Chime SDK has this domain.
    _, _, _, region, account, name = arn.split(":")
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"
