"""Runs mypy over everything, with the packages under the names that they are installed as.

The folders `providers`, `components` and `local_aws` get their import names from setuptools' `package-dir`, which mypy
does not know. So it is shown a tree of links that has the installed shape; a path in its messages leads to the very
file. The programs in `examples` are there too, since mypy takes one `__main__` only.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

from toolchain.folders import here

if TYPE_CHECKING:
    from pathlib import Path

OTHER_CODE = ("tests/**/*.py", "toolchain/*.py", "handlers/*.py", "bench/**/*.py", "__main__.py")


def main() -> int:
    """Check the packages, and all code that is not installed."""
    root, tree = here().root, here().local / "types"
    link_packages(root, tree)
    others = [file.relative_to(root) for pattern in OTHER_CODE for file in sorted(root.glob(pattern))]
    packages = [package.relative_to(root) for package in sorted(tree.iterdir())]
    return subprocess.run([sys.executable, "-m", "mypy", *packages, *others], check=False, cwd=root).returncode


def link_packages(root: Path, tree: Path) -> None:
    """Make `tree` look like the folder into which the wheel is installed, of links into `root`."""
    shutil.rmtree(tree, ignore_errors=True)
    mapping: dict[str, str] = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["package-dir"]
    for package, folder in sorted(mapping.items()):
        place = tree.joinpath(*package.split("."))
        place.mkdir(parents=True)
        for entry in (root / folder).iterdir():
            (place / entry.name).symlink_to(entry)
    for program in root.glob("examples/*/__main__.py"):
        place = tree / "examples" / program.parent.name.replace("-", "_")
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(program.parent)


if __name__ == "__main__":
    sys.exit(main())
