"""The validation of addresses for emergency calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.local_aws.clients import Clients, Refused

ADDRESS = {
    "AwsAccountId": "123456789012",
    "StreetNumber": "2121",
    "StreetInfo": "8th Avenue",
    "City": "Seattle",
    "State": "WA",
    "Country": "US",
    "PostalCode": "98121",
}
VALIDATED = {
    "streetNumber": "2121",
    "streetName": "8th Avenue",
    "city": "Seattle",
    "state": "WA",
    "postalCode": "98121",
    "country": "US",
}


def validate(aws_client: Clients, **differences: str) -> dict[str, Any]:
    result: dict[str, Any] = aws_client("chime-sdk-voice").validate_e911_address(**ADDRESS | differences)
    return result


def test_an_address_is_valid(aws_client: Clients) -> None:
    result = validate(aws_client)
    assert (result["ValidationResult"], result["Address"], result["CandidateAddressList"]) == (0, VALIDATED, [])
    assert result["AddressExternalId"] == validate(aws_client)["AddressExternalId"]
    assert result["AddressExternalId"] != validate(aws_client, StreetNumber="2122")["AddressExternalId"]


@pytest.mark.parametrize(
    "differences", [{"State": "wa"}, {"StreetInfo": " 8th  Avenue "}, {"Country": "us"}, {"PostalCode": " 98121"}]
)
def test_an_address_is_corrected(aws_client: Clients, differences: dict[str, str]) -> None:
    result = validate(aws_client, **differences)
    assert (result["ValidationResult"], result["Address"]) == (1, VALIDATED)
    assert result["AddressExternalId"] == validate(aws_client)["AddressExternalId"]


def test_a_long_postal_code_is_taken_apart(aws_client: Clients) -> None:
    result = validate(aws_client, PostalCode="98121-1234")
    assert result["ValidationResult"] == 1
    assert result["Address"] == VALIDATED | {"postalCodePlus4": "1234"}


@pytest.mark.parametrize("differences", [{"State": "ZZ"}, {"PostalCode": "V6B 1A1"}])
def test_an_address_is_invalid(aws_client: Clients, differences: dict[str, str]) -> None:
    result = validate(aws_client, **differences)
    assert (result["ValidationResult"], result["CandidateAddressList"]) == (2, [])
    assert "Address" not in result


def test_candidates_are_valid(aws_client: Clients) -> None:
    result = validate(aws_client, StreetNumber="0")
    assert result["ValidationResult"] == 2
    assert [candidate["streetNumber"] for candidate in result["CandidateAddressList"]] == ["1", "2"]
    for candidate in result["CandidateAddressList"]:
        members = {name[0].upper() + name[1:]: value for name, value in candidate.items()}
        assert validate(aws_client, **members)["ValidationResult"] == 0


def test_refuses(aws_client: Clients, refused: Refused) -> None:
    with refused("BadRequestException", "not in the US"):
        validate(aws_client, Country="GB")
    with refused("ForbiddenException", "210987654321"):
        validate(aws_client, AwsAccountId="210987654321")
