"""Sentences for whoever is waiting, and long commands that show a sign of life."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SECONDS_BETWEEN_SIGNS = 5.0
LINES_SHOWN_OF_A_FAILURE = 40
COLUMNS = 100


class ToolchainError(Exception):
    """Something went wrong that the reader can understand and act upon; its text is all that is shown."""


def say(sentence: str) -> None:
    """Tell the person at the terminal. Standard output stays free for results."""
    print(sentence, file=sys.stderr, flush=True)


def run_with_progress(
    title: str,
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    seconds_allowed: float | None = None,
) -> None:
    """Run a command whose output matters only when it fails, and show every few seconds how far it is.

    Args:
        title: What is being done, as the reader would say it.
        command: The program and its arguments.
        folder: Where it runs; here by default.
        environment: Its environment; this process's by default.
        seconds_allowed: After so many seconds it is ended, and counts as failed.

    Raises:
        ToolchainError: It failed, with the last lines that it printed, or took too long.
    """
    say(f"{title} …")
    started = time.monotonic()
    lines: deque[str] = deque(maxlen=LINES_SHOWN_OF_A_FAILURE)
    with subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:

        def collect() -> None:
            assert process.stdout is not None
            lines.extend(line.rstrip() for line in process.stdout if line.strip())

        reader = threading.Thread(target=collect, daemon=True)
        reader.start()
        try:
            while (exit_code := _wait(process, SECONDS_BETWEEN_SIGNS)) is None:
                elapsed = time.monotonic() - started
                if seconds_allowed is not None and elapsed > seconds_allowed:
                    raise ToolchainError(f"{title}: not done after {seconds_allowed:.0f} s, given up.")
                say(f"  {elapsed:.0f} s  {lines[-1] if lines else ''}"[:COLUMNS].rstrip())
        finally:
            _end_with_children(process)
            reader.join()
    if exit_code != 0:
        printed = "\n".join(f"  {line}" for line in lines)
        raise ToolchainError(f"{title}: failed with exit code {exit_code}. The last lines it printed:\n{printed}")


def run_attached(
    command: Sequence[str], *, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> int:
    """Run a command that talks to the reader itself, and return its exit code.

    Ctrl-C is the command's business: Pulumi ends what it is doing and gives up its lock, which takes a while.
    """
    with subprocess.Popen(command, cwd=folder, env=environment) as process:
        while True:
            with suppress(KeyboardInterrupt):
                return process.wait()


def _wait(process: subprocess.Popen[str], seconds: float) -> int | None:
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None


def _end_with_children(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
