"""The base of all Chime resources: takes a program's arguments, says at once what is wrong with them, registers the rest."""

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import ClassVar, Self, cast

import pulumi
from pulumi.dynamic import Resource

from ._dynamic import AUTO_NAME, ORIGIN, DynamicProvider, received, region_problems
from ._identifier import object_arn
from ._lifecycle import AnyLifecycle
from ._model import UNKNOWN, AutoName, Problem, Values, auto_named_field, structure, validate
from ._provider import check_configured_secrets
from ._settings import Settings, environment_region


class ChimeResource(Resource):
    """A resource of the Amazon Chime SDK.

    Args:
        resource_name: The logical name in the Pulumi program.
        arguments: The arguments as the program gave them.
        opts: Pulumi's resource options.

    Attributes:
        region: The AWS region of the object.
    """

    region: pulumi.Output[str]

    _lifecycle: ClassVar[AnyLifecycle]

    def __init_subclass__(cls, lifecycle: AnyLifecycle | None = None, **kwargs: object) -> None:
        token = lifecycle or cls._lifecycle
        # A user's subclass keeps the token, and so its state; Pulumi would give it another one.
        super().__init_subclass__(module="chime", name=token.kind)
        if lifecycle:
            cls._lifecycle = lifecycle
        # Pulumi converts outputs by the annotations of the class itself, and knows no TypedDict: whole structures are left to
        # `_integers`, and a subclass gets its parent's annotations.
        inherited = {} if lifecycle else inspect.get_annotations(cls.__mro__[1])
        nested = {name: pulumi.Output for name, field in token.arguments.model_fields.items() if structure(field)}
        own = inspect.get_annotations(cls)
        cls.__annotations__ = {**inherited, **{name: nested.get(name, hint) for name, hint in own.items()}}

    def __init__(
        self, resource_name: str, arguments: Mapping[str, object], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        lifecycle = self._lifecycle
        given = _with_bearer(lifecycle, arguments)
        allow_destroy = given.pop("allow_destroy", False) if lifecycle.destruction else False
        problems: list[Problem] = []
        if opts is not None and not isinstance(opts, pulumi.ResourceOptions):
            problems.append(Problem((), "takes its arguments by keyword; the second positional argument is opts"))
            opts = None
        if not isinstance(allow_destroy, bool):
            problems.append(Problem(("allow_destroy",), "must be True or False, and known when the program runs"))
        if opts is None or opts.id is None:
            problems += _problems(lifecycle, given, opts)
        _report(lifecycle.kind, resource_name, problems)
        props = {name: _without_enums(given.get(name)) for name in lifecycle.arguments.model_fields} | _hidden_inputs(
            lifecycle, resource_name
        )
        if any(not problem.warning for problem in problems):
            props["region"] = _refusal()
        super().__init__(
            DynamicProvider(lifecycle),
            resource_name,
            props,
            _options(lifecycle, opts, allow_destroy=bool(allow_destroy)),
        )
        for name, field in lifecycle.arguments.model_fields.items():
            if structure(field):
                setattr(self, name, cast("pulumi.Output[object]", getattr(self, name)).apply(_integers))
        check_configured_secrets()

    @classmethod
    def get(cls, resource_name: str, id: str, opts: pulumi.ResourceOptions | None = None) -> Self:
        """Read an existing object without managing it.

        Args:
            resource_name: The logical name in the Pulumi program.
            id: The resource's id: the ARN, or for a setting `<ARN of its owner>|<kind>`.
            opts: Pulumi's resource options.
        """
        return cast("Callable[..., Self]", cls)(
            resource_name, opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
        )

    def _from_id(self, part: str) -> pulumi.Output[str]:
        """An output that stays known in previews because it is computed from the id: the short id before or in `part`."""
        return self.id.apply(lambda resource_id: part.format(object_arn(resource_id).name))


def _with_bearer(lifecycle: AnyLifecycle, arguments: Mapping[str, object]) -> dict[str, object]:
    """The arguments, with the bearer of the stack's configuration where none is given.

    An AppInstanceAdmin of the same stack is given as an argument: a configured one makes no dependency, and would be deleted first.
    """
    if not lifecycle.speaks(arguments) or arguments.get("chime_bearer") is not None:
        return dict(arguments)
    return {**arguments, "chime_bearer": pulumi.Config("chime").get("bearer")}


def automatic_name(limits: AutoName, kind: str, resource_name: str) -> str:
    """The name of an object whose resource was given none: the logical name and seven digits that tell stacks apart."""
    seed = f"{pulumi.get_project()}/{pulumi.get_stack()}/{kind}/{resource_name}"
    suffix = hashlib.sha256(seed.encode()).hexdigest()[:7]
    name = re.sub(f"[^{limits.allowed}]", "-", f"{resource_name[: limits.limit - 8]}-{suffix}")
    return re.sub("-+", "-", name).lstrip("-") if limits.single_hyphens else name


def _hidden_inputs(lifecycle: AnyLifecycle, resource_name: str) -> dict[str, object]:
    hidden: dict[str, object] = {ORIGIN: f"{pulumi.get_project()}/{pulumi.get_stack()}/{resource_name}"}
    named = auto_named_field(lifecycle.arguments)
    if named:
        hidden[AUTO_NAME] = automatic_name(named[1], lifecycle.kind, resource_name)
    return hidden


def _options(
    lifecycle: AnyLifecycle, opts: pulumi.ResourceOptions | None, *, allow_destroy: bool
) -> pulumi.ResourceOptions | None:
    own = pulumi.ResourceOptions()
    if lifecycle.unique:
        # An option as well as a diff: --target-replace does not ask for a diff.
        own.delete_before_replace = True
    if lifecycle.destruction and not allow_destroy and (opts is None or opts.protect is None):
        own.protect = True
    return pulumi.ResourceOptions.merge(own, opts)


def _problems(
    lifecycle: AnyLifecycle, given: Mapping[str, object], opts: pulumi.ResourceOptions | None
) -> list[Problem]:
    values: Values = received({name: _known(value) for name, value in given.items()})
    named = auto_named_field(lifecycle.arguments)
    if named:
        values.setdefault(named[0], UNKNOWN)
    configuration = pulumi.Config("aws")
    if not _has_provider(opts):
        values.setdefault("region", configuration.get("region") or environment_region() or UNKNOWN)
    values.setdefault("region", UNKNOWN)
    _, problems = validate(lifecycle.arguments, values, lifecycle.kind)
    skips = (configuration.get("skipRegionValidation") or "").lower() == "true"
    region = values["region"]
    if isinstance(region, str):
        problems += region_problems(lifecycle, region, Settings(skip_region_validation=skips))
    return problems


def _has_provider(opts: pulumi.ResourceOptions | None) -> bool:
    """Whether a provider of the resource's own, or one that it inherits, may bring a region that nobody knows here."""
    if opts is None:
        return False
    inherited = opts.parent.get_provider("pulumi-python:dynamic:Resource") if opts.parent else None
    return any(given is not None for given in (opts.provider, opts.providers, inherited))


def _known(value: object) -> object:
    """What of an input is plain already; everything else, at any depth, is UNKNOWN."""
    if isinstance(value, pulumi.Output) or inspect.isawaitable(value):
        return UNKNOWN
    if isinstance(value, Enum):
        return _known(value.value)
    if isinstance(value, Mapping):
        return {key: _known(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_known(inner) for inner in value]
    return value


def _report(kind: str, resource_name: str, problems: Sequence[Problem]) -> None:
    for problem in problems:
        log = pulumi.log.warn if problem.warning else pulumi.log.error
        log(f"{kind} '{resource_name}': {problem}")


def _integers(value: object) -> object:
    """The engine knows no whole numbers: what it returns as 5060.0 is 5060 again."""
    if isinstance(value, Mapping):
        return {key: _integers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_integers(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_enums(value: object) -> object:
    """An input with the values of enumeration members, which Pulumi takes only where they are strings by themselves."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _without_enums(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_enums(inner) for inner in value]
    return value


async def _refusal() -> str:
    # Raised as an input, so that every resource of the program gets to say what is wrong with it before the program ends.
    raise pulumi.RunError("the arguments of some resources are wrong; each is named above")


__all__ = ["ChimeResource", "automatic_name"]
