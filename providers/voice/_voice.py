"""What the resources of the voice API share: its names, ids and phone numbers."""

from typing import Annotated, Final, cast

from .._api import Caller
from .._errors import ApiError
from .._lifecycle import Intent
from .._model import AutoName, Length, Normalised, Pattern, Values
from .._tags import TaggedArguments, is_marked

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


def made_by(caller: Caller, kind: str, arguments: NamedArguments, intent: Intent) -> list[str]:
    """The objects of a kind that carry the name and the mark of one intended create."""
    named = [
        str(each[f"{kind}Arn"])
        for each in caller.pages(SERVICE, f"List{kind}s", f"{kind}s")
        if each.get("Name") == arguments.name
    ]
    return [arn for arn in named if is_marked(caller, SERVICE, arn, arguments, intent.mark)]


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
