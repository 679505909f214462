"""Types of the fixtures that the tests of local AWS use."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

Client = Any
"""A boto3 client: botocore makes its class when the client is made."""
Clients = Callable[..., Client]
"""The fixture `aws_client`."""
Refused = Callable[[str, str], AbstractContextManager[None]]
"""The fixture `refused`: expects a call to fail with a code and a part of the message."""
