"""Moderators for all the sub-channels of an elastic channel, which come and go with its members."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NotRequired, Required, TypedDict, Unpack

import pulumi
import pulumi_aws as aws

from ..providers._model import Problem
from . import policies
from ._component import Component, ComponentArgs, policy_json
from ._function import CreatedFunction, created_function
from ._role import role_policy

HANDLER = Path(__file__).with_name("handlers") / "sub_channel_moderators.py"
NEW_SUB_CHANNELS = {"data": {"EventType": ["CREATE_SUB_CHANNEL"]}}
"""Which records of the stream the function gets: joining and leaving members make far more of them than sub-channels do."""


class ChannelEventStreamArgs(TypedDict):
    """A Kinesis data stream with an AppInstance's events of channels, such as a MessagingDataStream has."""

    arn: pulumi.Input[str | None]
    """The ARN of the stream, in the region of the AppInstance: `channel_stream_arn` of a MessagingDataStream."""
    key_arn: NotRequired[pulumi.Input[str | None]]
    """The ARN of the customer managed key that encrypts it, if there is one: `channel_stream_key_arn` of a
    MessagingDataStream."""


class FailureDestinationArgs(TypedDict):
    """An SQS queue, not FIFO, or an SNS topic that somebody else manages."""

    arn: pulumi.Input[str]
    """The ARN of the queue or topic, in the same region."""
    key_arn: NotRequired[pulumi.Input[str]]
    """The ARN of the customer managed key that encrypts it."""


class SubChannelModeratorsArgs(ComponentArgs, total=False):
    """The arguments of a SubChannelModerators."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance, in us-east-1: no other region has elastic channels."""
    moderator_arns: Required[Sequence[pulumi.Input[str]]]
    """The ARNs of users or bots who moderate the elastic channel, at least one, and as many as an environment variable of
    Lambda's takes, which is some thirty. Of more elastic channels than the one that AWS grants by default, they moderate each."""
    stream: Required[ChannelEventStreamArgs]
    """The stream that tells of new sub-channels."""
    failure_destination: FailureDestinationArgs
    """Who is told of a sub-channel in which moderators could not be seated; the function's log alone by default."""


class SubChannelModerators(Component[SubChannelModeratorsArgs], token="chime-sdk:index:SubChannelModerators"):
    """A Lambda function that seats the moderators of an elastic channel in every sub-channel, as soon as it is there.

    It reads the stream of the AppInstance, and makes each moderator a member on the moderator's own behalf, which it has no
    right to do for anybody else. It begins with what the stream still holds, a day by default. Whoever becomes one of
    `moderator_arns` later is seated in later sub-channels.

    Let it depend on the ChannelModerator resources, and the channel on the stream's MessagingDataStream: nobody can be
    seated before being a moderator, and nothing is streamed that happened before.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`SubChannelModeratorsArgs`.

    Attributes:
        function_arn: The ARN of the function.
        role_name: The name of the function's execution role.

    Source: Developer guide, Using elastic channels to host live events; Streaming messaging data.
    """

    function_arn: pulumi.Output[str]
    role_name: pulumi.Output[str]

    _has_chime_children = False

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[SubChannelModeratorsArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: SubChannelModeratorsArgs) -> Iterator[Problem]:
        if not arguments["moderator_arns"]:
            yield Problem(("moderator_arns",), "must name at least one moderator")
        told = arguments.get("failure_destination", {}).get("arn")
        if isinstance(told, str) and not re.fullmatch(r"arn:[^:]+:(sqs|sns):.*(?<!\.fifo)", told):
            yield Problem(
                ("failure_destination", "arn"), "must be the ARN of an SQS queue or an SNS topic, and not FIFO"
            )

    def _build(self, arguments: SubChannelModeratorsArgs) -> None:
        moderator_arns = pulumi.Output.all(*arguments["moderator_arns"])
        code = pulumi.StringAsset(HANDLER.read_text(encoding="utf-8"))
        seating = created_function(
            self,
            {
                "code": pulumi.AssetArchive({HANDLER.name: code}),
                "handler": f"{HANDLER.stem}.handler",
                "environment": {"MODERATOR_ARNS": pulumi.Output.json_dumps(moderator_arns)},
                "timeout": 60,
            },
        )
        seats = policy_json(
            policies.sub_channel_moderators_policy,
            app_instance_arn=arguments["app_instance_arn"],
            moderator_arns=moderator_arns,
        )
        may_seat = role_policy(self, "moderator-policy", seating.role_name, seats)
        self._feed(seating, arguments["stream"], arguments.get("failure_destination"), may_seat)
        self.function_arn = seating.arn
        self.role_name = seating.role_name

    def _feed(
        self,
        fed: CreatedFunction,
        stream: ChannelEventStreamArgs,
        told: FailureDestinationArgs | None,
        may_seat: pulumi.Resource,
    ) -> None:
        stream_arn = pulumi.Output.from_input(stream["arn"]).apply(self._there)
        reads = policy_json(
            policies.function_stream_policy,
            stream_arn=stream_arn,
            key_arn=stream.get("key_arn"),
            failure_destination_arn=told["arn"] if told else None,
            failure_destination_key_arn=told.get("key_arn") if told else None,
        )
        may_read = role_policy(self, "stream-policy", fed.role_name, reads)
        aws.lambda_.EventSourceMapping(
            self.child_name("stream"),
            event_source_arn=stream_arn,
            function_name=fed.arn,
            # Sub-channels may be there before the mapping is at work.
            starting_position="TRIM_HORIZON",
            filter_criteria={"filters": [{"pattern": json.dumps(NEW_SUB_CHANNELS)}]},
            batch_size=10,
            function_response_types=["ReportBatchItemFailures"],
            # A record that cannot be dealt with holds up those behind it: alone, and no longer than it takes to replace a channel
            # and its moderators, before whom its first sub-channel is there.
            bisect_batch_on_function_error=True,
            maximum_record_age_in_seconds=900,
            destination_config={"on_failure": {"destination_arn": told["arn"]}} if told else None,
            region=self.child_region,
            tags=self.child_tags,
            opts=self.child_options(may_read, may_seat),
        )

    def _there(self, stream_arn: str | None) -> str:
        if stream_arn is None:
            raise pulumi.RunError(
                f"SubChannelModerators '{self.pulumi_resource_name}': stream.arn is None, so nothing tells of new "
                "sub-channels; let the MessagingDataStream stream events of channels, with stream or channel_stream"
            )
        return stream_arn
