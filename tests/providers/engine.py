"""The engine's side of the dynamic provider protocol: what it sends, in the form in which it sends it, and what it keeps.

Every value passes through the same protobuf messages as in a real run, so that numbers arrive as floats, unknown values as
objects, and nothing that cannot be transmitted goes unnoticed. What this does not prove: how the engine plans, displays and
orders operations.
"""

import asyncio
import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import dill  # type: ignore[import-untyped]  # has no types
import pytest
from chime_sdk_pulumi.providers import _dynamic
from chime_sdk_pulumi.providers._dynamic import DynamicProvider
from chime_sdk_pulumi.providers._journal import Journal
from chime_sdk_pulumi.providers._loader import load
from pulumi.dynamic import ConfigureRequest, DiffResult
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc

ORIGIN = "shop/dev/main"
"""The hidden input that the constructor gives every resource: project, stack and logical name."""
AUTO_NAME = "main-0a1b2c3"
"""The hidden input that the constructor gives resources with a name."""

NOWHERE = Path(os.devnull) / "journal"

Properties = Mapping[str, object]


class CheckFailed(Exception):  # noqa: N818  # not an error of the code: it is what a wrong program leads to
    """The inputs are refused; `sentences` say why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class State:
    """What the engine stores of a resource."""

    id: str
    inputs: Properties
    outputs: Properties


def transmitted(properties: Properties) -> dict[str, object]:
    """Properties after their way over the wire."""
    loop = asyncio.new_event_loop()
    try:
        message = loop.run_until_complete(rpc.serialize_properties(dict(properties), {}))
    finally:
        loop.close()
    return dict(rpc.deserialize_properties(message, True))


class Engine:
    """One resource's provider, started and configured as the engine's provider process does it.

    Args:
        kind: The resource's name.
        configuration: The stack's `aws:` configuration.
        monkeypatch: Gives each engine a process of its own.
        journal: The folder of the project's journal; nowhere by default.
    """

    _running: ClassVar[Journal | None] = None
    """The journal of the process that all kinds of resources share."""

    def __init__(
        self, kind: str, configuration: Properties, monkeypatch: pytest.MonkeyPatch, journal: Path = NOWHERE
    ) -> None:
        self.kind = kind
        self.configuration = configuration
        self._monkeypatch = monkeypatch
        self._journal = journal
        self.kill()

    def restart(self) -> None:
        """Begin another operation of the engine, which has ended the process of the one before in order."""
        assert Engine._running is not None
        Engine._running.end()
        self.kill()

    def kill(self) -> None:
        """Begin another operation of the engine, after the process of the one before was killed."""
        Engine._running = Journal(self._journal)
        self._monkeypatch.setattr(_dynamic, "JOURNAL", Engine._running)
        self._provider = self._started()

    def check(self, arguments: Properties, old: Properties | None = None, *, name: str = "main") -> dict[str, object]:
        """The inputs that the provider makes of a program's arguments."""
        hidden = {"__origin": f"shop/dev/{name}", "__auto_name": f"{name}-0a1b2c3"}
        if not _takes_a_name(self.kind):
            del hidden["__auto_name"]
        result = self._provider.check(transmitted(old or {}), transmitted({**arguments, **hidden}))
        assert {failure.property for failure in result.failures} <= {""}, "a named property would print its value"
        if result.failures:
            raise CheckFailed([failure.reason for failure in result.failures])
        return transmitted(result.inputs)

    def create(self, arguments: Properties, *, name: str = "main") -> State:
        """Check and create."""
        inputs = self.check(arguments, name=name)
        result = self._provider.create(inputs)
        return State(result.id, inputs, transmitted(result.outs or {}))

    def diff(self, state: State, inputs: Properties) -> DiffResult:
        """What the provider says about a change to checked inputs."""
        return self._provider.diff(state.id, transmitted(state.outputs), transmitted(inputs))

    def update(self, state: State, inputs: Properties) -> State:
        """Update to checked inputs."""
        result = self._provider.update(state.id, transmitted(state.outputs), transmitted(inputs))
        return State(state.id, inputs, transmitted(result.outs or {}))

    def read(self, state: State) -> State | None:
        """Refresh: what there is now, or None if the provider says that it is gone."""
        result = self._provider.read(state.id, transmitted(state.outputs))
        assert result.outs is not None, "the provider process fails without outputs"
        if not result.id:
            return None
        assert result.inputs is not None, "without inputs a refresh does not show drift"
        return State(result.id, transmitted(result.inputs), transmitted(result.outs))

    def delete(self, state: State) -> None:
        """Delete."""
        self._provider.delete(state.id, transmitted(state.outputs))

    def _started(self) -> DynamicProvider:
        serialized = serialize_provider(load(self.kind))
        provider: DynamicProvider = dill.loads(base64.b64decode(serialized))
        provider.configure(ConfigureRequest(Config(transmitted(self.configuration), "shop")))
        return provider


def _takes_a_name(kind: str) -> bool:
    return not kind.startswith("VoiceConnector") or kind == "VoiceConnector"
