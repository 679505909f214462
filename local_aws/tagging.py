"""TagResource, UntagResource and ListTagsForResource, which all Chime APIs have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ChimeError, NotFoundError, ResourceLimitExceededError
from chime_sdk_pulumi.local_aws.service_models import get_service_model

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure


class TaggingOperations:
    """The tag operations of one API.

    Arguments:
        store: where the tags are.
        service: the API.
        missing: the error for an ARN that nothing has.
        over_limit: the error for a tag too many.
    """

    def __init__(
        self,
        store: Store,
        service: str,
        missing: type[ChimeError] = NotFoundError,
        over_limit: type[ChimeError] = ResourceLimitExceededError,
    ) -> None:
        self._store = store
        # inferred: an object can have as many tags as one request may name
        self._limit = get_service_model(service).shape_for("TagList").metadata["max"]
        self._missing = missing
        self._over_limit = over_limit

    def tag_resource(self, scope: Scope, request: Structure) -> Structure:
        tags = self._tags(scope, request["ResourceARN"])
        merged = tags | as_mapping(request["Tags"])
        if len(merged) > self._limit:
            raise self._over_limit(f"A resource can have no more than {self._limit} tags.")
        tags.update(merged)
        return {}

    def untag_resource(self, scope: Scope, request: Structure) -> Structure:
        tags = self._tags(scope, request["ResourceARN"])
        for key in request["TagKeys"]:
            tags.pop(key, None)
        return {}

    def list_tags_for_resource(self, scope: Scope, request: Structure) -> Structure:
        tags = self._tags(scope, request["ResourceARN"])
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def _tags(self, scope: Scope, arn: str) -> dict[str, str]:
        tags = self._store[scope].tags.get(arn)
        if tags is None:
            raise self._missing(f"The resource {arn} does not exist in {scope.region}.")
        return tags


def as_mapping(tags: list[Structure] | None) -> dict[str, str]:
    """A request's list of tags as a mapping.

    Raises:
        BadRequestError: a key given twice, or one that AWS keeps for itself (rules of all tags on AWS; inferred here).
    """
    mapping: dict[str, str] = {}
    for tag in tags or []:
        if tag["Key"] in mapping:
            raise BadRequestError("Duplicate tag keys are not allowed.")
        if tag["Key"].lower().startswith("aws:"):
            raise BadRequestError("Tag keys that start with aws: are reserved.")
        mapping[tag["Key"]] = tag["Value"]
    return mapping
