"""The Lambda functions of the reference stack."""

import json
import runpy
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

HANDLERS = Path(__file__).parents[2] / "handlers"
CHANNEL = "arn:aws:chime:us-east-1:111122223333:app-instance/ab12/channel/cd34"
MESSAGE: dict[str, Any] = {
    "EventType": "CHANNEL_MESSAGE_EVENT",
    "CallbackId": "0123456789abcdef0123456789abcdef",
    "ChannelMessage": {
        "MessageId": "m1",
        "ChannelArn": CHANNEL,
        "Content": "Well, DARN it, darning is fine",
        "Sender": {"Arn": "arn:aws:chime:us-east-1:111122223333:app-instance/ab12/user/u1", "Name": "U1"},
        "Persistence": "PERSISTENT",
        "Type": "STANDARD",
    },
}
CALL: dict[str, Any] = {
    "SchemaVersion": "1.0",
    "Sequence": 1,
    "InvocationEventType": "NEW_INBOUND_CALL",
    "CallDetails": {"Participants": [{"CallId": "c1", "ParticipantTag": "LEG-A", "Direction": "Inbound"}]},
}


@pytest.fixture
def moderation(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The module, with a client that goes nowhere."""
    monkeypatch.setenv("BLOCKED_WORDS", json.dumps(["darn", "h*ck"]))
    client = boto3.client(
        "chime-sdk-messaging", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    with monkeypatch.context() as patch:
        patch.setattr(boto3, "client", lambda _service: client)
        return runpy.run_path(str(HANDLERS / "moderation.py"))


@pytest.mark.parametrize(
    ("content", "masked"),
    [
        ("Well, DARN it, darning is fine", "Well, **** it, darning is fine"),
        ("h*ck no", "**** no"),
        ("heck no", "heck no"),
        ("", ""),
    ],
)
def test_blocked_words_are_masked_whole_and_however_capitalised(
    moderation: dict[str, Any], content: str, masked: str
) -> None:
    assert moderation["masked"](content) == masked


def test_without_blocked_words_nothing_is_masked(moderation: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOCKED_WORDS", "[]")
    assert moderation["masked"]("darn") == "darn"


@pytest.mark.parametrize("metadata", [None, "from the app"])
def test_every_message_is_handed_back(moderation: dict[str, Any], metadata: str | None) -> None:
    event = json.loads(json.dumps(MESSAGE))
    handed_back = {"MessageId": "m1", "Content": "Well, **** it, darning is fine"}
    if metadata:
        event["ChannelMessage"]["Metadata"] = handed_back["Metadata"] = metadata
    with Stubber(moderation["messaging"]) as stubber:
        stubber.add_response(
            "channel_flow_callback",
            {"ChannelArn": CHANNEL, "CallbackId": event["CallbackId"]},
            {"CallbackId": event["CallbackId"], "ChannelArn": CHANNEL, "ChannelMessage": handed_back},
        )
        moderation["handler"](event, None)
        stubber.assert_no_pending_responses()


@pytest.fixture
def greeting(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The module."""
    monkeypatch.setenv("GREETING", "Hello.")
    return runpy.run_path(str(HANDLERS / "greeting.py"))


def test_a_call_is_greeted_and_hung_up(greeting: dict[str, Any]) -> None:
    assert greeting["handler"](CALL, None) == {
        "SchemaVersion": "1.0",
        "Actions": [
            {"Type": "Speak", "Parameters": {"CallId": "c1", "Text": "Hello."}},
            {"Type": "Hangup", "Parameters": {"CallId": "c1", "SipResponseCode": "0"}},
        ],
    }


@pytest.mark.parametrize("event_type", ["ACTION_SUCCESSFUL", "HANGUP", "INVALID_LAMBDA_RESPONSE"])
def test_nothing_is_done_about_what_follows(greeting: dict[str, Any], event_type: str) -> None:
    answer = greeting["handler"](CALL | {"InvocationEventType": event_type}, None)
    assert answer == {"SchemaVersion": "1.0", "Actions": []}
