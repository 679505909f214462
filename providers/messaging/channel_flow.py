"""ChannelFlow: the Lambda functions that a channel's messages pass before they are delivered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller, until
from .._errors import ApiError, ChimeError
from .._identifier import app_instance_of
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._members import NAME_PATTERN, AppInstanceArn, AppInstanceUserArn, same_account, same_region
from .._model import (
    Api,
    ApiDefault,
    AutoName,
    Between,
    Immutable,
    Length,
    Model,
    NotRead,
    Pattern,
    Problem,
    Unordered,
    Value,
    Values,
    is_unknown,
)
from .._presence import delete_if_there, describe_or_gone, is_listed_inside
from .._resource import ChimeResource
from .._tags import NonEmptyTags, TaggedArguments, is_marked, read_tags, tags_with_mark, update_tags
from ._bearer import MISSING_BEARER, SERVICE, BearerCaller, same_app_instance
from .channel import is_listed


class LambdaConfigurationArgs(TypedDict):
    """The Lambda function of a processor."""

    resource_arn: pulumi.Input[str]
    """The ARN of the function, a version or an alias of it; in the AppInstance's account and region."""
    invocation_type: pulumi.Input[str]
    """``ASYNC``, the only one there is."""


class ProcessorConfigurationArgs(TypedDict):
    """What a processor runs."""

    lambda_: pulumi.Input[LambdaConfigurationArgs]
    """The Lambda function."""


class ProcessorArgs(TypedDict):
    """One step of a channel flow."""

    name: pulumi.Input[str]
    """The name, 1 to 256 characters."""
    configuration: pulumi.Input[ProcessorConfigurationArgs]
    """What the processor runs."""
    execution_order: pulumi.Input[int]
    """The place in the sequence, 1 to 3, each used once."""
    fallback_action: pulumi.Input[str]
    """When the function cannot be reached: ``ABORT`` (the message fails) or ``CONTINUE`` (it is delivered unprocessed)."""


class ChannelFlowArgs(TypedDict, total=False):
    """The arguments of a ChannelFlow."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance. A change replaces the flow."""
    name: pulumi.Input[str]
    """The name, 1 to 256 characters; the logical name and seven digits by default."""
    processors: Required[pulumi.Input[Sequence[pulumi.Input[ProcessorArgs]]]]
    """One processor; up to three where AWS has raised the quota."""
    disassociate_on_delete: pulumi.Input[bool]
    """Disassociate the channels that still use the flow when it is deleted: their messages then pass unprocessed. False by
    default, which leaves a flow that is in use undeleted. A change makes no call."""
    chime_bearer: pulumi.Input[str]
    """For `disassociate_on_delete`: the ARN of the user or bot on whose behalf channels are disassociated, best an
    AppInstanceAdmin; ``chime:bearer`` of the stack's configuration by default. A change makes no call."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 50 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region, that of the AppInstance; the provider's by default. A change replaces the flow."""
    adopt: pulumi.Input[str]
    """The ARN of an existing flow to take over instead of creating one."""


class LambdaConfiguration(Model):
    """LambdaConfiguration of the API."""

    resource_arn: Annotated[
        str,
        Length(15, 2048),
        Pattern(
            r"arn:aws:lambda:[a-z]{2}-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9\-_\.]+(:(\$LATEST|[a-zA-Z0-9\-_]+))?",
            "the ARN of a Lambda function in the aws partition",
        ),
    ]
    invocation_type: Literal["ASYNC"]


class ProcessorConfiguration(Model):
    """ProcessorConfiguration of the API."""

    lambda_: LambdaConfiguration


class Processor(Model):
    """Processor of the API."""

    name: Annotated[str, Length(1, 256), NAME_PATTERN]
    configuration: ProcessorConfiguration
    execution_order: Annotated[int, Between(1, 3)]
    fallback_action: Literal["CONTINUE", "ABORT"]


