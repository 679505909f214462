"""What moto forgets: the LoggingConfig of Lambda functions, and the keys of log groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.local_aws.clients import Client, Clients

    Described = Callable[[], list[dict[str, str]]]

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
UNCONFIGURED = {"LogFormat": "Text", "LogGroup": "/aws/lambda/answer"}


@pytest.fixture
def functions(aws_client: Clients, create_function: Callable[[str, str], str]) -> Client:
    """A client, and the function `answer`."""
    create_function("answer", "us-east-1")
    return aws_client("lambda")


@pytest.fixture
def described(functions: Client) -> Described:
    """What each operation that describes the function says about its logging."""

    def by_all() -> list[dict[str, str]]:
        replies = [
            functions.get_function(FunctionName="answer")["Configuration"],
            functions.get_function_configuration(FunctionName="answer"),
            *functions.list_functions()["Functions"],
        ]
        return [reply["LoggingConfig"] for reply in replies]

    return by_all


def test_logging_that_nobody_configured(described: Described) -> None:
    assert described() == [UNCONFIGURED] * 3


def test_logging_changes_one_by_one(functions: Client, described: Described) -> None:
    def change(**members: str) -> object:
        reply = functions.update_function_configuration(FunctionName="answer", LoggingConfig=members)
        assert described() == [reply["LoggingConfig"]] * 3
        return reply["LoggingConfig"]

    levels = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
    assert change(LogGroup="/answers") == UNCONFIGURED | {"LogGroup": "/answers"}
    assert change(LogFormat="JSON") == {"LogFormat": "JSON", "LogGroup": "/answers"} | levels
    levels["SystemLogLevel"] = "WARN"
    assert change(SystemLogLevel="WARN") == {"LogFormat": "JSON", "LogGroup": "/answers"} | levels
    assert change(LogFormat="Text") == {"LogFormat": "Text", "LogGroup": "/answers"}
    functions.update_function_configuration(FunctionName="answer", Timeout=20)
    assert change() == {"LogFormat": "Text", "LogGroup": "/answers"}


def test_a_version_keeps_its_own_logging(functions: Client) -> None:
    functions.update_function_configuration(FunctionName="answer", LoggingConfig={"LogGroup": "/first"})
    assert functions.publish_version(FunctionName="answer")["LoggingConfig"]["LogGroup"] == "/first"
    functions.update_function_configuration(FunctionName="answer", LoggingConfig={"LogGroup": "/second"})
    versions = functions.list_versions_by_function(FunctionName="answer")["Versions"]
    assert {version["Version"]: version["LoggingConfig"]["LogGroup"] for version in versions} == {
        "$LATEST": "/second",
        "1": "/first",
    }


def test_the_key_of_a_log_group_changes(aws_client: Clients) -> None:
    logs = aws_client("logs")
    logs.create_log_group(logGroupName="/calls")
    logs.associate_kms_key(logGroupName="/calls", kmsKeyId=KEY)
    assert logs.describe_log_groups()["logGroups"][0]["kmsKeyId"] == KEY
    logs.disassociate_kms_key(logGroupName="/calls")
    assert "kmsKeyId" not in logs.describe_log_groups()["logGroups"][0]
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.associate_kms_key(logGroupName="/elsewhere", kmsKeyId=KEY)
