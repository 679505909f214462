"""Phone numbers of the inventory: their details, and the deletion queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.phone_numbers import DAY, client_of_another_account, error_codes, get, own
from tests.local_aws.test_server import refused_knob

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused

NUMBER = "+12065550100"
DIAL_IN = "SipMediaApplicationDialIn"


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


def update(voice: Client, number: str = NUMBER, **detail: str) -> dict[str, Any]:
    updated: dict[str, Any] = voice.update_phone_number(PhoneNumberId=number, **detail)["PhoneNumber"]
    return updated


def test_a_number_is_got_by_every_form_of_its_id(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    with refused("NotFoundException", "phone number"):
        get(voice, NUMBER)
    own(local_aws, NUMBER)
    number = get(voice, NUMBER)
    assert (number["E164PhoneNumber"], number["Status"], number["Type"]) == (NUMBER, "Unassigned", "Local")
    assert number["PhoneNumberArn"] == "arn:aws:chime:us-east-1:123456789012:phone-number/12065550100"
    assert "Name" not in number
    for phone_number_id in (number["PhoneNumberId"], NUMBER[1:]):
        assert get(voice, phone_number_id) == number


def test_the_inventory_is_the_account_s(local_aws: LocalAws, aws_client: Clients, voice: Client) -> None:
    own(local_aws, NUMBER)
    assert get(aws_client("chime-sdk-voice", region="eu-west-2"), NUMBER) == get(voice, NUMBER)
    own(local_aws, "+12065550101", account="210987654321")
    assert [number["E164PhoneNumber"] for number in voice.list_phone_numbers()["PhoneNumbers"]] == [NUMBER]
    other = client_of_another_account(local_aws, aws_client)
    assert [number["E164PhoneNumber"] for number in other.list_phone_numbers()["PhoneNumbers"]] == ["+12065550101"]


def test_numbers_are_listed_by_their_details(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    numbers = [f"+120655501{digits:02}" for digits in range(5)]
    own(local_aws, *numbers[:4])
    own(local_aws, numbers[4], product_type=DIAL_IN)
    voice.delete_phone_number(PhoneNumberId=numbers[0])

    def listed(**filters: object) -> list[str]:
        return [number["E164PhoneNumber"] for number in voice.list_phone_numbers(**filters)["PhoneNumbers"]]

    assert listed(ProductType=DIAL_IN) == numbers[4:]
    assert listed(Status="Unassigned") == numbers[1:]
    assert listed(Status="Unassigned", ProductType="VoiceConnector") == numbers[1:4]
    assert listed(Status="Assigned") == []
    first = voice.list_phone_numbers(Status="Unassigned", MaxResults=3)
    assert [number["E164PhoneNumber"] for number in first["PhoneNumbers"]] == numbers[1:4]
    assert listed(Status="Unassigned", NextToken=first["NextToken"]) == numbers[4:]
    with refused("BadRequestException", "NextToken"):
        listed(Status="Assigned", NextToken=first["NextToken"])
    with refused("BadRequestException", "status must be one of"):
        listed(Status="Lost")
    with refused("BadRequestException", "go together"):
        listed(FilterName="VoiceConnectorId")


@pytest.mark.parametrize(
    "number",
    [
        {"E164PhoneNumber": "+0"},
        {"E164PhoneNumber": NUMBER, "ProductType": "Fax"},
        {"E164PhoneNumber": "+442079460123", "ProductType": "VoiceConnector"},
        {"Account": "123456789012"},
    ],
)
def test_knob_refuses_what_is_no_number_to_have(local_aws: LocalAws, number: dict[str, str]) -> None:
    assert refused_knob(local_aws, "phone-numbers", "POST", number)[0] == 400


def test_a_number_is_in_one_inventory(local_aws: LocalAws) -> None:
    own(local_aws, NUMBER)
    for account in ("123456789012", "210987654321"):
        body = {"E164PhoneNumber": NUMBER, "Account": account}
        assert refused_knob(local_aws, "phone-numbers", "POST", body) == (
            400,
            "The phone number is already in an inventory.",
        )


@pytest.mark.parametrize(
    ("number", "country"), [("+16045550123", "CA"), ("+442079460123", "GB"), ("+17875550100", "PR")]
)
def test_country_of_a_number(local_aws: LocalAws, voice: Client, number: str, country: str) -> None:
    own(local_aws, number, product_type=DIAL_IN)
    assert get(voice, number)["Country"] == country


def test_one_detail_is_updated_at_a_time(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, NUMBER)
    assert update(voice, Name="Front desk")["Name"] == "Front desk"
    assert update(voice, ProductType=DIAL_IN)["ProductType"] == DIAL_IN
    assert get(voice, NUMBER)["Name"] == "Front desk"
    assert update(voice, Name="")["Name"] == ""
    for details in ({}, {"Name": "a", "ProductType": DIAL_IN}):
        with refused("BadRequestException", "at a time"):
            update(voice, **details)
    with refused("NotFoundException", "phone number"):
        update(voice, "+12065550199", Name="a")


def test_numbers_abroad_are_for_dial_in(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, "+442079460123", product_type=DIAL_IN)
    with refused("BadRequestException", "outside the US"):
        update(voice, "+442079460123", ProductType="VoiceConnector")


def test_a_calling_name_takes_three_days(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, NUMBER)
    assert update(voice, CallingName="Example Corp")["CallingNameStatus"] == "UpdateInProgress"
    local_aws.advance_clock(3 * DAY - 60)
    assert "CallingName" not in get(voice, NUMBER)
    with refused("ConflictException", "in progress"):
        update(voice, CallingName="Example")
    local_aws.advance_clock(120)
    number = get(voice, NUMBER)
    assert (number["CallingName"], number["CallingNameStatus"]) == ("Example Corp", "UpdateSucceeded")

    update(voice, CallingName="")
    assert get(voice, NUMBER)["CallingName"] == "Example Corp"
    local_aws.advance_clock(3 * DAY)
    assert "CallingName" not in get(voice, NUMBER)
    assert get(voice, NUMBER)["CallingNameStatus"] == "Unassigned"


def test_a_calling_name_fails_in_the_end(local_aws: LocalAws, voice: Client) -> None:
    own(local_aws, NUMBER)
    local_aws.set_faults([{"kind": "failing-state-machines", "operations": "UpdatePhoneNumber", "count": 1}])
    update(voice, CallingName="Example")
    local_aws.advance_clock(3 * DAY)
    assert get(voice, NUMBER)["CallingNameStatus"] == "UpdateFailed"
    update(voice, CallingName="Example")
    local_aws.advance_clock(3 * DAY)
    assert get(voice, NUMBER)["CallingNameStatus"] == "UpdateSucceeded"


def test_toll_free_numbers_have_no_calling_name(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, "+18335550100")
    assert get(voice, "+18335550100")["Type"] == "TollFree"
    with refused("BadRequestException", "toll-free"):
        update(voice, "+18335550100", CallingName="Example")


def test_batch_update_tells_which_numbers_failed(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, NUMBER, "+12065550101")
    reply = voice.batch_update_phone_number(
        UpdatePhoneNumberRequestItems=[
            {"PhoneNumberId": NUMBER, "Name": "a"},
            {"PhoneNumberId": "+12065550101", "Name": "b", "ProductType": DIAL_IN},
            {"PhoneNumberId": "%2B12065550102", "Name": "c"},
        ]
    )
    assert error_codes(reply) == {"+12065550101": "BadRequest", "%2B12065550102": "NotFound"}
    assert get(voice, NUMBER)["Name"] == "a"
    with refused("BadRequestException", "twice"):
        voice.batch_update_phone_number(
            UpdatePhoneNumberRequestItems=[
                {"PhoneNumberId": NUMBER, "Name": "d"},
                {"PhoneNumberId": NUMBER[1:], "Name": "e"},
            ]
        )
    assert get(voice, NUMBER)["Name"] == "a"


def test_a_deleted_number_waits_seven_days(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, NUMBER)
    voice.delete_phone_number(PhoneNumberId=NUMBER)
    number = get(voice, NUMBER)
    assert number["Status"] == "ReleaseInProgress"
    assert number["DeletionTimestamp"] - number["CreatedTimestamp"] < timedelta(minutes=1)
    for refusal in (
        lambda: voice.delete_phone_number(PhoneNumberId=NUMBER),
        lambda: update(voice, Name="a"),
    ):
        with refused("BadRequestException", "ReleaseInProgress"):
            refusal()
    local_aws.advance_clock(7 * DAY - 60)
    assert get(voice, NUMBER) == number
    local_aws.advance_clock(120)
    with refused("NotFoundException", "phone number"):
        get(voice, NUMBER)
    with refused("NotFoundException", "phone number"):
        voice.restore_phone_number(PhoneNumberId=NUMBER)


def test_a_restored_number_stays(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, NUMBER)
    with refused("BadRequestException", "not in the deletion queue"):
        voice.restore_phone_number(PhoneNumberId=NUMBER)
    voice.delete_phone_number(PhoneNumberId=NUMBER)
    local_aws.advance_clock(6 * DAY)
    restored = voice.restore_phone_number(PhoneNumberId=NUMBER)["PhoneNumber"]
    assert restored["Status"] == "Unassigned"
    assert "DeletionTimestamp" not in restored
    local_aws.advance_clock(2 * DAY)
    assert get(voice, NUMBER)["Status"] == "Unassigned"

    voice.delete_phone_number(PhoneNumberId=NUMBER)
    local_aws.advance_clock(6 * DAY)
    assert get(voice, NUMBER)["Status"] == "ReleaseInProgress"


def test_batch_delete_tells_which_numbers_failed(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, NUMBER, "+12065550101")
    connector = voice.create_voice_connector(Name="a", RequireEncryption=False)["VoiceConnector"]["VoiceConnectorId"]
    voice.associate_phone_numbers_with_voice_connector(VoiceConnectorId=connector, E164PhoneNumbers=["+12065550101"])
    reply = voice.batch_delete_phone_number(PhoneNumberIds=[NUMBER, "+12065550101", "+12065550102", NUMBER])
    assert [error["ErrorCode"] for error in reply["PhoneNumberErrors"]] == [
        "PhoneNumberAssociationsExist",
        "NotFound",
        "BadRequest",
    ]
    assert (get(voice, NUMBER)["Status"], get(voice, "+12065550101")["Status"]) == ("ReleaseInProgress", "Assigned")
    with refused("BadRequestException", "blank"):
        voice.batch_delete_phone_number(PhoneNumberIds=["+12065550103", ""])


def test_settings_are_updated_once_in_seven_days(
    local_aws: LocalAws, aws_client: Clients, voice: Client, refused: Refused
) -> None:
    settings = voice.get_phone_number_settings()
    assert settings.keys() == {"ResponseMetadata"}
    voice.update_phone_number_settings(CallingName="Example Corp")
    first = aws_client("chime-sdk-voice", region="us-west-2").get_phone_number_settings()
    assert first["CallingName"] == "Example Corp"
    local_aws.advance_clock(7 * DAY - 60)
    with refused("BadRequestException", "seven days"):
        voice.update_phone_number_settings(CallingName="Example")
    local_aws.advance_clock(120)
    voice.update_phone_number_settings(CallingName="")
    second = voice.get_phone_number_settings()
    assert second["CallingName"] == ""
    assert second["CallingNameUpdatedTimestamp"] - first["CallingNameUpdatedTimestamp"] > timedelta(days=7)


def test_restoring_counts_for_the_quota(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    own(local_aws, NUMBER, "+12065550101")
    voice.delete_phone_number(PhoneNumberId=NUMBER)
    local_aws.set_quotas({"provisioned phone numbers per account": 1})
    with refused("ResourceLimitExceededException", "provisioned phone numbers"):
        voice.restore_phone_number(PhoneNumberId=NUMBER)
