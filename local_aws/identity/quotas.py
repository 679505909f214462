"""The quotas of `chime-sdk-identity`."""

from __future__ import annotations

from chime_sdk_pulumi.local_aws.quotas import declare

_SOURCE = "AWS General Reference, Amazon Chime SDK endpoints and quotas"

APP_INSTANCES = declare("app instances per account", 100, _SOURCE)
USERS = declare("users per app instance", 100_000, _SOURCE)
ADMINS = declare("admins per app instance", 100, _SOURCE)
ENDPOINTS = declare("endpoints per app instance user", 10, _SOURCE)
