"""A Lambda function that sees every message of a channel before it is delivered."""

from collections.abc import Iterator, Mapping
from typing import Required, TypedDict, Unpack

import pulumi

from ..providers._model import Problem
from ..providers.messaging import ChannelFlow
from . import policies
from ._component import Component, ComponentArgs, handed_on, policy_json
from ._function import Function, FunctionArgs, account_of, function, function_problems, invocation_permission
from ._role import role_policy


class ChannelFlowProcessorFlowArgs(TypedDict, total=False):
    """One of several flows."""

    fallback_action: pulumi.Input[str]
    """When the function cannot be reached: ``ABORT`` or ``CONTINUE``; that of the component by default."""


class ChannelFlowProcessorArgs(ComponentArgs, total=False):
    """The arguments of a ChannelFlowProcessor."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance, in the region and account of the function."""
    function: Required[FunctionArgs]
    """The function; it has 48 hours to call ChannelFlowCallback."""
    fallback_action: pulumi.Input[str]
    """When the function cannot be reached: ``ABORT`` (the message fails, the default) or ``CONTINUE`` (it is delivered
    unprocessed)."""
    flows: Mapping[str, ChannelFlowProcessorFlowArgs]
    """Several flows by names of your own, for channels that are not to have the same fallback; one flow by default."""
    disassociate_on_delete: pulumi.Input[bool]
    """Disassociate the channels that still use a flow when it is deleted: their messages then pass unprocessed. False by
    default: a flow that is in use is not deleted, and the refusal names the channels."""
    chime_bearer: pulumi.Input[str]
    """For `disassociate_on_delete`: the ARN of the user or bot on whose behalf channels are disassociated, best an
    AppInstanceAdmin; ``chime:bearer`` of the stack's configuration by default."""


class ChannelFlowProcessor(Component[ChannelFlowProcessorArgs], token="chime-sdk:index:ChannelFlowProcessor"):
    """Channel flows with one processor, and everything that lets the service call it and lets it answer.

    The function may be invoked by the messaging service for this AppInstance alone, and may hand back messages of this
    AppInstance alone. Associate a flow with channels to put it to use; a channel has at most one.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`ChannelFlowProcessorArgs`.

    Attributes:
        channel_flow_arn: The ARN of the flow; of several, that of the first.
        channel_flow_arns: The ARNs of several flows by their names; without `flows`, of the one by the component's name.
        function_arn: The ARN of the function, of its alias if it has one.
        role_name: The name of the function's execution role; None for a brought function that came without it.

    Source: Developer guide, Using channel flows to process messages; Setting up a channel processor.
    """

    channel_flow_arn: pulumi.Output[str]
    channel_flow_arns: Mapping[str, pulumi.Output[str]]
    function_arn: pulumi.Output[str]
    role_name: pulumi.Output[str | None]

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[ChannelFlowProcessorArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: ChannelFlowProcessorArgs) -> Iterator[Problem]:
        yield from function_problems(arguments["function"])

    def _build(self, arguments: ChannelFlowProcessorArgs) -> None:
        app_instance_arn = arguments["app_instance_arn"]
        processor = function(self, arguments["function"])
        may_hand_back = None
        if processor.role_name is not None:
            callback_policy = policy_json(policies.channel_flow_callback_policy, app_instance_arn=app_instance_arn)
            may_hand_back = role_policy(self, "callback-policy", processor.role_name, callback_policy)
        may_invoke = invocation_permission(
            self,
            processor.arn,
            "messaging.chime.amazonaws.com",
            source_account=account_of(app_instance_arn),
            source_arn=app_instance_arn,
        )
        options = self.child_options(may_invoke, may_hand_back)
        settings = arguments.get("flows", {})
        flows = {
            flow: self._flow(self.child_name(flow), settings[flow], arguments, processor, options) for flow in settings
        }
        if not flows:
            name = self.pulumi_resource_name
            flows = {name: self._flow(name, {}, arguments, processor, options)}
        self.channel_flow_arn = next(iter(flows.values())).arn
        self.channel_flow_arns = {name: flow.arn for name, flow in flows.items()}
        self.function_arn = processor.arn
        self.role_name = pulumi.Output.from_input(processor.role_name)

    def _flow(
        self,
        logical_name: str,
        settings: ChannelFlowProcessorFlowArgs,
        arguments: ChannelFlowProcessorArgs,
        processor: Function,
        options: pulumi.ResourceOptions,
    ) -> ChannelFlow:
        fallback_action = arguments.get("fallback_action", "ABORT")
        return ChannelFlow(
            logical_name,
            app_instance_arn=arguments["app_instance_arn"],
            processors=[
                {
                    "name": self.pulumi_resource_name,
                    "configuration": {"lambda_": {"resource_arn": processor.arn, "invocation_type": "ASYNC"}},
                    "execution_order": 1,
                    "fallback_action": settings.get("fallback_action", fallback_action),
                }
            ],
            opts=options,
            **handed_on(arguments, "disassociate_on_delete", "chime_bearer", "region", "tags"),
        )
