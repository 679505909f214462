"""Whoever waits sees that something happens, and why it failed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

from toolchain import progress
from toolchain.progress import ToolchainError, run_attached, run_with_progress

PRINTS_AND_WAITS = "import time; print('halfway', flush=True); time.sleep(0.6)"


def test_a_long_command_shows_its_last_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_SIGNS", 0.2)
    run_with_progress("Waiting", [sys.executable, "-c", PRINTS_AND_WAITS])
    shown = capsys.readouterr()
    assert shown.err.startswith("Waiting …\n")
    assert "halfway" in shown.err
    assert shown.out == ""


def test_a_failure_tells_what_the_command_printed() -> None:
    with pytest.raises(ToolchainError, match=r"Trying: failed with exit code 3.*\n  no such package"):
        run_with_progress("Trying", [sys.executable, "-c", "print('no such package'); raise SystemExit(3)"])


def test_a_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_SIGNS", 0.1)
    started = time.monotonic()
    with pytest.raises(ToolchainError, match="not done after"):
        run_with_progress("Hanging", [sys.executable, "-c", "import time; time.sleep(60)"], seconds_allowed=0.2)
    assert time.monotonic() - started < 30


def test_an_interrupted_command_may_end_in_its_own_time() -> None:
    interrupt = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    assert run_attached([sys.executable, "-c", "import time; time.sleep(2); raise SystemExit(7)"]) == 7
    interrupt.join()
