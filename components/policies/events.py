"""Resource policies of the targets to which EventBridge delivers events of the Amazon Chime SDK.

Each names the rules that may deliver, so that no other rule of any account can.
"""

from collections.abc import Iterable

from ._document import Condition, PolicyDocument, document, statement

EVENTBRIDGE = "events.amazonaws.com"


def event_topic_policy(topic_arn: str, rule_arns: Iterable[str]) -> PolicyDocument:
    """Policy of an SNS topic that is the target of these rules."""
    return document(
        statement("EventBridgePublishes", ["sns:Publish"], [topic_arn], service=EVENTBRIDGE, condition=_from(rule_arns))
    )


def event_queue_policy(queue_arn: str, rule_arns: Iterable[str]) -> PolicyDocument:
    """Policy of an SQS queue that is the target of these rules."""
    return document(
        statement("EventBridgeSends", ["sqs:SendMessage"], [queue_arn], service=EVENTBRIDGE, condition=_from(rule_arns))
    )


def event_log_policy(log_group_arn: str, rule_arns: Iterable[str]) -> PolicyDocument:
    """CloudWatch Logs resource policy for a log group that is the target of these rules.

    Two services write: EventBridge, and the log delivery that it works with.

    Args:
        log_group_arn: The ARN of the log group, without a trailing ``:*``.
        rule_arns: The rules.
    """
    writers = [EVENTBRIDGE, "delivery.logs.amazonaws.com"]
    streams = [f"{log_group_arn}:*"]
    return document(
        # A log stream is opened on behalf of no particular rule.
        statement("OpenLogStreams", ["logs:CreateLogStream"], streams, service=writers),
        statement("WriteEvents", ["logs:PutLogEvents"], streams, service=writers, condition=_from(rule_arns)),
    )


def _from(rule_arns: Iterable[str]) -> Condition:
    return {"ArnEquals": {"aws:SourceArn": sorted(rule_arns)}}
