"""Phone numbers of the inventory: their details, and the deletion queue."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.service_models import get_service_model
from chime_sdk_pulumi.local_aws.voice.numbering_plan import country_of
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import (
    PROVISIONED_PHONE_NUMBERS,
    PhoneNumberAssociatedError,
    add_number,
    change_calling_name,
    e164_of,
    inventory,
    inventory_scope,
    is_associated,
    owned_number,
    provisioned,
    refused_numbers,
    taken_numbers,
    usable_number,
)

if TYPE_CHECKING:
    from datetime import datetime

    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

PRODUCT_TYPES = ("VoiceConnector", "SipMediaApplicationDialIn")

DELETION_QUEUE_SECONDS = 7 * 24 * 3600
"""API reference, DeletePhoneNumber."""

_DETAILS = ("ProductType", "CallingName", "Name")


class PhoneNumbers:
    """GetPhoneNumber and its kin.

    Whether TagResource takes the ARN of a phone number is not documented; here it doesn't.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def get_phone_number(self, scope: Scope, request: Structure) -> Structure:
        return {"PhoneNumber": owned_number(self._store, scope.account, request["PhoneNumberId"])}

    def list_phone_numbers(self, scope: Scope, request: Structure) -> Structure:
        filters = {name: request.get(name) for name in ("Status", "ProductType", "FilterName", "FilterValue")}
        _check_filters(filters)
        numbers, rest = page(
            inventory(self._store, scope.account),
            request,
            inventory_scope(scope.account),
            f"ListPhoneNumbers {filters}",
            largest=100,
            matches=lambda number: _matches(number.description, filters),
        )
        return {"PhoneNumbers": [number.description for number in numbers]} | rest

    def update_phone_number(self, scope: Scope, request: Structure) -> Structure:
        return {"PhoneNumber": self._update(scope, request)}

    def batch_update_phone_number(self, scope: Scope, request: Structure) -> Structure:
        items = {item["PhoneNumberId"]: item for item in request["UpdatePhoneNumberRequestItems"]}
        # API reference, BatchUpdatePhoneNumber
        if len({e164_of(phone_number_id) for phone_number_id in items}) < len(request["UpdatePhoneNumberRequestItems"]):
            raise BadRequestError("A phone number cannot be in the request twice.")
        return refused_numbers(items, lambda phone_number_id: self._update(scope, items[phone_number_id]))

    def delete_phone_number(self, scope: Scope, request: Structure) -> Structure:
        self._delete(scope, request["PhoneNumberId"])
        return {}

    def batch_delete_phone_number(self, scope: Scope, request: Structure) -> Structure:
        # inferred: the members of the list have no pattern, but the id in a PhoneNumberError has
        if not all(re.fullmatch(r".*\S.*", phone_number_id) for phone_number_id in request["PhoneNumberIds"]):
            raise BadRequestError("A phone number id cannot be blank, and must be one line.")
        return refused_numbers(request["PhoneNumberIds"], partial(self._delete, scope))

    def restore_phone_number(self, scope: Scope, request: Structure) -> Structure:
        number = owned_number(self._store, scope.account, request["PhoneNumberId"])
        if "DeletionTimestamp" not in number:
            raise BadRequestError("The phone number is not in the deletion queue.")  # inferred
        self._store.quotas.check(PROVISIONED_PHONE_NUMBERS, provisioned(self._store, scope.account))
        del number["DeletionTimestamp"]
        number |= {"Status": "Unassigned", "UpdatedTimestamp": self._store.now()}
        return {"PhoneNumber": number}

    def _update(self, scope: Scope, request: Structure) -> Structure:
        number = usable_number(self._store, scope.account, request["PhoneNumberId"])
        details = [detail for detail in _DETAILS if detail in request]
        if len(details) != 1:  # API reference, UpdatePhoneNumber: one at a time. That it must be one is inferred.
            raise BadRequestError(f"One of {', '.join(_DETAILS)} can be updated at a time.")
        if "ProductType" in request:
            _check_product_type(number, request["ProductType"])
        if "CallingName" in request:
            _check_calling_name(number)
            change_calling_name(self._store, scope.account, number, request["CallingName"])
        else:
            number |= {details[0]: request[details[0]], "UpdatedTimestamp": self._store.now()}
        return number

    def _delete(self, scope: Scope, phone_number_id: str) -> None:
        number = usable_number(self._store, scope.account, phone_number_id)
        if number["Associations"]:  # API reference, DeletePhoneNumber
            raise PhoneNumberAssociatedError(f"The phone number is associated with {_names(number)}.")
        deleted = self._store.now()
        # inferred: which of the statuses a number in the deletion queue has
        number |= {"Status": "ReleaseInProgress", "DeletionTimestamp": deleted, "UpdatedTimestamp": deleted}
        release = partial(_release, e164=number["E164PhoneNumber"], deleted=deleted)
        self._store.after(inventory_scope(scope.account), "DeletePhoneNumber", DELETION_QUEUE_SECONDS, release)


