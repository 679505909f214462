"""Which package may import which, and under which names they can be imported at all."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pycountry
import pytest
from chime_sdk_pulumi.providers.voice._countries import ISO_3166_1_ALPHA_2

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
MAY_IMPORT_LOCAL_AWS = {"local_aws", "tests", "bench", "toolchain"}


def imports(file: Path) -> Iterator[str]:
    """The absolute names of everything that a file imports."""
    inside = file.relative_to(ROOT).with_suffix("").parts
    installed = next(
        (name for name, folder in PROJECT["package-dir"].items() if Path(*inside).is_relative_to(folder)), None
    )
    folder = PROJECT["package-dir"].get(installed, "")
    package = [installed or "", *Path(*inside).relative_to(folder).parts[:-1]]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(".".join(package).split(".")[: len(".".join(package).split(".")) - node.level + 1])
            origin = ".".join(filter(None, [above if node.level else "", node.module or ""]))
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def imported_by(folder: str) -> dict[str, set[str]]:
    """The files that import a name, by name."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / folder).rglob("*.py"):
        for name in imports(file):
            found.setdefault(name, set()).add(str(file.relative_to(ROOT)))
    assert found
    return found


def importers(folder: str, *packages: str) -> set[str]:
    """The files of a folder that import one of these packages, or something in it."""
    return {
        file
        for name, files in imported_by(folder).items()
        if any(f"{name}.".startswith(f"{package}.") for package in packages)
        for file in files
    }


def test_the_walk_sees_imports() -> None:
    """The walk itself: relative, absolute and late imports."""
    assert "providers/_api.py" in importers("providers", "boto3")
    assert "providers/voice/sip_rule.py" in importers("providers", "chime_sdk_pulumi.providers._api")
    assert "components/voice_connector.py" in importers("components", "chime_sdk_pulumi.providers")


def test_providers_know_neither_pulumi_aws_nor_components() -> None:
    assert importers("providers", "pulumi_aws", "chime_sdk_pulumi.components", "chime_sdk_pulumi.local_aws") == set()


def test_components_call_no_aws() -> None:
    """The code of Lambda functions does, which is not theirs to run."""
    callers = importers("components", "boto3", "botocore", "chime_sdk_pulumi.local_aws")
    assert {file for file in callers if not file.startswith("components/handlers/")} == set()
    assert importers("components", "chime_sdk_pulumi.components.handlers") == set()


def test_lifecycles_and_models_know_no_pulumi() -> None:
    """A second adapter is to serve the same lifecycles without Pulumi's dynamic providers."""
    transport_free = {
        "_api",
        "_creating",
        "_errors",
        "_identifier",
        "_journal",
        "_lifecycle",
        "_members",
        "_model",
        "_settings",
        "_tags",
    }
    users = {Path(file).stem for file in importers("providers", "pulumi") if Path(file).parent.name == "providers"}
    assert users & transport_free == set()


def test_only_tests_and_tools_use_local_aws() -> None:
    files = [*ROOT.glob("*.py"), *(file for folder in _folders() for file in (ROOT / folder).rglob("*.py"))]
    users = {
        str(file.relative_to(ROOT))
        for file in files
        if any(f"{name}.".startswith("chime_sdk_pulumi.local_aws.") for name in imports(file))
    }
    assert users == set()


def _folders() -> list[str]:
    folders = [folder.name for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    return [folder for folder in folders if folder not in MAY_IMPORT_LOCAL_AWS]


@pytest.mark.parametrize("folder", ["providers", "components"])
def test_a_package_refuses_the_name_of_its_folder(folder: str) -> None:
    """State files would hold that name, which nobody else's program has."""
    run = subprocess.run(
        [sys.executable, "-c", f"import {folder}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert f"ImportError: Import this package as chime_sdk_pulumi.{folder}" in run.stderr


def test_countries_are_those_of_iso_3166() -> None:
    assert {country.alpha_2 for country in pycountry.countries} == ISO_3166_1_ALPHA_2
