"""Behaviour of `lexv2-models`, the API that builds bots of Amazon Lex V2: one module per kind of object.

Only its Describe operations, and those of policies and tags, model a ResourceNotFoundException. All others call what is
missing a PreconditionFailedException that says `does not exist` (seen on AWS by users of the Terraform provider, whose
issues quote it), but for the List operations, which model neither: ValidationException (inferred).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.lex.bot_aliases import BotAliases
from chime_sdk_pulumi.local_aws.lex.bot_locales import BotLocales
from chime_sdk_pulumi.local_aws.lex.bot_versions import BotVersions
from chime_sdk_pulumi.local_aws.lex.bots import Bots
from chime_sdk_pulumi.local_aws.lex.intents import Intents
from chime_sdk_pulumi.local_aws.lex.resource_policies import ResourcePolicies
from chime_sdk_pulumi.local_aws.lex.tags import Tags

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def lex_operations(store: Store) -> list[object]:
    """What answers the operations of `lexv2-models`."""
    return [
        Bots(store),
        BotLocales(store),
        Intents(store),
        BotVersions(store),
        BotAliases(store),
        ResourcePolicies(store),
        Tags(store),
    ]
