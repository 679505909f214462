"""Runs the fault matrix and the kills of the engine, and writes what came of them into `docs/reliability.md`.

    python -m toolchain run python -m bench.reliability [--results FILE]

With `--results` nothing is run: the file is what the tests of such a run have left, if all of them passed
(`RELIABILITY_RESULTS=FILE pytest tests/engine/test_fault_matrix.py tests/engine/test_killed_engine.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from chime_sdk_pulumi.providers._loader import MODULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT: Final = Path(__file__).parents[1]
DOCUMENT: Final = ROOT / "docs" / "reliability.md"
TESTS: Final = ("tests/engine/test_fault_matrix.py", "tests/engine/test_killed_engine.py")
PROCESSES: Final = 3
"""How many run the tests: these wait more than they work."""
FIGURES: Final = re.compile(r"(<!-- figures -->\n).*(<!-- end of the figures -->)", re.DOTALL)
PHASES: Final = {
    "create": "`up` that creates",
    "update": "`up` that changes",
    "read": "`refresh`",
    "delete": "`destroy`",
}


@dataclass
class Cells:
    """What a fault did in one phase.

    Attributes:
        places: How many places of calls it struck.
        calls: How many calls it struck.
        failed: How many commands failed over it.
    """

    places: int = 0
    calls: int = 0
    failed: int = 0

    def __str__(self) -> str:
        if not self.places:
            return "none"
        return f"{self.calls}, {self.failed} failed" if self.failed else f"{self.calls}"


@dataclass(frozen=True)
class Kill:
    """The engine killed once.

    Attributes:
        alone: Whether it was killed alone, and had its hosts end by themselves.
        objects: How many objects there were by then.
        pending: How many creates the state had as begun.
        unrecorded: How many objects there were that the state did not hold.
        seconds: How long the engine's processes went on.
    """

    alone: bool
    objects: int
    pending: int
    unrecorded: int
    seconds: float


@dataclass
class Results:
    """What all tests recorded."""

    cells: dict[str, dict[str, Cells]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Cells)))
    kills: list[Kill] = field(default_factory=list)


def main() -> int:
    """Run, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, help="the results of a run that has been made already")
    given: Path | None = parser.parse_args().results
    with TemporaryDirectory() as folder:
        file = given or Path(folder) / "results"
        if given is None and not _run(file):
            print("Some tests failed: no figures are written.", file=sys.stderr)
            return 1
        DOCUMENT.write_text(FIGURES.sub(rf"\g<1>{_figures(_results(file))}\g<2>", DOCUMENT.read_text()))
    return 0


def _run(file: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-n", str(PROCESSES), "--dist", "loadgroup", *TESTS]
    environment = os.environ | {"RELIABILITY_RESULTS": str(file)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def _results(file: Path) -> Results:
    results = Results()
    for line in file.read_text().splitlines():
        recorded = json.loads(line)
        if "fault" in recorded:
            cells = results.cells[recorded["fault"]][recorded["phase"]]
            cells.places += 1
            cells.calls += recorded["calls"]
            cells.failed += recorded["failed"]
        else:
            results.kills.append(Kill(**recorded))
    return results


def _figures(results: Results) -> str:
    today = datetime.now(UTC).strftime("%d %B %Y").lstrip("0")
    packages = ", ".join(f"{name} {version(name)}" for name in ("boto3", "pydantic"))
    engine = subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=True).stdout.strip()
    return "\n".join(
        [
            f"Run on {today} with Pulumi {engine}, {packages}, Python {platform.python_version()}, and {len(MODULES)} kinds of "
            "resources.",
            "",
            *_matrix(results.cells),
            "",
            *_kills(results.kills),
            "",
        ]
    )


def _matrix(faults: Mapping[str, Mapping[str, Cells]]) -> Iterable[str]:
    cells = [cell for phases in faults.values() for cell in phases.values()]
    yield (
        f"{len(faults)} faults at {sum(cell.places for cell in cells)} places struck {sum(cell.calls for cell in cells)} "
        f"calls; {sum(cell.failed for cell in cells)} commands failed, each with a sentence. After the next plain command "
        "nothing was lost, duplicated or orphaned, and the preview was empty, every time."
    )
    yield ""
    yield f"| Fault | {' | '.join(PHASES.values())} |"
    yield "|---|" + "---|" * len(PHASES)
    for fault, phases in sorted(faults.items()):  # the processes record them in no order
        yield f"| {fault} | {' | '.join(str(phases.get(phase, Cells())) for phase in PHASES)} |"


def _kills(kills: list[Kill]) -> Iterable[str]:
    spread = Counter(kill.objects for kill in kills)
    seconds = [kill.seconds for kill in kills if kill.alone]
    yield (
        f"{len(kills)} kills, {len(seconds)} of the engine alone and {len(kills) - len(seconds)} of all its processes: "
        f"{sum(kill.pending for kill in kills)} creates were under way, and "
        f"{sum(max(kill.unrecorded, 0) for kill in kills)} objects existed of which the state knew nothing. After the recovery "
        "nothing was lost, duplicated or orphaned, and the preview was empty, every time. The provider process of an engine that "
        f"was killed alone ended within {statistics.median(seconds):.2f} seconds (median; {max(seconds):.2f} at most)."
    )
    yield ""
    yield f"| Objects that existed | {' | '.join(str(number) for number in sorted(spread))} |"
    yield "|---|" + "---|" * len(spread)
    yield f"| Kills | {' | '.join(str(spread[number]) for number in sorted(spread))} |"


if __name__ == "__main__":
    sys.exit(main())
