"""Fixtures that every kind of test can use, besides those of the pytest plugin in `local_aws`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws


@functools.cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@pytest.fixture
def aws_client(local_aws: LocalAws) -> Callable[..., Any]:
    """Makes boto3 clients of local AWS: `aws_client("chime-sdk-voice", region="eu-central-1", **botocore_config)`."""

    session = _session()

    def client(service: str, region: str = "us-east-1", **config: Any) -> Any:  # noqa: ANN401  # differs by service
        return session.create_client(
            service,
            region_name=region,
            endpoint_url=local_aws.endpoint_url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, **config),
        )

    return client
