"""The service quotas, which are enforced only once they are switched on: most local work needs more than a new account has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from chime_sdk_pulumi.local_aws.errors import ResourceLimitExceededError
from pydantic import AfterValidator, BaseModel, Field, TypeAdapter

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.errors import ChimeError


class Quota(NamedTuple):
    """A service quota: how many there may be of something."""

    name: str
    default: int
    source: str
    """Where AWS says so."""


class Quotas:
    """All quotas, with the values that they have now."""

    def __init__(self) -> None:
        self.enforced = False
        self._values: dict[str, int] = {}

    def value(self, quota: Quota) -> int:
        """How many there may be."""
        return self._values.get(quota.name, quota.default)

    def enforces(self, quota: Quota) -> bool:
        """Whether a quota holds."""
        return self.enforced or quota.name in self._values

    def check(self, quota: Quota, present: int, error: type[ChimeError] = ResourceLimitExceededError) -> None:
        """Refuse one more than the quota allows.

        Arguments:
            quota: the quota.
            present: how many there are already.
            error: what the operation models for this.

        Raises:
            ChimeError: the quota is enforced and used up.
        """
        if self.enforces(quota) and present >= self.value(quota):
            raise error(f"The quota of {self.value(quota)} {quota.name} is used up.")

    def set(self, values: dict[str, int]) -> None:
        """Give quotas other values, and enforce these."""
        self._values = dict(values)


QUOTAS: dict[str, Quota] = {}
"""Every declared quota by its name."""


def declare(name: str, default: int, source: str) -> Quota:
    """A quota that is listed at `GET /_local/quotas`.

    Arguments:
        name: a plural noun phrase, such as `voice connectors per Region`.
        default: AWS's documented default.
        source: where AWS says so.
    """
    quota = Quota(name, default, source)
    QUOTAS[name] = quota
    return quota


def _known(name: str) -> str:
    if name not in QUOTAS:
        raise ValueError(f"there is no quota of {name}, only of {', '.join(sorted(QUOTAS))}")
    return name


class QuotaSettings(BaseModel, extra="forbid", strict=True, frozen=True):
    """Which quotas hold: all with the defaults of AWS, or those that are given a value."""

    enforce: bool = False
    values: dict[Annotated[str, AfterValidator(_known)], Annotated[int, Field(ge=0)]] = {}


QUOTA_SETTINGS: TypeAdapter[QuotaSettings] = TypeAdapter(QuotaSettings)
