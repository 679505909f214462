"""Lets botocore wait three seconds for a reply instead of a minute, in every process that has this folder on PYTHONPATH."""

from botocore.config import Config

Config.OPTION_DEFAULTS["read_timeout"] = 3  # type: ignore[assignment]  # the stubs know the names only
