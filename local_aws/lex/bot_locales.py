"""Locales of bots."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import (
    BadRequestError,
    ConflictError,
    ResourceNotFoundError,
)
from chime_sdk_pulumi.local_aws.lex.intents import add_fallback_intent, intents_of
from chime_sdk_pulumi.local_aws.lex.listing import listed
from chime_sdk_pulumi.local_aws.lex.objects import (
    DRAFT,
    Bot,
    BotLocale,
    BotVersion,
    Intent,
    check_locale,
    check_not_under_way,
    existing,
    existing_parent,
    settle_later,
)

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

_SETTINGS = (
    "description",
    "nluIntentConfidenceThreshold",
    "voiceSettings",
    "unifiedSpeechSettings",
    "audioFillerSettings",
    "speechRecognitionSettings",
    "generativeAISettings",
    "speechDetectionSensitivity",
    "speakerDiarizationSettings",
)

LOCALE_NAMES = {
    "ar_AE": "Gulf Arabic (United Arab Emirates)",
    "ca_ES": "Catalan (Spain)",
    "de_AT": "German (Austria)",
    "de_DE": "German (Germany)",
    "en_AU": "English (Australia)",
    "en_GB": "English (UK)",
    "en_IN": "English (India)",
    "en_US": "English (US)",
    "en_ZA": "English (South Africa)",
    "es_419": "Spanish (Latin America)",
    "es_ES": "Spanish (Spain)",
    "es_US": "Spanish (US)",
    "fi_FI": "Finnish (Finland)",
    "fr_CA": "French (Canada)",
    "fr_FR": "French (France)",
    "hi_IN": "Hindi (India)",
    "it_IT": "Italian (Italy)",
    "ja_JP": "Japanese (Japan)",
    "ko_KR": "Korean (Korea)",
    "nl_NL": "Dutch (The Netherlands)",
    "no_NO": "Norwegian (Norway)",
    "pl_PL": "Polish (Poland)",
    "pt_BR": "Portuguese (Brazil)",
    "pt_PT": "Portuguese (Portugal)",
    "sv_SE": "Swedish (Sweden)",
    "zh_CN": "Mandarin (PRC)",
    "zh_HK": "Cantonese (HK)",
}
"""Developer guide, Languages and locales supported by Amazon Lex V2. Which these are changes; others go by their ids."""


class BotLocales:
    """CreateBotLocale and its kin (Developer guide, Adding a language)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_bot_locale(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id, locale_id = self._store[scope], request["botId"], request["localeId"]
        check_locale(locale_id, "localeId")
        check_not_under_way(existing_parent(store, Bot, bot_id), "given a locale")
        key = f"{bot_id}/{DRAFT}/{locale_id}"
        if key in store.table(BotLocale):  # inferred: a bot has a locale once, as its id says
            raise ConflictError(f"The bot {bot_id} has the locale {locale_id} already.")
        created = self._store.now()
        description = _settings(request) | {
            "botId": bot_id,
            "botVersion": DRAFT,
            "localeId": locale_id,
            "localeName": LOCALE_NAMES.get(locale_id, locale_id),
            "botLocaleStatus": "Creating",
            "creationDateTime": created,
            "lastUpdatedDateTime": created,
        }
        locale = BotLocale(key, description)
        store.table(BotLocale).add(key, locale)
        add_fallback_intent(store, locale)
        settle_later(self._store, scope, "CreateBotLocale", locale, "NotBuilt")
        return description

    def describe_bot_locale(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        locale = existing(store, BotLocale, _key(request), ResourceNotFoundError)
        return locale.description | {"intentsCount": len(intents_of(store, locale)), "slotTypesCount": 0}

    def update_bot_locale(self, scope: Scope, request: Structure) -> Structure:
        locale = existing(self._store[scope], BotLocale, _key(request))
        check_not_under_way(locale, "updated")
        # inferred: as a PUT, which sets everything anew; API reference, UpdateBotLocale: but for the speaker diarization.
        kept = {"speakerDiarizationSettings": locale.description["speakerDiarizationSettings"]}
        locale.description |= {
            **_settings(kept | request),
            "botLocaleStatus": "NotBuilt",  # inferred: what was built is not what there is now
            "lastUpdatedDateTime": self._store.now(),
        }
        return locale.description

    def build_bot_locale(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        locale = existing(store, BotLocale, _key(request))
        check_not_under_way(locale, "built")
        locale.description |= {"botLocaleStatus": "Building", "lastBuildSubmittedDateTime": self._store.now()}
        if any(intent.description["sampleUtterances"] for intent in intents_of(store, locale)):
            settle_later(self._store, scope, "BuildBotLocale", locale, "Built")
        else:  # as users quote AWS
            settle_later(
                self._store,
                scope,
                "BuildBotLocale",
                locale,
                "Failed",
                reason=f"The locale '{request['localeId']}' doesn't have any utterances.",
            )
        return locale.description

    def list_bot_locales(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id, version = self._store[scope], request["botId"], request["botVersion"]
        if version == DRAFT:
            existing_parent(store, Bot, bot_id, BadRequestError)
        else:
            existing_parent(store, BotVersion, (bot_id, version), BadRequestError)
        within = f"{bot_id}/{version}/"
        locales = [each.description for each in store.table(BotLocale) if each.key.startswith(within)]
        listing, members = f"ListBotLocales {within}", {"BotLocaleName": "localeName"}
        summaries, rest = listed(locales, request, scope, listing, members)
        return {"botId": bot_id, "botVersion": version, "botLocaleSummaries": summaries} | rest

    def delete_bot_locale(self, scope: Scope, request: Structure) -> Structure:
        locale = existing(self._store[scope], BotLocale, _key(request))
        check_not_under_way(locale, "deleted")
        locale.status = "Deleting"
        settle_later(self._store, scope, "DeleteBotLocale", locale, "Deleted")
        return locale.description


def _settings(request: Structure) -> Structure:
    settings = {member: request.get(member) for member in _SETTINGS}
    if "voiceSettings" in request:  # API reference, VoiceSettings: the default is standard
        settings["voiceSettings"] = {"engine": "standard"} | request["voiceSettings"]
    return settings


def copy_locale(store: RegionalStore, locale: BotLocale, version: str) -> None:
    """Copy a locale with everything in it into a version of its bot."""
    bot_id, _, locale_id = locale.key.split("/")
    key = f"{bot_id}/{version}/{locale_id}"
    store.table(BotLocale).add(key, BotLocale(key, deepcopy(locale.description) | {"botVersion": version}))
    for intent in intents_of(store, locale):
        copied = Intent(
            f"{key}/{intent.description['intentId']}", deepcopy(intent.description) | {"botVersion": version}
        )
        store.table(Intent).add(copied.key, copied)


def _key(request: Structure) -> tuple[str, str, str]:
    return request["botId"], request["botVersion"], request["localeId"]
