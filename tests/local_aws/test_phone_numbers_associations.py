"""The association of phone numbers with voice connectors and groups of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.phone_numbers import error_codes, get, own

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused

NUMBER = "+12065550100"


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


class Owner:
    """A voice connector or a voice connector group, and its four operations on numbers."""

    def __init__(self, voice: Client, kind: str, owner_id: str) -> None:
        self._voice, self._kind, self.id = voice, kind, owner_id
        self.association = {"VoiceConnectorId" if kind == "voice_connector" else "VoiceConnectorGroupId": owner_id}

    def associate(self, *numbers: str, **options: bool) -> dict[str, str]:
        call = getattr(self._voice, f"associate_phone_numbers_with_{self._kind}")
        return error_codes(call(E164PhoneNumbers=list(numbers), **self.association, **options))

    def disassociate(self, *numbers: str) -> dict[str, str]:
        call = getattr(self._voice, f"disassociate_phone_numbers_from_{self._kind}")
        return error_codes(call(E164PhoneNumbers=list(numbers), **self.association))

    def numbers(self) -> list[str]:
        ((name, value),) = self.association.items()
        listed = self._voice.list_phone_numbers(FilterName=name, FilterValue=value)["PhoneNumbers"]
        return [number["E164PhoneNumber"] for number in listed]

    def delete(self) -> None:
        getattr(self._voice, f"delete_{self._kind}")(**self.association)


def connector(voice: Client) -> Owner:
    made: dict[str, Any] = voice.create_voice_connector(Name="trunk", RequireEncryption=False)["VoiceConnector"]
    return Owner(voice, "voice_connector", made["VoiceConnectorId"])


def group(voice: Client) -> Owner:
    made: dict[str, Any] = voice.create_voice_connector_group(Name="group")["VoiceConnectorGroup"]
    return Owner(voice, "voice_connector_group", made["VoiceConnectorGroupId"])


@pytest.mark.parametrize("make", [connector, group])
def test_association(local_aws: LocalAws, voice: Client, refused: Refused, make: Any) -> None:  # noqa: ANN401  # see Owner
    own(local_aws, NUMBER, "+12065550101")
    own(local_aws, "+12065550102", product_type="SipMediaApplicationDialIn")
    owner = make(voice)
    assert owner.associate(NUMBER[1:], "+12065550102", "+12065550199") == {
        "+12065550102": "BadRequest",
        "+12065550199": "NotFound",
    }
    assert owner.numbers() == [NUMBER]
    number = get(voice, NUMBER)
    ((name, value),) = owner.association.items()
    assert [(item["Name"], item["Value"]) for item in number["Associations"]] == [(name, value)]
    assert number["Status"] == "Assigned"

    with refused("ConflictException", "phone numbers"):
        owner.delete()
    with refused("BadRequestException", value):
        voice.delete_phone_number(PhoneNumberId=NUMBER)
    with refused("ConflictException", value):
        voice.update_phone_number(PhoneNumberId=NUMBER, ProductType="SipMediaApplicationDialIn")
    voice.update_phone_number(PhoneNumberId=NUMBER, ProductType="VoiceConnector")

    assert owner.disassociate(NUMBER, "+12065550101") == {"+12065550101": "BadRequest"}
    assert (get(voice, NUMBER)["Status"], get(voice, NUMBER)["Associations"]) == ("Unassigned", [])
    owner.delete()
    with refused("NotFoundException", value):
        owner.associate(NUMBER)
    with refused("NotFoundException", value):
        owner.disassociate(NUMBER)


@pytest.mark.parametrize(("first", "second"), [(connector, connector), (connector, group), (group, connector)])
def test_only_force_moves_a_number(local_aws: LocalAws, voice: Client, first: Any, second: Any) -> None:  # noqa: ANN401
    own(local_aws, NUMBER)
    before, after = first(voice), second(voice)
    before.associate(NUMBER)
    assert after.associate(NUMBER) == {NUMBER: "PhoneNumberAssociationsExist"}
    assert after.associate(NUMBER, ForceAssociate=False) == {NUMBER: "PhoneNumberAssociationsExist"}
    assert before.numbers() == [NUMBER]
    assert after.associate(NUMBER, ForceAssociate=True) == {}
    assert (before.numbers(), after.numbers()) == ([], [NUMBER])
    assert before.disassociate(NUMBER) == {NUMBER: "BadRequest"}
    before.delete()
    assert after.numbers() == [NUMBER]


def test_a_deleted_number_is_not_associated(local_aws: LocalAws, voice: Client) -> None:
    own(local_aws, NUMBER)
    voice.delete_phone_number(PhoneNumberId=NUMBER)
    assert connector(voice).associate(NUMBER, ForceAssociate=True) == {NUMBER: "BadRequest"}
    assert get(voice, NUMBER)["Status"] == "ReleaseInProgress"


def test_numbers_are_associated_in_every_region(local_aws: LocalAws, aws_client: Clients) -> None:
    own(local_aws, NUMBER)
    owner = connector(aws_client("chime-sdk-voice", region="us-west-2"))
    assert owner.associate(NUMBER) == {}
    assert get(aws_client("chime-sdk-voice"), NUMBER)["Associations"][0]["Value"] == owner.id
