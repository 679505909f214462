"""A lock between processes, for what must be made only once."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolchain.progress import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(lock: Path, purpose: str) -> Iterator[None]:
    """Hold a lock file for as long as the block runs, after waiting for whoever holds it.

    The operating system gives the lock up when its holder ends, however it ends.

    Args:
        lock: The file; made when it is not there, and never removed.
        purpose: What the holder does, for the sentence that whoever waits sees.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another process: {purpose} …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
