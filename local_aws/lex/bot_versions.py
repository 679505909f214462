"""Versions of bots."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, ResourceNotFoundError
from chime_sdk_pulumi.local_aws.lex.bot_aliases import aliases_of
from chime_sdk_pulumi.local_aws.lex.bot_locales import copy_locale
from chime_sdk_pulumi.local_aws.lex.listing import listed
from chime_sdk_pulumi.local_aws.lex.objects import (
    DRAFT,
    Bot,
    BotLocale,
    BotVersion,
    check_not_under_way,
    existing,
    existing_parent,
    settle_later,
)

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

_OF_BOT = ("botId", "botName", "roleArn", "dataPrivacy", "idleSessionTTLInSeconds", "botType", "botMembers")


class BotVersions:
    """CreateBotVersion and its kin (Developer guide, Creating versions)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_bot_version(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id = self._store[scope], request["botId"]
        bot = existing_parent(store, Bot, bot_id)
        check_not_under_way(bot, "given a version")
        specification: Structure = request["botVersionLocaleSpecification"]
        # API reference, CreateBotVersion: each locale comes from the draft or from another version. Whether it was built
        # is not asked.
        sources = [
            existing_parent(store, BotLocale, (bot_id, details["sourceBotVersion"], locale_id))
            for locale_id, details in specification.items()
        ]
        for locale in sources:
            check_not_under_way(locale, "put into a version")
        # API reference, CreateBotVersion: the number is that of the versions ever created.
        bot.versions_created += 1
        number = str(bot.versions_created)
        description = {member: deepcopy(bot.description[member]) for member in _OF_BOT} | {
            "botVersion": number,
            "description": request.get("description"),
            "botStatus": "Creating",
            "creationDateTime": self._store.now(),
        }
        version = BotVersion(f"{bot_id}/{number}", description)
        store.table(BotVersion).add(version.key, version)
        for locale in sources:
            copy_locale(store, locale, number)
        settle_later(self._store, scope, "CreateBotVersion", version, "Available")
        return description | {"botVersionLocaleSpecification": specification}

    def describe_bot_version(self, scope: Scope, request: Structure) -> Structure:
        key = (request["botId"], request["botVersion"])
        return existing(self._store[scope], BotVersion, key, ResourceNotFoundError).description

    def list_bot_versions(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id = self._store[scope], request["botId"]
        bot = existing_parent(store, Bot, bot_id, BadRequestError)
        versions = [bot.description | {"botVersion": DRAFT}]  # API reference: it is always listed
        versions += [each.description for each in store.table(BotVersion) if each.key.startswith(f"{bot_id}/")]
        summaries, rest = listed(versions, request, scope, f"ListBotVersions {bot_id}", {"BotVersion": "botVersion"})
        return {"botId": bot_id, "botVersionSummaries": summaries} | rest

    def delete_bot_version(self, scope: Scope, request: Structure) -> Structure:
        store, bot_id, number = self._store[scope], request["botId"], request["botVersion"]
        version = existing(store, BotVersion, (bot_id, number))
        check_not_under_way(version, "deleted")
        # API reference, DeleteBotVersion: an alias that points to it is in the way. inferred: the error, as with bots.
        for alias in aliases_of(store, bot_id):
            if alias.description["botVersion"] == number and not request.get("skipResourceInUseCheck"):
                name = alias.description["botAliasName"]
                raise ConflictError(f"The version {number} of the bot {bot_id} is in use by the alias {name}.")
        version.status = "Deleting"
        settle_later(self._store, scope, "DeleteBotVersion", version, "Deleted")
        return version.description
