"""The policy evaluator, held to what the IAM and KMS guides say: one row per rule."""

from __future__ import annotations

from typing import Any

import pytest
from chime_sdk_pulumi.local_aws.wiring.evaluation import Policy, Request, RolePrincipal, ServicePrincipal, decide

ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/writer"
BUCKET = "arn:aws:s3:::recordings"
OBJECT = f"{BUCKET}/calls/1.wav"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"
SERVICE = "messaging.chime.amazonaws.com"

Statement = dict[str, Any]


def policy(*statements: Statement, name: str = "policy", version: str = "2012-10-17") -> Policy:
    return Policy(name, {"Version": version, "Statement": list(statements)})


def allow(action: str | list[str] = "s3:PutObject", resource: str | list[str] = "*", **elements: object) -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: str = "*", resource: str = "*", **elements: object) -> Statement:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **elements}


def to_role(*policies: Policy, **request: Any) -> Request:  # noqa: ANN401  # members of Request
    boundary = request.pop("boundary", None)
    principal = RolePrincipal(ROLE, ACCOUNT, policies, boundary)
    return Request(principal, **{"action": "s3:PutObject", "resource": OBJECT, "account": ACCOUNT, **request})


def by_service(*policies: Policy, **request: Any) -> Request:  # noqa: ANN401  # members of Request
    return Request(
        ServicePrincipal(SERVICE), **{"action": "s3:PutObject", "resource": OBJECT, "policies": policies, **request}
    )


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        (allow("s3:PutObject"), True),
        (allow("S3:putobject"), True),
        (allow("s3:Put*"), True),
        (allow("s3:Put?bject"), True),
        (allow("s3:Put"), False),
        (allow("*"), True),
        (allow(["s3:GetObject", "s3:PutObject"]), True),
        (allow("s3:GetObject"), False),
        ({"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"}, True),
        ({"Effect": "Allow", "NotAction": ["s3:Get*", "s3:P*"], "Resource": "*"}, False),
    ],
)
def test_actions(statement: Statement, allowed: bool) -> None:
    assert decide(to_role(policy(statement))).allowed is allowed


@pytest.mark.parametrize(
    ("pattern", "resource", "covered"),
    [
        ("*", OBJECT, True),
        (f"{BUCKET}/*", OBJECT, True),
        (f"{BUCKET}/*/1.wav", OBJECT, True),
        (f"{BUCKET}/calls/?.wav", OBJECT, True),
        (BUCKET, OBJECT, False),
        (f"{BUCKET}/*", BUCKET, False),
        (f"{BUCKET}/Calls/1.wav", OBJECT, False),
        ("arn:aws:s3", OBJECT, True),  # an incomplete ARN is completed with wildcards
        ("arn:aws:sqs", OBJECT, False),
        ("arn:aws:kms:*:*:key/*", KEY, True),
        ("arn:aws:kms:*:key/1234", KEY, False),  # a wildcard does not reach over a colon
        ("arn:aws:*:us-east-1:123456789012:key/*", KEY, True),
        ("arn:aws:lambda:us-east-1:123456789012:*", "arn:aws:lambda:us-east-1:123456789012:function:f:live", True),
        (
            "arn:aws:lambda:us-east-1:123456789012:function:f",
            "arn:aws:lambda:us-east-1:123456789012:function:f:1",
            False,
        ),
        ("arn:aws:chime:*:123456789012:", "arn:aws:chime:us-east-1:123456789012:sma/1", False),
        (f"{BUCKET}/${{aws:PrincipalAccount}}/*", f"{BUCKET}/{ACCOUNT}/1.wav", True),
        (f"{BUCKET}/${{aws:PrincipalAccount}}/*", f"{BUCKET}/210987654321/1.wav", False),
        (
            f"{BUCKET}/${{aws:PrincipalTag/team}}/*",
            f"{BUCKET}//1.wav",
            False,
        ),  # a variable without a value fits nothing
        (f"{BUCKET}/${{aws:PrincipalTag/team, 'all'}}/*", f"{BUCKET}/all/1.wav", True),
        (f"{BUCKET}/${{*}}", f"{BUCKET}/*", True),
        (f"{BUCKET}/${{*}}", f"{BUCKET}/1.wav", False),
    ],
)
def test_resources(pattern: str, resource: str, covered: bool) -> None:
    context = {"aws:principalaccount": (ACCOUNT,)}
    given = to_role(policy(allow("*", pattern)), resource=resource, context=context)
    assert decide(given).allowed is covered
    statement = {"Effect": "Allow", "Action": "*", "NotResource": pattern}
    assert decide(to_role(policy(statement), resource=resource, context=context)).allowed is not covered


