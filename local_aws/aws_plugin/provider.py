"""The gRPC servicer: Pulumi's resource provider protocol on top of the table of resource types."""

import difflib
import json
import secrets as random
import sys
import traceback
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.metadata import version
from typing import Any, NoReturn, TypeVar

import grpc
from botocore.exceptions import BotoCoreError, ClientError
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from . import types
from .configuration import STAND_IN, Aws, Configuration, Refusal, Sessions, refusals
from .documents import is_json
from .invokes import INVOKES
from .resource import AutoName, Kind, ResourceType, Shape, document
from .schema import mismatches
from .values import UNKNOWN, PropertyPath, State, contains_unknown, decode, encode

_NOTICE = (
    "This stack's aws resources are made by a stand-in for Pulumi's aws plugin, which talks to local AWS alone and emulates the resource types "
    "that chime-sdk-pulumi's components use."
)
_DEFAULTS = "__defaults"
_KINDS = {"add": provider_pb2.PropertyDiff.ADD, "delete": provider_pb2.PropertyDiff.DELETE, "update": provider_pb2.PropertyDiff.UPDATE}
_REPLACING = {
    "add": provider_pb2.PropertyDiff.ADD_REPLACE,
    "delete": provider_pb2.PropertyDiff.DELETE_REPLACE,
    "update": provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


class AwsProvider(provider_pb2_grpc.ResourceProviderServicer):
    """The provider `aws`. One instance serves one configured provider, from many threads."""

    def __init__(self, engine_address: str = "") -> None:
        self._engine_address = engine_address
        self._sessions: Sessions | None = None

    # Start and configuration

    def Handshake(self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext) -> provider_pb2.ProviderHandshakeResponse:
        self._engine_address = request.engine_address
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=True, accept_outputs=True, supports_autonaming_configuration=True
        )

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> Empty:
        self._engine_address = request.address
        return Empty()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=_version())

    def GetSchema(self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext) -> provider_pb2.GetSchemaResponse:
        return provider_pb2.GetSchemaResponse(
            schema=json.dumps({"name": "aws", "version": _version(), "description": _NOTICE, "resources": {token: {} for token in types.BY_TOKEN}})
        )

    def CheckConfig(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        news, secrets = decode(request.news)
        configuration = {name: value for name, value in news.items() if not name.startswith("__") and name not in ("version", "pluginDownloadURL")}
        failures = refusals(configuration)
        if not contains_unknown(configuration.get("region")):
            failures += _sentence(lambda: Configuration.of(configuration))
        return provider_pb2.CheckResponse(inputs=encode(news, secrets), failures=[_failure(sentence) for sentence in failures])

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        # Another region replaces the resources in it, each by its own `region`, and not those that name one.
        olds, _ = decode(request.old_inputs if request.HasField("old_inputs") else request.olds)
        news, _ = decode(request.news)
        changed = sorted(name for name in {*olds, *news} if name != "version" and (olds.get(name) != news.get(name) or contains_unknown(news.get(name))))
        return provider_pb2.DiffResponse(changes=_changes(changed), diffs=changed)

    def Configure(self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext) -> provider_pb2.ConfigureResponse:
        variables, _ = decode(request.args)

        def configure() -> provider_pb2.ConfigureResponse:
            sessions = Sessions(Configuration.of(variables))
            sessions.verify()
            self._sessions = sessions
            self._warn(_NOTICE)
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True, acceptResources=True, acceptOutputs=True, supportsPreview=True, supports_autonaming_configuration=True
            )

        return _answer(context, "The aws provider", configure)

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        return Empty()

    # Functions

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        arguments, secrets = decode(request.args)

        def invoke() -> provider_pb2.InvokeResponse:
            function = INVOKES.get(request.tok)
            if function is None:
                raise Refusal(f"{STAND_IN} does not emulate function {request.tok}; it has {', '.join(INVOKES)}.")
            result = function(self._aws(arguments), arguments)
            return provider_pb2.InvokeResponse(**{"return": encode(result, {(name,) for name in result} if secrets else set())})

        return _answer(context, request.tok, invoke)

    # Resources

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        olds, _ = decode(request.olds)
        news, secrets = decode(request.news)

        def check() -> provider_pb2.CheckResponse:
            resource_type = _type(request.urn)
            inputs = {name: value for name, value in news.items() if value is not None and name not in (_DEFAULTS, "tagsAll")}
            inputs |= {name: document(inputs[name]) for name, known in resource_type.properties.items() if known.document and name in inputs}
            failures = _input_failures(resource_type, inputs)
            defaults = _fill(resource_type, inputs, olds, request, self._configured.configuration)
            if isinstance(defaults, str):
                failures.append(defaults)
            else:
                inputs[_DEFAULTS] = sorted(defaults)
            sentences = [_failure(f"{resource_type.declared_by[1]} '{_name(request.urn)}': {sentence}") for sentence in failures]
            return provider_pb2.CheckResponse(inputs=encode(inputs, _with_tags(secrets)), failures=sentences)

        return _answer(context, _label(request.urn), check)

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        olds, _ = decode(request.olds)
        news, _ = decode(request.news)

        def diff() -> provider_pb2.DiffResponse:
            resource_type = _type(request.urn)
            differing = resource_type.differences(olds, resource_type.wanted(news, olds))
            detailed = {}
            for name, paths in differing.items():
                kinds = _REPLACING if resource_type.properties[name].replace else _KINDS
                detailed |= {
                    path: provider_pb2.PropertyDiff(kind=kinds[kind]) for path, kind in paths.items() if not _is_ignored(path, request.ignoreChanges)
                }
            changed = sorted({name for name, paths in differing.items() if any(path in detailed for path in paths)})
            replaces = [name for name in changed if resource_type.properties[name].replace]
            return provider_pb2.DiffResponse(
                changes=_changes(changed),
                diffs=changed,
                replaces=replaces,
                detailedDiff=detailed,
                hasDetailedDiff=True,
                stables=sorted(name for name, output in resource_type.outputs.items() if not output.changes_with),
                deleteBeforeReplace=bool(replaces) and _must_delete_first(resource_type, olds, news),
            )

        return _answer(context, _label(request.urn), diff)

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        news, secrets = decode(request.properties)

        def create() -> provider_pb2.CreateResponse:
            resource_type = _type(request.urn)
            want = resource_type.wanted(news)
            if request.preview:
                planned = {**want, **{name: UNKNOWN for name in resource_type.outputs if news.get(name) is None}}
                return provider_pb2.CreateResponse(properties=encode(planned, _with_tags(secrets)))
            aws = self._aws(news)
            want = {name: value for name, value in want.items() if value is not UNKNOWN}
            id = resource_type.create(aws, want)
            try:
                resource_type.settle(aws, id, want)
                state = self._describe(resource_type, aws, id, want)
            except Exception as error:
                # The object exists: the engine must remember it although it is not as wanted.
                _fail_after_creation(context, id, want, _with_tags(secrets), _reason(_label(request.urn, aws), error))
            if state is None:
                raise Refusal("it was gone right after its creation.")
            return provider_pb2.CreateResponse(id=id, properties=encode(state, _with_tags(secrets)))

        return _answer(context, _label(request.urn), create)

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        olds, secrets = decode(request.properties)
        inputs, input_secrets = decode(request.inputs)

        def read() -> provider_pb2.ReadResponse:
            resource_type = _type(request.urn)
            state = self._describe(resource_type, self._aws({**olds, **inputs}), request.id, {**inputs, **olds})
            if state is None:
                return provider_pb2.ReadResponse()
            refreshed = _refreshed_inputs(resource_type, inputs, state)
            return provider_pb2.ReadResponse(
                id=request.id, properties=encode(state, _with_tags(secrets)), inputs=encode(refreshed, _with_tags(input_secrets))
            )

        return _answer(context, _label(request.urn), read)

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        olds, old_secrets = decode(request.olds)
        news, secrets = decode(request.news)
        secrets = _with_tags(secrets | {path for path in old_secrets if path[0] not in news})

        def update() -> provider_pb2.UpdateResponse:
            resource_type = _type(request.urn)
            want = resource_type.wanted(news, olds)
            changed = set(resource_type.differences(olds, want))
            if request.preview:
                changing = resource_type.changing_outputs(changed, want)
                outputs = {name: UNKNOWN if name in changing else olds.get(name) for name in resource_type.outputs if news.get(name) is None}
                return provider_pb2.UpdateResponse(properties=encode({**want, **outputs}, secrets))
            aws = self._aws(olds)
            if changed - {"tags", "tagsAll"}:
                resource_type.update(aws, request.id, want, changed, olds)
            if "tagsAll" in changed:
                before, after = olds.get("tagsAll") or {}, want.get("tagsAll") or {}
                added = {key: value for key, value in after.items() if before.get(key) != value}
                resource_type.tag(aws, request.id, olds, added, [key for key in before if key not in after])
            state = self._describe(resource_type, aws, request.id, {**olds, **want} | {n: None for n in resource_type.properties if n not in want})
            if state is None:
                raise Refusal("it is gone. Run `pulumi refresh`, then `pulumi up`.")
            return provider_pb2.UpdateResponse(properties=encode(state, secrets))

        return _answer(context, _label(request.urn), update)

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        olds, _ = decode(request.properties)

        def delete() -> Empty:
            resource_type = _type(request.urn)
            try:
                resource_type.delete(self._aws(olds), request.id, olds)
            except ClientError as error:
                if error.response["Error"]["Code"] not in resource_type.gone:
                    raise
            return Empty()

        return _answer(context, _label(request.urn), delete)

    @property
    def _configured(self) -> Sessions:
        if self._sessions is None:
            raise Refusal("the aws provider is not configured yet.")
        return self._sessions

    def _aws(self, state: State) -> Aws:
        region = state.get("region")
        return Aws(self._configured, region if isinstance(region, str) else self._configured.configuration.region)

    def _describe(self, resource_type: ResourceType, aws: Aws, id: str, want: State) -> State | None:
        """The object's whole state as AWS has it, in the words of `want` where these mean the same; None when it is gone."""
        want = {name: value for name, value in want.items() if value is not None}
        try:
            found = resource_type.read(aws, id, want)
        except ClientError as error:
            if error.response["Error"]["Code"] not in resource_type.gone:
                raise
            return None
        if found is None:
            return None
        if "region" in resource_type.properties:
            found["region"] = want["region"] = aws.region
        if "tagsAll" in found:
            configuration = self._configured.configuration
            found["tagsAll"] = {key: value for key, value in found["tagsAll"].items() if not configuration.ignores_tag(key)}
            own = want.get("tags") or {}
            defaults = configuration.default_tags
            found["tags"] = {key: value for key, value in found["tagsAll"].items() if key in own or defaults.get(key) != value}
        state = resource_type.conform(want, found)
        # Outputs that are always present are so even where they are empty.
        return state | {name: found.get(name) for name in resource_type.outputs if found.get(name) is not None}

    def _warn(self, message: str) -> None:
        if not self._engine_address:
            print(message, file=sys.stderr)
            return
        with grpc.insecure_channel(self._engine_address) as channel:
            engine_pb2_grpc.EngineStub(channel).Log(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message))


