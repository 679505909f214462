"""Messages and channel events, streamed to Kinesis."""

from collections.abc import Iterator, Mapping
from typing import Required, TypedDict, Unpack

import pulumi

from ..providers._model import Path, Problem
from ..providers.messaging import MessagingStreamingConfigurations
from ..providers.messaging.messaging_streaming_configurations import STREAM_PREFIX
from . import policies
from ._component import Component, ComponentArgs, handed_on
from ._storage import ExistingStreamArgs, KeyArgs, Stored, created_stream, existing_stream, key, outputs_of

FEWEST_SHARDS = 2
LONGEST_LOGICAL_NAME = 120
"""What Kinesis takes as a name, less the hyphen and the seven digits that Pulumi adds."""


class MessagingStreamArgs(TypedDict, total=False):
    """A Kinesis data stream for messaging; created by default, with a name that begins with ``chime-messaging-``."""

    existing: ExistingStreamArgs
    """A stream to use instead of creating one: its name begins with ``chime-messaging-``, it has at least two shards, and it
    is encrypted."""
    shard_count: pulumi.Input[int]
    """Shards, at least 2, each of which takes 1 MB a second; on demand by default, which begins with four."""
    retention_period: pulumi.Input[int]
    """Hours that records are kept, 24 (default) to 8,760."""


class MessagingStreamingArgs(TypedDict, total=False):
    """One stream for all data, or one for each type of data to be streamed."""

    stream: MessagingStreamArgs
    """The one stream for messages and for events of channels, by default."""
    channel_stream: MessagingStreamArgs
    """A stream for events of channels, memberships, moderators and bans alone."""
    channel_message_stream: MessagingStreamArgs
    """A stream for messages alone."""
    key: KeyArgs
    """The key of streams that are created."""


class MessagingDataStreamArgs(ComponentArgs, MessagingStreamingArgs, total=False):
    """The arguments of a MessagingDataStream."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance, in the region and account of the streams."""


class MessagingDataStream(Component[MessagingDataStreamArgs], token="chime-sdk:index:MessagingDataStream"):
    """Encrypted Kinesis data streams that get what happens in an AppInstance from then on.

    An AppInstance has one set of streaming configurations: with a MessagingDataStream it takes no other.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`MessagingDataStreamArgs`.

    Attributes:
        channel_stream_name: The name of the stream with events of channels; None if they are not streamed.
        channel_stream_arn: The ARN of that stream, or None.
        channel_stream_key_arn: The ARN of the customer managed key that encrypts it, or None.
        channel_message_stream_name: The name of the stream with messages; None if they are not streamed.
        channel_message_stream_arn: The ARN of that stream, or None.
        channel_message_stream_key_arn: The ARN of the customer managed key that encrypts it, or None.

    Source: Developer guide, Streaming messaging data.
    """

    channel_stream_name: pulumi.Output[str | None]
    channel_stream_arn: pulumi.Output[str | None]
    channel_stream_key_arn: pulumi.Output[str | None]
    channel_message_stream_name: pulumi.Output[str | None]
    channel_message_stream_arn: pulumi.Output[str | None]
    channel_message_stream_key_arn: pulumi.Output[str | None]

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[MessagingDataStreamArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: MessagingDataStreamArgs) -> Iterator[Problem]:
        yield from streaming_problems(arguments, arguments["app_instance_arn"])

    def _build(self, arguments: MessagingDataStreamArgs) -> None:
        streams = _streams(arguments)
        creates = any("existing" not in stream for stream in streams.values())
        key_arn = key(self, arguments.get("key", {}), "messages", policies.key_policy) if creates else None
        made = {argument: self._stream(argument, stream, key_arn) for argument, stream in streams.items()}
        by_data_type = {
            "Channel": made.get("channel_stream", made.get("stream")),
            "ChannelMessage": made.get("channel_message_stream", made.get("stream")),
        }
        MessagingStreamingConfigurations(
            self.pulumi_resource_name,
            app_instance_arn=arguments["app_instance_arn"],
            streaming_configurations=[
                {"data_type": data_type, "resource_arn": stream.arn}
                for data_type, stream in by_data_type.items()
                if stream is not None
            ],
            opts=self.child_options(),
            **handed_on(arguments, "region"),
        )
        events, messages = by_data_type["Channel"], by_data_type["ChannelMessage"]
        self.channel_stream_name, self.channel_stream_arn = outputs_of(events)
        self.channel_stream_key_arn = pulumi.Output.from_input(events.key_arn if events else None)
        self.channel_message_stream_name, self.channel_message_stream_arn = outputs_of(messages)
        self.channel_message_stream_key_arn = pulumi.Output.from_input(messages.key_arn if messages else None)

    def _stream(self, argument: str, arguments: MessagingStreamArgs, key_arn: pulumi.Output[str] | None) -> Stored:
        existing = arguments.get("existing")
        if existing:
            return existing_stream(existing)
        # The role of the service may write to streams of this prefix only, and the name begins as the logical name does.
        data = argument.removesuffix("stream").replace("_", "-")
        return created_stream(
            self,
            f"{STREAM_PREFIX}{data}{self.pulumi_resource_name}"[:LONGEST_LOGICAL_NAME],
            key_arn,
            **handed_on(arguments, "shard_count", "retention_period"),
        )


def streaming_problems(
    arguments: MessagingStreamingArgs, app_instance_arn: pulumi.Input[str] | None = None
) -> Iterator[Problem]:
    """What is wrong with streams: between them, and with those that exist if the ARN of the AppInstance is known."""
    streams = _streams(arguments)
    if "stream" in arguments and len(streams) > 1:
        yield Problem(("stream",), "rules out channel_stream and channel_message_stream; give one or the others")
    for argument, stream in streams.items():
        yield from _stream_problems(stream, app_instance_arn, (argument,))


def _streams(arguments: MessagingStreamingArgs) -> Mapping[str, MessagingStreamArgs]:
    """The streams by argument."""
    given = {
        "stream": arguments.get("stream"),
        "channel_stream": arguments.get("channel_stream"),
        "channel_message_stream": arguments.get("channel_message_stream"),
    }
    return {argument: stream for argument, stream in given.items() if stream is not None} or {"stream": {}}


def _stream_problems(
    stream: MessagingStreamArgs, app_instance_arn: pulumi.Input[str] | None, at: Path
) -> Iterator[Problem]:
    shards = stream.get("shard_count")
    if isinstance(shards, int | float) and shards < FEWEST_SHARDS:
        yield Problem((*at, "shard_count"), f"must be at least {FEWEST_SHARDS}, which messaging asks for")
    arn = stream["existing"]["arn"] if "existing" in stream else None
    if isinstance(arn, str) and isinstance(app_instance_arn, str) and _place(arn) != _place(app_instance_arn):
        yield Problem((*at, "existing", "arn"), "must be a stream in the region and account of the AppInstance")


def _place(arn: str) -> list[str]:
    return arn.split(":")[3:5]
