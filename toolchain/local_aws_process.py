"""Starts, finds and stops the local AWS of this clone, which outlives the command that started it.

The process holds a file lock for as long as it lives. So it is never taken for another one that got its process id
after a restart of the machine, and two commands never start two.
"""

from __future__ import annotations

import fcntl
import json
import os
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
        command: Starts it; gets `--host` and `--port`.
        environment: Its environment.
    """

    def __init__(self, folder: Path, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        self._command = [str(word) for word in command]
        self._environment = dict(environment)
        self._folder = folder
        self._lock = folder / "lock"
        self._record = folder / "process.json"
        self.log = folder / "log"

    def running(self) -> Process | None:
        """The process that runs now, if there is one."""
        with self._try_lock() as lock:
            if lock is not None:
                return None
        return self._recorded_by_holder()

    def start(self) -> Process:
        """Start it in the background, unless it runs, and return when it answers.

        Raises:
            ToolchainError: It ended instead of answering; with the end of its log.
        """
        with self._try_lock() as lock:
            if lock is not None:
                say("Starting local AWS …")
                with self.log.open("w") as log:
                    return self._start(lock, log)[1]
        return self._recorded_by_holder()

    def run(self) -> int:
        """Run it in the foreground until it is interrupted or stopped.

        Raises:
            ToolchainError: It runs in the background already, or ended instead of answering.
        """
        with self._try_lock() as lock:
            if lock is not None:
                child = self._start(lock, None)[0]
                signal.signal(signal.SIGTERM, lambda *_: child.terminate())
                with suppress(KeyboardInterrupt):
                    return child.wait()
                return child.wait()
        raise ToolchainError(
            f"Local AWS runs already, at {self._recorded_by_holder().endpoint_url}; `make down` stops it."
        )

    def stop(self) -> bool:
        """Stop it if it runs, and say whether it did."""
        process = self.running()
        if process is None:
            return False
        for how in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(process.pid, how)
            if self._is_free_within(SECONDS_TO_STOP):
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
    def _try_lock(self) -> Iterator[IO[str] | None]:
        """Hold the lock in the block, if nobody else holds it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield lock

    def _start(self, lock: IO[str], log: IO[str] | None) -> tuple[subprocess.Popen[str], Process]:
        port = _free_port(preferred=[*self._last_ports(), USUAL_PORT])
        self._record.unlink(missing_ok=True)
        child = subprocess.Popen(
            [*self._command, "--host", HOST, "--port", str(port)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT if log else None,
            text=True,
            pass_fds=[lock.fileno()],  # the child keeps the lock when this process has ended
            start_new_session=log is not None,
        )
        process = Process(child.pid, port)
        try:
            self._wait_until_it_answers(child, process)
        except BaseException:
            child.terminate()
            child.wait()
            raise
        self._write_record(process)
        return child, process

    def _wait_until_it_answers(self, child: subprocess.Popen[str], process: Process) -> None:
        for _ in _every_tenth_of_a_second(SECONDS_TO_START):
            if child.poll() is not None:
                raise ToolchainError(f"Local AWS ended instead of starting.{self._end_of_log()}")
            if _health(process.port) is not None:
                return
        raise ToolchainError(f"Local AWS did not answer within {SECONDS_TO_START:.0f} s.{self._end_of_log()}")

    def _end_of_log(self) -> str:
        if not self.log.exists():
            return ""
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

    def _recorded_by_holder(self) -> Process:
        """Whoever holds the lock writes its record as soon as it answers."""
        for _ in _every_tenth_of_a_second(SECONDS_TO_START):
            process = self._read_record()
            if process is not None:
                return process
        raise ToolchainError(f"Something holds {self._lock}, but no local AWS came up. See {self.log}.")

    def _last_ports(self) -> list[int]:
        """The port of its last life: shells that were set up for it go on working."""
        process = self._read_record()
        return [process.port] if process else []

    def _is_free_within(self, seconds: float) -> bool:
        for _ in _every_tenth_of_a_second(seconds):
            with self._try_lock() as lock:
                if lock is not None:
                    return True
        return False


def _every_tenth_of_a_second(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.1)


def _free_port(preferred: Sequence[int]) -> int:
    for port in [*preferred, 0]:
        with socket.socket() as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                candidate.bind((HOST, port))
                return int(candidate.getsockname()[1])
    raise ToolchainError("No free port.")


def _health(port: int) -> dict[str, object] | None:
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with directly.open(f"http://{HOST}:{port}/_local/health", timeout=5) as answer:
            health = json.load(answer)
    except (OSError, urllib.error.URLError, ValueError):
        return None
    return health if isinstance(health, dict) and "instance" in health else None
