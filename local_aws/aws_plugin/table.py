"""The resource types that the stand-in emulates."""

from . import cloudwatch, cognito, iam, kinesis, kms, lambda_, lex, s3, s3_objects, sns, sqs
from .resource import ResourceType

RESOURCE_TYPES: dict[str, ResourceType] = {
    resource_type.token: resource_type()
    for module in (s3, s3_objects, kms, iam, lambda_, kinesis, cloudwatch, sns, sqs, cognito, lex)
    for resource_type in module.TYPES
}