def test_older_version_has_no_variables() -> None:
    pattern, context = f"{BUCKET}/${{aws:PrincipalAccount}}", {"aws:principalaccount": (ACCOUNT,)}
    old = policy(allow("*", pattern), version="2008-10-17")
    assert not decide(to_role(old, resource=f"{BUCKET}/{ACCOUNT}", context=context)).allowed
    assert decide(to_role(old, resource=pattern, context=context)).allowed


A, B, NONE = ("a",), ("a", "b"), ()
VALUE, OTHER = "arn:aws:chime:us-east-1:123456789012:sma/1", "arn:aws:chime:eu-central-1:123456789012:sma/1"


@pytest.mark.parametrize(
    ("operator", "expected", "actual", "holds"),
    [
        ("StringEquals", "a", A, True),
        ("StringEquals", ["b", "a"], A, True),
        ("StringEquals", "A", A, False),
        ("StringEquals", "*", A, False),
        ("StringEquals", "a", NONE, False),
        ("StringEqualsIfExists", "a", NONE, True),
        ("StringEqualsIfExists", "b", A, False),
        ("StringNotEquals", "b", A, True),
        ("StringNotEquals", ["b", "a"], A, False),
        ("StringNotEquals", "a", NONE, True),
        ("StringNotEqualsIfExists", "a", NONE, True),
        ("StringEqualsIgnoreCase", "A", A, True),
        ("StringNotEqualsIgnoreCase", "A", A, False),
        ("StringLike", "?", A, True),
        ("StringLike", "kinesis.*.amazonaws.com", ("kinesis.us-east-1.amazonaws.com",), True),
        ("StringLike", "b*", A, False),
        ("StringNotLike", "b*", A, True),
        ("StringNotLike", "a*", A, False),
        ("ArnEquals", VALUE, (VALUE,), True),
        ("ArnEquals", "arn:aws:chime:*:123456789012:*", (VALUE,), True),
        ("ArnLike", "arn:aws:chime:*:123456789012:*", (OTHER,), True),
        ("ArnLike", "arn:aws:chime:*:123456789012:", (OTHER,), False),
        ("ArnLike", "arn:aws:chime:*", (VALUE,), False),  # each of the six parts is compared
        ("ArnLike", VALUE, NONE, False),
        ("ArnLikeIfExists", VALUE, NONE, True),
        ("ArnNotLike", VALUE, (OTHER,), True),
        ("ArnNotEquals", "arn:aws:chime:*:*:*", (OTHER,), False),
        ("ArnNotEquals", VALUE, NONE, True),
        ("Bool", "true", ("true",), True),
        ("Bool", True, ("true",), True),
        ("Bool", "TRUE", ("true",), True),
        ("Bool", "false", ("true",), False),
        ("Bool", "false", NONE, False),
        ("BoolIfExists", "false", NONE, True),
        ("Null", "true", NONE, True),
        ("Null", True, NONE, True),
        ("Null", "true", A, False),
        ("Null", "false", A, True),
        ("Null", "false", NONE, False),
        ("NumericEquals", "1", ("1.0",), True),
        ("NumericNotEquals", "1", ("1.0",), False),
        ("NumericLessThan", "1.2", ("1.1",), True),
        ("NumericLessThan", "1.2", ("1.2",), False),
        ("NumericLessThanEquals", 1.2, ("1.2",), True),
        ("NumericGreaterThan", "10", ("9",), False),
        ("NumericGreaterThanEquals", "10", ("10",), True),
        ("NumericLessThan", "1.2", ("none",), False),
        ("DateGreaterThan", "2026-01-01T00:00:00Z", ("2026-06-01T00:00:00Z",), True),
        ("DateLessThan", "2026-01-01", ("2026-06-01T00:00:00Z",), False),
        ("DateEquals", "0", ("1970-01-01T00:00:00Z",), True),
        ("DateEquals", "yesterday", ("1970-01-01T00:00:00Z",), False),
        ("BinaryEquals", "YQ==", ("YQ==",), True),
        ("IpAddress", "203.0.113.0/24", ("203.0.113.7",), True),
        ("IpAddress", "203.0.113.0/24", ("198.51.100.7",), False),
        ("IpAddress", "203.0.113.0/24", NONE, False),
        ("NotIpAddress", "203.0.113.0/24", ("203.0.113.7",), False),
        ("NotIpAddress", "203.0.113.0/24", NONE, True),
        ("ForAllValues:StringEquals", ["a", "b", "c"], B, True),
        ("ForAllValues:StringEquals", "a", B, False),
        ("ForAllValues:StringEquals", "a", NONE, True),
        ("ForAllValues:StringNotEquals", "c", B, True),
        ("ForAllValues:StringNotEquals", "a", B, False),
        ("ForAllValues:StringLike", "?", B, True),
        ("ForAnyValue:StringEquals", "b", B, True),
        ("ForAnyValue:StringEquals", "c", B, False),
        ("ForAnyValue:StringEquals", "a", NONE, False),
        ("ForAnyValue:StringNotEquals", "a", B, True),
        ("ForAnyValue:StringNotEquals", "a", NONE, False),
        ("ForAnyValue:StringEqualsIfExists", "a", NONE, True),
        ("ForAnyValue:StringLike", "b*", B, True),
    ],
)
def test_conditions(operator: str, expected: object, actual: tuple[str, ...], holds: bool) -> None:
    statement = allow(Condition={operator: {"aws:Key": expected}})
    assert decide(to_role(policy(statement), context={"aws:key": actual})).allowed is holds
    context = {"aws:key": actual} if actual else {}
    assert decide(to_role(policy(statement), context=context)).allowed is holds


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"StringEquals": {"AWS:SOURCEACCOUNT": ACCOUNT}}, True),  # the case of a key means nothing
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:RequestedRegion": "us-east-1"}}, True),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:RequestedRegion": "eu-central-1"}}, False),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}, "Bool": {"aws:SecureTransport": "false"}}, False),
        ({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}, True),
        ({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalTag/none}"}}, False),
        ({"StringLike": {"aws:RequestedRegion": "${aws:PrincipalTag/none, 'us'}-*"}}, True),
        ({}, True),
    ],
)
def test_all_conditions_must_hold(condition: Statement, holds: bool) -> None:
    context = {
        "aws:sourceaccount": (ACCOUNT,),
        "aws:principalaccount": (ACCOUNT,),
        "aws:requestedregion": ("us-east-1",),
        "aws:securetransport": ("true",),
    }
    assert decide(to_role(policy(allow(Condition=condition)), context=context)).allowed is holds


