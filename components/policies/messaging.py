"""Policies of those who use Amazon Chime SDK messaging: end users, the server that vends them credentials, back ends.

Whoever calls an API on a channel needs the action on the channel and on the user as which they call, the bearer.

Sources: Developer guide, Authenticating end-user client applications; Making SDK calls from a back-end service; Example
IAM roles. Which actions are about a channel: Service authorization reference, Actions defined by Amazon Chime.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ._document import PolicyDocument, Statement, document, statement


class MessagingUserAccess(StrEnum):
    """What end users may do, as far as their roles in a channel let them."""

    FULL = "full"
    """Everything with channels and messages, as members and as moderators."""
    MINIMAL = "minimal"
    """See channels, read and send messages."""
    CONNECT_ONLY = "connect-only"
    """Receive messages over a WebSocket."""


_AS_USER: Mapping[MessagingUserAccess, frozenset[str]] = {
    MessagingUserAccess.CONNECT_ONLY: frozenset({"Connect"}),
    MessagingUserAccess.MINIMAL: frozenset(
        {
            "Connect",
            "ListChannelMembershipsForAppInstanceUser",
            "ListChannels",
            "ListChannelsModeratedByAppInstanceUser",
        }
    ),
}
"""Actions that are about the user alone; the widest access is that of a user with minimal access."""

_IN_CHANNELS: Mapping[MessagingUserAccess, frozenset[str]] = {
    MessagingUserAccess.CONNECT_ONLY: frozenset(),
    MessagingUserAccess.MINIMAL: frozenset(
        {
            "DescribeChannel",
            "DescribeChannelMembershipForAppInstanceUser",
            "DescribeChannelModeratedByAppInstanceUser",
            "GetChannelMessage",
            "ListChannelMessages",
            "SendChannelMessage",
        }
    ),
    MessagingUserAccess.FULL: frozenset(
        {
            "CreateChannel",
            "CreateChannelBan",
            "CreateChannelMembership",
            "CreateChannelModerator",
            "DeleteChannel",
            "DeleteChannelBan",
            "DeleteChannelMembership",
            "DeleteChannelMessage",
            "DeleteChannelModerator",
            "DescribeChannel",
            "DescribeChannelBan",
            "DescribeChannelMembership",
            "DescribeChannelMembershipForAppInstanceUser",
            "DescribeChannelModeratedByAppInstanceUser",
            "DescribeChannelModerator",
            "GetChannelMessage",
            "GetChannelMessageStatus",
            "ListChannelBans",
            "ListChannelMemberships",
            "ListChannelMessages",
            "ListChannelModerators",
            "ListSubChannels",
            "RedactChannelMessage",
            "SendChannelMessage",
            "UpdateChannel",
            "UpdateChannelMessage",
            "UpdateChannelReadMarker",
        }
    ),
}
"""Actions that are about a channel too."""

_OF_A_BACK_END = frozenset(
    {
        "CreateChannel",
        "CreateChannelMembership",
        "DeleteChannel",
        "DeleteChannelMembership",
        "ListChannelMemberships",
        "ListChannelMessages",
        "SendChannelMessage",
    }
)


def messaging_user_policy(
    app_instance_arn: str,
    session_tag_key: str,
    access: MessagingUserAccess = MessagingUserAccess.FULL,
    actions: Iterable[str] = (),
) -> PolicyDocument:
    """What an end user may do, who is named by a tag of the session: nothing as anybody else, and nothing without the tag.

    Args:
        app_instance_arn: The ARN of the AppInstance.
        session_tag_key: The key of the session tag whose value is the id of the AppInstanceUser.
        access: What users may do.
        actions: Further actions on channels, such as ``chime:PutChannelMembershipPreferences``.
    """
    access = MessagingUserAccess(access)
    user_arn = f"{app_instance_arn}/user/{tag_variable(session_tag_key)}"
    full = access is MessagingUserAccess.FULL
    return document(
        statement("FindSessionEndpoint", ["chime:GetMessagingSessionEndpoint"], ["*"]),
        _as_user(_AS_USER[MessagingUserAccess.MINIMAL if full else access], user_arn),
        _in_channels(_IN_CHANNELS[access], app_instance_arn, user_arn, actions),
        _with_channel_flows(app_instance_arn, user_arn) if full else None,
    )


def messaging_user_trust_policy(server_role_arn: str, session_tag_key: str) -> PolicyDocument:
    """Trust policy of the role that end users get: a server vends it, and always says for whom.

    The guide's policy lacks ``sts:TagSession``, without which its own call is refused (IAM user guide, Passing session tags).

    Args:
        server_role_arn: The ARN of the role of the server.
        session_tag_key: The key of the session tag that the server has to give.
    """
    trust: Statement = {
        "Sid": "ServerVendsCredentials",
        "Effect": "Allow",
        "Principal": {"AWS": server_role_arn},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {"StringLike": {f"aws:RequestTag/{session_tag_key}": "?*"}},
    }
    return document(trust)


def messaging_identity_pool_trust_policy(identity_pool_id: str) -> PolicyDocument:
    """Trust policy of the role that end users get from an identity pool, once somebody has authenticated them.

    Source: Amazon Cognito developer guide, Using attributes for access control.
    """
    trust: Statement = {
        "Sid": "IdentityPoolVendsCredentials",
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool_id},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
        },
    }
    return document(trust)


def messaging_server_trust_policy(service: str) -> PolicyDocument:
    """Trust policy of the role of the server that vends credentials.

    Args:
        service: What runs the server, such as ``lambda``.
    """
    return document(statement("ServiceRunsTheServer", ["sts:AssumeRole"], service=f"{service}.amazonaws.com"))


def messaging_server_policy(user_role_arn: str) -> PolicyDocument:
    """What the server needs that vends credentials: to assume the users' role, and to say for whom.

    Args:
        user_role_arn: The ARN of the role that end users get.
    """
    return document(statement("VendCredentials", ["sts:AssumeRole", "sts:TagSession"], [user_role_arn]))


def messaging_back_end_policy(
    app_instance_arn: str, app_instance_user_arn: str, actions: Iterable[str] = ()
) -> PolicyDocument:
    """What a back-end service needs that acts as a user.

    Args:
        app_instance_arn: The ARN of the AppInstance.
        app_instance_user_arn: The ARN of the AppInstanceUser as which it acts; ``<AppInstance ARN>/user/*`` lets it act as
            anybody.
        actions: Further actions on channels, such as ``chime:CreateChannelModerator``.
    """
    return document(
        _as_user({"ListChannels"}, app_instance_user_arn),
        _in_channels(_OF_A_BACK_END, app_instance_arn, app_instance_user_arn, actions),
    )


def tag_variable(session_tag_key: str) -> str:
    """What stands in a policy for the value of a session tag, put in by IAM when it decides about a request."""
    return f"${{aws:PrincipalTag/{session_tag_key}}}"


def _as_user(names: Iterable[str], user_arn: str) -> Statement:
    return statement("ActAsUser", _actions(names), [user_arn])


def _in_channels(
    names: Iterable[str], app_instance_arn: str, user_arn: str, actions: Iterable[str]
) -> Statement | None:
    granted = {*_actions(names), *actions}
    return statement("ActInChannels", granted, [user_arn, f"{app_instance_arn}/channel/*"]) if granted else None


def _with_channel_flows(app_instance_arn: str, user_arn: str) -> Statement:
    # The guide's policy lacks the flow, which these actions are about too.
    parts = ("channel/*", "channel-flow/*")
    return statement(
        "AssociateChannelFlows",
        _actions({"AssociateChannelFlow", "DisassociateChannelFlow"}),
        [user_arn, *(f"{app_instance_arn}/{part}" for part in parts)],
    )


def _actions(names: Iterable[str]) -> set[str]:
    return {f"chime:{name}" for name in names}
