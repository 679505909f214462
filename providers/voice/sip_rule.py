"""SipRule: sends the calls to a phone number or a connector's host name to SIP media applications."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller, api_regions, wait_while
from .._errors import ApiError
from .._identifier import Arn, object_arn
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._model import (
    ApiDefault,
    Arguments,
    Between,
    Immutable,
    Length,
    Model,
    Problem,
    Unordered,
    Values,
    canonical,
    construct,
    dump,
    is_unknown,
)
from .._resource import ChimeResource
from .._tags import is_marked_by_stack
from ._voice import SERVICE, NotBlank, VoiceName, delete_if_there, read_or_gone


class SipRuleTargetApplicationArgs(TypedDict):
    """One application that calls are sent to."""

    sip_media_application_id: pulumi.Input[str]
    """The id of the application."""
    priority: pulumi.Input[int]
    """1 is tried first; each used once."""
    aws_region: pulumi.Input[str]
    """The region of the application; one application per region."""


class SipRuleArgs(TypedDict, total=False):
    """The arguments of a SipRule."""

    name: pulumi.Input[str]
    """The name, 1 to 256 letters, digits, spaces and ``_ . -``; the logical name and seven digits by default."""
    trigger_type: Required[pulumi.Input[str]]
    """``RequestUriHostname`` or ``ToPhoneNumber``. A change replaces the rule."""
    trigger_value: Required[pulumi.Input[str]]
    """A connector's outbound host name, or a phone number of the account in E.164 form. A change replaces the rule."""
    disabled: pulumi.Input[bool]
    """Turn the rule off; False by default."""
    target_applications: Required[pulumi.Input[Sequence[pulumi.Input[SipRuleTargetApplicationArgs]]]]
    """The applications, 1 to 25, one per region."""
    region: pulumi.Input[str]
    """The AWS region whose endpoint holds the rule; the provider's by default. A change replaces the rule."""
    adopt: pulumi.Input[str]
    """The id of an existing rule to take over instead of creating one."""


class SipRuleTargetApplication(Model):
    """SipRuleTargetApplication of the API."""

    sip_media_application_id: NotBlank
    priority: Annotated[int, Between(1)]
    aws_region: str


class SipRuleArguments(Arguments):
    """SipRule's arguments, validated."""

    name: VoiceName = None
    trigger_type: Annotated[Literal["ToPhoneNumber", "RequestUriHostname"], Immutable()]
    trigger_value: Annotated[NotBlank, Immutable()]
    disabled: Annotated[bool | None, ApiDefault(False)] = None
    target_applications: Annotated[
        list[SipRuleTargetApplication], Length(1, 25), Unordered(("priority", "aws_region", "sip_media_application_id"))
    ]

    def problems(self) -> Iterator[Problem]:
        """The trigger's value must fit its type; regions and priorities of the targets are used once."""
        if isinstance(self.trigger_value, str):
            if self.trigger_type == "ToPhoneNumber" and not re.fullmatch(r"\+[1-9][0-9]{1,14}", self.trigger_value):
                yield Problem(("trigger_value",), "must be a phone number in E.164 form, such as +12065550100")
            if self.trigger_type == "RequestUriHostname" and not self.trigger_value.endswith(
                ".voiceconnector.chime.aws"
            ):
                yield Problem(
                    ("trigger_value",),
                    "is not the outbound host name of a voice connector (<id>.voiceconnector.chime.aws)",
                    warning=True,
                )
        regions: set[object] = set()
        priorities: set[object] = set()
        for position, target in enumerate(
            self.target_applications if isinstance(self.target_applications, list) else ()
        ):
            if not isinstance(target, SipRuleTargetApplication):
                continue
            at = ("target_applications", position)
            if not is_unknown(target.aws_region) and target.aws_region in regions:
                yield Problem(
                    (*at, "aws_region"), "is the region of another target; a rule takes one application per region"
                )
            elif isinstance(target.aws_region, str) and target.aws_region not in api_regions(SERVICE):
                yield Problem((*at, "aws_region"), "is a region without SIP media applications")
            if not is_unknown(target.priority) and target.priority in priorities:
                yield Problem((*at, "priority"), "is the priority of another target", warning=True)
            regions.add(target.aws_region)
            priorities.add(target.priority)


