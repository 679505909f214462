"""The clock that tests advance, and what waits for its time."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from chime_sdk_pulumi.local_aws.clock import Clock

from tests.local_aws.test_server import knob, refused_knob

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Clients

HAPPENED: list[str] = []


@pytest.fixture
def clock() -> Clock:
    HAPPENED.clear()
    return Clock()


def test_what_is_scheduled_happens_in_the_order_in_which_it_falls_due(clock: Clock) -> None:
    clock.after("Late", 20, partial(HAPPENED.append, "late"))
    clock.after("Early", 10, partial(HAPPENED.append, "early"))
    clock.after("EarlyToo", 10, partial(HAPPENED.append, "early too"))
    clock.advance(5)
    clock.settle()
    assert HAPPENED == []
    clock.advance(20)
    clock.settle()
    clock.settle()
    assert HAPPENED == ["early", "early too", "late"]


def test_a_delay_is_set_for_what_brings_a_change_about(clock: Clock) -> None:
    clock.delays = {"UpdateSipRule": 100}
    clock.after("UpdateSipRule", 0, partial(HAPPENED.append, "rule"))
    clock.after("CreatePhoneNumberOrder", 0, partial(HAPPENED.append, "order"))
    clock.settle()
    assert HAPPENED == ["order"]


def test_a_clock_goes_on_after_it_was_saved(clock: Clock) -> None:
    clock.advance(1000)
    clock.after("Release", 10, partial(record, "released"))
    restored: Clock = pickle.loads(pickle.dumps(clock))
    restored.advance(10)
    restored.settle()
    assert HAPPENED == ["released"]
    assert abs(restored.now() - clock.now() - timedelta(seconds=10)) < timedelta(seconds=5)


def record(what: str) -> None:
    HAPPENED.append(what)


def test_timestamps_follow_the_clock(local_aws: LocalAws, aws_client: Clients) -> None:
    before = datetime.fromisoformat(knob(local_aws, "clock")["now"])
    after = datetime.fromisoformat(knob(local_aws, "clock", "POST", {"advance": 7 * 24 * 3600})["now"])
    assert timedelta(days=7) <= after - before < timedelta(days=7, minutes=1)
    voice = aws_client("chime-sdk-voice")
    connector = voice.create_voice_connector(Name="main", RequireEncryption=True)["VoiceConnector"]
    assert connector["CreatedTimestamp"] >= after
    knob(local_aws, "reset", "POST")
    assert datetime.fromisoformat(knob(local_aws, "clock")["now"]) < after


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"advance": -1}, "advance: Input should be greater than or equal to 0."),
        ({"advance": 1e12}, "advance: Input should be less than or equal to 315360000."),
        ({"advance": "1"}, "advance: Input should be a valid number."),
        ({"forward": 1}, "advance: Field required; forward: there is no such member."),
    ],
)
def test_a_wrong_advance_is_refused(local_aws: LocalAws, body: object, message: str) -> None:
    assert refused_knob(local_aws, "clock", "POST", body) == (400, message)


def test_a_misspelt_delay_is_refused(local_aws: LocalAws) -> None:
    status, message = refused_knob(local_aws, "delays", "POST", {"UpdateSipRules": 1})
    assert status == 400
    assert "no emulated API has an operation UpdateSipRules" in message


def test_what_can_fail_fails_while_state_machines_do(clock: Clock) -> None:
    with clock.disturbed(failing=True):
        clock.after("CreatePhoneNumberOrder", 0, partial(HAPPENED.append, "filled"), partial(HAPPENED.append, "failed"))
        clock.after("UpdateSipRule", 0, partial(HAPPENED.append, "updated"))
    clock.after("CreatePhoneNumberOrder", 0, partial(HAPPENED.append, "filled"), partial(HAPPENED.append, "failed"))
    clock.settle()
    assert HAPPENED == ["failed", "updated", "filled"]


def test_what_was_set_going_before_is_not_disturbed(clock: Clock) -> None:
    def fill_and_rename() -> None:
        clock.after(
            "UpdatePhoneNumber", 0, partial(HAPPENED.append, "renamed"), partial(HAPPENED.append, "not renamed")
        )

    clock.after("CreatePhoneNumberOrder", 0, fill_and_rename)
    with clock.disturbed(failing=True, slowness=100):
        clock.settle()
    assert HAPPENED == ["renamed"]
