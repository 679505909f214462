"""The settings of voice connectors, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws
    from chime_sdk_pulumi.local_aws.store import Structure

    from tests.local_aws.clients import Client, Clients, Refused

MISSING = "abcdefghijklm2nopq3rst"
ROUTE = {"Host": "sbc.example.com", "Port": 5061, "Protocol": "TCP", "Priority": 1, "Weight": 1}
EMERGENCY_NUMBER = {"EmergencyPhoneNumber": "+12065550911", "TestPhoneNumber": "+12065550933", "CallingCountry": "US"}


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


@pytest.fixture
def connector_id(voice: Client) -> str:
    connector = voice.create_voice_connector(Name="trunk", RequireEncryption=False)["VoiceConnector"]
    return str(connector["VoiceConnectorId"])


def put_termination(voice: Client, connector_id: str, **members: object) -> None:
    voice.put_voice_connector_termination(
        VoiceConnectorId=connector_id, Termination={"CallingRegions": ["US"]} | members
    )


def put_origination(voice: Client, connector_id: str, **members: object) -> None:
    voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination={"Routes": [ROUTE]} | members)


@pytest.mark.parametrize(
    ("setting", "member", "value", "stored"),
    [
        (
            "termination",
            "Termination",
            {"CidrAllowedList": ["203.0.113.0/27"], "CallingRegions": ["US", "DE"]},
            {
                "CidrAllowedList": ["203.0.113.0/27"],
                "CallingRegions": ["US", "DE"],
                "CpsLimit": 1,
                "Disabled": False,
            },
        ),
        (
            "origination",
            "Origination",
            {"Routes": [{"Host": "203.0.113.7", "Protocol": "UDP", "Priority": 2, "Weight": 3}]},
            {
                "Routes": [{"Host": "203.0.113.7", "Port": 5060, "Protocol": "UDP", "Priority": 2, "Weight": 3}],
                "Disabled": False,
            },
        ),
        (
            "streaming_configuration",
            "StreamingConfiguration",
            {
                "DataRetentionInHours": 24,
                "Disabled": False,
                "StreamingNotificationTargets": [{"NotificationTarget": "EventBridge"}],
            },
            {
                "DataRetentionInHours": 24,
                "Disabled": False,
                "StreamingNotificationTargets": [{"NotificationTarget": "EventBridge"}],
            },
        ),
    ],
)
def test_setting_lifecycle(
    *,
    voice: Client,
    connector_id: str,
    refused: Refused,
    setting: str,
    member: str,
    value: dict[str, Any],
    stored: dict[str, Any],
) -> None:
    def call(verb: str, **arguments: object) -> Structure:
        reply: Structure = getattr(voice, f"{verb}_voice_connector_{setting}")(
            VoiceConnectorId=connector_id, **arguments
        )
        return reply

    for verb in ("get", "delete"):
        with refused("NotFoundException", "The Voice Connector has no"):
            call(verb)
    assert call("put", **{member: value})[member] == stored
    assert call("get")[member] == stored

    changed = value | {"Disabled": True}
    assert call("put", **{member: changed})[member] == stored | {"Disabled": True}
    call("delete")
    with refused("NotFoundException", "The Voice Connector has no"):
        call("get")
    with refused("NotFoundException", MISSING):
        getattr(voice, f"put_voice_connector_{setting}")(VoiceConnectorId=MISSING, **{member: value})


@pytest.mark.parametrize("cidr", ["203.0.113.0/26", "203.0.113.1/27", "2001:db8::/32", "example.com"])
def test_refuses_cidr(voice: Client, connector_id: str, refused: Refused, cidr: str) -> None:
    with refused("BadRequestException", f"'{cidr}' in CidrAllowedList"):
        voice.put_voice_connector_termination(
            VoiceConnectorId=connector_id, Termination={"CallingRegions": ["US"], "CidrAllowedList": [cidr]}
        )


@pytest.mark.parametrize("cidr", ["203.0.113.0/27", "203.0.113.1/32", "10.0.199.1/32"])
def test_accepts_cidr(voice: Client, connector_id: str, cidr: str) -> None:
    termination = {
        "CallingRegions": ["US"],
        "CidrAllowedList": [cidr],
        "CpsLimit": 5,
        "DefaultPhoneNumber": "+12065550100",
        "Disabled": True,
    }
    voice.put_voice_connector_termination(VoiceConnectorId=connector_id, Termination=termination)
    stored = voice.get_voice_connector_termination(VoiceConnectorId=connector_id)["Termination"]
    assert stored == termination


@pytest.mark.parametrize(
    ("termination", "message"),
    [
        ({"CallingRegions": ["US", "USA"]}, "'USA' in CallingRegions"),
        ({"CallingRegions": []}, "must have CallingRegions"),
        ({"CidrAllowedList": ["203.0.113.0/27"]}, "must have CallingRegions"),
    ],
)
def test_refuses_countries(
    voice: Client, connector_id: str, refused: Refused, termination: Structure, message: str
) -> None:
    with refused("BadRequestException", message):
        voice.put_voice_connector_termination(VoiceConnectorId=connector_id, Termination=termination)


@pytest.mark.parametrize(
    ("origination", "message"),
    [
        ({}, "must have Routes or Disabled"),
        ({"Routes": []}, "1 to 20 routes"),
        ({"Routes": [ROUTE] * 21}, "1 to 20 routes"),
        ({"Routes": [{"Protocol": "TCP"}]}, "must have a Host"),
    ],
)
def test_refuses_routes(
    voice: Client, connector_id: str, refused: Refused, origination: Structure, message: str
) -> None:
    with refused("BadRequestException", message):
        voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination=origination)


def test_origination_can_be_disabled_without_routes(voice: Client, connector_id: str) -> None:
    voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination={"Disabled": True})
    stored = voice.get_voice_connector_origination(VoiceConnectorId=connector_id)["Origination"]
    assert stored == {"Disabled": True, "Routes": []}


@pytest.mark.parametrize(
    ("media_insights", "message"),
    [
        ({"Disabled": False}, "must have a ConfigurationArn"),
        (
            {"ConfigurationArn": "arn:aws:chime:us-west-2:123456789012:media-insights-pipeline-configuration/c"},
            "account and Region",
        ),
        (
            {"ConfigurationArn": "arn:aws:chime:us-east-1:210987654321:media-insights-pipeline-configuration/c"},
            "account and Region",
        ),
        (
            {"ConfigurationArn": "arn:aws:chime:us-east-1:123456789012:media-insights-pipeline-configuration/c"},
            "does not exist",
        ),
    ],
)
def test_refuses_media_insights(
    voice: Client, connector_id: str, refused: Refused, media_insights: dict[str, Any], message: str
) -> None:
    streaming = {"DataRetentionInHours": 1, "Disabled": False, "MediaInsightsConfiguration": media_insights}
    with refused("BadRequestException", message):
        voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=connector_id, StreamingConfiguration=streaming
        )


def test_refuses_repeated_notification_target(voice: Client, connector_id: str, refused: Refused) -> None:
    streaming = {
        "DataRetentionInHours": 1,
        "Disabled": False,
        "StreamingNotificationTargets": [{"NotificationTarget": "SNS"}, {"NotificationTarget": "SNS"}],
    }
    with refused("BadRequestException", "notification target"):
        voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=connector_id, StreamingConfiguration=streaming
        )


def test_calls_per_second_quota(voice: Client, connector_id: str, local_aws: LocalAws, refused: Refused) -> None:
    local_aws.set_quotas({"calls per second of a voice connector": 5})
    put_termination(voice, connector_id, CpsLimit=5)
    with refused("BadRequestException", "5 calls per second"):
        put_termination(voice, connector_id, CpsLimit=6)


def test_termination_health(voice: Client, connector_id: str, refused: Refused) -> None:
    with refused("NotFoundException", "has no VoiceConnectorTermination"):
        voice.get_voice_connector_termination_health(VoiceConnectorId=connector_id)
    put_termination(voice, connector_id)
    assert voice.get_voice_connector_termination_health(VoiceConnectorId=connector_id)["TerminationHealth"] == {}


def put_credentials(voice: Client, connector_id: str, *usernames: str) -> None:
    voice.put_voice_connector_termination_credentials(
        VoiceConnectorId=connector_id, Credentials=[{"Username": name, "Password": "secret"} for name in usernames]
    )


def usernames(voice: Client, connector_id: str) -> list[str]:
    reply = voice.list_voice_connector_termination_credentials(VoiceConnectorId=connector_id)
    return list(reply["Usernames"])


def test_credentials_are_added_and_deleted_by_user_name(voice: Client, connector_id: str) -> None:
    put_termination(voice, connector_id)
    assert usernames(voice, connector_id) == []
    put_credentials(voice, connector_id, "first", "second")
    put_credentials(voice, connector_id, "second", "third")
    assert usernames(voice, connector_id) == ["first", "second", "third"]
    voice.delete_voice_connector_termination_credentials(
        VoiceConnectorId=connector_id, Usernames=["first", "third", "unknown"]
    )
    assert usernames(voice, connector_id) == ["second"]


def test_credentials_need_and_go_with_termination(voice: Client, connector_id: str, refused: Refused) -> None:
    with refused("BadRequestException", "has no VoiceConnectorTermination"):
        put_credentials(voice, connector_id, "first")
    put_termination(voice, connector_id)
    put_credentials(voice, connector_id, "first")
    voice.delete_voice_connector_termination(VoiceConnectorId=connector_id)
    put_termination(voice, connector_id)
    assert usernames(voice, connector_id) == []


@pytest.mark.parametrize(
    ("credentials", "message"),
    [
        ([], "at least one credential"),
        ([{"Username": "first"}], "must have a Password"),
        ([{"Username": "", "Password": "secret"}], "must have a Username"),
        ([{"Username": "früh", "Password": "secret"}], "US-ASCII"),
        ([{"Username": "first", "Password": "secret"}] * 2, "can be given once"),
        ([{"Username": f"user{number}", "Password": "secret"} for number in range(11)], "no more than 10"),
    ],
)
def test_refuses_credentials(
    voice: Client, connector_id: str, refused: Refused, credentials: list[dict[str, str]], message: str
) -> None:
    put_termination(voice, connector_id)
    with refused("BadRequestException", message):
        voice.put_voice_connector_termination_credentials(VoiceConnectorId=connector_id, Credentials=credentials)
    assert usernames(voice, connector_id) == []


def test_no_more_than_ten_credentials_in_all(voice: Client, connector_id: str, refused: Refused) -> None:
    put_termination(voice, connector_id)
    put_credentials(voice, connector_id, *(f"user{number}" for number in range(10)))
    put_credentials(voice, connector_id, "user0")
    with refused("BadRequestException", "no more than 10"):
        put_credentials(voice, connector_id, "user10")


def test_logging_is_disabled_until_it_is_put(voice: Client, connector_id: str, local_aws: LocalAws) -> None:
    def get() -> Structure:
        reply: Structure = voice.get_voice_connector_logging_configuration(VoiceConnectorId=connector_id)
        return dict(reply["LoggingConfiguration"])

    def put(**members: bool) -> Structure:
        reply: Structure = voice.put_voice_connector_logging_configuration(
            VoiceConnectorId=connector_id, LoggingConfiguration=members
        )
        return dict(reply["LoggingConfiguration"])

    disabled = {"EnableSIPLogs": False, "EnableMediaMetricLogs": False}
    assert get() == disabled
    assert put(EnableSIPLogs=True) == disabled | {"EnableSIPLogs": True}
    assert get() == disabled | {"EnableSIPLogs": True}
    assert local_aws.resources()["chime"]["VoiceConnectorLoggingConfiguration"]
    assert put(EnableSIPLogs=False, EnableMediaMetricLogs=False) == disabled
    assert get() == disabled
    assert "VoiceConnectorLoggingConfiguration" not in local_aws.resources()["chime"]


def test_logging_creates_the_log_groups_of_the_connector(local_aws: LocalAws, aws_client: Clients) -> None:
    voice, logs = aws_client("chime-sdk-voice"), aws_client("logs", region="us-west-2")
    connector_id = voice.create_voice_connector(Name="trunk", RequireEncryption=False, AwsRegion="us-west-2")[
        "VoiceConnector"
    ]["VoiceConnectorId"]

    def log_groups(**members: bool) -> list[str]:
        voice.put_voice_connector_logging_configuration(VoiceConnectorId=connector_id, LoggingConfiguration=members)
        return [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]

    messages, metrics = (f"/aws/ChimeVoiceConnector{kind}/{connector_id}" for kind in ("SipMessages", "Logs"))
    assert log_groups(EnableSIPLogs=False) == []
    assert log_groups(EnableSIPLogs=True) == [messages]
    assert sorted(log_groups(EnableSIPLogs=True, EnableMediaMetricLogs=True)) == sorted([messages, metrics])
    assert len(log_groups(EnableSIPLogs=False)) == 2
    assert local_aws.resources()["counts"]["log_groups"] == 0


def test_streaming_creates_the_service_linked_role(aws_client: Clients, voice: Client, connector_id: str) -> None:
    def roles(*, disabled: bool) -> list[str]:
        voice.put_voice_connector_streaming_configuration(
            VoiceConnectorId=connector_id,
            StreamingConfiguration={"DataRetentionInHours": 1, "Disabled": disabled},
        )
        return [role["Arn"] for role in aws_client("iam").list_roles()["Roles"]]

    role = (
        "arn:aws:iam::123456789012:role/aws-service-role/voiceconnector.chime.amazonaws.com/"
        "AWSServiceRoleForAmazonChimeVoiceConnector"
    )
    assert roles(disabled=True) == []
    assert roles(disabled=False) == [role]
    assert roles(disabled=False) == [role]


def put_emergency_calling(voice: Client, connector_id: str, *numbers: dict[str, str]) -> Structure:
    reply: Structure = voice.put_voice_connector_emergency_calling_configuration(
        VoiceConnectorId=connector_id, EmergencyCallingConfiguration={"DNIS": list(numbers)}
    )
    return dict(reply["EmergencyCallingConfiguration"])


def test_emergency_calling_needs_termination_and_origination(
    voice: Client, connector_id: str, refused: Refused
) -> None:
    put_origination(voice, connector_id)
    with refused("BadRequestException", "needs an enabled VoiceConnectorTermination"):
        put_emergency_calling(voice, connector_id, EMERGENCY_NUMBER)
    put_termination(voice, connector_id, Disabled=True)
    with refused("BadRequestException", "needs an enabled VoiceConnectorTermination"):
        put_emergency_calling(voice, connector_id, EMERGENCY_NUMBER)
    put_termination(voice, connector_id)
    assert put_emergency_calling(voice, connector_id, EMERGENCY_NUMBER) == {"DNIS": [EMERGENCY_NUMBER]}

    for setting in ("termination", "origination"):
        delete = getattr(voice, f"delete_voice_connector_{setting}")
        with refused("BadRequestException", "Delete the VoiceConnectorEmergencyCallingConfiguration"):
            delete(VoiceConnectorId=connector_id)
        getattr(voice, f"get_voice_connector_{setting}")(VoiceConnectorId=connector_id)
    voice.delete_voice_connector_emergency_calling_configuration(VoiceConnectorId=connector_id)
    voice.delete_voice_connector_termination(VoiceConnectorId=connector_id)
    voice.delete_voice_connector_origination(VoiceConnectorId=connector_id)
    with refused("NotFoundException", "has no VoiceConnectorEmergencyCallingConfiguration"):
        voice.get_voice_connector_emergency_calling_configuration(VoiceConnectorId=connector_id)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ([], "must have DNIS"),
        ([EMERGENCY_NUMBER | {"EmergencyPhoneNumber": "+4930550911"}], "U.S. number"),
        ([EMERGENCY_NUMBER | {"CallingCountry": "USA"}], "callingCountry"),
    ],
)
def test_refuses_emergency_numbers(
    voice: Client, connector_id: str, refused: Refused, numbers: list[dict[str, str]], message: str
) -> None:
    put_termination(voice, connector_id)
    put_origination(voice, connector_id)
    with refused("BadRequestException", message):
        put_emergency_calling(voice, connector_id, *numbers)


def test_external_systems(voice: Client, connector_id: str, refused: Refused) -> None:
    def put(**members: list[str]) -> Structure:
        reply: Structure = voice.put_voice_connector_external_systems_configuration(
            VoiceConnectorId=connector_id, **members
        )
        return dict(reply["ExternalSystemsConfiguration"])

    with refused("BadRequestException", "must have SessionBorderControllerTypes or ContactCenterSystemTypes"):
        put()
    put(SessionBorderControllerTypes=["RIBBON_SBC"], ContactCenterSystemTypes=["AVAYA_AURA_CONTACT_CENTER"])
    configuration = put(SessionBorderControllerTypes=["AVAYA_SBCE"])
    assert configuration == {"SessionBorderControllerTypes": ["AVAYA_SBCE"]}
    found = voice.get_voice_connector_external_systems_configuration(VoiceConnectorId=connector_id)
    assert found["ExternalSystemsConfiguration"] == configuration
    voice.delete_voice_connector_external_systems_configuration(VoiceConnectorId=connector_id)
    with refused("NotFoundException", "has no VoiceConnectorExternalSystemsConfiguration"):
        voice.get_voice_connector_external_systems_configuration(VoiceConnectorId=connector_id)


def test_logging_of_sip_media_applications(
    aws_client: Clients,
    voice: Client,
    create_function: Callable[[str, str], str],
    local_aws: LocalAws,
    refused: Refused,
) -> None:
    application_id = voice.create_sip_media_application(
        AwsRegion="us-east-1", Name="sma", Endpoints=[{"LambdaArn": create_function("f", "us-east-1")}]
    )["SipMediaApplication"]["SipMediaApplicationId"]

    def get(application_id: str) -> object:
        reply = voice.get_sip_media_application_logging_configuration(SipMediaApplicationId=application_id)
        return reply["SipMediaApplicationLoggingConfiguration"]

    def put(*, enabled: bool) -> None:
        voice.put_sip_media_application_logging_configuration(
            SipMediaApplicationId=application_id,
            SipMediaApplicationLoggingConfiguration={"EnableSipMediaApplicationMessageLogs": enabled},
        )

    assert get(application_id) == {"EnableSipMediaApplicationMessageLogs": False}
    put(enabled=True)
    assert get(application_id) == {"EnableSipMediaApplicationMessageLogs": True}
    (log_group,) = aws_client("logs").describe_log_groups()["logGroups"]
    assert log_group["logGroupName"] == f"/aws/ChimeSipMediaApplicationSipMessages/{application_id}"
    put(enabled=False)
    assert get(application_id) == {"EnableSipMediaApplicationMessageLogs": False}
    put(enabled=True)
    voice.delete_sip_media_application(SipMediaApplicationId=application_id)
    assert local_aws.resources()["chime"] == {}
    with refused("NotFoundException", application_id):
        get(application_id)


def test_alexa_skills_are_gone(voice: Client, refused: Refused) -> None:
    with refused("GoneException", "no longer available"):
        voice.get_sip_media_application_alexa_skill_configuration(SipMediaApplicationId="a")
