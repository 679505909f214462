"""Termination credentials of voice connectors: with what a telephone system authenticates its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.voice.connector_settings import ConnectorSettingOperations
from chime_sdk_pulumi.local_aws.voice.objects import VoiceConnectorTermination, VoiceConnectorTerminationCredentials

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Structure

LARGEST_NUMBER = 10
"""inferred: other tools let 1 to 10 credentials pass"""


class TerminationCredentials(ConnectorSettingOperations):
    """PutVoiceConnectorTerminationCredentials and its kin (API reference)."""

    kind = VoiceConnectorTerminationCredentials

    def put_voice_connector_termination_credentials(self, scope: Scope, request: Structure) -> Structure:
        present = self._usernames(scope, request)
        # inferred: credentials are for the calls that termination lets out, so the documentation of other tools
        # wants termination to be there first
        if request["VoiceConnectorId"] not in self._store[scope].table(VoiceConnectorTermination):
            raise BadRequestError(
                "The Voice Connector has no VoiceConnectorTermination, which its credentials are for."
            )
        given = [_checked_username(credential) for credential in request.get("Credentials", [])]
        if not given:
            raise BadRequestError("Credentials must hold at least one credential.")  # inferred: nothing to put
        if len(set(given)) != len(given):  # inferred
            raise BadRequestError("Each Username can be given once.")
        # A user name that is there already gets another password; what isn't named, stays (inferred).
        usernames = list(dict.fromkeys(present + given))
        if len(usernames) > LARGEST_NUMBER:
            raise BadRequestError(f"A Voice Connector can have no more than {LARGEST_NUMBER} credentials.")
        self._put(scope, request, {"Usernames": usernames})
        return {}

    def list_voice_connector_termination_credentials(self, scope: Scope, request: Structure) -> Structure:
        return {"Usernames": self._usernames(scope, request)}

    def delete_voice_connector_termination_credentials(self, scope: Scope, request: Structure) -> Structure:
        left = [name for name in self._usernames(scope, request) if name not in request["Usernames"]]
        if left:
            self._put(scope, request, {"Usernames": left})
        else:
            self._store[scope].table(self.kind).remove(request["VoiceConnectorId"])
        return {}

    def _usernames(self, scope: Scope, request: Structure) -> list[str]:
        usernames: list[str] = (self._find(scope, request) or {}).get("Usernames", [])
        return usernames


def _checked_username(credential: Structure) -> str:
    username, password = credential.get("Username", ""), credential.get("Password", "")
    # API reference, Credential: both in US-ASCII. That neither can be empty is inferred.
    for member, text in (("Username", username), ("Password", password)):
        if not text or not text.isascii() or not text.isprintable():
            raise BadRequestError(f"Each credential must have a {member} of printable US-ASCII characters.")
    return str(username)
