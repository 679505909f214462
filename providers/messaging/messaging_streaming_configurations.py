"""MessagingStreamingConfigurations: the Kinesis data streams that get the messages and channel events of an AppInstance."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Final, Literal, Required, TypedDict, Unpack

import pulumi

from .._api import Caller
from .._identifier import is_arn, object_arn, parse_arn
from .._members import AppInstanceArn, same_account, same_region
from .._model import (
    Arguments,
    Checked,
    Immutable,
    Length,
    Model,
    Pattern,
    Problem,
    Unordered,
    Values,
    is_unknown,
)
from .._presence import IDENTITY, app_instance_is_listed, delete_if_there, describe_or_gone
from .._resource import ChimeResource
from .._setting import SettingLifecycle

SERVICE: Final = "chime-sdk-messaging"
STREAM_PREFIX: Final = "chime-messaging-"
"""What the names of the streams begin with: the service-linked role may write to no others."""


class StreamingConfigurationArgs(TypedDict):
    """Where one type of data goes."""

    data_type: pulumi.Input[str]
    """``Channel`` (channels, memberships, moderators, bans) or ``ChannelMessage``; each once."""
    resource_arn: pulumi.Input[str]
    """The ARN of a Kinesis data stream whose name begins with ``chime-messaging-``, in the AppInstance's account and region."""


class MessagingStreamingConfigurationsArgs(TypedDict, total=False):
    """The arguments of MessagingStreamingConfigurations."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance. A change replaces the resource."""
    streaming_configurations: Required[pulumi.Input[Sequence[pulumi.Input[StreamingConfigurationArgs]]]]
    """One or two, with different types of data."""
    region: pulumi.Input[str]
    """The AWS region, that of the AppInstance; the provider's by default. A change replaces the resource."""
    adopt: pulumi.Input[str]
    """The ARN or id of an AppInstance whose streaming configurations are to be taken over."""


def _stream_complaint(arn: str) -> str | None:
    if not is_arn(arn) or parse_arn(arn).service != "kinesis":
        return "must be the ARN of a Kinesis data stream"
    if not parse_arn(arn).name.startswith(STREAM_PREFIX):
        return f"must be a stream whose name begins with {STREAM_PREFIX}; messaging has no right to write to others"
    return None


class StreamingConfiguration(Model):
    """StreamingConfiguration of the messaging API."""

    data_type: Literal["Channel", "ChannelMessage"]
    resource_arn: Annotated[
        str,
        Length(5, 1600),
        Pattern(
            r"arn:[a-z0-9-\.]{1,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[^/].{0,1023}",
            "the ARN of a Kinesis data stream",
        ),
        Checked(_stream_complaint),
    ]


class MessagingStreamingConfigurationsArguments(Arguments):
    """MessagingStreamingConfigurations' arguments, validated."""

    app_instance_arn: Annotated[AppInstanceArn, Immutable()]
    streaming_configurations: Annotated[list[StreamingConfiguration], Length(1, 2), Unordered(("data_type",))]

    def problems(self) -> Iterator[Problem]:
        """The regions and accounts, and each type of data once."""
        yield from same_region(("app_instance_arn",), self.app_instance_arn, self.region, "the AppInstance")
        types: set[str] = set()
        configurations = self.streaming_configurations if isinstance(self.streaming_configurations, list) else []
        for position, configuration in enumerate(configurations):
            if not isinstance(configuration, StreamingConfiguration):
                continue
            at = ("streaming_configurations", position)
            if not is_unknown(configuration.data_type) and configuration.data_type in types:
                yield Problem((*at, "data_type"), "is streamed already; each type of data has one stream")
            types.add(configuration.data_type)
            stream = ((*at, "resource_arn"), configuration.resource_arn)
            yield from same_region(*stream, self.region, "the stream")
            yield from same_account(*stream, self.app_instance_arn, "the stream")


class MessagingStreamingConfigurationsLifecycle(SettingLifecycle[MessagingStreamingConfigurationsArguments]):
    """Put, Get and DeleteMessagingStreamingConfigurations, always of the whole set."""

    kind = "MessagingStreamingConfigurations"
    service = SERVICE
    arguments = MessagingStreamingConfigurationsArguments
    shape = ("PutMessagingStreamingConfigurations",)
    object_path = "app-instance/"
    setting = "streaming"
    owner = "AppInstance"
    owner_field = "app_instance_arn"
    owner_service = IDENTITY
    advice: ClassVar[Mapping[str, str]] = {
        "ForbiddenException": "AWS answers this for a missing AppInstance or stream too; check the ARNs, the region, IAM, and "
        "that the caller may create the service-linked role of messaging.chime.amazonaws.com",
    }

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """GetMessagingStreamingConfigurations; an empty set means gone."""
        owner = str(object_arn(resource_id))
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "GetMessagingStreamingConfigurations", AppInstanceArn=owner),
            lambda: app_instance_is_listed(caller, owner),
        )
        if not reply or not reply.get("StreamingConfigurations"):
            return None
        return self.values(reply) | {"app_instance_arn": owner}

    def put(self, caller: Caller, arguments: MessagingStreamingConfigurationsArguments) -> Values:
        """PutMessagingStreamingConfigurations."""
        return caller.call(SERVICE, "PutMessagingStreamingConfigurations", **self.request(arguments))

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteMessagingStreamingConfigurations."""
        owner = str(object_arn(resource_id))
        delete_if_there(
            lambda: caller.call(SERVICE, "DeleteMessagingStreamingConfigurations", AppInstanceArn=owner),
            lambda: app_instance_is_listed(caller, owner),
        )


class MessagingStreamingConfigurations(ChimeResource, lifecycle=MessagingStreamingConfigurationsLifecycle()):
    """The streaming of everything that happens in an AppInstance to Kinesis Data Streams.

    Events from before are not delivered. The first one in an account creates the role ``AWSServiceRoleForChimeSDKMessaging``.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`MessagingStreamingConfigurationsArgs`.

    Attributes:
        app_instance_arn: The ARN of the AppInstance.
        streaming_configurations: The streams by type of data.

    Source: PutMessagingStreamingConfigurations; Developer guide, "Streaming messaging data".
    """

    app_instance_arn: pulumi.Output[str]
    streaming_configurations: pulumi.Output[list[StreamingConfigurationArgs]]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[MessagingStreamingConfigurationsArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
