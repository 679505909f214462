"""Starts, finds and stops the local AWS of this clone, which outlives the command that started it.

The process holds a file lock for as long as it lives. So it is never taken for another one that got its process id
after a restart of the machine, and two commands never start two.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING

from toolchain.progress import ToolchainError, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

HOST = "127.0.0.1"
USUAL_PORT = 4588
SECONDS_TO_START = 90.0
SECONDS_TO_STOP = 10.0
LINES_OF_THE_LOG_SHOWN = 20


@dataclass(frozen=True)
class Process:
    """A running local AWS: its process id, its port."""

    pid: int
    port: int

    @property
    def endpoint_url(self) -> str:
        return f"http://{HOST}:{self.port}"


class LocalAwsProcess:
    """The local AWS of one clone.

    Args:
        folder: Keeps its lock, its process id and port, and its log.
        command: Starts it; gets `--host` and `--port`, and prints a line when it listens.
        environment: Its environment.
    """

    def __init__(self, folder: Path, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        self._command = [str(word) for word in command]
        self._environment = dict(environment)
        self._folder = folder
        self._lock = folder / "lock"
        self._record = folder / "process.json"
        self._child: subprocess.Popen[str] | None = None
        self.log = folder / "log"

    def running(self) -> Process | None:
        """The process that runs now, if there is one; while one is being started, it is waited for."""
        for _ in _every_tenth_of_a_second(SECONDS_TO_START):
            if not self._is_locked():
                return None
            process = self._read_record()
            if process is not None:
                return process
        raise ToolchainError(f"Something holds {self._lock}, but no local AWS came up. See {self.log}.")

    def start(self) -> Process:
        """Start it in the background, unless it runs, and return when it listens.

        Raises:
            ToolchainError: It ended instead of listening; with the end of its log.
        """
        while True:
            with self._try_lock() as lock:
                if lock is not None:
                    say("Starting local AWS …")
                    self._child, process = self._start(lock, detached=True)
                    return process
            running = self.running()
            if running is not None:
                return running

    def run(self) -> int:
        """Run it in the foreground until it is interrupted or stopped, and return its exit code.

        Raises:
            ToolchainError: It runs in the background already, or ended instead of listening.
        """
        with self._try_lock() as lock:
            if lock is not None:
                child, process = self._start(lock, detached=False)
                signal.signal(signal.SIGTERM, lambda *_: child.terminate())
                say(f"Local AWS is listening on {process.endpoint_url}, until Ctrl-C. Its log: {self.log}")
                with suppress(KeyboardInterrupt):
                    return child.wait()
                return child.wait()
        raise ToolchainError("Local AWS runs already; `make down` stops it.")

    def stop(self) -> bool:
        """Stop it if it runs, and say whether it did."""
        process = self.running()
        if process is None:
            return False
        for how in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(process.pid, how)
            if self._has_ended_within(SECONDS_TO_STOP):
                self._reap()
                self._record.unlink(missing_ok=True)
                return True
        raise ToolchainError(f"Local AWS, process {process.pid}, does not end.")

    def instance(self, process: Process) -> str:
        """Tells one life of local AWS from the next, which knows nothing of what the former held.

        Raises:
            ToolchainError: It does not answer.
        """
        health = _health(process.port)
        if health is None:
            raise ToolchainError(
                f"Local AWS, process {process.pid}, does not answer at {process.endpoint_url}: see {self.log}. "
                "`make down` stops it."
            )
        return str(health["instance"])

    @contextmanager
    def _try_lock(self, kind: int = fcntl.LOCK_EX) -> Iterator[IO[str] | None]:
        """Hold the lock in the block, if nobody else holds it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a") as lock:
            try:
                fcntl.flock(lock, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield lock

    def _is_locked(self) -> bool:
        """Asks with a shared lock, for several may ask at the same time."""
        with self._try_lock(fcntl.LOCK_SH) as lock:
            return lock is None

    def _start(self, lock: IO[str], *, detached: bool) -> tuple[subprocess.Popen[str], Process]:
        """Try the port of its last life, for which shells may be set up; the usual one; and any other.

        A port that was free can be taken before it listens.
        """
        last = self._read_record()
        self._record.unlink(missing_ok=True)
        self._reap()
        for port in [*([last.port] if last else []), USUAL_PORT, 0]:
            if not _is_free(port):
                continue
            child = self._spawn(lock, port, detached=detached)
            try:
                process = self._when_listening(child)
            except BaseException:
                child.terminate()
                child.wait()
                raise
            if process is not None:
                self._write_record(process)
                return child, process
        raise ToolchainError(f"Local AWS ended instead of starting.{self._end_of_log()}")

    def _spawn(self, lock: IO[str], port: int, *, detached: bool) -> subprocess.Popen[str]:
        with self.log.open("w") as log:
            return subprocess.Popen(
                [*self._command, "--host", HOST, "--port", str(port)],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                pass_fds=[lock.fileno()],  # the child keeps the lock when this process has ended
                start_new_session=detached,
            )

    def _when_listening(self, child: subprocess.Popen[str]) -> Process | None:
        """Wait for the line that tells its port; nothing when it ended."""
        for _ in _every_tenth_of_a_second(SECONDS_TO_START):
            told = re.search(rf"listening on http://{HOST}:(\d+)\n", self.log.read_text(errors="replace"))
            if told:
                return Process(child.pid, int(told[1]))
            if child.poll() is not None:
                return None
        raise ToolchainError(f"Local AWS did not start within {SECONDS_TO_START:.0f} s.{self._end_of_log()}")

    def _reap(self) -> None:
        """Only the process that started it can, and must: in tests that is still there when it ends."""
        if self._child:
            self._child.wait()
            self._child = None

    def _end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LINES_OF_THE_LOG_SHOWN:]
        return "".join(f"\n  {line}" for line in [f"The end of {self.log}:", *lines])

    def _write_record(self, process: Process) -> None:
        written = self._record.with_suffix(".new")
        written.write_text(json.dumps(asdict(process)))
        written.replace(self._record)

    def _read_record(self) -> Process | None:
        try:
            return Process(**json.loads(self._record.read_text()))
        except (FileNotFoundError, json.JSONDecodeError, TypeError):
            return None

    def _has_ended_within(self, seconds: float) -> bool:
        return any(not self._is_locked() for _ in _every_tenth_of_a_second(seconds))


def _every_tenth_of_a_second(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
    return True


def _health(port: int) -> dict[str, object] | None:
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with directly.open(f"http://{HOST}:{port}/_local/health", timeout=5) as answer:
            health = json.load(answer)
    except (OSError, urllib.error.URLError, ValueError):
        return None
    return health if isinstance(health, dict) and "instance" in health else None
