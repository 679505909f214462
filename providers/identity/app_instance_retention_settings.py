"""AppInstanceRetentionSettings: after how many days the messages of an AppInstance are deleted."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller
from .._identifier import object_arn
from .._members import AppInstanceArn, ExpirationDays, same_region
from .._model import Api, Arguments, Immutable, Model, Problem, Values
from .._presence import app_instance_is_listed, delete_if_there, describe_or_gone
from .._resource import ChimeResource
from .._setting import SettingLifecycle

SERVICE: Final = "chime-sdk-identity"


class ChannelRetentionSettingsArgs(TypedDict):
    """Retention of the messages in channels."""

    retention_days: pulumi.Input[int]
    """Days, 1 to 5,475 (15 years)."""


class AppInstanceRetentionSettingsArgs(TypedDict, total=False):
    """The arguments of AppInstanceRetentionSettings."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance. A change replaces the resource."""
    channel_retention_settings: Required[pulumi.Input[ChannelRetentionSettingsArgs]]
    """Retention of the messages in channels."""
    region: pulumi.Input[str]
    """The AWS region, that of the AppInstance; the provider's by default. A change replaces the resource."""
    adopt: pulumi.Input[str]
    """The ARN or id of an AppInstance whose retention settings are to be taken over."""


class ChannelRetentionSettings(Model):
    """ChannelRetentionSettings of the API."""

    retention_days: ExpirationDays


class AppInstanceRetentionSettingsArguments(Arguments):
    """AppInstanceRetentionSettings' arguments, validated."""

    app_instance_arn: Annotated[AppInstanceArn, Api(None), Immutable()]
    channel_retention_settings: ChannelRetentionSettings

    def problems(self) -> Iterator[Problem]:
        """The AppInstance's region."""
        yield from same_region(("app_instance_arn",), self.app_instance_arn, self.region, "the AppInstance")


class AppInstanceRetentionSettingsLifecycle(SettingLifecycle[AppInstanceRetentionSettingsArguments]):
    """Put and GetAppInstanceRetentionSettings; putting nothing turns retention off, since there is no Delete."""

    kind = "AppInstanceRetentionSettings"
    service = owner_service = SERVICE
    arguments = AppInstanceRetentionSettingsArguments
    shape = ("PutAppInstanceRetentionSettings", "AppInstanceRetentionSettings")
    object_path = "app-instance/"
    setting = "retention"
    owner = "AppInstance"
    owner_field = "app_instance_arn"
    advice: ClassVar[Mapping[str, str]] = {
        "ForbiddenException": "AWS answers this for a missing AppInstance too; check the ARN, the region and IAM",
    }

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """GetAppInstanceRetentionSettings; an answer without days means that retention is off."""
        owner = str(object_arn(resource_id))
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "GetAppInstanceRetentionSettings", AppInstanceArn=owner),
            lambda: app_instance_is_listed(caller, owner),
        )
        settings = cast("Values", (reply or {}).get("AppInstanceRetentionSettings") or {})
        if not cast("Values", settings.get("ChannelRetentionSettings") or {}).get("RetentionDays"):
            return None
        return self.values(settings) | {"app_instance_arn": owner}

    def put(self, caller: Caller, arguments: AppInstanceRetentionSettingsArguments) -> Values:
        """PutAppInstanceRetentionSettings."""
        return _put(caller, arguments.app_instance_arn, self.request(arguments))

    def delete(self, caller: Caller, resource_id: str) -> None:
        """Turn retention off: messages are kept for ever again."""
        owner = str(object_arn(resource_id))
        delete_if_there(
            lambda: _put(caller, owner, {"ChannelRetentionSettings": {}}),
            lambda: app_instance_is_listed(caller, owner),
        )


def _put(caller: Caller, owner: str, settings: Values) -> Values:
    return caller.call(
        SERVICE, "PutAppInstanceRetentionSettings", AppInstanceArn=owner, AppInstanceRetentionSettings=settings
    )


class AppInstanceRetentionSettings(ChimeResource, lifecycle=AppInstanceRetentionSettingsLifecycle()):
    """How long the messages of an AppInstance are kept.

    For 30 days after a change, longer settings or none bring the messages back; then AWS deletes what is older for ever.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`AppInstanceRetentionSettingsArgs`.

    Attributes:
        app_instance_arn: The ARN of the AppInstance.
        channel_retention_settings: Retention of the messages in channels.

    Source: PutAppInstanceRetentionSettings; Developer guide, "Managing message retention".
    """

    app_instance_arn: pulumi.Output[str]
    channel_retention_settings: pulumi.Output[ChannelRetentionSettingsArgs]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[AppInstanceRetentionSettingsArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
