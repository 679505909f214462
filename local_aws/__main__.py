"""Serve local AWS in the foreground: `python -m chime_sdk_pulumi.local_aws [--host HOST] [--port PORT]`."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys

from chime_sdk_pulumi.local_aws import DEFAULT_PORT


def main() -> int:
    """Run the server until SIGTERM or SIGINT; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m chime_sdk_pulumi.local_aws",
        description="AWS on this machine: the Amazon Chime SDK, and moto for everything else.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port to listen on, 0 for any free one (default: %(default)s)"
    )
    arguments = parser.parse_args()
    try:
        from chime_sdk_pulumi.local_aws import LocalAws  # noqa: PLC0415  # needs moto, which is an optional dependency
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        print(
            f"Local AWS needs {missing}, which is not installed: pip install 'chime-sdk-pulumi[local]'.",
            file=sys.stderr,
        )
        return 1
    ending = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)  # before there are other threads, which inherit it
    try:
        local_aws = LocalAws(arguments.host, arguments.port)
    except OSError as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        print(f"Local AWS cannot listen on {arguments.host}:{arguments.port}: {reason}.", file=sys.stderr)
        return 1
    with local_aws:
        print(f"Local AWS is listening on {local_aws.endpoint_url}", flush=True)
        signal.sigwait(ending)
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port number from 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
