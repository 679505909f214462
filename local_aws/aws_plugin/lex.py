"""Amazon Lex V2: bots, locales, intents and versions, as the resources of terraform-provider-aws make and change them."""

import time
from collections.abc import Callable
from typing import ClassVar

from botocore.exceptions import ClientError

from .configuration import Aws, RefusedError
from .resource import REGIONAL, TAGGED, AutoName, Member, Property, ResourceType, Shape, changes_with, stable
from .tags import Tagging
from .values import State

_GONE = frozenset({"ResourceNotFoundException"})
_UNDER_WAY = ("Creating", "Updating", "Building", "Versioning", "Deleting")
_SECONDS, _SECONDS_BETWEEN = 60, 0.2


def _same(*names: str, **members: tuple[str, Shape]) -> Shape:
    """A shape whose members have the same names in the API."""
    return {**{name: name for name in names}, **members}


_MESSAGE: Shape = _same(
    customPayload=("customPayload", _same("value")),
    imageResponseCard=(
        "imageResponseCard",
        _same("imageUrl", "subtitle", "title", buttons=("buttons", _same("text", "value"))),
    ),
    plainTextMessage=("plainTextMessage", _same("value")),
    ssmlMessage=("ssmlMessage", _same("value")),
)
_RESPONSE: Shape = _same(
    "allowInterrupt",
    messageGroups=("messageGroups", _same(message=("message", _MESSAGE), variations=("variations", _MESSAGE))),
)