class ChannelFlowArguments(TaggedArguments):
    """ChannelFlow's arguments, validated."""

    app_instance_arn: Annotated[AppInstanceArn, Immutable()]
    name: Annotated[str | None, Length(1, 256), NAME_PATTERN, AutoName(256, "\x20-\x7e")] = None
    processors: Annotated[list[Processor], Length(1, 3), Unordered(("execution_order",))]
    disassociate_on_delete: Annotated[bool | None, Api(None), NotRead(), ApiDefault(False)] = None
    chime_bearer: Annotated[AppInstanceUserArn | None, Api(None), NotRead()] = None
    tags: NonEmptyTags = None

    def problems(self) -> Iterator[Problem]:
        """The bearer, the processors' order, the regions and accounts of the functions and of the AppInstance."""
        if self.disassociate_on_delete is True and self.chime_bearer is None:
            yield MISSING_BEARER
        yield from same_app_instance(("chime_bearer",), self.app_instance_arn, self.chime_bearer, "the channel flow")
        yield from same_region(("app_instance_arn",), self.app_instance_arn, self.region, "the AppInstance")
        orders: set[int] = set()
        for position, processor in enumerate(self.processors if isinstance(self.processors, list) else ()):
            if not isinstance(processor, Processor):
                continue
            at = ("processors", position)
            if not is_unknown(processor.execution_order) and processor.execution_order in orders:
                yield Problem((*at, "execution_order"), "is used by another processor of this flow")
            orders.add(processor.execution_order)
            configuration = processor.configuration
            function = configuration.lambda_ if isinstance(configuration, ProcessorConfiguration) else None
            if isinstance(function, LambdaConfiguration):
                processing = ((*at, "configuration", "lambda_", "resource_arn"), function.resource_arn)
                yield from same_region(*processing, self.region, "the function")
                yield from same_account(*processing, self.app_instance_arn, "the function")
        if isinstance(self.processors, list) and len(self.processors) > 1:
            yield Problem(
                ("processors",), "more than one works only where AWS Support has raised the quota", warning=True
            )


class ChannelFlowLifecycle(Lifecycle[ChannelFlowArguments]):
    """Create, Describe, Update and DeleteChannelFlow."""

    kind = "ChannelFlow"
    service = SERVICE
    arguments = ChannelFlowArguments
    shape = ("CreateChannelFlow",)
    has_token = True
    advice: ClassVar[Mapping[str, str]] = {
        "DeleteChannelFlow ConflictException": (
            "channels still use the flow: disassociate these first, or have the deletion do it, which takes an `up` "
            "with disassociate_on_delete=True and a chime_bearer before it"
        ),
        "ForbiddenException": "AWS answers this for a missing flow or AppInstance too; check the ARNs, the region and IAM",
    }

    def speaks(self, values: Mapping[str, object]) -> bool:
        """To disassociate channels, which takes a role in them; the calls on the flow itself have no bearer."""
        return values.get("disassociate_on_delete") not in (None, False)

    def speaking(self, caller: Caller, values: Mapping[str, Value]) -> Caller:
        """Calls on behalf of the bearer, if channels are to be disassociated."""
        return BearerCaller(caller, str(values["chime_bearer"])) if self.speaks(values) else caller

    def create(self, caller: Caller, arguments: ChannelFlowArguments, intent: Intent) -> str:
        """CreateChannelFlow; its token makes a repetition safe."""
        reply = caller.call(
            SERVICE,
            "CreateChannelFlow",
            **self.request(arguments),
            Tags=tags_with_mark(arguments, intent.mark),
            ClientRequestToken=intent.token,
        )
        return str(reply["ChannelFlowArn"])

    def made_by(self, caller: Caller, arguments: ChannelFlowArguments, intent: Intent) -> list[str]:
        """The flows of this name in the AppInstance that carry the mark."""
        listed = caller.pages(SERVICE, "ListChannelFlows", "ChannelFlows", AppInstanceArn=arguments.app_instance_arn)
        named = [str(each["ChannelFlowArn"]) for each in listed if each.get("Name") == arguments.name]
        return [arn for arn in named if is_marked(caller, SERVICE, arn, arguments, intent.mark)]

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeChannelFlow; since AWS answers 403 for a missing one, only its absence from the list proves that it is gone."""
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeChannelFlow", ChannelFlowArn=resource_id),
            lambda: self._is_listed(caller, resource_id),
        )
        if reply is None:
            return None
        values = self.values(cast("Values", reply["ChannelFlow"]))
        return values | {
            "app_instance_arn": app_instance_of(resource_id),
            "tags": read_tags(caller, SERVICE, resource_id),
        }

    def update(self, caller: Caller, resource_id: str, old: ChannelFlowArguments, new: ChannelFlowArguments) -> None:
        """UpdateChannelFlow, which wants name and processors together, and the tag operations."""
        changed = changed_fields(self, old, new)
        if changed & {"name", "processors"}:
            caller.call(
                SERVICE, "UpdateChannelFlow", ChannelFlowArn=resource_id, **self.request(new, "name", "processors")
            )
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteChannelFlow, once no channel uses the flow; while channels do, the refusal names them."""

        def delete() -> None:
            if isinstance(caller, BearerCaller):
                for channel in _channels(caller, resource_id):
                    _disassociate(caller, channel, resource_id)
            caller.call(SERVICE, "DeleteChannelFlow", ChannelFlowArn=resource_id)

        # Somebody may associate a channel meanwhile, and AWS may not know yet of the last disassociation.
        passing = isinstance(caller, BearerCaller)
        try:
            delete_if_there(
                lambda: until(delete, lambda error: passing and error.code == "ConflictException"),
                lambda: self._is_listed(caller, resource_id),
            )
        except ApiError as error:
            if error.code == "ConflictException":
                arns = _channels(caller, resource_id)
                error.what += f": {len(arns)} channels use it ({', '.join(arns[:10])}{', …' if len(arns) > 10 else ''})"
            raise

    def _is_listed(self, caller: Caller, arn: str) -> bool:
        owner = app_instance_of(arn)
        return is_listed_inside(
            caller,
            owner,
            lambda: caller.pages(SERVICE, "ListChannelFlows", "ChannelFlows", AppInstanceArn=owner),
            lambda found: found["ChannelFlowArn"] == arn,
        )


