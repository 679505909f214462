"""The one vocabulary of errors: what failed, on which resource, why, and what to do about it."""

from collections.abc import Mapping
from typing import Final


class ChimeError(Exception):
    """A sentence for the person who runs Pulumi.

    Args:
        what: What failed and why.
        advice: What to do about it; empty when there is nothing to add.

    Attributes:
        may_have_taken_effect: Whether the call that failed, or one that it repeats, may have done its work all the same.
    """

    def __init__(self, what: str, advice: str = "", *, may_have_taken_effect: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.may_have_taken_effect = may_have_taken_effect

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
        super().__init__(
            f"AWS refused {operation}: {message or 'no reason given'} ({code}{trace})",
            advice,
            # Whatever else a service that fails says, it says it at any moment of its work.
            may_have_taken_effect=status >= 500,
        )
        self.operation = operation
        self.code = code
        self.status = status
        self.message = message

    @property
    def not_found(self) -> bool:
        """Whether AWS says that there is no such object, which its APIs have two codes for."""
        return self.code in ("NotFoundException", "ResourceNotFoundException")


class ReplyLostError(ChimeError):
    """A call whose reply never came, or not whole: it may or may not have taken effect."""

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what, advice, may_have_taken_effect=True)


class UnreachableError(ChimeError):
    """A call that did not get to AWS."""


ADVICE: Final[Mapping[str, str]] = {
    "AccessDenied": "grant the deploying identity this action in IAM",
    "AccessDeniedException": "grant the deploying identity this action in IAM",
    "ConflictException": "another object has this name, or something still uses this one; AWS says which",
    "ExpiredToken": "renew the credentials; nothing was dropped from the state",
    "ExpiredTokenException": "renew the credentials; nothing was dropped from the state",
    "ForbiddenException": "the object is missing or the deploying identity may not use it; check the account, the region and IAM",
    "InternalServerException": "AWS failed; run the operation again",
    "InvalidClientTokenId": "check the credentials that this stack uses",
    "NotFoundException": "check the id, the account and the region",
    "ResourceLimitExceededException": "a service quota is used up; raise it in Service Quotas or remove unused objects",
    "ResourceNotFoundException": "check the id, the account and the region",
    "ServiceFailureException": "AWS failed; run the operation again",
    "ServiceQuotaExceededException": "a service quota is used up; raise it in Service Quotas or remove unused objects",
    "ServiceUnavailableException": "AWS is unavailable; run the operation again",
    "ThrottledClientException": "AWS throttled every attempt; run the operation again, or raise aws:maxRetries",
    "ThrottlingException": "AWS throttled every attempt; run the operation again, or raise aws:maxRetries",
    "UnauthorizedClientException": "check the credentials that this stack uses",
    "UnrecognizedClientException": "check the credentials that this stack uses",
}
"""What to do about AWS's error codes, where the resource knows nothing better."""
