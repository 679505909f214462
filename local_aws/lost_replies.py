"""Replies that never arrive whole: the connection is closed instead of them, or in the middle."""

from __future__ import annotations

import contextlib
import selectors
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.wrappers import Request


class NoReply(Response):
    """A reply that is not sent: the connection is closed instead.

    Arguments:
        lost: the reply that gets lost; None if the call had no effect.
    """

    def __init__(self, lost: Response | None) -> None:
        super().__init__()
        self.lost_status = lost.status_code if lost else None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise _close(environ)


def truncated(request: Request, reply: Response) -> Response:
    """The first half of a reply's body, after which the connection is closed; nothing of a reply that has no body."""
    body = reply.get_data()
    if not body or reply.status_code == HTTPStatus.NO_CONTENT:
        return NoReply(reply)

    def first_half() -> Iterator[bytes]:
        yield body[: len(body) // 2]
        raise _close(request.environ)

    reply.headers["Content-Length"] = str(len(body))
    reply.response = first_half()
    return reply


def wait_until_the_client_leaves(request: Request, seconds: float) -> None:
    """Wait so many seconds, or until the client closes the connection."""
    with selectors.DefaultSelector() as selector:
        selector.register(_connection(request.environ), selectors.EVENT_READ)
        selector.select(seconds)


def _close(environ: WSGIEnvironment) -> ConnectionError:
    """Close the connection; what is then to be raised, for the server to send no more."""
    with contextlib.suppress(OSError):  # the client was faster
        _connection(environ).shutdown(socket.SHUT_RDWR)
    return ConnectionAbortedError("The connection was closed by a fault.")


def _connection(environ: WSGIEnvironment) -> socket.socket:
    return cast("socket.socket", environ["werkzeug.socket"])
