"""Whether policies allow a request, as AWS decides it, and by which statement.

moto's own evaluator knows neither resources nor service principals, and no condition but StringEquals; no maintained
package evaluates resource and key policies offline. So this is one.

Source: IAM user guide, Policy evaluation logic; KMS developer guide, Key policies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws.wiring.conditions import MalformedPolicyError, unmet
from chime_sdk_pulumi.local_aws.wiring.patterns import matches, resource_matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chime_sdk_pulumi.local_aws.wiring.patterns import Context

_VERSION_WITH_VARIABLES = "2012-10-17"


@dataclass(frozen=True)
class ServicePrincipal:
    """An AWS service that acts as itself."""

    name: str


@dataclass(frozen=True)
class RolePrincipal:
    """A role that a service has assumed.

    Attributes:
        arn: its ARN.
        account: the account it belongs to.
        policies: its inline and attached policies.
        boundary: its permissions boundary.
    """

    arn: str
    account: str
    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None


@dataclass(frozen=True)
class Policy:
    """A policy, and how to tell it apart from others."""

    name: str
    document: Mapping[str, Any]

    @property
    def statements(self) -> list[Mapping[str, Any]]:
        """Its statements."""
        statements = as_list(self.document.get("Statement"))
        if not all(isinstance(statement, dict) for statement in statements):
            raise MalformedPolicyError(f"The {self.name} has something that is not a statement")
        return statements

    def variables(self, context: Context) -> Context | None:
        """What `${…}` in it stands for; None if it is of a version that has no variables."""
        return context if self.document.get("Version") == _VERSION_WITH_VARIABLES else None


@dataclass(frozen=True)
class Request:
    """One action of one principal on one resource.

    Attributes:
        principal: who.
        action: what, such as `s3:PutObject`.
        resource: the ARN of what it is done to, or `*`.
        context: the condition keys, in lower case.
        account: the account that the resource belongs to, if it belongs to one.
        policies: the policies of the resource.
        resource_decides: whether its identity policies alone don't let a role of the same account do anything: so it is
            with KMS keys and with the trust policies of roles.
    """

    principal: ServicePrincipal | RolePrincipal
    action: str
    resource: str
    context: Context = field(default_factory=dict)
    account: str | None = None
    policies: tuple[Policy, ...] = ()
    resource_decides: bool = False


@dataclass(frozen=True)
class DecidingStatement:
    """A statement of a policy, by its position."""

    policy: str
    index: int
    statement: Mapping[str, Any]

    @property
    def sid(self) -> str | None:
        """The name of the statement, if it has one."""
        return self.statement.get("Sid")

    def __str__(self) -> str:
        return f"{f'statement {self.sid}' if self.sid else f'statement {self.index + 1}'} of the {self.policy}"


@dataclass(frozen=True)
class Decision:
    """What comes of a request, and why."""

    allowed: bool
    reason: str
    statement: DecidingStatement | None = None


class Reach(Enum):
    """Whom a statement speaks of."""

    NOBODY = auto()
    ACCOUNT = auto()
    """The account of the principal: what its IAM policies say then counts."""
    PRINCIPAL = auto()


def decide(request: Request) -> Decision:
    """Whether a request is allowed.

    An explicit denial wins. A service needs a statement of the resource's policies; a role, one of the resource's or
    one of its own, and both across accounts.
    """
    role = request.principal if isinstance(request.principal, RolePrincipal) else None
    identity = role.policies if role else ()
    boundary = [role.boundary] if role and role.boundary else []
    try:
        denial = _first([*identity, *boundary, *request.policies], "Deny", request)
        if denial:
            return Decision(False, _sentence(f"{denial} denies it"), denial)
        direct = _first(request.policies, "Allow", request)
        if role is None:
            return _allowed(direct) if direct else _refused(request, request.policies)
        own = _first(identity, "Allow", request)
        if boundary and not _first(boundary, "Allow", request):
            return Decision(False, f"No statement of the {boundary[0].name} allows it.")
        return _of_role(request, role, own, direct)
    except MalformedPolicyError as error:
        return Decision(False, f"{error}.")


def _of_role(
    request: Request, role: RolePrincipal, own: DecidingStatement | None, direct: DecidingStatement | None
) -> Decision:
    delegated = _first(request.policies, "Allow", request, Reach.ACCOUNT)
    if request.account not in (None, role.account):
        if own and (direct or delegated):
            return _allowed(own, direct or delegated)
    elif direct:
        return _allowed(direct)
    elif own and not request.resource_decides:
        return _allowed(own)
    elif own and delegated:
        return _allowed(own, delegated)
    return _refused(request, request.policies if own else (*role.policies, *request.policies))


def _allowed(statement: DecidingStatement, too: DecidingStatement | None = None) -> Decision:
    return Decision(True, _sentence(f"{statement} allows it{f', and {too} lets it' if too else ''}"), statement)


def _refused(request: Request, policies: Sequence[Policy]) -> Decision:
    if not policies:
        return Decision(False, "There is no policy that would allow it.")
    reason = f"No statement of the {' and the '.join(policy.name for policy in policies)} allows it"
    for policy in policies:
        for statement in _speaking_of(policy, "Allow", request):
            reason += f"; {statement} would, but {_unmet(policy, statement, request)}"
    return Decision(False, f"{reason}.")


def _first(
    policies: Iterable[Policy], effect: str, request: Request, reach: Reach = Reach.PRINCIPAL
) -> DecidingStatement | None:
    """The first statement with an effect on the request; of those that deny, also one that speaks of the whole account."""
    for policy in policies:
        for statement in _speaking_of(policy, effect, request, reach):
            if _unmet(policy, statement, request) is None:
                return statement
    return None


def _speaking_of(
    policy: Policy, effect: str, request: Request, reach: Reach = Reach.PRINCIPAL
) -> Iterator[DecidingStatement]:
    """The statements of an effect on this principal, action and resource, whatever their conditions say."""
    variables = policy.variables(request.context)
    for index, statement in enumerate(policy.statements):
        reached = _reach(statement, request.principal)
        wanted = reached is reach or (effect == "Deny" and reached is Reach.ACCOUNT)
        if wanted and statement.get("Effect") == effect and _covers(statement, request, variables):
            yield DecidingStatement(policy.name, index, statement)


def _unmet(policy: Policy, statement: DecidingStatement, request: Request) -> str | None:
    conditions = statement.statement.get("Condition") or {}
    return unmet(conditions, request.context, policy.variables(request.context))


def _covers(statement: Mapping[str, Any], request: Request, variables: Context | None) -> bool:
    if "NotAction" in statement:
        acts = not any(_names_action(action, request.action) for action in as_list(statement["NotAction"]))
    else:
        acts = any(_names_action(action, request.action) for action in as_list(statement.get("Action")))
    if "NotResource" in statement:
        named = any(resource_matches(each, request.resource, variables) for each in as_list(statement["NotResource"]))
        return acts and not named
    # A trust policy names no resource: it is that of one role.
    resources = as_list(statement.get("Resource", "*"))
    return acts and any(resource_matches(each, request.resource, variables) for each in resources)


def _names_action(pattern: str, action: str) -> bool:
    return matches(pattern, action, None, ignore_case=True)


def _reach(statement: Mapping[str, Any], principal: ServicePrincipal | RolePrincipal) -> Reach:
    if "NotPrincipal" in statement:
        # A role is left out only if its account is named as well (IAM user guide, NotPrincipal).
        names = {"principal", "account"} if isinstance(principal, RolePrincipal) else {"principal"}
        return Reach.NOBODY if names <= _named(statement["NotPrincipal"], principal) else Reach.PRINCIPAL
    if "Principal" not in statement:  # an identity policy
        return Reach.PRINCIPAL
    named = _named(statement["Principal"], principal)
    if "principal" in named:
        return Reach.PRINCIPAL
    return Reach.ACCOUNT if "account" in named else Reach.NOBODY


def _named(element: str | Mapping[str, Any], principal: ServicePrincipal | RolePrincipal) -> set[str]:
    """Which of a principal's names a Principal element has: its own, its account's."""
    if element == "*":
        return {"principal", "account"}
    if isinstance(element, str):
        return set()
    accounts = as_list(element.get("AWS"))
    if "*" in accounts:
        return {"principal", "account"}
    if isinstance(principal, ServicePrincipal):
        return {"principal"} if principal.name in as_list(element.get("Service")) else set()
    named = set()
    if principal.arn in accounts:
        named.add("principal")
    partition = principal.arn.split(":")[1]
    if {principal.account, f"arn:{partition}:iam::{principal.account}:root"} & set(accounts):
        named.add("account")
    return named


def as_list(value: Any) -> list[Any]:  # noqa: ANN401  # a part of a JSON document: none, one, or a list of them
    """A part of a policy document that may be one or a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