def _type(urn: str) -> ResourceType:
    token = urn.split("::")[2].rpartition("$")[2]
    if token not in types.BY_TOKEN:
        raise Refusal(f"{STAND_IN} does not emulate {token}; it has {', '.join(sorted(types.BY_TOKEN))}.")
    return types.BY_TOKEN[token]


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _label(urn: str, aws: Aws | None = None) -> str:
    token = urn.split("::")[2].rpartition("$")[2]
    return f"{token.rpartition(':')[2]} '{_name(urn)}'" + (f" ({aws.region})" if aws else "")


def _input_failures(resource_type: ResourceType, inputs: State) -> list[str]:
    known = resource_type.schema.inputs
    failures = []
    for name in inputs:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, 1)
            failures.append(f"{name} is not one of its properties" + (f"; did you mean {nearest[0]}?" if nearest else "."))
        elif name not in resource_type.properties:
            failures.append(f"{STAND_IN} does not emulate property {name} of {resource_type.declared_by[1]}.")
        else:
            failures += [
                f"{STAND_IN} does not emulate property {path} of {resource_type.declared_by[1]}."
                for path in _beyond_shape(resource_type.properties[name].shape, inputs[name], name)
            ]
    emulated = {name: value for name, value in inputs.items() if name in known}
    failures += mismatches(known, emulated)
    failures += [
        f"{name} is not a JSON document."
        for name, handled in resource_type.properties.items()
        if handled.document and isinstance(inputs.get(name), str) and inputs[name] and not is_json(inputs[name])
    ]
    return failures or resource_type.refusals(inputs)


