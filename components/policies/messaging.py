"""Policies of those who use Amazon Chime SDK messaging: developers, end users, who vends them credentials, back ends.

Whoever calls an API on a channel needs the action on the channel and on the user as which they call, the bearer.

Sources: Developer guide, Authenticating end-user client applications; Making SDK calls from a back-end service; Example
IAM roles. Which actions are about a channel: Service authorization reference, Actions defined by Amazon Chime.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from ._document import PolicyDocument, Scope, Statement, document, statement, use_of_key


class MessagingUserAccess(StrEnum):
    """What end users may do, as far as their roles in a channel let them."""

    FULL = "full"
    """Everything with channels and messages, as members and as moderators."""
    MINIMAL = "minimal"
    """See channels, read and send messages."""
    CONNECT_ONLY = "connect-only"
    """Receive messages over a WebSocket."""


_MINIMAL = frozenset(
    {
        "chime:Connect",
        "chime:DescribeChannel",
        "chime:DescribeChannelMembershipForAppInstanceUser",
        "chime:DescribeChannelModeratedByAppInstanceUser",
        "chime:GetChannelMessage",
        "chime:ListChannelMembershipsForAppInstanceUser",
        "chime:ListChannelMessages",
        "chime:ListChannels",
        "chime:ListChannelsModeratedByAppInstanceUser",
        "chime:SendChannelMessage",
    }
)
_OF_END_USERS: Mapping[MessagingUserAccess, frozenset[str]] = {
    MessagingUserAccess.CONNECT_ONLY: frozenset({"chime:Connect"}),
    MessagingUserAccess.MINIMAL: _MINIMAL,
    MessagingUserAccess.FULL: _MINIMAL
    | {
        "chime:AssociateChannelFlow",
        "chime:CreateChannel",
        "chime:CreateChannelBan",
        "chime:CreateChannelMembership",
        "chime:CreateChannelModerator",
        "chime:DeleteChannel",
        "chime:DeleteChannelBan",
        "chime:DeleteChannelMembership",
        "chime:DeleteChannelMessage",
        "chime:DeleteChannelModerator",
        "chime:DescribeChannelBan",
        "chime:DescribeChannelMembership",
        "chime:DescribeChannelModerator",
        "chime:DisassociateChannelFlow",
        "chime:GetChannelMessageStatus",
        "chime:ListChannelBans",
        "chime:ListChannelMemberships",
        "chime:ListChannelModerators",
        "chime:ListSubChannels",
        "chime:RedactChannelMessage",
        "chime:UpdateChannel",
        "chime:UpdateChannelMessage",
        "chime:UpdateChannelReadMarker",
    },
}
_OF_BACK_ENDS = frozenset(
    {
        "chime:CreateChannel",
        "chime:CreateChannelMembership",
        "chime:DeleteChannel",
        "chime:DeleteChannelMembership",
        "chime:ListChannelMemberships",
        "chime:ListChannelMessages",
        "chime:ListChannels",
        "chime:SendChannelMessage",
    }
)

_CREATING = frozenset({"chime:CreateAppInstance", "chime:CreateAppInstanceBot", "chime:CreateAppInstanceUser"})
"""These are about nothing that is there yet."""

_MANAGING = frozenset(
    {
        "chime:AssociateChannelFlow",
        "chime:CreateAppInstanceAdmin",
        "chime:CreateChannel",
        "chime:CreateChannelBan",
        "chime:CreateChannelFlow",
        "chime:CreateChannelMembership",
        "chime:CreateChannelModerator",
        "chime:DeleteAppInstance",
        "chime:DeleteAppInstanceAdmin",
        "chime:DeleteAppInstanceBot",
        "chime:DeleteAppInstanceStreamingConfigurations",
        "chime:DeleteAppInstanceUser",
        "chime:DeleteChannel",
        "chime:DeleteChannelBan",
        "chime:DeleteChannelFlow",
        "chime:DeleteChannelMembership",
        "chime:DeleteChannelModerator",
        "chime:DeleteMessagingStreamingConfigurations",
        "chime:DescribeAppInstance",
        "chime:DescribeAppInstanceAdmin",
        "chime:DescribeAppInstanceBot",
        "chime:DescribeAppInstanceUser",
        "chime:DescribeChannel",
        "chime:DescribeChannelBan",
        "chime:DescribeChannelFlow",
        "chime:DescribeChannelMembership",
        "chime:DescribeChannelModerator",
        "chime:DisassociateChannelFlow",
        "chime:GetAppInstanceRetentionSettings",
        "chime:GetAppInstanceStreamingConfigurations",
        "chime:GetMessagingStreamingConfigurations",
        "chime:ListAppInstanceAdmins",
        "chime:ListAppInstanceBots",
        "chime:ListAppInstanceUsers",
        "chime:ListAppInstances",
        "chime:ListChannelBans",
        "chime:ListChannelFlows",
        "chime:ListChannelMemberships",
        "chime:ListChannelModerators",
        "chime:ListChannels",
        "chime:ListChannelsAssociatedWithChannelFlow",
        "chime:ListTagsForResource",
        "chime:PutAppInstanceRetentionSettings",
        "chime:PutAppInstanceStreamingConfigurations",
        "chime:PutAppInstanceUserExpirationSettings",
        "chime:PutChannelExpirationSettings",
        "chime:PutMessagingStreamingConfigurations",
        "chime:TagResource",
        "chime:UntagResource",
        "chime:UpdateAppInstance",
        "chime:UpdateAppInstanceBot",
        "chime:UpdateAppInstanceUser",
        "chime:UpdateChannel",
        "chime:UpdateChannelFlow",
    }
)

_ABOUT_NO_CHANNEL = frozenset(
    {
        "chime:Connect",
        "chime:ListChannelMembershipsForAppInstanceUser",
        "chime:ListChannels",
        "chime:ListChannelsModeratedByAppInstanceUser",
        "chime:SearchChannels",
    }
)
_ABOUT_A_FLOW = frozenset({"chime:AssociateChannelFlow", "chime:DisassociateChannelFlow"})
"""These are about a channel and a channel flow; the guide's policies lack the flow."""


