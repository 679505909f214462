"""Bots of Amazon Lex V2, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from chime_sdk_pulumi.local_aws import LocalAws

from tests.local_aws.lex import ROLE, SETTINGS, Lex, alias_arn, bot_arn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.local_aws.clients import Clients, Refused


def status(lex: Lex, bot_id: str) -> str:
    return str(lex.models.describe_bot(botId=bot_id)["botStatus"])


def test_lifecycle(lex: Lex, refused: Refused) -> None:
    created = lex.models.create_bot(botName="concierge", description="Greets", botTags={"team": "web"}, **SETTINGS)
    bot_id = created["botId"]
    assert re.fullmatch(r"[A-Z0-9]{10}", bot_id)
    assert (created["botStatus"], created["botType"], created["botTags"]) == ("Creating", "Bot", {"team": "web"})
    lex.settle()
    described = lex.models.describe_bot(botId=bot_id)
    assert described["botStatus"] == "Available"
    assert {name: described[name] for name in SETTINGS} == SETTINGS

    updated = lex.models.update_bot(botId=bot_id, botName="porter", **(SETTINGS | {"idleSessionTTLInSeconds": 60}))
    assert (updated["botStatus"], updated["botName"], updated["idleSessionTTLInSeconds"]) == ("Updating", "porter", 60)
    assert "description" not in updated  # set anew like everything else
    lex.settle()
    assert status(lex, bot_id) == "Available"

    assert lex.models.delete_bot(botId=bot_id)["botStatus"] == "Deleting"
    assert status(lex, bot_id) == "Deleting"
    lex.settle()
    with refused("ResourceNotFoundException", f"does not exist: Bot {bot_id}"):
        lex.models.describe_bot(botId=bot_id)
    for change in (lex.models.delete_bot, lambda **of: lex.models.update_bot(botName="porter", **SETTINGS, **of)):
        with refused("PreconditionFailedException", "Failed to retrieve resource since it does not exist"):
            change(botId=bot_id)


def test_a_change_waits_for_the_one_before(lex: Lex, refused: Refused) -> None:
    bot_id = lex.models.create_bot(botName="concierge", **SETTINGS)["botId"]
    changes: dict[str, Callable[[], object]] = {
        "deleted": lambda: lex.models.delete_bot(botId=bot_id),
        "updated": lambda: lex.models.update_bot(botId=bot_id, botName="porter", **SETTINGS),
        "given an alias": lambda: lex.models.create_bot_alias(botId=bot_id, botAliasName="live"),
        "given a locale": lambda: lex.locale(bot_id),
        "given a version": lambda: lex.version(bot_id),
    }
    for verb, change in changes.items():
        with refused("ConflictException", f"is Creating, so it cannot be {verb}"):
            change()
    lex.settle()
    changes["updated"]()
    with refused("ConflictException", "is Updating"):
        changes["deleted"]()
    lex.settle()
    changes["deleted"]()
    with refused("ConflictException", "is Deleting"):
        changes["deleted"]()


def test_a_name_is_unique_in_account_and_region(lex: Lex, aws_client: Clients, refused: Refused) -> None:
    bot_id, other_id = lex.bot("concierge"), lex.bot("porter")
    with refused("ConflictException", "name concierge exists already"):
        lex.models.create_bot(botName="concierge", **SETTINGS)
    with refused("ConflictException", "name concierge exists already"):
        lex.models.update_bot(botId=other_id, botName="concierge", **SETTINGS)
    elsewhere = aws_client("lexv2-models", region="eu-central-1")
    assert elsewhere.create_bot(botName="concierge", **SETTINGS)["botId"] != bot_id
    assert [bot["botName"] for bot in elsewhere.list_bots()["botSummaries"]] == ["concierge"]
    lex.models.delete_bot(botId=bot_id)
    lex.settle()
    assert lex.bot("concierge") != bot_id


def test_a_bot_with_an_alias_is_in_use(lex: Lex, local_aws: LocalAws, refused: Refused) -> None:
    bot_id = lex.versioned_bot()
    alias_id = lex.alias(bot_id, botVersion="1")
    with refused("ConflictException", "in use by its alias live"):
        lex.models.delete_bot(botId=bot_id)
    lex.models.delete_bot_alias(botId=bot_id, botAliasId=alias_id)
    with refused("ConflictException", "in use by its alias live"):
        lex.models.delete_bot(botId=bot_id)
    lex.settle()
    lex.models.delete_bot(botId=bot_id)
    lex.settle()
    assert local_aws.resources()["lex"] == {}


def test_everything_goes_with_a_bot(lex: Lex, local_aws: LocalAws, refused: Refused) -> None:
    bot_id, other_id = lex.versioned_bot("concierge"), lex.versioned_bot("porter")
    policy = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "lex:*", "Resource": "*"}}'
    for arn in (bot_arn(bot_id), alias_arn(bot_id, lex.alias(bot_id)), alias_arn(other_id)):
        lex.models.create_resource_policy(resourceArn=arn, policy=policy)
    lex.models.delete_bot(botId=bot_id, skipResourceInUseCheck=True)
    lex.settle()
    left = {kind: [each["id"] for each in found] for kind, found in local_aws.resources()["lex"].items()}
    assert left["Bot"] == [other_id]
    assert left["BotAlias"] == [f"{other_id}/TSTALIASID"]
    assert left["BotVersion"] == [f"{other_id}/1"]
    assert left["Intent"] == [f"{other_id}/DRAFT/en_US/FALLBCKINT", f"{other_id}/1/en_US/FALLBCKINT"]
    assert left["BotLocale"] == [f"{other_id}/DRAFT/en_US", f"{other_id}/1/en_US"]
    assert left["ResourcePolicy"] == [alias_arn(other_id)]
    with refused("ResourceNotFoundException", bot_id):
        lex.models.list_tags_for_resource(resourceARN=bot_arn(bot_id))


def test_a_member_of_a_bot_network_is_in_use(lex: Lex, refused: Refused) -> None:
    bot_id = lex.versioned_bot("concierge")
    alias_id = lex.alias(bot_id, botVersion="1")
    member = {
        "botMemberId": bot_id,
        "botMemberName": "concierge",
        "botMemberAliasId": alias_id,
        "botMemberAliasName": "live",
        "botMemberVersion": "1",
    }
    network_id = lex.bot("network", botType="BotNetwork", botMembers=[member])
    with refused("ConflictException", f"in use by the bot network {network_id}"):
        lex.models.delete_bot_alias(botId=bot_id, botAliasId=alias_id)
    lex.models.delete_bot_alias(botId=bot_id, botAliasId=alias_id, skipResourceInUseCheck=True)
    lex.settle()
    with refused("ConflictException", f"in use by the bot network {network_id}"):
        lex.models.delete_bot(botId=bot_id)


def test_listing(lex: Lex) -> None:
    ids = {name: lex.bot(name) for name in ("b-two", "a-one", "c-three")}

    def names(**request: object) -> list[str]:
        found: list[str] = []
        while True:
            reply = lex.models.list_bots(maxResults=2, **request)
            found += [bot["botName"] for bot in reply["botSummaries"]]
            if "nextToken" not in reply:
                return found
            request["nextToken"] = reply["nextToken"]

    assert names() == list(ids)
    assert names(sortBy={"attribute": "BotName", "order": "Ascending"}) == sorted(ids)
    assert names(sortBy={"attribute": "BotName", "order": "Descending"}) == sorted(ids, reverse=True)
    assert names(filters=[{"name": "BotName", "values": ["-t"], "operator": "CO"}]) == ["b-two", "c-three"]
    assert names(filters=[{"name": "BotName", "values": ["a-one"], "operator": "EQ"}]) == ["a-one"]
    assert names(filters=[{"name": "BotName", "values": ["a-one"], "operator": "NE"}]) == ["b-two", "c-three"]


def test_a_token_is_good_for_its_own_listing(lex: Lex, refused: Refused) -> None:
    for name in ("one", "two"):
        lex.bot(name)
    token = lex.models.list_bots(maxResults=1)["nextToken"]
    with refused("ValidationException", "not valid for this listing"):
        lex.models.list_bots(nextToken=token, sortBy={"attribute": "BotName", "order": "Ascending"})


def test_tags(lex: Lex, refused: Refused) -> None:
    bot_id = lex.bot(botTags={"team": "web"}, testBotAliasTags={"stage": "test"})

    def tags(arn: str) -> dict[str, str]:
        found: dict[str, str] = lex.models.list_tags_for_resource(resourceARN=arn)["tags"]
        return found

    assert (tags(bot_arn(bot_id)), tags(alias_arn(bot_id))) == ({"team": "web"}, {"stage": "test"})
    lex.models.tag_resource(resourceARN=bot_arn(bot_id), tags={"team": "app", "cost": "1"})
    lex.models.untag_resource(resourceARN=bot_arn(bot_id), tagKeys=["cost", "nothing"])
    assert tags(bot_arn(bot_id)) == {"team": "app"}
    with refused("ResourceNotFoundException", "does not exist"):
        lex.models.tag_resource(resourceARN=bot_arn("AAAAAAAAAA"), tags={})
    with refused("ValidationException", "reserved"):
        lex.models.tag_resource(resourceARN=bot_arn(bot_id), tags={"aws:team": "web"})
    with refused("ValidationException", "no more than 200 tags"):
        lex.models.tag_resource(resourceARN=bot_arn(bot_id), tags={str(number): "" for number in range(200)})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"botName": "a b"}, "'botName' failed to satisfy constraint"),
        ({"idleSessionTTLInSeconds": 59}, "'idleSessionTTLInSeconds' failed to satisfy constraint"),
        ({"roleArn": ROLE.replace("role", "user")}, "'roleArn' failed to satisfy constraint"),
    ],
)
def test_requests_are_held_against_the_model(
    aws_client: Clients, refused: Refused, wrong: dict[str, object], message: str
) -> None:
    models = aws_client("lexv2-models", parameter_validation=False)
    with refused("ValidationException", message):
        models.create_bot(**({"botName": "concierge"} | SETTINGS | wrong))


def test_failing_creation(lex: Lex, local_aws: LocalAws) -> None:
    local_aws.set_faults([{"kind": "failing-state-machines", "services": "lexv2-models", "operations": "CreateBot"}])
    bot_id = lex.bot()
    described = lex.models.describe_bot(botId=bot_id)
    assert described["botStatus"] == "Failed"
    assert described["failureReasons"]
    lex.models.delete_bot(botId=bot_id)


def test_slow_creation(lex: Lex, local_aws: LocalAws) -> None:
    local_aws.set_faults([{"kind": "slow-state-machines", "services": "lexv2-models", "factor": 3}])
    bot_id = lex.bot()
    assert status(lex, bot_id) == "Creating"
    lex.settle()
    lex.settle()
    assert status(lex, bot_id) == "Available"


def test_stale_reads(lex: Lex, local_aws: LocalAws, refused: Refused) -> None:
    local_aws.set_faults([{"kind": "stale-reads", "services": "lexv2-models", "behind": 1, "count": 2}])
    bot_id = lex.bot()
    assert lex.models.list_bots()["botSummaries"] == []  # a List is a POST with this API
    with refused("ResourceNotFoundException", bot_id):
        lex.models.describe_bot(botId=bot_id)
    assert status(lex, bot_id) == "Available"


def test_errors_are_those_of_the_model(lex: Lex, local_aws: LocalAws, refused: Refused) -> None:
    client = lex.models
    local_aws.set_faults(
        [
            {"kind": "throttle", "services": "lexv2-models"},
            {"kind": "error", "services": "lexv2-models", "status": 500},
            {"kind": "error", "services": "lexv2-models", "code": "ServiceQuotaExceededException"},
        ]
    )
    with pytest.raises(client.exceptions.ThrottlingException) as throttled:
        client.list_bots()
    assert throttled.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    with pytest.raises(client.exceptions.InternalServerException, match="ordered at /_local/faults"):
        client.list_bots()
    with pytest.raises(client.exceptions.ServiceQuotaExceededException) as exceeded:
        client.list_bots()
    assert exceeded.value.response["message"] == "This fault was ordered at /_local/faults."
    local_aws.set_rate_limits({"lexv2-models": {"rate": 0.001, "burst": 1}})
    client.list_bots()
    with pytest.raises(client.exceptions.ThrottlingException):
        client.list_bots()
    with refused("NotImplementedByLocalAws", "does not emulate lexv2-models ListExports"):
        local_aws.set_rate_limits({})
        client.list_exports()


def test_everything_outlives_a_restart(tmp_path: Path, refused: Refused) -> None:
    state = tmp_path / "aws.state"
    with LocalAws(state=state) as first:
        lex = Lex(first.client("lexv2-models"), first)
        bot_id = lex.versioned_bot()
        lex.models.create_intent(
            botId=bot_id, botVersion="DRAFT", localeId="en_US", intentName="Greet", sampleUtterances=[]
        )
        alias_id = lex.models.create_bot_alias(botId=bot_id, botAliasName="live", botVersion="1")["botAliasId"]
        policy = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "lex:*", "Resource": "*"}}'
        lex.models.create_resource_policy(resourceArn=alias_arn(bot_id, alias_id), policy=policy)
        before = first.resources()["lex"]
        assert before.keys() == {"Bot", "BotAlias", "BotLocale", "BotVersion", "Intent", "ResourcePolicy"}
    with LocalAws(state=state) as second:
        assert second.resources()["lex"] == before
        models = second.client("lexv2-models")
        with refused("ConflictException", "is Creating"):
            models.delete_bot_alias(botId=bot_id, botAliasId=alias_id)
        second.advance_clock(60)
        assert models.describe_bot_alias(botId=bot_id, botAliasId=alias_id)["botAliasStatus"] == "Available"
        models.delete_bot(botId=bot_id, skipResourceInUseCheck=True)
        second.advance_clock(60)
        assert second.resources()["lex"] == {}


def test_conversations_are_not_emulated(lex: Lex, aws_client: Clients, refused: Refused) -> None:
    runtime = aws_client("lexv2-runtime")
    of_alias = {"botId": lex.bot(), "botAliasId": "TSTALIASID", "localeId": "en_US", "sessionId": "one"}
    with refused("NotImplementedByLocalAws", "does not emulate lexv2-runtime RecognizeText"):
        runtime.recognize_text(text="hello", **of_alias)
    with refused("UnknownOperationException", "No operation of Amazon Lex V2 is GET /bots/"):
        aws_client("lex-models").get_bots()
