"""The one vocabulary of errors: what failed, on which resource, why, and what to do about it."""

from collections.abc import Mapping
from typing import Final


class ChimeError(Exception):
    """A sentence for the person who runs Pulumi.

    Args:
        what: What failed and why.
        advice: What to do about it; empty when there is nothing to add.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice

    def about(self, kind: str, origin: str, region: str) -> str:
        """The sentence with the resource it is about: ``VoiceConnector 'main' (us-east-1): … — …``."""
        name = origin.split("/", 2)[-1]
        place = kind + (f" '{name}'" if name else "") + (f" ({region})" if region else "")
        return f"{place}: {self.what.rstrip('.')}" + (f" — {self.advice}" if self.advice else "")


class ApiError(ChimeError):
    """An operation that AWS refused.

    Attributes:
        operation: The operation, such as ``CreateVoiceConnector``.
        code: AWS's error code, such as ``ConflictException``.
        status: The HTTP status.
        message: What AWS said.
    """

    def __init__(
        self, operation: str, code: str, status: int, message: str, *, request_id: str = "", advice: str = ""
    ) -> None:
        trace = f", request {request_id}" if request_id else ""
        super().__init__(f"AWS refused {operation}: {message or 'no reason given'} ({code}{trace})", advice)
        self.operation = operation
        self.code = code
        self.status = status
        self.message = message


class ReplyLostError(ChimeError):
    """A call whose reply never came: it may or may not have taken effect."""


ADVICE: Final[Mapping[str, str]] = {
    "AccessDeniedException": "grant the deploying identity this action in IAM",
    "ConflictException": "another object has this name, or something still uses this one; AWS says which",
    "ExpiredToken": "renew the credentials; nothing was dropped from the state",
    "ExpiredTokenException": "renew the credentials; nothing was dropped from the state",
    "ForbiddenException": "the object is missing or the deploying identity may not use it; check the account, the region and IAM",
    "InvalidClientTokenId": "check the credentials that this stack uses",
    "NotFoundException": "check the id, the account and the region",
    "ResourceLimitExceededException": "a service quota is used up; raise it in Service Quotas or remove unused objects",
    "ServiceFailureException": "AWS failed; run the operation again",
    "ServiceUnavailableException": "AWS is unavailable; run the operation again",
    "ThrottledClientException": "AWS throttled every attempt; run the operation again, or raise aws:maxRetries",
    "UnauthorizedClientException": "check the credentials that this stack uses",
    "UnrecognizedClientException": "check the credentials that this stack uses",
}
"""What to do about AWS's error codes, where the resource knows nothing better."""
