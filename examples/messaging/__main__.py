"""The back end of a chat: its channels, who may use them and how, where files go, what is kept, who hears of failures.

It is sized by the stack's configuration, which Pulumi.yaml describes.
"""

import json

import pulumi

import chime_sdk_pulumi as chime

config = pulumi.Config()
allow_destroy = config.require_bool("allowDestroy")

chat = chime.components.MessagingApp(
    "chat",
    users={"support": {"name": "Support"}},
    retention_days=config.require_int("retentionDays"),
    streaming={},
    alerts={"topic": {"email_addresses": config.require_object("alarmEmails")}, "expirations": True},
    channel_flows={
        "links": {
            "function": {
                "code": pulumi.AssetArchive({"links.py": pulumi.FileAsset("handlers/links.py")}),
                "handler": "links.handler",
                "environment": {"ALLOWED_HOSTS": json.dumps(config.require_object("allowedHosts"))},
            },
            "disassociate_on_delete": True,
        }
    },
    channels={
        "lobby": {"mode": "UNRESTRICTED", "channel_flow": "links"},
        "staff": {"privacy": "PRIVATE", "members": ["support"]},
    },
    allow_destroy=allow_destroy,
)

access = chime.components.MessagingClientAccess(
    "access",
    app_instance_arn=chat.app_instance_arn,
    user_actions=["chime:GetChannelMembershipPreferences", "chime:PutChannelMembershipPreferences"],
    back_end={"app_instance_user_arn": chat.user_arns["support"]},
)
files = chime.components.Attachments(
    "files",
    user_role_name=access.user_role_name,
    allowed_origins=config.require_object("origins"),
    bucket={"force_destroy": allow_destroy},
)

# For members who want to hear of little: clients put the id of their user in, and give it as a membership preference.
rules = chime.components.filter_rules
quiet = rules.include("mention", "USER_ID") | rules.include("type", "announcement")

pulumi.export("appInstanceArn", chat.app_instance_arn)
pulumi.export("lobbyArn", chat.channel_arns["lobby"])
pulumi.export("stream", chat.channel_message_stream_name)
pulumi.export("userRoleArn", access.user_role_arn)
pulumi.export("serverRoleArn", access.server_role_arn)
pulumi.export("attachmentBucket", files.bucket_name)
pulumi.export("quietFilterRule", str(quiet))
