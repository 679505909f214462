"""App instance bots and the endpoints of users, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.chat import LEX, LEX_ALIAS, Chat

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients, Refused

PINPOINT = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123456789abcdef"
INVOKED_BY = {"StandardMessages": "MENTIONS", "TargetedMessages": "ALL"}


@pytest.fixture
def chat(aws_client: Clients) -> Chat:
    return Chat(aws_client)


def test_lifecycle(chat: Chat, refused: Refused) -> None:
    identity = chat.identity
    configuration = {"Lex": LEX["Lex"] | {"InvokedBy": INVOKED_BY, "WelcomeIntent": "Hello"}}
    arn = identity.create_app_instance_bot(
        AppInstanceArn=chat.arn, Name="helper", Configuration=configuration, Tags=[{"Key": "a", "Value": "b"}]
    )["AppInstanceBotArn"]
    assert re.fullmatch(re.escape(chat.arn) + r"/bot/[0-9a-f-]{36}", arn)
    described = identity.describe_app_instance_bot(AppInstanceBotArn=arn)["AppInstanceBot"]
    assert (described["Name"], described["Configuration"]) == ("helper", configuration)
    assert identity.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "b"}]

    identity.update_app_instance_bot(AppInstanceBotArn=arn, Name="", Metadata="m")
    renamed = identity.describe_app_instance_bot(AppInstanceBotArn=arn)["AppInstanceBot"]
    assert (renamed["Name"], renamed["Metadata"], renamed["Configuration"]) == ("", "m", configuration)
    other = {"Lex": {"LexBotAliasArn": LEX_ALIAS, "LocaleId": "es_419"}}
    identity.update_app_instance_bot(AppInstanceBotArn=arn, Name="", Metadata="m", Configuration=other)
    assert identity.describe_app_instance_bot(AppInstanceBotArn=arn)["AppInstanceBot"]["Configuration"] == other
    listed = identity.list_app_instance_bots(AppInstanceArn=chat.arn)
    assert listed["AppInstanceBots"] == [{"AppInstanceBotArn": arn, "Name": "", "Metadata": "m"}]

    identity.delete_app_instance_bot(AppInstanceBotArn=arn)
    with refused("NotFoundException", arn):
        identity.describe_app_instance_bot(AppInstanceBotArn=arn)
    with refused("ForbiddenException", arn):
        identity.update_app_instance_bot(AppInstanceBotArn=arn, Name="", Metadata="")
    with refused("ForbiddenException", arn):
        identity.delete_app_instance_bot(AppInstanceBotArn=arn)


@pytest.mark.parametrize(
    ("lex", "message"),
    [
        ({"LexBotAliasArn": LEX_ALIAS.replace("us-east-1", "eu-central-1")}, "same account and Region"),
        ({"LexBotAliasArn": LEX_ALIAS.replace("123456789012", "210987654321")}, "same account and Region"),
        ({"LocaleId": "English"}, "'English' in LocaleId"),
        ({"RespondsTo": "STANDARD_MESSAGES", "InvokedBy": INVOKED_BY}, "not both"),
    ],
)
def test_refuses_configurations(chat: Chat, refused: Refused, lex: dict[str, Any], message: str) -> None:
    configuration = {"Lex": LEX["Lex"] | lex}
    with refused("BadRequestException", message):
        chat.identity.create_app_instance_bot(AppInstanceArn=chat.arn, Configuration=configuration)
    bot = chat.bot("helper")
    with refused("BadRequestException", message):
        chat.identity.update_app_instance_bot(AppInstanceBotArn=bot, Name="", Metadata="", Configuration=configuration)


def test_client_request_token(chat: Chat, refused: Refused) -> None:
    request = {"AppInstanceArn": chat.arn, "Configuration": LEX, "ClientRequestToken": "token"}
    first = chat.identity.create_app_instance_bot(**request)["AppInstanceBotArn"]
    assert chat.identity.create_app_instance_bot(**request)["AppInstanceBotArn"] == first
    with refused("ConflictException", "ClientRequestToken"):
        chat.identity.create_app_instance_bot(Name="other", **request)


def test_user_endpoints(chat: Chat, local_aws: LocalAws, refused: Refused) -> None:
    identity = chat.identity
    request = {
        "AppInstanceUserArn": chat.admin,
        "Type": "APNS",
        "ResourceArn": PINPOINT,
        "EndpointAttributes": {"DeviceToken": "device"},
        "ClientRequestToken": "token",
    }
    registered = identity.register_app_instance_user_endpoint(**request)
    assert registered["AppInstanceUserArn"] == chat.admin
    assert identity.register_app_instance_user_endpoint(**request)["EndpointId"] == registered["EndpointId"]
    with refused("ConflictException", "ClientRequestToken"):
        identity.register_app_instance_user_endpoint(**request | {"Type": "GCM"})

    key = {"AppInstanceUserArn": chat.admin, "EndpointId": registered["EndpointId"]}
    endpoint = identity.describe_app_instance_user_endpoint(**key)["AppInstanceUserEndpoint"]
    assert (endpoint["Type"], endpoint["AllowMessages"], endpoint["EndpointState"]) == (
        "APNS",
        "ALL",
        {"Status": "ACTIVE"},
    )
    identity.update_app_instance_user_endpoint(**key, Name="phone", AllowMessages="NONE")
    listed = identity.list_app_instance_user_endpoints(AppInstanceUserArn=chat.admin)["AppInstanceUserEndpoints"]
    assert [(item["Name"], item["AllowMessages"]) for item in listed] == [("phone", "NONE")]

    local_aws.set_quotas({"endpoints per app instance user": 1})
    with refused("ResourceLimitExceededException", "1 endpoints per app instance user"):
        identity.register_app_instance_user_endpoint(**request | {"ClientRequestToken": "other"})
    identity.deregister_app_instance_user_endpoint(**key)
    with refused("ForbiddenException", registered["EndpointId"]):
        identity.describe_app_instance_user_endpoint(**key)

    invalid = identity.register_app_instance_user_endpoint(**request | {"ResourceArn": chat.arn})
    state = identity.describe_app_instance_user_endpoint(**key | {"EndpointId": invalid["EndpointId"]})
    assert state["AppInstanceUserEndpoint"]["EndpointState"] == {
        "Status": "INACTIVE",
        "StatusReason": "INVALID_PINPOINT_ARN",
    }
