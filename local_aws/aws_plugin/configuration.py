"""The provider's configuration, and the AWS that it leads to: local AWS, nothing else."""

import ipaddress
import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import boto3
from botocore.config import Config
from botocore.exceptions import ProfileNotFound

from .schema import mismatches, resource_schema
from .tags import pairs
from .values import UNKNOWN, PropertyValue, State, contains_unknown

Client: TypeAlias = Any
"""A boto3 client or session: boto3 makes their classes at run time, so nothing narrower is known."""

STAND_IN = "The stand-in aws plugin"

_HANDLED = {
    "accessKey",
    "allowedAccountIds",
    "assumeRoles",
    "defaultTags",
    "endpoints",
    "forbiddenAccountIds",
    "ignoreTags",
    "insecure",
    "maxRetries",
    "profile",
    "region",
    "retryMode",
    "s3UsePathStyle",
    "s3UsEast1RegionalEndpoint",
    "secretKey",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "stsRegion",
    "token",
}
# The names under which the configuration's `endpoints` knows the services, for those that are spelt differently by boto3.
_ENDPOINT_NAMES = {
    "cognito-identity": ("cognitoidentity",),
    "cognito-idp": ("cognitoidp", "cognitoidentityprovider"),
    "events": ("eventbridge", "cloudwatchevents"),
    "lexv2-models": ("lexv2models", "lexmodelsv2"),
    "logs": ("cloudwatchlogs", "cloudwatchlog"),
    "s3": ("s3api",),
}


class RefusedError(Exception):
    """Something that the stand-in does not do; the message is a sentence for the reader."""


def refusals(configuration: State) -> list[str]:
    """Say as sentences what in a provider's configuration the stand-in does not take."""
    known = resource_schema("", "Provider").inputs
    sentences = []
    for name in configuration:
        if name.startswith("__") or name in ("version", "pluginDownloadURL"):
            continue  # the engine's own
        if name not in known:
            sentences.append(f"aws:{name} is not a property of the aws provider.")
        elif name not in _HANDLED:
            sentences.append(f"{STAND_IN} does not emulate property {name} of Provider.")
        elif isinstance(value := _structured(configuration[name]), list | dict):
            sentences += [f"aws:{sentence}" for sentence in mismatches(known, {name: value})]
    return sentences


@dataclass(frozen=True)
class Configuration:
    """What a provider was configured with, environment included."""

    region: str
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    profile: str | None = None
    endpoints: Mapping[str, str] = field(default_factory=dict)
    assume_roles: tuple[State, ...] = ()
    sts_region: str | None = None
    max_retries: int = 2
    retry_mode: Literal["standard", "adaptive"] = "standard"
    default_tags: Mapping[str, str] = field(default_factory=dict)
    ignored_tags: tuple[str, ...] = ()
    ignored_tag_prefixes: tuple[str, ...] = ()
    allowed_accounts: tuple[str, ...] = ()
    forbidden_accounts: tuple[str, ...] = ()

    @classmethod
    def of(cls, variables: State) -> "Configuration":
        """Read the engine's variables, in which nested values may be JSON text."""
        values = {name: _structured(value) for name, value in variables.items() if not contains_unknown(value)}
        region = values.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if not region:
            raise RefusedError(
                "No AWS region is set. Set `pulumi config set aws:region us-east-1`, or AWS_REGION in the environment."
            )
        ignored = values.get("ignoreTags") or {}
        return cls(
            region=region,
            access_key=values.get("accessKey"),
            secret_key=values.get("secretKey"),
            token=values.get("token"),
            profile=values.get("profile"),
            endpoints={name: url for entry in values.get("endpoints") or [] for name, url in entry.items()},
            assume_roles=tuple(values.get("assumeRoles") or ()),
            sts_region=values.get("stsRegion"),
            max_retries=int(values.get("maxRetries", cls.max_retries)),
            retry_mode="adaptive" if values.get("retryMode") == "adaptive" else "standard",
            default_tags=(values.get("defaultTags") or {}).get("tags") or {},
            ignored_tags=tuple(ignored.get("keys") or ()),
            ignored_tag_prefixes=tuple(ignored.get("keyPrefixes") or ()),
            allowed_accounts=tuple(values.get("allowedAccountIds") or ()),
            forbidden_accounts=tuple(values.get("forbiddenAccountIds") or ()),
        )

    def endpoint(self, service: str) -> str:
        """The address of a service, from `endpoints` or from AWS_ENDPOINT_URL."""
        for name in (service, *_ENDPOINT_NAMES.get(service, ())):
            if self.endpoints.get(name):
                return self.endpoints[name]
        url = os.environ.get("AWS_ENDPOINT_URL")
        if not url:
            raise RefusedError(
                f"{STAND_IN} talks to local AWS alone and knows no address for {service}. Set AWS_ENDPOINT_URL to local "
                "AWS's address, or install Pulumi's own aws plugin for real AWS."
            )
        return url

    def merged_tags(self, tags: PropertyValue) -> PropertyValue:
        """A resource's tags with the default ones, without the ignored ones."""
        if contains_unknown(tags):
            return UNKNOWN
        return {key: value for key, value in {**self.default_tags, **tags}.items() if not self.ignores_tag(key)}

    def ignores_tag(self, key: str) -> bool:
        """Whether a tag is none of the provider's business."""
        return (
            key.startswith("aws:") or key in self.ignored_tags or key.startswith(self.ignored_tag_prefixes or ("\0",))
        )


