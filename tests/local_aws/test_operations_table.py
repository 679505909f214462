"""`docs/operations.md`, the code and botocore say the same about every operation of the Chime SDK."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session
import pytest
from chime_sdk_pulumi.local_aws import operations_table
from chime_sdk_pulumi.local_aws.operations_table import NOT_EMULATED, misclassified, table
from chime_sdk_pulumi.local_aws.service_models import CHIME_SERVICES, get_service_model

if TYPE_CHECKING:
    from tests.local_aws.clients import Clients, Refused

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"
COMMAND = "python -m chime_sdk_pulumi.local_aws.operations_table > docs/operations.md"


def test_every_operation_is_classified() -> None:
    assert list(misclassified()) == []


def test_document_is_current() -> None:
    assert DOCUMENT.read_text() == table(), f"Write it anew: {COMMAND}"


def test_no_chime_api_is_left_out() -> None:
    services = botocore.session.get_session().get_available_services()
    assert set(CHIME_SERVICES) == {service for service in services if service.startswith("chime-")}


def test_a_new_operation_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = NOT_EMULATED["chime-sdk-voice"] | {
        "runtime: calls": ("CreateSipMediaApplicationCall", "DeleteVoiceConnector")
    }
    monkeypatch.setattr(
        operations_table, "NOT_EMULATED", NOT_EMULATED | {"chime-sdk-voice": calls | {"gone": ("SendFax",)}}
    )
    assert list(misclassified()) == [
        "chime-sdk-voice DeleteVoiceConnector has behaviour in local AWS, but NOT_EMULATED says that it is not emulated.",
        "NOT_EMULATED has chime-sdk-voice SendFax, which botocore does not have.",
        "chime-sdk-voice UpdateSipMediaApplicationCall has no behaviour in local AWS, and NOT_EMULATED gives no reason.",
    ]


@pytest.mark.parametrize("service", CHIME_SERVICES)
def test_an_operation_that_is_not_emulated_says_so_by_name(aws_client: Clients, refused: Refused, service: str) -> None:
    client = aws_client(service, parameter_validation=False)
    names = {name for names in NOT_EMULATED.get(service, {}).values() for name in names}
    for method, name in client.meta.method_to_api_mapping.items():
        if name in names:
            labels = {
                member: "x"
                for member, shape in get_service_model(service).operation_model(name).input_shape.members.items()
                if shape.serialization.get("location") == "uri"
            }
            with refused("NotImplementedByLocalAws", f"Local AWS does not emulate {service} {name}."):
                getattr(client, method)(**labels)