def add_phone_number(store: Store, account: str, e164: str, product_type: str) -> Structure:
    """Put a number into the inventory, as if it had been ordered.

    Raises:
        BadRequestError: the number is not E.164 or some account has it, or the product type is not one for it.
    """
    e164 = e164_of(e164)
    if not re.fullmatch(r"\+[1-9][0-9]{1,14}", e164):
        raise BadRequestError("The phone number must be in E.164 format.")
    if product_type not in PRODUCT_TYPES:
        raise BadRequestError(f"The product type must be one of {', '.join(PRODUCT_TYPES)}.")
    check_product_type_of_country(e164, product_type)
    if e164 in taken_numbers(store):
        raise BadRequestError("The phone number is already in an inventory.")
    return add_number(store, account, e164, {"ProductType": product_type, "Status": "Unassigned"})


def check_product_type_of_country(e164: str, product_type: str) -> None:
    """API reference, CreatePhoneNumberOrder: outside the US, numbers are of the dial-in product type.

    Raises:
        BadRequestError: the number can't be of the product type.
    """
    if product_type != "SipMediaApplicationDialIn" and country_of(e164) != "US":
        raise BadRequestError("Numbers outside the US must have the product type SipMediaApplicationDialIn.")


def _check_product_type(number: Structure, product_type: str) -> None:
    check_product_type_of_country(number["E164PhoneNumber"], product_type)
    # Administrator guide, Changing a phone number's product type: of unassigned numbers. Which error is inferred.
    if number["Associations"] and product_type != number["ProductType"]:
        raise ConflictError(f"The phone number is associated with {_names(number)}; it keeps its product type.")


def _check_calling_name(number: Structure) -> None:
    if number["Type"] == "TollFree":  # Administrator guide, Setting outbound calling names
        raise BadRequestError("A toll-free number cannot have a calling name.")
    # API reference, UpdatePhoneNumber: pending updates must be complete. Which error says so is inferred.
    if number["CallingNameStatus"] == "UpdateInProgress":
        raise ConflictError("An update of the calling name is in progress.")


def _names(number: Structure) -> str:
    return ", ".join(f"{association['Name']} {association['Value']}" for association in number["Associations"])


def _check_filters(filters: Structure) -> None:
    statuses = get_service_model("chime-sdk-voice").shape_for("PhoneNumberStatus").metadata["enum"]
    if filters["Status"] not in (None, *statuses):  # inferred: the operation's own member has no enum
        raise BadRequestError(f"The status must be one of {', '.join(statuses)}.")
    if (filters["FilterName"] is None) != (filters["FilterValue"] is None):  # inferred
        raise BadRequestError("FilterName and FilterValue go together.")


def _matches(number: Structure, filters: Structure) -> bool:
    return (
        filters["Status"] in (None, number["Status"])
        and filters["ProductType"] in (None, number["ProductType"])
        and (filters["FilterName"] is None or is_associated(number, filters["FilterName"], filters["FilterValue"]))
    )


def _release(store: Store, scope: Scope, *, e164: str, deleted: datetime) -> None:
    """Give a number back to the pool, unless it was restored in the meantime."""
    number = inventory(store, scope.account).get(e164)
    if number is not None and number.description.get("DeletionTimestamp") == deleted:
        inventory(store, scope.account).remove(e164)
