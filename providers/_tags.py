"""Tags as a mapping, and the tag that marks which resource of which stack made an object."""

from collections.abc import Mapping
from typing import Annotated, Final, cast

from ._api import Caller
from ._errors import ApiError
from ._model import Api, Arguments, Checked, Item, Length, Value, Values, marker

ORIGIN_TAG: Final = "chime-sdk-pulumi:origin"
"""The key of the mark; its value is `<project>/<stack>/<logical name> <token of one intended create>`."""


def _key_complaint(key: str) -> str | None:
    return "has a key that begins with aws:, which AWS keeps for itself" if key.lower().startswith("aws:") else None


TagKey = Annotated[str, Length(1, 128), Checked(_key_complaint)]

Tags = Annotated[dict[TagKey, Item[Annotated[str, Length(0, 256)]]] | None, Api(None), Length(0, 50)]
"""Tags of an API that allows 50, with values of up to 256 characters."""

NonEmptyTags = Annotated[dict[TagKey, Item[Annotated[str, Length(1, 256)]]] | None, Api(None), Length(0, 50)]
"""Tags of an API that allows 50 and no empty value."""

ManyTags = Annotated[dict[TagKey, Item[Annotated[str, Length(0, 256)]]] | None, Api(None), Length(0, 200)]
"""Tags of an API that allows 200, with values of up to 256 characters."""


class TaggedArguments(Arguments):
    """Arguments of a resource that takes tags; `aws:defaultTags` are merged into them."""

    tags: Tags = None

    @property
    def has_room_for_mark(self) -> bool:
        """Whether the object can carry the mark of ownership too."""
        allowed = marker(type(self).model_fields["tags"], Length)
        return allowed is None or allowed.maximum is None or len(self.tags or {}) < allowed.maximum


TAKE_MAPPINGS: Final = frozenset({"lexv2-models"})
"""The APIs that take tags as a mapping; the names of their members begin with small letters."""


def tag_list(tags: Mapping[str, str] | None) -> list[Value]:
    """Tags as most APIs take them."""
    return [{"Key": key, "Value": value} for key, value in sorted((tags or {}).items())]


def marked_tags(arguments: TaggedArguments, mark: str) -> dict[str, str]:
    """Tags for a create, with the mark of ownership where there is room for it."""
    return {**(arguments.tags or {}), **({ORIGIN_TAG: mark} if arguments.has_room_for_mark else {})}


def tags_with_mark(arguments: TaggedArguments, mark: str) -> list[Value]:
    """Tags for a create as most APIs take them, with the mark of ownership where there is room for it."""
    return tag_list(marked_tags(arguments, mark))


def is_marked(caller: Caller, service: str, arn: str, arguments: TaggedArguments, mark: str) -> bool:
    """Whether an object carries the mark, or, where there was no room for it, exactly the tags of the arguments."""
    try:
        live = read_tags(caller, service, arn)
    except ApiError as error:
        if error.not_found:
            return False
        raise
    return live.get(ORIGIN_TAG) == mark if arguments.has_room_for_mark else live == arguments.tags


def is_marked_by_stack(caller: Caller, service: str, arn: str, stack: str) -> bool:
    """Whether an object surely carries the mark of any resource of a stack, which is given as `<project>/<stack>/`."""
    try:
        return read_tags(caller, service, arn).get(ORIGIN_TAG, "").startswith(stack)
    except ApiError:
        return False


def read_tags(caller: Caller, service: str, arn: str) -> dict[str, str]:
    """All tags of an object, the mark included."""
    reply = caller.call(service, "ListTagsForResource", **_members(service, ResourceARN=arn))
    if service in TAKE_MAPPINGS:
        return dict(cast("Mapping[str, str]", reply.get("tags") or {}))
    return {str(tag["Key"]): str(tag["Value"]) for tag in cast("list[Values]", reply.get("Tags") or [])}


def update_tags(caller: Caller, service: str, arn: str, old: TaggedArguments, new: TaggedArguments) -> None:
    """Add, change and remove exactly the tags that differ; the mark gives way where its place is needed."""
    before, after = old.tags or {}, new.tags or {}
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    removed: list[Value] = [key for key in sorted(before) if key not in after]
    if old.has_room_for_mark and not new.has_room_for_mark:
        removed.append(ORIGIN_TAG)
    if removed:
        caller.call(service, "UntagResource", **_members(service, ResourceARN=arn, TagKeys=removed))
    if changed:
        tags = changed if service in TAKE_MAPPINGS else tag_list(changed)
        caller.call(service, "TagResource", **_members(service, ResourceARN=arn, Tags=tags))


def _members(service: str, **members: Value) -> Values:
    small = service in TAKE_MAPPINGS
    return {name[:1].lower() + name[1:] if small else name: value for name, value in members.items()}
