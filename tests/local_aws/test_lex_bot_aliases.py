"""Aliases of bots of Amazon Lex V2, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.local_aws.lex import Lex, alias_arn

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Refused

LOCALE_SETTINGS = {
    "en_US": {
        "enabled": True,
        "codeHookSpecification": {
            "lambdaCodeHook": {
                "lambdaARN": "arn:aws:lambda:us-east-1:123456789012:function:answer",
                "codeHookInterfaceVersion": "1.0",
            }
        },
    }
}


def describe(lex: Lex, bot_id: str, alias_id: str = "TSTALIASID") -> Any:  # noqa: ANN401  # a structure of boto3
    return lex.models.describe_bot_alias(botId=bot_id, botAliasId=alias_id)


def test_lifecycle(lex: Lex, refused: Refused) -> None:
    bot_id = lex.versioned_bot()
    created = lex.models.create_bot_alias(
        botId=bot_id,
        botAliasName="live",
        description="for guests",
        botVersion="1",
        botAliasLocaleSettings=LOCALE_SETTINGS,
        sentimentAnalysisSettings={"detectSentiment": True},
        tags={"stage": "live"},
    )
    alias_id = created["botAliasId"]
    arn = alias_arn(bot_id, alias_id)
    assert re.fullmatch(r"arn:aws:lex:us-east-1:\d{12}:bot-alias/[A-Z0-9]{10}/[A-Z0-9]{10}", arn)
    assert (created["botAliasStatus"], created["tags"]) == ("Creating", {"stage": "live"})
    of_alias = {"botId": bot_id, "botAliasId": alias_id}
    with refused("ConflictException", "is Creating, so it cannot be updated"):
        lex.models.update_bot_alias(botAliasName="live", **of_alias)
    with refused("ConflictException", "is Creating, so it cannot be deleted"):
        lex.models.delete_bot_alias(**of_alias)
    lex.settle()
    described = describe(lex, bot_id, alias_id)
    assert (described["botAliasStatus"], described["description"]) == ("Available", "for guests")
    assert described["botAliasLocaleSettings"] == LOCALE_SETTINGS
    assert described["sentimentAnalysisSettings"] == {"detectSentiment": True}
    assert lex.models.list_tags_for_resource(resourceARN=arn)["tags"] == {"stage": "live"}

    lex.version(bot_id)
    updated = lex.models.update_bot_alias(botAliasName="production", botVersion="2", **of_alias)
    assert (updated["botAliasStatus"], updated["botAliasName"], updated["botVersion"]) == (
        "Available",
        "production",
        "2",
    )
    assert not updated.keys() & {"description", "botAliasLocaleSettings", "sentimentAnalysisSettings"}
    events = describe(lex, bot_id, alias_id)["botAliasHistoryEvents"]
    assert [(event["botVersion"], "endDate" in event) for event in events] == [("1", True), ("2", False)]

    assert lex.models.delete_bot_alias(**of_alias)["botAliasStatus"] == "Deleting"
    assert describe(lex, bot_id, alias_id)["botAliasStatus"] == "Deleting"
    lex.settle()
    with refused("ResourceNotFoundException", f"does not exist: BotAlias {bot_id}/{alias_id}"):
        describe(lex, bot_id, alias_id)
    with refused("PreconditionFailedException", "Failed to retrieve resource since it does not exist"):
        lex.models.delete_bot_alias(**of_alias)
    with refused("PreconditionFailedException", "Failed to retrieve resource since it does not exist"):
        lex.models.update_bot_alias(botAliasName="live", **of_alias)
    with refused("ResourceNotFoundException", arn):
        lex.models.list_tags_for_resource(resourceARN=arn)


def test_a_name_is_unique_for_the_bot(lex: Lex, refused: Refused) -> None:
    bot_id, other_id = lex.bot("concierge"), lex.bot("porter")
    alias_id = lex.alias(bot_id, "live")
    lex.alias(other_id, "live")
    second_id = lex.alias(bot_id, "next")
    for taken in ("live", "TestBotAlias"):
        with refused("ConflictException", f"has an alias of the name {taken} already"):
            lex.alias(bot_id, taken)
        with refused("ConflictException", f"has an alias of the name {taken} already"):
            lex.models.update_bot_alias(botId=bot_id, botAliasId=second_id, botAliasName=taken)
    lex.models.delete_bot_alias(botId=bot_id, botAliasId=alias_id)
    with refused("ConflictException", "has an alias of the name live already"):
        lex.alias(bot_id, "live")
    lex.settle()
    assert lex.alias(bot_id, "live") != alias_id


def test_an_alias_needs_a_bot_and_a_version(lex: Lex, refused: Refused) -> None:
    missing, bot_id = "AAAAAAAAAA", lex.versioned_bot()
    of_missing = {"botId": missing, "botAliasId": missing}
    for call in (
        lambda: lex.alias(missing),
        lambda: lex.models.update_bot_alias(botAliasName="live", **of_missing),
        lambda: lex.models.delete_bot_alias(**of_missing),
    ):
        with refused("PreconditionFailedException", "Failed to retrieve parent resource since it does not exist"):
            call()
    with refused("ValidationException", "does not exist"):
        lex.models.list_bot_aliases(botId=missing)
    with refused("ResourceNotFoundException", "does not exist"):
        describe(lex, missing)
    with refused("PreconditionFailedException", f"does not exist: BotVersion {bot_id}/2"):
        lex.alias(bot_id, botVersion="2")
    with refused("ValidationException", "'botVersion' failed to satisfy constraint"):
        lex.alias(bot_id, botVersion="DRAFT")
    alias_id = lex.alias(bot_id)
    with refused("PreconditionFailedException", "Only the test alias can have the version DRAFT"):
        lex.models.update_bot_alias(botId=bot_id, botAliasId=alias_id, botAliasName="live", botVersion="DRAFT")
    with refused("PreconditionFailedException", f"does not exist: BotVersion {bot_id}/2"):
        lex.models.update_bot_alias(botId=bot_id, botAliasId=alias_id, botAliasName="live", botVersion="2")


def test_the_test_alias(lex: Lex, refused: Refused) -> None:
    bot_id = lex.versioned_bot()
    alias = describe(lex, bot_id)
    assert (alias["botAliasName"], alias["botVersion"], alias["botAliasStatus"]) == (
        "TestBotAlias",
        "DRAFT",
        "Available",
    )
    of_alias = {"botId": bot_id, "botAliasId": "TSTALIASID"}
    lex.models.update_bot_alias(
        botAliasName="TestBotAlias", botVersion="DRAFT", botAliasLocaleSettings=LOCALE_SETTINGS, **of_alias
    )
    assert describe(lex, bot_id)["botAliasLocaleSettings"] == LOCALE_SETTINGS
    for name, version in (("live", "DRAFT"), ("TestBotAlias", "1")):
        with refused("PreconditionFailedException", "keeps the name TestBotAlias and the version DRAFT"):
            lex.models.update_bot_alias(botAliasName=name, botVersion=version, **of_alias)
    with refused("PreconditionFailedException", "can only be deleted with the bot"):
        lex.models.delete_bot_alias(**of_alias)


def test_listing(lex: Lex) -> None:
    bot_id = lex.bot()
    ids = ["TSTALIASID", lex.alias(bot_id, "one"), lex.alias(bot_id, "two")]
    first = lex.models.list_bot_aliases(botId=bot_id, maxResults=2)
    second = lex.models.list_bot_aliases(botId=bot_id, maxResults=2, nextToken=first["nextToken"])
    summaries = first["botAliasSummaries"] + second["botAliasSummaries"]
    assert [alias["botAliasId"] for alias in summaries] == ids
    assert "nextToken" not in second


def test_a_policy_goes_with_its_alias(lex: Lex, local_aws: LocalAws) -> None:
    bot_id = lex.bot()
    alias_id = lex.alias(bot_id)
    lex.models.create_resource_policy(
        resourceArn=alias_arn(bot_id, alias_id),
        policy='{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "lex:*", "Resource": "*"}}',
    )
    assert len(local_aws.resources()["lex"]["ResourcePolicy"]) == 1
    lex.models.delete_bot_alias(botId=bot_id, botAliasId=alias_id)
    lex.settle()
    assert "ResourcePolicy" not in local_aws.resources()["lex"]


def test_a_failed_alias_can_be_deleted(lex: Lex, local_aws: LocalAws) -> None:
    bot_id = lex.bot()
    local_aws.set_faults(
        [{"kind": "failing-state-machines", "services": "lexv2-models", "operations": "CreateBotAlias"}]
    )
    alias_id = lex.alias(bot_id)
    assert describe(lex, bot_id, alias_id)["botAliasStatus"] == "Failed"
    lex.models.delete_bot_alias(botId=bot_id, botAliasId=alias_id)
    lex.settle()
    assert [alias["id"] for alias in local_aws.resources()["lex"]["BotAlias"]] == [f"{bot_id}/TSTALIASID"]
