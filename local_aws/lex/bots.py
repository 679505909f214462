"""Bots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import ConflictError, ResourceNotFoundError
from chime_sdk_pulumi.local_aws.lex.bot_aliases import add_test_alias, aliases_of
from chime_sdk_pulumi.local_aws.lex.listing import listed
from chime_sdk_pulumi.local_aws.lex.objects import (
    TEST_ALIAS_ID,
    Bot,
    check_not_under_way,
    existing,
    new_lex_id,
    settle_later,
)
from chime_sdk_pulumi.local_aws.lex.tags import checked_tags

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

_SETTINGS = (
    "botName",
    "description",
    "roleArn",
    "dataPrivacy",
    "idleSessionTTLInSeconds",
    "botMembers",
    "errorLogSettings",
)


class Bots:
    """CreateBot and its kin (Developer guide, Creating a bot)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_bot(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        _check_name(store, request["botName"])
        tags, alias_tags = checked_tags(request.get("botTags")), checked_tags(request.get("testBotAliasTags"))
        bot_id = new_lex_id(store, Bot)
        created = self._store.now()
        description = {
            "botId": bot_id,
            "botStatus": "Creating",
            "botType": request.get("botType", "Bot"),
            "creationDateTime": created,
            "lastUpdatedDateTime": created,
        } | _settings(request)
        bot = Bot(bot_id, description, scope.arn(f"bot/{bot_id}", "lex"))
        store.table(Bot).add(bot_id, bot)
        store.tags[str(bot.arn)] = tags
        add_test_alias(self._store, scope, bot_id, alias_tags)
        settle_later(self._store, scope, "CreateBot", bot, "Available")
        return description | {"botTags": tags, "testBotAliasTags": alias_tags}

    def describe_bot(self, scope: Scope, request: Structure) -> Structure:
        return existing(self._store[scope], Bot, request["botId"], ResourceNotFoundError).description

    def update_bot(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        bot = existing(store, Bot, request["botId"])
        check_not_under_way(bot, "updated")
        if request["botName"] != bot.description["botName"]:
            _check_name(store, request["botName"])
        # inferred: as a PUT, which sets everything anew but for the type, which has a default
        bot.description |= _settings(request) | {
            "botType": request.get("botType", bot.description["botType"]),
            "botStatus": "Updating",
            "lastUpdatedDateTime": self._store.now(),
        }
        settle_later(self._store, scope, "UpdateBot", bot, "Available")
        return bot.description

    def list_bots(self, scope: Scope, request: Structure) -> Structure:
        members = {"BotName": "botName", "BotType": "botType"}
        bots = [
            bot.description | ({"latestBotVersion": str(bot.versions_created)} if bot.versions_created else {})
            for bot in self._store[scope].table(Bot)
        ]
        summaries, rest = listed(bots, request, scope, "ListBots", members)
        return {"botSummaries": summaries} | rest

    def delete_bot(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        bot = existing(store, Bot, request["botId"])
        check_not_under_way(bot, "deleted")
        if not request.get("skipResourceInUseCheck"):
            _check_unused(store, bot)
        bot.status = "Deleting"
        settle_later(self._store, scope, "DeleteBot", bot, "Deleted")
        return bot.description


def _settings(request: Structure) -> Structure:
    return {member: request.get(member) for member in _SETTINGS}


def _check_name(store: RegionalStore, name: str) -> None:
    # API reference, CreateBot: unique in the account. inferred: in the account's Region, and the error.
    if any(bot.description["botName"] == name for bot in store.table(Bot)):
        raise ConflictError(f"A bot of the name {name} exists already.")


def _check_unused(store: RegionalStore, bot: Bot) -> None:
    # API reference, DeleteBot: a bot that has an alias, or is in a bot network, is in use. The ResourceInUseException that
    # it speaks of is not modelled; that it is a ConflictException is inferred. The test alias does not count.
    for alias in aliases_of(store, bot.key):
        if alias.description["botAliasId"] != TEST_ALIAS_ID:
            name = alias.description["botAliasName"]
            raise ConflictError(f"The bot {bot.key} is in use by its alias {name}. Delete the alias first.")
    for network in store.table(Bot):
        if any(member["botMemberId"] == bot.key for member in network.description["botMembers"] or []):
            raise ConflictError(f"The bot {bot.key} is in use by the bot network {network.key}.")