@pytest.mark.parametrize(
    ("principal", "service_allowed", "role_allowed"),
    [
        ("*", True, True),
        ({"AWS": "*"}, True, True),
        ({"Service": SERVICE}, True, False),
        ({"Service": ["events.amazonaws.com", SERVICE]}, True, False),
        ({"Service": "chime.amazonaws.com"}, False, False),
        ({"AWS": ROLE}, False, True),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/other"}, False, False),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"}, False, False),  # a principal has no wildcards
        ({"AWS": ROOT}, False, False),  # which only lets the account's own policies decide
        ({"AWS": ACCOUNT}, False, False),
        ({"Service": SERVICE, "AWS": ROLE}, True, True),
        ({"Federated": "accounts.google.com"}, False, False),
        ("role/writer", False, False),
    ],
)
def test_principals_of_a_resource_policy(principal: object, service_allowed: bool, role_allowed: bool) -> None:
    resource = policy(allow(Principal=principal))
    assert decide(by_service(resource)).allowed is service_allowed
    assert decide(to_role(policies=(resource,))).allowed is role_allowed


@pytest.mark.parametrize(
    ("left_out", "service_denied", "role_denied"),
    [
        ({"Service": SERVICE}, False, True),
        ({"AWS": [ROLE, ROOT]}, True, False),
        ({"AWS": ROLE}, True, True),  # the account has to be named too
        ({"AWS": ROOT}, True, True),
    ],
)
def test_everybody_but(left_out: object, service_denied: bool, role_denied: bool) -> None:
    resource = policy(allow(Principal="*"), deny(NotPrincipal=left_out))
    assert decide(by_service(resource)).allowed is not service_denied
    assert decide(to_role(policies=(resource,))).allowed is not role_denied


