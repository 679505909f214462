"""Channel: where the users of an AppInstance exchange messages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller
from .._errors import ApiError, ChimeError
from .._identifier import app_instance_of
from .._lifecycle import Intent, changed_fields
from .._members import NAME_PATTERN, AppInstanceArn, AppInstanceUserArn, ExpirationDays, Metadata, ObjectId, same_region
from .._model import (
    ApiDefault,
    AutoName,
    Between,
    Immutable,
    Item,
    Length,
    Model,
    NotRead,
    Problem,
    Unordered,
    Values,
)
from .._presence import delete_if_there, describe_or_gone, is_listed_inside
from .._resource import ChimeResource
from .._tags import NonEmptyTags, TaggedArguments, is_marked, read_tags, tags_with_mark, update_tags
from ._bearer import SERVICE, BearerArguments, BearerLifecycle, same_app_instance


class ElasticChannelConfigurationArgs(TypedDict):
    """How a channel of up to a million members is divided into sub-channels."""

    maximum_sub_channels: pulumi.Input[int]
    """The most sub-channels that there may be, from 2."""
    target_memberships_per_sub_channel: pulumi.Input[int]
    """The most members of a sub-channel, from 2."""
    minimum_membership_percentage: pulumi.Input[int]
    """Below this share of the target, 1 to 40 percent, sub-channels are merged."""


class ExpirationSettingsArgs(TypedDict):
    """When AWS deletes a channel by itself."""

    expiration_days: pulumi.Input[int]
    """Days after that moment, 1 to 5,475; the deletion itself may take some hours more."""
    expiration_criterion: pulumi.Input[str]
    """``CREATED_TIMESTAMP`` or ``LAST_MESSAGE_TIMESTAMP``."""


class ChannelArgs(TypedDict, total=False):
    """The arguments of a Channel."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance. A change replaces the channel."""
    chime_bearer: pulumi.Input[str]
    """The ARN of the user or bot on whose behalf calls are made, best an AppInstanceAdmin; ``chime:bearer`` of the stack's
    configuration by default. A change makes no call."""
    name: pulumi.Input[str]
    """The name, 1 to 256 characters; the logical name and seven digits by default."""
    mode: pulumi.Input[str]
    """``RESTRICTED`` (only moderators and administrators add members; the default) or ``UNRESTRICTED``."""
    privacy: pulumi.Input[str]
    """``PUBLIC`` (anybody of the AppInstance may join; the default) or ``PRIVATE``. A change replaces the channel."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    channel_id: pulumi.Input[str]
    """An id of your own, 1 to 64 characters; one that AWS makes up by default. A change replaces the channel. A channel that
    is replaced for another reason and keeps its id is deleted first."""
    member_arns: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The first members, 1 to 10; not for elastic channels. A change replaces the channel: use ChannelMembership instead."""
    moderator_arns: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The first moderators, 1 to 10. A change replaces the channel: use ChannelModerator instead."""
    elastic_channel_configuration: pulumi.Input[ElasticChannelConfigurationArgs]
    """What makes the channel elastic; us-east-1 only. A change replaces the channel."""
    expiration_settings: pulumi.Input[ExpirationSettingsArgs]
    """When AWS deletes the channel; never by default. Needs ``chime:PutChannelExpirationSettings``."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 50 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region, that of the AppInstance; the provider's by default. A change replaces the channel."""
    adopt: pulumi.Input[str]
    """The ARN of an existing channel to take over instead of creating one."""
    allow_destroy: bool
    """Let `pulumi destroy` delete the channel, and with it all its messages; False by default."""


class ElasticChannelConfiguration(Model):
    """ElasticChannelConfiguration of the API."""

    maximum_sub_channels: Annotated[int, Between(2, None)]
    target_memberships_per_sub_channel: Annotated[int, Between(2, None)]
    minimum_membership_percentage: Annotated[int, Between(1, 40)]


