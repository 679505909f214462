"""A chat back end of the components of messaging, each with most of what it can make."""

import json
import os
import urllib.request

import pulumi
from chime_sdk_pulumi.providers import identity, lex, messaging

from chime_sdk_pulumi import components

# Another program would make the bot. This one asks in a way that counts as no call.
with urllib.request.urlopen(f"{os.environ['AWS_ENDPOINT_URL']}/_local/resources") as reply:
    (lex_bot,) = json.load(reply)["lex"]["Bot"]

chat = identity.AppInstance("chat", allow_destroy=True)

components.MessagingAlerts(
    "alerts",
    app_instance_arn=chat.arn,
    expirations=True,
    topic={},
    queue={},
    log_group={"retention_in_days": 7},
)

access = components.MessagingClientAccess(
    "access",
    app_instance_arn=chat.arn,
    user_access=components.MessagingUserAccess.MINIMAL,
    back_end={"app_instance_user_arn": pulumi.Output.concat(chat.arn, "/user/back-end-worker")},
)
components.Attachments(
    "attachments",
    user_role_name=access.user_role_name,
    allowed_origins=["https://chat.example.com"],
    bucket={"expiration_days": 365},
)
components.MessagingDataStream(
    "log", app_instance_arn=chat.arn, channel_stream={"shard_count": 2}, channel_message_stream={}
)
components.ChannelFlowProcessor(
    "moderation",
    app_instance_arn=chat.arn,
    function={
        "code": pulumi.AssetArchive({"moderation.py": pulumi.StringAsset("def handler(event, context): pass")}),
        "handler": "moderation.handler",
        "alias": "live",
    },
    flows={"strict": {}, "lenient": {"fallback_action": "CONTINUE"}},
)

club = components.MessagingApp(
    "club",
    administrator={"name": "Administrator"},
    users={
        "alice": {"name": "Alice"},
        "bob": {"expiration_days": 30},
        "eve": {},
    },
    retention_days=90,
    streaming={"key": {"skip": True}},
    alerts={"queue": {}},
    channel_flows={
        "filter": {
            "function": {
                "code": pulumi.AssetArchive({"filter.py": pulumi.StringAsset("def handler(event, context): ...")}),
                "handler": "filter.handler",
            },
            "disassociate_on_delete": True,
        }
    },
    channels={
        "lobby": {
            "members": ["alice"],
            "moderators": ["alice"],
            "bans": ["eve"],
            "channel_flow": "filter",
        },
        "show": {
            "elastic_channel_configuration": {
                "maximum_sub_channels": 2,
                "target_memberships_per_sub_channel": 2,
                "minimum_membership_percentage": 40,
            },
            "members": ["bob"],
            "moderators": ["alice"],
        },
    },
    allow_destroy=True,
)
messaging.ChannelMembership(
    "guest",
    channel_arn=club.channel_arns["lobby"],
    member_arn=club.user_arns["bob"],
    type="HIDDEN",
    chime_bearer=club.administrator_arn,
)

components.BotAgent(
    "concierge",
    app_instance_arn=club.app_instance_arn,
    bot_alias={"bot_id": lex_bot["id"], "bot_version": "1"},
    locale_id="en_US",
    display_name="Concierge",
    invoked_by={"standard_messages": "MENTIONS", "targeted_messages": "ALL"},
    welcome_intent="Hello",
    channels={"lobby": club.channel_arns["lobby"]},
    chime_bearer=club.administrator_arn,
    alerts={"queue": {}},
)
shared = lex.LexBotAlias(
    "shared", bot_id=lex_bot["id"], bot_version="1", bot_alias_locale_settings={"en_US": {"enabled": True}}
)
guide = components.BotAgent(
    "guide",
    app_instance_arn=club.app_instance_arn,
    bot_alias={"existing": {"arn": shared.arn}},
    locale_id="en_US",
    resource_policy={"every_bot": True},
)
components.BotAgent(
    "greeter",
    app_instance_arn=club.app_instance_arn,
    bot_alias={"existing": {"arn": guide.lex_bot_alias_arn}},
    locale_id="en_US",
    resource_policy={"skip": True},
)
