"""What decides who may use the alias of a bot of Amazon Lex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.lex.objects import BotAlias, ResourcePolicy
from chime_sdk_pulumi.local_aws.store import Scope
from chime_sdk_pulumi.local_aws.wiring.evaluation import Policy
from chime_sdk_pulumi.local_aws.wiring.moto_resources import Resource

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.arns import Arn
    from chime_sdk_pulumi.local_aws.store import Store


def bot_alias(store: Store, arn: str, parts: Arn) -> Resource | None:
    """The alias of an ARN; None if there is none."""
    regional = store[Scope(parts.account, parts.region)]
    if all(alias.arn != arn for alias in regional.table(BotAlias)):
        return None
    policy = regional.table(ResourcePolicy).get(arn)
    policies = (Policy(f"policy of {arn}", policy.description),) if policy else ()
    return Resource(parts.account, policies, regional.tags[arn])
