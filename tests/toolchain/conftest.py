"""A clone in a temporary folder, and a stand-in for local AWS that starts at once."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from toolchain.folders import Folders
from toolchain.local_aws_process import LocalAwsProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANSWERS_HEALTH = """
    import argparse, http.server, json, os
    options = argparse.ArgumentParser()
    options.add_argument("--host")
    options.add_argument("--port", type=int)
    given = options.parse_args()

    class Health(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"instance": f"process {os.getpid()}"}).encode())

    server = http.server.HTTPServer((given.host, given.port), Health)
    print(f"Local AWS is listening on http://{given.host}:{server.server_port}", flush=True)
    server.serve_forever()
"""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Of a clone whose path has a space in it."""
    root = tmp_path / "a clone"
    root.mkdir()
    return Folders(root=root, cache=tmp_path / "cache")


@pytest.fixture
def local_aws(folders: Folders) -> Iterator[LocalAwsProcess]:
    """Stopped when the test ends, whatever it did."""
    process = LocalAwsProcess(folders.local_aws, [sys.executable, "-c", textwrap.dedent(ANSWERS_HEALTH)], {})
    yield process
    process.stop()
