"""Policies of Lambda functions that the Amazon Chime SDK calls, or that are fed with what it streams."""

from collections.abc import Iterable, Iterator

from ._document import PolicyDocument, Statement, document, statement, use_of_key


def function_trust_policy() -> PolicyDocument:
    """Trust policy of a function's execution role."""
    return document(statement("LambdaRunsTheFunction", ["sts:AssumeRole"], service="lambda.amazonaws.com"))


def function_policy(log_group_arn: str) -> PolicyDocument:
    """What a function needs at the least: to write its log.

    Args:
        log_group_arn: The ARN of the function's log group, without a trailing ``:*``.
    """
    return document(statement("WriteLog", ["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group_arn}:*"]))


def channel_flow_callback_policy(app_instance_arn: str) -> PolicyDocument:
    """What a channel processor needs: to hand back the messages of one AppInstance's channels.

    The guide prints this resource as ``appInstance/*``, a form that no ARN has; here it is that of every other ARN.

    Source: Developer guide, Setting up a channel processor.
    """
    return document(statement("HandBackMessages", ["chime:ChannelFlowCallback"], [f"{app_instance_arn}/*"]))


def function_stream_policy(
    stream_arn: str,
    key_arn: str | None = None,
    failure_destination_arn: str | None = None,
    failure_destination_key_arn: str | None = None,
) -> PolicyDocument:
    """What Lambda needs of a function's role to feed the function from a Kinesis stream.

    AWS's own policy for it also names every stream of the account, and has what only enhanced fan-out needs.

    Source: Lambda developer guide, Process Amazon Kinesis Data Streams records with Lambda; Retain discarded batch records.

    Args:
        stream_arn: The ARN of the stream.
        key_arn: The ARN of the customer managed key that encrypts it.
        failure_destination_arn: The ARN of the SQS queue or SNS topic that is told of records which were given up.
        failure_destination_key_arn: The ARN of the customer managed key that encrypts that one.
    """
    reading = ("DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards")
    return document(
        statement("ReadStream", [f"kinesis:{action}" for action in reading], [stream_arn]),
        use_of_key("DecryptStream", ["kms:Decrypt"], key_arn, "kinesis") if key_arn else None,
        *(_failures_told(failure_destination_arn, failure_destination_key_arn) if failure_destination_arn else ()),
    )


def sub_channel_moderators_policy(app_instance_arn: str, moderator_arns: Iterable[str]) -> PolicyDocument:
    """What a function needs that seats moderators in sub-channels: to make them members, on behalf of each of them.

    Source: Developer guide, Using elastic channels to host live events.

    Args:
        app_instance_arn: The ARN of the AppInstance.
        moderator_arns: The ARNs of the moderators.
    """
    acted_on = [f"{app_instance_arn}/channel/*", *moderator_arns]
    return document(statement("SeatModerators", ["chime:CreateChannelMembership"], acted_on))


def _failures_told(destination_arn: str, key_arn: str | None) -> Iterator[Statement]:
    service = destination_arn.split(":")[2]
    telling = "sns:Publish" if service == "sns" else "sqs:SendMessage"
    yield statement("TellOfFailures", [telling], [destination_arn])
    if key_arn:
        yield use_of_key("EncryptFailures", ["kms:Decrypt", "kms:GenerateDataKey"], key_arn, service)
