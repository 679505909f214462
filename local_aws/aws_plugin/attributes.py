"""Attributes as the APIs of SNS and SQS write them: always as text."""

from .resource import Member
from .schema import InputType
from .values import PropertyValue


def text(value: PropertyValue) -> str:
    """A property's value as an attribute."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def typed(attribute: Member, expected: InputType) -> PropertyValue:
    """An attribute as a property of the type that pulumi_aws declares."""
    if expected is bool:
        return attribute == "true"
    return int(attribute) if expected is int else attribute
