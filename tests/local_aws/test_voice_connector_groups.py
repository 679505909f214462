"""Voice connector groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.phone_numbers import client_of_another_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused

UUID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


def connector(voice: Client) -> str:
    return str(
        voice.create_voice_connector(Name="trunk", RequireEncryption=False)["VoiceConnector"]["VoiceConnectorId"]
    )


def item(connector_id: str, priority: int = 1) -> dict[str, Any]:
    return {"VoiceConnectorId": connector_id, "Priority": priority}


def get(voice: Client, group_id: str) -> dict[str, Any]:
    group: dict[str, Any] = voice.get_voice_connector_group(VoiceConnectorGroupId=group_id)["VoiceConnectorGroup"]
    return group


def test_lifecycle(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    created = voice.create_voice_connector_group(Name="group")["VoiceConnectorGroup"]
    group_id = created["VoiceConnectorGroupId"]
    assert created["VoiceConnectorGroupArn"] == f"arn:aws:chime:us-east-1:123456789012:vcg/{group_id}"
    assert (created["VoiceConnectorItems"], created["CallDistributionType"]) == ([], "PriorityWeightedDistribution")
    assert get(voice, group_id) == created
    assert voice.list_voice_connector_groups()["VoiceConnectorGroups"] == [created]
    assert local_aws.resources()["chime"]["VoiceConnectorGroup"] == [
        {
            "id": group_id,
            "arn": created["VoiceConnectorGroupArn"],
            "name": "group",
            "region": "us-east-1",
            "account": "123456789012",
        }
    ]
    with refused("NotFoundException", "vcg"):
        voice.tag_resource(ResourceARN=created["VoiceConnectorGroupArn"], Tags=[{"Key": "a", "Value": "b"}])

    voice.delete_voice_connector_group(VoiceConnectorGroupId=group_id)
    calls: list[Callable[[], object]] = [
        lambda: get(voice, group_id),
        lambda: voice.update_voice_connector_group(VoiceConnectorGroupId=group_id, Name="a", VoiceConnectorItems=[]),
        lambda: voice.delete_voice_connector_group(VoiceConnectorGroupId=group_id),
    ]
    for call in calls:
        with refused("NotFoundException", group_id):
            call()


def test_an_update_settles_later(local_aws: LocalAws, voice: Client) -> None:
    local_aws.set_delays({"UpdateVoiceConnectorGroup": 30})
    first, second = connector(voice), connector(voice)
    created = voice.create_voice_connector_group(Name="group", VoiceConnectorItems=[item(first, 2)])
    group_id = created["VoiceConnectorGroup"]["VoiceConnectorGroupId"]
    items = [item(second), item(first, 2)]
    reply = voice.update_voice_connector_group(
        VoiceConnectorGroupId=group_id,
        Name="renamed",
        VoiceConnectorItems=items,
        CallDistributionType="LoadBalancedDistribution",
    )
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert get(voice, group_id) == created["VoiceConnectorGroup"]
    again = voice.update_voice_connector_group(
        VoiceConnectorGroupId=group_id, Name="again", VoiceConnectorItems=[item(second)]
    )["VoiceConnectorGroup"]
    assert again["CallDistributionType"] == "LoadBalancedDistribution"
    local_aws.advance_clock(60)
    assert get(voice, group_id) == again


def test_an_update_replaces_all_connectors(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    connector_id = connector(voice)
    group_id = voice.create_voice_connector_group(Name="group", VoiceConnectorItems=[item(connector_id)])[
        "VoiceConnectorGroup"
    ]["VoiceConnectorGroupId"]
    voice.update_voice_connector_group(VoiceConnectorGroupId=group_id, Name="renamed", VoiceConnectorItems=[])
    with refused("ConflictException", "has Voice Connectors"):
        voice.delete_voice_connector_group(VoiceConnectorGroupId=group_id)
    with refused("ConflictException", group_id):
        voice.delete_voice_connector(VoiceConnectorId=connector_id)
    local_aws.advance_clock(60)
    assert get(voice, group_id)["VoiceConnectorItems"] == []
    voice.delete_voice_connector(VoiceConnectorId=connector_id)
    voice.delete_voice_connector_group(VoiceConnectorGroupId=group_id)


def test_a_connector_that_is_about_to_be_grouped_stays(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    connector_id = connector(voice)
    group_id = voice.create_voice_connector_group(Name="group")["VoiceConnectorGroup"]["VoiceConnectorGroupId"]
    voice.update_voice_connector_group(
        VoiceConnectorGroupId=group_id, Name="group", VoiceConnectorItems=[item(connector_id)]
    )
    with refused("ConflictException", group_id):
        voice.delete_voice_connector(VoiceConnectorId=connector_id)
    with refused("ConflictException", "has Voice Connectors"):
        voice.delete_voice_connector_group(VoiceConnectorGroupId=group_id)
    local_aws.advance_clock(60)
    assert get(voice, group_id)["VoiceConnectorItems"] == [item(connector_id)]


def test_an_update_of_a_deleted_group_goes_nowhere(local_aws: LocalAws, voice: Client) -> None:
    group_id = voice.create_voice_connector_group(Name="group")["VoiceConnectorGroup"]["VoiceConnectorGroupId"]
    voice.update_voice_connector_group(VoiceConnectorGroupId=group_id, Name="renamed", VoiceConnectorItems=[])
    voice.delete_voice_connector_group(VoiceConnectorGroupId=group_id)
    local_aws.advance_clock(60)
    assert voice.list_voice_connector_groups()["VoiceConnectorGroups"] == []


def test_connectors_of_every_region(aws_client: Clients, voice: Client, refused: Refused) -> None:
    west = aws_client("chime-sdk-voice", region="us-west-2")
    items = [item(connector(voice)), item(connector(west), 2)]
    group = voice.create_voice_connector_group(Name="group", VoiceConnectorItems=items)["VoiceConnectorGroup"]
    assert group["VoiceConnectorItems"] == items
    with refused("ConflictException", group["VoiceConnectorGroupId"]):
        west.delete_voice_connector(VoiceConnectorId=items[1]["VoiceConnectorId"])
    with refused("NotFoundException", group["VoiceConnectorGroupId"]):
        get(west, group["VoiceConnectorGroupId"])


def test_refuses_items(local_aws: LocalAws, aws_client: Clients, voice: Client, refused: Refused) -> None:
    foreign = connector(client_of_another_account(local_aws, aws_client))
    mine = connector(voice)
    group_id = voice.create_voice_connector_group(Name="group")["VoiceConnectorGroup"]["VoiceConnectorGroupId"]
    for items, code, message in (
        ([item(UUID)], "NotFoundException", UUID),
        ([item(foreign)], "NotFoundException", foreign),
        ([item(mine), item(mine, 2)], "BadRequestException", "once"),
        ([{"VoiceConnectorId": mine}], "BadRequestException", "Priority"),
    ):
        with refused(code, message):
            voice.create_voice_connector_group(Name="second", VoiceConnectorItems=items)
        with refused(code, message):
            voice.update_voice_connector_group(VoiceConnectorGroupId=group_id, Name="a", VoiceConnectorItems=items)
    assert [group["Name"] for group in voice.list_voice_connector_groups()["VoiceConnectorGroups"]] == ["group"]
    voice.create_voice_connector_group(
        Name="balanced",
        VoiceConnectorItems=[{"VoiceConnectorId": mine}],
        CallDistributionType="LoadBalancedDistribution",
    )


def test_quotas(local_aws: LocalAws, aws_client: Clients, voice: Client, refused: Refused) -> None:
    items = [item(connector(voice)) for _ in range(4)]
    local_aws.set_quotas(enforce=True)
    with refused("ResourceLimitExceededException", "3 voice connectors per voice connector group"):
        voice.create_voice_connector_group(Name="group", VoiceConnectorItems=items)
    groups = [
        voice.create_voice_connector_group(Name=f"group{number}", VoiceConnectorItems=items[:3])["VoiceConnectorGroup"]
        for number in range(3)
    ]
    with refused("BadRequestException", "3 voice connectors per voice connector group"):
        voice.update_voice_connector_group(
            VoiceConnectorGroupId=groups[0]["VoiceConnectorGroupId"], Name="group", VoiceConnectorItems=items
        )
    with refused("ResourceLimitExceededException", "3 voice connector groups"):
        aws_client("chime-sdk-voice", region="us-west-2").create_voice_connector_group(Name="group3")


def test_pages(voice: Client) -> None:
    for name in "abc":
        voice.create_voice_connector_group(Name=name)
    first = voice.list_voice_connector_groups(MaxResults=2)
    rest = voice.list_voice_connector_groups(NextToken=first["NextToken"])
    assert [group["Name"] for group in first["VoiceConnectorGroups"] + rest["VoiceConnectorGroups"]] == ["a", "b", "c"]
