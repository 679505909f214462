"""LexBotAlias: the name under which others use one version of an Amazon Lex V2 bot."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller, until, wait_while
from .._errors import ApiError
from .._identifier import Arn, is_arn, object_arn
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._members import same_region
from .._model import Api, ApiDefault, AutoName, Immutable, Length, Pattern, Problem, Values
from .._presence import describe_or_gone
from .._resource import ChimeResource
from .._tags import ManyTags, TaggedArguments, is_marked, is_marked_by_stack, marked_tags, read_tags, update_tags
from ._lex import SERVICE, LexStructure, is_missing
from .conversation_log_settings import ConversationLogSettings, ConversationLogSettingsArgs

IN_THE_WAY: Final = frozenset({"ConflictException", "PreconditionFailedException", "ResourceInUseException"})
"""What AWS says when an alias, or another one, is not in a state in which it can be created, changed or deleted."""


class LambdaCodeHookArgs(TypedDict):
    """The Lambda function of a locale."""

    lambda_arn: pulumi.Input[str]
    """The ARN of the function, a version or an alias of it; in the bot's region."""
    code_hook_interface_version: pulumi.Input[str]
    """The version of what Lex and the function say to each other; ``1.0``."""


class CodeHookSpecificationArgs(TypedDict):
    """What is called during a conversation."""

    lambda_code_hook: pulumi.Input[LambdaCodeHookArgs]
    """The Lambda function."""


class BotAliasLocaleSettingsArgs(TypedDict, total=False):
    """What an alias does in one locale."""

    enabled: Required[pulumi.Input[bool]]
    """Whether the locale can be used."""
    code_hook_specification: pulumi.Input[CodeHookSpecificationArgs]
    """The Lambda function that validates and fulfils."""


class SentimentAnalysisSettingsArgs(TypedDict):
    """Whether Amazon Comprehend looks for the sentiment of utterances."""

    detect_sentiment: pulumi.Input[bool]
    """Whether it does."""


class LexBotAliasArgs(TypedDict, total=False):
    """The arguments of a LexBotAlias."""

    bot_id: Required[pulumi.Input[str]]
    """The id of the Lex V2 bot: 10 letters and digits. A change replaces the alias."""
    bot_alias_name: pulumi.Input[str]
    """The name, 1 to 100 letters and digits with single ``-`` or ``_`` between them, unique in the bot; the logical name and
    seven digits by default."""
    description: pulumi.Input[str]
    """Up to 2,000 characters; empty by default."""
    bot_version: pulumi.Input[str]
    """The number of the bot's version, such as ``1``: a Chime SDK bot needs one."""
    bot_alias_locale_settings: pulumi.Input[Mapping[str, pulumi.Input[BotAliasLocaleSettingsArgs]]]
    """What the alias does in each locale, by its id, such as ``en_US``."""
    conversation_log_settings: pulumi.Input[ConversationLogSettingsArgs]
    """Where conversations are logged; nowhere by default."""
    sentiment_analysis_settings: pulumi.Input[SentimentAnalysisSettingsArgs]
    """Whether the sentiment of utterances is looked for; it is not by default."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 200 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region, that of the bot; the provider's by default. A change replaces the alias."""
    adopt: pulumi.Input[str]
    """The ARN, or the id in the bot, of an existing alias to take over instead of creating one."""


class LambdaCodeHook(LexStructure):
    """LambdaCodeHook of the API."""

    lambda_arn: Annotated[
        str,
        Api("lambdaARN"),
        Length(20, 2048),
        Pattern(
            r"arn:aws:lambda:[a-z]+-[a-z]+-[0-9]:[0-9]{12}:function:[a-zA-Z0-9-_]+"
            r"(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?(:[a-zA-Z0-9-_]+)?",
            "the ARN of a Lambda function in the aws partition",
        ),
    ]
    code_hook_interface_version: Annotated[str, Length(1, 5)]


class CodeHookSpecification(LexStructure):
    """CodeHookSpecification of the API."""

    lambda_code_hook: LambdaCodeHook


class BotAliasLocaleSettings(LexStructure):
    """BotAliasLocaleSettings of the API."""

    enabled: bool
    code_hook_specification: CodeHookSpecification | None = None


class SentimentAnalysisSettings(LexStructure):
    """SentimentAnalysisSettings of the API."""

    detect_sentiment: bool


