"""What the parts of an AppInstance share: their members in the API, and the ARN of the AppInstance in theirs."""

from typing import Annotated, Final

from .._identifier import object_arn
from .._model import ApiDefault, Between, Length, Literal, Model, Pattern

SERVICE: Final = "chime-sdk-identity"

Metadata = Annotated[str | None, Length(0, 1024), Pattern(".*", "text without line breaks"), ApiDefault("")]

Days = Annotated[int, Between(1, 5475)]


class UserExpirationSettings(Model):
    """ExpirationSettings of the identity API."""

    expiration_days: Days
    expiration_criterion: Literal["CREATED_TIMESTAMP"]


def app_instance_of(resource_id: str) -> str:
    """The ARN of the AppInstance that an object inside it belongs to."""
    arn = str(object_arn(resource_id))
    head, _, rest = arn.partition(":app-instance/")
    return f"{head}:app-instance/{rest.partition('/')[0]}"
