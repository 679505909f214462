"""The configuration of a provider: the `aws:` configuration of a stack, or the inputs of a `chime.Provider`."""

import json
import os
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ._errors import ChimeError


def _decoded(value: object) -> object:
    """Nested configuration arrives as JSON from a stack and as it is from a provider resource."""
    if isinstance(value, str) and value[:1] in "[{":
        return json.loads(value)
    return value


def _flag(value: object) -> object:
    return value.strip().lower() == "true" if isinstance(value, str) else value


def _listed(value: object) -> object:
    decoded = _decoded(value)
    elements = decoded if isinstance(decoded, list | tuple) else [decoded]
    # Written without quotes, the id of an account is a number.
    return [str(each) if type(each) is int else each for each in elements]


def _seconds(value: object) -> object:
    """A duration as pulumi-aws writes it, such as 1h30m."""
    parts = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", value) if isinstance(value, str) and value else None
    if parts is None:
        return value
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return hours * 3600 + minutes * 60 + seconds


Flag = Annotated[bool, BeforeValidator(_flag)]
Strings = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class AssumedRole(BaseModel):
    """A role to assume, as in `aws:assumeRoles`."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    role_arn: str = Field(validation_alias=AliasChoices("roleArn", "role_arn"))
    session_name: str | None = Field(None, validation_alias=AliasChoices("sessionName", "session_name"))
    external_id: str | None = Field(None, validation_alias=AliasChoices("externalId", "external_id"))
    duration: Annotated[int | None, BeforeValidator(_seconds)] = None
    """Seconds."""
    policy: str | None = None
    source_identity: str | None = Field(None, validation_alias=AliasChoices("sourceIdentity", "source_identity"))


class Settings(BaseModel):
    """What `aws:` configuration says to a Chime resource; the AWS SDK's environment supplies what is left out.

    Attributes:
        region: `aws:region`.
        profile: `aws:profile`.
        access_key: `aws:accessKey`.
        secret_key: `aws:secretKey`.
        token: `aws:token`.
        assume_roles: `aws:assumeRoles` (or the older `aws:assumeRole`), assumed one after the other.
        endpoints: `aws:endpoints`, service name to address.
        default_tags: `aws:defaultTags`, added to every resource that takes tags; a resource's own tag wins.
        ignored_tags: `aws:ignoreTags`, keys and key prefixes that are left alone.
        max_retries: `aws:maxRetries`, how often a call is repeated after a transient error; 25 by default.
        allowed_account_ids: `aws:allowedAccountIds`.
        forbidden_account_ids: `aws:forbiddenAccountIds`.
        skip_region_validation: `aws:skipRegionValidation`.
        use_fips_endpoint: `aws:useFipsEndpoint`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    region: str | None = None
    profile: str | None = None
    access_key: str | None = Field(None, validation_alias=AliasChoices("accessKey", "access_key"), repr=False)
    secret_key: str | None = Field(None, validation_alias=AliasChoices("secretKey", "secret_key"), repr=False)
    token: str | None = Field(None, repr=False)
    assume_roles: Annotated[tuple[AssumedRole, ...], BeforeValidator(_decoded)] = Field(
        (), validation_alias=AliasChoices("assumeRoles", "assume_roles")
    )
    assume_role: Annotated[AssumedRole | None, BeforeValidator(_decoded)] = Field(
        None, validation_alias=AliasChoices("assumeRole", "assume_role")
    )
    endpoints: Annotated[tuple[Mapping[str, str], ...], BeforeValidator(_decoded)] = ()
    default_tags: Annotated[Mapping[str, Mapping[str, str]], BeforeValidator(_decoded)] = Field(
        default_factory=dict, validation_alias=AliasChoices("defaultTags", "default_tags")
    )
    ignore_tags: Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_decoded)] = Field(
        default_factory=dict, validation_alias=AliasChoices("ignoreTags", "ignore_tags")
    )
    max_retries: int = Field(25, ge=0, validation_alias=AliasChoices("maxRetries", "max_retries"))
    allowed_account_ids: Strings = Field((), validation_alias=AliasChoices("allowedAccountIds", "allowed_account_ids"))
    forbidden_account_ids: Strings = Field(
        (), validation_alias=AliasChoices("forbiddenAccountIds", "forbidden_account_ids")
    )
    skip_region_validation: Flag = Field(
        False, validation_alias=AliasChoices("skipRegionValidation", "skip_region_validation")
    )
    use_fips_endpoint: Flag = Field(False, validation_alias=AliasChoices("useFipsEndpoint", "use_fips_endpoint"))
    shared_credentials_files: Strings = Field(
        (), validation_alias=AliasChoices("sharedCredentialsFiles", "shared_credentials_files")
    )
    shared_config_files: Strings = Field((), validation_alias=AliasChoices("sharedConfigFiles", "shared_config_files"))

    @property
    def tags(self) -> Mapping[str, str]:
        """The default tags."""
        return self.default_tags.get("tags", {})

    def ignores_tag(self, key: str) -> bool:
        """Whether `aws:ignoreTags` (or AWS itself, for its own `aws:` tags) keeps this tag out of our hands."""
        prefixes = self.ignore_tags.get("keyPrefixes", ())
        return key.startswith("aws:") or key in self.ignore_tags.get("keys", ()) or key.startswith(tuple(prefixes))

    @property
    def roles(self) -> tuple[AssumedRole, ...]:
        """The roles to assume, first to last."""
        return self.assume_roles or ((self.assume_role,) if self.assume_role else ())

    def endpoint(self, service: str) -> str | None:
        """The address configured for a service, under boto3's name or the name without hyphens."""
        names = (service, service.replace("-", ""), "chime" if service.startswith("chime") else service)
        return next((entry[name] for name in names for entry in self.endpoints if entry.get(name)), None)

    @property
    def credentials_source(self) -> str:
        """Where the credentials come from, for error sentences."""
        if self.roles:
            return f"the role {self.roles[-1].role_arn}"
        if self.access_key:
            return "aws:accessKey"
        if self.profile:
            return f"the profile {self.profile} (aws:profile)"
        return "the environment"


def settings_from(configuration: Mapping[str, object]) -> Settings:
    """Read settings from a stack's configuration (`aws:region`) or a provider's inputs (`region`).

    Raises:
        ChimeError: A value is of the wrong kind; the sentence names the key and not the value.
    """
    values: dict[str, object] = {}
    for key, value in configuration.items():
        namespace, _, name = key.rpartition(":")
        if namespace in ("", "aws") and value not in (None, ""):
            values[name] = value
    try:
        return Settings.model_validate(values)
    except (ValidationError, ValueError) as error:
        keys = (
            ", ".join(
                f"aws:{'.'.join(map(str, detail['loc']))}"
                for detail in error.errors(include_url=False, include_input=False)
            )
            if isinstance(error, ValidationError)
            else "a nested aws: value"
        )
        raise ChimeError(
            f"the configuration {keys} cannot be read", "see the AWS provider's documentation for its form"
        ) from None


def environment_region() -> str | None:
    """The region that the AWS SDK's environment names, if any."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
