"""Stands in for the engine: asks the aws plugin, over gRPC, what the engine would ask it for one resource."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import grpc
from chime_sdk_pulumi.local_aws.aws_plugin.provider import AwsProvider
from chime_sdk_pulumi.local_aws.aws_plugin.values import State, contains_unknown, decode, encode
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Iterator

UPDATE_KINDS = {0: "add", 1: "add-replace", 2: "delete", 3: "delete-replace", 4: "update", 5: "update-replace"}


class CheckFailedError(Exception):
    """The sentences with which the plugin refused a resource's inputs."""


@dataclass
class Resource:
    """A resource as the engine's state has it."""

    urn: str
    id: str
    inputs: State
    outputs: State = field(repr=False)


@contextmanager
def serving() -> Iterator[provider_pb2_grpc.ResourceProviderStub]:
    """A plugin that is not configured yet."""
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(AwsProvider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield provider_pb2_grpc.ResourceProviderStub(channel)
    server.stop(grace=None).wait()


class Engine:
    """The engine, as far as one provider is concerned."""

    def __init__(self, stub: provider_pb2_grpc.ResourceProviderStub, **configuration: object) -> None:
        self.stub = stub
        self.stub.Configure(provider_pb2.ConfigureRequest(args=encode({"region": "us-east-1", **configuration})))

    def check(self, urn: str, inputs: State, olds: State | None = None) -> State:
        """The inputs with what the plugin fills in."""
        answer = self.stub.Check(
            provider_pb2.CheckRequest(urn=urn, news=encode(inputs), olds=encode(olds or {}), randomSeed=urn.encode())
        )
        if answer.failures:
            raise CheckFailedError("\n".join(failure.reason for failure in answer.failures))
        return decode(answer.inputs)[0]

    def create(self, token: str, inputs: State, name: str = "main") -> Resource:
        """Preview the creation and carry it out; what the preview told must come true."""
        urn = f"urn:pulumi:dev::project::{token}::{name}"
        checked = self.check(urn, inputs)
        planned = self.stub.Create(provider_pb2.CreateRequest(urn=urn, properties=encode(checked), preview=True))
        created = self.stub.Create(provider_pb2.CreateRequest(urn=urn, properties=encode(checked)))
        outputs = decode(created.properties)[0]
        _require_foretold(decode(planned.properties)[0], outputs)
        return Resource(urn, created.id, checked, outputs)

    def diff(self, resource: Resource, inputs: State) -> dict[str, str]:
        """The property paths that would change, and how."""
        return self._diff(resource, self.check(resource.urn, inputs, resource.inputs))[0]

    def update(self, resource: Resource, inputs: State) -> dict[str, str]:
        """Preview the update and carry it out; the property paths that changed, and how."""
        checked = self.check(resource.urn, inputs, resource.inputs)
        paths, _ = self._diff(resource, checked)
        assert not any(kind.endswith("replace") for kind in paths.values()), paths
        request = provider_pb2.UpdateRequest(
            id=resource.id, urn=resource.urn, olds=encode(resource.outputs), news=encode(checked), preview=True
        )
        planned = decode(self.stub.Update(request).properties)[0]
        request.preview = False
        outputs = decode(self.stub.Update(request).properties)[0]
        _require_foretold(planned, outputs)
        resource.inputs, resource.outputs = checked, outputs
        return paths

    def deletes_first(self, resource: Resource, inputs: State) -> bool:
        """Whether the replacement that these inputs need begins with the deletion."""
        return self._diff(resource, self.check(resource.urn, inputs, resource.inputs))[1]

    def _diff(self, resource: Resource, checked: State) -> tuple[dict[str, str], bool]:
        answer = self.stub.Diff(
            provider_pb2.DiffRequest(
                id=resource.id,
                urn=resource.urn,
                olds=encode(resource.outputs),
                news=encode(checked),
                old_inputs=encode(resource.inputs),
            )
        )
        assert (answer.changes == provider_pb2.DiffResponse.DIFF_SOME) == bool(answer.detailedDiff)
        return {
            path: UPDATE_KINDS[entry.kind] for path, entry in answer.detailedDiff.items()
        }, answer.deleteBeforeReplace

    def read(self, resource: Resource) -> tuple[str, State, State]:
        """Refresh: the id, the outputs and the inputs; the id is empty when the object is gone."""
        return self._read(resource.urn, resource.id, resource.outputs, resource.inputs)

    def import_(self, token: str, id: str, name: str = "main") -> tuple[str, State, State]:
        """Read an object of which nothing but the id is known."""
        return self._read(f"urn:pulumi:dev::project::{token}::{name}", id, {}, {})

    def _read(self, urn: str, id: str, outputs: State, inputs: State) -> tuple[str, State, State]:
        request = provider_pb2.ReadRequest(id=id, urn=urn, properties=encode(outputs), inputs=encode(inputs))
        answer = self.stub.Read(request)
        return answer.id, decode(answer.properties)[0], decode(answer.inputs)[0]

    def delete(self, resource: Resource) -> None:
        """Delete the object."""
        request = provider_pb2.DeleteRequest(id=resource.id, urn=resource.urn, properties=encode(resource.outputs))
        self.stub.Delete(request)


def _require_foretold(planned: State, happened: State) -> None:
    """All that a preview told for known must be so."""
    foretold = {name: value for name, value in planned.items() if not contains_unknown(value)}
    wrong = {name: (value, happened.get(name)) for name, value in foretold.items() if value != happened.get(name)}
    assert not wrong, f"a preview told otherwise: {wrong}"
    surprises = set(happened) - set(planned)
    assert not surprises, f"a preview does not tell of {surprises}"
