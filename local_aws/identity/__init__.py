"""Behaviour of the `chime-sdk-identity` API: one module per kind of object.

The API models no NotFoundException but for bots, so anything else that is missing answers ForbiddenException (inferred).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ForbiddenError
from chime_sdk_pulumi.local_aws.identity.admins import AppInstanceAdmins
from chime_sdk_pulumi.local_aws.identity.app_instances import AppInstances
from chime_sdk_pulumi.local_aws.identity.bots import AppInstanceBots
from chime_sdk_pulumi.local_aws.identity.retention_settings import RetentionSettings
from chime_sdk_pulumi.local_aws.identity.user_endpoints import AppInstanceUserEndpoints
from chime_sdk_pulumi.local_aws.identity.users import AppInstanceUsers
from chime_sdk_pulumi.local_aws.tagging import TaggingOperations

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def identity_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-identity`."""
    return [
        AppInstances(store),
        RetentionSettings(store),
        AppInstanceUsers(store),
        AppInstanceAdmins(store),
        AppInstanceBots(store),
        AppInstanceUserEndpoints(store),
        TaggingOperations(store, "chime-sdk-identity", missing=ForbiddenError),
    ]
