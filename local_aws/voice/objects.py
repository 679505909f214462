"""What the `chime-sdk-voice` API holds, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from chime_sdk_pulumi.local_aws.store import Described, Setting

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Structure

SERVICE_PRINCIPAL = "voiceconnector.chime.amazonaws.com"
"""The service of Voice Connectors and of SIP media applications."""


@dataclass
class UpdatedLater(Described):
    """An object whose updates AWS accepts first, and carries out later."""

    coming: list[Structure] = field(default_factory=list)
    """The members that each of the updates changes."""

    def states(self) -> list[Structure]:
        """How it is, and how it will be after each of the updates."""
        states = [self.description]
        for changes in self.coming:
            states.append(states[-1] | changes)
        return states


@dataclass
class VoiceConnector(Described):
    kind = "VoiceConnector"
    id_member = "VoiceConnectorId"
    arn_member = "VoiceConnectorArn"


class VoiceConnectorSetting(Setting):
    """A setting of a voice connector, which goes with its connector."""

    needs: ClassVar[tuple[type[VoiceConnectorSetting], ...]] = ()
    """The settings that must be there, and enabled, before this one is put, and that cannot go before it."""


class VoiceConnectorTermination(VoiceConnectorSetting):
    kind = "VoiceConnectorTermination"


class VoiceConnectorTerminationCredentials(VoiceConnectorSetting):
    """The user names; what the passwords are, no operation tells, so they aren't kept."""

    kind = "VoiceConnectorTerminationCredentials"


class VoiceConnectorOrigination(VoiceConnectorSetting):
    kind = "VoiceConnectorOrigination"


class VoiceConnectorStreamingConfiguration(VoiceConnectorSetting):
    kind = "VoiceConnectorStreamingConfiguration"


class VoiceConnectorLoggingConfiguration(VoiceConnectorSetting):
    kind = "VoiceConnectorLoggingConfiguration"


class VoiceConnectorEmergencyCallingConfiguration(VoiceConnectorSetting):
    kind = "VoiceConnectorEmergencyCallingConfiguration"
    # API reference, PutVoiceConnectorEmergencyCallingConfiguration: termination and origination must be enabled before
    # it; DeleteVoiceConnectorTermination and DeleteVoiceConnectorOrigination: emergency calling must be deleted first.
    needs = (VoiceConnectorTermination, VoiceConnectorOrigination)


class VoiceConnectorExternalSystemsConfiguration(VoiceConnectorSetting):
    kind = "VoiceConnectorExternalSystemsConfiguration"


class VoiceGlobalSettings(Setting):
    """The settings of all voice connectors of an account, which is the owner."""

    kind = "VoiceGlobalSettings"


@dataclass
class VoiceProfileDomain(Described):
    kind = "VoiceProfileDomain"
    id_member = "VoiceProfileDomainId"
    arn_member = "VoiceProfileDomainArn"


@dataclass
class PhoneNumber(Described):
    kind = "PhoneNumber"
    id_member = "PhoneNumberId"
    arn_member = "PhoneNumberArn"


@dataclass
class PhoneNumberOrder(Described):
    kind = "PhoneNumberOrder"
    id_member = "PhoneNumberOrderId"


class PhoneNumberSettings(Setting):
    """The phone number settings of an account, which is the owner."""

    kind = "PhoneNumberSettings"


@dataclass
class VoiceConnectorGroup(UpdatedLater):
    kind = "VoiceConnectorGroup"
    id_member = "VoiceConnectorGroupId"
    arn_member = "VoiceConnectorGroupArn"


@dataclass
class SipMediaApplication(Described):
    kind = "SipMediaApplication"
    id_member = "SipMediaApplicationId"
    arn_member = "SipMediaApplicationArn"


class SipMediaApplicationLoggingConfiguration(Setting):
    kind = "SipMediaApplicationLoggingConfiguration"


@dataclass
class SipRule(UpdatedLater):
    kind = "SipRule"
    id_member = "SipRuleId"
