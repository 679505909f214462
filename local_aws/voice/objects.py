"""What the `chime-sdk-voice` API holds, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass

from chime_sdk_pulumi.local_aws.store import Described, Setting


@dataclass
class VoiceConnector(Described):
    kind = "VoiceConnector"
    id_member = "VoiceConnectorId"
    arn_member = "VoiceConnectorArn"


class VoiceConnectorTermination(Setting):
    kind = "VoiceConnectorTermination"


class VoiceConnectorOrigination(Setting):
    kind = "VoiceConnectorOrigination"


class VoiceConnectorStreamingConfiguration(Setting):
    kind = "VoiceConnectorStreamingConfiguration"


SETTINGS: list[type[Setting]] = [
    VoiceConnectorTermination,
    VoiceConnectorOrigination,
    VoiceConnectorStreamingConfiguration,
]
"""What goes with its connector."""


@dataclass
class PhoneNumber(Described):
    kind = "PhoneNumber"
    id_member = "PhoneNumberId"
    arn_member = "PhoneNumberArn"


@dataclass
class SipMediaApplication(Described):
    kind = "SipMediaApplication"
    id_member = "SipMediaApplicationId"
    arn_member = "SipMediaApplicationArn"


@dataclass
class SipRule(Described):
    kind = "SipRule"
    id_member = "SipRuleId"
