"""The provider process: what it remembers of its own work, and that it ends with the engine."""

import subprocess
import sys

from chime_sdk_pulumi.providers._journal import ProcessJournal

PROCESS = """
import time
from chime_sdk_pulumi.providers._host import end_with_engine
end_with_engine()
end_with_engine()
print("started", flush=True)
time.sleep(60)
"""


def test_hand_over() -> None:
    journal = ProcessJournal()
    assert not journal.hands_over("one")
    journal.created("one")
    assert journal.hands_over("one")
    assert not journal.hands_over("two")


def test_tokens_are_random() -> None:
    journal = ProcessJournal()
    tokens = {journal.intend("shop/dev/main") for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) == 16 for token in tokens)


def test_process_ends_with_its_engine() -> None:
    """A killed engine leaves the pipe of the process's output without a reader."""
    command = [sys.executable, "-c", PROCESS, "pulumi.dynamic"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        process.stdout.close()
        assert process.wait(timeout=20) == 1
