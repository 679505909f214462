"""How a resource type is declared: a table of its properties, and the few calls that create, read, change and delete it."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, TypeAlias

from .configuration import Aws
from .documents import dumps, same_json, same_policy
from .schema import ResourceSchema, resource_schema
from .tags import Tagging
from .values import UNKNOWN, PropertyValue, State, contains_unknown

Member: TypeAlias = Any
"""The value of a member of a request or reply of the API."""


@dataclass(frozen=True)
class Codec:
    """A member whose value the API writes in another form."""

    member: str
    to_api: Callable[[PropertyValue], Member]
    from_api: Callable[[Member], PropertyValue]


Shape: TypeAlias = Mapping[str, "str | Codec | tuple[str, Shape]"]
"""A nested structure: each emulated Pulumi name with its API member, and for a structure within, its shape."""

Kind: TypeAlias = Literal["add", "delete", "update"]


def fields(*names: str, **members: "str | Codec | tuple[str, Shape]") -> Shape:
    """A shape whose members have the API's names with a small first letter, except for those given by keyword."""
    return {**{name: _member(name) for name in names}, **members}


@dataclass(frozen=True)
class Property:
    """How one input property behaves.

    Attributes:
        member: its name in the API, None where no request or reply holds it as such.
        shape: its nested structure; without one, the value goes through as it is.
        replace: a change needs a new resource.
        computed: where the program gives none, what AWS has stands.
        default: what stands where the program gives none.
        unordered: the order of the list means nothing.
        document: a JSON document or an IAM policy, compared by meaning.
        from_aws: AWS tells it back; otherwise what the program gave is what is known.
        computed_within: nested names for which, where the program gives none, what AWS has stands.
    """

    member: str | None = None
    shape: Shape | None = None
    replace: bool = False
    computed: bool = False
    default: PropertyValue = None
    unordered: bool = False
    document: Literal["json", "policy"] | None = None
    from_aws: bool = True
    computed_within: frozenset[str] = frozenset()

    def differences(self, old: PropertyValue, new: PropertyValue, path: str) -> dict[str, Kind]:
        """The property paths at which two values differ, the new one being what the program wants."""
        if _is_nothing(old) and _is_nothing(new):
            return {}
        if _is_absent(old) or _is_absent(new):
            return {path: "add" if _is_absent(old) else "delete"}
        if isinstance(old, dict) and isinstance(new, dict):
            found: dict[str, Kind] = {}
            for name in [*new, *(name for name in old if name not in new and name not in self.computed_within)]:
                found |= self.differences(old.get(name), new.get(name), _join(path, name))
            return found
        if isinstance(old, list) and isinstance(new, list):
            return self._list_differences(old, new, path)
        return {} if self._is_same(old, new) else {path: "update"}

    def _list_differences(self, old: list[PropertyValue], new: list[PropertyValue], path: str) -> dict[str, Kind]:
        if self.unordered:
            left = list(old)
            for item in new:
                match = next(
                    (index for index, candidate in enumerate(left) if not self.differences(candidate, item, path)), None
                )
                if match is None:
                    return {path: "update"}
                del left[match]
            return {path: "update"} if left else {}
        found: dict[str, Kind] = {}
        for index in range(max(len(old), len(new))):
            one = old[index] if index < len(old) else None
            found |= self.differences(one, new[index] if index < len(new) else None, f"{path}[{index}]")
        return found

    def _is_same(self, old: PropertyValue, new: PropertyValue) -> bool:
        if self.document and isinstance(old, str) and isinstance(new, str):
            return (same_policy if self.document == "policy" else same_json)(old, new)
        return bool(old == new)


@dataclass(frozen=True)
class AutoName:
    """The property that is named after the resource where the program gives none: `<logical name>-<7 hex digits>`."""

    property: str = "name"
    length: int = 255
    prefix: str = ""
    lower: bool = False
    random: bool = True
    fifo: str | None = None
    """The property which, when true, makes the name end in `.fifo`."""
    instead: str = "namePrefix"
    """The property whose presence leaves the name to creation."""


