# ruff: noqa: N802  # the methods have the protocol's names
"""The gRPC servicer: Pulumi's resource provider protocol on top of the table of resource types."""

import json
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from importlib.metadata import version
from typing import TypeVar

import grpc
from botocore.exceptions import BotoCoreError, ClientError
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from . import check
from .configuration import STAND_IN, Aws, Configuration, RefusedError, Sessions, refusals
from .invokes import INVOKES
from .resource import ResourceType
from .table import RESOURCE_TYPES
from .values import UNKNOWN, PropertyPath, State, decode, encode

_NOTICE = (
    "This stack's aws resources are made by a stand-in for Pulumi's aws plugin. It talks to local AWS alone, and it has "
    "the resource types that the components of chime-sdk-pulumi use."
)
_VERSION = version("pulumi-aws")
_KINDS = {
    "add": (provider_pb2.PropertyDiff.ADD, provider_pb2.PropertyDiff.ADD_REPLACE),
    "delete": (provider_pb2.PropertyDiff.DELETE, provider_pb2.PropertyDiff.DELETE_REPLACE),
    "update": (provider_pb2.PropertyDiff.UPDATE, provider_pb2.PropertyDiff.UPDATE_REPLACE),
}

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")
_Method = Callable[["AwsProvider", _Request, grpc.ServicerContext], _Response]


class IncompleteError(Exception):
    """The object exists, but not as it should be; the engine must remember it all the same."""

    def __init__(self, id: str, state: State, secrets: set[PropertyPath], cause: Exception) -> None:
        super().__init__(str(cause))
        self.id, self.state, self.secrets, self.cause = id, state, secrets, cause


def _in_sentences(method: _Method[_Request, _Response]) -> _Method[_Request, _Response]:
    """Let the engine show what goes wrong as one sentence that names the resource."""

    @wraps(method)
    def answer(self: "AwsProvider", request: _Request, context: grpc.ServicerContext) -> _Response:
        try:
            return method(self, request, context)
        except IncompleteError as incomplete:
            reason = _reason(_label(request), incomplete.cause)
            properties = encode(incomplete.state, incomplete.secrets)
            details = AnyMessage()
            details.Pack(
                provider_pb2.ErrorResourceInitFailed(id=incomplete.id, properties=properties, reasons=[reason])
            )
            status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reason, details=[details])
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        except Exception as error:  # a thread of the server must not swallow it
            reason = _reason(_label(request), error)
        context.abort(grpc.StatusCode.UNKNOWN, reason)
        raise AssertionError("abort always raises")

    return answer


