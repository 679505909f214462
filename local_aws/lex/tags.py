"""The tags of bots and of their aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ResourceNotFoundError
from chime_sdk_pulumi.local_aws.service_models import get_service_model
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

LIMIT = get_service_model("lexv2-models").shape_for("TagMap").metadata["max"]
"""inferred: an object can have as many tags as one request may name."""


class Tags:
    """TagResource, UntagResource and ListTagsForResource, whose members differ from those of the Chime APIs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tag_resource(self, scope: Scope, request: Structure) -> Structure:
        tags = self._tags(scope, request["resourceARN"])
        merged = tags | checked_tags(request["tags"])
        if len(merged) > LIMIT:
            raise BadRequestError(f"A resource can have no more than {LIMIT} tags.")
        tags.update(merged)
        return {}

    def untag_resource(self, scope: Scope, request: Structure) -> Structure:
        tags = self._tags(scope, request["resourceARN"])
        for key in request["tagKeys"]:
            tags.pop(key, None)  # API reference, UntagResource: a key that does not exist is ignored
        return {}

    def list_tags_for_resource(self, scope: Scope, request: Structure) -> Structure:
        return {"tags": self._tags(scope, request["resourceARN"])}

    def _tags(self, scope: Scope, arn: str) -> dict[str, str]:
        tags = self._store[scope].tags.get(arn) if arn.startswith(scope.arn("", "lex")) else None
        if tags is None:
            raise ResourceNotFoundError(f"The resource {arn} does not exist in {scope.region}.")
        return tags


def checked_tags(tags: dict[str, str] | None) -> dict[str, str]:
    """The tags of a request.

    Raises:
        BadRequestError: a key that AWS keeps for itself.
    """
    return as_mapping([{"Key": key, "Value": value} for key, value in (tags or {}).items()])
