"""Bots of Amazon Lex V2 for the tests, by boto3, at a clock that stands still unless it is advanced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/concierge"
SETTINGS: dict[str, Any] = {"roleArn": ROLE, "dataPrivacy": {"childDirected": False}, "idleSessionTTLInSeconds": 300}
DRAFT = {"en_US": {"sourceBotVersion": "DRAFT"}}

_STATE_MACHINES = (
    *(f"{verb}Bot" for verb in ("Create", "Update", "Delete")),
    *(f"{verb}BotLocale" for verb in ("Create", "Build", "Delete")),
    *(f"{verb}Bot{kind}" for verb in ("Create", "Delete") for kind in ("Version", "Alias")),
)


class Lex:
    """Makes bots, and what is in them."""

    def __init__(self, models: Client, local_aws: LocalAws) -> None:
        self.models = models
        self._local_aws = local_aws
        local_aws.set_delays(dict.fromkeys(_STATE_MACHINES, 60))

    def settle(self) -> None:
        """Let what has begun come to its end; nothing does without it."""
        self._local_aws.advance_clock(60)

    def bot(self, name: str = "concierge", **members: object) -> str:
        """The id of a new bot that is available."""
        bot_id = str(self.models.create_bot(botName=name, **(SETTINGS | members))["botId"])
        self.settle()
        return bot_id

    def locale(self, bot_id: str, locale_id: str = "en_US") -> None:
        """Give a bot a locale, which is not built."""
        self.models.create_bot_locale(
            botId=bot_id, botVersion="DRAFT", localeId=locale_id, nluIntentConfidenceThreshold=0.4
        )
        self.settle()

    def version(self, bot_id: str) -> str:
        """The number of a new version of a bot that has the locale en_US."""
        reply = self.models.create_bot_version(botId=bot_id, botVersionLocaleSpecification=DRAFT)
        self.settle()
        return str(reply["botVersion"])

    def versioned_bot(self, name: str = "concierge") -> str:
        """The id of a new bot that has a locale and a version 1."""
        bot_id = self.bot(name)
        self.locale(bot_id)
        self.version(bot_id)
        return bot_id

    def alias(self, bot_id: str, name: str = "live", **members: object) -> str:
        """The id of a new alias that is available."""
        alias_id = str(self.models.create_bot_alias(botId=bot_id, botAliasName=name, **members)["botAliasId"])
        self.settle()
        return alias_id


def bot_arn(bot_id: str) -> str:
    """The ARN of a bot."""
    return f"arn:aws:lex:us-east-1:{ACCOUNT}:bot/{bot_id}"


def alias_arn(bot_id: str, alias_id: str = "TSTALIASID") -> str:
    """The ARN of an alias."""
    return f"arn:aws:lex:us-east-1:{ACCOUNT}:bot-alias/{bot_id}/{alias_id}"