class AwsProvider(provider_pb2_grpc.ResourceProviderServicer):
    """The provider `aws`. One instance serves one configured provider, from many threads."""

    def __init__(self, engine_address: str = "") -> None:
        self._engine_address = engine_address
        self._sessions: Sessions | None = None

    # Start and configuration

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        self._engine_address = request.engine_address
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=True, accept_outputs=True, supports_autonaming_configuration=True
        )

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> Empty:
        self._engine_address = request.address
        return Empty()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=_VERSION)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        resources: dict[str, object] = {token: {} for token in RESOURCE_TYPES}
        schema = {"name": "aws", "version": _VERSION, "description": _NOTICE, "resources": resources}
        return provider_pb2.GetSchemaResponse(schema=json.dumps(schema))

    @_in_sentences
    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        news, secrets = decode(request.news)
        failures = [provider_pb2.CheckFailure(reason=sentence) for sentence in refusals(news)]
        return provider_pb2.CheckResponse(inputs=encode(news, secrets), failures=failures)

    @_in_sentences
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        # No change replaces the provider: another region replaces the resources in it, by their own `region`.
        olds, _ = decode(request.old_inputs if request.HasField("old_inputs") else request.olds)
        news, _ = decode(request.news)
        changed = sorted(name for name in {*olds, *news} if name != "version" and olds.get(name) != news.get(name))
        return provider_pb2.DiffResponse(changes=_changes(changed), diffs=changed)

    @_in_sentences
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        variables, _ = decode(request.args)
        sessions = Sessions(Configuration.of(variables))
        sessions.verify()
        self._sessions = sessions
        self._warn(_NOTICE)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True,
            acceptResources=True,
            acceptOutputs=True,
            supportsPreview=True,
            supports_autonaming_configuration=True,
        )

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        return Empty()

    # Functions

    @_in_sentences
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        arguments, secrets = decode(request.args)
        function = INVOKES.get(request.tok)
        if function is None:
            raise RefusedError(f"{STAND_IN} does not emulate this function; it has {', '.join(INVOKES)}.")
        result = function(self._aws(arguments), arguments)
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(result, {(name,) for name in result} if secrets else set()))
        return response

    # Resources

    @_in_sentences
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        resource_type = _resource_type(request.urn)
        olds, _ = decode(request.olds)
        news, secrets = decode(request.news)
        sentences = []
        try:
            inputs = check.filled(resource_type, news, olds, request, self._configured.configuration)
        except RefusedError as error:
            inputs, sentences = news, [str(error)]
        sentences += check.failures(resource_type, inputs)
        # The engine prints the value of a property that a failure names, secrets included; so none is named.
        failures = [provider_pb2.CheckFailure(reason=f"{_label(request)}: {sentence}") for sentence in sentences]
        return provider_pb2.CheckResponse(inputs=encode(inputs, _hidden(resource_type, secrets)), failures=failures)

    @_in_sentences
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        resource_type = _resource_type(request.urn)
        olds, _ = decode(request.olds)
        news, _ = decode(request.news)
        changed, replaces, detailed = set(), set(), {}
        for name, paths in resource_type.differences(olds, resource_type.wanted(news, olds)).items():
            replace = resource_type.properties[name].replace
            for path, kind in paths.items():
                if not _is_ignored(path, request.ignoreChanges):
                    detailed[path] = provider_pb2.PropertyDiff(kind=_KINDS[kind][replace])
                    changed.add(name)
                    replaces |= {name} if replace else set()
        return provider_pb2.DiffResponse(
            changes=_changes(changed),
            diffs=sorted(changed),
            replaces=sorted(replaces),
            detailedDiff=detailed,
            hasDetailedDiff=True,
            stables=sorted(name for name, inputs in resource_type.outputs.items() if not inputs),
            deleteBeforeReplace=bool(replaces) and _is_in_the_way(resource_type, olds, news),
        )

    @_in_sentences
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        resource_type = _resource_type(request.urn)
        news, secrets = decode(request.properties)
        secrets = _hidden(resource_type, secrets)
        want = resource_type.wanted(news)
        if request.preview:
            unknown = {name: UNKNOWN for name in resource_type.outputs if news.get(name) is None}
            return provider_pb2.CreateResponse(properties=encode({**want, **unknown}, secrets))
        aws = self._aws(news)
        want = {name: value for name, value in want.items() if value is not UNKNOWN}
        id = resource_type.create(aws, want)
        try:
            resource_type.settle(aws, id, want)
            state = self._describe(resource_type, aws, id, want)
            if state is None:
                raise RefusedError("it was gone right after its creation.")
        except Exception as error:
            raise IncompleteError(id, want, secrets, error) from error
        return provider_pb2.CreateResponse(id=id, properties=encode(state, secrets))

    @_in_sentences
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        resource_type = _resource_type(request.urn)
        olds, secrets = decode(request.properties)
        inputs, input_secrets = decode(request.inputs)
        id, known = (request.id, {**inputs, **olds}) if inputs or olds else resource_type.imported(request.id)
        state = self._describe(resource_type, self._aws(known), id, known)
        if state is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=id,
            properties=encode(state, _hidden(resource_type, secrets)),
            inputs=encode(resource_type.inputs_of(state, inputs), _hidden(resource_type, input_secrets)),
        )

    @_in_sentences
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        resource_type = _resource_type(request.urn)
        olds, old_secrets = decode(request.olds)
        news, secrets = decode(request.news)
        secrets = _hidden(resource_type, secrets | {path for path in old_secrets if path[0] not in news})
        want = resource_type.wanted(news, olds)
        changed = set(resource_type.differences(olds, want))
        if request.preview:
            changing = resource_type.changing_outputs(changed, want)
            outputs = {name: UNKNOWN if name in changing else olds.get(name) for name in resource_type.outputs}
            given = {name for name in outputs if news.get(name) is not None}
            planned = {**want, **{name: value for name, value in outputs.items() if name not in given}}
            return provider_pb2.UpdateResponse(properties=encode(planned, secrets))
        state = self._change(resource_type, request.id, olds, want, changed)
        if state is None:
            raise RefusedError("it is gone. Run `pulumi refresh`, then `pulumi up`.")
        return provider_pb2.UpdateResponse(properties=encode(state, secrets))

    @_in_sentences
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        resource_type = _resource_type(request.urn)
        olds, _ = decode(request.properties)
        try:
            resource_type.delete(self._aws(olds), request.id, olds)
        except ClientError as error:
            if error.response["Error"]["Code"] not in resource_type.gone:
                raise
        return Empty()

    @property
    def _configured(self) -> Sessions:
        if self._sessions is None:
            raise RefusedError("the aws provider is not configured.")
        return self._sessions

    def _aws(self, state: State) -> Aws:
        region = state.get("region")
        return Aws(self._configured, region if isinstance(region, str) else self._configured.configuration.region)

    def _change(
        self, resource_type: ResourceType, id: str, olds: State, want: State, changed: set[str]
    ) -> State | None:
        """Change the object; its new state, None when it is gone."""
        aws = self._aws(olds)
        try:
            if changed - {"tags", "tagsAll"}:
                resource_type.update(aws, id, want, changed, olds)
            if "tagsAll" in changed:
                before, after = olds.get("tagsAll") or {}, want.get("tagsAll") or {}
                added = {key: value for key, value in after.items() if before.get(key) != value}
                resource_type.tag(aws, id, olds, added, [key for key in before if key not in after])
        except ClientError as error:
            if error.response["Error"]["Code"] not in resource_type.gone:
                raise
            return None
        kept = {name: value for name, value in olds.items() if name not in resource_type.properties}
        return self._describe(resource_type, aws, id, kept | want)

    def _describe(self, resource_type: ResourceType, aws: Aws, id: str, known: State) -> State | None:
        """The object's state as AWS has it, in the program's own words where these mean the same; None when it is gone."""
        try:
            found = resource_type.read(aws, id, known)
        except ClientError as error:
            if error.response["Error"]["Code"] not in resource_type.gone:
                raise
            return None
        if found is None:
            return None
        if "region" in resource_type.properties:
            found["region"] = aws.region
        if "tagsAll" in found:
            configuration = self._configured.configuration
            tags = {key: value for key, value in found["tagsAll"].items() if not configuration.ignores_tag(key)}
            own, defaults = known.get("tags") or {}, configuration.default_tags
            found["tagsAll"] = tags
            found["tags"] = {key: value for key, value in tags.items() if key in own or defaults.get(key) != value}
        return resource_type.conform(known, found)

    def _warn(self, message: str) -> None:
        if not self._engine_address:
            print(message, file=sys.stderr)
            return
        with grpc.insecure_channel(self._engine_address) as channel:
            engine_pb2_grpc.EngineStub(channel).Log(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message))


