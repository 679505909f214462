"""AppInstanceBot: a chat bot of Amazon Lex V2 that is a member of channels."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Final, Literal, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller
from .._identifier import app_instance_of
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._members import NAME_PATTERN, AppInstanceArn, Metadata, same_account, same_region
from .._model import AutoName, Immutable, Length, Model, Pattern, Problem, Values
from .._presence import delete_if_there, describe_or_gone, is_listed_inside
from .._resource import ChimeResource
from .._tags import NonEmptyTags, TaggedArguments, is_marked, read_tags, tags_with_mark, update_tags

SERVICE: Final = "chime-sdk-identity"


class InvokedByArgs(TypedDict):
    """Which messages invoke a bot."""

    standard_messages: pulumi.Input[str]
    """``AUTO`` (all in a channel with one other member, else mentions), ``ALL``, ``MENTIONS`` or ``NONE``."""
    targeted_messages: pulumi.Input[str]
    """``ALL`` or ``NONE``."""


class LexConfigurationArgs(TypedDict, total=False):
    """The Lex bot behind a bot."""

    lex_bot_alias_arn: Required[pulumi.Input[str]]
    """The ARN of the Lex V2 bot's alias, in the AppInstance's account and region."""
    locale_id: Required[pulumi.Input[str]]
    """A locale of the Lex bot, such as ``en_US``."""
    responds_to: pulumi.Input[str]
    """``STANDARD_MESSAGES``; deprecated, use `invoked_by`."""
    invoked_by: pulumi.Input[InvokedByArgs]
    """Which messages invoke the bot."""
    welcome_intent: pulumi.Input[str]
    """The intent that greets when the bot is added to a channel: letters and single underscores, 1 to 100."""


class ConfigurationArgs(TypedDict):
    """What a bot runs."""

    lex: pulumi.Input[LexConfigurationArgs]
    """The Lex bot."""


class AppInstanceBotArgs(TypedDict, total=False):
    """The arguments of an AppInstanceBot."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance. A change replaces the bot."""
    name: pulumi.Input[str]
    """The name, up to 256 characters; the logical name and seven digits by default."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    configuration: Required[pulumi.Input[ConfigurationArgs]]
    """The Lex bot, and which messages invoke it."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 50 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region, that of the AppInstance; the provider's by default. A change replaces the bot."""
    adopt: pulumi.Input[str]
    """The ARN of an existing bot to take over instead of creating one."""


class InvokedBy(Model):
    """InvokedBy of the API."""

    standard_messages: Literal["AUTO", "ALL", "MENTIONS", "NONE"]
    targeted_messages: Literal["ALL", "NONE"]


class LexConfiguration(Model):
    """LexConfiguration of the API."""

    lex_bot_alias_arn: Annotated[
        str,
        Length(15, 2048),
        Pattern(
            r"arn:aws:lex:[a-z]{2}-[a-z]+-\d{1}:\d{12}:bot-alias/[A-Z0-9]{10}/[A-Z0-9]{10}",
            "the ARN of the alias of a Lex V2 bot",
        ),
    ]
    locale_id: str
    responds_to: Literal["STANDARD_MESSAGES"] | None = None
    invoked_by: InvokedBy | None = None
    welcome_intent: Annotated[
        str | None, Length(1, 100), Pattern(r"^([A-Za-z]_?)+$", "letters, with single underscores between them")
    ] = None

    def problems(self) -> Iterator[Problem]:
        """The two ways of saying what invokes a bot, and the alias of the drafts."""
        if self.responds_to is not None and self.invoked_by is not None:
            yield Problem(("responds_to",), "is the old form of invoked_by; write one of them")
        if isinstance(self.lex_bot_alias_arn, str) and self.lex_bot_alias_arn.endswith("/TSTALIASID"):
            yield Problem(("lex_bot_alias_arn",), "is the test alias, which is not for production", warning=True)


class Configuration(Model):
    """Configuration of the API."""

    lex: LexConfiguration


class AppInstanceBotArguments(TaggedArguments):
    """AppInstanceBot's arguments, validated."""

    app_instance_arn: Annotated[AppInstanceArn, Immutable()]
    name: Annotated[str | None, Length(0, 256), NAME_PATTERN, AutoName(256, "\x20-\x7e")] = None
    metadata: Metadata = None
    configuration: Configuration
    tags: NonEmptyTags = None

    def problems(self) -> Iterator[Problem]:
        """The regions and accounts of the AppInstance and of the Lex bot."""
        yield from same_region(("app_instance_arn",), self.app_instance_arn, self.region, "the AppInstance")
        lex = self.configuration.lex if isinstance(self.configuration, Configuration) else None
        if isinstance(lex, LexConfiguration):
            alias = (("configuration", "lex", "lex_bot_alias_arn"), lex.lex_bot_alias_arn)
            yield from same_region(*alias, self.region, "the Lex bot")
            yield from same_account(*alias, self.app_instance_arn, "the Lex bot")


