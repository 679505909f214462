"""Serve local AWS in the foreground: `python -m chime_sdk_pulumi.local_aws [--host HOST] [--port PORT] [--state FILE]`."""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import sys
from pathlib import Path

from chime_sdk_pulumi.local_aws import DEFAULT_PORT, without_extra


def main() -> int:
    """Run the server until SIGTERM or SIGINT; the exit code."""
    parser = _parser()
    arguments = parser.parse_args()
    try:  # these need moto, which is an optional dependency
        from chime_sdk_pulumi.local_aws import LocalAws  # noqa: PLC0415
        from chime_sdk_pulumi.local_aws.service_models import EMULATED_SERVICES, set_regions  # noqa: PLC0415
        from chime_sdk_pulumi.local_aws.state_file import StateFileError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        return _failure(without_extra(error))
    regions = dict(arguments.region_data)
    if unknown := sorted(regions.keys() - set(EMULATED_SERVICES)):
        parser.error(f"argument --region-data: there is no API {unknown[0]}, only {', '.join(EMULATED_SERVICES)}")
    set_regions(regions)
    ending = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)  # before there are other threads, which inherit it
    try:
        local_aws = LocalAws(arguments.host, arguments.port, arguments.state)
    except StateFileError as error:
        return _failure(str(error))
    except OSError as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        return _failure(f"Local AWS cannot listen on {arguments.host}:{arguments.port}: {reason}.")
    try:
        with local_aws:
            print(f"Local AWS is listening on {local_aws.endpoint_url}", flush=True)
            signal.sigwait(ending)
    except StateFileError as error:
        return _failure(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chime_sdk_pulumi.local_aws",
        description="AWS on this machine: the Amazon Chime SDK, and moto for everything else.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port to listen on, 0 for any free one (default: %(default)s)"
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep all objects in this file across restarts; it is a pickle, so load none that is not your own",
    )
    parser.add_argument(
        "--region-data",
        type=_regions_of_api,
        action="append",
        default=[],
        metavar="API=REGION[,REGION...]",
        help="the Regions of an emulated API, such as chime-sdk-messaging=us-east-1,eu-central-1, where AWS has others than "
        "the installed botocore knows; can be given once per API",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port number from 0 to 65535")
    return int(text)


def _regions_of_api(text: str) -> tuple[str, frozenset[str]]:
    api, _, regions = text.partition("=")
    names = regions.split(",")
    if not all(re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", name) for name in names):
        raise argparse.ArgumentTypeError(f"{text} does not name an API and its Regions, like {api or 'API'}=us-east-1")
    return api, frozenset(names)


def _failure(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