REGIONAL = {"region": Property(replace=True, from_aws=False)}
"""The region, of every type but IAM's."""

TAGGED = {"tags": Property(), "tagsAll": Property()}
"""A resource's own tags, and those with the provider's default tags."""


def named(member: str | None = None) -> dict[str, Property]:
    """A name that the program gives, or begins, or leaves to the plugin."""
    prefix = Property(replace=True, computed=True, from_aws=False)
    return {"name": Property(member, replace=True, computed=True), "namePrefix": prefix}


def stable(*outputs: str) -> dict[str, frozenset[str]]:
    """Outputs that no update changes."""
    return dict.fromkeys(outputs, frozenset())


def changes_with(*inputs: str) -> frozenset[str]:
    """An output that an update of one of these inputs may change, so that a preview cannot know it."""
    return frozenset(inputs)


class ResourceType:
    """One resource type. Subclasses declare the table and implement the calls; the servicer does everything else."""

    token: ClassVar[str]
    declared_by: ClassVar[tuple[str, str]]
    """Module and class of pulumi_aws."""
    service: ClassVar[str]
    properties: ClassVar[Mapping[str, Property]]
    outputs: ClassVar[Mapping[str, frozenset[str]]] = {}
    """What AWS tells besides, each with the inputs whose change may change it."""
    auto_name: ClassVar[AutoName | None] = None
    tagging: ClassVar[Tagging | None] = None
    gone: ClassVar[frozenset[str]] = frozenset()
    """The error codes with which AWS says that the object does not exist."""
    delete_before_replace: ClassVar[bool] = False

    @property
    def schema(self) -> ResourceSchema:
        """What the installed pulumi_aws declares."""
        return resource_schema(*self.declared_by)

    def refusals(self, inputs: State) -> list[str]:
        """Say as sentences which inputs this type cannot take together."""
        return []

    def changing_outputs(self, changed: set[str], want: State) -> set[str]:
        """The outputs that an update of these inputs may change."""
        return {name for name, inputs in self.outputs.items() if inputs & changed}

    def create(self, aws: Aws, want: State) -> str:
        """Make the object with one call and return its id."""
        raise NotImplementedError

    def settle(self, aws: Aws, id: str, want: State) -> None:
        """Do what the creating call could not do."""

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        """Describe the object: inputs that AWS tells back and every output; None when it is gone."""
        raise NotImplementedError

    def imported(self, id: str) -> tuple[str, State]:
        """The id of an object, and what its reading must know, given the id that it is imported by."""
        return id, {}

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        """Change what differs, tags aside."""
        raise NotImplementedError

    def tag(self, aws: Aws, id: str, state: State, tags: dict[str, str], remove: list[str]) -> None:
        """Set these tags and remove those."""
        if self.tagging is None:
            raise NotImplementedError
        by = self.tagging.identified_by
        self.tagging.apply(aws.client(self.service), state[by] if by else id, tags, remove)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        """Delete the object."""
        raise NotImplementedError

    def wanted(self, news: State, olds: State | None = None) -> State:
        """Every input property as the program wants it: as given, else as AWS has it, else its default."""
        want: State = {}
        for name, known in self.properties.items():
            given = news.get(name)
            if given is not None:
                want[name] = given
            elif known.computed:
                want[name] = UNKNOWN if olds is None else olds.get(name)
            elif known.default is not None:
                want[name] = known.default
        return {name: value for name, value in want.items() if value is not None}

    def differences(self, olds: State, want: State) -> dict[str, dict[str, Kind]]:
        """The property paths that differ between the known state and the wanted one, by property."""
        found = {
            name: known.differences(olds.get(name), want.get(name), name) for name, known in self.properties.items()
        }
        return {name: paths for name, paths in found.items() if paths}

    def conform(self, want: State, found: State) -> State:
        """The state to remember: what AWS says, in the program's own words where they mean the same."""
        state = dict(found)
        for name, known in self.properties.items():
            # Of an imported object, what AWS does not tell is as if the program had said nothing.
            value = want.get(name) if known.from_aws else want.get(name, known.default)
            if value is None or contains_unknown(value):
                continue
            if not known.from_aws or not known.differences(found.get(name), value, name):
                state[name] = value
        # What is empty and was not asked for is left out, but for the outputs that are always there.
        return {
            name: value
            for name, value in state.items()
            if value is not None and (name in self.outputs or want.get(name) is not None or not _is_nothing(value))
        }

    def inputs_of(self, state: State, inputs: State) -> State:
        """The inputs that describe the object as it is; where there were none, because it is imported, all of them."""
        if not inputs:
            given = {name: state.get(name) for name in self.properties}
            return {name: value for name, value in given.items() if not _is_absent(value)}
        refreshed = dict(inputs)
        for name, known in self.properties.items():
            if name in inputs and known.differences(state.get(name), inputs[name], name):
                refreshed[name] = state.get(name)
        return {name: value for name, value in refreshed.items() if value is not None}

    def request(self, want: State, names: Iterable[str] | None = None) -> dict[str, Member]:
        """The API's members for these properties (all by default), those without a value left out."""
        request = {}
        for name in self.properties if names is None else names:
            known, value = self.properties[name], want.get(name)
            if known.member and value is not None and value is not UNKNOWN:
                request[known.member] = _to_api(known.shape, value)
        return request

    def emptied(
        self, want: State, names: Iterable[str], words: Mapping[str, Member], otherwise: Member
    ) -> dict[str, Member]:
        """The members with which the API hears that the program dropped some of these properties."""
        dropped = [name for name in names if name not in want]
        members = {self.properties[name].member: words.get(name, otherwise) for name in dropped}
        return {member: word for member, word in members.items() if member}

    def reply(self, answer: Mapping[str, Member]) -> State:
        """The properties that an answer of the API holds."""
        return {
            name: _from_api(known.shape, answer[known.member])
            for name, known in self.properties.items()
            if known.member and answer.get(known.member) is not None
        }


