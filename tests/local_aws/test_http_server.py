"""Connections that clients keep, over plain HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from chime_sdk_pulumi.local_aws import LocalAws
from chime_sdk_pulumi.local_aws.emulated_apis import EmulatedApis
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chime_sdk_pulumi.local_aws.endpoint import Fault

    from tests.local_aws.clients import Clients

VOICE = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/chime/aws4_request"}
S3 = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request"}
CONNECTOR = json.dumps({"Name": "trunk", "RequireEncryption": True}).encode()


@pytest.fixture
def connection(local_aws: LocalAws) -> Iterator[http.client.HTTPConnection]:
    """A connection that is not made anew when the server closes it."""
    made = http.client.HTTPConnection("127.0.0.1", local_aws.port, timeout=20)
    made.connect()
    made.auto_open = 0
    with closing(made):
        yield made


def status(connection: http.client.HTTPConnection) -> int:
    """The status of the reply, whose body is read."""
    reply = connection.getresponse()
    reply.read()
    return reply.status


def test_many_calls_over_one_connection(connection: http.client.HTTPConnection) -> None:
    for _ in range(5):
        connection.request("POST", "/voice-connectors", CONNECTOR, VOICE)
        assert status(connection) == 201
        connection.request("GET", "/voice-connectors", headers=VOICE)
        assert status(connection) == 200
        connection.request("GET", "/voice-connectors/abcdefghijklm2nopq3rst", headers=VOICE)
        assert status(connection) == 404
        connection.request("DELETE", "/voice-connectors/abcdefghijklm2nopq3rst", headers=VOICE)
        assert status(connection) == 404


def test_body_that_nobody_reads_is_not_the_next_request(connection: http.client.HTTPConnection) -> None:
    connection.request("DELETE", "/_local/calls", b"GET /_local/nothing HTTP/1.1\r\n\r\n")
    assert status(connection) == 200
    connection.request("GET", "/_local/health")
    assert status(connection) == 200


def test_body_in_chunks(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/voice-connectors", iter([CONNECTOR[:9], CONNECTOR[9:]]), VOICE, encode_chunked=True)
    assert status(connection) == 201
    connection.request("GET", "/_local/health")
    assert status(connection) == 200


def test_replies_without_a_body(connection: http.client.HTTPConnection) -> None:
    connection.request("PUT", "/recordings", headers=S3)
    assert status(connection) == 200
    connection.request("HEAD", "/recordings", headers=S3)
    assert status(connection) == 200
    connection.request("DELETE", "/recordings", headers=S3)
    assert status(connection) == 204
    connection.request("GET", "/_local/health")
    assert status(connection) == 200


def test_client_that_wants_the_connection_closed(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/_local/health", headers={"Connection": "close"})
    reply = connection.getresponse()
    assert reply.headers["Connection"] == "close"
    assert reply.read()
    assert connection.sock is None


def test_failure_of_local_aws_itself(
    connection: http.client.HTTPConnection, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(EmulatedApis, "answer", lambda *_: 1 / 0)
        connection.request("GET", "/voice-connectors", headers=VOICE)
        assert status(connection) == 500
    connection.request("GET", "/voice-connectors", headers=VOICE)
    assert status(connection) == 200
    assert "ZeroDivisionError" in capfd.readouterr().err


@pytest.mark.parametrize(
    "faults",
    [
        [],
        [{"kind": "timeout", "count": None}],
        [{"kind": "reply-dropped", "count": None}],
        [{"kind": "reply-truncated"}],
    ],
)
def test_client_that_leaves_before_the_reply(
    local_aws: LocalAws, capfd: pytest.CaptureFixture[str], faults: list[Fault]
) -> None:
    local_aws.set_latency({"chime-sdk-voice": 0.3})
    local_aws.set_faults(faults)
    for _ in range(3):
        leaving = socket.create_connection(("127.0.0.1", local_aws.port))
        leaving.sendall(b"POST /voice-connectors HTTP/1.1\r\nHost: aws\r\nContent-Length: %d\r\n" % len(CONNECTOR))
        leaving.sendall(b"Authorization: %s\r\n\r\n%s" % (VOICE["Authorization"].encode(), CONNECTOR))
        time.sleep(0.1)  # for the request to be read
        # Closed so that what still comes is refused, as when a process is killed.
        leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        leaving.close()
    while len(local_aws.calls()) < 3:
        time.sleep(0.05)
    time.sleep(0.1)
    assert capfd.readouterr().err == ""


def test_stop_closes_the_connections() -> None:
    with LocalAws() as stopped:
        connection = http.client.HTTPConnection("127.0.0.1", stopped.port, timeout=20)
        connection.request("GET", "/_local/health")
        assert status(connection) == 200
    with closing(connection):
        assert connection.sock.recv(1) == b""


def test_call_that_has_begun_is_answered_in_spite_of_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def answer(*_: object) -> Response:
        begun.set()
        stopped.wait(20)
        return Response("answered")

    monkeypatch.setattr(EmulatedApis, "answer", answer)
    with LocalAws() as local:
        connection = http.client.HTTPConnection("127.0.0.1", local.port, timeout=20)
        connection.request("GET", "/voice-connectors", headers=VOICE)
        assert begun.wait(20)
    stopped.set()
    with closing(connection):
        assert connection.getresponse().read() == b"answered"


def test_boto3_keeps_its_connection(aws_client: Clients) -> None:
    voice = aws_client("chime-sdk-voice", max_pool_connections=1)
    for _ in range(3):
        voice.list_voice_connectors()
    manager = voice._endpoint.http_session._manager
    assert [pool.num_connections for pool in manager.pools._container.values()] == [1]
