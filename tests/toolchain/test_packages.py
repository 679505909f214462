"""The wheel holds every package of the tree: setuptools takes a list, and would not miss one."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_is_listed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    tops = {name: ROOT / folder for name, folder in settings["package-dir"].items()}
    found = {
        ".".join([name, *file.parent.relative_to(folder).parts])
        for name, folder in tops.items()
        for file in folder.rglob("__init__.py")
    }
    assert set(settings["packages"]) == found
