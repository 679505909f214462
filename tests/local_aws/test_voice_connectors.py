"""Voice connectors and their settings, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws.store import Structure

    from tests.local_aws.clients import Client, Clients, Refused


MISSING = "abcdefghijklm2nopq3rst"
ROUTE = {"Host": "sbc.example.com", "Port": 5061, "Protocol": "TCP", "Priority": 1, "Weight": 1}


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


@pytest.fixture
def connector_id(voice: Client) -> str:
    connector = voice.create_voice_connector(Name="trunk", RequireEncryption=False)["VoiceConnector"]
    return str(connector["VoiceConnectorId"])


def test_lifecycle(voice: Client, refused: Refused) -> None:
    created = voice.create_voice_connector(
        Name="trunk", RequireEncryption=True, Tags=[{"Key": "team", "Value": ""}], AwsRegion="us-east-1"
    )["VoiceConnector"]
    connector_id = created["VoiceConnectorId"]
    assert re.fullmatch("[a-z0-9]{22}", connector_id)
    assert created["VoiceConnectorArn"] == f"arn:aws:chime:us-east-1:123456789012:vc/{connector_id}"
    assert created["OutboundHostName"] == f"{connector_id}.voiceconnector.chime.aws"
    assert (created["AwsRegion"], created["NetworkType"]) == ("us-east-1", "IPV4_ONLY")
    assert "IntegrationType" not in created
    assert voice.get_voice_connector(VoiceConnectorId=connector_id)["VoiceConnector"] == created
    tags = voice.list_tags_for_resource(ResourceARN=created["VoiceConnectorArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": ""}]

    updated = voice.update_voice_connector(VoiceConnectorId=connector_id, Name="line", RequireEncryption=False)
    assert updated["VoiceConnector"] == created | {
        "Name": "line",
        "RequireEncryption": False,
        "UpdatedTimestamp": updated["VoiceConnector"]["UpdatedTimestamp"],
    }
    assert voice.list_voice_connectors()["VoiceConnectors"] == [updated["VoiceConnector"]]

    voice.delete_voice_connector(VoiceConnectorId=connector_id)
    assert voice.list_voice_connectors()["VoiceConnectors"] == []
    calls: list[Callable[[], object]] = [
        lambda: voice.get_voice_connector(VoiceConnectorId=connector_id),
        lambda: voice.update_voice_connector(VoiceConnectorId=connector_id, Name="a", RequireEncryption=False),
        lambda: voice.delete_voice_connector(VoiceConnectorId=connector_id),
        lambda: voice.get_voice_connector_termination(VoiceConnectorId=connector_id),
    ]
    for call in calls:
        with refused("NotFoundException", connector_id):
            call()
    with refused("NotFoundException", created["VoiceConnectorArn"]):
        voice.list_tags_for_resource(ResourceARN=created["VoiceConnectorArn"])


def test_optional_members_are_kept(voice: Client) -> None:
    connector = voice.create_voice_connector(
        Name="a", RequireEncryption=False, NetworkType="DUAL_STACK", IntegrationType="CONNECT_ANALYTICS_CONNECTOR"
    )["VoiceConnector"]
    assert (connector["NetworkType"], connector["IntegrationType"]) == ("DUAL_STACK", "CONNECT_ANALYTICS_CONNECTOR")


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


def test_encryption_refuses_udp(voice: Client, connector_id: str, refused: Refused) -> None:
    udp = {"Routes": [ROUTE | {"Protocol": "UDP"}]}
    voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination=udp)
    with refused("BadRequestException", "UDP"):
        voice.update_voice_connector(VoiceConnectorId=connector_id, Name="trunk", RequireEncryption=True)
    voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination={"Routes": [ROUTE]})
    voice.update_voice_connector(VoiceConnectorId=connector_id, Name="trunk", RequireEncryption=True)
    with refused("BadRequestException", "UDP"):
        voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination=udp)


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


def test_available_regions(voice: Client) -> None:
    regions = voice.list_available_voice_connector_regions()["VoiceConnectorRegions"]
    assert {"us-east-1", "eu-west-1"} <= set(regions)
    assert "ap-south-1" not in regions