class LexBotAliasArguments(TaggedArguments):
    """LexBotAlias's arguments, validated."""

    camel_case = True

    bot_id: Annotated[
        str, Length(10, 10), Pattern("^[0-9a-zA-Z]+$", "the id of a Lex V2 bot, letters and digits"), Immutable()
    ]
    bot_alias_name: Annotated[
        str | None,
        Length(1, 100),
        Pattern("^([0-9a-zA-Z][_-]?){1,100}$", "letters and digits, with single _ or - between them"),
        AutoName(100, "0-9a-zA-Z", single_hyphens=True),
    ] = None
    description: Annotated[str | None, Length(0, 2000)] = None
    bot_version: Annotated[str | None, Length(1, 5), Pattern("^[0-9]+$", "the number of a version of the bot")] = None
    bot_alias_locale_settings: Annotated[dict[str, BotAliasLocaleSettings] | None, Length(1)] = None
    conversation_log_settings: ConversationLogSettings | None = None
    sentiment_analysis_settings: Annotated[
        SentimentAnalysisSettings | None, ApiDefault({"detect_sentiment": False})
    ] = None
    tags: ManyTags = None

    def problems(self) -> Iterator[Problem]:
        """The region of the functions."""
        locales = self.bot_alias_locale_settings if isinstance(self.bot_alias_locale_settings, dict) else {}
        for locale, settings in locales.items():
            hooks = settings.code_hook_specification if isinstance(settings, BotAliasLocaleSettings) else None
            function = hooks.lambda_code_hook if isinstance(hooks, CodeHookSpecification) else None
            if isinstance(function, LambdaCodeHook):
                at = ("bot_alias_locale_settings", locale, "code_hook_specification", "lambda_code_hook", "lambda_arn")
                yield from same_region(at, function.lambda_arn, self.region, "the Lambda function")


class LexBotAliasLifecycle(Lifecycle[LexBotAliasArguments]):
    """Create, Describe, Update and DeleteBotAlias."""

    kind = "LexBotAlias"
    service = SERVICE
    arguments = LexBotAliasArguments
    in_the_way = IN_THE_WAY
    shape = ("CreateBotAlias",)
    object_path = "bot-alias/"
    advice: ClassVar[Mapping[str, str]] = {
        "ConflictException": "another alias of the bot has this name, or the alias is being changed, or is in use",
        "PreconditionFailedException": "check that the bot and its version exist, that no other alias of the bot has this name, "
        "and that no bot network uses the alias",
        "ResourceInUseException": "take the alias out of the bot networks that use it, then delete it",
    }

    def create(self, caller: Caller, arguments: LexBotAliasArguments, intent: Intent) -> str:
        """CreateBotAlias, which has no token: a lost reply is resolved by looking for the name and the mark."""
        # A bot that was created a moment ago may not be visible yet, nor a deleted alias of this name be gone.
        reply = until(
            lambda: caller.call(
                SERVICE, "CreateBotAlias", **self.request(arguments), tags=marked_tags(arguments, intent.mark)
            ),
            lambda error: (
                is_missing(error)
                or (error.code in IN_THE_WAY and "Deleting" in self._named(caller, arguments).values())
            ),
        )
        return self._arn(caller, arguments.bot_id, str(reply["botAliasId"]))

    def made_by(self, caller: Caller, arguments: LexBotAliasArguments, intent: Intent) -> list[str]:
        """The alias of this name in the bot, if it carries the mark."""
        there = self._there(caller, arguments)
        return [arn for arn in there if is_marked(caller, SERVICE, arn, arguments, intent.mark)]

    def left_by_predecessor(self, caller: Caller, arguments: LexBotAliasArguments, intent: Intent) -> str | None:
        """The alias of this name in the bot, if it carries a mark of this stack."""
        there = self._there(caller, arguments)
        return next((arn for arn in there if is_marked_by_stack(caller, SERVICE, arn, intent.stack)), None)

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeBotAlias and its tags; what is being deleted is as good as gone."""
        alias = self._describe(caller, resource_id)
        if alias is None or alias.get("botAliasStatus") == "Deleting":
            return None
        return self.values(alias) | {"tags": read_tags(caller, SERVICE, resource_id)}

    def update(self, caller: Caller, resource_id: str, old: LexBotAliasArguments, new: LexBotAliasArguments) -> None:
        """UpdateBotAlias, which replaces everything but the tags and cannot yet be called for a new alias; the tag operations."""
        changed = changed_fields(self, old, new)
        if changed - {"tags", "adopt"}:
            self._wait_until_created(caller, resource_id)
            caller.call(SERVICE, "UpdateBotAlias", **self.request(new), **_alias_id(resource_id))
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteBotAlias when the alias is created, and a wait until it is gone: before that its bot cannot be deleted."""
        if self._wait_until_created(caller, resource_id) != "Deleting":
            try:
                caller.call(SERVICE, "DeleteBotAlias", **_bot_id(resource_id), **_alias_id(resource_id))
            except ApiError as error:
                if is_missing(error):
                    return
                # What repeats a call whose reply was lost is refused where that call has taken effect.
                if error.code not in IN_THE_WAY or self._status(caller, resource_id) != "Deleting":
                    error.what += self._users(caller, resource_id) if error.code in IN_THE_WAY else ""
                    raise
        wait_while(lambda: (status := self._status(caller, resource_id)) and f"the alias is {status}")

    def existing_id(self, caller: Caller, arguments: LexBotAliasArguments) -> str:
        """The id of the alias that `adopt` names, by ARN or by its id in the bot."""
        adopt = str(arguments.adopt)
        return super().existing_id(caller, arguments) if is_arn(adopt) else self._arn(caller, arguments.bot_id, adopt)

    def _arn(self, caller: Caller, bot_id: str, alias_id: str) -> str:
        return str(
            Arn(caller.partition, "lex", caller.region, caller.account, f"{self.object_path}{bot_id}/{alias_id}")
        )

    def _describe(self, caller: Caller, resource_id: str) -> Values | None:
        return describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeBotAlias", **_bot_id(resource_id), **_alias_id(resource_id))
        )

    def _status(self, caller: Caller, resource_id: str) -> str | None:
        alias = self._describe(caller, resource_id)
        return None if alias is None else str(alias.get("botAliasStatus"))

    def _users(self, caller: Caller, resource_id: str) -> str:
        """What uses an alias, as the end of a sentence."""
        alias = self._describe(caller, resource_id) or {}
        networks = [str(network["botId"]) for network in cast("list[Values]", alias.get("parentBotNetworks") or [])]
        return f": it belongs to the bot networks {', '.join(networks)}" if networks else ""

    def _wait_until_created(self, caller: Caller, resource_id: str) -> str | None:
        """Wait while an alias is being created; its status then, or None if it is gone."""
        status: str | None = None

        def late() -> str | None:
            nonlocal status
            status = self._status(caller, resource_id)
            return "the alias is still being created" if status == "Creating" else None

        wait_while(late)
        return status

    def _there(self, caller: Caller, arguments: LexBotAliasArguments) -> list[str]:
        """The ARNs of the aliases of this name in the bot that are not being deleted."""
        try:
            named = self._named(caller, arguments)
        except ApiError as error:
            if is_missing(error):
                return []
            raise
        return [arn for arn, status in named.items() if status != "Deleting"]

    def _named(self, caller: Caller, arguments: LexBotAliasArguments) -> dict[str, str]:
        """The statuses of the aliases of this name in the bot, by ARN."""
        return {
            self._arn(caller, arguments.bot_id, str(each["botAliasId"])): str(each.get("botAliasStatus"))
            for each in caller.pages(SERVICE, "ListBotAliases", "botAliasSummaries", botId=arguments.bot_id)
            if each.get("botAliasName") == arguments.bot_alias_name
        }