def _beyond_shape(shape: Shape | None, value: Any, path: str) -> Iterable[str]:
    if shape is None or value is UNKNOWN:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _beyond_shape(shape, item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for name, member in value.items():
            if name not in shape:
                yield f"{path}.{name}"
            elif isinstance(shape[name], tuple):
                yield from _beyond_shape(shape[name][1], member, f"{path}.{name}")  # type: ignore[arg-type]  # a tuple's second part is a shape


def _fill(
    resource_type: ResourceType, inputs: State, olds: State, request: provider_pb2.CheckRequest, configuration: Configuration
) -> set[str] | str:
    """Fill in region, tags and name; return which of them the program did not give, or a sentence why that cannot be."""
    defaults = set()
    if "region" in resource_type.properties and "region" not in inputs:
        inputs["region"] = configuration.region
        defaults.add("region")
    if "tagsAll" in resource_type.properties:
        inputs["tagsAll"] = configuration.merged_tags(inputs.get("tags") or {})
    naming = resource_type.auto_name
    if naming and naming.property not in inputs and naming.instead not in inputs:
        name = olds[naming.property] if naming.property in olds.get(_DEFAULTS, []) and naming.property in olds else _new_name(naming, inputs, request)
        if name.startswith(_REFUSED):
            return name.removeprefix(_REFUSED)
        inputs[naming.property] = name
        defaults.add(naming.property)
    return defaults


_REFUSED = "\0"


def _new_name(naming: AutoName, inputs: State, request: provider_pb2.CheckRequest) -> str:
    suffix = ".fifo" if naming.fifo and inputs.get(naming.fifo) is True else ""
    logical = _name(request.urn)
    name = f"{logical}-{_seven_digits(request.randomSeed)}" if naming.random else logical
    if request.HasField("autonaming"):
        if request.autonaming.mode == provider_pb2.CheckRequest.AutonamingOptions.DISABLE:
            return f"{_REFUSED}{naming.property} is required, because automatic naming is switched off."
        if naming.random:
            name = request.autonaming.proposed_name
    name = (name.lower() if naming.lower else name) + suffix
    if naming.prefix and not name.startswith(naming.prefix):
        name = naming.prefix + name
    if len(name) > naming.length:
        return f"{_REFUSED}its name {name} would be longer than {naming.length} characters; give {naming.property} yourself."
    return name


def _seven_digits(seed: bytes) -> str:
    return sha256(seed).hexdigest()[:7] if seed else random.token_hex(4)[:7]


def _must_delete_first(resource_type: ResourceType, olds: State, news: State) -> bool:
    """Whether the old object stands in the new one's way: it has the same name because the program gave one."""
    if resource_type.delete_before_replace:
        return True
    name = resource_type.auto_name.property if resource_type.auto_name else None
    return name is not None and name in news and name not in news.get(_DEFAULTS, []) and olds.get(name) == news[name]


def _refreshed_inputs(resource_type: ResourceType, inputs: State, state: State) -> State:
    """The inputs that would describe the object as it is now; on import, when there were none, all of them."""
    if not inputs:
        imported = {name: state[name] for name in resource_type.properties if state.get(name) not in (None, "", [], {})}
        return {**imported, _DEFAULTS: []}
    refreshed = dict(inputs)
    for name, known in resource_type.properties.items():
        if name in inputs and known.from_aws and known.differences(state.get(name), inputs[name], name):
            refreshed[name] = state.get(name)
    return {name: value for name, value in refreshed.items() if value is not None}


def _with_tags(secrets: set[PropertyPath]) -> set[PropertyPath]:
    return secrets | {("tagsAll", *path[1:]) for path in secrets if path[0] == "tags"}


def _is_ignored(path: str, ignored: Iterable[str]) -> bool:
    return any(path == prefix or path.startswith((f"{prefix}.", f"{prefix}[")) for prefix in ignored)


def _changes(changed: list[str]) -> Any:
    return provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE


def _failure(sentence: str) -> provider_pb2.CheckFailure:
    # The engine prints the value of a property that a failure names, secrets included.
    return provider_pb2.CheckFailure(property="", reason=sentence)


def _sentence(attempt: Callable[[], object]) -> list[str]:
    try:
        attempt()
    except (Refusal, ValueError) as error:
        return [str(error)]
    return []


def _reason(label: str, error: Exception) -> str:
    if isinstance(error, ClientError):
        said = error.response["Error"]
        return f"{label}: AWS refused {error.operation_name}: {said.get('Message') or 'no reason given'} ({said['Code']})."
    if isinstance(error, BotoCoreError | Refusal):
        return f"{label}: {error}"
    traceback.print_exception(error)
    return f"{label}: {STAND_IN} failed, which is a defect of its own: {type(error).__name__}: {error}"


T = TypeVar("T")


def _answer(context: grpc.ServicerContext, label: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except Exception as error:  # whatever it is, the engine gets a sentence
        context.abort(grpc.StatusCode.UNKNOWN, _reason(label, error))
        raise AssertionError from error


def _fail_after_creation(context: grpc.ServicerContext, id: str, state: State, secrets: set[PropertyPath], reason: str) -> NoReturn:
    """Refuse, but with the new object's id and properties, which the engine then keeps in its state."""
    details = AnyMessage()
    details.Pack(provider_pb2.ErrorResourceInitFailed(id=id, properties=encode(state, secrets), inputs=encode(state, secrets), reasons=[reason]))
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=reason, details=[details])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, reason)
    raise AssertionError


def _version() -> str:
    return version("pulumi-aws")
