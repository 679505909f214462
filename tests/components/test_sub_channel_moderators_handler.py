"""The function of SubChannelModerators: it runs here, and what it calls is local AWS."""

from __future__ import annotations

import base64
import json
import runpy
from typing import TYPE_CHECKING, Any

import pytest
from chime_sdk_pulumi.components.sub_channel_moderators import HANDLER

from tests.local_aws.chat import ELASTIC, Chat

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients

    Handler = Callable[..., dict[str, list[dict[str, str]]]]

NO_FAILURE: dict[str, list[dict[str, str]]] = {"batchItemFailures": []}


class Stage:
    """An elastic channel with two moderators who sit nowhere yet."""

    def __init__(self, aws_client: Clients) -> None:
        self.chat = Chat(aws_client)
        self.channel = self.chat.channel(ElasticChannelConfiguration=ELASTIC)
        self.moderators = [self.chat.user(name) for name in ("ann", "bob")]
        for arn in self.moderators:
            self.chat.moderate(self.channel, arn)

    def sub_channels(self) -> list[str]:
        reply = self.chat.messaging.list_sub_channels(ChannelArn=self.channel, ChimeBearer=self.chat.admin)
        return [each["SubChannelId"] for each in reply["SubChannels"]]

    def seated(self, sub_channel_id: str) -> list[str]:
        return self.chat.members(self.channel, SubChannelId=sub_channel_id)


@pytest.fixture
def stage(aws_client: Clients) -> Stage:
    return Stage(aws_client)


@pytest.fixture
def handler(stage: Stage, local_aws_environment: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Handler:
    monkeypatch.setenv("MODERATOR_ARNS", json.dumps(stage.moderators))
    loaded: Handler = runpy.run_path(str(HANDLER))["handler"]
    return loaded


def record(number: int, event_type: str, payload: object) -> dict[str, Any]:
    data = json.dumps({"EventType": event_type, "Payload": payload})
    return {"kinesis": {"sequenceNumber": str(number), "data": base64.b64encode(data.encode()).decode()}}


def opened(number: int, channel_arn: str, sub_channel_id: str) -> dict[str, Any]:
    return record(number, "CREATE_SUB_CHANNEL", {"ChannelArn": channel_arn, "SubChannelId": sub_channel_id})


def test_moderators_are_seated_in_every_new_sub_channel(stage: Stage, handler: Handler) -> None:
    for number in range(5):
        stage.chat.join(stage.channel, stage.chat.user(f"fan-{number}"))
    first, second = stage.sub_channels()
    batch = {"Records": [opened(1, stage.channel, first), opened(2, stage.channel, second)]}
    assert handler(batch, None) == NO_FAILURE
    for sub_channel_id in (first, second):
        assert set(stage.moderators) < set(stage.seated(sub_channel_id))


def test_each_is_seated_on_their_own_behalf(stage: Stage, handler: Handler) -> None:
    (sub_channel_id,) = stage.sub_channels()
    handler({"Records": [opened(1, stage.channel, sub_channel_id)]}, None)
    for arn in stage.moderators:
        described = stage.chat.messaging.describe_channel_membership(
            ChannelArn=stage.channel, MemberArn=arn, SubChannelId=sub_channel_id, ChimeBearer=stage.chat.admin
        )["ChannelMembership"]
        assert (described["Type"], described["InvitedBy"]["Arn"]) == ("DEFAULT", arn)


def test_a_repeated_event_is_no_failure(stage: Stage, handler: Handler) -> None:
    (sub_channel_id,) = stage.sub_channels()
    stage.chat.join(stage.channel, stage.moderators[0], SubChannelId=sub_channel_id)
    for _ in range(2):
        assert handler({"Records": 2 * [opened(1, stage.channel, sub_channel_id)]}, None) == NO_FAILURE
        assert stage.seated(sub_channel_id) == stage.moderators


def test_a_sub_channel_that_is_closed_again_is_no_failure(stage: Stage, handler: Handler) -> None:
    assert handler({"Records": [opened(1, stage.channel, "closed")]}, None) == NO_FAILURE


def test_a_payload_that_is_a_text_is_understood(stage: Stage, handler: Handler) -> None:
    (sub_channel_id,) = stage.sub_channels()
    payload = json.dumps({"ChannelArn": stage.channel, "SubChannelId": sub_channel_id})
    assert handler({"Records": [record(1, "CREATE_SUB_CHANNEL", payload)]}, None) == NO_FAILURE
    assert stage.seated(sub_channel_id) == stage.moderators


@pytest.mark.parametrize("event_type", ["CREATE_CHANNEL", "DELETE_SUB_CHANNEL", "CREATE_CHANNEL_MEMBERSHIP"])
def test_nothing_is_done_about_other_events(
    stage: Stage, handler: Handler, local_aws: LocalAws, event_type: str
) -> None:
    before = len(local_aws.calls())
    assert handler({"Records": [record(1, event_type, {})]}, None) == NO_FAILURE
    assert len(local_aws.calls()) == before


def test_who_cannot_be_seated_keeps_nobody_else_from_it_and_is_tried_again(stage: Stage, handler: Handler) -> None:
    (sub_channel_id,) = stage.sub_channels()
    stage.chat.messaging.delete_channel_moderator(
        ChannelArn=stage.channel, ChannelModeratorArn=stage.moderators[0], ChimeBearer=stage.chat.admin
    )
    batch = {"Records": [opened(1, stage.channel, sub_channel_id)]}
    assert handler(batch, None) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert stage.seated(sub_channel_id) == stage.moderators[1:]

    stage.chat.moderate(stage.channel, stage.moderators[0])
    assert handler(batch, None) == NO_FAILURE
    assert set(stage.seated(sub_channel_id)) == set(stage.moderators)


def test_a_record_that_fails_keeps_no_other_from_being_dealt_with(stage: Stage, handler: Handler) -> None:
    (sub_channel_id,) = stage.sub_channels()
    nonsense = {"kinesis": {"sequenceNumber": "1", "data": base64.b64encode(b"no JSON").decode()}}
    incomplete = record(2, "CREATE_SUB_CHANNEL", {"ChannelArn": stage.channel})
    batch = {"Records": [nonsense, incomplete, opened(3, stage.channel, sub_channel_id)]}
    assert handler(batch, None) == {"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]}
    assert stage.seated(sub_channel_id) == stage.moderators
