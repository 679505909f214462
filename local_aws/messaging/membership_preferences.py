"""Which push notifications a member of a channel gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ForbiddenError
from chime_sdk_pulumi.local_aws.identity.objects import reference_to
from chime_sdk_pulumi.local_aws.messaging.authorization import authorize
from chime_sdk_pulumi.local_aws.messaging.filter_rules import check_filter_rule
from chime_sdk_pulumi.local_aws.messaging.objects import memberships

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.messaging.objects import ChannelMembership
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

EVERYTHING: Structure = {"PushNotifications": {"AllowNotifications": "ALL"}}
"""The preferences of a member that never put any (inferred)."""


class ChannelMembershipPreferences:
    """Put- and GetChannelMembershipPreferences (Developer guide, Using filter rules to filter messages)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_channel_membership_preferences(self, scope: Scope, request: Structure) -> Structure:
        membership = self._own(scope, "PutChannelMembershipPreferences", request)
        preferences: Structure = request["Preferences"]
        notifications: Structure = preferences.get("PushNotifications", {})
        filtered = notifications.get("AllowNotifications") == "FILTERED"
        if filtered != ("FilterRule" in notifications):  # inferred: one means nothing without the other
            raise BadRequestError("A FilterRule is required for the AllowNotifications FILTERED, and for no other.")
        if filtered:
            check_filter_rule(notifications["FilterRule"])
        membership.preferences = preferences
        return self._reply(scope, membership)

    def get_channel_membership_preferences(self, scope: Scope, request: Structure) -> Structure:
        return self._reply(scope, self._own(scope, "GetChannelMembershipPreferences", request))

    def _own(self, scope: Scope, operation: str, request: Structure) -> ChannelMembership:
        store = self._store[scope]
        channel, bearer, _ = authorize(store, operation, request)
        # API reference: only the owner of a membership has to do with its preferences, no admin and no moderator.
        found = memberships(store, channel.arn, bearer.arn)
        if bearer.arn != request["MemberArn"] or not found:
            raise ForbiddenError(f"{bearer.arn} is not allowed to call {operation} for {request['MemberArn']}.")
        if channel.elastic:  # Developer guide, Using elastic channels to host live events. The error is inferred.
            raise BadRequestError("Elastic channels don't support membership preferences.")
        return found[0]

    def _reply(self, scope: Scope, membership: ChannelMembership) -> Structure:
        return {
            "ChannelArn": membership.channel_arn,
            "Member": reference_to(self._store[scope], membership.member_arn),
            "Preferences": membership.preferences or EVERYTHING,
        }
