"""LexResourcePolicy: who may use an Amazon Lex V2 bot or an alias of it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Final, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller
from .._errors import ChimeError
from .._identifier import is_arn, object_arn, parse_arn
from .._members import same_region
from .._model import Arguments, Checked, Immutable, Length, Normalised, Problem, Values, canonical
from .._presence import delete_if_there, describe_or_gone
from .._resource import ChimeResource
from .._setting import SettingLifecycle
from ._lex import SERVICE

MESSAGING: Final = "messaging.chime.amazonaws.com"
OLD_NAMESPACE: Final = "chime.amazonaws.com"
ATTEMPTS: Final = 4


class LexResourcePolicyArgs(TypedDict, total=False):
    """The arguments of a LexResourcePolicy."""

    resource_arn: Required[pulumi.Input[str]]
    """The ARN of the bot or bot alias. A change replaces the policy."""
    policy: Required[pulumi.Input[str]]
    """The policy document as JSON; how it is laid out, and in which order it lists things, makes no difference."""
    region: pulumi.Input[str]
    """The AWS region, that of the bot; the provider's by default. A change replaces the policy."""
    adopt: pulumi.Input[str]
    """The ARN of a bot or bot alias whose existing policy is to be taken over."""


def _arn_complaint(arn: str) -> str | None:
    named = parse_arn(arn) if is_arn(arn) else None
    known = named and re.fullmatch(r"bot(-alias/[0-9a-zA-Z]{10})?/[0-9a-zA-Z]{10}", named.resource)
    return None if named and known and named.service == "lex" else "must be the ARN of a Lex V2 bot or bot alias"


def _statements(policy: str) -> list[Mapping[str, object]] | None:
    """The statements of a policy as they are written, or None if it is none."""
    try:
        document = json.loads(policy)
    except ValueError:
        return None
    statements = _listed(document.get("Statement") if isinstance(document, dict) else None)
    return statements if all(isinstance(statement, dict) for statement in statements) else None


def _policy_complaint(policy: str) -> str | None:
    return "must be a policy document in JSON, with a Statement" if _statements(policy) is None else None


def _spelling(policy: str) -> str:
    """A policy in the one spelling that is compared: what may be a list is one, and what has no order is sorted."""
    statements = _statements(policy)
    if statements is None:
        return policy
    # A statement's order among others, and that of what it lists, mean nothing.
    spelt = sorted(map(_spelt, statements), key=lambda statement: json.dumps(statement, sort_keys=True))
    return json.dumps({**json.loads(policy), "Statement": spelt}, sort_keys=True)


def _spelt(statement: Mapping[str, object]) -> Mapping[str, object]:
    everybody = {"Principal": {"AWS": "*"}} if statement.get("Principal") == "*" else {}
    return {
        name: value if name in ("Sid", "Effect") else _sets(value) for name, value in {**statement, **everybody}.items()
    }


def _sets(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sets(inner) for key, inner in value.items()}
    return sorted({each if isinstance(each, str) else json.dumps(each) for each in _listed(value)})


def _listed(value: Any) -> list[Any]:  # noqa: ANN401  # JSON
    return value if isinstance(value, list) else [value]


class LexResourcePolicyArguments(Arguments):
    """LexResourcePolicy's arguments, validated."""

    camel_case = True

    resource_arn: Annotated[str, Length(1, 1011), Checked(_arn_complaint), Immutable()]
    policy: Annotated[str, Length(2), Checked(_policy_complaint), Normalised(_spelling)]

    def problems(self) -> Iterator[Problem]:
        """The region, and statements that let nobody in."""
        yield from same_region(("resource_arn",), self.resource_arn, self.region, "the Lex bot")
        for statement in map(_spelt, (isinstance(self.policy, str) and _statements(self.policy)) or []):
            resources = cast("list[str]", statement.get("Resource", []))
            if isinstance(self.resource_arn, str) and not {self.resource_arn, "*"} & set(resources):
                yield Problem(("policy",), "has a statement whose Resource is not resource_arn", warning=True)
            services = _services(statement)
            if OLD_NAMESPACE in services:
                sentence = (
                    f"lets {OLD_NAMESPACE} in, the service of the old namespace; bots of messaging are {MESSAGING}"
                )
                yield Problem(("policy",), sentence, warning=True)
            if MESSAGING in services and not all(map(_is_of_bots, _sources(statement))):
                sentence = f"lets {MESSAGING} in for an aws:SourceArn that is not an AppInstanceBot's, which ends with bot/<id>"
                yield Problem(("policy",), sentence, warning=True)


