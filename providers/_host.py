"""The provider process must not outlive its engine: a killed engine would leave it waiting for ever."""

import os
import select
import sys
import threading
from functools import cache


@cache
def end_with_engine() -> None:
    """End this process when the engine that started it is gone.

    Does nothing outside a provider process: only there is the standard output a pipe to the engine.
    """
    if "pulumi.dynamic" not in " ".join(sys.orig_argv):
        return
    threading.Thread(target=_watch, args=(sys.stdout.fileno(),), daemon=True, name="end-with-engine").start()


def _watch(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLERR | select.POLLHUP)
    while True:
        if any(event & (select.POLLERR | select.POLLHUP | select.POLLNVAL) for _, event in poll.poll()):
            os._exit(1)
