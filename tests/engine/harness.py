"""Runs programs on the real Pulumi engine: a project in a folder of its own, with its own state, against one local AWS.

A :class:`Project` is a program, the commands of the `pulumi` CLI and what came of them. An :class:`Outcome` tells which
operations a preview announces, or which ones a command really carried out, so that the two can be compared.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    _Json = Mapping[str, object]

PROGRAMS: Final = Path(__file__).parent / "programs"
STACK: Final = "dev"
PASSPHRASE: Final = "engine-tests"
SECONDS_FOR_A_COMMAND: Final = 180
PATIENCE: Final = 60.0

_LIST_OF_PACKAGES: Final = ("-m", "pip", "list", "-v", "--format", "json")
"""What the language host asks of Python at the start of each command: a second's work, and the answer never changes."""
_PYTHON: Final = """\
#!/bin/sh
if [ "$*" = {question} ]; then exec cat {answer}; fi
exec {python} "$@"
"""

_NOT_OURS: Final = re.compile(r"::pulumi:pulumi:Stack::|::pulumi:providers:[^:]+::default")
_QUIET: Final = frozenset({"same", "read", "refresh"})
_REPLACEMENT: Final = frozenset({"create-replacement", "delete-replaced"})

PULUMI_YAML: Final = """\
name: {name}
runtime:
  name: python
  options:
    toolchain: pip
"""


@dataclass(frozen=True)
class Step:
    """What happens to one resource.

    Attributes:
        operation: `create`, `update`, `replace`, `delete`; `same` where nothing does.
        paths: The property paths that differ.
        replace_reasons: The properties that force a replacement.
    """

    operation: str
    paths: frozenset[str]
    replace_reasons: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """What one command of the engine announced, or did.

    Attributes:
        exit_code: The exit code of the command.
        steps: URN to what happens to that resource; without the stack itself and default providers.
        errors: The messages at severity error.
        output: What was printed for the user: all messages, and the standard error.
    """

    exit_code: int
    steps: Mapping[str, Step]
    errors: tuple[str, ...]
    output: str = field(repr=False)

    @property
    def changes(self) -> dict[str, Step]:
        """URN to what happens, of the resources that do not stay as they are."""
        return {urn: step for urn, step in self.steps.items() if step.operation not in _QUIET}

    @property
    def operations(self) -> dict[str, str]:
        """Logical name to operation of what changes, for programs in which a name says which resource it is."""
        named = {_logical_name(urn): step.operation for urn, step in self.changes.items()}
        assert len(named) == len(self.changes), f"several resources have one name: {sorted(self.changes)}"
        return named

    @property
    def operations_by_kind(self) -> dict[str, str]:
        """`<kind> <logical name>` to operation of what changes, components left out."""
        return {
            f"{_kind(_type(urn))} {_logical_name(urn)}": step.operation
            for urn, step in self.changes.items()
            if not _type(urn).startswith("chime-sdk:index:")
        }

    @property
    def paths(self) -> dict[str, frozenset[str]]:
        """Logical name to the property paths that differ."""
        return {_logical_name(urn): step.paths for urn, step in self.changes.items()}

    def succeeded(self) -> Outcome:
        """This outcome, after checking that the command went well."""
        assert self.exit_code == 0, f"exit code {self.exit_code}\n{self.output}"
        return self


@dataclass(frozen=True)
class StoredResource:
    """A resource as the exported state holds it."""

    urn: str
    kind: str
    name: str
    id: str
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]


