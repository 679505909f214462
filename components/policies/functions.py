"""Policies of Lambda functions that the Amazon Chime SDK calls."""

from ._document import PolicyDocument, document, statement


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
