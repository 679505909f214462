"""Fixtures of the tests that run the real engine."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.register_assert_rewrite("tests.engine.harness", "tests.engine.live")

from tests.engine.harness import PROGRAMS, Project  # noqa: E402  # after its asserts are made to explain themselves
from tests.engine.live import make_prerequisites  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chime_sdk_pulumi.local_aws import LocalAws


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    """The engine must be there: a run without it would prove nothing."""
    if shutil.which("pulumi") is None:
        pytest.fail("The Pulumi engine is not on PATH: run `make test`, which gets one.", pytrace=False)


@pytest.fixture
def record() -> Callable[..., None]:
    """Writes down what a test has found, for `bench/reliability.py`, which names a file for it."""

    def write(**found: object) -> None:
        if file := os.environ.get("RELIABILITY_RESULTS"):
            with Path(file).open("a") as results:
                results.write(f"{json.dumps(found)}\n")

    return write


@pytest.fixture
def new_project(tmp_path: Path, local_aws: LocalAws) -> Callable[[str], Project]:
    """Makes a project of a program's text, against an empty local AWS."""

    def project(program: str) -> Project:
        return Project(tmp_path / "project", local_aws.endpoint_url, program)

    return project


@pytest.fixture(scope="session")
def every_resource() -> str:
    """The program that has one of each Chime resource."""
    return (PROGRAMS / "every_resource.py").read_text()


@pytest.fixture(scope="module")
def lasting_local_aws(local_aws_server: LocalAws) -> LocalAws:
    """Local AWS that is emptied once, for the tests of a module that share a stack."""
    local_aws_server.reset()
    return local_aws_server


@pytest.fixture(scope="module")
def lasting_stack(
    tmp_path_factory: pytest.TempPathFactory, lasting_local_aws: LocalAws, every_resource: str
) -> Iterator[Project]:
    """A stack of the program that has one of each Chime resource, which the tests of a module share."""
    make_prerequisites(lasting_local_aws)
    project = Project(tmp_path_factory.mktemp("lasting") / "project", lasting_local_aws.endpoint_url, every_resource)
    project.up().succeeded()
    yield project
    project.destroy().succeeded()
