"""The back end of a chat: moderated channels, a bot, credentials for end users, attachments, a stream, and alerts."""

import json

import pulumi
import pulumi_aws as aws

import chime_sdk_pulumi as chime

config = pulumi.Config()
moderation: chime.components.FunctionArgs = {
    "code": pulumi.AssetArchive({"links.py": pulumi.FileAsset("handlers/links.py")}),
    "handler": "links.handler",
    "environment": {"ALLOWED_HOSTS": json.dumps(config.require_object("allowedHosts"))},
}
chat = chime.components.MessagingApp(
    "chat",
    users={"support": {"name": "Support"}},
    retention_days=config.require_int("retentionDays"),
    streaming={},
    alerts={"topic": {"email_addresses": config.require_object("alarmEmails")}, "expirations": True},
    channel_flows={"links": {"function": moderation, "disassociate_on_delete": True}},
    channels={
        "lobby": {"mode": "UNRESTRICTED", "channel_flow": "links"},
        "staff": {"privacy": "PRIVATE", "members": ["support"]},
    },
    allow_destroy=config.require_bool("allowDestroy"),
)

trust = {"Sid": "Lex", "Effect": "Allow", "Principal": {"Service": "lexv2.amazonaws.com"}, "Action": "sts:AssumeRole"}
role = aws.iam.Role("concierge", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
lex_bot = aws.lex.V2modelsBot(
    "concierge", role_arn=role.arn, idle_session_ttl_in_seconds=300, data_privacies=[{"child_directed": False}]
)
english = aws.lex.V2modelsBotLocale(
    "concierge", bot_id=lex_bot.id, bot_version="DRAFT", locale_id="en_US", n_lu_intent_confidence_threshold=0.4
)
hello = config.require("welcome")
welcome = aws.lex.V2modelsIntent(
    "welcome",
    name="Welcome",
    bot_id=english.bot_id,
    bot_version=english.bot_version,
    locale_id=english.locale_id,
    sample_utterances=[{"utterance": "hello"}, {"utterance": "who are you"}],
    closing_setting={"closing_response": {"message_groups": [{"message": {"plain_text_message": {"value": hello}}}]}},
)
version = aws.lex.V2modelsBotVersion(
    "concierge",
    bot_id=welcome.bot_id,
    description=config.require("botRelease"),
    locale_specification={"en_US": {"source_bot_version": "DRAFT"}},
)
chime.components.BotAgent(
    "concierge",
    app_instance_arn=chat.app_instance_arn,
    bot_alias={"bot_id": lex_bot.id, "bot_version": version.bot_version},
    locale_id="en_US",
    invoked_by={"standard_messages": "MENTIONS", "targeted_messages": "ALL"},
    welcome_intent="Welcome",
    channels={"lobby": chat.channel_arns["lobby"]},
    chime_bearer=chat.administrator_arn,
)

access = chime.components.MessagingClientAccess(
    "access",
    app_instance_arn=chat.app_instance_arn,
    user_actions=["chime:PutChannelMembershipPreferences"],
    back_end={"app_instance_user_arn": chat.user_arns["support"], "actions": ["chime:CreateAppInstanceUser"]},
)
files = chime.components.Attachments(
    "files", user_role_name=access.user_role_name, allowed_origins=config.require_object("origins")
)

pulumi.export("appInstanceArn", chat.app_instance_arn)
pulumi.export("serverRoleArn", access.server_role_arn)
pulumi.export("attachmentBucket", files.bucket_name)
pulumi.export("lexBotId", lex_bot.id)
pulumi.export("quietFilterRule", str(chime.components.filter_rules.include("mention", "USER_ID", "everybody")))
