"""Aliases of bots."""

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
    TEST_ALIAS_ID,
    TEST_ALIAS_NAME,
    Bot,
    BotAlias,
    BotVersion,
    check_locale,
    check_not_under_way,
    existing,
    existing_parent,
    new_lex_id,
    settle_later,
)
from chime_sdk_pulumi.local_aws.lex.tags import checked_tags

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

_SETTINGS = (
    "botAliasName",
    "description",
    "botVersion",
    "botAliasLocaleSettings",
    "conversationLogSettings",
    "sentimentAnalysisSettings",
)


class BotAliases:
    """CreateBotAlias and its kin (Developer guide, Creating aliases)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_bot_alias(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id = self._store[scope], request["botId"]
        check_not_under_way(existing_parent(store, Bot, bot_id), "given an alias")
        _check_name(store, bot_id, request["botAliasName"])
        _check_version(store, bot_id, request.get("botVersion"))
        _check_locales(request)
        tags = checked_tags(request.get("tags"))
        key = f"{bot_id}/{new_lex_id(store, BotAlias, f'{bot_id}/')}"
        alias = _add(self._store, scope, key, request, tags)
        alias.status = "Creating"
        settle_later(self._store, scope, "CreateBotAlias", alias, "Available")
        return alias.description | {"tags": tags}

    def describe_bot_alias(self, scope: Scope, request: Structure) -> Structure:
        key = (request["botId"], request["botAliasId"])
        return existing(self._store[scope], BotAlias, key, ResourceNotFoundError).description

    def update_bot_alias(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id = self._store[scope], request["botId"]
        existing_parent(store, Bot, bot_id)
        alias = existing(store, BotAlias, (bot_id, request["botAliasId"]))
        check_not_under_way(alias, "updated")
        _check_update(store, alias, request)
        _check_locales(request)
        updated = self._store.now()
        if request.get("botVersion") != alias.description["botVersion"]:
            _note_version(alias, request.get("botVersion"), updated)
        # inferred: as a PUT, which sets everything anew. No status says that an alias is updated, so it is at once.
        alias.description |= {member: request.get(member) for member in _SETTINGS} | {"lastUpdatedDateTime": updated}
        return alias.description

    def list_bot_aliases(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id = self._store[scope], request["botId"]
        existing_parent(store, Bot, bot_id, BadRequestError)
        aliases = [alias.description for alias in aliases_of(store, bot_id)]
        summaries, rest = listed(aliases, request, scope, f"ListBotAliases {bot_id}", {})
        return {"botId": bot_id, "botAliasSummaries": summaries} | rest

    def delete_bot_alias(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id, alias_id = self._store[scope], request["botId"], request["botAliasId"]
        existing_parent(store, Bot, bot_id)
        alias = existing(store, BotAlias, (bot_id, alias_id))
        if alias_id == TEST_ALIAS_ID:  # inferred: as it is made with the bot, it goes with it
            raise PreconditionFailedError(f"The test alias of the bot {bot_id} can only be deleted with the bot.")
        check_not_under_way(alias, "deleted")
        # API reference, DeleteBotAlias: a bot network that uses it is in the way. inferred: the error, as with bots.
        for network in store.table(Bot) if not request.get("skipResourceInUseCheck") else ():
            members = network.description["botMembers"] or []
            if any((each["botMemberId"], each["botMemberAliasId"]) == (bot_id, alias_id) for each in members):
                raise ConflictError(f"The alias {alias.key} is in use by the bot network {network.key}.")
        alias.status = "Deleting"
        settle_later(self._store, scope, "DeleteBotAlias", alias, "Deleted")
        return alias.description


def add_test_alias(store: Store, scope: Scope, bot_id: str, tags: dict[str, str]) -> None:
    """Give a new bot the alias that leads to its draft."""
    settings = {"botAliasName": TEST_ALIAS_NAME, "botVersion": DRAFT}
    _add(store, scope, f"{bot_id}/{TEST_ALIAS_ID}", settings, tags)


def aliases_of(store: RegionalStore, bot_id: str) -> list[BotAlias]:
    """The aliases of a bot, with the test alias."""
    return [alias for alias in store.table(BotAlias) if alias.description["botId"] == bot_id]


def _add(store: Store, scope: Scope, key: str, request: Structure, tags: dict[str, str]) -> BotAlias:
    bot_id, alias_id = key.split("/")
    created = store.now()
    description = {member: request.get(member) for member in _SETTINGS} | {
        "botAliasId": alias_id,
        "botId": bot_id,
        "botAliasStatus": "Available",
        "creationDateTime": created,
        "lastUpdatedDateTime": created,
        "botAliasHistoryEvents": [],
    }
    alias = BotAlias(key, description, scope.arn(f"bot-alias/{key}", "lex"))
    _note_version(alias, request.get("botVersion"), created)
    store[scope].table(BotAlias).add(key, alias)
    store[scope].tags[str(alias.arn)] = tags
    return alias


def _note_version(alias: BotAlias, version: str | None, at: object) -> None:
    # API reference, DescribeBotAlias: a change of the version is an event of the alias's history.
    events: list[Structure] = alias.description["botAliasHistoryEvents"]
    if events and "endDate" not in events[-1]:
        events[-1]["endDate"] = at
    if version is not None:
        events.append({"botVersion": version, "startDate": at})


def _check_name(store: RegionalStore, bot_id: str, name: str) -> None:
    # API reference, CreateBotAlias: unique for the bot. inferred: the error, and that a name is free once the alias is
    # gone.
    if any(alias.description["botAliasName"] == name for alias in aliases_of(store, bot_id)):
        raise ConflictError(f"The bot {bot_id} has an alias of the name {name} already.")


def _check_version(store: RegionalStore, bot_id: str, version: str | None) -> None:
    # API reference, CreateBotAlias: a numbered version; the model refuses DRAFT. An alias need not have one.
    if version is not None:
        check_not_under_way(existing_parent(store, BotVersion, (bot_id, version)), "given an alias")


def _check_locales(request: Structure) -> None:
    for locale_id in request.get("botAliasLocaleSettings", {}):
        check_locale(locale_id, "botAliasLocaleSettings")


def _check_update(store: RegionalStore, alias: BotAlias, request: Structure) -> None:
    name, version, bot_id = request["botAliasName"], request.get("botVersion"), request["botId"]
    if request["botAliasId"] == TEST_ALIAS_ID:
        # API reference, UpdateBotAlias takes DRAFT, too; a sample of AWS says: the test alias must always have it.
        if (name, version) != (TEST_ALIAS_NAME, DRAFT):
            raise PreconditionFailedError(f"The test alias keeps the name {TEST_ALIAS_NAME} and the version {DRAFT}.")
        return
    if version == DRAFT:  # inferred, as CreateBotAlias refuses it
        raise PreconditionFailedError(f"Only the test alias can have the version {DRAFT}.")
    if name != alias.description["botAliasName"]:
        _check_name(store, bot_id, name)
    _check_version(store, bot_id, version)
