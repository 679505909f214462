"""A bot of Amazon Lex V2 that talks in channels."""

from collections.abc import Iterator, Mapping
from typing import Required, TypedDict, Unpack

import pulumi

from ..providers._model import Problem
from ..providers.identity import AppInstanceBot, InvokedByArgs, LexConfigurationArgs
from ..providers.lex import LexBotAlias, LexResourcePolicy
from ..providers.messaging import ChannelMembership
from . import policies
from ._component import Component, ComponentArgs, handed_on, inside, policy_json
from ._events import Events, EventTargetsArgs, bring, event_problems
from .messaging_alerts import bot_failure_pattern


class ExistingLexBotAliasArgs(TypedDict):
    """An alias that the program, or somebody else, has made."""

    arn: pulumi.Input[str]
    """The ARN of the alias, in the account and region of the AppInstance."""


class BotAgentAliasArgs(TypedDict, total=False):
    """The alias of the Lex V2 bot: `existing`, or `bot_id` and `bot_version` of one to create.

    One that is created has the locale and nothing else. For a Lambda function that fulfils, for logs, and for several locales,
    declare a LexBotAlias and give it as `existing`.
    """

    existing: ExistingLexBotAliasArgs
    """An alias to use instead of creating one."""
    bot_id: pulumi.Input[str]
    """The id of the Lex V2 bot: 10 letters and digits. A change replaces the alias."""
    bot_version: pulumi.Input[str]
    """The number of the bot's version, such as ``1``."""


class BotAgentPolicyArgs(TypedDict, total=False):
    """The policy of the alias, which lets messaging talk to it; created by default, for this bot alone. An alias has one."""

    every_bot: bool
    """Let messaging talk to the alias for every bot of the AppInstance, which takes one policy where bots share an alias, and
    leaves no time in which the bot is there without. False by default."""
    skip: bool
    """Leave the policy to whoever manages that of the alias, and who lets it say what `policies.lex_bot_alias_policy` does;
    False by default."""


class BotAgentArgs(ComponentArgs, total=False):
    """The arguments of a BotAgent."""

    app_instance_arn: Required[pulumi.Input[str]]
    """The ARN of the AppInstance."""
    bot_alias: Required[BotAgentAliasArgs]
    """The alias of the Lex V2 bot, which answers as the version to which it points."""
    locale_id: Required[str]
    """A locale of the Lex V2 bot, such as ``en_US``."""
    display_name: pulumi.Input[str]
    """The name that users see, up to 256 characters; the logical name and seven digits by default."""
    metadata: pulumi.Input[str]
    """Up to 1,024 characters of your own; empty by default."""
    invoked_by: pulumi.Input[InvokedByArgs]
    """Which messages invoke the bot."""
    welcome_intent: pulumi.Input[str]
    """The intent that greets when the bot is added to a channel; none by default."""
    resource_policy: BotAgentPolicyArgs
    """The policy of the alias."""
    channels: Mapping[str, pulumi.Input[str]]
    """The ARNs of the channels of which it becomes a member, by names of your own; none by default."""
    chime_bearer: pulumi.Input[str]
    """For `channels`: the ARN of the user or bot on whose behalf the bot is added, best an AppInstanceAdmin, such as
    `administrator_arn` of a MessagingApp; ``chime:bearer`` of the stack's configuration by default."""
    alerts: EventTargetsArgs
    """Bring to somebody that the Lex V2 bot could not be invoked; nobody by default."""