class ExpirationSettings(Model):
    """ExpirationSettings of the messaging API."""

    expiration_days: ExpirationDays
    expiration_criterion: Literal["CREATED_TIMESTAMP", "LAST_MESSAGE_TIMESTAMP"]


class ChannelArguments(TaggedArguments, BearerArguments):
    """Channel's arguments, validated."""

    app_instance_arn: Annotated[AppInstanceArn, Immutable()]
    name: Annotated[str | None, Length(1, 256), NAME_PATTERN, AutoName(256, "\x20-\x7e")] = None
    mode: Annotated[Literal["UNRESTRICTED", "RESTRICTED"] | None, ApiDefault("RESTRICTED")] = None
    privacy: Annotated[Literal["PUBLIC", "PRIVATE"] | None, Immutable(), ApiDefault("PUBLIC")] = None
    metadata: Metadata = None
    channel_id: Annotated[str | None, Length(1, 64), ObjectId, Immutable(), NotRead()] = None
    member_arns: Annotated[
        list[Item[AppInstanceUserArn]] | None, Length(1, 10), Immutable(), NotRead(), Unordered()
    ] = None
    moderator_arns: Annotated[
        list[Item[AppInstanceUserArn]] | None, Length(1, 10), Immutable(), NotRead(), Unordered()
    ] = None
    elastic_channel_configuration: Annotated[ElasticChannelConfiguration | None, Immutable()] = None
    expiration_settings: ExpirationSettings | None = None
    tags: NonEmptyTags = None

    def problems(self) -> Iterator[Problem]:
        """The region, the bearer's AppInstance, and what an elastic channel cannot have."""
        yield from super().problems()
        yield from same_region(("app_instance_arn",), self.app_instance_arn, self.region, "the AppInstance")
        yield from same_app_instance(("chime_bearer",), self.app_instance_arn, self.chime_bearer, "the channel")
        if self.elastic_channel_configuration is None:
            return
        if self.member_arns is not None:
            yield Problem(("member_arns",), "cannot be given for an elastic channel; use ChannelMembership")
        if self.mode == "UNRESTRICTED":
            yield Problem(("mode",), "must be RESTRICTED for an elastic channel")
        if isinstance(self.region, str) and self.region != "us-east-1":
            yield Problem(("region",), "elastic channels exist in us-east-1 only", warning=True)