def test_service_has_no_rights_but_the_resource_gives_them() -> None:
    assert decide(by_service()).reason == "There is no policy that would allow it."
    assert not decide(by_service(policy(allow(Principal={"AWS": ROOT})))).allowed


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ({"aws:sourceaccount": (ACCOUNT,), "aws:sourcearn": (VALUE,)}, True),
        ({"aws:sourceaccount": ("210987654321",), "aws:sourcearn": (VALUE,)}, False),
        ({"aws:sourceaccount": (ACCOUNT,), "aws:sourcearn": (OTHER,)}, False),
        ({"aws:sourceaccount": (ACCOUNT,)}, False),
        ({}, False),
    ],
)
def test_confused_deputy(source: dict[str, tuple[str, ...]], allowed: bool) -> None:
    conditions = {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": VALUE}}
    resource = policy(allow(Principal={"Service": SERVICE}, Condition=conditions))
    assert decide(by_service(resource, context=source)).allowed is allowed


@pytest.mark.parametrize(
    "denial",
    [
        deny(),
        deny("s3:*"),
        deny(Principal="*"),
        deny(Principal={"AWS": ROLE}),
        deny(Principal={"AWS": ROOT}),
        deny(Principal={"AWS": ACCOUNT}),
        deny(Condition={"Bool": {"aws:SecureTransport": "false"}}),
        deny(Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}),  # the request has none, which differs
    ],
)
def test_denial_wins(denial: Statement) -> None:
    insecure = {"aws:securetransport": ("false",)}
    own, resource = policy(allow("*")), policy(allow(Principal="*"))
    assert decide(to_role(own, policies=(resource,), context=insecure)).allowed
    denied = decide(to_role(own, policies=(resource, policy(denial, name="denial")), context=insecure))
    assert not denied.allowed
    assert denied.statement is not None
    assert (denied.statement.policy, denied.statement.index) == ("denial", 0)


@pytest.mark.parametrize(
    "denial",
    [
        deny("s3:GetObject"),
        deny("s3:*", BUCKET),
        deny(Principal={"Service": SERVICE}),
        deny(Principal={"AWS": "210987654321"}),
        deny(Condition={"Bool": {"aws:SecureTransport": "false"}}),
        {"Effect": "Deny", "NotAction": "s3:PutObject", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "NotResource": OBJECT},
    ],
)
def test_denial_of_something_else(denial: Statement) -> None:
    context = {"aws:securetransport": ("true",)}
    assert decide(to_role(policy(allow("*")), policies=(policy(denial),), context=context)).allowed


def test_boundary_limits_what_policies_allow() -> None:
    own = policy(allow("s3:*"))
    assert decide(to_role(own, boundary=policy(allow("s3:PutObject")))).allowed
    refused = decide(to_role(own, boundary=policy(allow("s3:GetObject"), name="boundary")))
    assert refused.reason == "No statement of the boundary allows it."
    assert not decide(to_role(own, boundary=policy(allow("*"), deny("s3:PutObject")))).allowed
    assert not decide(to_role(boundary=policy(allow("*")))).allowed, "a boundary gives no rights"


USE = allow("kms:Decrypt", KEY)
DELEGATES = allow("kms:*", Principal={"AWS": ROOT})
NAMES_ROLE = allow("kms:Decrypt", Principal={"AWS": ROLE})


