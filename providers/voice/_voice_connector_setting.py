"""Settings that a voice connector has once: put whole, got, deleted."""

from typing import Annotated, ClassVar, Generic, TypeVar

from .._api import Caller
from .._identifier import object_arn
from .._model import Api, Arguments, Immutable, Values
from .._setting import SettingLifecycle
from ._voice import SERVICE, VoiceConnectorId, delete_if_there, read_or_gone


class VoiceConnectorSettingArguments(Arguments):
    """Arguments of a setting: the connector, and the members of the setting's one structure."""

    voice_connector_id: Annotated[VoiceConnectorId, Api(None), Immutable()]


S = TypeVar("S", bound=VoiceConnectorSettingArguments)


class VoiceConnectorSettingLifecycle(SettingLifecycle[S], Generic[S]):
    """Put, Get and Delete of one setting; the operations and the structure are named after it.

    Attributes:
        structure: The member of requests and replies that holds the setting, such as ``Termination``.
    """

    service = owner_service = SERVICE
    object_path = "vc/"
    owner = "connector"
    owner_field = "voice_connector_id"
    structure: ClassVar[str]

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """Get the setting; NotFound, of the setting or of its connector, means gone."""
        connector = object_arn(resource_id).name
        found = read_or_gone(caller, f"Get{self.kind}", self.structure, VoiceConnectorId=connector)
        if not found:
            return None
        values = self.values(found)
        return values | {"voice_connector_id": connector} if self.is_set(values) else None

    def delete(self, caller: Caller, resource_id: str) -> None:
        """Delete the setting."""
        delete_if_there(caller, f"Delete{self.kind}", VoiceConnectorId=object_arn(resource_id).name)

    def put(self, caller: Caller, arguments: S) -> Values:
        """Put the setting as the one structure that the operation takes."""
        setting = self.request(arguments)
        return caller.call(
            SERVICE, f"Put{self.kind}", VoiceConnectorId=arguments.voice_connector_id, **{self.structure: setting}
        )

    def is_set(self, values: Values) -> bool:
        """Whether a Get's answer is a setting that somebody put: an answer without a single member is not."""
        return any(value not in (None, []) for value in values.values())
