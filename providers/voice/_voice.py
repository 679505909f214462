"""What the resources of the voice API share: its names, ids and phone numbers."""

from collections.abc import Callable
from typing import Annotated, Final, cast

from .._api import Caller
from .._errors import ApiError
from .._lifecycle import Intent
from .._model import AutoName, Length, Normalised, Pattern, Values
from .._tags import TAG_LIMIT, TaggedArguments, read_tags

SERVICE: Final = "chime-sdk-voice"

VoiceName = Annotated[
    str | None,
    Length(1, 256),
    Pattern("[a-zA-Z0-9 _.-]+", "made of letters, digits, spaces and _ . -"),
    AutoName(256, "a-zA-Z0-9 _.-"),
]

VoiceConnectorId = Annotated[
    str,
    Pattern(
        "([a-z0-9]{21,22}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
        "the id of a voice connector (its voice_connector_id, not its ARN)",
    ),
]


class NamedArguments(TaggedArguments):
    """Arguments of an object with a name and tags."""

    name: VoiceName = None


NotBlank = Annotated[str, Pattern(r".*\S.*", "more than white space")]


OptionalPhoneNumber = Annotated[
    str | None,
    Pattern(r"^\+?[1-9]\d{1,14}$", "a phone number in E.164 form, such as +12065550100"),
    Normalised(lambda number: number if number.startswith("+") else f"+{number}"),
]


def finder(caller: Caller, kind: str, arguments: NamedArguments, intent: Intent) -> Callable[[], str | None]:
    """How to look for the object that a create made whose reply was lost.

    By the mark of that one create; or, where the tags leave no room for a mark, by its being new under its name.
    """
    name = str(arguments.name)
    marked = len(arguments.tags or {}) < TAG_LIMIT
    before = [] if marked else _named(caller, kind, name)

    def find() -> str | None:
        for arn in _named(caller, kind, name):
            if intent.mark in read_tags(caller, SERVICE, arn).values() if marked else arn not in before:
                return arn
        return None

    return find


def _named(caller: Caller, kind: str, name: str) -> list[str]:
    found = caller.pages(SERVICE, f"List{kind}s", f"{kind}s")
    return [str(each[f"{kind}Arn"]) for each in found if each.get("Name") == name]


def read_or_gone(caller: Caller, operation: str, member: str, **parameters: str) -> Values | None:
    """What a Get operation returns, or None when the voice API says NotFound, which it models for all its objects."""
    try:
        return cast("Values", caller.call(SERVICE, operation, **parameters).get(member) or {})
    except ApiError as error:
        if error.code == "NotFoundException":
            return None
        raise


def delete_if_there(caller: Caller, operation: str, **parameters: str) -> None:
    """Call a Delete operation; an object that is gone already is no error."""
    try:
        caller.call(SERVICE, operation, **parameters)
    except ApiError as error:
        if error.code != "NotFoundException":
            raise
