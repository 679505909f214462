"""The provider process must not outlive its engine: a killed engine would leave it waiting for ever."""

import atexit
import os
import select
import sys
import threading
from collections.abc import Callable
from functools import cache


@cache
def end_with_engine(at_an_orderly_end: Callable[[], None]) -> None:
    """End this process when the engine that started it is gone.

    Does nothing outside a provider process: only there is the standard output a pipe to the engine.

    Args:
        at_an_orderly_end: What to do when the engine ends this process itself, having stored all that it was told.
    """
    if "pulumi.dynamic" not in " ".join(sys.orig_argv):
        return
    atexit.register(at_an_orderly_end)
    threading.Thread(target=_watch, args=(sys.stdout.fileno(),), daemon=True, name="end-with-engine").start()


def _watch(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLERR | select.POLLHUP)
    while True:
        if any(event & (select.POLLERR | select.POLLHUP | select.POLLNVAL) for _, event in poll.poll()):
            os._exit(1)
