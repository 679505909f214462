"""VoiceConnectorTermination: who may call out through a voice connector, and where to."""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Annotated, Required, TypedDict, Unpack

import pulumi

from .._model import ApiDefault, Between, Checked, Item, Length, Problem, Unordered
from .._resource import ChimeResource
from ._countries import ISO_3166_1_ALPHA_2
from ._voice import OptionalPhoneNumber
from ._voice_connector_setting import VoiceConnectorSettingArguments, VoiceConnectorSettingLifecycle


class VoiceConnectorTerminationArgs(TypedDict, total=False):
    """The arguments of a VoiceConnectorTermination."""

    voice_connector_id: Required[pulumi.Input[str]]
    """The id of the connector. A change replaces the setting."""
    cps_limit: pulumi.Input[int]
    """Calls per second, at least 1 (default) and at most the account's quota."""
    default_phone_number: pulumi.Input[str]
    """The caller id of calls that bring none, in E.164 form."""
    calling_regions: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The countries that may be called, as ISO 3166-1 alpha-2 codes; at least one."""
    cidr_allowed_list: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The IPv4 ranges that may call, each /27 to /32; at least one."""
    disabled: pulumi.Input[bool]
    """Refuse all outbound calls; False by default."""
    region: pulumi.Input[str]
    """The AWS region, that of the connector; the provider's by default. A change replaces the setting."""
    adopt: pulumi.Input[str]
    """The id or ARN of the connector whose existing termination to take over."""


def _country_complaint(code: str) -> str | None:
    return None if code in ISO_3166_1_ALPHA_2 else "must be a country code of ISO 3166-1 alpha-2, such as US or DE"


def _cidr_complaint(cidr: str) -> str | None:
    address, slash, prefix = cidr.partition("/")
    if not slash or not prefix.isdigit():
        return "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"
    try:
        network = ipaddress.IPv4Network(cidr, strict=False)
    except ValueError:
        return "must be an IPv4 range in CIDR form, such as 203.0.113.0/27"
    if not 27 <= network.prefixlen <= 32:
        return "must be a range of /27 to /32; list larger ranges in parts"
    if str(network.network_address) != address:
        return f"has bits set beyond its prefix; the range begins at {network.network_address}"
    return None


class VoiceConnectorTerminationArguments(VoiceConnectorSettingArguments):
    """VoiceConnectorTermination's arguments, validated."""

    cps_limit: Annotated[int | None, Between(1), ApiDefault(1)] = None
    default_phone_number: OptionalPhoneNumber = None
    calling_regions: Annotated[list[Item[Annotated[str, Checked(_country_complaint)]]], Length(1), Unordered()]
    cidr_allowed_list: Annotated[list[Item[Annotated[str, Checked(_cidr_complaint)]]], Length(1), Unordered()]
    disabled: Annotated[bool | None, ApiDefault(False)] = None

    def problems(self) -> Iterator[Problem]:
        """More calls per second than any quota that is known of."""
        if isinstance(self.cps_limit, int) and self.cps_limit > 256:
            yield Problem(
                ("cps_limit",), "is more than the 256 that other tools allow; AWS may refuse it", warning=True
            )


class VoiceConnectorTerminationLifecycle(VoiceConnectorSettingLifecycle[VoiceConnectorTerminationArguments]):
    """Put, Get and DeleteVoiceConnectorTermination."""

    kind = "VoiceConnectorTermination"
    arguments = VoiceConnectorTerminationArguments
    shape = ("PutVoiceConnectorTermination", "Termination")
    structure = "Termination"
    setting = "termination"


class VoiceConnectorTermination(ChimeResource, lifecycle=VoiceConnectorTerminationLifecycle()):
    """The termination settings of a voice connector: calls from a telephone system out to the public network.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`VoiceConnectorTerminationArgs`.

    Attributes:
        voice_connector_id: The id of the connector.
        cps_limit: Calls per second, if it is not the API's default.
        default_phone_number: The default caller id.
        calling_regions: The countries that may be called.
        cidr_allowed_list: The ranges that may call.
        disabled: True when outbound calls are refused.

    Source: PutVoiceConnectorTermination; Developer guide, "SIP integration using an Amazon Chime SDK Voice Connector".
    """

    voice_connector_id: pulumi.Output[str]
    cps_limit: pulumi.Output[int | None]
    default_phone_number: pulumi.Output[str | None]
    calling_regions: pulumi.Output[list[str]]
    cidr_allowed_list: pulumi.Output[list[str]]
    disabled: pulumi.Output[bool | None]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[VoiceConnectorTerminationArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
