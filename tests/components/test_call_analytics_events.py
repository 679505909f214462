"""CallAnalyticsEvents: which events are brought, where to, and by whose leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.components import (
    CallAnalyticsEvents,
    MediaInsightsElementStatus,
    MediaInsightsEventType,
    policies,
)
from chime_sdk_pulumi.components.policies import Scope

from tests.components.event_patterns import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chime_sdk_pulumi.components import CallAnalyticsEventsArgs

    from tests.components.deployment import Deployment

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:notify"
FAILURES = "arn:aws:events:us-east-1:111122223333:rule/calls-failures"
ALERTS = "arn:aws:events:us-east-1:111122223333:rule/calls-alerts"
TOPIC = "arn:aws:sns:us-east-1:111122223333:calls-topic"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:calls-queue"


def pattern(deployment: Deployment, part: str) -> Any:  # noqa: ANN401  # JSON
    """The event pattern of one of the rules."""
    return deployment[f"EventRule calls-{part}"].document("eventPattern")


def state_change(event_type: str, **statuses: str) -> dict[str, Any]:
    """An event as the guide prints it."""
    elements = [{"type": element, "status": status, "updatedOn": 1686184070655} for element, status in statuses.items()]
    return {
        "source": "aws.chime",
        "detail-type": "Media Insights State Change",
        "detail": {"version": "0", "eventType": event_type}
        | ({"mediaInsightsPipelineElementStatuses": elements} if elements else {}),
    }


def alarm(**target: Any) -> CallAnalyticsEvents:  # noqa: ANN401  # one of the targets
    return CallAnalyticsEvents("calls", failure_alarm=True, **target)


@pytest.mark.parametrize(
    ("event", "alarming"),
    [
        (state_change("chime:MediaInsightsPermanentFailure"), True),
        (state_change("chime:MediaInsightsCreateFailed"), True),
        (
            state_change(
                "chime:MediaInsightsInProgress", AmazonTranscribeProcessor="Failed", S3RecordingSink="InProgress"
            ),
            True,
        ),
        (state_change("chime:MediaInsightsStopped", S3RecordingSink="Stopped", VoiceEnhancement="NotSupported"), True),
        (state_change("chime:MediaInsightsPermanentFailure", S3RecordingSink="Failed"), True),
        (state_change("chime:MediaInsightsInProgress", AmazonTranscribeProcessor="InProgress"), False),
        (state_change("chime:MediaInsightsTemporaryFailure", AmazonTranscribeProcessor="TemporarilyFailed"), False),
        (
            state_change("chime:MediaInsightsStopped", AmazonTranscribeProcessor="Stopped", S3RecordingSink="Stopped"),
            False,
        ),
        (state_change("chime:MediaInsightsCreated"), False),
        (state_change("chime:MediaInsightsPermanentFailure") | {"source": "aws.other"}, False),
        (state_change("chime:MediaInsightsPermanentFailure") | {"detail-type": "Media Insights Rules Matched"}, False),
    ],
)
def test_the_failure_alarm_rings_for_what_somebody_has_to_look_into(
    deploy: Callable[..., Deployment], event: Mapping[str, Any], alarming: bool
) -> None:
    assert matches(pattern(deploy(lambda: alarm(topic={})), "failures"), event) is alarming


def test_one_call_sets_a_failure_alarm_on_an_encrypted_topic(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: alarm(topic={"email_addresses": ["ops@example.com"]}))
    assert set(deployment.resources) == {
        "EventRule calls-failures",
        "EventTarget calls-failures-to-topic",
        "Key calls-key",
        "Topic calls-topic",
        "TopicPolicy calls-topic-policy",
        "TopicSubscription calls-ops@example.com",
    }
    assert {made.parent for made in deployment.resources.values()} == {"calls"}
    assert deployment["Key calls-key"].document("policy") == policies.event_topic_key_policy(
        Scope("aws", "us-east-1", "111122223333")
    )
    assert (
        deployment.inputs("Topic calls-topic")["kmsMasterKeyId"] == "arn:aws:kms:us-east-1:111122223333:key/calls-key"
    )
    assert deployment["TopicPolicy calls-topic-policy"].document("policy") == policies.event_topic_policy(
        TOPIC, [FAILURES]
    )
    assert deployment.inputs("TopicSubscription calls-ops@example.com") == {
        "topic": TOPIC,
        "protocol": "email",
        "endpoint": "ops@example.com",
    }
    target = deployment["EventTarget calls-failures-to-topic"]
    assert target.inputs == {"rule": "calls-failures", "targetId": "topic", "arn": TOPIC}
    assert target.depends_on >= {"calls-topic-policy"}
    assert deployment.outputs["topic_arn"] == TOPIC


def test_rules_are_on_the_default_bus(deploy: Callable[..., Deployment]) -> None:
    assert "eventBusName" not in deploy(lambda: alarm(topic={})).inputs("EventRule calls-failures")


@pytest.mark.parametrize(
    ("arguments", "part", "expected"),
    [
        (
            {"state_changes": {}},
            "state-changes",
            {"source": ["aws.chime"], "detail-type": ["Media Insights State Change"]},
        ),
        (
            {
                "state_changes": {
                    "event_types": [MediaInsightsEventType.STOPPED, "chime:MediaInsightsPaused"],
                    "element_statuses": [MediaInsightsElementStatus.FAILED],
                }
            },
            "state-changes",
            {
                "source": ["aws.chime"],
                "detail-type": ["Media Insights State Change"],
                "detail": {
                    "eventType": ["chime:MediaInsightsStopped", "chime:MediaInsightsPaused"],
                    "mediaInsightsPipelineElementStatuses": {"status": ["Failed"]},
                },
            },
        ),
        (
            {"alerts": {}},
            "alerts",
            {"source": ["aws.chime"], "detail-type": ["Media Insights Rules Matched"]},
        ),
        (
            {"alerts": {"rule_names": ["escalation"]}},
            "alerts",
            {
                "source": ["aws.chime"],
                "detail-type": ["Media Insights Rules Matched"],
                "detail": {"ruleName": ["escalation"]},
            },
        ),
    ],
)
def test_events_are_selected_by_type_status_and_rule(
    deploy: Callable[..., Deployment], arguments: CallAnalyticsEventsArgs, part: str, expected: object
) -> None:
    selected: CallAnalyticsEventsArgs = {**arguments, "topic": {}}
    deployment = deploy(lambda: CallAnalyticsEvents("calls", **selected))
    assert [name for name in deployment.resources if name.startswith("EventRule")] == [f"EventRule calls-{part}"]
    assert pattern(deployment, part) == expected


def test_event_types_and_statuses_are_those_of_the_guide() -> None:
    assert {event_type.value.removeprefix("chime:MediaInsights") for event_type in MediaInsightsEventType} == {
        "InProgress",
        "Paused",
        "Stopped",
        "TemporaryFailure",
        "PermanentFailure",
        "Created",
        "CreateFailed",
    }
    assert {"NotStarted", "InProgress", "Stopped", "Failed", "NotSupported", "TemporarilyFailed"} <= {
        status.value for status in MediaInsightsElementStatus
    }


def test_every_rule_reaches_every_target_and_may(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: CallAnalyticsEvents(
            "calls",
            failure_alarm=True,
            alerts={},
            topic={"key": {"skip": True}},
            queue={},
            function_arn=f"{FUNCTION}:live",
            log_group={},
        )
    )
    targets = {
        (made.inputs["rule"], made.inputs["targetId"], made.inputs["arn"])
        for name, made in deployment.resources.items()
        if name.startswith("EventTarget")
    }
    log_group = "arn:aws:logs:us-east-1:111122223333:log-group:calls-log-group"
    arns = {"topic": TOPIC, "queue": QUEUE, "function": f"{FUNCTION}:live", "log-group": log_group}
    assert targets == {(f"calls-{rule}", to, arn) for rule in ("failures", "alerts") for to, arn in arns.items()}
    both = [FAILURES, ALERTS]
    assert deployment["TopicPolicy calls-topic-policy"].document("policy") == policies.event_topic_policy(TOPIC, both)
    assert deployment["QueuePolicy calls-queue-policy"].document("policy") == policies.event_queue_policy(QUEUE, both)
    assert deployment["LogResourcePolicy calls-log-policy"].document("policyDocument") == policies.event_log_policy(
        log_group, both
    )
    for rule, arn in (("failures", FAILURES), ("alerts", ALERTS)):
        assert deployment.inputs(f"Permission calls-{rule}-permission") == {
            "action": "lambda:InvokeFunction",
            "function": FUNCTION,
            "qualifier": "live",
            "principal": "events.amazonaws.com",
            "sourceAccount": "111122223333",
            "sourceArn": arn,
        }
    assert "kmsMasterKeyId" not in deployment.inputs("Topic calls-topic")


def test_a_created_queue_is_encrypted_and_keeps_events_for_two_weeks(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: alarm(queue={}))
    assert deployment.inputs("Queue calls-queue") == {
        "sqsManagedSseEnabled": True,
        "messageRetentionSeconds": 1_209_600,
    }
    assert deployment.inputs("QueuePolicy calls-queue-policy")["queueUrl"] == "https://sqs/calls-queue"


def test_a_created_log_group_is_where_eventbridge_may_write(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: alarm(log_group={"retention_in_days": 7}))
    assert deployment.inputs("LogGroup calls-log-group") == {
        "name": "/aws/events/centre-test-CallAnalyticsEvents-calls",
        "retentionInDays": 7,
    }
    assert deployment.inputs("LogResourcePolicy calls-log-policy")["policyName"] == (
        "centre-test-CallAnalyticsEvents-calls"
    )


@pytest.mark.parametrize("replace", [True, False])
def test_policies_of_brought_targets_are_written_on_request_only(
    deploy: Callable[..., Deployment], replace: bool
) -> None:
    topic, queue = "arn:aws:sns:us-east-1:111122223333:t", "arn:aws:sqs:us-east-1:111122223333:q"
    deployment = deploy(
        lambda: alarm(
            topic={"existing": {"arn": topic, "replace_policy": replace}},
            queue={"existing": {"arn": queue, "replace_policy": replace}},
        )
    )
    written = {name: made.inputs for name, made in deployment.resources.items() if "Policy" in name}
    assert set(written) == ({"TopicPolicy calls-topic-policy", "QueuePolicy calls-queue-policy"} if replace else set())
    if replace:
        assert written["TopicPolicy calls-topic-policy"]["arn"] == topic
        assert written["QueuePolicy calls-queue-policy"]["queueUrl"] == (
            "https://sqs.us-east-1.amazonaws.com/111122223333/q"
        )
    assert not {name for name in deployment.resources if name.startswith(("Topic calls", "Queue calls", "Key"))}


def test_a_brought_log_group_is_granted_like_a_created_one(deploy: Callable[..., Deployment]) -> None:
    log_group = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/shared"
    deployment = deploy(lambda: alarm(log_group={"existing": {"arn": f"{log_group}:*"}}))
    policy = deployment["LogResourcePolicy calls-log-policy"].document("policyDocument")
    assert policy == policies.event_log_policy(log_group, [FAILURES])
    assert deployment.outputs["log_group_arn"] == log_group


def test_the_region_reaches_every_child(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: CallAnalyticsEvents(
            "calls",
            failure_alarm=True,
            topic={"email_addresses": ["ops@example.com"]},
            queue={},
            function_arn=FUNCTION,
            log_group={},
            region="us-west-2",
        )
    )
    assert {name for name, made in deployment.resources.items() if made.inputs.get("region") != "us-west-2"} == set()
