"""The wheel holds every package and file of the tree: setuptools takes lists, and would not miss one."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
TOPS = {name: ROOT / folder for name, folder in SETTINGS["package-dir"].items()}


def test_every_package_is_listed() -> None:
    found = {
        ".".join([name, *file.parent.relative_to(folder).parts])
        for name, folder in TOPS.items()
        for file in folder.rglob("__init__.py")
    }
    assert set(SETTINGS["packages"]) == found


def test_every_file_that_is_no_module_is_listed() -> None:
    listed = {
        file
        for name, patterns in SETTINGS["package-data"].items()
        for each in patterns
        for file in TOPS[name].glob(each)
    }
    found = {
        file
        for folder in TOPS.values()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not _is_module(file)
    }
    assert listed == found


def _is_module(file: Path) -> bool:
    return file.suffix == ".py" and file.with_name("__init__.py").exists()
