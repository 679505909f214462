"""The policy for whoever deploys messaging has an action for each operation that its resources call, and no other."""

import ast
from pathlib import Path

from botocore.session import Session
from chime_sdk_pulumi.components import policies
from chime_sdk_pulumi.components.policies import Scope

from chime_sdk_pulumi import providers

FOLDER = Path(providers.__file__).parent
FILES = [*FOLDER.glob("_*.py"), *FOLDER.glob("identity/*.py"), *FOLDER.glob("messaging/*.py")]
APIS = ("chime-sdk-identity", "chime-sdk-messaging")


def test_developers_may_call_what_resources_call() -> None:
    operations = {name for api in APIS for name in Session().get_service_model(api).operation_names}
    called = {
        node.value
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and node.value in operations
    }
    document = policies.messaging_developer_policy(Scope("aws", "us-east-1", "111122223333"))
    granted = {action for statement in document["Statement"] for action in statement["Action"]}
    assert {action for action in granted if action.startswith("chime:")} == {f"chime:{name}" for name in called}