class BotAgent(Component[BotAgentArgs], token="chime-sdk:index:BotAgent"):
    """A bot in an AppInstance, the alias of the Lex V2 bot behind it, and what lets messaging talk to that.

    Messaging may talk to the alias on behalf of this bot alone. The bot becomes a member of channels after that, so that it
    can greet.

    Args:
        name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        args: See :class:`BotAgentArgs`.

    Attributes:
        app_instance_bot_arn: The ARN of the bot in the AppInstance.
        lex_bot_alias_arn: The ARN of the alias.
        topic_arn: The ARN of the topic of the alerts, or None.
        queue_arn: The ARN of the queue of the alerts, or None.
        log_group_arn: The ARN of the log group of the alerts, or None.

    Source: Developer guide, Using AppInstanceBots as intelligent channel agents.
    """

    app_instance_bot_arn: pulumi.Output[str]
    lex_bot_alias_arn: pulumi.Output[str]
    topic_arn: pulumi.Output[str | None]
    queue_arn: pulumi.Output[str | None]
    log_group_arn: pulumi.Output[str | None]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **args: Unpack[BotAgentArgs]) -> None:
        super().__init__(name, args, opts)

    def _problems(self, arguments: BotAgentArgs) -> Iterator[Problem]:
        alias = arguments["bot_alias"]
        for name in () if "existing" in alias else ("bot_id", "bot_version"):
            if name not in alias:
                yield Problem(("bot_alias", name), "is missing; give bot_id and bot_version, or an existing alias")
        if "alerts" in arguments:
            yield from inside("alerts", event_problems(arguments["alerts"]))

    def _build(self, arguments: BotAgentArgs) -> None:
        self.lex_bot_alias_arn = self._alias(arguments)
        policy = arguments.get("resource_policy", {})
        may_be_talked_to = None
        if policy.get("every_bot"):
            every_bot = pulumi.Output.concat(arguments["app_instance_arn"], "/bot/*")
            may_be_talked_to = self._policy(every_bot, arguments)
        lex: LexConfigurationArgs = {
            "lex_bot_alias_arn": self.lex_bot_alias_arn,
            "locale_id": arguments["locale_id"],
        }
        if "invoked_by" in arguments:
            lex["invoked_by"] = arguments["invoked_by"]
        if "welcome_intent" in arguments:
            lex["welcome_intent"] = arguments["welcome_intent"]
        bot = AppInstanceBot(
            self.pulumi_resource_name,
            app_instance_arn=arguments["app_instance_arn"],
            configuration={"lex": lex},
            opts=self.child_options(may_be_talked_to),
            **handed_on({"name": arguments.get("display_name")}, "name"),
            **handed_on(arguments, "metadata", "region", "tags"),
        )
        self.app_instance_bot_arn = bot.arn
        if not policy.get("every_bot") and not policy.get("skip"):
            may_be_talked_to = self._policy(bot.arn, arguments)
        for name, channel_arn in arguments.get("channels", {}).items():
            ChannelMembership(
                self.child_name(name),
                channel_arn=channel_arn,
                member_arn=bot.arn,
                type="DEFAULT",
                opts=self.child_options(may_be_talked_to),
                **handed_on(arguments, "chime_bearer", "region"),
            )
        self._alerts(bot.arn, arguments.get("alerts"))

    def _alias(self, arguments: BotAgentArgs) -> pulumi.Output[str]:
        alias = arguments["bot_alias"]
        existing = alias.get("existing")
        if existing:
            return pulumi.Output.from_input(existing["arn"])
        created = LexBotAlias(
            self.pulumi_resource_name,
            bot_alias_locale_settings={arguments["locale_id"]: {"enabled": True}},
            opts=self.child_options(),
            **handed_on(alias, "bot_id", "bot_version"),
            **handed_on(arguments, "region", "tags"),
        )
        return created.arn

    def _policy(self, bot_arn: pulumi.Output[str], arguments: BotAgentArgs) -> LexResourcePolicy:
        return LexResourcePolicy(
            self.child_name("policy"),
            resource_arn=self.lex_bot_alias_arn,
            policy=policy_json(
                policies.lex_bot_alias_policy,
                lex_bot_alias_arn=self.lex_bot_alias_arn,
                app_instance_bot_arn=bot_arn,
            ),
            opts=self.child_options(),
            **handed_on(arguments, "region"),
        )

    def _alerts(self, bot_arn: pulumi.Output[str], alerts: EventTargetsArgs | None) -> None:
        nothing: pulumi.Output[str | None] = pulumi.Output.from_input(None)
        targets = None
        if alerts is not None:
            failures = Events("failures", "A Lex bot that could not be invoked", bot_failure_pattern(bot_arn))
            targets = bring(self, [failures], alerts)
        self.topic_arn = targets.topic_arn if targets else nothing
        self.queue_arn = targets.queue_arn if targets else nothing
        self.log_group_arn = targets.log_group_arn if targets else nothing
