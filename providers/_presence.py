"""Whether an object is there, in APIs that answer 403 for what is missing: only its absence from a list proves that it is gone.

They may answer 400 as well, which proves as little, and 401 where the user is missing on whose behalf a call is made, which
is so too when a whole AppInstance is gone.
"""

from collections.abc import Callable, Iterator
from typing import Final

from ._api import Caller
from ._errors import ApiError
from ._model import Values

IDENTITY: Final = "chime-sdk-identity"
_MAY_BE_GONE: Final = frozenset({400, 401, 403})


def describe_or_gone(describe: Callable[[], Values], is_listed: Callable[[], bool] | None = None) -> Values | None:
    """What an object's description is, or None on proof that the object is gone.

    Args:
        describe: Calls Describe or Get.
        is_listed: Looks for the object in a List, where the API answers 400, 401 or 403 for a missing object; asked only then.

    Raises:
        ApiError: AWS refused, and the object is there or may be.
    """
    try:
        return describe()
    except ApiError as error:
        if _says_gone(error, is_listed):
            return None
        raise


def delete_if_there(delete: Callable[[], object], is_listed: Callable[[], bool] | None = None) -> None:
    """Delete an object; one that is gone already is no error.

    Args:
        delete: Calls Delete.
        is_listed: Looks for the object in a List, where the API answers 400, 401 or 403 for a missing object; asked only then.

    Raises:
        ApiError: AWS refused, and the object is there or may be.
    """
    try:
        delete()
    except ApiError as error:
        if not _says_gone(error, is_listed):
            raise


def _says_gone(error: ApiError, is_listed: Callable[[], bool] | None) -> bool:
    return error.not_found or (is_listed is not None and error.status in _MAY_BE_GONE and not is_listed())


def app_instance_is_listed(caller: Caller, arn: str) -> bool:
    """Whether an AppInstance exists in the caller's account and region."""
    return any(found["AppInstanceArn"] == arn for found in caller.pages(IDENTITY, "ListAppInstances", "AppInstances"))


def is_listed_inside(
    caller: Caller, app_instance_arn: str, listing: Callable[[], Iterator[Values]], matches: Callable[[Values], bool]
) -> bool:
    """Whether an object is in a list of what an AppInstance holds, or may be; with an AppInstance, everything in it is gone.

    Args:
        caller: The account and region.
        app_instance_arn: The AppInstance.
        listing: All structures of the List operation.
        matches: Whether a structure is that of the object.
    """
    try:
        return any(matches(found) for found in listing())
    except ApiError as error:
        if error.not_found:
            return False
        if error.status not in _MAY_BE_GONE:
            raise
        # Who may not list proves nothing; what the first refusal says is what the person needs to know.
        return app_instance_is_listed(caller, app_instance_arn)
