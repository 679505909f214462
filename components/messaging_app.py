"""A messaging application: an AppInstance with its users, channels, streams and alerts."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Required, TypedDict, Unpack, cast

import pulumi

from ..providers._identifier import is_arn
from ..providers._model import Path, Problem
from ..providers.identity import AppInstance, AppInstanceAdmin, AppInstanceRetentionSettings, AppInstanceUser
from ..providers.messaging import (
    Channel,
    ChannelBan,
    ChannelFlowAssociation,
    ChannelMembership,
    ChannelModerator,
    ElasticChannelConfigurationArgs,
    ExpirationSettingsArgs,
)
from ._component import Component, ComponentArgs, handed_on, inside
from ._function import FunctionArgs, function_problems
from .channel_flow_processor import ChannelFlowProcessor
from .messaging_alerts import MessagingAlertingArgs, MessagingAlerts, alerting_problems
from .messaging_data_stream import MessagingDataStream, MessagingStreamingArgs, streaming_problems

ADMINISTRATOR: Final = "administrator"


class MessagingAppAdministratorArgs(TypedDict, total=False):
    """The administrator, on whose behalf channels are made and all that belongs to them; created by default."""

    user_id: pulumi.Input[str]
    """The id of its AppInstanceUser; ``administrator`` by default. A change replaces the administrator."""
    name: pulumi.Input[str]
    """Its name, 1 to 100 characters; the logical name and seven digits by default."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    skip: bool
    """Do without an administrator, and so without channels; False by default."""


class MessagingAppUserArgs(TypedDict, total=False):
    """A user."""

    user_id: pulumi.Input[str]
    """The id that your application already has for the user; the user's name in `users` by default. A change replaces the
    user."""
    name: pulumi.Input[str]
    """The name that others see, 1 to 100 characters; the logical name and seven digits by default."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    expiration_days: pulumi.Input[int]
    """Days after its creation, 1 to 5,475, in which AWS deletes the user; never by default."""


class MessagingAppChannelFlowArgs(TypedDict, total=False):
    """A channel flow and its function."""

    function: Required[FunctionArgs]
    """The function; it has 48 hours to call ChannelFlowCallback."""
    fallback_action: pulumi.Input[str]
    """When the function cannot be reached: ``ABORT`` (the message fails, the default) or ``CONTINUE`` (it is delivered
    unprocessed)."""
    disassociate_on_delete: bool
    """Disassociate the channels that still use the flow when it is deleted, those of which Pulumi knows nothing too; False by
    default."""


class MessagingAppChannelArgs(TypedDict, total=False):
    """A channel, whose administrator is a member and a moderator of it already."""

    name: pulumi.Input[str]
    """The name that users see, 1 to 256 characters; the logical name and seven digits by default."""
    privacy: pulumi.Input[str]
    """``PUBLIC`` (anybody may join; the default) or ``PRIVATE``. A change replaces the channel."""
    mode: pulumi.Input[str]
    """``RESTRICTED`` (only moderators and administrators add members; the default) or ``UNRESTRICTED``."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    channel_id: pulumi.Input[str]
    """An id of your own, 1 to 64 characters; one that AWS makes up by default. A change replaces the channel."""
    elastic_channel_configuration: pulumi.Input[ElasticChannelConfigurationArgs]
    """What makes the channel elastic; us-east-1 only. A change replaces the channel."""
    expiration_settings: pulumi.Input[ExpirationSettingsArgs]
    """When AWS deletes the channel; never by default."""
    members: Sequence[str]
    """Members: names in `users`, or ARNs of other users and of bots. For an ARN that is an output, declare a ChannelMembership
    whose `chime_bearer` is `administrator_arn`."""
    moderators: Sequence[str]
    """Moderators, as in `members`. To get the channel's messages they have to be members too."""
    bans: Sequence[str]
    """Those who may not join, as in `members`. Whoever is to be a member or moderator afterwards is so in the next `up`."""
    channel_flow: pulumi.Input[str]
    """The flow that messages pass: a name in `channel_flows`, or the ARN of another flow; none by default."""


