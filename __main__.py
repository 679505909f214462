"""A contact centre on the Amazon Chime SDK: moderated messages, and a trunk whose calls are recorded and transcribed.

Every part is switched and sized by the stack's configuration, which Pulumi.yaml describes.
"""

import json

import pulumi

import chime_sdk_pulumi as chime

config = pulumi.Config()
allow_destroy = config.require_bool("allowDestroy")


def function(name: str, environment: dict[str, str]) -> chime.components.FunctionArgs:
    """The Lambda function of handlers/<name>.py."""
    code = pulumi.AssetArchive({f"{name}.py": pulumi.FileAsset(f"handlers/{name}.py")})
    return {"code": code, "handler": f"{name}.handler", "environment": environment}


if config.require_bool("messaging"):
    app_instance = chime.identity.AppInstance("contact-centre", allow_destroy=allow_destroy)
    moderation = chime.components.ChannelFlowProcessor(
        "moderation",
        app_instance_arn=app_instance.arn,
        function=function("moderation", {"BLOCKED_WORDS": json.dumps(config.require_object("blockedWords"))}),
    )
    pulumi.export("appInstanceArn", app_instance.arn)
    pulumi.export("channelFlowArn", moderation.channel_flow_arn)
    pulumi.export("moderationFunctionArn", moderation.function_arn)

analysis: chime.components.CallAnalyticsArgs = {"stream": {"shard_count": config.require_int("insightShards")}}
if config.require_bool("recording"):
    analysis["recording"] = {"file_format": config.require("recordingFormat")}
    analysis["bucket"] = {"force_destroy": allow_destroy}
    if config.require_int("recordingDays"):
        analysis["bucket"]["expiration_days"] = config.require_int("recordingDays")
if config.require_bool("transcription"):
    analysis["transcribe"] = {"language_code": config.require("transcriptionLanguage")}
    if config.require_object("alertKeywords"):
        analysis["real_time_alert_configuration"] = {
            "rules": [
                {
                    "type": "KeywordMatch",
                    "keyword_match_configuration": {
                        "rule_name": "keywords",
                        "keywords": config.require_object("alertKeywords"),
                    },
                }
            ]
        }

if config.require_bool("voice"):
    trunk_arguments: chime.components.VoiceConnectorArgs = {
        "require_encryption": config.require_bool("requireEncryption")
    }
    if config.require_object("sbcAddresses"):
        trunk_arguments["termination"] = {
            "cidr_allowed_list": config.require_object("sbcAddresses"),
            "calling_regions": config.require_object("callingRegions"),
            "cps_limit": config.require_int("callsPerSecond"),
        }
    if config.require_object("sbcHosts"):
        trunk_arguments["origination"] = {
            "routes": [
                {"host": host, "protocol": "TCP", "priority": 1, "weight": 1}
                for host in config.require_object("sbcHosts")
            ]
        }
    if "recording" in analysis or "transcribe" in analysis:
        analytics = chime.components.CallAnalytics("calls", **analysis)
        trunk_arguments["streaming"] = {
            "data_retention_in_hours": config.require_int("audioRetentionHours"),
            "media_insights_configuration_arn": analytics.configuration_arn,
        }
        events = chime.components.CallAnalyticsEvents(
            "call-events",
            failure_alarm=True,
            alerts={},
            topic={"email_addresses": config.require_object("alarmEmails")},
        )
        pulumi.export("callAnalyticsConfigurationArn", analytics.configuration_arn)
        pulumi.export("recordingBucket", analytics.bucket_name)
        pulumi.export("insightStream", analytics.stream_name)
        pulumi.export("encryptionKeyArn", analytics.key_arn)
        pulumi.export("resourceAccessRoleArn", analytics.role_arn)
        pulumi.export("alarmTopicArn", events.topic_arn)
    trunk = chime.components.VoiceConnector("trunk", **trunk_arguments)
    pulumi.export("voiceConnectorArn", trunk.arn)
    pulumi.export("outboundHostName", trunk.outbound_host_name)
    if config.require_bool("sip"):
        answering = chime.components.PstnApplication(
            "greeting",
            function=function("greeting", {"GREETING": config.require("greeting")}),
            request_uri_hostname=trunk.outbound_host_name,
        )
        pulumi.export("sipMediaApplicationArn", answering.sip_media_application_arn)
        pulumi.export("greetingFunctionArn", answering.function_arn)
