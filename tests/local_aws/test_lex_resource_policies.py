"""Resource policies of bots and aliases of Amazon Lex V2, by boto3."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.lex import Lex, alias_arn, bot_arn

if TYPE_CHECKING:
    from tests.local_aws.clients import Clients, Refused

STATEMENT: dict[str, Any] = {
    "Sid": "chime",
    "Effect": "Allow",
    "Principal": {"Service": "messaging.chime.amazonaws.com"},
    "Action": ["lex:PutSession"],
    "Resource": "*",
}


def document(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def described(lex: Lex, arn: str) -> tuple[Any, str]:
    reply = lex.models.describe_resource_policy(resourceArn=arn)
    assert reply["resourceArn"] == arn
    return json.loads(reply["policy"]), reply["revisionId"]


def test_lifecycle(lex: Lex, refused: Refused) -> None:
    bot_id = lex.bot()
    for arn in (alias_arn(bot_id), alias_arn(bot_id, lex.alias(bot_id)), bot_arn(bot_id)):
        created = lex.models.create_resource_policy(resourceArn=arn, policy=document(STATEMENT))
        assert (created["resourceArn"], created["revisionId"]) == (arn, "1")
        assert described(lex, arn) == ({"Version": "2012-10-17", "Statement": [STATEMENT]}, "1")
        with refused("PreconditionFailedException", "has a resource policy already"):
            lex.models.create_resource_policy(resourceArn=arn, policy=document(STATEMENT))

        denied = STATEMENT | {"Effect": "Deny"}
        updated = lex.models.update_resource_policy(resourceArn=arn, policy=document(denied), expectedRevisionId="1")
        assert updated["revisionId"] == "2"
        assert described(lex, arn)[0]["Statement"] == [denied]
        for change in (
            lambda **of: lex.models.update_resource_policy(policy=document(STATEMENT), **of),
            lex.models.delete_resource_policy,
        ):
            with refused("PreconditionFailedException", "at revision 2, not at 1"):
                change(resourceArn=arn, expectedRevisionId="1")

        lex.models.delete_resource_policy(resourceArn=arn, expectedRevisionId="2")
        for call in (
            lex.models.describe_resource_policy,
            lex.models.delete_resource_policy,
            lambda **of: lex.models.update_resource_policy(policy=document(STATEMENT), **of),
        ):
            with refused("ResourceNotFoundException", "has no resource policy"):
                call(resourceArn=arn)


def test_a_policy_is_of_a_bot_or_an_alias_in_its_region(lex: Lex, aws_client: Clients, refused: Refused) -> None:
    bot_id = lex.versioned_bot()
    elsewhere = aws_client("lexv2-models", region="eu-central-1")
    for models, arn in (
        (lex.models, bot_arn("AAAAAAAAAA")),
        (lex.models, alias_arn(bot_id, "AAAAAAAAAA")),
        (elsewhere, alias_arn(bot_id)),
    ):
        for call in (models.describe_resource_policy, models.delete_resource_policy):
            with refused("ResourceNotFoundException", f"no bot alias {arn}"):
                call(resourceArn=arn)
        with refused("ResourceNotFoundException", f"no bot alias {arn}"):
            models.create_resource_policy(resourceArn=arn, policy=document(STATEMENT))


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("{]", "is not JSON"),
        ("[]", "is not a JSON object"),
        (json.dumps({"Version": "2020-01-01", "Statement": STATEMENT}), "Version"),
        ("{}", "has no Statement"),
        (document(STATEMENT | {"Effect": "allow"}), "neither Allow nor Deny"),
        (document(STATEMENT, {**STATEMENT, "Effect": "Deny"}), "same Sid"),
        (document("all"), "Statement 1 of the resource policy is not a JSON object"),
        *(
            (
                document({name: value for name, value in STATEMENT.items() if name != missing}),
                f"must have one {missing}",
            )
            for missing in ("Effect", "Principal", "Action", "Resource")
        ),
    ],
)
def test_refuses_what_is_no_policy(lex: Lex, refused: Refused, policy: str, message: str) -> None:
    arn = alias_arn(lex.bot())
    with refused("ValidationException", message):
        lex.models.create_resource_policy(resourceArn=arn, policy=policy)
    lex.models.create_resource_policy(resourceArn=arn, policy=document(STATEMENT))
    with refused("ValidationException", message):
        lex.models.update_resource_policy(resourceArn=arn, policy=policy)
    assert described(lex, arn)[1] == "1"


def test_statements(lex: Lex, refused: Refused) -> None:
    arn = alias_arn(lex.bot())
    condition = {"StringEquals": {"AWS:SourceAccount": "123456789012"}, "ArnEquals": {"AWS:SourceArn": arn}}
    statement: dict[str, Any] = {
        "resourceArn": arn,
        "effect": "Allow",
        "principal": [{"service": "messaging.chime.amazonaws.com"}],
        "action": ["lex:PutSession", "lex:RecognizeText"],
    }

    def add(name: str, **members: object) -> str:
        reply = lex.models.create_resource_policy_statement(
            **({"statementId": name, "condition": condition} | statement | members)
        )
        return str(reply["revisionId"])

    with refused("PreconditionFailedException", "has no revision"):
        add("chime", expectedRevisionId="1")
    with refused("ValidationException", "aws:SourceAccount and with aws:SourceArn"):
        add("chime", condition={"ArnEquals": {"aws:SourceArn": arn}})
    both = {"service": "messaging.chime.amazonaws.com", "arn": "arn:aws:iam::123456789012:root"}
    no_principals: list[list[dict[str, str]]] = [[], [{}], [both]]
    for principal in no_principals:
        with refused("ValidationException", "principal"):
            add("chime", principal=principal)
    assert add("chime") == "1"
    with refused("ConflictException", "has a statement chime already"):
        add("chime")
    with refused("PreconditionFailedException", "at revision 1, not at 2"):
        add("root", expectedRevisionId="2")
    root = {"arn": "arn:aws:iam::123456789012:root"}
    assert add("root", principal=[root], condition={}, expectedRevisionId="1") == "2"
    chime = {
        "Sid": "chime",
        "Effect": "Allow",
        "Principal": {"Service": ["messaging.chime.amazonaws.com"]},
        "Action": ["lex:PutSession", "lex:RecognizeText"],
        "Resource": arn,
        "Condition": condition,
    }
    of_root = {name: chime[name] for name in chime if name != "Condition"}
    of_root |= {"Sid": "root", "Principal": {"AWS": [root["arn"]]}}
    assert described(lex, arn) == ({"Version": "2012-10-17", "Statement": [chime, of_root]}, "2")

    delete = lex.models.delete_resource_policy_statement
    with refused("ResourceNotFoundException", "has no statement other"):
        delete(resourceArn=arn, statementId="other")
    with refused("PreconditionFailedException", "at revision 2, not at 1"):
        delete(resourceArn=arn, statementId="chime", expectedRevisionId="1")
    delete(resourceArn=arn, statementId="chime")
    assert described(lex, arn) == ({"Version": "2012-10-17", "Statement": [of_root]}, "3")
    delete(resourceArn=arn, statementId="root")
    with refused("ResourceNotFoundException", "has no resource policy"):
        delete(resourceArn=arn, statementId="root")
