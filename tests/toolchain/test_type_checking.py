"""mypy sees what the wheel will hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolchain.folders import here
from toolchain.type_checking import link_packages

if TYPE_CHECKING:
    from pathlib import Path


def test_every_package_is_linked_under_its_installed_name(tmp_path: Path) -> None:
    root = here().root
    link_packages(root, tmp_path)
    package = tmp_path / "chime_sdk_pulumi"
    assert (package / "py.typed").resolve() == root / "src" / "chime_sdk_pulumi" / "py.typed"
    for name in ("providers", "components", "local_aws"):
        assert (package / name / "__init__.py").resolve() == root / name / "__init__.py"


def test_every_example_is_linked_under_a_name_that_can_be_one(tmp_path: Path) -> None:
    root = here().root
    link_packages(root, tmp_path)
    linked = {file.resolve() for file in (tmp_path / "examples").glob("*/__main__.py")}
    assert linked == set(root.glob("examples/*/__main__.py"))
    assert all(folder.name.isidentifier() for folder in (tmp_path / "examples").iterdir())


def test_a_new_file_is_seen(tmp_path: Path) -> None:
    root, tree = tmp_path / "clone", tmp_path / "tree"
    root.mkdir()
    (root / "providers").mkdir()
    (root / "pyproject.toml").write_text('[tool.setuptools.package-dir]\n"chime.providers" = "providers"\n')
    link_packages(root, tree)
    (root / "providers" / "new.py").touch()
    link_packages(root, tree)
    assert (tree / "chime" / "providers" / "new.py").exists()