class Bot(ResourceType):
    """A bot; its id is the bot's."""

    token = "aws:lex/v2modelsBot:V2modelsBot"
    declared_by = ("lex", "V2modelsBot")
    service = "lexv2-models"
    properties: ClassVar = {
        "dataPrivacies": Property("dataPrivacy", _same("childDirected")),
        "description": Property("description"),
        "idleSessionTtlInSeconds": Property("idleSessionTTLInSeconds"),
        "members": Property(
            "botMembers",
            {
                "aliasId": "botMemberAliasId",
                "aliasName": "botMemberAliasName",
                "id": "botMemberId",
                "name": "botMemberName",
                "version": "botMemberVersion",
            },
        ),
        "name": Property("botName", replace=True, computed=True),
        "roleArn": Property("roleArn"),
        "testBotAliasTags": Property(from_aws=False),
        "type": Property("botType", computed=True),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable("arn", "name", "type")
    auto_name = AutoName()
    tagging = Tagging("tag_resource", "untag_resource", "resourceARN", "arn", "tags", "tagKeys", pair=None)
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        tags = {"botTags": want.get("tagsAll"), "testBotAliasTags": want.get("testBotAliasTags")}
        given = {member: value for member, value in tags.items() if value}
        return str(aws.client(self.service).create_bot(**self._request(want), **given)["botId"])

    def _request(self, want: State) -> dict[str, Member]:
        request = self.request(want)
        return {**request, "dataPrivacy": request["dataPrivacy"][0]}

    def settle(self, aws: Aws, id: str, want: State) -> None:
        _wait(lambda: aws.client(self.service).describe_bot(botId=id), "botStatus")

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        lex = aws.client(self.service)
        bot = lex.describe_bot(botId=id)
        arn = f"arn:{aws.partition}:lex:{aws.region}:{aws.account_id}:bot/{id}"
        return {
            **self.reply({**bot, "dataPrivacy": [bot["dataPrivacy"]]}),
            "arn": arn,
            "tagsAll": lex.list_tags_for_resource(resourceARN=arn).get("tags", {}),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        # The tags of the test alias go with no update: terraform-provider-aws notes their change, and makes none.
        aws.client(self.service).update_bot(botId=id, **self._request(want))
        self.settle(aws, id, want)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        lex = aws.client(self.service)
        _delete(lambda: lex.delete_bot(botId=id), lambda: lex.describe_bot(botId=id), "botStatus")


class BotLocale(ResourceType):
    """A locale of a bot's draft; its id is `<locale>,<bot>,<version>`."""

    token = "aws:lex/v2modelsBotLocale:V2modelsBotLocale"
    declared_by = ("lex", "V2modelsBotLocale")
    service = "lexv2-models"
    properties: ClassVar = {
        "botId": Property("botId", replace=True),
        "botVersion": Property("botVersion", replace=True),
        "description": Property("description"),
        "localeId": Property("localeId", replace=True),
        "nLuIntentConfidenceThreshold": Property("nluIntentConfidenceThreshold"),
        "voiceSettings": Property("voiceSettings", _same("engine", "voiceId"), computed_within=frozenset({"engine"})),
        **REGIONAL,
    }
    outputs: ClassVar = stable("name")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        locale = aws.client(self.service).create_bot_locale(**self.request(want))
        return f"{locale['localeId']},{locale['botId']},{locale['botVersion']}"

    def settle(self, aws: Aws, id: str, want: State) -> None:
        _wait(lambda: aws.client(self.service).describe_bot_locale(**_locale(id)), "botLocaleStatus")

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        locale = aws.client(self.service).describe_bot_locale(**_locale(id))
        return {**self.reply(locale), "name": locale["localeName"]}

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        aws.client(self.service).update_bot_locale(**self.request(want))
        self.settle(aws, id, want)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        lex, locale = aws.client(self.service), _locale(id)
        _delete(lambda: lex.delete_bot_locale(**locale), lambda: lex.describe_bot_locale(**locale), "botLocaleStatus")


class Intent(ResourceType):
    """An intent of a locale; its id is `<intent>:<bot>:<version>:<locale>`."""

    token = "aws:lex/v2modelsIntent:V2modelsIntent"
    declared_by = ("lex", "V2modelsIntent")
    service = "lexv2-models"
    properties: ClassVar = {
        "botId": Property("botId", replace=True),
        # There are no intents but in the draft. terraform-provider-aws plans to update another version, and does nothing.
        "botVersion": Property("botVersion", replace=True),
        "closingSetting": Property(
            "intentClosingSetting", _same("active", closingResponse=("closingResponse", _RESPONSE))
        ),
        "description": Property("description"),
        "dialogCodeHook": Property("dialogCodeHook", _same("enabled")),
        "fulfillmentCodeHook": Property("fulfillmentCodeHook", _same("active", "enabled")),
        "initialResponseSetting": Property(
            "initialResponseSetting", _same(initialResponse=("initialResponse", _RESPONSE))
        ),
        "inputContexts": Property("inputContexts", _same("name")),
        "localeId": Property("localeId", replace=True),
        "name": Property("intentName", computed=True),
        "outputContexts": Property("outputContexts", _same("name", "timeToLiveInSeconds", "turnsToLive")),
        "parentIntentSignature": Property("parentIntentSignature"),
        "sampleUtterances": Property("sampleUtterances", _same("utterance")),
        **REGIONAL,
    }
    outputs: ClassVar = {
        **stable("creationDateTime", "intentId"),
        "lastUpdatedDateTime": changes_with(*(name for name, known in properties.items() if not known.replace)),
        "name": changes_with("name"),
    }
    auto_name = AutoName()
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        intent = aws.client(self.service).create_intent(**self.request(want))
        return ":".join(intent[member] for member in ("intentId", "botId", "botVersion", "localeId"))

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        intent = aws.client(self.service).describe_intent(**_intent(id))
        times = {
            name: intent[name].strftime("%Y-%m-%dT%H:%M:%SZ") for name in ("creationDateTime", "lastUpdatedDateTime")
        }
        return {**self.reply(intent), **times, "intentId": intent["intentId"]}

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        aws.client(self.service).update_intent(**{**self.request(want), **_intent(id)})

    def delete(self, aws: Aws, id: str, state: State) -> None:
        _unless_missing(lambda: aws.client(self.service).delete_intent(**_intent(id)))


class BotVersion(ResourceType):
    """A version of a bot; its id is `<bot>,<version>`."""

    token = "aws:lex/v2modelsBotVersion:V2modelsBotVersion"
    declared_by = ("lex", "V2modelsBotVersion")
    service = "lexv2-models"
    properties: ClassVar = {
        "botId": Property("botId", replace=True),
        "botVersion": Property("botVersion", replace=True, computed=True),
        "description": Property("description", replace=True),
        "localeSpecification": Property(replace=True, from_aws=False),
        **REGIONAL,
    }
    outputs: ClassVar = stable("botVersion")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        version = aws.client(self.service).create_bot_version(
            **self.request(want, ("botId", "description")), botVersionLocaleSpecification=want["localeSpecification"]
        )
        return f"{version['botId']},{version['botVersion']}"

    def settle(self, aws: Aws, id: str, want: State) -> None:
        _wait(lambda: aws.client(self.service).describe_bot_version(**_version(id)), "botStatus")

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        return self.reply(aws.client(self.service).describe_bot_version(**_version(id)))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        lex, version = aws.client(self.service), _version(id)
        _delete(lambda: lex.delete_bot_version(**version), lambda: lex.describe_bot_version(**version), "botStatus")


def _locale(id: str) -> dict[str, str]:
    return _parts(id, ",", "localeId", "botId", "botVersion")


def _intent(id: str) -> dict[str, str]:
    return _parts(id, ":", "intentId", "botId", "botVersion", "localeId")


def _version(id: str) -> dict[str, str]:
    return _parts(id, ",", "botId", "botVersion")


def _parts(id: str, separator: str, *members: str) -> dict[str, str]:
    parts = id.split(separator)
    if len(parts) != len(members):
        raise RefusedError(f"the id {id} is not of the form {separator.join(members)}.")
    return dict(zip(members, parts, strict=True))


def _wait(describe: Callable[[], State], status: str) -> None:
    """Wait until what is under way is done."""
    for _ in range(int(_SECONDS / _SECONDS_BETWEEN)):
        found = describe()
        if found[status] == "Failed":
            raise RefusedError(f"it failed: {' '.join(found.get('failureReasons', []))}")
        if found[status] not in _UNDER_WAY:
            return
        time.sleep(_SECONDS_BETWEEN)
    raise RefusedError(f"it was still {found[status]} after {_SECONDS} seconds.")


def _delete(delete: Callable[[], object], describe: Callable[[], State], status: str) -> None:
    """Delete something, and wait until it is gone."""
    _unless_missing(delete)
    try:
        _wait(describe, status)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise


def _unless_missing(delete: Callable[[], object]) -> None:
    try:
        delete()
    except ClientError as error:
        # As terraform-provider-aws tells that there is nothing to delete.
        said = error.response["Error"]
        if said["Code"] != "PreconditionFailedException" or "does not exist" not in said["Message"]:
            raise


TYPES = (Bot, BotLocale, Intent, BotVersion)
