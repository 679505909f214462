"""Property values: between the engine's wire format and plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

from google.protobuf.struct_pb2 import (
    NullValue,
    Struct,
    Value,
)

PropertyValue: TypeAlias = Any
"""One property's value: None, a scalar, an Asset, UNKNOWN, or a list or dict of these, as its resource type has it."""

State: TypeAlias = dict[str, PropertyValue]
"""A resource's properties by their Pulumi names."""

PropertyPath: TypeAlias = tuple[str | int, ...]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"

_UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# One sentinel for each kind of value: string, boolean, number, list, asset, archive, object.
_UNKNOWNS = {
    _UNKNOWN_STRING,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
}


class Unknown(Enum):
    """The type of UNKNOWN, which stands for a value that a preview cannot know."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True)
class Asset:
    """A Pulumi asset or archive: its hash, and where its contents come from."""

    wire: State
    is_archive: bool

    @property
    def hash(self) -> str:
        """The engine's SHA-256 of the contents."""
        return str(self.wire.get("hash", ""))

    @property
    def members(self) -> "dict[str, Asset] | None":
        """The entries of an archive that was put together from assets and archives, else None."""
        entries = self.wire.get("assets")
        return None if entries is None else {name: _asset(entry) for name, entry in entries.items()}

    @property
    def source(self) -> tuple[str, str]:
        """Where the contents are: ("text", contents), ("path", file or folder) or ("uri", address)."""
        for kind in ("text", "path", "uri"):
            if self.wire.get(kind):
                return kind, str(self.wire[kind])
        return "text", ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asset) and self.is_archive == other.is_archive and self.hash == other.hash

    def __hash__(self) -> int:
        return hash((self.is_archive, self.hash))


def decode(struct: Struct) -> tuple[State, set[PropertyPath]]:
    """Turn what the engine sent into plain values, with UNKNOWN and Asset among them, and the paths of the secrets in it."""
    secrets: set[PropertyPath] = set()
    return {name: _decode(value, (name,), secrets) for name, value in struct.fields.items()}, secrets


def encode(state: State, secrets: set[PropertyPath] | None = None) -> Struct:
    """Turn plain values into what the engine reads, marking those at the given paths as secret."""
    return Struct(
        fields={name: _encode(value, (name,), secrets or set()) for name, value in state.items() if value is not None}
    )


def contains_unknown(value: object) -> bool:
    """Whether a preview cannot know all of this value."""
    if isinstance(value, dict):
        return any(contains_unknown(member) for member in value.values())
    if isinstance(value, list):
        return any(contains_unknown(member) for member in value)
    return value is UNKNOWN


def _decode(value: Value, path: PropertyPath, secrets: set[PropertyPath]) -> PropertyValue:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_decode(item, (*path, index), secrets) for index, item in enumerate(value.list_value.values)]
        case "struct_value":
            return _decode_structure(value.struct_value.fields, path, secrets)
    return None


def _decode_structure(fields: Mapping[str, Value], path: PropertyPath, secrets: set[PropertyPath]) -> PropertyValue:
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else ""
    if signature in (_SECRET, _OUTPUT):
        if signature == _SECRET or fields["secret"].bool_value:
            secrets.add(path)
        return _decode(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    members = {name: _decode(member, (*path, name), secrets) for name, member in fields.items()}
    if signature == _RESOURCE:
        return members.get("id") or UNKNOWN
    return _asset(members) if signature in (_ASSET, _ARCHIVE) else members


def _asset(members: State) -> Asset:
    return members if isinstance(members, Asset) else Asset(members, members[_SIGNATURE] == _ARCHIVE)


def _encode(value: object, path: PropertyPath, secrets: set[PropertyPath]) -> Value:
    plain = _encode_plain(value, path, secrets)
    if path not in secrets:
        return plain
    return Value(struct_value=Struct(fields={_SIGNATURE: Value(string_value=_SECRET), "value": plain}))


def _encode_plain(  # noqa: PLR0911  # one for each kind of value
    value: object, path: PropertyPath, secrets: set[PropertyPath]
) -> Value:
    match value:
        case None:
            return Value(null_value=NullValue.NULL_VALUE)
        case Unknown():
            return Value(string_value=_UNKNOWN_STRING)
        case bool():
            return Value(bool_value=value)
        case int() | float():
            return Value(number_value=value)
        case str():
            return Value(string_value=value)
        case Asset():
            return _encode_plain(value.wire, path, secrets)
        case dict():
            fields = {
                str(name): _encode(member, (*path, str(name)), secrets)
                for name, member in value.items()
                if member is not None
            }
            return Value(struct_value=Struct(fields=fields))
        case list():
            encoded = Value()
            encoded.list_value.values.extend(_encode(item, (*path, index), secrets) for index, item in enumerate(value))
            return encoded
        case _:
            raise TypeError(f"A property cannot hold {type(value).__name__}.")
