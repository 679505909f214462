"""The association of phone numbers with voice connectors and voice connector groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.voice.connectors import existing_connector
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import (
    PhoneNumberAssociatedError,
    associate,
    disassociate,
    is_associated,
    refused_numbers,
    usable_number,
)
from chime_sdk_pulumi.local_aws.voice.voice_connector_groups import existing_group

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure


class PhoneNumberAssociations:
    """AssociatePhoneNumbersWithVoiceConnector, …WithVoiceConnectorGroup, and their opposites."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def associate_phone_numbers_with_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        existing_connector(self._store[scope], request["VoiceConnectorId"])
        return self._associate(scope, request, "VoiceConnectorId")

    def associate_phone_numbers_with_voice_connector_group(self, scope: Scope, request: Structure) -> Structure:
        existing_group(self._store, scope, request["VoiceConnectorGroupId"])
        return self._associate(scope, request, "VoiceConnectorGroupId")

    def disassociate_phone_numbers_from_voice_connector(self, scope: Scope, request: Structure) -> Structure:
        existing_connector(self._store[scope], request["VoiceConnectorId"])
        return self._disassociate(scope, request, "VoiceConnectorId")

    def disassociate_phone_numbers_from_voice_connector_group(self, scope: Scope, request: Structure) -> Structure:
        existing_group(self._store, scope, request["VoiceConnectorGroupId"])
        return self._disassociate(scope, request, "VoiceConnectorGroupId")

    def _associate(self, scope: Scope, request: Structure, name: str) -> Structure:
        def act(phone_number: str) -> None:
            number = usable_number(self._store, scope.account, phone_number)
            # Administrator guide, Assigning numbers to a Voice Connector or Voice Connector group
            if number["ProductType"] != "VoiceConnector":
                raise BadRequestError("The product type of the phone number is not VoiceConnector.")
            if number["Associations"] and not request.get("ForceAssociate", False):  # API reference
                raise PhoneNumberAssociatedError("The phone number is already associated.")
            associate(self._store, number, name, request[name])

        return refused_numbers(request["E164PhoneNumbers"], act)

    def _disassociate(self, scope: Scope, request: Structure, name: str) -> Structure:
        def act(phone_number: str) -> None:
            number = usable_number(self._store, scope.account, phone_number)
            if not is_associated(number, name, request[name]):  # inferred
                raise BadRequestError(f"The phone number is not associated with the {name} {request[name]}.")
            disassociate(self._store, number)

        return refused_numbers(request["E164PhoneNumbers"], act)
