"""SIP media applications and SIP rules, by boto3."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws import phone_numbers
from tests.local_aws.phone_numbers import DAY, error_codes, own

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused

    CreateFunction = Callable[[str, str], str]

UUID = "11111111-2222-3333-4444-555555555555"
NUMBER = "+12065550100"
DIAL_IN = "SipMediaApplicationDialIn"


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


@pytest.fixture
def function_arn(create_function: CreateFunction) -> str:
    return create_function("answer", "us-east-1")


@pytest.fixture
def application_id(voice: Client, function_arn: str) -> str:
    application = voice.create_sip_media_application(
        AwsRegion="us-east-1", Name="ivr", Endpoints=[{"LambdaArn": function_arn}]
    )["SipMediaApplication"]
    return str(application["SipMediaApplicationId"])


@pytest.fixture
def host_name(voice: Client) -> str:
    connector = voice.create_voice_connector(Name="trunk", RequireEncryption=False)["VoiceConnector"]
    return str(connector["OutboundHostName"])


def target(application_id: str, region: str = "us-east-1", priority: int = 1) -> dict[str, Any]:
    return {"SipMediaApplicationId": application_id, "Priority": priority, "AwsRegion": region}


def invoke_statements(aws_client: Clients, function: str) -> list[dict[str, Any]]:
    policy = aws_client("lambda").get_policy(FunctionName=function)["Policy"]
    statements: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return statements


def test_application_lifecycle(
    voice: Client, function_arn: str, create_function: CreateFunction, refused: Refused
) -> None:
    created = voice.create_sip_media_application(
        AwsRegion="us-east-1",
        Name="ivr",
        Endpoints=[{"LambdaArn": function_arn}],
        Tags=[{"Key": "a", "Value": "b"}],
    )["SipMediaApplication"]
    application_id = created["SipMediaApplicationId"]
    assert created["SipMediaApplicationArn"] == f"arn:aws:chime:us-east-1:123456789012:sma/{application_id}"
    assert (created["AwsRegion"], created["Endpoints"]) == ("us-east-1", [{"LambdaArn": function_arn}])
    assert voice.get_sip_media_application(SipMediaApplicationId=application_id)["SipMediaApplication"] == created
    tags = voice.list_tags_for_resource(ResourceARN=created["SipMediaApplicationArn"])["Tags"]
    assert tags == [{"Key": "a", "Value": "b"}]

    renamed = voice.update_sip_media_application(SipMediaApplicationId=application_id, Name="menu")
    assert renamed["SipMediaApplication"]["Name"] == "menu"
    assert renamed["SipMediaApplication"]["Endpoints"] == [{"LambdaArn": function_arn}]
    other = create_function("other", "us-east-1")
    moved = voice.update_sip_media_application(SipMediaApplicationId=application_id, Endpoints=[{"LambdaArn": other}])
    assert moved["SipMediaApplication"]["Endpoints"] == [{"LambdaArn": other}]
    assert moved["SipMediaApplication"]["Name"] == "menu"
    assert voice.list_sip_media_applications()["SipMediaApplications"] == [moved["SipMediaApplication"]]

    voice.delete_sip_media_application(SipMediaApplicationId=application_id)
    with refused("NotFoundException", application_id):
        voice.get_sip_media_application(SipMediaApplicationId=application_id)
    with refused("NotFoundException", application_id):
        voice.delete_sip_media_application(SipMediaApplicationId=application_id)


@pytest.mark.parametrize(
    ("region", "function", "message"),
    [
        ("us-west-2", "arn:aws:lambda:us-east-1:123456789012:function:answer", "must be in us-west-2"),
        ("us-east-1", "arn:aws:lambda:us-east-1:123456789012:function:missing", "does not exist"),
        ("us-east-1", "arn:aws:lambda:us-east-1:123456789012:function:answer:missing", "does not exist"),
        ("us-east-1", "arn:aws:lambda:us-east-1:210987654321:function:answer", "does not exist"),
        ("eu-west-3", "arn:aws:lambda:eu-west-3:123456789012:function:answer", "not available in the Region eu-west-3"),
    ],
)
def test_refuses_functions(
    *, voice: Client, function_arn: str, refused: Refused, region: str, function: str, message: str
) -> None:
    assert function_arn
    with refused("BadRequestException", message):
        voice.create_sip_media_application(AwsRegion=region, Name="ivr", Endpoints=[{"LambdaArn": function}])


def test_refuses_endpoint_without_function(voice: Client, refused: Refused) -> None:
    with refused("BadRequestException", "LambdaArn"):
        voice.create_sip_media_application(AwsRegion="us-east-1", Name="ivr", Endpoints=[{}])


def test_service_may_invoke_the_function(aws_client: Clients, application_id: str) -> None:
    assert application_id
    (statement,) = invoke_statements(aws_client, "answer")
    assert statement["Principal"] == {"Service": "voiceconnector.chime.amazonaws.com"}
    assert statement["Action"] == "lambda:InvokeFunction"


def test_an_application_brings_the_service_linked_role(aws_client: Clients, voice: Client, application_id: str) -> None:
    iam, name = aws_client("iam"), "AWSServiceRoleForAmazonChimeVoiceConnector"
    role = iam.get_role(RoleName=name)["Role"]
    assert role["Path"] == "/aws-service-role/voiceconnector.chime.amazonaws.com/"
    statement = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert statement["Principal"] == {"Service": "voiceconnector.chime.amazonaws.com"}
    iam.delete_role(RoleName=name)
    voice.update_sip_media_application(SipMediaApplicationId=application_id, Name="ivr2")
    assert iam.get_role(RoleName=name)


@pytest.mark.parametrize("qualifier", ["live", "1"])
def test_function_may_be_an_alias_or_a_version(
    aws_client: Clients, voice: Client, function_arn: str, qualifier: str
) -> None:
    functions = aws_client("lambda")
    functions.publish_version(FunctionName="answer")
    functions.create_alias(FunctionName="answer", Name="live", FunctionVersion="1")
    endpoints = [{"LambdaArn": f"{function_arn}:{qualifier}"}]
    created = voice.create_sip_media_application(AwsRegion="us-east-1", Name="ivr", Endpoints=endpoints)
    assert created["SipMediaApplication"]["Endpoints"] == endpoints
    policy = json.loads(functions.get_policy(FunctionName="answer", Qualifier=qualifier)["Policy"])
    assert [statement["Principal"]["Service"] for statement in policy["Statement"]] == [
        "voiceconnector.chime.amazonaws.com"
    ]


def test_existing_permission_is_left_alone(aws_client: Clients, voice: Client, function_arn: str) -> None:
    aws_client("lambda").add_permission(
        FunctionName="answer",
        StatementId="mine",
        Action="lambda:InvokeFunction",
        Principal="voiceconnector.chime.amazonaws.com",
    )
    voice.create_sip_media_application(AwsRegion="us-east-1", Name="ivr", Endpoints=[{"LambdaArn": function_arn}])
    assert [statement["Sid"] for statement in invoke_statements(aws_client, "answer")] == ["mine"]


def test_rule_lifecycle(
    *, local_aws: LocalAws, voice: Client, application_id: str, host_name: str, refused: Refused
) -> None:
    created = voice.create_sip_rule(
        Name="rule",
        TriggerType="RequestUriHostname",
        TriggerValue=host_name,
        TargetApplications=[target(application_id)],
    )["SipRule"]
    rule_id = created["SipRuleId"]
    assert created["Disabled"] is False
    assert voice.get_sip_rule(SipRuleId=rule_id)["SipRule"] == created
    assert voice.list_sip_rules()["SipRules"] == [created]
    assert voice.list_sip_rules(SipMediaApplicationId=application_id)["SipRules"] == [created]
    assert voice.list_sip_rules(SipMediaApplicationId=UUID)["SipRules"] == []

    with refused("ConflictException", rule_id):
        voice.delete_sip_media_application(SipMediaApplicationId=application_id)
    with refused("ConflictException", "must be disabled"):
        voice.delete_sip_rule(SipRuleId=rule_id)

    reply = voice.update_sip_rule(SipRuleId=rule_id, Name="renamed", Disabled=True)
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert (reply["SipRule"]["Name"], reply["SipRule"]["Disabled"]) == ("renamed", True)
    assert reply["SipRule"]["TargetApplications"] == [target(application_id)]
    local_aws.advance_clock(60)
    assert voice.get_sip_rule(SipRuleId=rule_id)["SipRule"] == reply["SipRule"]

    voice.delete_sip_rule(SipRuleId=rule_id)
    voice.delete_sip_media_application(SipMediaApplicationId=application_id)
    calls: list[Callable[[], object]] = [
        lambda: voice.get_sip_rule(SipRuleId=rule_id),
        lambda: voice.update_sip_rule(SipRuleId=rule_id, Name="a"),
        lambda: voice.delete_sip_rule(SipRuleId=rule_id),
    ]
    for call in calls:
        with refused("NotFoundException", rule_id):
            call()


def test_rule_over_two_regions(
    *,
    local_aws: LocalAws,
    aws_client: Clients,
    voice: Client,
    application_id: str,
    host_name: str,
    create_function: CreateFunction,
    refused: Refused,
) -> None:
    west = aws_client("chime-sdk-voice", region="us-west-2")
    western_id = west.create_sip_media_application(
        AwsRegion="us-west-2", Name="ivr", Endpoints=[{"LambdaArn": create_function("answer", "us-west-2")}]
    )["SipMediaApplication"]["SipMediaApplicationId"]
    targets = [target(application_id), target(western_id, "us-west-2", 2)]
    rule = voice.create_sip_rule(
        Name="rule", TriggerType="RequestUriHostname", TriggerValue=host_name, TargetApplications=targets
    )["SipRule"]
    assert rule["TargetApplications"] == targets
    with refused("ConflictException", rule["SipRuleId"]):
        west.delete_sip_media_application(SipMediaApplicationId=western_id)

    voice.update_sip_rule(SipRuleId=rule["SipRuleId"], Name="rule", TargetApplications=[target(application_id)])
    local_aws.advance_clock(60)
    west.delete_sip_media_application(SipMediaApplicationId=western_id)


def test_refuses_targets(voice: Client, application_id: str, host_name: str, refused: Refused) -> None:
    trigger = {"TriggerType": "RequestUriHostname", "TriggerValue": host_name}
    for targets, message in (
        ([target(UUID)], UUID),
        ([target(application_id, "us-west-2")], "is not in us-west-2"),
        ([target(application_id), target(application_id, priority=2)], "different Region"),
        ([{"SipMediaApplicationId": application_id, "AwsRegion": "us-east-1"}], "Priority"),
    ):
        with refused("BadRequestException", message):
            voice.create_sip_rule(Name="rule", TargetApplications=targets, **trigger)
    assert voice.list_sip_rules()["SipRules"] == []


def test_refuses_triggers(
    local_aws: LocalAws, voice: Client, application_id: str, host_name: str, refused: Refused
) -> None:
    targets = [target(application_id)]
    with refused("BadRequestException", "is not the outbound host name"):
        voice.create_sip_rule(
            Name="rule",
            TriggerType="RequestUriHostname",
            TriggerValue=f"x{host_name[1:]}x",
            TargetApplications=targets,
        )
    number = {"TriggerType": "ToPhoneNumber", "TriggerValue": NUMBER}
    with refused("BadRequestException", "not in the inventory"):
        voice.create_sip_rule(Name="rule", TargetApplications=targets, **number)
    own(local_aws, NUMBER)
    with refused("BadRequestException", "is not SipMediaApplicationDialIn"):
        voice.create_sip_rule(Name="rule", TargetApplications=targets, **number)
    voice.update_phone_number(PhoneNumberId=NUMBER, ProductType=DIAL_IN)
    with refused("BadRequestException", "E.164"):
        voice.create_sip_rule(Name="rule", TargetApplications=targets, **number | {"TriggerValue": NUMBER[1:]})
    voice.create_sip_rule(Name="rule", TargetApplications=targets, **number)
    with refused("ConflictException", "already has this trigger"):
        voice.create_sip_rule(Name="second", TargetApplications=targets, **number)
    own(local_aws, "+12065550101", product_type=DIAL_IN)
    voice.delete_phone_number(PhoneNumberId="+12065550101")
    with refused("BadRequestException", "ReleaseInProgress"):
        voice.create_sip_rule(Name="third", TargetApplications=targets, **number | {"TriggerValue": "+12065550101"})


def test_an_update_of_a_rule_settles_later(
    *, local_aws: LocalAws, voice: Client, application_id: str, host_name: str, refused: Refused
) -> None:
    local_aws.set_delays({"UpdateSipRule": 30})
    created = voice.create_sip_rule(
        Name="rule",
        TriggerType="RequestUriHostname",
        TriggerValue=host_name,
        TargetApplications=[target(application_id)],
    )["SipRule"]
    rule_id = created["SipRuleId"]
    voice.update_sip_rule(SipRuleId=rule_id, Name="rule", Disabled=True)
    assert voice.get_sip_rule(SipRuleId=rule_id)["SipRule"] == created
    with refused("ConflictException", "must be disabled"):
        voice.delete_sip_rule(SipRuleId=rule_id)
    renamed = voice.update_sip_rule(SipRuleId=rule_id, Name="renamed")["SipRule"]
    assert (renamed["Name"], renamed["Disabled"]) == ("renamed", True)
    local_aws.advance_clock(60)
    assert voice.get_sip_rule(SipRuleId=rule_id)["SipRule"] == renamed
    voice.delete_sip_rule(SipRuleId=rule_id)


def test_a_target_to_come_is_kept(
    *, local_aws: LocalAws, voice: Client, application_id: str, function_arn: str, host_name: str, refused: Refused
) -> None:
    second = voice.create_sip_media_application(
        AwsRegion="us-east-1", Name="second", Endpoints=[{"LambdaArn": function_arn}]
    )["SipMediaApplication"]["SipMediaApplicationId"]
    rule_id = voice.create_sip_rule(
        Name="rule",
        TriggerType="RequestUriHostname",
        TriggerValue=host_name,
        TargetApplications=[target(application_id)],
    )["SipRule"]["SipRuleId"]
    voice.update_sip_rule(SipRuleId=rule_id, Name="rule", TargetApplications=[target(second)])
    for used in (application_id, second):
        with refused("ConflictException", rule_id):
            voice.delete_sip_media_application(SipMediaApplicationId=used)
    local_aws.advance_clock(60)
    voice.delete_sip_media_application(SipMediaApplicationId=application_id)
    assert [rule["SipRuleId"] for rule in voice.list_sip_rules(SipMediaApplicationId=second)["SipRules"]] == [rule_id]


def number_rule(voice: Client, application_id: str) -> str:
    rule = voice.create_sip_rule(
        Name="rule",
        TriggerType="ToPhoneNumber",
        TriggerValue=NUMBER,
        TargetApplications=[target(application_id)],
        Disabled=True,
    )["SipRule"]
    return str(rule["SipRuleId"])


def test_a_rule_is_an_association_of_its_number(
    local_aws: LocalAws, voice: Client, application_id: str, refused: Refused
) -> None:
    own(local_aws, NUMBER, product_type=DIAL_IN)
    local_aws.set_delays({"DeleteSipRule": 5})
    rule_id = number_rule(voice, application_id)
    (association,) = phone_numbers.get(voice, NUMBER)["Associations"]
    assert (association["Name"], association["Value"]) == ("SipRuleId", rule_id)
    listed = voice.list_phone_numbers(FilterName="SipRuleId", FilterValue=rule_id)["PhoneNumbers"]
    assert [number["E164PhoneNumber"] for number in listed] == [NUMBER]
    assert error_codes(voice.batch_delete_phone_number(PhoneNumberIds=[NUMBER])) == {
        NUMBER: "PhoneNumberAssociationsExist"
    }

    voice.delete_sip_rule(SipRuleId=rule_id)
    with refused("BadRequestException", rule_id):
        voice.delete_phone_number(PhoneNumberId=NUMBER)
    local_aws.advance_clock(6)
    assert phone_numbers.get(voice, NUMBER)["Status"] == "Unassigned"
    voice.delete_phone_number(PhoneNumberId=NUMBER)
    local_aws.advance_clock(8 * DAY)
    assert voice.list_phone_numbers()["PhoneNumbers"] == []


def test_a_rule_in_place_of_another_keeps_the_number(local_aws: LocalAws, voice: Client, application_id: str) -> None:
    own(local_aws, NUMBER, product_type=DIAL_IN)
    voice.delete_sip_rule(SipRuleId=number_rule(voice, application_id))
    rule_id = number_rule(voice, application_id)
    local_aws.advance_clock(60)
    number = phone_numbers.get(voice, NUMBER)
    assert [association["Value"] for association in number["Associations"]] == [rule_id]


def test_the_quota_of_applications_is_regional(
    local_aws: LocalAws, aws_client: Clients, create_function: CreateFunction, refused: Refused
) -> None:
    def create(region: str) -> None:
        aws_client("chime-sdk-voice", region=region).create_sip_media_application(
            AwsRegion=region, Name="ivr", Endpoints=[{"LambdaArn": functions[region]}]
        )

    functions = {region: create_function("answer", region) for region in ("us-east-1", "us-west-2")}
    local_aws.set_quotas({"SIP media applications per Region": 1})
    create("us-east-1")
    create("us-west-2")
    with refused("ResourceLimitExceededException", "1 SIP media applications per Region"):
        create("us-east-1")


def test_logging_goes_with_the_application(local_aws: LocalAws, voice: Client, application_id: str) -> None:
    voice.put_sip_media_application_logging_configuration(
        SipMediaApplicationId=application_id,
        SipMediaApplicationLoggingConfiguration={"EnableSipMediaApplicationMessageLogs": True},
    )
    voice.delete_sip_media_application(SipMediaApplicationId=application_id)
    assert "SipMediaApplicationLoggingConfiguration" not in local_aws.resources()["chime"]
