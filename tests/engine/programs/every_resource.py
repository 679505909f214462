"""One of each resource, wired as a contact centre wires them; every kind of nested field has a value to change."""

import json
import os
import urllib.request

import pulumi
from chime_sdk_pulumi.providers import identity, lex, media_pipelines, messaging, voice

region = pulumi.Config("aws").require("region")
functions = f"arn:aws:lambda:{region}:123456789012:function"
stream = f"arn:aws:kinesis:{region}:123456789012:stream"
# Another program would make the bot. This one asks in a way that counts as no call, and that no fault happens to.
with urllib.request.urlopen(f"{os.environ['AWS_ENDPOINT_URL']}/_local/resources") as reply:
    lex_bot_id = next(bot["id"] for bot in json.load(reply)["lex"]["Bot"] if bot["region"] == region)

app = identity.AppInstance("app", metadata="first", tags={"team": "support"}, allow_destroy=True)
flow = messaging.ChannelFlow(
    "flow",
    app_instance_arn=app.arn,
    processors=[
        {
            "name": "moderate",
            "configuration": {"lambda_": {"resource_arn": f"{functions}:moderate", "invocation_type": "ASYNC"}},
            "execution_order": 1,
            "fallback_action": "ABORT",
        }
    ],
)
clerk = identity.AppInstanceUser("clerk", app_instance_arn=app.arn, app_instance_user_id="clerk", metadata="day")
admin = identity.AppInstanceAdmin("admin", app_instance_arn=app.arn, app_instance_admin_arn=clerk.arn)
guest = identity.AppInstanceUser(
    "guest",
    app_instance_arn=app.arn,
    app_instance_user_id="guest",
    expiration_settings={"expiration_days": 30, "expiration_criterion": "CREATED_TIMESTAMP"},
)
alias = lex.LexBotAlias(
    "alias",
    bot_id=lex_bot_id,
    bot_version="1",
    bot_alias_locale_settings={
        "en_US": {
            "enabled": True,
            "code_hook_specification": {
                "lambda_code_hook": {"lambda_arn": f"{functions}:fulfil", "code_hook_interface_version": "1.0"}
            },
        }
    },
    conversation_log_settings={
        "text_log_settings": [
            {
                "enabled": True,
                "destination": {
                    "cloud_watch": {
                        "cloud_watch_log_group_arn": f"arn:aws:logs:{region}:123456789012:log-group:concierge",
                        "log_prefix": "text",
                    }
                },
            }
        ]
    },
)
policy = lex.LexResourcePolicy(
    "policy",
    resource_arn=alias.arn,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "MessagingTalksToTheBot",
                    "Effect": "Allow",
                    "Principal": {"Service": "messaging.chime.amazonaws.com"},
                    "Action": ["lex:PutSession", "lex:DeleteSession", "lex:RecognizeText"],
                    "Resource": alias.arn,
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": "123456789012"},
                        "ArnEquals": {"aws:SourceArn": pulumi.Output.concat(app.arn, "/bot/*")},
                    },
                }
            ],
        }
    ),
)
bot = identity.AppInstanceBot(
    "bot",
    app_instance_arn=app.arn,
    configuration={
        "lex": {
            "lex_bot_alias_arn": alias.arn,
            "locale_id": "en_US",
            "invoked_by": {"standard_messages": "AUTO", "targeted_messages": "ALL"},
        }
    },
    opts=pulumi.ResourceOptions(depends_on=[policy]),
)
deputy = identity.AppInstanceAdmin("deputy", app_instance_arn=app.arn, app_instance_admin_arn=bot.arn)
retention = identity.AppInstanceRetentionSettings(
    "retention", app_instance_arn=app.arn, channel_retention_settings={"retention_days": 90}
)
messages = messaging.MessagingStreamingConfigurations(
    "messages",
    app_instance_arn=app.arn,
    streaming_configurations=[
        {"data_type": "ChannelMessage", "resource_arn": f"{stream}/chime-messaging-one"},
        {"data_type": "Channel", "resource_arn": f"{stream}/chime-messaging-one"},
    ],
)
bearer = admin.app_instance_admin_arn
channel = messaging.Channel(
    "channel",
    app_instance_arn=app.arn,
    chime_bearer=bearer,
    metadata="open",
    expiration_settings={"expiration_days": 365, "expiration_criterion": "LAST_MESSAGE_TIMESTAMP"},
    allow_destroy=True,
)
association = messaging.ChannelFlowAssociation(
    "association", channel_arn=channel.arn, channel_flow_arn=flow.arn, chime_bearer=bearer
)
membership = messaging.ChannelMembership(
    "membership", channel_arn=channel.arn, member_arn=bot.arn, type="DEFAULT", chime_bearer=bearer
)
moderator = messaging.ChannelModerator(
    "moderator", channel_arn=channel.arn, channel_moderator_arn=bot.arn, chime_bearer=bearer
)
ban = messaging.ChannelBan("ban", channel_arn=channel.arn, member_arn=guest.arn, chime_bearer=bearer)
main = voice.VoiceConnector("main", require_encryption=True, tags={"team": "support"})
termination = voice.VoiceConnectorTermination(
    "termination",
    voice_connector_id=main.voice_connector_id,
    cps_limit=2,
    calling_regions=["US", "CA"],
    cidr_allowed_list=["203.0.113.0/27", "198.51.100.64/28"],
)
origination = voice.VoiceConnectorOrigination(
    "origination",
    voice_connector_id=main.voice_connector_id,
    routes=[
        {"host": "sip-1.example.com", "protocol": "TCP", "priority": 1, "weight": 10},
        {"host": "sip-2.example.com", "port": 5070, "protocol": "TCP", "priority": 2, "weight": 20},
    ],
)
insights = media_pipelines.MediaInsightsPipelineConfiguration(
    "insights",
    resource_access_role_arn="arn:aws:iam::123456789012:role/analytics",
    elements=[
        {
            "type": "AmazonTranscribeCallAnalyticsProcessor",
            "amazon_transcribe_call_analytics_processor_configuration": {"language_code": "en-US"},
        },
        {
            "type": "KinesisDataStreamSink",
            "kinesis_data_stream_sink_configuration": {"insights_target": f"{stream}/insights"},
        },
    ],
    real_time_alert_configuration={
        "rules": [
            {
                "type": "KeywordMatch",
                "keyword_match_configuration": {"rule_name": "cancels", "keywords": ["cancel", "refund"]},
            },
            {
                "type": "Sentiment",
                "sentiment_configuration": {"rule_name": "upset", "sentiment_type": "NEGATIVE", "time_period": 60},
            },
        ]
    },
)
streaming = voice.VoiceConnectorStreamingConfiguration(
    "streaming",
    voice_connector_id=main.voice_connector_id,
    data_retention_in_hours=24,
    disabled=False,
    streaming_notification_targets=[{"notification_target": "EventBridge"}],
    media_insights_configuration={"configuration_arn": insights.arn},
)
application = voice.SipMediaApplication("application", endpoints=[{"lambda_arn": f"{functions}:answer"}])
rule = voice.SipRule(
    "rule",
    trigger_type="RequestUriHostname",
    trigger_value=main.outbound_host_name,
    target_applications=[
        {
            "sip_media_application_id": application.sip_media_application_id,
            "priority": 1,
            "aws_region": region,
        }
    ],
)
pulumi.export("host_name", main.outbound_host_name)
