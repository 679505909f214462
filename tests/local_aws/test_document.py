"""`docs/local-aws.md` does what it says, and leaves nothing out."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from chime_sdk_pulumi.local_aws import DEFAULT_PORT
from chime_sdk_pulumi.local_aws.emulated_apis import EmulatedApis
from chime_sdk_pulumi.local_aws.endpoint import Endpoint, FaultKind
from chime_sdk_pulumi.local_aws.store import Store

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

pytest_plugins = ["pytester"]

DOCUMENT = (Path(__file__).parents[2] / "docs" / "local-aws.md").read_text()
PROGRAM, TESTS = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)


def test_program(local_aws: LocalAws, capsys: pytest.CaptureFixture[str]) -> None:
    exec(PROGRAM.replace(f"http://127.0.0.1:{DEFAULT_PORT}", local_aws.endpoint_url), {})
    assert capsys.readouterr().out.endswith(".voiceconnector.chime.aws\n")


def test_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "chime_sdk_pulumi.local_aws.pytest_plugin")
    pytester.makepyfile(TESTS)
    pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=3)


def test_every_knob_is_there_and_has_a_method(local_aws: LocalAws) -> None:
    documented = re.findall(r"^\| `(\w+ /_local/[\w-]+)[^`]*` \| `(\w+)", DOCUMENT, re.MULTILINE)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{local_aws.endpoint_url}/_local/anything")
    with caught.value as error:
        _, _, knobs = json.load(error)["message"].partition("only ")
    assert sorted(knob for knob, _ in documented) == sorted(knobs.removesuffix(".").split(", "))
    assert all(hasattr(Endpoint, method) for _, method in documented)


def test_every_operation_of_lex_is_there() -> None:
    _, _, section = DOCUMENT.partition("## Bots of Amazon Lex V2")
    rows = re.findall(r"^\| \w+ \| (\w[\w, ]+) \|$", section, re.MULTILINE)
    documented = [name for row in rows for name in row.split(", ")]
    emulated = [name for service, name in EmulatedApis(Store()).emulated_operations if service == "lexv2-models"]
    assert sorted(documented) == sorted(emulated)


def test_every_kind_of_fault_is_there() -> None:
    assert re.findall(r"^\| `([\w-]+)` \| ", DOCUMENT, re.MULTILINE)[-len(get_args(FaultKind)) :] == list(
        get_args(FaultKind)
    )
