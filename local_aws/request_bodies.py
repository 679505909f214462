"""What knobs are sent: JSON that is held against a declared type, and refused with a sentence."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, TypeVar

from botocore.loaders import Loader
from pydantic import AfterValidator, ValidationError
from werkzeug.exceptions import BadRequest

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Body = TypeVar("Body")


@cache
def service_names() -> tuple[str, ...]:
    """Every service of AWS, as boto3 names it."""
    return tuple(Loader().list_available_services("service-2"))


def _known(service: str) -> str:
    if service not in service_names():
        raise ValueError(f"AWS has no service {service}")
    return service


ServiceName = Annotated[str, AfterValidator(_known)]
"""boto3's name of a service."""


def validated(declared: TypeAdapter[Body], json: bytes) -> Body:
    """A request's body as its declared type.

    Raises:
        BadRequest: it is not of that type; the description says where and why.
    """
    try:
        return declared.validate_json(json)
    except ValidationError as error:
        reasons = []
        for wrong in error.errors():
            place = ".".join(str(part) for part in wrong["loc"])
            reason = "there is no such member" if wrong["type"] == "extra_forbidden" else wrong["msg"]
            reasons.append(f"{place}: {reason}" if place else reason)
        raise BadRequest("; ".join(reasons) + ".") from None
