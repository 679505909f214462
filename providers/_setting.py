"""Settings that another object has once: put as a whole, got, deleted."""

from abc import abstractmethod
from typing import ClassVar, Generic, TypeVar

from ._api import Caller, until
from ._errors import ChimeError
from ._identifier import Arn, is_arn, object_arn, parse_arn, setting_id
from ._lifecycle import Intent, Lifecycle
from ._model import Arguments, Values, canonical, dump
from ._tags import is_marked_by_stack

S = TypeVar("S", bound=Arguments)


class SettingLifecycle(Lifecycle[S], Generic[S]):
    """Puts, gets and deletes one setting of an owner; `object_path` is that of the owner.

    Attributes:
        setting: The last part of the id, such as ``termination``.
        owner: What has the setting, as sentences call it.
        owner_field: The argument that names the owner, by ARN or short id.
        owner_service: boto3's name of the API that knows the owner's tags.
    """

    unique = True
    is_setting = True
    setting: ClassVar[str]
    owner: ClassVar[str]
    owner_field: ClassVar[str]
    owner_service: ClassVar[str]

    def create(self, caller: Caller, arguments: S, intent: Intent) -> str:
        """Put the setting on an owner that has none, or whose own stack is only renaming the resource."""
        named = str(getattr(arguments, self.owner_field))
        owner = self._owner(caller, named)
        resource_id = setting_id(owner, self.setting)
        if intent.taken(resource_id):
            raise ChimeError(
                f"another resource of this program sets this on the {self.owner} {named}",
                "declare it once and remove the other",
            )
        existing = self.read(caller, resource_id)
        if existing is not None and not self._may_overwrite(caller, owner, existing, arguments, intent):
            raise ChimeError(
                f"the {self.owner} {named} already has this setting, and neither this stack nor this program set it",
                f"write adopt='{named}' to take it over and make it what the program says",
            )
        # An owner that was created a moment ago may not be visible yet.
        until(lambda: self.put(caller, arguments), lambda error: error.not_found)
        return resource_id

    def update(self, caller: Caller, resource_id: str, old: S, new: S) -> None:
        """Put the whole setting, as the API wants it."""
        self.put(caller, new)

    def existing_id(self, caller: Caller, arguments: S) -> str:
        """The id of the setting of the owner that `adopt` names by its short id, its ARN or the setting's id."""
        return setting_id(object_arn(super().existing_id(caller, arguments)), self.setting)

    @abstractmethod
    def put(self, caller: Caller, arguments: S) -> Values:
        """Put the whole setting in the place of the one that there is."""

    def _owner(self, caller: Caller, named: str) -> Arn:
        if is_arn(named):
            return parse_arn(named)
        return Arn(caller.partition, "chime", caller.region, caller.account, self.object_path + named)

    def _may_overwrite(self, caller: Caller, owner: Arn, existing: Values, arguments: S, intent: Intent) -> bool:
        if intent.made == setting_id(owner, self.setting):
            return True
        live = canonical(self.arguments, existing)
        wanted = canonical(self.arguments, dump(arguments))
        if all(live.get(name) == wanted.get(name) for name in (live.keys() | wanted.keys()) - {"region"}):
            return True
        return is_marked_by_stack(caller, self.owner_service, str(owner), intent.stack)
