"""The environment that the AWS SDK reads, which must not decide what a test does."""

import os

import pytest


def forget_aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away region, credentials and addresses; whoever needs them says so."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
