"""Versions of bots of Amazon Lex V2, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.local_aws.lex import DRAFT, SETTINGS, Lex

if TYPE_CHECKING:
    from tests.local_aws.clients import Refused


def test_lifecycle(lex: Lex, refused: Refused) -> None:
    bot_id = lex.bot()
    lex.locale(bot_id)
    created = lex.models.create_bot_version(botId=bot_id, description="first", botVersionLocaleSpecification=DRAFT)
    assert (created["botVersion"], created["botStatus"]) == ("1", "Creating")
    assert created["botVersionLocaleSpecification"] == DRAFT
    of_version = {"botId": bot_id, "botVersion": "1"}
    with refused("ConflictException", "is Creating, so it cannot be deleted"):
        lex.models.delete_bot_version(**of_version)
    lex.settle()
    described = lex.models.describe_bot_version(**of_version)
    assert (described["botStatus"], described["description"]) == ("Available", "first")

    assert lex.models.delete_bot_version(**of_version)["botStatus"] == "Deleting"
    lex.settle()
    with refused("ResourceNotFoundException", "does not exist"):
        lex.models.describe_bot_version(**of_version)
    with refused("PreconditionFailedException", "does not exist"):
        lex.models.delete_bot_version(**of_version)
    assert lex.version(bot_id) == "2"  # a number is not used again


def test_a_version_stays_as_it_is(lex: Lex) -> None:
    bot_id = lex.versioned_bot("concierge")
    lex.models.update_bot(botId=bot_id, botName="porter", **(SETTINGS | {"idleSessionTTLInSeconds": 60}))
    lex.models.update_bot_locale(botId=bot_id, botVersion="DRAFT", localeId="en_US", nluIntentConfidenceThreshold=0.9)
    described = lex.models.describe_bot_version(botId=bot_id, botVersion="1")
    assert (described["botName"], described["idleSessionTTLInSeconds"]) == ("concierge", 300)
    locale = lex.models.describe_bot_locale(botId=bot_id, botVersion="1", localeId="en_US")
    assert (locale["botVersion"], locale["nluIntentConfidenceThreshold"]) == ("1", 0.4)


def test_a_version_has_the_locales_that_it_is_given(lex: Lex, refused: Refused) -> None:
    bot_id = lex.bot()
    with refused("PreconditionFailedException", f"does not exist: BotLocale {bot_id}/DRAFT/en_US"):
        lex.version(bot_id)
    for locale_id in ("en_US", "de_DE"):
        lex.locale(bot_id, locale_id)
    assert lex.version(bot_id) == "1"

    def locales(version: str) -> list[str]:
        reply = lex.models.list_bot_locales(botId=bot_id, botVersion=version)
        return [locale["localeId"] for locale in reply["botLocaleSummaries"]]

    assert (locales("DRAFT"), locales("1")) == (["en_US", "de_DE"], ["en_US"])
    lex.models.delete_bot_locale(botId=bot_id, botVersion="DRAFT", localeId="en_US")
    lex.settle()
    specification = {"en_US": {"sourceBotVersion": "1"}, "de_DE": {"sourceBotVersion": "DRAFT"}}
    lex.models.create_bot_version(botId=bot_id, botVersionLocaleSpecification=specification)
    assert (locales("DRAFT"), locales("2")) == (["de_DE"], ["en_US", "de_DE"])
    lex.settle()
    lex.models.delete_bot_version(botId=bot_id, botVersion="1")
    lex.settle()
    with refused("ValidationException", "does not exist"):
        locales("1")


def test_a_version_with_an_alias_is_in_use(lex: Lex, refused: Refused) -> None:
    bot_id = lex.versioned_bot()
    lex.alias(bot_id, botVersion="1")
    with refused("ConflictException", "in use by the alias live"):
        lex.models.delete_bot_version(botId=bot_id, botVersion="1")
    lex.models.delete_bot_version(botId=bot_id, botVersion="1", skipResourceInUseCheck=True)


def test_listing(lex: Lex, refused: Refused) -> None:
    bot_id = lex.versioned_bot()
    lex.version(bot_id)
    other_id = lex.bot("porter")

    def numbers(bot_id: str, **request: object) -> list[str]:
        reply = lex.models.list_bot_versions(botId=bot_id, **request)
        return [version["botVersion"] for version in reply["botVersionSummaries"]]

    assert numbers(bot_id) == ["DRAFT", "1", "2"]
    assert numbers(bot_id, sortBy={"attribute": "BotVersion", "order": "Ascending"}) == ["1", "2", "DRAFT"]
    assert numbers(other_id) == ["DRAFT"]
    assert {bot["botName"]: bot.get("latestBotVersion") for bot in lex.models.list_bots()["botSummaries"]} == {
        "concierge": "2",
        "porter": None,
    }
    with refused("ValidationException", "does not exist"):
        numbers("AAAAAAAAAA")
    with refused("PreconditionFailedException", "Failed to retrieve parent resource since it does not exist"):
        lex.version("AAAAAAAAAA")