@pytest.mark.parametrize(
    ("own", "key", "allowed"),
    [
        ([USE], [DELEGATES], True),
        ([USE], [], False),  # an identity policy alone opens no key
        ([], [DELEGATES], False),  # and to let it decide is not to allow
        ([], [NAMES_ROLE], True),
        ([USE], [allow("kms:DescribeKey", Principal={"AWS": ROOT})], False),
        ([USE], [allow("kms:*", Principal={"AWS": ACCOUNT})], True),
        ([USE], [allow("kms:*", Principal={"AWS": "210987654321"})], False),
        ([], [allow("kms:*", Principal="*", Condition={"StringEquals": {"kms:CallerAccount": ACCOUNT}})], True),
        ([USE], [allow("kms:*", Principal={"AWS": ROOT}, Condition={"Bool": {"aws:SecureTransport": "false"}})], False),
        ([USE], [DELEGATES, deny("kms:Decrypt", Principal={"AWS": ROOT})], False),
    ],
)
def test_keys_need_their_policy(own: list[Statement], key: list[Statement], allowed: bool) -> None:
    request = to_role(
        policy(*own),
        action="kms:Decrypt",
        resource=KEY,
        context={"kms:calleraccount": (ACCOUNT,), "aws:securetransport": ("true",)},
        policies=(policy(*key),),
        resource_decides=True,
    )
    assert decide(request).allowed is allowed


@pytest.mark.parametrize(
    ("own", "resource", "allowed"),
    [
        ([allow()], [allow(Principal={"AWS": ROLE})], True),
        ([allow()], [allow(Principal={"AWS": ROOT})], True),
        ([allow()], [], False),
        ([], [allow(Principal={"AWS": ROLE})], False),
        ([], [allow(Principal="*")], False),
    ],
)
def test_both_sides_must_allow_across_accounts(own: list[Statement], resource: list[Statement], allowed: bool) -> None:
    request = to_role(policy(*own), policies=(policy(*resource),), account="210987654321")
    assert decide(request).allowed is allowed


def test_decision_names_its_statement() -> None:
    resource = policy(
        allow("s3:GetObject", Principal="*"), allow(Sid="Writes", Principal={"Service": SERVICE}), name="bucket policy"
    )
    decision = decide(by_service(resource))
    assert decision.reason == "Statement Writes of the bucket policy allows it."
    assert decision.statement is not None
    assert (decision.statement.policy, decision.statement.index, decision.statement.sid) == (
        "bucket policy",
        1,
        "Writes",
    )


def test_refusal_tells_which_condition_fails() -> None:
    conditions = {"ArnLike": {"aws:SourceArn": [VALUE, "arn:aws:chime:*:*:vc/*"]}}
    resource = policy(allow(Principal={"Service": SERVICE}, Condition=conditions), name="bucket policy")
    other = decide(by_service(resource, context={"aws:sourcearn": (OTHER,)}))
    assert other.statement is None
    assert other.reason == (
        "No statement of the bucket policy allows it; statement 1 of the bucket policy would, "
        f"but aws:SourceArn is {OTHER}, where ArnLike wants {VALUE} or arn:aws:chime:*:*:vc/*."
    )
    assert "aws:SourceArn is not in the request" in decide(by_service(resource)).reason


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"Statement": [allow(Condition={"StringIs": {"aws:Key": "a"}})]}, "StringIs is not a condition operator."),
        (
            {"Statement": [allow(Condition={"ForSome:StringEquals": {"aws:Key": "a"}})]},
            "ForSome:StringEquals is not a condition operator.",
        ),
        ({"Statement": "none"}, "The queue policy has something that is not a statement."),
    ],
)
def test_policy_that_aws_would_not_take(document: Statement, problem: str) -> None:
    decision = decide(to_role(Policy("queue policy", document)))
    assert (decision.allowed, decision.reason) == (False, problem)


def test_single_statement_without_a_list() -> None:
    assert decide(to_role(Policy("policy", {"Statement": allow()}))).allowed
