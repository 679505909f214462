"""Alexa skills of SIP media applications, which AWS has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import GoneError

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure


class AlexaSkillConfigurations:
    """What models a GoneException and says that it is no longer available for use (API reference)."""

    def put_sip_media_application_alexa_skill_configuration(self, _scope: Scope, _request: Structure) -> Structure:
        raise GoneError("The Alexa skill configuration of SIP media applications is no longer available.")

    get_sip_media_application_alexa_skill_configuration = put_sip_media_application_alexa_skill_configuration
