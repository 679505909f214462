"""The resource types that the stand-in emulates."""

from . import cloudwatch, iam, kinesis, kms, lambda_, s3, sns, sqs
from .resource import ResourceType

BY_TOKEN: dict[str, ResourceType] = {
    resource_type.token: resource_type()
    for module in (s3, kms, iam, lambda_, kinesis, cloudwatch, sns, sqs)
    for resource_type in module.TYPES
}
