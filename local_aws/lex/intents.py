"""Intents of the locales of bots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import (
    BadRequestError,
    ConflictError,
    PreconditionFailedError,
    ResourceNotFoundError,
)
from chime_sdk_pulumi.local_aws.lex.listing import listed
from chime_sdk_pulumi.local_aws.lex.objects import (
    DRAFT,
    BotLocale,
    Intent,
    check_not_under_way,
    existing,
    existing_parent,
    new_lex_id,
)

if TYPE_CHECKING:
    from datetime import datetime

    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

_SETTINGS = (
    "intentName",
    "intentDisplayName",
    "description",
    "parentIntentSignature",
    "sampleUtterances",
    "dialogCodeHook",
    "fulfillmentCodeHook",
    "intentConfirmationSetting",
    "intentClosingSetting",
    "inputContexts",
    "outputContexts",
    "kendraConfiguration",
    "initialResponseSetting",
    "qnAIntentConfiguration",
    "qInConnectIntentConfiguration",
)
_FALLBACK_ID = "FALLBCKINT"
_FALLBACK = {
    "intentName": "FallbackIntent",
    "description": "Default intent when no other intent matches",
    "parentIntentSignature": "AMAZON.FallbackIntent",
}
"""As exports of bots on AWS have it."""


class Intents:
    """CreateIntent and its kin (Developer guide, Adding intents). Their slots are not emulated."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_intent(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        locale = existing_parent(store, BotLocale, _locale(request))
        check_not_under_way(locale, "given an intent")
        _check_name(store, locale, request["intentName"])
        _check_kind(request)
        intent_id = new_lex_id(store, Intent, f"{locale.key}/")
        created = self._store.now()
        intent = _add(store, locale, intent_id, request, created)
        _note_change(locale, created)
        return intent.description

    def describe_intent(self, scope: Scope, request: Structure) -> Structure:
        key = (*_locale(request), request["intentId"])
        intent = existing(self._store[scope], Intent, key, ResourceNotFoundError).description
        # API reference, DescribeIntent: the reply knows no version but the draft.
        return intent if request["botVersion"] == DRAFT else {**intent, "botVersion": None}

    def update_intent(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        locale = existing_parent(store, BotLocale, _locale(request))
        intent = existing(store, Intent, (*_locale(request), request["intentId"]))
        check_not_under_way(locale, "changed")
        if request["intentName"] != intent.description["intentName"]:
            _check_name(store, locale, request["intentName"])
        _check_kind(request)
        if request.get("slotPriorities"):
            raise PreconditionFailedError(f"The intent {intent.key} has no slots: local AWS does not emulate them.")
        updated = self._store.now()
        # inferred: as a PUT, which sets everything anew
        intent.description |= {member: request.get(member) for member in _SETTINGS} | {"lastUpdatedDateTime": updated}
        _note_change(locale, updated)
        return intent.description

    def list_intents(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        locale = existing_parent(store, BotLocale, _locale(request), BadRequestError)
        members = {"IntentName": "intentName", "LastUpdatedDateTime": "lastUpdatedDateTime"}
        intents = [intent.description for intent in intents_of(store, locale)]
        summaries, rest = listed(intents, request, scope, f"ListIntents {locale.key}", members)
        return {
            **{member: request[member] for member in ("botId", "botVersion", "localeId")},
            "intentSummaries": summaries,
        } | rest

    def delete_intent(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        locale = existing_parent(store, BotLocale, _locale(request))
        intent = existing(store, Intent, (*_locale(request), request["intentId"]))
        check_not_under_way(locale, "changed")
        store.table(Intent).remove(intent.key)
        _note_change(locale, self._store.now())
        return {}


def add_fallback_intent(store: RegionalStore, locale: BotLocale) -> None:
    """Give a new locale the intent that Amazon Lex falls back on (Developer guide, AMAZON.FallbackIntent)."""
    _add(store, locale, _FALLBACK_ID, _FALLBACK, locale.description["creationDateTime"])


def intents_of(store: RegionalStore, locale: BotLocale) -> list[Intent]:
    """The intents of a locale, with the fallback intent."""
    return [intent for intent in store.table(Intent) if intent.key.startswith(f"{locale.key}/")]


def _add(store: RegionalStore, locale: BotLocale, intent_id: str, request: Structure, created: datetime) -> Intent:
    description = {member: request.get(member) for member in _SETTINGS} | {
        **{member: locale.description[member] for member in ("botId", "botVersion", "localeId")},
        "intentId": intent_id,
        "creationDateTime": created,
        "lastUpdatedDateTime": created,
    }
    key = f"{locale.key}/{intent_id}"
    return store.table(Intent).add(key, Intent(key, description))


def _locale(request: Structure) -> tuple[str, str, str]:
    return request["botId"], request["botVersion"], request["localeId"]


def _note_change(locale: BotLocale, at: datetime) -> None:
    # inferred: what was built is not what there is now
    locale.description |= {"botLocaleStatus": "NotBuilt", "lastUpdatedDateTime": at}


def _check_name(store: RegionalStore, locale: BotLocale, name: str) -> None:
    # API reference, CreateIntent: unique in the locale. inferred: the error.
    if any(intent.description["intentName"] == name for intent in intents_of(store, locale)):
        raise ConflictError(f"The locale {locale.key} has an intent of the name {name} already.")


def _check_kind(request: Structure) -> None:
    # API reference, CreateIntent: no utterances for built-in intents, and one of the two at most.
    if "parentIntentSignature" in request and request.get("sampleUtterances"):
        raise BadRequestError("A built-in intent cannot be given sampleUtterances.")
    if "kendraConfiguration" in request and "qnAIntentConfiguration" in request:
        raise BadRequestError("An intent can have a kendraConfiguration or a qnAIntentConfiguration, not both.")
