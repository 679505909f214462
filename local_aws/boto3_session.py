"""A boto3 session that knows where local AWS is; boto3 itself takes an endpoint only for each client or from outside."""

from __future__ import annotations

import os
from typing import Any

import boto3.session
import botocore.session
from botocore.configprovider import ConstantProvider


class LocalSession(boto3.session.Session):
    """A session whose clients and resources call an endpoint, unless they are made for another one.

    Arguments:
        endpoint_url: where they call.
        key: the access key, which is its own secret.
        region: the region of what is made without another one.
    """

    def __init__(self, endpoint_url: str, key: str, region: str) -> None:
        super().__init__(
            aws_access_key_id=key,
            aws_secret_access_key=key,
            region_name=region,
            botocore_session=_BotocoreSession(endpoint_url),
        )


class _BotocoreSession(botocore.session.Session):
    def __init__(self, endpoint_url: str) -> None:
        super().__init__()
        self._endpoint_url = endpoint_url
        configuration = self.get_component("config_store")
        configuration.set_config_provider("config_file", ConstantProvider(os.devnull))
        configuration.set_config_provider("profile", ConstantProvider(None))  # that of AWS_PROFILE need not exist

    def create_client(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # differs by service
        if options.get("endpoint_url") is None:
            options["endpoint_url"] = self._endpoint_url
        return super().create_client(*arguments, **options)
