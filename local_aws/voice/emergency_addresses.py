"""The validation of addresses for emergency calls."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ForbiddenError
from chime_sdk_pulumi.local_aws.voice.numbering_plan import US_AREA_CODES

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure

VALID, CORRECTED, INVALID = 0, 1, 2
"""API reference, ValidateE911Address."""


class EmergencyAddresses:
    """ValidateE911Address, without a map: every well-formed address of the US exists, but for street number 0.

    | Address | ValidationResult |
    |---|---|
    | single spaces, the state as two capitals, five digits of postal code | 0, and the address |
    | other spaces or letter case, or four more digits of postal code | 1, and the address as it should be |
    | a state or postal code that the US doesn't have | 2 |
    | street number 0 | 2, and numbers 1 and 2 of that street as candidates |
    """

    def validate_e911_address(self, scope: Scope, request: Structure) -> Structure:
        if request["AwsAccountId"] != scope.account:  # inferred
            raise ForbiddenError(f"The account {request['AwsAccountId']} is not the caller's.")
        address = {member: " ".join(text.split()) for member, text in request.items()}
        address |= {member: address[member].upper() for member in ("Country", "State")}
        # API reference, PutVoiceConnectorEmergencyCallingConfiguration: emergency calling is for the US.
        if address["Country"] != "US":
            raise BadRequestError("The address is not in the US.")
        postal_code = re.fullmatch(r"([0-9]{5})(?:-?([0-9]{4}))?", address["PostalCode"])
        if postal_code is None or address["State"] not in US_AREA_CODES:
            return {"ValidationResult": INVALID, "CandidateAddressList": []}
        address["PostalCode"], plus_four = postal_code.groups()
        if address["StreetNumber"] == "0":
            candidates = [_candidate(address | {"StreetNumber": number}) for number in ("1", "2")]
            return {"ValidationResult": INVALID, "CandidateAddressList": candidates}
        return {
            "ValidationResult": VALID if address == request else CORRECTED,
            "AddressExternalId": str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(address.values()))),
            "Address": {
                "streetNumber": address["StreetNumber"],
                "streetName": address["StreetInfo"],
                "city": address["City"],
                "state": address["State"],
                "postalCode": address["PostalCode"],
                "postalCodePlus4": plus_four,
                "country": address["Country"],
            },
            "CandidateAddressList": [],
        }


def _candidate(address: Structure) -> Structure:
    members = ("StreetNumber", "StreetInfo", "City", "State", "PostalCode", "Country")
    return {member[0].lower() + member[1:]: address[member] for member in members}
