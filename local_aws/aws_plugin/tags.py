"""Tags and other mappings, which most APIs write as lists of pairs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


def pairs(mapping: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """A mapping as the list that an API takes, always in the same order."""
    return [{key: name, value: content} for name, content in sorted(mapping.items())]


def mapping(written: Iterable[Mapping[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """The mapping that an API wrote as a list."""
    return {pair[key]: pair[value] for pair in written}


@dataclass(frozen=True)
class Tagging:
    """How a resource type's API sets and removes tags.

    Attributes:
        tag: the operation that sets tags.
        untag: the operation that removes them.
        identifier: the member that says of what.
        identified_by: the property that fills it in, None for the id.
        tags: the member with the tags.
        keys: the member with the names of the tags to remove.
        pair: the members of one tag, None where the API takes a mapping.
    """

    tag: str
    untag: str
    identifier: str
    identified_by: str | None = None
    tags: str = "Tags"
    keys: str = "TagKeys"
    pair: tuple[str, str] | None = ("Key", "Value")

    def written(self, tags: Mapping[str, str] | None) -> list[dict[str, str]] | dict[str, str]:
        """Tags as the API takes them."""
        return pairs(tags or {}, *self.pair) if self.pair else dict(tags or {})

    def apply(self, client: Any, identifier: str, tags: Mapping[str, str], remove: list[str]) -> None:  # noqa: ANN401  # a boto3 client
        """Remove those tags and set these."""
        if remove:
            getattr(client, self.untag)(**{self.identifier: identifier, self.keys: remove})
        if tags:
            getattr(client, self.tag)(**{self.identifier: identifier, self.tags: self.written(tags)})
