"""Locales of bots of Amazon Lex V2, and their intents, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Refused
    from tests.local_aws.lex import Lex

HELLO = [{"utterance": "hello"}, {"utterance": "good morning"}]


@pytest.fixture
def draft(lex: Lex) -> dict[str, str]:
    """Names a locale that is not built yet."""
    bot_id = lex.bot()
    lex.locale(bot_id)
    return {"botId": bot_id, "botVersion": "DRAFT", "localeId": "en_US"}


def status(lex: Lex, draft: dict[str, str]) -> str:
    return str(lex.models.describe_bot_locale(**draft)["botLocaleStatus"])


def test_lifecycle(lex: Lex, refused: Refused) -> None:
    in_draft = {"botId": lex.bot(), "botVersion": "DRAFT"}
    draft = in_draft | {"localeId": "en_US"}
    created = lex.models.create_bot_locale(
        nluIntentConfidenceThreshold=0.4, description="first", voiceSettings={"voiceId": "Joanna"}, **draft
    )
    assert (created["botLocaleStatus"], created["localeName"]) == ("Creating", "English (US)")
    for change in (lex.models.build_bot_locale, lex.models.delete_bot_locale):
        with refused("ConflictException", "is Creating, so it cannot be"):
            change(**draft)
    with refused("ConflictException", "has the locale en_US already"):
        lex.locale(in_draft["botId"])
    lex.settle()
    described = lex.models.describe_bot_locale(**draft)
    assert (described["botLocaleStatus"], described["intentsCount"], described["slotTypesCount"]) == ("NotBuilt", 1, 0)
    assert (described["description"], described["voiceSettings"]) == (
        "first",
        {"voiceId": "Joanna", "engine": "standard"},
    )

    lex.models.create_intent(intentName="Greet", sampleUtterances=HELLO, **draft)
    built = lex.models.build_bot_locale(**draft)
    assert built["botLocaleStatus"] == "Building"
    with refused("ConflictException", "is Building, so it cannot be updated"):
        lex.models.update_bot_locale(nluIntentConfidenceThreshold=0.8, **draft)
    lex.settle()
    described = lex.models.describe_bot_locale(**draft)
    assert described["botLocaleStatus"] == "Built"
    assert described["lastBuildSubmittedDateTime"] == built["lastBuildSubmittedDateTime"]

    updated = lex.models.update_bot_locale(nluIntentConfidenceThreshold=0.8, **draft)
    assert (updated["botLocaleStatus"], updated["nluIntentConfidenceThreshold"]) == ("NotBuilt", 0.8)
    assert not updated.keys() & {"description", "voiceSettings"}

    assert lex.models.delete_bot_locale(**draft)["botLocaleStatus"] == "Deleting"
    lex.settle()
    with refused("ResourceNotFoundException", "does not exist"):
        lex.models.describe_bot_locale(**draft)
    for change in (lex.models.build_bot_locale, lex.models.delete_bot_locale):
        with refused("PreconditionFailedException", "does not exist"):
            change(**draft)
    assert lex.models.list_bot_locales(**in_draft)["botLocaleSummaries"] == []


def test_what_a_locale_needs(lex: Lex, refused: Refused) -> None:
    with refused("ValidationException", "'english' in localeId is not a locale"):
        lex.locale(lex.bot(), "english")
    with refused("PreconditionFailedException", "Failed to retrieve parent resource since it does not exist"):
        lex.locale("AAAAAAAAAA")


def test_speaker_diarization_is_kept_unless_it_is_set(lex: Lex) -> None:
    draft = {"botId": lex.bot(), "botVersion": "DRAFT", "localeId": "en_US"}
    threshold = {"nluIntentConfidenceThreshold": 0.4}
    lex.models.create_bot_locale(speakerDiarizationSettings={"enabled": True}, **threshold, **draft)
    lex.settle()
    assert lex.models.update_bot_locale(**threshold, **draft)["speakerDiarizationSettings"] == {"enabled": True}


def test_failing_build(lex: Lex, draft: dict[str, str], local_aws: LocalAws) -> None:
    lex.models.create_intent(intentName="Greet", sampleUtterances=HELLO, **draft)
    local_aws.set_faults(
        [{"kind": "failing-state-machines", "services": "lexv2-models", "operations": "BuildBotLocale"}]
    )
    lex.models.build_bot_locale(**draft)
    lex.settle()
    described = lex.models.describe_bot_locale(**draft)
    assert described["botLocaleStatus"] == "Failed"
    assert described["failureReasons"]
    lex.models.build_bot_locale(**draft)
    lex.settle()
    described = lex.models.describe_bot_locale(**draft)
    assert described["botLocaleStatus"] == "Built"
    assert "failureReasons" not in described


def test_listing(lex: Lex) -> None:
    bot_id = lex.bot()
    for locale_id in ("it_IT", "en_US", "en_GB"):
        lex.locale(bot_id, locale_id)

    def ids(**request: object) -> list[str]:
        reply = lex.models.list_bot_locales(botId=bot_id, botVersion="DRAFT", **request)
        return [locale["localeId"] for locale in reply["botLocaleSummaries"]]

    assert ids() == ["it_IT", "en_US", "en_GB"]
    assert ids(sortBy={"attribute": "BotLocaleName", "order": "Ascending"}) == ["en_GB", "en_US", "it_IT"]
    assert ids(filters=[{"name": "BotLocaleName", "values": ["English"], "operator": "CO"}]) == ["en_US", "en_GB"]


def test_intents(lex: Lex, draft: dict[str, str], refused: Refused) -> None:
    created = lex.models.create_intent(intentName="Greet", description="Greets", sampleUtterances=HELLO, **draft)
    assert re.fullmatch("[A-Z0-9]{10}", created["intentId"])
    intent = draft | {"intentId": created["intentId"]}
    described = lex.models.describe_intent(**intent)
    assert (described["intentName"], described["sampleUtterances"]) == ("Greet", HELLO)
    assert lex.models.describe_bot_locale(**draft)["intentsCount"] == 2
    with refused("ConflictException", "has an intent of the name Greet already"):
        lex.models.create_intent(intentName="Greet", **draft)

    updated = lex.models.update_intent(intentName="Welcome", sampleUtterances=HELLO[:1], **intent)
    assert (updated["intentName"], updated["sampleUtterances"]) == ("Welcome", HELLO[:1])
    assert "description" not in updated
    with refused("ConflictException", "has an intent of the name FallbackIntent already"):
        lex.models.update_intent(intentName="FallbackIntent", **intent)

    lex.models.delete_intent(**intent)
    with refused(
        "ResourceNotFoundException", f"does not exist: Intent {intent['botId']}/DRAFT/en_US/{intent['intentId']}"
    ):
        lex.models.describe_intent(**intent)
    calls: list[Callable[[], object]] = [
        lambda: lex.models.delete_intent(**intent),
        lambda: lex.models.update_intent(intentName="Greet", **intent),
    ]
    for call in calls:
        with refused("PreconditionFailedException", "Failed to retrieve resource since it does not exist"):
            call()


def test_intents_are_built_anew(lex: Lex, draft: dict[str, str], refused: Refused) -> None:
    def build() -> None:
        lex.models.build_bot_locale(**draft)
        lex.settle()
        assert status(lex, draft) == "Built"

    lex.models.create_intent(intentName="Greet", sampleUtterances=HELLO, **draft)
    build()
    intent = draft | {"intentId": lex.models.create_intent(intentName="Part", **draft)["intentId"]}
    assert status(lex, draft) == "NotBuilt"
    changes: list[Callable[[], object]] = [
        lambda: lex.models.update_intent(intentName="Leave", **intent),
        lambda: lex.models.delete_intent(**intent),
    ]
    for change in changes:
        lex.models.build_bot_locale(**draft)
        with refused("ConflictException", "is Building"):
            change()
        lex.settle()
        change()
        assert status(lex, draft) == "NotBuilt"


def test_the_fallback_intent(lex: Lex, draft: dict[str, str]) -> None:
    (listed,) = lex.models.list_intents(**draft)["intentSummaries"]
    assert (listed["intentName"], listed["parentIntentSignature"]) == ("FallbackIntent", "AMAZON.FallbackIntent")
    intent = draft | {"intentId": listed["intentId"]}
    signature = {"parentIntentSignature": "AMAZON.FallbackIntent"}
    hook = {"fulfillmentCodeHook": {"enabled": True}}
    updated = lex.models.update_intent(intentName="FallbackIntent", **signature, **hook, **intent)
    assert updated["fulfillmentCodeHook"] == {"enabled": True}


def test_a_locale_without_utterances_cannot_be_built(lex: Lex, draft: dict[str, str]) -> None:
    lex.models.build_bot_locale(**draft)
    lex.settle()
    described = lex.models.describe_bot_locale(**draft)
    assert described["botLocaleStatus"] == "Failed"
    assert described["failureReasons"] == ["The locale 'en_US' doesn't have any utterances."]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"parentIntentSignature": "AMAZON.HelpIntent", "sampleUtterances": HELLO}, "cannot be given sampleUtterances"),
        (
            {"kendraConfiguration": {"kendraIndex": f"arn:aws:kendra:us-east-1:123456789012:index/{'a' * 36}"}}
            | {"qnAIntentConfiguration": {}},
            "not both",
        ),
    ],
)
def test_refuses_intents(
    lex: Lex, draft: dict[str, str], refused: Refused, members: dict[str, Any], message: str
) -> None:
    with refused("ValidationException", message):
        lex.models.create_intent(intentName="Help", **members, **draft)


def test_intents_are_of_a_locale(lex: Lex, draft: dict[str, str], refused: Refused) -> None:
    elsewhere = draft | {"localeId": "de_DE"}
    with refused("PreconditionFailedException", "Failed to retrieve parent resource since it does not exist"):
        lex.models.create_intent(intentName="Greet", **elsewhere)
    with refused("ValidationException", "does not exist"):
        lex.models.list_intents(**elsewhere)
    lex.locale(draft["botId"], "de_DE")
    for locale in (draft, elsewhere):
        lex.models.create_intent(intentName="Greet", **locale)
    lex.models.delete_bot_locale(**draft)
    lex.settle()
    lex.locale(draft["botId"])

    def names(locale: dict[str, str]) -> list[str]:
        by_name = {"attribute": "IntentName", "order": "Descending"}
        return [each["intentName"] for each in lex.models.list_intents(sortBy=by_name, **locale)["intentSummaries"]]

    assert (names(draft), names(elsewhere)) == (["FallbackIntent"], ["Greet", "FallbackIntent"])


def test_a_version_keeps_its_intents(lex: Lex, draft: dict[str, str]) -> None:
    intent_id = lex.models.create_intent(intentName="Greet", sampleUtterances=HELLO, **draft)["intentId"]
    in_version = draft | {"botVersion": lex.version(draft["botId"])}
    lex.models.update_intent(intentName="Greet", sampleUtterances=HELLO[:1], intentId=intent_id, **draft)
    described = lex.models.describe_intent(intentId=intent_id, **in_version)
    assert described["sampleUtterances"] == HELLO
    lex.models.delete_intent(intentId=intent_id, **draft)
    summaries = lex.models.list_intents(**in_version)["intentSummaries"]
    assert [intent["intentName"] for intent in summaries] == ["FallbackIntent", "Greet"]
    assert lex.models.describe_bot_locale(**in_version)["intentsCount"] == 2
