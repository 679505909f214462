"""Phone numbers of the inventory, by boto3 and the knob that puts them there."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients, Refused


NUMBER = "+12065550100"


def add_phone_number(local_aws: LocalAws, **number: str) -> None:
    request = urllib.request.Request(
        f"{local_aws.endpoint_url}/_local/phone-numbers", data=json.dumps(number).encode(), method="POST"
    )
    with urllib.request.urlopen(request) as response:
        assert response.status == 200


def test_inventory(local_aws: LocalAws, aws_client: Clients, refused: Refused) -> None:
    voice = aws_client("chime-sdk-voice")
    with refused("NotFoundException", "phone number"):
        voice.get_phone_number(PhoneNumberId=NUMBER)
    add_phone_number(local_aws, E164PhoneNumber=NUMBER)
    add_phone_number(local_aws, E164PhoneNumber="+12065550101", ProductType="SipMediaApplicationDialIn")
    number = voice.get_phone_number(PhoneNumberId=NUMBER)["PhoneNumber"]
    assert (number["E164PhoneNumber"], number["PhoneNumberId"], number["Status"]) == (NUMBER, NUMBER[1:], "Unassigned")
    assert len(voice.list_phone_numbers()["PhoneNumbers"]) == 2
    dial_in = voice.list_phone_numbers(ProductType="SipMediaApplicationDialIn")["PhoneNumbers"]
    assert [number["E164PhoneNumber"] for number in dial_in] == ["+12065550101"]
    assert aws_client("chime-sdk-voice", region="us-west-2").list_phone_numbers()["PhoneNumbers"] == []


@pytest.mark.parametrize(
    "number", [{"E164PhoneNumber": "+0"}, {"E164PhoneNumber": NUMBER, "ProductType": "Fax"}, {"Region": "us-east-1"}]
)
def test_knob_refuses(local_aws: LocalAws, number: dict[str, str]) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        add_phone_number(local_aws, **number)
    assert caught.value.code == 400
    caught.value.close()


def test_association_keeps_the_connector(local_aws: LocalAws, aws_client: Clients, refused: Refused) -> None:
    voice = aws_client("chime-sdk-voice")
    connectors = [
        voice.create_voice_connector(Name=name, RequireEncryption=False)["VoiceConnector"]["VoiceConnectorId"]
        for name in ("first", "second")
    ]
    add_phone_number(local_aws, E164PhoneNumber=NUMBER)

    def associate(connector_id: str, numbers: list[str], **options: bool) -> list[str]:
        reply = voice.associate_phone_numbers_with_voice_connector(
            VoiceConnectorId=connector_id, E164PhoneNumbers=numbers, **options
        )
        return [error["ErrorCode"] for error in reply["PhoneNumberErrors"]]

    assert associate(connectors[0], [NUMBER, "+12065550199"]) == ["NotFound"]
    listed = voice.list_phone_numbers(FilterName="VoiceConnectorId", FilterValue=connectors[0])["PhoneNumbers"]
    assert [(number["E164PhoneNumber"], number["Status"]) for number in listed] == [(NUMBER, "Assigned")]
    with refused("ConflictException", "phone numbers"):
        voice.delete_voice_connector(VoiceConnectorId=connectors[0])

    assert associate(connectors[1], [NUMBER]) == ["PhoneNumberAssociationsExist"]
    assert associate(connectors[1], [NUMBER], ForceAssociate=True) == []
    voice.delete_voice_connector(VoiceConnectorId=connectors[0])

    disassociate = voice.disassociate_phone_numbers_from_voice_connector
    assert disassociate(VoiceConnectorId=connectors[1], E164PhoneNumbers=[NUMBER])["PhoneNumberErrors"] == []
    again = disassociate(VoiceConnectorId=connectors[1], E164PhoneNumbers=[NUMBER])["PhoneNumberErrors"]
    assert [error["ErrorCode"] for error in again] == ["BadRequest"]
    voice.delete_voice_connector(VoiceConnectorId=connectors[1])


def test_dial_in_numbers_are_not_for_connectors(local_aws: LocalAws, aws_client: Clients) -> None:
    voice = aws_client("chime-sdk-voice")
    connector = voice.create_voice_connector(Name="a", RequireEncryption=False)["VoiceConnector"]
    add_phone_number(local_aws, E164PhoneNumber=NUMBER, ProductType="SipMediaApplicationDialIn")
    errors = voice.associate_phone_numbers_with_voice_connector(
        VoiceConnectorId=connector["VoiceConnectorId"], E164PhoneNumbers=[NUMBER]
    )["PhoneNumberErrors"]
    assert [error["ErrorCode"] for error in errors] == ["BadRequest"]
