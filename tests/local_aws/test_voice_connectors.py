"""Voice connectors and their settings, by boto3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused


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


def test_encryption_refuses_udp(voice: Client, connector_id: str, refused: Refused) -> None:
    udp = {"Routes": [ROUTE | {"Protocol": "UDP"}]}
    voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination=udp)
    with refused("BadRequestException", "UDP"):
        voice.update_voice_connector(VoiceConnectorId=connector_id, Name="trunk", RequireEncryption=True)
    voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination={"Routes": [ROUTE]})
    voice.update_voice_connector(VoiceConnectorId=connector_id, Name="trunk", RequireEncryption=True)
    with refused("BadRequestException", "UDP"):
        voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination=udp)


def test_available_regions(voice: Client) -> None:
    regions = voice.list_available_voice_connector_regions()["VoiceConnectorRegions"]
    assert {"us-east-1", "eu-west-1"} <= set(regions)
    assert "ap-south-1" not in regions


def test_settings_go_with_their_connector(voice: Client, connector_id: str, local_aws: LocalAws) -> None:
    voice.put_voice_connector_origination(VoiceConnectorId=connector_id, Origination={"Routes": [ROUTE]})
    voice.put_voice_connector_logging_configuration(
        VoiceConnectorId=connector_id, LoggingConfiguration={"EnableSIPLogs": True}
    )
    assert local_aws.resources()["chime"].keys() == {
        "VoiceConnector",
        "VoiceConnectorOrigination",
        "VoiceConnectorLoggingConfiguration",
    }
    voice.delete_voice_connector(VoiceConnectorId=connector_id)
    assert local_aws.resources()["chime"] == {}


def test_group_keeps_its_connectors(voice: Client, connector_id: str, refused: Refused) -> None:
    items = [{"VoiceConnectorId": connector_id, "Priority": 1}]
    group = voice.create_voice_connector_group(Name="group", VoiceConnectorItems=items)["VoiceConnectorGroup"]
    with refused("ConflictException", group["VoiceConnectorGroupId"]):
        voice.delete_voice_connector(VoiceConnectorId=connector_id)


def test_quota(voice: Client, connector_id: str, local_aws: LocalAws, aws_client: Clients, refused: Refused) -> None:
    local_aws.set_quotas(enforce=True)
    for _ in range(2):
        voice.create_voice_connector(Name="another", RequireEncryption=False)
    with refused("ResourceLimitExceededException", "3 voice connectors per Region"):
        voice.create_voice_connector(Name="fourth", RequireEncryption=False)
    elsewhere = aws_client("chime-sdk-voice", region="us-west-2")
    elsewhere.create_voice_connector(Name="fourth", RequireEncryption=False)
    voice.delete_voice_connector(VoiceConnectorId=connector_id)
    voice.create_voice_connector(Name="fourth", RequireEncryption=False)