_LEX_POLICIES = frozenset(
    {
        "lex:CreateResourcePolicy",
        "lex:DeleteResourcePolicy",
        "lex:DescribeResourcePolicy",
        "lex:ListTagsForResource",
        "lex:UpdateResourcePolicy",
    }
)
"""These are about a bot or an alias of it; whose an alias is, its tags say."""
_LEX_ALIASES = frozenset(
    {
        "lex:CreateBotAlias",
        "lex:DeleteBotAlias",
        "lex:DescribeBotAlias",
        "lex:TagResource",
        "lex:UntagResource",
        "lex:UpdateBotAlias",
    }
)


def messaging_developer_policy(scope: Scope) -> PolicyDocument:
    """What whoever deploys the resources of this library for messaging needs of the Chime SDK, of Lex, and for its streams.

    The guide's policy lacks bots, expiration, channels, and today's names of the actions on streaming configurations.
    """
    messaging = "messaging.chime.amazonaws.com"
    service_linked_roles = f"arn:{scope.partition}:iam::{scope.account}:role/aws-service-role/{messaging}/*"
    return document(
        statement("CreateAppInstances", _CREATING, ["*"]),
        statement("ManageAppInstances", _MANAGING, [scope.arn("chime", "app-instance/*")]),
        statement(
            "LetMessagingStream",
            ["iam:CreateServiceLinkedRole"],
            [service_linked_roles],
            condition={"StringEquals": {"iam:AWSServiceName": messaging}},
        ),
        # That messaging wants whoever names a stream to be able to write to it is inferred.
        statement(
            "NameStreams",
            ["kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"],
            [scope.arn("kinesis", "stream/chime-messaging-*")],
        ),
        statement("FindLexBotAliases", {"lex:ListBotAliases", *_LEX_POLICIES}, [scope.arn("lex", "bot/*")]),
        statement("ManageLexBotAliases", _LEX_ALIASES | _LEX_POLICIES, [scope.arn("lex", "bot-alias/*")]),
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
        actions: Further actions, such as ``chime:PutChannelMembershipPreferences``.
    """
    user_arn = f"{app_instance_arn}/user/{tag_variable(session_tag_key)}"
    return document(
        statement("FindSessionEndpoint", ["chime:GetMessagingSessionEndpoint"], ["*"]),
        *_acting_as(user_arn, app_instance_arn, {*_OF_END_USERS[MessagingUserAccess(access)], *actions}),
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
        actions: Further actions, such as ``chime:CreateChannelModerator``.
    """
    return document(*_acting_as(app_instance_user_arn, app_instance_arn, {*_OF_BACK_ENDS, *actions}))


def messaging_attachments_policy(
    location_arn: str, session_tag_key: str, key_arn: str | None = None, *, shared_downloads: bool = False
) -> PolicyDocument:
    """What an end user needs who attaches files to messages: to keep them in a folder named after the user.

    Source: Developer guide, Configuring attachments, which leaves the policy to the reader.

    Args:
        location_arn: The ARN of the bucket, with a prefix if there is one.
        session_tag_key: The key of the session tag whose value is the id of the AppInstanceUser.
        key_arn: The ARN of the customer managed key of the bucket.
        shared_downloads: Everybody may download everybody's attachments.
    """
    own = (
        {"s3:PutObject", "s3:DeleteObject"} if shared_downloads else {"s3:PutObject", "s3:DeleteObject", "s3:GetObject"}
    )
    return document(
        statement("KeepOwnAttachments", own, [f"{location_arn}/{tag_variable(session_tag_key)}/*"]),
        statement("DownloadAttachments", ["s3:GetObject"], [f"{location_arn}/*"]) if shared_downloads else None,
        use_of_key("UseKeyForAttachments", ["kms:Decrypt", "kms:GenerateDataKey"], key_arn, "s3") if key_arn else None,
    )


def lex_bot_alias_policy(lex_bot_alias_arn: str, app_instance_bot_arn: str) -> PolicyDocument:
    """Policy of an alias of an Amazon Lex V2 bot, which lets messaging talk to it on behalf of an AppInstanceBot.

    A bot's ARN is known only after it is created, and it is created with the alias; a policy for all bots of the AppInstance can
    be there before, so that no bot is ever without.

    Source: Developer guide, Creating an Amazon Lex V2 bot, Granting invocation permissions.

    Args:
        lex_bot_alias_arn: The ARN of the alias.
        app_instance_bot_arn: The ARN of the AppInstanceBot; ``<AppInstance ARN>/bot/*`` lets all of the AppInstance in.
    """
    return document(
        statement(
            "MessagingTalksToTheBot",
            ["lex:DeleteSession", "lex:PutSession", "lex:RecognizeText"],
            [lex_bot_alias_arn],
            service="messaging.chime.amazonaws.com",
            condition={
                "StringEquals": {"aws:SourceAccount": app_instance_bot_arn.split(":")[4]},
                "ArnEquals": {"aws:SourceArn": app_instance_bot_arn},
            },
        )
    )


def tag_variable(session_tag_key: str) -> str:
    """What stands in a policy for the value of a session tag, put in by IAM when it decides about a request."""
    return f"${{aws:PrincipalTag/{session_tag_key}}}"


def _acting_as(user_arn: str, app_instance_arn: str, actions: set[str]) -> Iterator[Statement]:
    channels, flows = f"{app_instance_arn}/channel/*", f"{app_instance_arn}/channel-flow/*"
    for sid, granted, resources in (
        ("ActAsUser", actions & _ABOUT_NO_CHANNEL, [user_arn]),
        ("Create", actions & _CREATING, ["*"]),
        ("ActInChannels", actions - _ABOUT_NO_CHANNEL - _ABOUT_A_FLOW - _CREATING, [user_arn, channels]),
        ("AssociateChannelFlows", actions & _ABOUT_A_FLOW, [user_arn, channels, flows]),
    ):
        if granted:
            yield statement(sid, granted, resources)
