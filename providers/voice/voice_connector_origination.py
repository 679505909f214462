"""VoiceConnectorOrigination: where a voice connector sends the calls that come in from the public network."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, Required, TypedDict, Unpack

import pulumi

from .._model import ApiDefault, Between, Checked, Length, Model, Problem, Unordered
from .._resource import ChimeResource
from ._voice_connector_setting import VoiceConnectorSettingArguments, VoiceConnectorSettingLifecycle


class OriginationRouteArgs(TypedDict, total=False):
    """One SIP host that calls are sent to."""

    host: Required[pulumi.Input[str]]
    """The FQDN or IP address."""
    port: pulumi.Input[int]
    """The port, 0 to 65535; 5060 by default."""
    protocol: Required[pulumi.Input[str]]
    """``TCP`` or ``UDP``; a connector that requires encryption takes ``TCP`` only."""
    priority: Required[pulumi.Input[int]]
    """1 (tried first) to 100."""
    weight: Required[pulumi.Input[int]]
    """1 to 100: the share of calls among hosts of one priority."""


class VoiceConnectorOriginationArgs(TypedDict, total=False):
    """The arguments of a VoiceConnectorOrigination."""

    voice_connector_id: Required[pulumi.Input[str]]
    """The id of the connector. A change replaces the setting."""
    routes: Required[pulumi.Input[Sequence[pulumi.Input[OriginationRouteArgs]]]]
    """The hosts, 1 to 20."""
    disabled: pulumi.Input[bool]
    """Refuse all inbound calls; False by default."""
    region: pulumi.Input[str]
    """The AWS region, that of the connector; the provider's by default. A change replaces the setting."""
    adopt: pulumi.Input[str]
    """The id or ARN of the connector whose existing origination to take over."""


_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME: Final = re.compile(rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?\.?", re.IGNORECASE | re.ASCII)


def _host_complaint(host: str) -> str | None:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if not _HOST_NAME.fullmatch(host) or len(host) > 254:
            return "must be an IP address or a fully qualified host name, without scheme or port"
    return None


class OriginationRoute(Model):
    """OriginationRoute of the API."""

    host: Annotated[str, Checked(_host_complaint)]
    port: Annotated[int | None, Between(0, 65535), ApiDefault(5060)] = None
    protocol: Literal["TCP", "UDP"]
    priority: Annotated[int, Between(1, 100)]
    weight: Annotated[int, Between(1, 100)]


class VoiceConnectorOriginationArguments(VoiceConnectorSettingArguments):
    """VoiceConnectorOrigination's arguments, validated."""

    routes: Annotated[
        list[OriginationRoute], Length(1, 20), Unordered(("priority", "weight", "host", "port", "protocol"))
    ]
    disabled: Annotated[bool | None, ApiDefault(False)] = None

    def problems(self) -> Iterator[Problem]:
        """The same host, port and protocol twice."""
        seen: list[tuple[object, ...]] = []
        for position, route in enumerate(self.routes if isinstance(self.routes, list) else ()):
            target = (route.host, route.port, route.protocol) if isinstance(route, OriginationRoute) else ()
            if target and all(isinstance(part, str | int | None) for part in target) and target in seen:
                yield Problem(("routes", position), "is the host, port and protocol of another route", warning=True)
            seen.append(target)


class VoiceConnectorOriginationLifecycle(VoiceConnectorSettingLifecycle[VoiceConnectorOriginationArguments]):
    """Put, Get and DeleteVoiceConnectorOrigination."""

    kind = "VoiceConnectorOrigination"
    arguments = VoiceConnectorOriginationArguments
    shape = ("PutVoiceConnectorOrigination", "Origination")
    structure = "Origination"
    setting = "origination"


class VoiceConnectorOrigination(ChimeResource, lifecycle=VoiceConnectorOriginationLifecycle()):
    """The origination settings of a voice connector: calls from the public network in to a telephone system.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`VoiceConnectorOriginationArgs`.

    Attributes:
        voice_connector_id: The id of the connector.
        routes: The hosts by priority and weight.
        disabled: True when inbound calls are refused.

    Source: PutVoiceConnectorOrigination.
    """

    voice_connector_id: pulumi.Output[str]
    routes: pulumi.Output[list[OriginationRouteArgs]]
    disabled: pulumi.Output[bool | None]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[VoiceConnectorOriginationArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
