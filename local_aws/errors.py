"""The errors that the emulated APIs answer with, by the codes and HTTP statuses of the service models."""


class ChimeError(Exception):
    """An error reply.

    `code` is what boto3 shows as `error.response["Error"]["Code"]`, `status` the HTTP status.
    """

    code: str
    status: int

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequestError(ChimeError):
    """The request itself is wrong, or names something that it can't be used with."""

    code, status = "BadRequestException", 400


class UnauthorizedClientError(ChimeError):
    """The caller is nobody that the service knows."""

    code, status = "UnauthorizedClientException", 401


class ForbiddenError(ChimeError):
    """Not allowed, or missing where the API models no NotFoundException."""

    code, status = "ForbiddenException", 403


class NotFoundError(ChimeError):
    """The object of the request does not exist in this account and region."""

    code, status = "NotFoundException", 404


class PreconditionFailedError(ChimeError):
    """Amazon Lex's word for a request that does not fit what is there, be it that what it is about is missing."""

    code, status = "PreconditionFailedException", 412


class ConflictError(ChimeError):
    """Some other object, or the state of this one, stands in the way."""

    code, status = "ConflictException", 409


class ResourceLimitExceededError(ChimeError):
    """A quota is used up."""

    code, status = "ResourceLimitExceededException", 400


class NotImplementedByLocalAwsError(ChimeError):
    """The operation exists on AWS, but has no behaviour here. Not a status that clients retry."""

    code, status = "NotImplementedByLocalAws", 501


class GoneError(ChimeError):
    """AWS has ended what the operation is about."""

    code, status = "GoneException", 410


class LimitExceededError(ChimeError):
    """A quota of the meetings API is used up."""

    code, status = "LimitExceededException", 400


class ResourceNotFoundError(ChimeError):
    """What the meetings API and Amazon Lex call NotFoundException."""

    code, status = "ResourceNotFoundException", 404


class TooManyTagsError(ChimeError):
    """A meeting can't have so many tags."""

    code, status = "TooManyTagsException", 400
