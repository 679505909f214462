"""Resources of the Amazon Lex V2 API that Amazon Chime SDK messaging needs and pulumi-aws lacks."""

from .conversation_log_settings import (
    AudioLogDestinationArgs,
    AudioLogSettingArgs,
    CloudWatchLogGroupLogDestinationArgs,
    ConversationLogSettingsArgs,
    S3BucketLogDestinationArgs,
    TextLogDestinationArgs,
    TextLogSettingArgs,
)
from .lex_bot_alias import (
    BotAliasLocaleSettingsArgs,
    CodeHookSpecificationArgs,
    LambdaCodeHookArgs,
    LexBotAlias,
    LexBotAliasArgs,
    SentimentAnalysisSettingsArgs,
)
from .lex_resource_policy import LexResourcePolicy, LexResourcePolicyArgs

__all__ = [
    "AudioLogDestinationArgs",
    "AudioLogSettingArgs",
    "BotAliasLocaleSettingsArgs",
    "CloudWatchLogGroupLogDestinationArgs",
    "CodeHookSpecificationArgs",
    "ConversationLogSettingsArgs",
    "LambdaCodeHookArgs",
    "LexBotAlias",
    "LexBotAliasArgs",
    "LexResourcePolicy",
    "LexResourcePolicyArgs",
    "S3BucketLogDestinationArgs",
    "SentimentAnalysisSettingsArgs",
    "TextLogDestinationArgs",
    "TextLogSettingArgs",
]