class ChannelLifecycle(BearerLifecycle[ChannelArguments]):
    """Create, Describe, Update, PutExpirationSettings and DeleteChannel."""

    kind = "Channel"
    arguments = ChannelArguments
    shape = ("CreateChannel",)
    has_token = True
    destruction = "every message, membership, moderator and ban of the channel"
    advice: ClassVar[Mapping[str, str]] = {
        "CreateChannel ConflictException": (
            "the AppInstance has a channel of this channel_id: take it over with adopt='<its ARN>', or choose "
            "another id"
        ),
    }

    def deletes_first(self, old: Values, new: Values) -> bool:
        """Where the channel keeps an id of its own, which no two of an AppInstance can have."""
        kept = ("app_instance_arn", "channel_id", "region")
        return new.get("channel_id") is not None and all(old.get(name) == new.get(name) for name in kept)

    def create(self, caller: Caller, arguments: ChannelArguments, intent: Intent) -> str:
        """CreateChannel; its token makes a repetition safe."""
        reply = caller.call(
            SERVICE,
            "CreateChannel",
            **self.request(arguments),
            Tags=tags_with_mark(arguments, intent.mark),
            ClientRequestToken=intent.token,
        )
        return str(reply["ChannelArn"])

    def made_by(self, caller: Caller, arguments: ChannelArguments, intent: Intent) -> list[str]:
        """The channels of this name in the AppInstance that carry the mark, as far as the bearer may know."""
        named = []
        try:
            for each in _channels(caller, arguments.app_instance_arn):
                if each.get("Name") == arguments.name:
                    named.append(str(each["ChannelArn"]))
        except ApiError as error:
            # Private channels, which come last, are listed for administrators.
            if error.code != "ForbiddenException":
                raise
        return [arn for arn in named if is_marked(caller, SERVICE, arn, arguments, intent.mark)]

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeChannel; since AWS answers 403 for a missing one, only its absence from the list proves that it is gone."""
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeChannel", ChannelArn=resource_id),
            lambda: is_listed(caller, resource_id),
        )
        if reply is None:
            return None
        return self.values(cast("Values", reply["Channel"])) | {
            "app_instance_arn": app_instance_of(resource_id),
            "tags": read_tags(caller, SERVICE, resource_id),
        }

    def update(self, caller: Caller, resource_id: str, old: ChannelArguments, new: ChannelArguments) -> None:
        """UpdateChannel, the expiration settings, and the tag operations."""
        changed = changed_fields(self, old, new)
        members = changed & {"name", "mode", "metadata"}
        if members:
            caller.call(SERVICE, "UpdateChannel", ChannelArn=resource_id, **self.request(new, *members))
        if "expiration_settings" in changed:
            # Without the settings the call removes them.
            caller.call(
                SERVICE,
                "PutChannelExpirationSettings",
                ChannelArn=resource_id,
                **self.request(new, "expiration_settings"),
            )
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteChannel."""
        delete_if_there(
            lambda: caller.call(SERVICE, "DeleteChannel", ChannelArn=resource_id),
            lambda: is_listed(caller, resource_id),
        )

    def existing_id(self, caller: Caller, arguments: ChannelArguments) -> str:
        """The ARN of the channel to adopt, whose own id is the one that the arguments give, if they give one."""
        arn = super().existing_id(caller, arguments)
        if arguments.channel_id is not None and not arn.endswith(f"/channel/{arguments.channel_id}"):
            raise ChimeError(
                "the channel to adopt has another id than channel_id",
                "leave channel_id out, or write the channel's own id",
            )
        return arn


def is_listed(caller: Caller, arn: str) -> bool:
    """Whether a channel exists, as far as the bearer may know: an AppInstanceAdmin sees private channels too."""
    owner = app_instance_of(arn)
    return is_listed_inside(caller, owner, lambda: _channels(caller, owner), lambda found: found["ChannelArn"] == arn)


def _channels(caller: Caller, app_instance_arn: str) -> Iterator[Values]:
    for privacy in ("PUBLIC", "PRIVATE"):
        yield from caller.pages(SERVICE, "ListChannels", "Channels", AppInstanceArn=app_instance_arn, Privacy=privacy)


class Channel(ChimeResource, lifecycle=ChannelLifecycle()):
    """A channel of Amazon Chime SDK messaging.

    Deleting one erases its messages and cannot be undone, so it is protected unless `allow_destroy` is True.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`ChannelArgs`.

    Attributes:
        arn: The ARN; also the id.
        app_instance_arn: The ARN of the AppInstance.
        chime_bearer: The ARN of the user or bot on whose behalf calls are made.
        name: The name.
        mode: Who may add members.
        privacy: Who may join.
        metadata: The metadata.
        channel_id: The id that the program gave.
        member_arns: The first members.
        moderator_arns: The first moderators.
        elastic_channel_configuration: What makes the channel elastic.
        expiration_settings: When AWS deletes the channel.
        tags: All tags that are set, default tags included.

    Source: CreateChannel; Developer guide, "Creating channels" and "Using elastic channels to host live events".
    """

    arn: pulumi.Output[str]
    app_instance_arn: pulumi.Output[str]
    chime_bearer: pulumi.Output[str]
    name: pulumi.Output[str]
    mode: pulumi.Output[str | None]
    privacy: pulumi.Output[str | None]
    metadata: pulumi.Output[str | None]
    channel_id: pulumi.Output[str | None]
    member_arns: pulumi.Output[list[str] | None]
    moderator_arns: pulumi.Output[list[str] | None]
    elastic_channel_configuration: pulumi.Output[ElasticChannelConfigurationArgs | None]
    expiration_settings: pulumi.Output[ExpirationSettingsArgs | None]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[ChannelArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
