"""Phone number orders."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, NotFoundError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import new_uuid
from chime_sdk_pulumi.local_aws.voice.numbering_plan import is_on_offer
from chime_sdk_pulumi.local_aws.voice.objects import PhoneNumberOrder
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import (
    PROVISIONED_PHONE_NUMBERS,
    add_number,
    change_calling_name,
    e164_of,
    inventory,
    inventory_scope,
    provisioned,
    taken_numbers,
)
from chime_sdk_pulumi.local_aws.voice.phone_number_settings import default_calling_name
from chime_sdk_pulumi.local_aws.voice.phone_numbers import check_product_type_of_country

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure, Table

LARGEST_ORDER = 50
"""inferred"""

ORDER_SECONDS = 1.0


class PhoneNumberOrders:
    """CreatePhoneNumberOrder and its kin.

    An order claims what is free of its numbers at once: in the inventory, they have the status AcquireInProgress until
    the order is done, and an order of another one, or another account, fails for them. When exactly AWS decides who
    gets a number is inferred.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_phone_number_order(self, scope: Scope, request: Structure) -> Structure:
        numbers = [e164_of(number) for number in request["E164PhoneNumbers"]]
        self._check(scope, numbers, request["ProductType"])
        created = self._store.now()
        order = {
            "PhoneNumberOrderId": new_uuid(),
            "ProductType": request["ProductType"],
            "Status": "Processing",
            "OrderType": "New",
            "OrderedPhoneNumbers": [{"E164PhoneNumber": number, "Status": "Processing"} for number in numbers],
            "CreatedTimestamp": created,
            "UpdatedTimestamp": created,
        }
        members = {
            "ProductType": request["ProductType"],
            "Status": "AcquireInProgress",
            "Name": request.get("Name"),
            "OrderId": order["PhoneNumberOrderId"],
        }
        taken = taken_numbers(self._store)
        for number in numbers:
            if is_on_offer(number) and number not in taken:
                add_number(self._store, scope.account, number, members)
        self._orders(scope).add(order["PhoneNumberOrderId"], PhoneNumberOrder(order))
        complete = partial(_complete, order_id=order["PhoneNumberOrderId"])
        fail = partial(_fail, order_id=order["PhoneNumberOrderId"])
        self._store.after(inventory_scope(scope.account), "CreatePhoneNumberOrder", ORDER_SECONDS, complete, fail)
        return {"PhoneNumberOrder": order}

    def get_phone_number_order(self, scope: Scope, request: Structure) -> Structure:
        order = self._orders(scope).get(request["PhoneNumberOrderId"])
        if order is None:
            raise NotFoundError(f"The phone number order {request['PhoneNumberOrderId']} does not exist.")
        return {"PhoneNumberOrder": order.description}

    def list_phone_number_orders(self, scope: Scope, request: Structure) -> Structure:
        home = inventory_scope(scope.account)
        orders, rest = page(self._orders(scope), request, home, "ListPhoneNumberOrders", largest=100)
        return {"PhoneNumberOrders": [order.description for order in orders]} | rest

    def _orders(self, scope: Scope) -> Table[PhoneNumberOrder]:
        return self._store[inventory_scope(scope.account)].table(PhoneNumberOrder)

    def _check(self, scope: Scope, numbers: list[str], product_type: str) -> None:
        if not 1 <= len(numbers) <= LARGEST_ORDER:
            raise BadRequestError(f"An order is for 1 to {LARGEST_ORDER} phone numbers.")
        if len(set(numbers)) < len(numbers):  # inferred
            raise BadRequestError("A phone number cannot be in an order twice.")
        for number in numbers:
            check_product_type_of_country(number, product_type)
        present = provisioned(self._store, scope.account) + len(numbers) - 1
        self._store.quotas.check(PROVISIONED_PHONE_NUMBERS, present)


def _complete(store: Store, scope: Scope, *, order_id: str) -> None:
    """Acquire the numbers that the order has claimed, and fail for the others."""
    order = store[scope].table(PhoneNumberOrder).get(order_id)
    if order is None:
        return
    ordered = order.description["OrderedPhoneNumbers"]
    for item in ordered:
        number = inventory(store, scope.account).get(item["E164PhoneNumber"])
        if number is not None and number.description.get("OrderId") == order_id:
            item["Status"] = "Acquired"
            number.description |= {"Status": "Unassigned", "UpdatedTimestamp": store.now()}
            _give_default_calling_name(store, scope, number.description)
        else:
            item["Status"] = "Failed"
    acquired = [item["Status"] == "Acquired" for item in ordered]
    status = "Successful" if all(acquired) else "Partial" if any(acquired) else "Failed"
    order.description |= {"Status": status, "UpdatedTimestamp": store.now()}


def _fail(store: Store, scope: Scope, *, order_id: str) -> None:
    """Give back what the order has claimed, and so fail for all."""
    for number in inventory(store, scope.account):
        if number.description.get("OrderId") == order_id:
            inventory(store, scope.account).remove(number.description["E164PhoneNumber"])
    _complete(store, scope, order_id=order_id)


def _give_default_calling_name(store: Store, scope: Scope, number: Structure) -> None:
    # Administrator guide, Provisioning phone numbers: to newly provisioned numbers of the US; Setting outbound calling
    # names: but not to toll-free ones.
    calling_name = default_calling_name(store, scope.account)
    if calling_name and number["Country"] == "US" and number["Type"] == "Local":
        change_calling_name(store, scope.account, number, calling_name)
