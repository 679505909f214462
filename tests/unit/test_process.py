"""The provider process: it ends with the engine, and knows an orderly end from a killed engine."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROCESS = """
import signal, sys, threading
from pathlib import Path
from chime_sdk_pulumi.providers._host import end_with_engine

# A shell's background process, which the tests may run in, ignores interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

def note():
    Path(sys.argv[2]).write_text("orderly")

end_with_engine(note)
end_with_engine(note)
try:
    print("started", flush=True)
    threading.Event().wait()
except KeyboardInterrupt:
    pass
"""


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "note"


@pytest.fixture
def process(note: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", PROCESS, "pulumi.dynamic", str(note)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        yield process
        process.kill()


def test_process_ends_with_a_killed_engine(process: subprocess.Popen[bytes], note: Path) -> None:
    """A killed engine leaves the pipe of the process's output without a reader."""
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=20) == 1
    assert not note.exists()


def test_an_orderly_end_is_noted(process: subprocess.Popen[bytes], note: Path) -> None:
    """The engine interrupts the process when it has stored everything."""
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert note.read_text() == "orderly"
