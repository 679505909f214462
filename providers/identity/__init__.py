"""Resources of the Amazon Chime SDK Identity API."""

from .app_instance import AppInstance, AppInstanceArgs
from .app_instance_admin import AppInstanceAdmin, AppInstanceAdminArgs
from .app_instance_bot import AppInstanceBot, AppInstanceBotArgs, ConfigurationArgs, InvokedByArgs, LexConfigurationArgs
from .app_instance_retention_settings import (
    AppInstanceRetentionSettings,
    AppInstanceRetentionSettingsArgs,
    ChannelRetentionSettingsArgs,
)
from .app_instance_user import AppInstanceUser, AppInstanceUserArgs, ExpirationSettingsArgs

__all__ = [
    "AppInstance",
    "AppInstanceAdmin",
    "AppInstanceAdminArgs",
    "AppInstanceArgs",
    "AppInstanceBot",
    "AppInstanceBotArgs",
    "AppInstanceRetentionSettings",
    "AppInstanceRetentionSettingsArgs",
    "AppInstanceUser",
    "AppInstanceUserArgs",
    "ChannelRetentionSettingsArgs",
    "ConfigurationArgs",
    "ExpirationSettingsArgs",
    "InvokedByArgs",
    "LexConfigurationArgs",
]