class Project:
    """A Pulumi project with one stack.

    Args:
        folder: Where the project lives; made if need be. Beside the program it holds the state.
        endpoint_url: Of local AWS.
        program: The text of `__main__.py`; None when the folder has one already.
        name: The name of the project.
        plugins: The folder of the `aws` plugin, for programs that use it.
    """

    def __init__(
        self,
        folder: Path,
        endpoint_url: str,
        program: str | None = None,
        *,
        name: str = "centre",
        plugins: Path | None = None,
    ) -> None:
        self.folder = folder
        self.name = name
        self._state = folder / ".state"
        self._state.mkdir(parents=True, exist_ok=True)
        self.environment = _environment(endpoint_url, self._state, plugins)
        if program is not None:
            (folder / "Pulumi.yaml").write_text(PULUMI_YAML.format(name=name))
            self.program = program
        self.pulumi("stack", "init", STACK).check_returncode()
        self.configure("aws:region", "us-east-1")

    @property
    def program(self) -> str:
        """The text of the program."""
        return (self.folder / "__main__.py").read_text()

    @program.setter
    def program(self, text: str) -> None:
        (self.folder / "__main__.py").write_text(text)

    def edit(self, old: str, new: str) -> None:
        """Replace a text that the program has exactly once."""
        self.program = edited(self.program, old, new)

    def configure(self, key: str, value: str, *, path: bool = False, secret: bool = False) -> None:
        """Set a value of the stack's configuration."""
        options = ["--path"] * path + ["--secret" if secret else "--plaintext"]
        self.pulumi("config", "set", *options, key, "--", value).check_returncode()

    @property
    def configuration(self) -> Mapping[str, object]:
        """The stack's configuration; secrets as the file has them, encrypted."""
        return cast("Mapping[str, object]", yaml.safe_load(self._stack_file.read_text()).get("config", {}))

    def configure_whole(self, configuration: Mapping[str, object]) -> None:
        """Replace the stack's configuration."""
        contents = yaml.safe_load(self._stack_file.read_text()) | {"config": dict(configuration)}
        self._stack_file.write_text(yaml.safe_dump(contents))

    @property
    def _stack_file(self) -> Path:
        return self.folder / f"Pulumi.{STACK}.yaml"

    def preview(self, *options: str) -> Outcome:
        """`pulumi preview`: what is announced."""
        return _previewed(self.pulumi("preview", "--json", *options))

    def up(self, *options: str) -> Outcome:
        """`pulumi up`: what was done."""
        return _performed(self.pulumi("up", "--yes", "--skip-preview", "--json", *options))

    def refresh(self, *options: str) -> Outcome:
        """`pulumi refresh`: what was found to have changed."""
        return _performed(self.pulumi("refresh", "--yes", "--skip-preview", "--json", *options))

    def destroy(self, *options: str) -> Outcome:
        """`pulumi destroy`: what was done."""
        return _performed(self.pulumi("destroy", "--yes", "--skip-preview", "--json", *options))

    def export(self) -> dict[str, object]:
        """The whole state, secrets encrypted, as `pulumi stack export` gives it."""
        exported = self.pulumi("stack", "export")
        exported.check_returncode()
        return cast("dict[str, object]", json.loads(exported.stdout))

    def resources(self) -> list[StoredResource]:
        """The resources in the state: those with an object behind them."""
        deployment = cast("Mapping[str, Sequence[Mapping[str, object]]]", self.export()["deployment"])
        return [
            StoredResource(
                urn=str(resource["urn"]),
                kind=_kind(str(resource["type"])),
                name=_logical_name(str(resource["urn"])),
                id=str(resource["id"]),
                inputs=cast("Mapping[str, object]", resource.get("inputs", {})),
                outputs=cast("Mapping[str, object]", resource.get("outputs", {})),
            )
            for resource in deployment.get("resources", ())
            if resource.get("custom") and not str(resource["type"]).startswith("pulumi:providers:")
        ]

    def resource(self, name: str) -> StoredResource:
        """The one resource of this logical name in the state."""
        (found,) = (resource for resource in self.resources() if resource.name == name)
        return found

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Any command of the CLI, in the project's folder."""
        return subprocess.run(
            ["pulumi", "--non-interactive", "--color=never", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_FOR_A_COMMAND,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Any command of the CLI, which goes on while the test does something else."""
        return subprocess.Popen(
            ["pulumi", "--non-interactive", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def processes(self) -> dict[int, str]:
        """Id to command line of the processes that work for this project: engines and all that they have started."""
        found = {}
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if (
                    process.name.isdigit()
                    and os.fsencode(self.environment["PULUMI_BACKEND_URL"]) in (process / "environ").read_bytes()
                ):
                    found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found


def wait_until(what: str, happened: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Wait for something, fail when it takes too long, and return how many seconds it took."""
    started = time.monotonic()
    while not happened():
        assert time.monotonic() < started + patience, f"not within {patience:.0f} seconds: {what}"
        time.sleep(0.02)
    return time.monotonic() - started


def edited(program: str, old: str, new: str) -> str:
    """A program in which a text that it has exactly once is replaced."""
    assert program.count(old) == 1, f"the program has {old!r} {program.count(old)} times, not once"
    return program.replace(old, new)


def _environment(endpoint_url: str, state: Path, plugins: Path | None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
    search_path = [Path(sys.executable).parent, *([plugins] if plugins else []), inherited["PATH"]]
    (state / "backend").mkdir()
    return inherited | {
        "PATH": os.pathsep.join(map(str, search_path)),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": str(state / "no-aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(state / "no-aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint_url,
        # Files of metadata are not written in one go: an engine killed meanwhile would leave a state that cannot be read.
        "PULUMI_BACKEND_URL": f"{(state / 'backend').as_uri()}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        # Without it, every command looks for plugins in the network first, for seconds.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(state / "home"),
        "PULUMI_PYTHON_CMD": str(_python(state)),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_STACK": STACK,
        "no_proxy": "127.0.0.1,localhost",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def _python(state: Path) -> Path:
    """This Python, which has its list of packages ready."""
    answer, python = state / "packages.json", state / "python"
    answer.write_text(_packages())
    question = shlex.quote(" ".join(_LIST_OF_PACKAGES))
    python.write_text(
        _PYTHON.format(question=question, answer=shlex.quote(str(answer)), python=shlex.quote(sys.executable))
    )
    python.chmod(0o755)
    return python


@cache
def _packages() -> str:
    return subprocess.run([sys.executable, *_LIST_OF_PACKAGES], capture_output=True, text=True, check=True).stdout


def _previewed(run: subprocess.CompletedProcess[str]) -> Outcome:
    """A preview's digest: one step per resource."""
    digest = cast("_Json", json.loads(run.stdout) if run.stdout.strip() else {})
    steps = [(step, step.get("replaceReasons")) for step in cast("list[_Json]", digest.get("steps") or [])]
    return _outcome(run, steps, cast("list[_Json]", digest.get("diagnostics") or []))


def _performed(run: subprocess.CompletedProcess[str]) -> Outcome:
    """A command's events: a step counts when its resource's outputs are there."""
    events = [cast("_Json", json.loads(line)) for line in run.stdout.splitlines() if line.startswith("{")]
    done = [cast("_Json", event["resOutputsEvent"]) for event in events if "resOutputsEvent" in event]
    steps = [(step, step.get("keys")) for step in (cast("_Json", event["metadata"]) for event in done)]
    return _outcome(
        run, steps, [cast("_Json", event["diagnosticEvent"]) for event in events if "diagnosticEvent" in event]
    )


def _outcome(
    run: subprocess.CompletedProcess[str], steps: Iterable[tuple[_Json, object]], diagnostics: Iterable[_Json]
) -> Outcome:
    operations: dict[str, set[str]] = defaultdict(set)
    paths: dict[str, set[str]] = defaultdict(set)
    reasons: dict[str, set[str]] = defaultdict(set)
    for step, replace_reasons in steps:
        urn = str(step["urn"])
        if _NOT_OURS.search(urn):
            continue
        operations[urn].add(str(step["op"]))
        paths[urn].update(cast("_Json", step.get("detailedDiff") or {}))
        reasons[urn].update(cast("Iterable[str]", replace_reasons or ()))
    messages = [(str(entry["severity"]), str(entry["message"]).strip()) for entry in diagnostics]
    return Outcome(
        exit_code=run.returncode,
        steps={
            urn: Step(_operation(names), frozenset(paths[urn]), frozenset(reasons[urn]))
            for urn, names in operations.items()
        },
        errors=tuple(message for severity, message in messages if severity == "error"),
        output="\n".join([*(message for severity, message in messages if severity != "debug"), run.stderr]),
    )


def _operation(names: set[str]) -> str:
    """One word for what happens to a resource: a replacement is three steps of the engine, and only all three are one."""
    if names >= _REPLACEMENT:
        return "replace"
    return "+".join(sorted(names - _QUIET)) or min(names)


def _logical_name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _type(urn: str) -> str:
    return urn.split("::")[2].rsplit("$", 1)[-1]


def _kind(type_token: str) -> str:
    return type_token.rsplit(":", 1)[-1]