def document(value: object) -> object:
    """A JSON document as text, also where the program gave a structure."""
    return dumps(value) if isinstance(value, dict | list) and not contains_unknown(value) else value


def unique(prefix: str) -> str:
    """A name that begins as the program chose, for a resource with a name prefix."""
    return prefix + secrets.token_hex(13)


def timestamp(moment: datetime) -> str:
    """A moment as the provider writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _to_api(shape: Shape | None, value: PropertyValue) -> Member:
    if shape is None:
        return value
    if isinstance(value, list):
        return [_to_api(shape, item) for item in value]
    request = {}
    for name, member in shape.items():
        given = value.get(name)
        if given is None:
            continue
        if isinstance(member, Codec):
            request[member.member] = member.to_api(given)
        elif isinstance(member, tuple):
            request[member[0]] = _to_api(member[1], given)
        else:
            request[member] = given
    return request


def _from_api(shape: Shape | None, value: Member) -> PropertyValue:
    if isinstance(value, datetime):
        return timestamp(value)
    if shape is None:
        return value
    if isinstance(value, list):
        return [_from_api(shape, item) for item in value]
    state = {}
    for name, member in shape.items():
        api_name = member.member if isinstance(member, Codec) else member[0] if isinstance(member, tuple) else member
        told = value.get(api_name)
        if told is not None:
            state[name] = (
                member.from_api(told)
                if isinstance(member, Codec)
                else _from_api(member[1] if isinstance(member, tuple) else None, told)
            )
    return state


def _is_absent(value: PropertyValue) -> bool:
    return value is None or value in ("", [], {})


def _is_nothing(value: PropertyValue) -> bool:
    # pulumi-aws makes no difference between a property that is not given and one that is zero, false or empty.
    if isinstance(value, dict):
        return all(_is_nothing(member) for member in value.values())
    return _is_absent(value) or value is False or (isinstance(value, int | float) and value == 0)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if name.replace("_", "").isalnum() else f'{path}["{name}"]'


def _member(name: str) -> str:
    return name[0].upper() + name[1:]
