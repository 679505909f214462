"""What the resources of Amazon Lex V2 share."""

from typing import Final

from .._errors import ApiError
from .._model import Model

SERVICE: Final = "lexv2-models"


class LexStructure(Model):
    """A structure of the Lex V2 API."""

    camel_case = True


def is_missing(error: ApiError) -> bool:
    """Whether AWS says that an object does not exist: where Lex has no error of its own for that, only the words say it."""
    return error.not_found or (error.status in (400, 412) and "does not exist" in error.message)
