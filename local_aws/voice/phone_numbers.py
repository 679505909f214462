"""Phone numbers of the account's inventory, and their association with voice connectors.

Numbers come into the inventory over the knob `POST /_local/phone-numbers`; ordering them is not emulated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, NotFoundError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.voice.connectors import existing_connector
from chime_sdk_pulumi.local_aws.voice.objects import PhoneNumber

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure


PRODUCT_TYPES = ("VoiceConnector", "SipMediaApplicationDialIn")


class PhoneNumbers:
    """GetPhoneNumber, ListPhoneNumbers, and association with a voice connector."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get_phone_number(self, scope: Scope, request: Structure) -> Structure:
        number = self._store[scope].table(PhoneNumber).get(_e164(request["PhoneNumberId"]))
        if number is None:
            raise NotFoundError("The phone number does not exist.")
        return {"PhoneNumber": number.description}

    def list_phone_numbers(self, scope: Scope, request: Structure) -> Structure:
        filters = {name: request.get(name) for name in ("Status", "ProductType", "FilterName", "FilterValue")}
        numbers, rest = page(
            self._store[scope].table(PhoneNumber),
            request,
            scope,
            f"ListPhoneNumbers {filters}",
            largest=100,
            matches=lambda number: _matches(number.description, filters),
        )
        return {"PhoneNumbers": [number.description for number in numbers]} | rest

    def associate_phone_numbers_with_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        connector_id = request["VoiceConnectorId"]
        existing_connector(store, connector_id)
        errors = []
        for e164 in request["E164PhoneNumbers"]:
            stored = store.table(PhoneNumber).get(_e164(e164))
            number = stored.description if stored else None
            if number is None:
                errors.append(_phone_number_error(e164, "NotFound", "The phone number does not exist."))
            elif number["ProductType"] != "VoiceConnector":
                errors.append(_phone_number_error(e164, "BadRequest", "The product type is not VoiceConnector."))
            elif number["Associations"] and not request.get("ForceAssociate", False):
                errors.append(
                    _phone_number_error(e164, "PhoneNumberAssociationsExist", "The phone number is already associated.")
                )
            else:
                association = {
                    "Name": "VoiceConnectorId",
                    "Value": connector_id,
                    "AssociatedTimestamp": self._store.now(),
                }
                number |= {"Associations": [association], "Status": "Assigned", "UpdatedTimestamp": self._store.now()}
        return {"PhoneNumberErrors": errors}

    def disassociate_phone_numbers_from_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        connector_id = request["VoiceConnectorId"]
        existing_connector(store, connector_id)
        errors = []
        for e164 in request["E164PhoneNumbers"]:
            stored = store.table(PhoneNumber).get(_e164(e164))
            number = stored.description if stored else None
            if number is None:
                errors.append(_phone_number_error(e164, "NotFound", "The phone number does not exist."))
            elif not _is_filtered_by(number, "VoiceConnectorId", connector_id):
                errors.append(_phone_number_error(e164, "BadRequest", "The phone number is not associated with it."))
            else:
                number |= {"Associations": [], "Status": "Unassigned", "UpdatedTimestamp": self._store.now()}
        return {"PhoneNumberErrors": errors}


def add_phone_number(store: Store, scope: Scope, e164: str, product_type: str) -> Structure:
    """Put a number into the inventory, as if it had been ordered.

    Raises:
        BadRequestError: the number is not E.164 or there already, or the product type is none.
    """
    e164 = _e164(e164)
    if not re.fullmatch(r"\+[1-9][0-9]{1,14}", e164):
        raise BadRequestError("The phone number must be in E.164 format.")
    if product_type not in PRODUCT_TYPES:
        raise BadRequestError(f"The product type must be one of {', '.join(PRODUCT_TYPES)}.")
    numbers = store[scope].table(PhoneNumber)
    if e164 in numbers:
        raise BadRequestError("The phone number is already in the inventory.")
    created = store.now()
    number = {
        "PhoneNumberId": e164.removeprefix("+"),
        "PhoneNumberArn": scope.arn(f"phone-number/{e164.removeprefix('+')}"),
        "E164PhoneNumber": e164,
        "Country": "US",
        "Type": "Local",
        "ProductType": product_type,
        "Status": "Unassigned",
        "Capabilities": {"InboundCall": True, "OutboundCall": True},
        "Associations": [],
        "CallingNameStatus": "Unassigned",
        "CreatedTimestamp": created,
        "UpdatedTimestamp": created,
    }
    return numbers.add(e164, PhoneNumber(number)).description


def _e164(phone_number: str) -> str:
    return f"+{phone_number.removeprefix('+')}"


def _matches(number: Structure, filters: Structure) -> bool:
    return (
        filters["Status"] in (None, number["Status"])
        and filters["ProductType"] in (None, number["ProductType"])
        and (filters["FilterName"] is None or _is_filtered_by(number, filters["FilterName"], filters["FilterValue"]))
    )


def _is_filtered_by(number: Structure, name: str, value: str | None) -> bool:
    return any((association["Name"], association["Value"]) == (name, value) for association in number["Associations"])


def _phone_number_error(e164: str, code: str, message: str) -> Structure:
    return {"PhoneNumberId": e164, "ErrorCode": code, "ErrorMessage": message}