class AppInstanceBotLifecycle(Lifecycle[AppInstanceBotArguments]):
    """Create, Describe, Update and DeleteAppInstanceBot."""

    kind = "AppInstanceBot"
    service = SERVICE
    arguments = AppInstanceBotArguments
    shape = ("CreateAppInstanceBot",)
    has_token = True
    advice: ClassVar[Mapping[str, str]] = {
        "ForbiddenException": "AWS answers this for a missing AppInstance too; check the ARNs, the region and IAM",
    }

    def create(self, caller: Caller, arguments: AppInstanceBotArguments, intent: Intent) -> str:
        """CreateAppInstanceBot; its token makes a repetition safe."""
        reply = caller.call(
            SERVICE,
            "CreateAppInstanceBot",
            **self.request(arguments),
            Tags=tags_with_mark(arguments, intent.mark),
            ClientRequestToken=intent.token,
        )
        return str(reply["AppInstanceBotArn"])

    def made_by(self, caller: Caller, arguments: AppInstanceBotArguments, intent: Intent) -> list[str]:
        """The bots of this name in the AppInstance that carry the mark."""
        listed = caller.pages(
            SERVICE, "ListAppInstanceBots", "AppInstanceBots", AppInstanceArn=arguments.app_instance_arn
        )
        named = [str(each["AppInstanceBotArn"]) for each in listed if each.get("Name") == arguments.name]
        return [arn for arn in named if is_marked(caller, SERVICE, arn, arguments, intent.mark)]

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """DescribeAppInstanceBot."""
        reply = describe_or_gone(
            lambda: caller.call(SERVICE, "DescribeAppInstanceBot", AppInstanceBotArn=resource_id),
            lambda: self._is_listed(caller, resource_id),
        )
        if reply is None:
            return None
        return self.values(cast("Values", reply["AppInstanceBot"])) | {
            "app_instance_arn": app_instance_of(resource_id),
            "tags": read_tags(caller, SERVICE, resource_id),
        }

    def update(
        self, caller: Caller, resource_id: str, old: AppInstanceBotArguments, new: AppInstanceBotArguments
    ) -> None:
        """UpdateAppInstanceBot, which wants name and metadata always, and the tag operations."""
        changed = changed_fields(self, old, new)
        if changed & {"name", "metadata", "configuration"}:
            values = self.request(new, "name", "metadata", *(changed & {"configuration"}))
            caller.call(SERVICE, "UpdateAppInstanceBot", AppInstanceBotArn=resource_id, **{"Name": "", **values})
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteAppInstanceBot."""
        delete_if_there(
            lambda: caller.call(SERVICE, "DeleteAppInstanceBot", AppInstanceBotArn=resource_id),
            lambda: self._is_listed(caller, resource_id),
        )

    def _is_listed(self, caller: Caller, arn: str) -> bool:
        owner = app_instance_of(arn)
        return is_listed_inside(
            caller,
            owner,
            lambda: caller.pages(SERVICE, "ListAppInstanceBots", "AppInstanceBots", AppInstanceArn=owner),
            lambda found: found["AppInstanceBotArn"] == arn,
        )


class AppInstanceBot(ChimeResource, lifecycle=AppInstanceBotLifecycle()):
    """A bot of an AppInstance, backed by an alias of an Amazon Lex V2 bot.

    The alias needs a resource policy that lets ``messaging.chime.amazonaws.com`` use it: `lex.LexResourcePolicy`.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`AppInstanceBotArgs`.

    Attributes:
        arn: The ARN; also the id, and what a ChannelMembership takes.
        app_instance_arn: The ARN of the AppInstance.
        name: The name.
        metadata: The metadata.
        configuration: The Lex bot, and which messages invoke it.
        tags: All tags that are set, default tags included.

    Source: CreateAppInstanceBot; Developer guide, "Using AppInstanceBots as intelligent channel agents".
    """

    arn: pulumi.Output[str]
    app_instance_arn: pulumi.Output[str]
    name: pulumi.Output[str]
    metadata: pulumi.Output[str | None]
    configuration: pulumi.Output[ConfigurationArgs]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[AppInstanceBotArgs]
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
