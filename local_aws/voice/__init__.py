"""Behaviour of the `chime-sdk-voice` API: one module per kind of object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.tagging import TaggingOperations
from chime_sdk_pulumi.local_aws.voice.alexa_skills import AlexaSkillConfigurations
from chime_sdk_pulumi.local_aws.voice.connectors import VoiceConnectors
from chime_sdk_pulumi.local_aws.voice.credentials import TerminationCredentials
from chime_sdk_pulumi.local_aws.voice.emergency_addresses import EmergencyAddresses
from chime_sdk_pulumi.local_aws.voice.emergency_calling import EmergencyCallingConfigurations
from chime_sdk_pulumi.local_aws.voice.external_systems import ExternalSystemsConfigurations
from chime_sdk_pulumi.local_aws.voice.global_settings import GlobalSettings
from chime_sdk_pulumi.local_aws.voice.logging import (
    ConnectorLoggingConfigurations,
    SipMediaApplicationLoggingConfigurations,
)
from chime_sdk_pulumi.local_aws.voice.origination import Originations
from chime_sdk_pulumi.local_aws.voice.phone_number_associations import PhoneNumberAssociations
from chime_sdk_pulumi.local_aws.voice.phone_number_orders import PhoneNumberOrders
from chime_sdk_pulumi.local_aws.voice.phone_number_search import PhoneNumberSearch
from chime_sdk_pulumi.local_aws.voice.phone_number_settings import PhoneNumberSettingsOperations
from chime_sdk_pulumi.local_aws.voice.phone_numbers import PhoneNumbers
from chime_sdk_pulumi.local_aws.voice.sip_media_applications import SipMediaApplications
from chime_sdk_pulumi.local_aws.voice.sip_rules import SipRules
from chime_sdk_pulumi.local_aws.voice.streaming import StreamingConfigurations
from chime_sdk_pulumi.local_aws.voice.termination import Terminations
from chime_sdk_pulumi.local_aws.voice.voice_connector_groups import VoiceConnectorGroups
from chime_sdk_pulumi.local_aws.voice.voice_profile_domains import VoiceProfileDomains

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def voice_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-voice`."""
    return [
        VoiceConnectors(store),
        Terminations(store),
        TerminationCredentials(store),
        Originations(store),
        StreamingConfigurations(store),
        ConnectorLoggingConfigurations(store),
        EmergencyCallingConfigurations(store),
        ExternalSystemsConfigurations(store),
        GlobalSettings(store),
        VoiceProfileDomains(store),
        SipMediaApplications(store),
        SipMediaApplicationLoggingConfigurations(store),
        AlexaSkillConfigurations(),
        SipRules(store),
        VoiceConnectorGroups(store),
        PhoneNumbers(store),
        PhoneNumberSearch(store),
        PhoneNumberOrders(store),
        PhoneNumberAssociations(store),
        PhoneNumberSettingsOperations(store),
        EmergencyAddresses(),
        TaggingOperations(store, "chime-sdk-voice"),
    ]
