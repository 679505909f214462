"""Clients at once, with every kind of call: the load of `bench/local_aws_load.py`, for some rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.local_aws_load import run
from tests.local_aws.test_server import knob

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws


def test_no_error_and_no_lost_update(local_aws: LocalAws) -> None:
    report = run(local_aws.endpoint_url, clients=8, rounds=10)
    apis = {operation.partition(" ")[0] for operation in report.calls}
    assert apis == {"chime-sdk-identity", "chime-sdk-messaging", "chime-sdk-voice", "chime-sdk-media-pipelines"}
    assert report.calls["chime-sdk-voice put_voice_connector_termination"]
    assert all(call["status"] < 300 for call in knob(local_aws, "calls"))
    assert knob(local_aws, "resources")["chime"] == {}
