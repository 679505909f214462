"""A SIP trunk: a Voice Connector with the settings that make it carry calls."""

from collections.abc import Sequence
from typing import Any, Required, TypedDict, Unpack

import pulumi

from ..providers import voice
from ..providers.voice import OriginationRouteArgs
from ._component import Component, ComponentArgs, handed_on


class TerminationArgs(TypedDict, total=False):
    """Calls from your SIP infrastructure to the telephone network."""

    calling_regions: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The countries that may be called, as ISO 3166-1 alpha-2 codes; at least one."""
    cidr_allowed_list: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The IPv4 ranges that may call, each /27 to /32; at least one."""
    cps_limit: pulumi.Input[int]
    """Calls per second, at least 1 (default) and at most the account's quota."""
    default_phone_number: pulumi.Input[str]
    """The caller id of calls that bring none, in E.164 form."""
    disabled: pulumi.Input[bool]
    """Refuse all outbound calls; False by default."""


class OriginationArgs(TypedDict, total=False):
    """Calls from the telephone network to your SIP infrastructure."""

    routes: Required[Sequence[OriginationRouteArgs]]
    """The hosts that calls are sent to, 1 to 20."""
    disabled: pulumi.Input[bool]
    """Refuse all inbound calls; False by default."""


class StreamingArgs(TypedDict, total=False):
    """The audio of every call, as Kinesis video streams."""

    data_retention_in_hours: pulumi.Input[int]
    """Hours for which the audio is kept; 24 by default. 0 keeps nothing, with which call analytics cannot work."""
    media_insights_configuration_arn: pulumi.Input[str]
    """The call analytics that every call starts, such as ``CallAnalytics.configuration_arn``; none by default."""
    notification_targets: Sequence[str]
    """Who is told when streaming starts, stops or fails: ``EventBridge`` (default), ``SNS``, ``SQS``."""


class VoiceConnectorArgs(ComponentArgs, total=False):
    """The arguments of a VoiceConnector."""

    require_encryption: pulumi.Input[bool]
    """Whether SIP signalling and media must be encrypted (TLS and SRTP); True by default."""
    network_type: pulumi.Input[str]
    """``IPV4_ONLY`` (default) or ``DUAL_STACK``. A change replaces the connector."""
    integration_type: pulumi.Input[str]
    """``CONNECT_CALL_TRANSFER_CONNECTOR`` or ``CONNECT_ANALYTICS_CONNECTOR`` for Amazon Connect, none by default.
    A change replaces the connector."""
    termination: TerminationArgs
    """Outbound calls; none by default."""
    origination: OriginationArgs
    """Inbound calls; none by default."""
    streaming: StreamingArgs
    """The audio of calls as Kinesis video streams; none by default."""


class VoiceConnector(Component[VoiceConnectorArgs], token="chime-sdk:index:VoiceConnector"):
    """A Voice Connector and its settings, each of which can be left out, added and removed by itself.

    A connector has one streaming configuration. Give `streaming` here, or name the connector in
    ``CallAnalytics(voice_connector_ids=…)``, never both.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`VoiceConnectorArgs`.

    Attributes:
        arn: The ARN of the connector.
        voice_connector_id: The id of the connector.
        outbound_host_name: The host that your SIP infrastructure sends calls to.

    Source: Developer guide, SIP integration using an Amazon Chime SDK Voice Connector.
    """

    arn: pulumi.Output[str]
    voice_connector_id: pulumi.Output[str]
    outbound_host_name: pulumi.Output[str]

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[VoiceConnectorArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _build(self, arguments: VoiceConnectorArgs) -> None:
        connector = voice.VoiceConnector(
            self.pulumi_resource_name,
            require_encryption=arguments.get("require_encryption", True),
            opts=self.child_options(),
            **handed_on(arguments, "network_type", "integration_type", "region", "tags"),
        )
        termination = arguments.get("termination")
        if termination:
            voice.VoiceConnectorTermination(
                self.child_name("termination"),
                voice_connector_id=connector.voice_connector_id,
                opts=self.child_options(deleted_with=connector),
                **handed_on(termination, *TerminationArgs.__annotations__),
                **handed_on(arguments, "region"),
            )
        origination = arguments.get("origination")
        if origination:
            voice.VoiceConnectorOrigination(
                self.child_name("origination"),
                voice_connector_id=connector.voice_connector_id,
                opts=self.child_options(deleted_with=connector),
                **handed_on(origination, *OriginationArgs.__annotations__),
                **handed_on(arguments, "region"),
            )
        streaming = arguments.get("streaming")
        if streaming is not None:
            streaming_configuration(self, "streaming", connector.voice_connector_id, streaming)
        self.arn = connector.arn
        self.voice_connector_id = connector.voice_connector_id
        self.outbound_host_name = connector.outbound_host_name


def streaming_configuration(
    component: Component[Any], part: str, voice_connector_id: pulumi.Input[str], streaming: StreamingArgs
) -> voice.VoiceConnectorStreamingConfiguration:
    """The one document in which a connector's streaming, its notifications and its call analytics are written."""
    configuration_arn = streaming.get("media_insights_configuration_arn")
    insights = None if configuration_arn is None else {"configuration_arn": configuration_arn}
    return voice.VoiceConnectorStreamingConfiguration(
        component.child_name(part),
        voice_connector_id=voice_connector_id,
        data_retention_in_hours=streaming.get("data_retention_in_hours", 24),
        disabled=False,
        streaming_notification_targets=[
            {"notification_target": target} for target in streaming.get("notification_targets", ["EventBridge"])
        ],
        opts=component.child_options(),
        **handed_on(
            {"media_insights_configuration": insights, "region": component.child_region},
            "media_insights_configuration",
            "region",
        ),
    )