class SipRuleLifecycle(Lifecycle[SipRuleArguments]):
    """Create, Get, Update and DeleteSipRule."""

    kind = "SipRule"
    service = SERVICE
    arguments = SipRuleArguments
    shape = ("CreateSipRule",)
    object_path = "sip-rule/"
    unique = True
    advice: ClassVar[Mapping[str, str]] = {
        "ConflictException": "another rule has the same trigger; a phone number or host name can trigger one rule only",
    }

    def create(self, caller: Caller, arguments: SipRuleArguments, intent: Intent) -> str:
        """CreateSipRule, which has neither token nor tags: a lost reply is resolved by looking for name, trigger and targets."""
        try:
            reply = caller.call(SERVICE, "CreateSipRule", **self.request(arguments))
        except ApiError as error:
            renamed = self._renamed(caller, arguments, intent) if error.code == "ConflictException" else None
            if renamed is None:
                raise
            return renamed
        return self._arn(caller, str(cast("Values", reply["SipRule"])["SipRuleId"]))

    def made_by(self, caller: Caller, arguments: SipRuleArguments, intent: Intent) -> list[str]:
        """The rule of this trigger, if it has the name or the targets too: a rule carries no mark."""
        wanted = canonical(self.arguments, dump(arguments))
        return [
            arn
            for arn, live in self._rules(caller)
            if all(live.get(name) == wanted.get(name) for name in ("trigger_type", "trigger_value"))
            and any(live.get(name) == wanted.get(name) for name in ("name", "target_applications"))
        ]

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """GetSipRule."""
        found = read_or_gone(caller, "GetSipRule", "SipRule", SipRuleId=object_arn(resource_id).name)
        return found and self.values(found)

    def update(self, caller: Caller, resource_id: str, old: SipRuleArguments, new: SipRuleArguments) -> None:
        """UpdateSipRule with the name, which it always wants, and what differs; AWS carries it out in the background."""
        changed = changed_fields(self, old, new) & {"name", "disabled", "target_applications"}
        if changed:
            fields = sorted({"name"} | changed)
            caller.call(SERVICE, "UpdateSipRule", SipRuleId=object_arn(resource_id).name, **self.request(new, *fields))
            wanted = canonical(self.arguments, dump(new))
            self._wait_for(caller, resource_id, {name: wanted.get(name) for name in fields})

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteSipRule, after disabling the rule and waiting until AWS says so."""
        rule_id = object_arn(resource_id).name
        rule = read_or_gone(caller, "GetSipRule", "SipRule", SipRuleId=rule_id)
        if rule is not None and not rule.get("Disabled"):
            try:
                caller.call(SERVICE, "UpdateSipRule", SipRuleId=rule_id, Name=rule["Name"], Disabled=True)
            except ApiError as error:
                if error.code != "NotFoundException":
                    raise
            self._wait_for(caller, resource_id, {"disabled": True})
        # Also a rule that cannot be seen: it may be too young.
        delete_if_there(caller, "DeleteSipRule", SipRuleId=rule_id)

    def _wait_for(self, caller: Caller, resource_id: str, wanted: Values) -> None:
        """Wait until AWS has carried out an update; a rule that is gone meanwhile is waited for no more."""

        def late() -> str | None:
            live = self.read(caller, resource_id)
            settled = canonical(self.arguments, live or {})
            old = [name for name, value in wanted.items() if live is not None and settled.get(name) != value]
            if "disabled" in old:
                return f"the rule is still {'disabled' if settled.get('disabled') else 'enabled'}"
            return f"the rule still has its old {' and its old '.join(old)}" if old else None

        wait_while(late)

    def _renamed(self, caller: Caller, arguments: SipRuleArguments, intent: Intent) -> str | None:
        """The rule of this trigger that another resource of this stack leaves to this one, made what it should be.

        A rule carries no mark; it is taken for this stack's where it leads to an application that this stack has made.
        """
        for arn, values in self._rules(caller):
            live = construct(self.arguments, values)
            same_trigger = (live.trigger_type, live.trigger_value) == (arguments.trigger_type, arguments.trigger_value)
            if same_trigger and not intent.taken(arn) and _leads_to_own(caller, live.target_applications, intent):
                self.update(caller, arn, live, arguments)
                return arn
        return None

    def _rules(self, caller: Caller) -> Iterator[tuple[str, Values]]:
        for rule in caller.pages(SERVICE, "ListSipRules", "SipRules"):
            yield self._arn(caller, str(rule["SipRuleId"])), canonical(self.arguments, self.values(rule))

    def _arn(self, caller: Caller, rule_id: str) -> str:
        return str(Arn(caller.partition, "chime", caller.region, caller.account, f"{self.object_path}{rule_id}"))


def _leads_to_own(caller: Caller, targets: Sequence[SipRuleTargetApplication], intent: Intent) -> bool:
    for target in targets:
        if target.aws_region != caller.region:
            continue
        application = Arn(
            caller.partition, "chime", caller.region, caller.account, f"sma/{target.sip_media_application_id}"
        )
        if is_marked_by_stack(caller, SERVICE, str(application), intent.stack):
            return True
    return False


class SipRule(ChimeResource, lifecycle=SipRuleLifecycle()):
    """A SIP rule of the PSTN Audio service. It is disabled before it is deleted, as AWS demands.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`SipRuleArgs`.

    Attributes:
        arn: The id, in the form of an ARN; AWS itself gives a rule none.
        sip_rule_id: The short id.
        name: The name.
        trigger_type: What triggers the rule.
        trigger_value: The number or host name.
        disabled: True when the rule is off.
        target_applications: The applications by priority.

    Source: CreateSipRule; Developer guide, "Using the Amazon Chime SDK PSTN Audio service".
    """

    arn: pulumi.Output[str]
    sip_rule_id: pulumi.Output[str]
    name: pulumi.Output[str]
    trigger_type: pulumi.Output[str]
    trigger_value: pulumi.Output[str]
    disabled: pulumi.Output[bool | None]
    target_applications: pulumi.Output[list[SipRuleTargetApplicationArgs]]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[SipRuleArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
        self.sip_rule_id = self._from_id("{}")
