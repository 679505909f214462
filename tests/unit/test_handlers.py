"""The Lambda functions of the reference stack and of the examples."""

import json
import runpy
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

REPOSITORY = Path(__file__).parents[2]
HANDLERS = REPOSITORY / "handlers"
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


def loaded(file: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A module, with a client that goes nowhere."""
    client = boto3.client(
        "chime-sdk-messaging", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    with monkeypatch.context() as patch:
        patch.setattr(boto3, "client", lambda _service: client)
        return runpy.run_path(str(file))


@pytest.fixture
def moderation(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The module."""
    monkeypatch.setenv("BLOCKED_WORDS", json.dumps(["darn", "h*ck", "c++", "$$$", ""]))
    return loaded(HANDLERS / "moderation.py", monkeypatch)


@pytest.mark.parametrize(
    ("content", "masked"),
    [
        ("Well, DARN it, darning is fine", "Well, **** it, darning is fine"),
        ("h*ck no", "**** no"),
        ("heck no", "heck no"),
        ("C++, for $$$", "***, for ***"),
        ("c++11", "c++11"),
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


@pytest.mark.parametrize(
    "members",
    [
        {},
        {
            "Metadata": "from the app",
            "ContentType": "text/plain",
            "MessageAttributes": {
                "CHIME.mentions": {"StringValues": ["arn:aws:chime:us-east-1:1:app-instance/a/bot/b"]}
            },
            "SubChannelId": "s1",
        },
    ],
)
def test_every_message_is_handed_back_with_all_that_it_has(
    moderation: dict[str, Any], members: dict[str, object]
) -> None:
    event = json.loads(json.dumps(MESSAGE))
    event["ChannelMessage"] |= members
    handed_back = {"MessageId": "m1", "Content": "Well, **** it, darning is fine", **members}
    with Stubber(moderation["messaging"]) as stubber:
        stubber.add_response(
            "channel_flow_callback",
            {"ChannelArn": CHANNEL, "CallbackId": event["CallbackId"]},
            {"CallbackId": event["CallbackId"], "ChannelArn": CHANNEL, "ChannelMessage": handed_back},
        )
        moderation["handler"](event, None)
        stubber.assert_no_pending_responses()


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The module."""
    monkeypatch.setenv("ALLOWED_HOSTS", json.dumps(["Chat.example.com"]))
    return loaded(REPOSITORY / "examples" / "messaging" / "handlers" / "links.py", monkeypatch)


@pytest.mark.parametrize(
    ("content", "denied"),
    [
        ("no link at all, http:// aside from chat.example.com", True),
        ("no link at all", False),
        ("see https://chat.example.com/rooms?id=1 and HTTPS://Chat.Example.com.", False),
        ("(http://chat.example.com:8080)", False),
        ("see https://evil.example.com", True),
        ("https://chat.example.com/ok then https://evil.example.com/", True),
        ("https://chat.example.com@evil.example.com/", True),
        ("https://chat.example.com.evil.example.com", True),
        ("https://[::1]/", True),
        ("https://chat.example.com%2Eevil.example.com/", True),
        ("https://chat.example.com\u3002evil.example.com/", True),
        ("(see https://chat.example.com), or <https://chat.example.com>!", False),
    ],
)
def test_messages_with_links_elsewhere_are_denied(links: dict[str, Any], content: str, denied: bool) -> None:
    event = json.loads(json.dumps(MESSAGE))
    event["ChannelMessage"]["Content"] = content
    with Stubber(links["messaging"]) as stubber:
        stubber.add_response(
            "channel_flow_callback",
            {"ChannelArn": CHANNEL, "CallbackId": event["CallbackId"]},
            {
                "CallbackId": event["CallbackId"],
                "ChannelArn": CHANNEL,
                "ChannelMessage": {"MessageId": "m1", "Content": content},
                "DeleteResource": denied,
            },
        )
        links["handler"](event, None)
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
