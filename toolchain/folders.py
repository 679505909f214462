"""Where things lie: in the clone, and in the cache that all clones of this user share."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

STACK = "local"
"""The stack that `make up` brings to local AWS."""


@dataclass(frozen=True)
class Folders:
    """The folders of one clone.

    Args:
        root: The clone.
        cache: What is built or downloaded once per user and machine.
    """

    root: Path
    cache: Path

    @property
    def virtual_environment(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.virtual_environment / "bin" / "python"

    @property
    def local(self) -> Path:
        """What this clone's local AWS and local stacks leave behind; never checked in."""
        return self.root / ".local"

    @property
    def state(self) -> Path:
        """Pulumi's state of everything that was brought to local AWS."""
        return self.local / "state"

    @property
    def plugins(self) -> Path:
        """Holds the stand-in for the `aws` plugin, where the real one is not to be had."""
        return self.local / "bin"

    @property
    def local_aws(self) -> Path:
        return self.local / "aws"

    @property
    def pulumi_home(self) -> Path:
        """In the cache, for the plugins that the engine downloads into it are large."""
        return self.cache / "pulumi-home"


def here() -> Folders:
    """The folders of the clone that this file belongs to."""
    user_cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Folders(root=Path(__file__).resolve().parent.parent, cache=Path(user_cache) / "chime-sdk-pulumi")
