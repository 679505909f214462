"""Settings that a voice connector has once: put whole, got, deleted."""

from typing import Annotated, ClassVar, Generic, TypeVar

from .._api import Caller, until
from .._errors import ApiError, ChimeError
from .._identifier import Arn, is_arn, object_arn, setting_id
from .._lifecycle import Intent, Lifecycle
from .._model import Api, Arguments, Immutable, Values, canonical, dump
from .._tags import ORIGIN_TAG, read_tags
from ._voice import SERVICE, VoiceConnectorId, delete_if_there, read_or_gone


class VoiceConnectorSettingArguments(Arguments):
    """Arguments of a setting: the connector, and the members of the setting's one structure."""

    voice_connector_id: Annotated[VoiceConnectorId, Api(None), Immutable()]


S = TypeVar("S", bound=VoiceConnectorSettingArguments)


class VoiceConnectorSettingLifecycle(Lifecycle[S], Generic[S]):
    """Put, Get and Delete of one setting; the operations and the structure are named after it.

    Attributes:
        structure: The member of requests and replies that holds the setting, such as ``Termination``.
    """

    service = SERVICE
    unique = True
    is_setting = True
    structure: ClassVar[str]

    @property
    def setting(self) -> str:
        """The last part of the id, such as ``termination``."""
        return self.structure.removesuffix("Configuration").lower()

    def create(self, caller: Caller, arguments: S, intent: Intent) -> str:
        """Put the setting on a connector that has none, or whose own stack is only renaming the resource."""
        connector = arguments.voice_connector_id
        owner = Arn(caller.partition, "chime", caller.region, caller.account, f"vc/{connector}")
        resource_id = setting_id(owner, self.setting)
        if intent.made_now(resource_id):
            raise ChimeError(
                f"another resource of this program sets this on the connector {connector}",
                "declare it once and remove the other",
            )
        existing = self.read(caller, resource_id)
        if existing is not None and not self._may_overwrite(caller, owner, existing, arguments, intent):
            raise ChimeError(
                f"the connector {connector} already has this setting, and neither this stack nor this program set it",
                f"write adopt='{connector}' to take it over and make it what the program says",
            )
        # A connector that was created a moment ago may not be visible yet.
        until(lambda: self._put(caller, arguments), lambda error: error.code == "NotFoundException")
        return resource_id

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """Get the setting; NotFound, of the setting or of its connector, means gone."""
        connector = object_arn(resource_id).name
        found = read_or_gone(caller, f"Get{self.kind}", self.structure, VoiceConnectorId=connector)
        if not found:
            return None
        values = self.values(found)
        return values | {"voice_connector_id": connector} if self.is_set(values) else None

    def update(self, caller: Caller, resource_id: str, old: S, new: S) -> None:
        """Put the whole setting, as the API wants it."""
        self._put(caller, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """Delete the setting."""
        delete_if_there(caller, f"Delete{self.kind}", VoiceConnectorId=object_arn(resource_id).name)

    def existing_id(self, caller: Caller, arguments: S) -> str:
        """The id of the setting of the connector that `adopt` names by its id, its ARN or the setting's id."""
        adopt = str(arguments.adopt)
        if is_arn(adopt):
            return setting_id(object_arn(adopt), self.setting)
        return setting_id(Arn(caller.partition, "chime", caller.region, caller.account, f"vc/{adopt}"), self.setting)

    def is_set(self, values: Values) -> bool:
        """Whether a Get's answer is a setting that somebody put: an answer without a single member is not."""
        return any(value not in (None, []) for value in values.values())

    def _put(self, caller: Caller, arguments: S) -> Values:
        setting = self.request(arguments)
        return caller.call(
            SERVICE, f"Put{self.kind}", VoiceConnectorId=arguments.voice_connector_id, **{self.structure: setting}
        )

    def _may_overwrite(self, caller: Caller, owner: Arn, existing: Values, arguments: S, intent: Intent) -> bool:
        if intent.made == setting_id(owner, self.setting):
            return True
        live = canonical(self.arguments, existing)
        wanted = canonical(self.arguments, dump(arguments))
        if all(live.get(name) == wanted.get(name) for name in (live.keys() | wanted.keys()) - {"region"}):
            return True
        try:
            mark = read_tags(caller, SERVICE, str(owner)).get(ORIGIN_TAG, "")
        except ApiError:
            return False
        return mark.startswith(intent.stack)