def _bot_id(resource_id: str) -> dict[str, str]:
    return {"botId": object_arn(resource_id).resource.split("/")[1]}


def _alias_id(resource_id: str) -> dict[str, str]:
    return {"botAliasId": object_arn(resource_id).name}


class LexBotAlias(ChimeResource, lifecycle=LexBotAliasLifecycle()):
    """An alias of an Amazon Lex V2 bot, which pulumi-aws lacks: an AppInstanceBot names it, and so gets one version of the bot.

    Messaging may use it when a `LexResourcePolicy` lets it.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`LexBotAliasArgs`.

    Attributes:
        arn: The ARN; also the id, and what an AppInstanceBot and a LexResourcePolicy take.
        bot_alias_id: The id in the bot.
        bot_id: The id of the bot.
        bot_alias_name: The name.
        description: The description.
        bot_version: The version of the bot.
        bot_alias_locale_settings: What the alias does in each locale.
        conversation_log_settings: Where conversations are logged.
        sentiment_analysis_settings: Whether the sentiment of utterances is looked for.
        tags: All tags that are set, default tags included.

    Source: CreateBotAlias of the Lex V2 API; Developer guide, "Creating an Amazon Lex V2 bot".
    """

    arn: pulumi.Output[str]
    bot_alias_id: pulumi.Output[str]
    bot_id: pulumi.Output[str]
    bot_alias_name: pulumi.Output[str]
    description: pulumi.Output[str | None]
    bot_version: pulumi.Output[str | None]
    bot_alias_locale_settings: pulumi.Output[dict[str, BotAliasLocaleSettingsArgs] | None]
    conversation_log_settings: pulumi.Output[ConversationLogSettingsArgs | None]
    sentiment_analysis_settings: pulumi.Output[SentimentAnalysisSettingsArgs | None]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[LexBotAliasArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
        self.bot_alias_id = self._from_id("{}")
