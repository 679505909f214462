"""A Lambda function that answers telephone calls."""

from collections.abc import Iterator
from typing import Required, Unpack

import pulumi

from ..providers._model import Problem
from ..providers.voice import SipMediaApplication, SipRule
from ._component import Component, ComponentArgs, handed_on
from ._function import FunctionArgs, account_of, function, function_problems, invocation_permission

ANSWER_SECONDS = 20
"""How long the service waits for the function, after which it hangs up."""


class PstnApplicationArgs(ComponentArgs, total=False):
    """The arguments of a PstnApplication: the function, and either a host name or a phone number to answer at."""

    function: Required[FunctionArgs]
    """The function, in the application's region. The service waits 20 seconds for its answer."""
    request_uri_hostname: pulumi.Input[str]
    """Answer calls to this outbound host name of a Voice Connector of the account. A change replaces the rule."""
    to_phone_number: pulumi.Input[str]
    """Answer calls to this phone number of the account, in E.164 form. A change replaces the rule."""
    disabled: pulumi.Input[bool]
    """Do not answer for now; False by default."""


class PstnApplication(Component[PstnApplicationArgs], token="chime-sdk:index:PstnApplication"):
    """A SIP media application with its function, the permission to call it, and the rule that sends it calls.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`PstnApplicationArgs`.

    Attributes:
        sip_media_application_arn: The ARN of the application.
        sip_media_application_id: The id of the application.
        sip_rule_id: The id of the rule.
        function_arn: The ARN of the function.
        role_name: The name of the function's execution role, for whatever else the function calls; None for a brought
            function that came without it.

    Source: Developer guide, Understanding phone numbers, SIP rules, SIP media applications, and AWS Lambda functions.
    """

    sip_media_application_arn: pulumi.Output[str]
    sip_media_application_id: pulumi.Output[str]
    sip_rule_id: pulumi.Output[str]
    function_arn: pulumi.Output[str]
    role_name: pulumi.Output[str | None]

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[PstnApplicationArgs]
    ) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: PstnApplicationArgs) -> Iterator[Problem]:
        yield from function_problems(arguments["function"])
        given = [name for name in ("request_uri_hostname", "to_phone_number") if arguments.get(name) is not None]
        if len(given) != 1:
            yield Problem((), "takes request_uri_hostname or to_phone_number, one of the two: where to answer calls")
        timeout = arguments["function"].get("timeout")
        if isinstance(timeout, int | float) and timeout > ANSWER_SECONDS:
            yield Problem(
                ("function", "timeout"),
                f"is longer than the {ANSWER_SECONDS} seconds that the service waits for an answer",
                warning=True,
            )

    def _build(self, arguments: PstnApplicationArgs) -> None:
        handler = function(self, arguments["function"])
        # The function's account, for the guide knows no narrower source, and the application does not exist yet.
        permission = invocation_permission(
            self, handler.arn, "voiceconnector.chime.amazonaws.com", source_account=account_of(handler.arn)
        )
        application = SipMediaApplication(
            self.pulumi_resource_name,
            endpoints=[{"lambda_arn": handler.arn}],
            opts=self.child_options(permission),
            **handed_on(arguments, "region", "tags"),
        )
        hostname = arguments.get("request_uri_hostname")
        rule = SipRule(
            self.pulumi_resource_name,
            trigger_type="ToPhoneNumber" if hostname is None else "RequestUriHostname",
            trigger_value=arguments["to_phone_number"] if hostname is None else hostname,
            target_applications=[
                {
                    "sip_media_application_id": application.sip_media_application_id,
                    "priority": 1,
                    "aws_region": application.arn.apply(lambda arn: arn.split(":")[3]),
                }
            ],
            opts=self.child_options(),
            **handed_on(arguments, "disabled", "region"),
        )
        self.sip_media_application_arn = application.arn
        self.sip_media_application_id = application.sip_media_application_id
        self.sip_rule_id = rule.sip_rule_id
        self.function_arn = handler.arn
        self.role_name = pulumi.Output.from_input(handler.role_name)
