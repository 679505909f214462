"""The phone number inventory of an account: which numbers it has, what they are associated with, and refusals by number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ChimeError, NotFoundError
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.store import Scope
from chime_sdk_pulumi.local_aws.voice.numbering_plan import country_of, type_of
from chime_sdk_pulumi.local_aws.voice.objects import PhoneNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chime_sdk_pulumi.local_aws.store import Store, Structure, Table

PROVISIONED_PHONE_NUMBERS = declare(
    "provisioned phone numbers per account", 5, "AWS General Reference, Amazon Chime SDK endpoints and quotas"
)

CALLING_NAME_SECONDS = 72 * 3600
"""API reference, UpdatePhoneNumber: updates to outbound calling names can take 72 hours."""


class PhoneNumberAssociatedError(BadRequestError):
    """A number is associated with something. In a list of numbers, this has an error code of its own."""


def inventory_scope(account: str) -> Scope:
    """Where an account's numbers, orders and settings are.

    Every Region's endpoint shows the same ones (inferred: the AWS General Reference counts provisioned numbers by
    account, but connectors by Region, and the console has one inventory).
    """
    return Scope(account, "us-east-1")


def inventory(store: Store, account: str) -> Table[PhoneNumber]:
    """All numbers of an account, with those that are being ordered and those in the deletion queue."""
    return store[inventory_scope(account)].table(PhoneNumber)


def owned_number(store: Store, account: str, phone_number_id: str) -> Structure:
    """A number of an account.

    Raises:
        NotFoundError: the account has no such number.
    """
    number = inventory(store, account).get(e164_of(phone_number_id))
    if number is None:
        raise NotFoundError("The phone number does not exist.")
    return number.description


def usable_number(store: Store, account: str, phone_number_id: str) -> Structure:
    """A number that an account has for use.

    Raises:
        NotFoundError: the account has no such number.
        BadRequestError: it is being ordered, or in the deletion queue (inferred).
    """
    number = owned_number(store, account, phone_number_id)
    if number["Status"] not in ("Unassigned", "Assigned"):
        raise BadRequestError(f"The phone number is not in the inventory: its status is {number['Status']}.")
    return number


def provisioned(store: Store, account: str) -> int:
    """How many numbers of an account count for its quota (inferred: all but those in the deletion queue)."""
    return sum("DeletionTimestamp" not in number.description for number in inventory(store, account))


def taken_numbers(store: Store) -> set[str]:
    """The numbers that some account has, or is about to."""
    return {
        number.description["E164PhoneNumber"] for _, regional in store.items() for number in regional.table(PhoneNumber)
    }


def add_number(store: Store, account: str, e164: str, members: Structure) -> Structure:
    """Put a number into an account's inventory.

    Arguments:
        store: all accounts.
        account: whose number it becomes.
        e164: the number.
        members: its ProductType, Status, and what else is known.
    """
    scope = inventory_scope(account)
    created = store.now()
    number: Structure = {
        # AWS CLI examples, get-phone-number: the id is the number, percent-encoded.
        "PhoneNumberId": f"%2B{e164[1:]}",
        "PhoneNumberArn": scope.arn(f"phone-number/{e164[1:]}"),
        "E164PhoneNumber": e164,
        "Country": country_of(e164),
        "Type": type_of(e164),
        # Administrator guide, Managing Amazon Chime SDK Voice Connectors: no SMS. For other products inferred.
        "Capabilities": {
            "InboundCall": True,
            "OutboundCall": True,
            "InboundSMS": False,
            "OutboundSMS": False,
            "InboundMMS": False,
            "OutboundMMS": False,
        },
        "Associations": [],
        "CallingNameStatus": "Unassigned",
        "CreatedTimestamp": created,
        "UpdatedTimestamp": created,
    }
    return inventory(store, account).add(e164, PhoneNumber(number | members)).description


def associated_numbers(store: Store, account: str, name: str, value: str) -> list[Structure]:
    """The numbers that are associated with something, such as a `VoiceConnectorId` and its value."""
    return [
        number.description for number in inventory(store, account) if is_associated(number.description, name, value)
    ]


def is_associated(number: Structure, name: str, value: str | None) -> bool:
    """Whether a number is associated with something."""
    return any((association["Name"], association["Value"]) == (name, value) for association in number["Associations"])


def associate(store: Store, number: Structure, name: str, value: str) -> None:
    """Associate a number with one thing, and with nothing else any more."""
    association = {"Name": name, "Value": value, "AssociatedTimestamp": store.now()}
    number |= {"Associations": [association], "Status": "Assigned", "UpdatedTimestamp": store.now()}


def disassociate(store: Store, number: Structure) -> None:
    """End what a number is associated with."""
    number |= {"Associations": [], "Status": "Unassigned", "UpdatedTimestamp": store.now()}


def change_calling_name(store: Store, account: str, number: Structure, calling_name: str) -> None:
    """Begin to change what the called see; the old name stays until then, as in the AWS CLI examples, list-phone-numbers."""
    number |= {"CallingNameStatus": "UpdateInProgress", "UpdatedTimestamp": store.now()}
    finish = partial(_finish_calling_name, e164=number["E164PhoneNumber"], calling_name=calling_name)
    fail = partial(_fail_calling_name, e164=number["E164PhoneNumber"])
    store.after(inventory_scope(account), "UpdatePhoneNumber", CALLING_NAME_SECONDS, finish, fail)


def refused_numbers(phone_number_ids: Iterable[str], act: Callable[[str], object]) -> Structure:
    """Act on each number of a list; the PhoneNumberErrors of those that refuse."""
    errors = []
    for phone_number_id in phone_number_ids:
        try:
            act(phone_number_id)
        except ChimeError as error:
            associated = isinstance(error, PhoneNumberAssociatedError)
            code = "PhoneNumberAssociationsExist" if associated else error.code.removesuffix("Exception")
            errors.append({"PhoneNumberId": phone_number_id, "ErrorCode": code, "ErrorMessage": error.message})
    return {"PhoneNumberErrors": errors}


def e164_of(phone_number_id: str) -> str:
    """The number that an id stands for; the AWS CLI examples have `+12065550100` and `%2B12065550100`."""
    return f"+{phone_number_id.removeprefix('%2B').removeprefix('+')}"


def _finish_calling_name(store: Store, scope: Scope, *, e164: str, calling_name: str) -> None:
    number = inventory(store, scope.account).get(e164)
    if number is None:
        return
    number.description |= {
        "CallingName": calling_name or None,
        "CallingNameStatus": "UpdateSucceeded" if calling_name else "Unassigned",
        "UpdatedTimestamp": store.now(),
    }


def _fail_calling_name(store: Store, scope: Scope, *, e164: str) -> None:
    number = inventory(store, scope.account).get(e164)
    if number is not None:
        number.description |= {"CallingNameStatus": "UpdateFailed", "UpdatedTimestamp": store.now()}