def _resource_type(urn: str) -> ResourceType:
    token = _token(urn)
    if token not in RESOURCE_TYPES:
        raise RefusedError(f"{STAND_IN} does not emulate {token}; it has {', '.join(sorted(RESOURCE_TYPES))}.")
    return RESOURCE_TYPES[token]


def _token(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def _label(request: object) -> str:
    """What a sentence is about: a resource by class and logical name, else a function, else the provider."""
    urn, function = getattr(request, "urn", ""), getattr(request, "tok", "")
    if urn:
        return f"{_token(urn).rpartition(':')[2]} '{urn.split('::', 3)[3]}'"
    return function or "The aws provider"


def _reason(label: str, error: Exception) -> str:
    if isinstance(error, ClientError):
        said = error.response["Error"]
        if said["Code"] == "500":
            return f"{label}: local AWS failed at {error.operation_name}, which moto may not emulate."
        message = said.get("Message") or "it gave no reason"
        return f"{label}: AWS refused {error.operation_name}: {message.rstrip('.')} ({said['Code']})."
    if isinstance(error, BotoCoreError | RefusedError):
        return f"{label}: {error}"
    traceback.print_exception(error)
    return f"{label}: {STAND_IN} failed, a defect of its own ({type(error).__name__}: {error})."


def _is_in_the_way(resource_type: ResourceType, olds: State, news: State) -> bool:
    """Whether the old object must be deleted first: the new one has its name, because the program chose it."""
    if resource_type.delete_before_replace:
        return True
    name = resource_type.auto_name.property if resource_type.auto_name else None
    was_chosen = name in news and name not in (news.get(check.DEFAULTS) or [])
    return name is not None and was_chosen and olds.get(name) == news[name]


def _hidden(resource_type: ResourceType, secrets: set[PropertyPath]) -> set[PropertyPath]:
    """The paths to mark as secret, given those of secret inputs: also a tag's in `tagsAll`.

    Of a list, whose items may move, and of a document, which becomes a text, the whole is secret.
    """
    hidden = set()
    for path in secrets:
        known = resource_type.properties.get(str(path[0]))
        index = next((place for place, step in enumerate(path) if isinstance(step, int)), len(path))
        hidden.add(path[:1] if known and known.document else path[:index])
    return hidden | {("tagsAll", *path[1:]) for path in hidden if path[0] == "tags"}


def _is_ignored(path: str, ignored: Iterable[str]) -> bool:
    return any(path == prefix or path.startswith((f"{prefix}.", f"{prefix}[")) for prefix in ignored)


def _changes(changed: Iterable[str]) -> "provider_pb2.DiffResponse.DiffChanges.ValueType":
    return provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
