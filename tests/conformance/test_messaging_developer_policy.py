"""The policy for whoever deploys messaging has an action for each operation that its resources call, and no other."""

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest
from botocore.session import Session
from chime_sdk_pulumi.components import policies
from chime_sdk_pulumi.components.policies import Scope

from chime_sdk_pulumi import providers

FOLDER = Path(providers.__file__).parent


@pytest.mark.parametrize(
    ("prefix", "packages", "apis"),
    [
        ("chime", ("identity", "messaging"), ("chime-sdk-identity", "chime-sdk-messaging")),
        ("lex", ("lex",), ("lexv2-models",)),
    ],
)
def test_developers_may_call_what_resources_call(prefix: str, packages: Sequence[str], apis: Sequence[str]) -> None:
    operations = {name for api in apis for name in Session().get_service_model(api).operation_names}
    files = [*FOLDER.glob("_*.py"), *(file for package in packages for file in (FOLDER / package).glob("*.py"))]
    called = {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and node.value in operations
    }
    # The developer guide grants these by what they were called, and the service reference by both names.
    called |= {name.replace("Messaging", "AppInstance") for name in called if "MessagingStreaming" in name}
    document = policies.messaging_developer_policy(Scope("aws", "us-east-1", "111122223333"))
    granted = {action for statement in document["Statement"] for action in statement["Action"]}
    assert {action for action in granted if action.startswith(f"{prefix}:")} == {f"{prefix}:{name}" for name in called}
