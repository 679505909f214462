"""App instance bots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, ChimeError, ForbiddenError, NotFoundError
from chime_sdk_pulumi.local_aws.identity.objects import (
    AppInstanceBot,
    check_not_admin,
    existing_app_instance,
    remove_member,
)
from chime_sdk_pulumi.local_aws.lex.objects import LOCALE
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure


class AppInstanceBots:
    """CreateAppInstanceBot and its kin (Developer guide, Using AppInstanceBots as intelligent channel agents)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_app_instance_bot(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        _check_configuration(scope, request["Configuration"])

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            arn = f"{app_instance_arn}/bot/{new_uuid()}"
            created = self._store.now()
            description = {
                "AppInstanceBotArn": arn,
                "Name": request.get("Name"),
                "Metadata": request.get("Metadata"),
                "Configuration": request["Configuration"],
                "CreatedTimestamp": created,
                "LastUpdatedTimestamp": created,
            }
            store.table(AppInstanceBot).add(arn, AppInstanceBot(description, app_instance_arn))
            store.tags[arn] = tags
            return arn

        arn = create_once(store, "CreateAppInstanceBot", request, create)
        return {"AppInstanceBotArn": arn}

    def describe_app_instance_bot(self, scope: Scope, request: Structure) -> Structure:
        bot = _existing_bot(self._store[scope], request, missing=NotFoundError)
        return {"AppInstanceBot": bot.description}

    def update_app_instance_bot(self, scope: Scope, request: Structure) -> Structure:
        bot = _existing_bot(self._store[scope], request)
        if "Configuration" in request:
            _check_configuration(scope, request["Configuration"])
        changes = {member: request[member] for member in ("Name", "Metadata", "Configuration") if member in request}
        bot.description |= changes | {"LastUpdatedTimestamp": self._store.now()}
        return {"AppInstanceBotArn": bot.arn}

    def delete_app_instance_bot(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        bot = _existing_bot(store, request)
        check_not_admin(store, bot)
        remove_member(store, bot)
        return {}

    def list_app_instance_bots(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        app_instance_arn = request["AppInstanceArn"]
        existing_app_instance(store, app_instance_arn)
        bots, rest = page(
            store.table(AppInstanceBot),
            request,
            scope,
            f"ListAppInstanceBots {app_instance_arn}",
            largest=50,
            matches=lambda bot: bot.app_instance_arn == app_instance_arn,
        )
        return {"AppInstanceArn": app_instance_arn, "AppInstanceBots": [bot.description for bot in bots]} | rest


def _existing_bot(
    store: RegionalStore, request: Structure, missing: type[ChimeError] = ForbiddenError
) -> AppInstanceBot:
    bot = store.table(AppInstanceBot).get(request["AppInstanceBotArn"])
    if bot is None:
        raise missing(f"The app instance bot {request['AppInstanceBotArn']} does not exist.")
    return bot


def _check_configuration(scope: Scope, configuration: Structure) -> None:
    lex: Structure = configuration["Lex"]
    # Developer guide, Using AppInstanceBots as intelligent channel agents: same account and Region as the app instance.
    alias = parse_arn(lex["LexBotAliasArn"])
    if alias is None or (alias.account, alias.region) != scope:
        raise BadRequestError("The Amazon Lex V2 bot alias must be in the same account and Region as the app instance.")
    # API reference, LexConfiguration: one of the locales that Amazon Lex V2 supports. Which these are changes.
    if not LOCALE.fullmatch(lex["LocaleId"]):
        raise BadRequestError(f"'{lex['LocaleId']}' in LocaleId is not a locale of Amazon Lex V2.")
    if "RespondsTo" in lex and "InvokedBy" in lex:  # inferred: InvokedBy takes the place of RespondsTo
        raise BadRequestError("A Lex configuration can have InvokedBy or the deprecated RespondsTo, not both.")
