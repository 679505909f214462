"""The pytest plugin: fixtures with which a project tests its code against local AWS.

pytest imports this file in every project of an environment that has the package, so it imports next to nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chime_sdk_pulumi.local_aws import without_extra

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chime_sdk_pulumi.local_aws.server import LocalAws


@pytest.fixture(scope="session")
def local_aws_server() -> Iterator[LocalAws]:
    """Local AWS on a free port, one per test process, with all that the tests before have left in it."""
    try:
        from chime_sdk_pulumi.local_aws import LocalAws  # noqa: PLC0415
    except ModuleNotFoundError as error:
        pytest.fail(without_extra(error), pytrace=False)
    with LocalAws() as server:
        yield server


@pytest.fixture
def local_aws(local_aws_server: LocalAws) -> LocalAws:
    """Local AWS without any objects, calls or faults: its `endpoint_url`, `client("chime-sdk-voice")`, `session()`, and knobs."""
    local_aws_server.reset()
    return local_aws_server


@pytest.fixture
def local_aws_environment(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> LocalAws:
    """The same, for code that makes its own boto3 clients: the test's environment leads them to local AWS."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name, value in local_aws.environment().items():
        monkeypatch.setenv(name, value)
    return local_aws
