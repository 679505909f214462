"""Changes of the voice API that are under way when what local AWS holds is saved: they go on after it is loaded."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from chime_sdk_pulumi.local_aws.store import Scope, Store
from chime_sdk_pulumi.local_aws.voice.phone_number_orders import PhoneNumberOrders
from chime_sdk_pulumi.local_aws.voice.phone_numbers import PhoneNumbers, add_phone_number
from chime_sdk_pulumi.local_aws.voice.voice_connector_groups import VoiceConnectorGroups

from tests.local_aws.phone_numbers import DAY

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Structure

SCOPE = Scope("123456789012", "us-east-1")
NUMBER = {"PhoneNumberId": "+12065550100"}


@pytest.fixture
def store() -> Store:
    store = Store()
    add_phone_number(store, SCOPE.account, NUMBER["PhoneNumberId"], "VoiceConnector")
    return store


def loaded_later(store: Store, seconds: float) -> Store:
    """What was saved, loaded again, and so much time later."""
    loaded: Store = pickle.loads(pickle.dumps(store))
    loaded.clock.advance(seconds)
    loaded.clock.settle()
    return loaded


def test_order(store: Store) -> None:
    request = {"ProductType": "VoiceConnector", "E164PhoneNumbers": ["+12065550101", "+12065550100"]}
    order = PhoneNumberOrders(store).create_phone_number_order(SCOPE, request)["PhoneNumberOrder"]
    loaded = PhoneNumberOrders(loaded_later(store, 60))
    done = loaded.get_phone_number_order(SCOPE, {"PhoneNumberOrderId": order["PhoneNumberOrderId"]})["PhoneNumberOrder"]
    assert done["Status"] == "Partial"
    assert order["Status"] == "Processing"


def test_calling_name(store: Store) -> None:
    PhoneNumbers(store).update_phone_number(SCOPE, NUMBER | {"CallingName": "Example"})
    number = PhoneNumbers(loaded_later(store, 3 * DAY)).get_phone_number(SCOPE, NUMBER)["PhoneNumber"]
    assert number["CallingName"] == "Example"


def test_deletion_queue(store: Store) -> None:
    def numbers(store: Store) -> list[Structure]:
        listed: list[Structure] = PhoneNumbers(store).list_phone_numbers(SCOPE, {})["PhoneNumbers"]
        return listed

    PhoneNumbers(store).delete_phone_number(SCOPE, NUMBER)
    assert len(numbers(loaded_later(store, 6 * DAY))) == 1
    assert numbers(loaded_later(store, 7 * DAY)) == []


def test_accepted_update(store: Store) -> None:
    created = VoiceConnectorGroups(store).create_voice_connector_group(SCOPE, {"Name": "group"})["VoiceConnectorGroup"]
    group = {"VoiceConnectorGroupId": created["VoiceConnectorGroupId"]}
    update = group | {"Name": "renamed", "VoiceConnectorItems": []}
    VoiceConnectorGroups(store).update_voice_connector_group(SCOPE, update)
    loaded = VoiceConnectorGroups(loaded_later(store, 60))
    assert loaded.get_voice_connector_group(SCOPE, group)["VoiceConnectorGroup"]["Name"] == "renamed"
