"""The role with which Amazon Chime SDK messaging writes to data streams (Developer guide, Using service-linked roles).

What it may do is nothing that moto holds: `wiring` knows the policies of such roles.
"""

from __future__ import annotations

import json

SERVICE_PRINCIPAL = "messaging.chime.amazonaws.com"
NAME = "AWSServiceRoleForChimeSDKMessaging"
_TRUST_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": SERVICE_PRINCIPAL}, "Action": "sts:AssumeRole"}],
}


def create_service_linked_role(account: str) -> None:
    """Create the role in moto's IAM, unless the account has it already."""
    from moto.iam.models import iam_backends  # noqa: PLC0415  # moto's modules are slow to import

    iam = iam_backends[account]["aws"]
    if any(role.name == NAME for role in iam.get_roles()):
        return
    # Not by moto's create_service_linked_role, which makes up another name.
    iam.create_role(
        NAME,
        json.dumps(_TRUST_POLICY),
        f"/aws-service-role/{SERVICE_PRINCIPAL}/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration="3600",
        linked_service=SERVICE_PRINCIPAL,
    )