def _channels(caller: Caller, flow_arn: str) -> list[str]:
    """The ARNs of the channels that use a flow."""
    using = caller.pages(SERVICE, "ListChannelsAssociatedWithChannelFlow", "Channels", ChannelFlowArn=flow_arn)
    return [str(channel["ChannelArn"]) for channel in using]


def _disassociate(caller: Caller, channel_arn: str, flow_arn: str) -> None:
    """DisassociateChannelFlow of a channel; one that is gone meanwhile, or has left the flow, is no error."""
    try:
        delete_if_there(
            lambda: caller.call(SERVICE, "DisassociateChannelFlow", ChannelArn=channel_arn, ChannelFlowArn=flow_arn),
            lambda: is_listed(caller, channel_arn),
        )
    except ApiError as error:
        if error.code == "ConflictException":
            raise
        # What there is to do about it is the bearer's to say, not the flow's.
        raise ChimeError(f"{error.what}, so that the channel {channel_arn} keeps the flow", error.advice) from None


class ChannelFlow(ChimeResource, lifecycle=ChannelFlowLifecycle()):
    """A channel flow of Amazon Chime SDK messaging.

    The function needs a permission for ``messaging.chime.amazonaws.com`` and its role ``chime:ChannelFlowCallback``; the component
    `ChannelFlowProcessor` sets up both.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`ChannelFlowArgs`.

    Attributes:
        arn: The ARN; also the id.
        app_instance_arn: The ARN of the AppInstance.
        name: The name.
        processors: The processors by execution order.
        disassociate_on_delete: Whether deleting the flow disassociates the channels that still use it.
        chime_bearer: The ARN of the user or bot on whose behalf it does.
        tags: All tags that are set, default tags included.

    Source: CreateChannelFlow; Developer guide, "Using channel flows to process messages".
    """

    arn: pulumi.Output[str]
    app_instance_arn: pulumi.Output[str]
    name: pulumi.Output[str]
    processors: pulumi.Output[list[ProcessorArgs]]
    disassociate_on_delete: pulumi.Output[bool | None]
    chime_bearer: pulumi.Output[str | None]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[ChannelFlowArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
