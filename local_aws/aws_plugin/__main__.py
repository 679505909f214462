"""Serve the stand-in to the Pulumi engine, or install it under the name that the engine looks for."""

import argparse
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from .provider import AwsProvider

_NAME = "pulumi-resource-aws"
# A Lambda's code travels in one message.
_MESSAGE_SIZE = 400 * 1024 * 1024


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m chime_sdk_pulumi.local_aws.aws_plugin", description=__doc__)
    parser.add_argument("engine", nargs="?", default="", help="the address of the Pulumi engine that starts the plugin")
    parser.add_argument(
        "--install",
        metavar="DIR",
        type=Path,
        help=f"write DIR/{_NAME}, which runs the stand-in with this Python, and end",
    )
    arguments, _ = parser.parse_known_args()
    if arguments.install:
        print(install(arguments.install))
    else:
        serve(arguments.engine)


def install(folder: Path) -> Path:
    """Write the executable that makes the engine run the stand-in with this very Python; the folder goes on PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    plugin = folder / _NAME
    # -P: the engine starts plugins in the program's folder, whose modules are not the plugin's.
    plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m {__package__} "$@"\n')
    plugin.chmod(0o755)
    return plugin


def serve(engine_address: str) -> None:
    """Serve on a free port of this machine, print it, and end with the engine."""
    server = grpc.server(
        ThreadPoolExecutor(max_workers=32),
        options=[("grpc.max_receive_message_length", _MESSAGE_SIZE), ("grpc.max_send_message_length", _MESSAGE_SIZE)],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(AwsProvider(engine_address), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    ended = threading.Event()
    # The engine ends its plugins by SIGINT; one that comes from the keyboard reaches the engine alone.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    print(port, flush=True)
    engine = os.getppid()
    while os.getppid() == engine and not ended.wait(timeout=1):
        pass
    server.stop(grace=5).wait()


if __name__ == "__main__":
    main()
