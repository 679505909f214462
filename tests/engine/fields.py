"""The fields of all resources, derived from the models of their arguments: what edits and drifts have to change somewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from chime_sdk_pulumi.providers._loader import MODULES, load
from chime_sdk_pulumi.providers._model import (
    ApiDefault,
    Immutable,
    Length,
    Model,
    NotRead,
    Unordered,
    _parts,
    marker,
    structure,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic.fields import FieldInfo


def declared(program: str) -> dict[str, str]:
    """Logical name to kind of the resources that a program declares."""
    found = re.findall(r"\b[a-z]\w+\.(\w+)\(\s*\"(\w+)\"", program)
    return {name: kind for kind, name in found if kind in MODULES}


@dataclass(frozen=True)
class Field:
    """Something of a resource that can be changed by itself.

    Attributes:
        kind: The kind of the resource.
        path: Its property path; `[]` and `.*` stand for any element of a list or mapping.
        whole: A path below it changes it too: it is a list or mapping of plain values.
        immutable: A change of it replaces the object.
        read: AWS tells its value.
        default: The API's documented default, which no program needs to say.
        unordered: The order of its elements means nothing.
    """

    kind: str
    path: str
    whole: bool
    immutable: bool
    read: bool
    default: object
    unordered: bool

    def is_at(self, path: str) -> bool:
        """Whether a property path of the engine is this field's, or that of an element of it."""
        pattern = re.escape(self.path).replace(r"\[\]", r"\[\d+\]").replace(r"\.\*", r"\.\w+")
        return re.fullmatch(pattern + (r"(\[\d+\]|\.\w+)?" if self.whole else ""), path) is not None

    def is_of(self, path: str) -> bool:
        """Whether a property path is this field's, the list or mapping of which is meant where it is an element of one."""
        return self.is_at(path) or self.path in (f"{path}[]", f"{path}.*")

    def is_among(self, paths: Iterable[str]) -> bool:
        """Whether one of the engine's property paths is this field's."""
        return any(self.is_at(path) for path in paths)

    @property
    def has_other_spellings(self) -> bool:
        """Whether there is more than one way to write the same."""
        return self.default is not None or self.unordered

    @property
    def name(self) -> str:
        """Kind and path."""
        return f"{self.kind} {self.path}"

    def is_below(self, name: str) -> bool:
        """Whether a name is this field's, or that of what it is a part of."""
        return self.name == name or self.name.startswith((f"{name}.", f"{name}["))


def fields() -> Iterator[Field]:
    """All fields of all kinds but `adopt`, and but those that have one possible value only."""
    for kind in sorted(MODULES):
        yield from _fields(kind, load(kind).lifecycle.arguments)


def _fields(kind: str, model: type[Model], prefix: str = "", outer: Field | None = None) -> Iterator[Field]:
    for name, field in model.model_fields.items():
        if name == "adopt" and not prefix:
            continue
        inner, size = structure(field), marker(field, Length)
        containers = [origin for part in _parts(field) if (origin := get_origin(part)) in (list, dict)]
        own = Field(
            kind,
            prefix + name,
            whole=bool(containers) and inner is None,
            immutable=marker(field, Immutable) is not None or bool(outer and outer.immutable),
            read=marker(field, NotRead) is None and (outer is None or outer.read),
            default=getattr(marker(field, ApiDefault), "value", None),
            unordered=marker(field, Unordered) is not None,
        )
        if inner is None:
            if not _is_constant(field):
                yield own
            continue
        elements = "".join({list: "[]", dict: ".*"}[container] for container in containers)
        if elements and not (size and size.maximum == 1):
            yield replace(own, path=own.path + elements)
        if not field.is_required():
            yield own
        yield from _fields(kind, inner, f"{own.path}{elements}.", own)


def _is_constant(field: FieldInfo) -> bool:
    """Whether a field has to be given, and has one possible value."""
    literals = [get_args(part) for part in _parts(field) if get_origin(part) is Literal]
    return field.is_required() and any(len(values) == 1 for values in literals)


def assert_excused(fields: Iterable[Field], excuses: Iterable[str]) -> None:
    """Each of the fields has an excuse, and no excuse is left over."""
    named = {each.name: [excuse for excuse in excuses if each.is_below(excuse)] for each in fields}
    assert [name for name, found in named.items() if not found] == []
    assert {excuse for found in named.values() for excuse in found} == set(excuses)
