"""The search for phone numbers, and their orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.local_aws.phone_numbers import DAY, client_of_another_account, get, own

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused

DIAL_IN = "SipMediaApplicationDialIn"


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


@pytest.fixture
def other_account(local_aws: LocalAws, aws_client: Clients) -> Client:
    return client_of_another_account(local_aws, aws_client)


def search(voice: Client, **filters: object) -> list[str]:
    found: list[str] = voice.search_available_phone_numbers(**filters)["E164PhoneNumbers"]
    return found


def order(voice: Client, *numbers: str, product_type: str = "VoiceConnector", **members: object) -> dict[str, Any]:
    made: dict[str, Any] = voice.create_phone_number_order(
        ProductType=product_type, E164PhoneNumbers=list(numbers), **members
    )["PhoneNumberOrder"]
    return made


def done(local_aws: LocalAws, voice: Client, made: dict[str, Any]) -> tuple[str, list[str]]:
    """The statuses of an order and its numbers, once it is done."""
    local_aws.advance_clock(60)
    result = voice.get_phone_number_order(PhoneNumberOrderId=made["PhoneNumberOrderId"])["PhoneNumberOrder"]
    assert result["UpdatedTimestamp"] > result["CreatedTimestamp"]
    return result["Status"], [number["Status"] for number in result["OrderedPhoneNumbers"]]


def test_search_by_area(voice: Client) -> None:
    seattle = search(voice, AreaCode="206")
    assert len(seattle) == 100
    assert all(number.startswith("+1206") for number in seattle)
    assert set(seattle) < set(search(voice, State="WA", Country="US"))
    assert search(voice, AreaCode="206", State="WA", PhoneNumberType="Local") == seattle
    assert search(voice, AreaCode="206", State="OR") == []
    assert search(voice, AreaCode="206", PhoneNumberType="TollFree") == []
    city = search(voice, City="Seattle", State="WA")
    assert len({number[2:5] for number in city}) == 1
    assert search(voice, City="seattle", State="WA") == city
    assert search(voice, State="ZZ", City="Nowhere") == []


def test_search_by_toll_free_prefix(voice: Client) -> None:
    assert {number[:5] for number in search(voice, TollFreePrefix="833")} == {"+1833"}
    assert search(voice, TollFreePrefix="800") == []
    assert search(voice, TollFreePrefix="833", PhoneNumberType="Local") == []
    assert search(voice, TollFreePrefix="833", State="WA") == []


def test_search_abroad(voice: Client) -> None:
    numbers = search(voice, Country="GB", PhoneNumberType="Local")
    assert len(numbers) == 500
    assert {number[:3] for number in numbers} == {"+44"}
    assert not set(numbers) & set(search(voice, Country="GB", PhoneNumberType="TollFree"))
    assert {number[:2] for number in search(voice, Country="CA", PhoneNumberType="Local")} == {"+1"}
    assert search(voice, Country="CA", PhoneNumberType="TollFree") == []


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({}, "must have one of AreaCode"),
        ({"PhoneNumberType": "TollFree"}, "must have one of AreaCode"),
        ({"City": "Seattle"}, "must have a State"),
        ({"City": "Seattle", "AreaCode": "206"}, "must have a State"),
        ({"Country": "GB"}, "must have a PhoneNumberType"),
        ({"Country": "GB", "PhoneNumberType": "Local", "AreaCode": "206"}, "AreaCode only applies to the US"),
        ({"Country": "AQ", "PhoneNumberType": "Local"}, "country AQ"),
    ],
)
def test_search_refuses(voice: Client, refused: Refused, filters: dict[str, object], message: str) -> None:
    with refused("BadRequestException", message):
        search(voice, **filters)


def test_search_pages(voice: Client, refused: Refused) -> None:
    everything = search(voice, AreaCode="206")
    pages = []
    arguments: dict[str, Any] = {"AreaCode": "206", "MaxResults": 40}
    while True:
        page = voice.search_available_phone_numbers(**arguments)
        pages.append(page["E164PhoneNumbers"])
        if "NextToken" not in page:
            break
        arguments["NextToken"] = page["NextToken"]
    assert [len(page) for page in pages] == [40, 40, 20]
    assert [number for page in pages for number in page] == everything
    with refused("BadRequestException", "NextToken"):
        search(voice, AreaCode="425", NextToken=arguments["NextToken"])


def test_countries(voice: Client) -> None:
    def countries(product_type: str) -> dict[str, list[str]]:
        listed = voice.list_supported_phone_number_countries(ProductType=product_type)["PhoneNumberCountries"]
        return {country["CountryCode"]: country["SupportedPhoneNumberTypes"] for country in listed}

    assert countries("VoiceConnector") == {"US": ["Local", "TollFree"]}
    supported = countries(DIAL_IN)
    assert {"US", "CA", "GB", "DE"} < supported.keys()
    for country, types in supported.items():
        for number_type in ("Local", "TollFree"):
            us_filter = {"Local": {"State": "WA"}, "TollFree": {"TollFreePrefix": "833"}}[number_type]
            filters = us_filter if country == "US" else {"Country": country}
            found = search(voice, PhoneNumberType=number_type, MaxResults=1, **filters)
            assert bool(found) == (number_type in types), (country, number_type)
            for number in found:
                ordered = order(voice, number, product_type=DIAL_IN)
                assert ordered["OrderedPhoneNumbers"] == [{"E164PhoneNumber": number, "Status": "Processing"}]
                assert (get(voice, number)["Country"], get(voice, number)["Type"]) == (country, number_type)


def test_an_order_goes_from_processing_to_successful(local_aws: LocalAws, voice: Client) -> None:
    numbers = search(voice, AreaCode="206", MaxResults=3)
    local_aws.set_delays({"CreatePhoneNumberOrder": 30})
    made = order(voice, *numbers, Name="Front desk")
    assert (made["Status"], made["OrderType"], made["ProductType"]) == ("Processing", "New", "VoiceConnector")
    assert {number["Status"] for number in made["OrderedPhoneNumbers"]} == {"Processing"}
    assert voice.get_phone_number_order(PhoneNumberOrderId=made["PhoneNumberOrderId"])["PhoneNumberOrder"] == made
    assert [number["Status"] for number in voice.list_phone_numbers()["PhoneNumbers"]] == ["AcquireInProgress"] * 3
    connector = voice.create_voice_connector(Name="a", RequireEncryption=False)["VoiceConnector"]["VoiceConnectorId"]
    refusal = voice.associate_phone_numbers_with_voice_connector(
        VoiceConnectorId=connector, E164PhoneNumbers=numbers[:1]
    )["PhoneNumberErrors"]
    assert [error["ErrorCode"] for error in refusal] == ["BadRequest"]

    assert done(local_aws, voice, made) == ("Successful", ["Acquired"] * 3)
    number = get(voice, numbers[0])
    assert (number["Status"], number["Name"], number["OrderId"]) == (
        "Unassigned",
        "Front desk",
        made["PhoneNumberOrderId"],
    )
    assert not set(numbers) & set(search(voice, AreaCode="206"))


def test_two_orders_after_the_same_search(local_aws: LocalAws, voice: Client, other_account: Client) -> None:
    numbers = search(voice, AreaCode="206", MaxResults=2)
    assert search(other_account, AreaCode="206", MaxResults=2) == numbers
    mine = order(voice, numbers[0])
    theirs = order(other_account, *numbers)
    again = order(voice, numbers[0])
    assert done(local_aws, voice, mine) == ("Successful", ["Acquired"])
    assert done(local_aws, other_account, theirs) == ("Partial", ["Failed", "Acquired"])
    assert done(local_aws, voice, again) == ("Failed", ["Failed"])
    assert [number["E164PhoneNumber"] for number in voice.list_phone_numbers()["PhoneNumbers"]] == [numbers[0]]
    assert get(voice, numbers[0])["OrderId"] == mine["PhoneNumberOrderId"]


def test_a_number_that_is_not_on_offer_fails(local_aws: LocalAws, voice: Client) -> None:
    assert done(local_aws, voice, order(voice, "+12065551234")) == ("Failed", ["Failed"])


def test_an_order_fails_in_the_end(local_aws: LocalAws, voice: Client) -> None:
    numbers = search(voice, AreaCode="206", MaxResults=2)
    local_aws.set_faults([{"kind": "failing-state-machines", "operations": "CreatePhoneNumberOrder", "count": 1}])
    assert done(local_aws, voice, order(voice, *numbers)) == ("Failed", ["Failed"] * 2)
    assert voice.list_phone_numbers()["PhoneNumbers"] == []
    assert done(local_aws, voice, order(voice, *numbers))[0] == "Successful"


def test_a_released_number_can_be_ordered_again(local_aws: LocalAws, voice: Client, other_account: Client) -> None:
    number = search(voice, AreaCode="206", MaxResults=1)[0]
    own(local_aws, number)
    voice.delete_phone_number(PhoneNumberId=number)
    assert number not in search(other_account, AreaCode="206")
    assert done(local_aws, other_account, order(other_account, number))[0] == "Failed"
    local_aws.advance_clock(7 * DAY)
    assert number in search(other_account, AreaCode="206")
    assert done(local_aws, other_account, order(other_account, number))[0] == "Successful"


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ([], "1 to 50"),
        ([f"+120655501{digits:02}" for digits in range(51)], "1 to 50"),
        (["+12065550100", "12065550100"], "twice"),
        (["+12065550100", "+442079460123"], "outside the US"),
    ],
)
def test_orders_refused(voice: Client, refused: Refused, numbers: list[str], message: str) -> None:
    with refused("BadRequestException", message):
        order(voice, *numbers)
    assert voice.list_phone_number_orders()["PhoneNumberOrders"] == []
    assert voice.list_phone_numbers()["PhoneNumbers"] == []


def test_orders_are_the_account_s(aws_client: Clients, voice: Client, other_account: Client, refused: Refused) -> None:
    made = [order(voice, number)["PhoneNumberOrderId"] for number in search(voice, AreaCode="206", MaxResults=3)]
    first = aws_client("chime-sdk-voice", region="us-west-2").list_phone_number_orders(MaxResults=2)
    rest = voice.list_phone_number_orders(NextToken=first["NextToken"])
    listed = first["PhoneNumberOrders"] + rest["PhoneNumberOrders"]
    assert [item["PhoneNumberOrderId"] for item in listed] == made
    assert other_account.list_phone_number_orders()["PhoneNumberOrders"] == []
    with refused("NotFoundException", made[0]):
        other_account.get_phone_number_order(PhoneNumberOrderId=made[0])


def test_the_quota_counts_ordered_numbers(local_aws: LocalAws, voice: Client, refused: Refused) -> None:
    numbers = search(voice, AreaCode="206", MaxResults=7)
    local_aws.set_quotas(enforce=True)
    order(voice, *numbers[:3])
    with refused("ResourceLimitExceededException", "5 provisioned phone numbers"):
        order(voice, *numbers[3:6])
    order(voice, *numbers[3:5])
    local_aws.advance_clock(60)
    voice.delete_phone_number(PhoneNumberId=numbers[0])
    order(voice, numbers[5])


def test_new_numbers_get_the_default_calling_name(local_aws: LocalAws, voice: Client) -> None:
    voice.update_phone_number_settings(CallingName="Example Corp")
    local = search(voice, AreaCode="206", MaxResults=1)[0]
    toll_free = search(voice, TollFreePrefix="833", MaxResults=1)[0]
    order(voice, local, toll_free)
    local_aws.advance_clock(60)
    assert get(voice, local)["CallingNameStatus"] == "UpdateInProgress"
    assert get(voice, toll_free)["CallingNameStatus"] == "Unassigned"
    local_aws.advance_clock(3 * DAY)
    assert get(voice, local)["CallingName"] == "Example Corp"
