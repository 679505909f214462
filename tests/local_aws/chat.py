"""An app instance with users, for the tests of what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.local_aws.clients import Client, Clients

LEX_ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
LEX: dict[str, Any] = {"Lex": {"LexBotAliasArn": LEX_ALIAS, "LocaleId": "en_US"}}
ELASTIC = {"MaximumSubChannels": 2, "TargetMembershipsPerSubChannel": 4, "MinimumMembershipPercentage": 40}


class Chat:
    """An app instance and its admin, who can do everything in it.

    Arguments:
        aws_client: the fixture.
        region: where it is.
    """

    def __init__(self, aws_client: Clients, region: str = "us-east-1") -> None:
        self.identity: Client = aws_client("chime-sdk-identity", region=region)
        self.messaging: Client = aws_client("chime-sdk-messaging", region=region)
        self.arn = str(self.identity.create_app_instance(Name="chat")["AppInstanceArn"])
        self.admin = self.user("admin")
        self.promote(self.admin)

    def user(self, user_id: str, **members: object) -> str:
        """Creates a user; its ARN."""
        return str(
            self.identity.create_app_instance_user(
                AppInstanceArn=self.arn, AppInstanceUserId=user_id, Name=user_id.title(), **members
            )["AppInstanceUserArn"]
        )

    def bot(self, name: str) -> str:
        """Creates a bot; its ARN."""
        reply = self.identity.create_app_instance_bot(AppInstanceArn=self.arn, Name=name, Configuration=LEX)
        return str(reply["AppInstanceBotArn"])

    def promote(self, member_arn: str) -> None:
        """Makes a user or bot an admin."""
        self.identity.create_app_instance_admin(AppInstanceArn=self.arn, AppInstanceAdminArn=member_arn)

    def channel(self, bearer: str | None = None, **members: object) -> str:
        """Creates a channel, by the admin unless somebody else is to be its creator; its ARN."""
        request = {"AppInstanceArn": self.arn, "Name": "news", "ChimeBearer": bearer or self.admin} | members
        return str(self.messaging.create_channel(**request)["ChannelArn"])

    def join(self, channel_arn: str, member_arn: str, **members: object) -> dict[str, Any]:
        """Makes a user or bot a member of a channel, by the admin."""
        request = {"ChannelArn": channel_arn, "MemberArn": member_arn, "Type": "DEFAULT", "ChimeBearer": self.admin}
        reply: dict[str, Any] = self.messaging.create_channel_membership(**request | members)
        return reply

    def moderate(self, channel_arn: str, member_arn: str) -> None:
        """Makes a user or bot a moderator of a channel, by the admin."""
        self.messaging.create_channel_moderator(
            ChannelArn=channel_arn, ChannelModeratorArn=member_arn, ChimeBearer=self.admin
        )

    def flow(self) -> str:
        """Creates a channel flow; its ARN."""
        reply = self.messaging.create_channel_flow(AppInstanceArn=self.arn, Name="flow", Processors=[processor()])
        return str(reply["ChannelFlowArn"])

    def members(self, channel_arn: str, **members: object) -> list[str]:
        """The ARNs of the members of a channel, as its admin sees them."""
        request = {"ChannelArn": channel_arn, "ChimeBearer": self.admin} | members
        listed = self.messaging.list_channel_memberships(**request)["ChannelMemberships"]
        return [item["Member"]["Arn"] for item in listed]

    def moderators(self, channel_arn: str) -> list[str]:
        """The ARNs of the moderators of a channel, as its admin sees them."""
        listed = self.messaging.list_channel_moderators(ChannelArn=channel_arn, ChimeBearer=self.admin)
        return [item["Moderator"]["Arn"] for item in listed["ChannelModerators"]]


def processor(region: str = "us-east-1", account: str = "123456789012", order: int = 1) -> dict[str, Any]:
    """A processor of a channel flow."""
    function = f"arn:aws:lambda:{region}:{account}:function:moderate"
    return {
        "Name": f"moderate-{order}",
        "Configuration": {"Lambda": {"ResourceArn": function, "InvocationType": "ASYNC"}},
        "ExecutionOrder": order,
        "FallbackAction": "CONTINUE",
    }
