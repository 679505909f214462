"""Ids of resources: ARNs, and for settings of an object `<its ARN>|<kind>`; region and account are read from them."""

from dataclasses import dataclass

from ._errors import ChimeError


@dataclass(frozen=True)
class Arn:
    """An Amazon Resource Name."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"

    @property
    def name(self) -> str:
        """The last part of the resource: the short id or name."""
        return self.resource.rpartition("/")[2]


def parse_arn(text: str) -> Arn:
    """Read an ARN.

    Raises:
        ChimeError: The text is no ARN.
    """
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[5]:
        raise ChimeError("an id is not an ARN", "use the ARN of the object, as AWS prints it")
    return Arn(*parts[1:])


def is_arn(text: str) -> bool:
    """Whether a text has the six parts of an ARN."""
    return text.startswith("arn:") and text.count(":") >= 5


def object_arn(resource_id: str) -> Arn:
    """The ARN of the object that an id belongs to: the id itself, or its first part for a setting."""
    return parse_arn(resource_id.partition("|")[0])


def setting_id(owner: Arn, kind: str) -> str:
    """The id of a setting that its owner has once."""
    return f"{owner}|{kind}"


def app_instance_of(resource_id: str) -> str:
    """The ARN of the AppInstance in which an object is: a user, a bot, a channel, a channel flow, or a setting of one."""
    head, _, rest = str(object_arn(resource_id)).partition(":app-instance/")
    return f"{head}:app-instance/{rest.partition('/')[0]}"
