"""What the README shows runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.engine.live import objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project

README: Final = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_program_of_the_readme(new_project: Callable[[str], Project], local_aws: LocalAws) -> None:
    """In a project of somebody else's that has nothing but the installed library."""
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    project = new_project(program)
    announced = project.preview().succeeded()
    assert project.up().succeeded().changes == announced.changes
    assert project.preview("--refresh", "--expect-no-changes").succeeded().changes == {}
    assert objects(local_aws).keys() == {"VoiceConnector", "VoiceConnectorTermination"}
    project.destroy().succeeded()
    assert objects(local_aws) == {}
