"""VoiceConnector: the SIP trunk between a telephone system and the Amazon Chime SDK."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Required, TypedDict, Unpack

import pulumi

from .._api import Caller, until
from .._errors import ApiError
from .._identifier import object_arn
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._model import Api, ApiDefault, Immutable, Values
from .._resource import ChimeResource
from .._tags import read_tags, tags_with_mark, update_tags
from ._voice import SERVICE, NamedArguments, delete_if_there, made_by, read_or_gone


class VoiceConnectorArgs(TypedDict, total=False):
    """The arguments of a VoiceConnector."""

    name: pulumi.Input[str]
    """The name, 1 to 256 letters, digits, spaces and ``_ . -``; the logical name and seven digits by default."""
    require_encryption: Required[pulumi.Input[bool]]
    """Whether SIP signalling and media must be encrypted (TLS and SRTP)."""
    network_type: pulumi.Input[str]
    """``IPV4_ONLY`` (default) or ``DUAL_STACK``. A change replaces the connector."""
    integration_type: pulumi.Input[str]
    """For Amazon Connect: ``CONNECT_CALL_TRANSFER_CONNECTOR`` or ``CONNECT_ANALYTICS_CONNECTOR``. A change replaces it."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 50 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region (the API's AwsRegion); the provider's by default. A change replaces the connector."""
    adopt: pulumi.Input[str]
    """The ARN or id of an existing connector to take over instead of creating one."""


class VoiceConnectorArguments(NamedArguments):
    """VoiceConnector's arguments, validated."""

    region: Annotated[str | None, Api("AwsRegion"), Immutable()] = None
    require_encryption: bool
    network_type: Annotated[Literal["IPV4_ONLY", "DUAL_STACK"] | None, Immutable(), ApiDefault("IPV4_ONLY")] = None
    integration_type: Annotated[
        Literal["CONNECT_CALL_TRANSFER_CONNECTOR", "CONNECT_ANALYTICS_CONNECTOR"] | None, Immutable()
    ] = None


class VoiceConnectorLifecycle(Lifecycle[VoiceConnectorArguments]):
    """Create, Get, Update and DeleteVoiceConnector."""

    kind = "VoiceConnector"
    service = SERVICE
    arguments = VoiceConnectorArguments
    shape = ("CreateVoiceConnector",)
    object_path = "vc/"
    advice: ClassVar[Mapping[str, str]] = {
        "DeleteVoiceConnector ConflictException": (
            "phone numbers or a voice connector group still use the connector; disassociate them first"
        ),
        "ResourceLimitExceededException": "the quota of voice connectors in this region is used up; raise it in Service Quotas",
    }

    def create(self, caller: Caller, arguments: VoiceConnectorArguments, intent: Intent) -> str:
        """CreateVoiceConnector, which has no token: a lost reply is resolved by looking for the mark."""
        reply = until(
            lambda: caller.call(
                SERVICE,
                "CreateVoiceConnector",
                **self.request(arguments),
                Tags=tags_with_mark(arguments, intent.mark),
            ),
            _is_busy,
        )
        return str(_connector(reply)["VoiceConnectorArn"])

    def made_by(self, caller: Caller, arguments: VoiceConnectorArguments, intent: Intent) -> list[str]:
        """The connectors of this name that carry the mark."""
        return made_by(caller, self.kind, arguments, intent)

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """GetVoiceConnector and its tags."""
        found = read_or_gone(
            caller, "GetVoiceConnector", "VoiceConnector", VoiceConnectorId=object_arn(resource_id).name
        )
        return found and self.values(found) | {"tags": read_tags(caller, SERVICE, resource_id)}

    def update(
        self, caller: Caller, resource_id: str, old: VoiceConnectorArguments, new: VoiceConnectorArguments
    ) -> None:
        """UpdateVoiceConnector, which wants name and encryption together, and the tag operations."""
        changed = changed_fields(self, old, new)
        if changed & {"name", "require_encryption"}:
            caller.call(
                SERVICE,
                "UpdateVoiceConnector",
                VoiceConnectorId=object_arn(resource_id).name,
                **self.request(new, "name", "require_encryption"),
            )
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteVoiceConnector; refused while phone numbers are associated."""
        delete_if_there(caller, "DeleteVoiceConnector", VoiceConnectorId=object_arn(resource_id).name)


def _connector(reply: Values) -> Mapping[str, object]:
    connector = reply["VoiceConnector"]
    return connector if isinstance(connector, Mapping) else {}


def _is_busy(error: ApiError) -> bool:
    # What AWS says when several connectors are created at once; the same request passes a moment later.
    return error.code == "BadRequestException" and "received a bad request" in error.message


class VoiceConnector(ChimeResource, lifecycle=VoiceConnectorLifecycle()):
    """A voice connector. Its termination, origination and streaming are resources of their own.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`VoiceConnectorArgs`.

    Attributes:
        arn: The ARN; also the id.
        voice_connector_id: The short id, which the other voice resources take.
        outbound_host_name: Where a telephone system sends its SIP requests: `<id>.voiceconnector.chime.aws`.
        name: The name.
        require_encryption: Whether calls must be encrypted.
        network_type: The network type, if it is not the API's default.
        integration_type: The Amazon Connect integration, if any.
        tags: All tags that are set, default tags included.

    Source: CreateVoiceConnector; Developer guide, "SIP integration using an Amazon Chime SDK Voice Connector".
    """

    arn: pulumi.Output[str]
    voice_connector_id: pulumi.Output[str]
    outbound_host_name: pulumi.Output[str]
    name: pulumi.Output[str]
    require_encryption: pulumi.Output[bool]
    network_type: pulumi.Output[str | None]
    integration_type: pulumi.Output[str | None]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[VoiceConnectorArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
        self.voice_connector_id = self._from_id("{}")
        self.outbound_host_name = self._from_id("{}.voiceconnector.chime.aws")