class MessagingAppArgs(ComponentArgs, total=False):
    """The arguments of a MessagingApp; none is required."""

    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own beside the AppInstance; empty by default."""
    administrator: MessagingAppAdministratorArgs
    """The administrator."""
    users: Mapping[str, MessagingAppUserArgs]
    """Users by names of your own: those of back-end services, and others that the program is to know."""
    retention_days: pulumi.Input[int]
    """Days that messages are kept, 1 to 5,475; for ever by default."""
    streaming: MessagingStreamingArgs
    """Stream messages and events of channels to Kinesis, as a MessagingDataStream does; not streamed by default."""
    alerts: MessagingAlertingArgs
    """Bring failures and expirations to somebody, as a MessagingAlerts does; nobody by default."""
    channel_flows: Mapping[str, MessagingAppChannelFlowArgs]
    """Channel flows by names of your own, each as a ChannelFlowProcessor makes it."""
    channels: Mapping[str, MessagingAppChannelArgs]
    """Channels by names of your own."""
    allow_destroy: bool
    """Let `pulumi destroy` delete the AppInstance with everything in it, and channels with their messages; False by default."""


class MessagingApp(Component[MessagingAppArgs], token="chime-sdk:index:MessagingApp"):
    """A messaging application in one declaration, from the AppInstance to who sits in which channel.

    ``MessagingApp("chat", users={"alice": {}}, channels={"lobby": {"members": ["alice"]}})``. What is in channels is made on
    behalf of an administrator, who is demoted and deleted after all of it. Give `administrator_arn` as `chime_bearer` to
    whatever else the program has in these channels.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`MessagingAppArgs`.

    Attributes:
        app_instance_arn: The ARN of the AppInstance.
        administrator_arn: The ARN of the administrator, once it is one: what uses it is deleted before the administrator is
            demoted. None, whatever its type says, if `administrator` is skipped.
        user_arns: The ARNs of `users` by their names.
        channel_arns: The ARNs of the channels by their names.
        channel_flow_arns: The ARNs of the channel flows by their names.
        channel_stream_name: The name of the stream with events of channels; None if they are not streamed.
        channel_stream_arn: The ARN of that stream, or None.
        channel_stream_key_arn: The ARN of the customer managed key that encrypts it, or None.
        channel_message_stream_name: The name of the stream with messages; None if they are not streamed.
        channel_message_stream_arn: The ARN of that stream, or None.
        channel_message_stream_key_arn: The ARN of the customer managed key that encrypts it, or None.
        topic_arn: The ARN of the topic of the alerts, or None.
        queue_arn: The ARN of the queue of the alerts, or None.
        log_group_arn: The ARN of the log group of the alerts, or None.

    Source: Developer guide, Getting started with messaging; Understanding authorization by role; Managing message retention;
    Streaming messaging data; Using channel flows to process messages.
    """

    app_instance_arn: pulumi.Output[str]
    administrator_arn: pulumi.Output[str]
    user_arns: Mapping[str, pulumi.Output[str]]
    channel_arns: Mapping[str, pulumi.Output[str]]
    channel_flow_arns: Mapping[str, pulumi.Output[str]]
    channel_stream_name: pulumi.Output[str | None]
    channel_stream_arn: pulumi.Output[str | None]
    channel_stream_key_arn: pulumi.Output[str | None]
    channel_message_stream_name: pulumi.Output[str | None]
    channel_message_stream_arn: pulumi.Output[str | None]
    channel_message_stream_key_arn: pulumi.Output[str | None]
    topic_arn: pulumi.Output[str | None]
    queue_arn: pulumi.Output[str | None]
    log_group_arn: pulumi.Output[str | None]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[MessagingAppArgs]) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: MessagingAppArgs) -> Iterator[Problem]:
        yield from _administrator_problems(arguments)
        yield from inside("users", _user_problems(arguments))
        if "streaming" in arguments:
            yield from inside("streaming", streaming_problems(arguments["streaming"]))
        if "alerts" in arguments:
            yield from inside("alerts", alerting_problems(arguments["alerts"]))
        for name, flow in arguments.get("channel_flows", {}).items():
            yield from inside("channel_flows", inside(name, function_problems(flow["function"])))
        for name, channel in arguments.get("channels", {}).items():
            yield from inside("channels", inside(name, _channel_problems(channel, arguments)))

    def _build(self, arguments: MessagingAppArgs) -> None:
        allow_destroy = arguments.get("allow_destroy", False)
        instance = AppInstance(
            self.pulumi_resource_name,
            allow_destroy=allow_destroy,
            opts=self.child_options(),
            **handed_on(arguments, "metadata", "region", "tags"),
        )
        self.app_instance_arn = instance.arn
        within = {"app_instance_arn": instance.arn, **handed_on(arguments, "region", "tags")}
        bearer = self._administrator(arguments.get("administrator", {}), within)
        self.administrator_arn = pulumi.Output.from_input(cast("str", bearer))
        self.user_arns = {name: self._user(name, user, within) for name, user in arguments.get("users", {}).items()}
        if "retention_days" in arguments:
            AppInstanceRetentionSettings(
                self.child_name("retention"),
                channel_retention_settings={"retention_days": arguments["retention_days"]},
                opts=self.child_options(deleted_with=instance),
                **handed_on(within, "app_instance_arn", "region"),
            )
        streaming = self._streaming(arguments.get("streaming"), within)
        self._alerts(arguments.get("alerts"), within)
        self.channel_flow_arns = {
            name: self._channel_flow(name, flow, bearer, within)
            for name, flow in arguments.get("channel_flows", {}).items()
        }
        within |= {"chime_bearer": bearer, "allow_destroy": allow_destroy}
        self.channel_arns = {
            # What happens before there are streams never gets there, such as the creation of sub-channels.
            name: self._channel(name, channel, within, self.child_options(streaming))
            for name, channel in arguments.get("channels", {}).items()
        }

    def _administrator(
        self, administrator: MessagingAppAdministratorArgs, within: Mapping[str, Any]
    ) -> pulumi.Output[str] | None:
        if administrator.get("skip"):
            return None
        user = AppInstanceUser(
            self.child_name(ADMINISTRATOR),
            app_instance_user_id=administrator.get("user_id", ADMINISTRATOR),
            opts=self.child_options(),
            **handed_on(administrator, "name", "metadata"),
            **within,
        )
        admin = AppInstanceAdmin(
            self.child_name(ADMINISTRATOR),
            app_instance_admin_arn=user.arn,
            opts=self.child_options(),
            **handed_on(within, "app_instance_arn", "region"),
        )
        return admin.app_instance_admin_arn

    def _user(self, name: str, user: MessagingAppUserArgs, within: Mapping[str, Any]) -> pulumi.Output[str]:
        expiration = {"expiration_days": user.get("expiration_days"), "expiration_criterion": "CREATED_TIMESTAMP"}
        settings = {"expiration_settings": expiration} if "expiration_days" in user else {}
        made = AppInstanceUser(
            self.child_name(name),
            app_instance_user_id=user.get("user_id", name),
            opts=self.child_options(),
            **handed_on(user, "name", "metadata"),
            **handed_on(settings, "expiration_settings"),
            **within,
        )
        return made.arn

    def _streaming(
        self, streaming: MessagingStreamingArgs | None, within: Mapping[str, Any]
    ) -> MessagingDataStream | None:
        nothing: pulumi.Output[str | None] = pulumi.Output.from_input(None)
        made = None
        if streaming is not None:
            made = MessagingDataStream(self.child_name("streaming"), opts=self.child_options(), **streaming, **within)
        self.channel_stream_name = made.channel_stream_name if made else nothing
        self.channel_stream_arn = made.channel_stream_arn if made else nothing
        self.channel_stream_key_arn = made.channel_stream_key_arn if made else nothing
        self.channel_message_stream_name = made.channel_message_stream_name if made else nothing
        self.channel_message_stream_arn = made.channel_message_stream_arn if made else nothing
        self.channel_message_stream_key_arn = made.channel_message_stream_key_arn if made else nothing
        return made

    def _alerts(self, alerts: MessagingAlertingArgs | None, within: Mapping[str, Any]) -> None:
        nothing: pulumi.Output[str | None] = pulumi.Output.from_input(None)
        made = None
        if alerts is not None:
            made = MessagingAlerts(self.child_name("alerts"), opts=self.child_options(), **alerts, **within)
        self.topic_arn = made.topic_arn if made else nothing
        self.queue_arn = made.queue_arn if made else nothing
        self.log_group_arn = made.log_group_arn if made else nothing

    def _channel_flow(
        self,
        name: str,
        flow: MessagingAppChannelFlowArgs,
        bearer: pulumi.Output[str] | None,
        within: Mapping[str, Any],
    ) -> pulumi.Output[str]:
        leaving = {"disassociate_on_delete": True, "chime_bearer": bearer} if flow.get("disassociate_on_delete") else {}
        processor = ChannelFlowProcessor(
            self.child_name(name),
            function=flow["function"],
            opts=self.child_options(),
            **handed_on(flow, "fallback_action"),
            **handed_on(leaving, "disassociate_on_delete", "chime_bearer"),
            **within,
        )
        return processor.channel_flow_arn

    def _channel(
        self,
        name: str,
        channel: MessagingAppChannelArgs,
        within: Mapping[str, Any],
        opts: pulumi.ResourceOptions,
    ) -> pulumi.Output[str]:
        made = Channel(
            self.child_name(name),
            opts=opts,
            **handed_on(channel, "name", "privacy", "mode", "metadata", "channel_id"),
            **handed_on(channel, "elastic_channel_configuration", "expiration_settings"),
            **within,
        )
        there = {"channel_arn": made.arn, **handed_on(within, "chime_bearer", "region")}
        for who in channel.get("members", []):
            ChannelMembership(
                self._seat(name, who), member_arn=self._arn(who), type="DEFAULT", opts=self.child_options(), **there
            )
        for who in channel.get("moderators", []):
            ChannelModerator(
                self._seat(name, who), channel_moderator_arn=self._arn(who), opts=self.child_options(), **there
            )
        for who in channel.get("bans", []):
            ChannelBan(self._seat(name, who), member_arn=self._arn(who), opts=self.child_options(), **there)
        flow = channel.get("channel_flow")
        if flow is not None:
            ChannelFlowAssociation(
                self.child_name(name),
                channel_flow_arn=self.channel_flow_arns.get(flow, flow) if isinstance(flow, str) else flow,
                opts=self.child_options(),
                **there,
            )
        return made.arn

    def _arn(self, who: str) -> pulumi.Input[str]:
        return self.user_arns.get(who, who)

    def _seat(self, channel: str, who: str) -> str:
        """The logical name of what a user or bot has in a channel; names of channels and of users may have hyphens."""
        return self.child_name(f"{channel}/{who.partition('app-instance/')[2].partition('/')[2] or who}")


def _administrator_problems(arguments: MessagingAppArgs) -> Iterator[Problem]:
    if not arguments.get("administrator", {}).get("skip"):
        return
    if arguments.get("channels"):
        yield Problem(("administrator", "skip"), "rules out channels, which are made on behalf of the administrator")
    for name, flow in arguments.get("channel_flows", {}).items():
        if flow.get("disassociate_on_delete"):
            at = ("channel_flows", name, "disassociate_on_delete")
            yield Problem(at, "needs the administrator, on whose behalf channels are disassociated")


def _user_problems(arguments: MessagingAppArgs) -> Iterator[Problem]:
    administrator, users = arguments.get("administrator", {}), arguments.get("users", {})
    taken: dict[object, str] = {}
    if not administrator.get("skip"):
        if ADMINISTRATOR in users:
            yield Problem(
                (ADMINISTRATOR,), "is the administrator, which is made without being listed; see administrator"
            )
        taken[administrator.get("user_id", ADMINISTRATOR)] = "the administrator"
    for name, user in users.items():
        user_id = user.get("user_id", name)
        if not isinstance(user_id, str) or name == ADMINISTRATOR:
            continue
        if user_id in taken:
            yield Problem((name, "user_id"), f"is the id of {taken[user_id]} too")
        taken[user_id] = name


def _channel_problems(channel: MessagingAppChannelArgs, arguments: MessagingAppArgs) -> Iterator[Problem]:
    members, moderators, bans = (
        [*channel.get("members", [])],
        [*channel.get("moderators", [])],
        [*channel.get("bans", [])],
    )
    for role, listed in (("members", members), ("moderators", moderators), ("bans", bans)):
        for position, who in enumerate(listed):
            yield from _who_problems(who, listed[:position], arguments, (role, position))
    for position, who in enumerate(bans):
        others = " and ".join(
            role for role, listed in (("members", members), ("moderators", moderators)) if who in listed
        )
        if others:
            yield Problem(("bans", position), f"is among the {others} too; give one or the other")
    if channel.get("elastic_channel_configuration") is not None:
        yield from _elastic_problems(members, moderators, arguments)
    flow = channel.get("channel_flow")
    if isinstance(flow, str):
        yield from _name_problems(flow, "channel_flows", arguments.get("channel_flows", {}), ("channel_flow",))


def _who_problems(who: str, before: Sequence[str], arguments: MessagingAppArgs, at: Path) -> Iterator[Problem]:
    if who in before:
        yield Problem(at, "is listed already")
    elif who == ADMINISTRATOR:
        yield Problem(
            at, "is the administrator, who moderates every channel without being listed, and cannot be banned"
        )
    else:
        yield from _name_problems(who, "users", arguments.get("users", {}), at)


def _name_problems(name: str, argument: str, names: Mapping[str, object], at: Path) -> Iterator[Problem]:
    if not is_arn(name) and name not in names:
        close = difflib.get_close_matches(name, names, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        yield Problem(at, f"is neither a name in {argument} nor an ARN{hint}")


def _elastic_problems(
    members: Sequence[str], moderators: Sequence[str], arguments: MessagingAppArgs
) -> Iterator[Problem]:
    for position, who in enumerate(members):
        if who in moderators:
            yield Problem(
                ("members", position),
                "moderates this elastic channel: a membership of a moderator is in one sub-channel, and its id is known only "
                "when there is one",
            )
    streaming = arguments.get("streaming")
    if streaming is None or ("channel_stream" in streaming and "channel_message_stream" not in streaming):
        yield Problem(
            ("elastic_channel_configuration",),
            "lets AWS delete the messages of a sub-channel with it when members leave, and no stream keeps a copy; see streaming",
            warning=True,
        )
