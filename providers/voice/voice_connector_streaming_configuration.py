"""VoiceConnectorStreamingConfiguration: a copy of a connector's calls to Kinesis Video Streams, and what analyses them."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Required, TypedDict, Unpack

import pulumi

from .._members import PipelineArn, same_region
from .._model import UNKNOWN, ApiDefault, Between, Length, Model, Problem, Unordered, is_unknown
from .._resource import ChimeResource
from ._voice_connector_setting import VoiceConnectorSettingArguments, VoiceConnectorSettingLifecycle


class StreamingNotificationTargetArgs(TypedDict):
    """A service that is told when streaming starts, stops or fails."""

    notification_target: pulumi.Input[str]
    """``EventBridge``, ``SNS`` or ``SQS``."""


class MediaInsightsConfigurationArgs(TypedDict, total=False):
    """The call analytics of a connector."""

    disabled: pulumi.Input[bool]
    """Turn call analytics off; False by default."""
    configuration_arn: pulumi.Input[str]
    """The ARN of the MediaInsightsPipelineConfiguration, in the connector's region."""


class VoiceConnectorStreamingConfigurationArgs(TypedDict, total=False):
    """The arguments of a VoiceConnectorStreamingConfiguration."""

    voice_connector_id: Required[pulumi.Input[str]]
    """The id of the connector. A change replaces the setting."""
    data_retention_in_hours: Required[pulumi.Input[int]]
    """Hours for which Kinesis Video Streams keeps the audio; 0 keeps nothing, which call analytics cannot work with."""
    disabled: Required[pulumi.Input[bool]]
    """Turn streaming off."""
    streaming_notification_targets: pulumi.Input[Sequence[pulumi.Input[StreamingNotificationTargetArgs]]]
    """The services to notify, 1 to 3."""
    media_insights_configuration: pulumi.Input[MediaInsightsConfigurationArgs]
    """The call analytics that every call of the connector starts."""
    region: pulumi.Input[str]
    """The AWS region, that of the connector; the provider's by default. A change replaces the setting."""
    adopt: pulumi.Input[str]
    """The id or ARN of the connector whose existing streaming configuration to take over."""


class StreamingNotificationTarget(Model):
    """StreamingNotificationTarget of the API."""

    notification_target: Literal["EventBridge", "SNS", "SQS"]


class MediaInsightsConfiguration(Model):
    """MediaInsightsConfiguration of the API."""

    disabled: Annotated[bool | None, ApiDefault(False)] = None
    configuration_arn: PipelineArn | None = None


class VoiceConnectorStreamingConfigurationArguments(VoiceConnectorSettingArguments):
    """VoiceConnectorStreamingConfiguration's arguments, validated."""

    data_retention_in_hours: Annotated[int, Between(0)]
    disabled: bool
    streaming_notification_targets: Annotated[
        list[StreamingNotificationTarget] | None, Length(1, 3), Unordered(("notification_target",))
    ] = None
    media_insights_configuration: MediaInsightsConfiguration | None = None

    def problems(self) -> Iterator[Problem]:
        """Targets named twice, and analytics that can get no audio."""
        seen: set[object] = set()
        for position, target in enumerate(
            self.streaming_notification_targets if isinstance(self.streaming_notification_targets, list) else ()
        ):
            name = target.notification_target if isinstance(target, StreamingNotificationTarget) else UNKNOWN
            if not is_unknown(name) and name in seen:
                yield Problem(("streaming_notification_targets", position, "notification_target"), "is listed twice")
            seen.add(name)
        insights = self.media_insights_configuration
        if not isinstance(insights, MediaInsightsConfiguration):
            return
        at = ("media_insights_configuration",)
        yield from same_region((*at, "configuration_arn"), insights.configuration_arn, self.region, "the configuration")
        if insights.disabled is True or is_unknown(insights.disabled):
            return
        if self.disabled is True:
            yield Problem(at, "is enabled while streaming is disabled: no call will be analysed", warning=True)
        elif self.data_retention_in_hours == 0:
            yield Problem(
                ("data_retention_in_hours",), "is 0: call analytics cannot read audio that is not kept", warning=True
            )


class VoiceConnectorStreamingConfigurationLifecycle(
    VoiceConnectorSettingLifecycle[VoiceConnectorStreamingConfigurationArguments]
):
    """Put, Get and DeleteVoiceConnectorStreamingConfiguration."""

    kind = "VoiceConnectorStreamingConfiguration"
    arguments = VoiceConnectorStreamingConfigurationArguments
    shape = ("PutVoiceConnectorStreamingConfiguration", "StreamingConfiguration")
    structure = "StreamingConfiguration"
    setting = "streaming"


class VoiceConnectorStreamingConfiguration(ChimeResource, lifecycle=VoiceConnectorStreamingConfigurationLifecycle()):
    """The streaming configuration of a voice connector: one document, so one resource owns all of it.

    AWS takes about five minutes to apply a change of the call analytics.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`VoiceConnectorStreamingConfigurationArgs`.

    Attributes:
        voice_connector_id: The id of the connector.
        data_retention_in_hours: Hours for which the audio is kept.
        disabled: Whether streaming is off.
        streaming_notification_targets: The services to notify.
        media_insights_configuration: The call analytics.

    Source: PutVoiceConnectorStreamingConfiguration; Developer guide, "Using Amazon Chime SDK call analytics".
    """

    voice_connector_id: pulumi.Output[str]
    data_retention_in_hours: pulumi.Output[int]
    disabled: pulumi.Output[bool]
    streaming_notification_targets: pulumi.Output[list[StreamingNotificationTargetArgs] | None]
    media_insights_configuration: pulumi.Output[MediaInsightsConfigurationArgs | None]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[VoiceConnectorStreamingConfigurationArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