class Sessions:
    """The clients of one configured provider, each made once."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Client] = {}
        self._session: Client = None
        self._account_id = ""

    def verify(self) -> None:
        """Refuse anything but local AWS, and accounts that the configuration forbids."""
        configuration = self.configuration
        for url in sorted({configuration.endpoint("sts"), *configuration.endpoints.values()}):
            _require_local(url)
        # Credentials that are no good are found out here, and not by the first resource.
        if self.account_id in configuration.forbidden_accounts:
            raise RefusedError(f"AWS account {self.account_id} is among forbiddenAccountIds.")
        if configuration.allowed_accounts and self.account_id not in configuration.allowed_accounts:
            raise RefusedError(f"AWS account {self.account_id} is not among allowedAccountIds.")

    def client(self, service: str, region: str) -> Client:
        """A boto3 client. boto3 makes clients at run time, so no narrower type is known."""
        with self._lock:
            if self._session is None:
                self._session = self._make_session()
            if (service, region) not in self._clients:
                self._clients[service, region] = self._make_client(self._session, service, region)
            return self._clients[service, region]

    @property
    def account_id(self) -> str:
        """The account of the credentials."""
        if not self._account_id:
            self._account_id = self.client("sts", self._sts_region).get_caller_identity()["Account"]
        return self._account_id

    @property
    def _sts_region(self) -> str:
        return self.configuration.sts_region or self.configuration.region

    def _make_client(self, session: Client, service: str, region: str) -> Client:
        url = self.configuration.endpoint(service)
        _require_loopback(url)
        settings = Config(
            s3={"addressing_style": "path"},
            retries={"mode": self.configuration.retry_mode, "max_attempts": self.configuration.max_retries},
            max_pool_connections=32,
            proxies={},
        )
        return session.client(service, region_name=region, endpoint_url=url, config=settings)

    def _make_session(self) -> Client:
        configuration = self.configuration
        try:
            session = boto3.Session(
                aws_access_key_id=configuration.access_key,
                aws_secret_access_key=configuration.secret_key,
                aws_session_token=configuration.token,
                profile_name=None if configuration.access_key else configuration.profile,
                region_name=configuration.region,
            )
        except ProfileNotFound as error:
            raise RefusedError(f"{error}.") from error
        if session.get_credentials() is None:
            raise RefusedError(
                "No AWS credentials are set. Local AWS takes any: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or aws:profile."
            )
        for role in configuration.assume_roles:
            answer = self._make_client(session, "sts", self._sts_region).assume_role(**_assume_role_request(role))
            credentials = answer["Credentials"]
            session = boto3.Session(
                credentials["AccessKeyId"],
                credentials["SecretAccessKey"],
                credentials["SessionToken"],
                configuration.region,
            )
        return session


@dataclass(frozen=True)
class Aws:
    """AWS as one resource sees it: a region of a configured provider."""

    sessions: Sessions
    region: str

    def client(self, service: str) -> Client:
        """A boto3 client in this region."""
        return self.sessions.client(service, self.region)

    @property
    def account_id(self) -> str:
        """The account of the credentials."""
        return self.sessions.account_id

    @property
    def partition(self) -> str:
        """`aws`, or the partition of China, GovCloud and the like."""
        return str(self.client("sts").meta.partition)

    @property
    def dns_suffix(self) -> str:
        """The domain of the partition's endpoints."""
        return {"aws-cn": "amazonaws.com.cn"}.get(self.partition, "amazonaws.com")


def _assume_role_request(role: State) -> dict[str, Any]:
    names = {
        "roleArn": "RoleArn",
        "externalId": "ExternalId",
        "policy": "Policy",
        "sessionName": "RoleSessionName",
        "sourceIdentity": "SourceIdentity",
    }
    request: dict[str, Any] = {
        "RoleSessionName": "pulumi",
        **{api: role[name] for name, api in names.items() if role.get(name)},
    }
    if role.get("policyArns"):
        request["PolicyArns"] = [{"arn": arn} for arn in role["policyArns"]]
    if role.get("tags"):
        request["Tags"] = pairs(role["tags"])
    if role.get("duration"):
        request["DurationSeconds"] = _seconds(role["duration"])
    if role.get("transitiveTagKeys"):
        request["TransitiveTagKeys"] = role["transitiveTagKeys"]
    return request


def _seconds(duration: str) -> int:
    """The seconds of a duration such as `1h30m`."""
    parts = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", duration)
    if not parts or not duration:
        raise RefusedError(f"{duration} is not a duration such as 1h30m.")
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return 3600 * hours + 60 * minutes + seconds


def _structured(value: PropertyValue) -> PropertyValue:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return value


def _require_loopback(url: str) -> None:
    host = urlsplit(url).hostname or ""
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost" or host.endswith(".localhost")
    if not is_loopback:
        raise RefusedError(
            f"{STAND_IN} talks to local AWS alone, and {url} is not on this machine. Install Pulumi's own aws plugin for real AWS."
        )


def _require_local(url: str) -> None:
    _require_loopback(url)
    try:
        # Proxies are for other machines.
        with build_opener(ProxyHandler({})).open(f"{url.rstrip('/')}/_local/health", timeout=10):
            return
    except HTTPError as error:
        raise RefusedError(
            f"{STAND_IN} talks to local AWS alone, and what answers at {url} is something else."
        ) from error
    except OSError as error:
        raise RefusedError(
            f"Local AWS does not answer at {url}. Start it with `python -m chime_sdk_pulumi.local_aws`."
        ) from error
