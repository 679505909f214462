"""Three hundred resources against APIs that take ten requests per second: how close to the limit the provider keeps.

    python -m toolchain run python -m bench.throttled_creates [--resources 300] [--rate 10] [--burst 10] [--latency 0.05]

Runs `pulumi up` on the real engine against local AWS, whose token buckets answer 429 when they are empty. The time that a bucket
dictates is that of its API's calls: (calls that it let pass - burst) / rate. What is compared with it is the time from the first
call of a Chime API to the end of the last one. The run fails when a resource fails, or takes more than 1.15 times as long.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

from chime_sdk_pulumi.local_aws import LocalAws

from tests.engine.harness import Project

ALLOWED: Final = 1.15

CONNECTORS: Final = """\
from chime_sdk_pulumi.providers import voice

for number in range({resources}):
    voice.VoiceConnector(f"trunk-{{number}}", require_encryption=True)
"""
MIXED: Final = """\
from chime_sdk_pulumi.providers import identity, voice

for number in range({resources} // 3):
    identity.AppInstance(f"shop-{{number}}")
    trunk = voice.VoiceConnector(f"trunk-{{number}}", require_encryption=True)
    voice.VoiceConnectorTermination(
        f"calls-{{number}}",
        voice_connector_id=trunk.voice_connector_id,
        calling_regions=["US"],
        cidr_allowed_list=["198.51.100.0/27"],
    )
"""
PROGRAMS: Final = {"one API": CONNECTORS, "two APIs": MIXED}


@dataclass(frozen=True)
class Bucket:
    """How many requests an API takes."""

    rate: float
    burst: int

    def seconds(self, calls: int) -> float:
        """The shortest time in which it lets so many calls pass."""
        return max(0, calls - self.burst) / self.rate


@dataclass(frozen=True)
class Outcome:
    """What one `pulumi up` came to.

    Attributes:
        resources: How many resources the state has.
        failed: What went wrong, if anything.
        whole: Seconds of the command.
        measured: Seconds from the first call of a Chime API to the end of the last one.
        passed: Calls that were let pass, by API.
        throttled: Calls that were answered with 429.
    """

    resources: int
    failed: str
    whole: float
    measured: float
    passed: Counter[str]
    throttled: int


def main() -> int:
    """Run the programs, and print how long they took beside what the buckets dictate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=int, default=300)
    parser.add_argument("--rate", type=float, default=10, help="requests per second of each API")
    parser.add_argument("--burst", type=int, default=10, help="requests that a full bucket holds")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds that each call takes")
    options = parser.parse_args()
    bucket = Bucket(options.rate, options.burst)
    print(
        f"{options.resources} resources, {bucket.rate:g} requests per second and API, {bucket.burst} at once, "
        f"{1000 * options.latency:g} ms per call.\nThe bucket dictates (calls that passed - {bucket.burst}) / {bucket.rate:g} "
        "seconds; of two APIs, the longer one counts.\n"
    )
    print(
        f"{'program':10} {'resources':>9} {'calls':>6} {'429s':>5} {'dictated':>9} {'measured':>9} {'ratio':>6} {'whole up':>9}"
    )
    well = True
    for name, program in PROGRAMS.items():
        outcome = run(program.format(resources=options.resources), bucket, options.latency)
        dictated = max(map(bucket.seconds, outcome.passed.values()), default=0.0)
        ratio = outcome.measured / dictated if dictated else float("inf")
        print(
            f"{name:10} {outcome.resources:9} {outcome.passed.total():6} {outcome.throttled:5} {dictated:7.1f} s "
            f"{outcome.measured:7.1f} s {ratio:6.3f} {outcome.whole:7.1f} s"
        )
        print(outcome.failed, file=sys.stderr, end="")
        well = well and not outcome.failed and ratio <= ALLOWED
    print(f"\n{'All' if well else 'Not all'} resources were made within {ALLOWED} times what the bucket dictates.")
    return 0 if well else 1


def run(program: str, bucket: Bucket, latency: float) -> Outcome:
    """One `pulumi up` of a program."""
    with LocalAws() as local_aws, tempfile.TemporaryDirectory() as folder:
        services = ("chime-sdk-identity", "chime-sdk-voice")
        knob(local_aws, "latency", dict.fromkeys(services, latency))
        knob(local_aws, "rate-limits", {key: {"rate": bucket.rate, "burst": bucket.burst} for key in services})
        project = Project(Path(folder) / "project", local_aws.endpoint_url, program)
        began = time.monotonic()
        done = project.up()
        whole = time.monotonic() - began
        calls = [call for call in knob(local_aws, "calls") if call["service"] in services]
        times = [datetime.fromisoformat(call["time"]).timestamp() for call in calls]
        return Outcome(
            resources=len(project.resources()),
            failed=done.output if done.exit_code else "",
            whole=whole,
            measured=max(times) + latency - min(times),
            passed=Counter(call["service"] for call in calls if call["status"] != 429),
            throttled=sum(call["status"] == 429 for call in calls),
        )


def knob(local_aws: LocalAws, name: str, body: object = None) -> Any:  # noqa: ANN401  # JSON
    """A request to one of the knobs of local AWS."""
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{local_aws.endpoint_url}/_local/{name}", data)) as reply:
        return json.load(reply)


if __name__ == "__main__":
    sys.exit(main())
