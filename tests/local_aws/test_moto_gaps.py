"""What moto forgets of Lambda functions, log groups, and the pools of Cognito."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.local_aws.clients import Client, Clients

    Described = Callable[[], list[dict[str, str]]]

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
PROVIDER = "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"
UNCONFIGURED = {"LogFormat": "Text", "LogGroup": "/aws/lambda/answer"}


@pytest.fixture
def functions(aws_client: Clients, create_function: Callable[[str, str], str]) -> Client:
    """A client, and the function `answer`."""
    create_function("answer", "us-east-1")
    return aws_client("lambda")


@pytest.fixture
def described(functions: Client) -> Described:
    """What each operation that describes the function says about its logging."""

    def by_all() -> list[dict[str, str]]:
        replies = [
            functions.get_function(FunctionName="answer")["Configuration"],
            functions.get_function_configuration(FunctionName="answer"),
            *functions.list_functions()["Functions"],
        ]
        return [reply["LoggingConfig"] for reply in replies]

    return by_all


def test_logging_that_nobody_configured(described: Described) -> None:
    assert described() == [UNCONFIGURED] * 3


def test_logging_changes_one_by_one(functions: Client, described: Described) -> None:
    def change(**members: str) -> object:
        reply = functions.update_function_configuration(FunctionName="answer", LoggingConfig=members)
        assert described() == [reply["LoggingConfig"]] * 3
        return reply["LoggingConfig"]

    levels = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
    assert change(LogGroup="/answers") == UNCONFIGURED | {"LogGroup": "/answers"}
    assert change(LogFormat="JSON") == {"LogFormat": "JSON", "LogGroup": "/answers"} | levels
    levels["SystemLogLevel"] = "WARN"
    assert change(SystemLogLevel="WARN") == {"LogFormat": "JSON", "LogGroup": "/answers"} | levels
    assert change(LogFormat="Text") == {"LogFormat": "Text", "LogGroup": "/answers"}
    functions.update_function_configuration(FunctionName="answer", Timeout=20)
    assert change() == {"LogFormat": "Text", "LogGroup": "/answers"}


def test_a_version_keeps_its_own_logging(functions: Client) -> None:
    functions.update_function_configuration(FunctionName="answer", LoggingConfig={"LogGroup": "/first"})
    assert functions.publish_version(FunctionName="answer")["LoggingConfig"]["LogGroup"] == "/first"
    functions.update_function_configuration(FunctionName="answer", LoggingConfig={"LogGroup": "/second"})
    versions = functions.list_versions_by_function(FunctionName="answer")["Versions"]
    assert {version["Version"]: version["LoggingConfig"]["LogGroup"] for version in versions} == {
        "$LATEST": "/second",
        "1": "/first",
    }


def test_the_key_of_a_log_group_changes(aws_client: Clients) -> None:
    logs = aws_client("logs")
    logs.create_log_group(logGroupName="/calls")
    logs.associate_kms_key(logGroupName="/calls", kmsKeyId=KEY)
    assert logs.describe_log_groups()["logGroups"][0]["kmsKeyId"] == KEY
    logs.disassociate_kms_key(logGroupName="/calls")
    assert "kmsKeyId" not in logs.describe_log_groups()["logGroups"][0]
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.associate_kms_key(logGroupName="/elsewhere", kmsKeyId=KEY)


@pytest.fixture
def identity_pools(aws_client: Clients) -> Client:
    """A client of identity pools."""
    return aws_client("cognito-identity")


@pytest.fixture
def identity_pool(identity_pools: Client) -> str:
    """The id of an identity pool."""
    pool = identity_pools.create_identity_pool(
        IdentityPoolName="chat",
        AllowUnauthenticatedIdentities=False,
        AllowClassicFlow=True,
        DeveloperProviderName="example",
        IdentityPoolTags={"team": "blue"},
    )
    assert pool["AllowClassicFlow"] is True
    return str(pool["IdentityPoolId"])


def test_an_update_of_an_identity_pool_sets_all_but_the_developers_name_and_the_tags(
    identity_pools: Client, identity_pool: str
) -> None:
    first, second = [{"ProviderName": PROVIDER, "ClientId": client} for client in ("web", "app")]
    given = {"IdentityPoolId": identity_pool, "AllowUnauthenticatedIdentities": False}
    identity_pools.update_identity_pool(**given, IdentityPoolName="chat", CognitoIdentityProviders=[first, second])
    updated = identity_pools.update_identity_pool(**given, IdentityPoolName="talk", SamlProviderARNs=[KEY])
    described = identity_pools.describe_identity_pool(IdentityPoolId=identity_pool)
    assert updated | {"ResponseMetadata": {}} == described | {"ResponseMetadata": {}}
    assert described["IdentityPoolName"] == "talk"
    assert described["SamlProviderARNs"] == [KEY]
    assert described["CognitoIdentityProviders"] == []
    assert described["AllowClassicFlow"] is False
    assert described["DeveloperProviderName"] == "example"
    assert described["IdentityPoolTags"] == {"team": "blue"}


def test_the_roles_of_an_identity_pool_are_set_at_once(identity_pools: Client, identity_pool: str) -> None:
    def roles() -> object:
        reply = identity_pools.get_identity_pool_roles(IdentityPoolId=identity_pool)
        return reply["Roles"], reply["RoleMappings"]

    assert roles() == ({}, {})
    mapping = {PROVIDER: {"Type": "Token", "AmbiguousRoleResolution": "Deny"}}
    role = {"authenticated": "arn:aws:iam::123456789012:role/user"}
    identity_pools.set_identity_pool_roles(IdentityPoolId=identity_pool, Roles=role, RoleMappings=mapping)
    assert roles() == (role, mapping)
    identity_pools.set_identity_pool_roles(IdentityPoolId=identity_pool, Roles=role)
    assert roles() == (role, {})


def test_principal_tags_are_of_one_provider(identity_pools: Client, identity_pool: str) -> None:
    def tags(provider: str) -> object:
        pool = {"IdentityPoolId": identity_pool, "IdentityProviderName": provider}
        reply = identity_pools.get_principal_tag_attribute_map(**pool)
        return reply["UseDefaults"], reply["PrincipalTags"]

    of_provider = {"IdentityPoolId": identity_pool, "IdentityProviderName": PROVIDER}
    identity_pools.set_principal_tag_attribute_map(**of_provider, UseDefaults=False, PrincipalTags={"user": "sub"})
    assert tags(PROVIDER) == (False, {"user": "sub"})
    assert tags("example.com") == (False, {})
    identity_pools.set_principal_tag_attribute_map(**of_provider, UseDefaults=True)
    assert tags(PROVIDER) == (True, {})


def test_the_tags_of_an_identity_pool_change(identity_pools: Client, identity_pool: str) -> None:
    arn = f"arn:aws:cognito-identity:us-east-1:123456789012:identitypool/{identity_pool}"
    identity_pools.tag_resource(ResourceArn=arn, Tags={"team": "red", "cost": "1"})
    identity_pools.untag_resource(ResourceArn=arn, TagKeys=["cost", "nothing"])
    assert identity_pools.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "red"}
    assert identity_pools.describe_identity_pool(IdentityPoolId=identity_pool)["IdentityPoolTags"] == {"team": "red"}


@pytest.mark.parametrize(
    ("operation", "request_members"),
    [
        ("get_identity_pool_roles", {}),
        ("set_identity_pool_roles", {"Roles": {}}),
        ("get_principal_tag_attribute_map", {"IdentityProviderName": "example.com"}),
        ("set_principal_tag_attribute_map", {"IdentityProviderName": "example.com"}),
        ("update_identity_pool", {"IdentityPoolName": "chat", "AllowUnauthenticatedIdentities": False}),
    ],
)
def test_there_is_no_such_identity_pool(
    identity_pools: Client, identity_pool: str, operation: str, request_members: dict[str, object]
) -> None:
    identity_pools.delete_identity_pool(IdentityPoolId=identity_pool)
    with pytest.raises(identity_pools.exceptions.ResourceNotFoundException):
        getattr(identity_pools, operation)(IdentityPoolId=identity_pool, **request_members)


@pytest.fixture
def user_pools(aws_client: Clients) -> Client:
    """A client of user pools."""
    return aws_client("cognito-idp")


@pytest.fixture
def user_pool(user_pools: Client) -> str:
    """The id of a user pool."""
    pool = {"PoolName": "users", "UsernameAttributes": ["email"], "UserPoolTags": {"team": "blue"}}
    return str(user_pools.create_user_pool(**pool)["UserPool"]["Id"])


def test_an_update_of_a_user_pool_renames_it_and_leaves_alone_what_nobody_can_change(
    user_pools: Client, user_pool: str
) -> None:
    before = user_pools.describe_user_pool(UserPoolId=user_pool)["UserPool"]
    user_pools.update_user_pool(UserPoolId=user_pool, PoolName="people", AutoVerifiedAttributes=["email"])
    after = user_pools.describe_user_pool(UserPoolId=user_pool)["UserPool"]
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"Name", "AutoVerifiedAttributes", "LastModifiedDate"}
    assert (after["Name"], after["UsernameAttributes"], after["UserPoolTags"]) == (
        "people",
        ["email"],
        {"team": "blue"},
    )


def test_the_tags_of_a_user_pool_change(user_pools: Client, user_pool: str) -> None:
    arn = user_pools.describe_user_pool(UserPoolId=user_pool)["UserPool"]["Arn"]
    user_pools.tag_resource(ResourceArn=arn, Tags={"team": "red", "cost": "1"})
    user_pools.untag_resource(ResourceArn=arn, TagKeys=["cost", "nothing"])
    assert user_pools.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "red"}
    assert user_pools.describe_user_pool(UserPoolId=user_pool)["UserPool"]["UserPoolTags"] == {"team": "red"}


def test_a_protected_user_pool_stays(user_pools: Client, user_pool: str) -> None:
    user_pools.update_user_pool(UserPoolId=user_pool, DeletionProtection="ACTIVE")
    with pytest.raises(user_pools.exceptions.InvalidParameterException, match="protection"):
        user_pools.delete_user_pool(UserPoolId=user_pool)
    user_pools.update_user_pool(UserPoolId=user_pool, DeletionProtection="INACTIVE")
    user_pools.delete_user_pool(UserPoolId=user_pool)
    with pytest.raises(user_pools.exceptions.ResourceNotFoundException):
        user_pools.update_user_pool(UserPoolId=user_pool, PoolName="people")
