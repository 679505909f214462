"""What the emulated Chime services look up in moto, and make there: what their objects name, or use.

moto's modules are imported where they are needed: together they take longer to import than everything else here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.arns import parse_arn

if TYPE_CHECKING:
    from moto.awslambda.models import LambdaFunction
    from moto.kms.models import Key


def lambda_function(function_arn: str) -> LambdaFunction | None:
    """The Lambda function of an ARN (which may name a version or an alias)."""
    from moto.awslambda.exceptions import LambdaClientError  # noqa: PLC0415
    from moto.awslambda.models import lambda_backends  # noqa: PLC0415

    arn = parse_arn(function_arn)
    if arn is None or arn.region not in lambda_backends[arn.account]:
        return None
    _, name, qualifier = f"{arn.resource}:".split(":")[:3]
    try:
        return lambda_backends[arn.account][arn.region].get_function(name, qualifier or None)
    except LambdaClientError:
        return None


def allow_invocation(function: LambdaFunction, principal: str, account: str) -> None:
    """Add a permission to a function's policy, unless one for this service is there already.

    That the service does this itself is inferred: tools that create SIP media applications need lambda:AddPermission.
    """
    for statement in function.policy.statements:
        if statement.get("Effect") == "Allow" and statement.get("Principal") == {"Service": principal}:
            return
    permission = {
        "StatementId": f"{principal.split('.', maxsplit=1)[0]}-{account}",
        "Action": "lambda:InvokeFunction",
        "Principal": principal,
        "SourceAccount": account,
    }
    function.policy.add_statement(json.dumps(permission))


def kinesis_stream_exists(stream_arn: str) -> bool:
    """Whether a Kinesis data stream exists."""
    from moto.kinesis.models import kinesis_backends  # noqa: PLC0415

    arn = parse_arn(stream_arn)
    if arn is None or arn.region not in kinesis_backends[arn.account]:
        return False
    return any(stream.arn == stream_arn for stream in kinesis_backends[arn.account][arn.region].list_streams())


def topic_exists(topic_arn: str) -> bool:
    """Whether an SNS topic exists."""
    from moto.sns.models import sns_backends  # noqa: PLC0415

    arn = parse_arn(topic_arn)
    return arn is not None and any(topic_arn in backend.topics for backend in sns_backends[arn.account].values())


def queue_exists(queue_arn: str) -> bool:
    """Whether an SQS queue exists."""
    from moto.sqs.models import sqs_backends  # noqa: PLC0415

    arn = parse_arn(queue_arn)
    if arn is None or arn.region not in sqs_backends[arn.account]:
        return False
    return arn.resource in sqs_backends[arn.account][arn.region].queues


def bucket_exists(account: str, name: str) -> bool:
    """Whether an account has an S3 bucket of a name."""
    from moto.s3.models import s3_backends  # noqa: PLC0415

    return any(name in backend.buckets for backend in s3_backends[account].values())


def create_service_linked_role(account: str, service: str, name: str) -> None:
    """Create a role that only a service may use, unless the account has it already.

    It gets no policy: `wiring` knows those of such roles.
    """
    from moto.iam.models import iam_backends  # noqa: PLC0415

    iam = iam_backends[account]["aws"]
    if any(role.name == name for role in iam.get_roles()):
        return
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    # Not by moto's create_service_linked_role, which makes up another name.
    iam.create_role(
        name,
        json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        f"/aws-service-role/{service}/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration="3600",
        linked_service=service,
    )


def create_log_group(account: str, region: str, name: str) -> None:
    """Create a log group, unless there is one of that name."""
    from moto.logs.models import logs_backends  # noqa: PLC0415

    logs_backends[account][region].ensure_log_group(name)


def kms_key(key_arn: str) -> Key | None:
    """The KMS key of an ARN."""
    from moto.kms.models import kms_backends  # noqa: PLC0415

    arn = parse_arn(key_arn)
    if arn is None or arn.region not in kms_backends[arn.account]:
        return None
    return kms_backends[arn.account][arn.region].keys.get(arn.resource.removeprefix("key/"))
