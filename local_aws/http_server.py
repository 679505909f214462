"""The HTTP server: werkzeug's, but clients keep their connections. A connection for each call costs more than most calls."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.exceptions import InternalServerError
from werkzeug.serving import ThreadedWSGIServer
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


class HttpServer(ThreadedWSGIServer):
    """Serves an application, each connection in a thread.

    Arguments:
        listener: the socket to listen on.
        host: the address that it is bound to.
        application: what answers the requests.
    """

    def __init__(self, listener: socket.socket, host: str, application: WSGIApplication) -> None:
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        # werkzeug ends the process when it can't bind an address, so it gets a socket that is bound already.
        super().__init__(host, listener.getsockname()[1], application, RequestHandler, fd=listener.fileno())

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        with self._lock:
            self._connections.add(cast("socket.socket", request))  # a tuple for UDP only
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        with self._lock:
            self._connections.discard(cast("socket.socket", request))
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Close the socket and the connections; calls that have begun are still answered."""
        super().server_close()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RD)


class RequestHandler(MotoRequestHandler):
    """Answers the requests that come over one connection, and writes nothing about them."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # a reply is one packet, not one for the headers and one for the body
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
            self.wfile.flush()
        environ = self.make_environ()
        # Read to its end, whatever the application reads: after it comes the next request.
        environ["wsgi.input"] = io.BytesIO(self._body(environ))
        try:
            self._send(self._reply(environ))
            self.wfile.flush()
        except ConnectionError:  # the client left, or a fault closed the connection
            self.close_connection = True

    def finish(self) -> None:
        with contextlib.suppress(ConnectionError):  # of a client that left, whose reply is still to be sent
            super().finish()

    def _body(self, environ: WSGIEnvironment) -> bytes:
        body = environ["wsgi.input"]
        in_chunks = environ.get("wsgi.input_terminated")
        return cast("bytes", body.read() if in_chunks else body.read(int(environ.get("CONTENT_LENGTH") or 0)))

    def _reply(self, environ: WSGIEnvironment) -> Response:
        try:
            return Response.from_app(self.server.app, environ)
        except ConnectionError:
            raise
        except Exception:
            traceback.print_exc()
            return Response.from_app(InternalServerError(), environ)

    def _send(self, reply: Response) -> None:
        self.send_response(reply.status_code)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        has_no_body = self.command == "HEAD" or reply.status_code in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        if "Content-Length" not in reply.headers and not has_no_body:
            self.close_connection = True  # nothing else would tell where the body ends
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        for part in reply.iter_encoded():
            self.wfile.write(part)
            self.wfile.flush()  # the next part may not come

    def log(self, type: str, message: str, *args: object) -> None:
        pass

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass
