"""Whether something can be downloaded at all, found out quickly."""

from __future__ import annotations

import subprocess
import sys

SECONDS_FOR_AN_ANSWER = 10

_ASK = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=float(sys.argv[2])).close()"


def answers(address: str) -> bool:
    """Ask a server for an address and wait a few seconds at most.

    A process of its own asks, because a name that does not resolve can block for longer than any timeout of Python's.
    """
    try:
        asked = subprocess.run(
            [sys.executable, "-c", _ASK, address, str(SECONDS_FOR_AN_ANSWER)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_FOR_AN_ANSWER,
        )
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0