def _services(statement: Mapping[str, object]) -> list[str]:
    principal = statement.get("Principal")
    return cast("list[str]", principal.get("Service", [])) if isinstance(principal, dict) else []


def _sources(statement: Mapping[str, object]) -> list[str]:
    """The values of a statement's aws:SourceArn, whose name AWS reads in capitals too."""
    conditions = statement.get("Condition")
    operators = list(conditions.values()) if isinstance(conditions, dict) else []
    keys = [item for operator in operators if isinstance(operator, dict) for item in operator.items()]
    return [str(value) for key, values in keys if key.lower() == "aws:sourcearn" for value in values]


def _is_of_bots(source_arn: str) -> bool:
    return re.fullmatch(r".*:app-instance/[^/]+/bot/[^/]+", source_arn) is not None


class LexResourcePolicyLifecycle(SettingLifecycle[LexResourcePolicyArguments]):
    """Create, Describe, Update and DeleteResourcePolicy."""

    kind = "LexResourcePolicy"
    service = owner_service = SERVICE
    arguments = LexResourcePolicyArguments
    shape = ("CreateResourcePolicy",)
    setting = "resource-policy"
    owner = "Lex bot or alias"
    owner_field = "resource_arn"
    advice: ClassVar[Mapping[str, str]] = {
        "PreconditionFailedException": "somebody else has changed the policy at the same time; run pulumi refresh to see how",
        "ResourceNotFoundException": "check that the bot or alias in resource_arn exists",
        "ValidationException": "check that each statement names resource_arn as its Resource, and actions of Lex",
    }

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeResourcePolicy; a policy that is not found is gone, also with its bot."""
        found = self._describe(caller, str(object_arn(resource_id)))
        return found and self.values(found)

    def put(self, caller: Caller, arguments: LexResourcePolicyArguments) -> Values:
        """CreateResourcePolicy, or UpdateResourcePolicy of the revision that there is, so that nobody's change is lost."""
        return self._put(caller, arguments, ATTEMPTS)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteResourcePolicy."""
        arn = str(object_arn(resource_id))
        delete_if_there(lambda: caller.call(SERVICE, "DeleteResourcePolicy", resourceArn=arn))

    def _put(self, caller: Caller, arguments: LexResourcePolicyArguments, attempts: int) -> Values:
        wanted = self.request(arguments)
        found = self._describe(caller, arguments.resource_arn)
        if found is not None and canonical(self.arguments, self.values(found))["policy"] == wanted["policy"]:
            return found
        try:
            if found is None:
                return caller.call(SERVICE, "CreateResourcePolicy", **wanted)
            return caller.call(SERVICE, "UpdateResourcePolicy", **wanted, expectedRevisionId=found["revisionId"])
        except ChimeError as error:
            # A repetition would be refused if the call has taken effect, so it is looked whether it has.
            if attempts > 1 and error.may_have_taken_effect:
                return self._put(caller, arguments, attempts - 1)
            raise

    def _describe(self, caller: Caller, arn: str) -> Values | None:
        return describe_or_gone(lambda: caller.call(SERVICE, "DescribeResourcePolicy", resourceArn=arn))


class LexResourcePolicy(ChimeResource, lifecycle=LexResourcePolicyLifecycle()):
    """The policy of an Amazon Lex V2 bot or bot alias, which pulumi-aws lacks: without one messaging cannot use the alias.

    `policies.lex_bot_alias_policy` makes the document. A bot's own ARN is known after AppInstanceBot is created, which names
    the alias; so the policy comes after the bot, or lets all bots of the AppInstance in (``bot/*``) and may come before.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`LexResourcePolicyArgs`.

    Attributes:
        resource_arn: The ARN of the bot or bot alias.
        policy: The policy document as JSON, in one spelling for all that mean the same.

    Source: CreateResourcePolicy of the Lex V2 API; Developer guide, "Granting invocation permissions".
    """

    resource_arn: pulumi.Output[str]
    policy: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[LexResourcePolicyArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
