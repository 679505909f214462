"""The errors that the emulated APIs answer with, named as the service models name them."""


class ChimeError(Exception):
    """An error reply; `code` is what boto3 shows in `error.response["Error"]["Code"]`."""

    code: str

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequest(ChimeError):
    """The request itself is wrong (400)."""

    code = "BadRequestException"


class Forbidden(ChimeError):
    """Not allowed, or missing where the API knows no NotFoundException (403)."""

    code = "ForbiddenException"


class NotFound(ChimeError):
    """The object does not exist in this account and region (404)."""

    code = "NotFoundException"


class Conflict(ChimeError):
    """The state of some other object stands in the way (409)."""

    code = "ConflictException"


class ResourceLimitExceeded(ChimeError):
    """A quota is used up (400)."""

    code = "ResourceLimitExceededException"


class NotImplementedByLocalAws(ChimeError):
    """The operation exists on AWS, but has no behaviour here (501)."""

    code = "NotImplementedByLocalAws"
