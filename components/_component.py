"""The base of all components: takes a program's arguments, says at once what is wrong with them, builds the rest."""

import dataclasses
import inspect
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, Generic, TypedDict, TypeVar, cast, get_args, get_origin

import pulumi
import pulumi_aws as aws

from ..providers._model import Problem
from ._arguments import argument_problems
from .policies import PolicyDocument, Scope

CHIME, AWS = "pulumi-python", "aws"
"""The packages of Chime's resources and of pulumi-aws, by which Pulumi hands explicit providers down."""


class ComponentArgs(TypedDict, total=False):
    """What every component takes."""

    region: pulumi.Input[str]
    """The AWS region of everything in the component; the providers' by default."""
    tags: Mapping[str, pulumi.Input[str]]
    """Tags for everything in the component that takes tags."""


A = TypeVar("A", bound=ComponentArgs)


class Component(pulumi.ComponentResource, Generic[A]):
    """A group of resources that work together.

    Args:
        name: The logical name in the Pulumi program. What the component is about is named after it in AWS too; the
            names of what that needs begin with it.
        arguments: The arguments as the program gave them.
        opts: Pulumi's resource options. Chime resources inherit a `chime.Provider`, AWS resources an `aws.Provider`:
            give both in `providers` where one is needed.
    """

    _token: ClassVar[str]
    _arguments: ClassVar[type]
    _has_chime_children: ClassVar[bool] = True

    def __init_subclass__(cls, token: str | None = None, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        # A user's subclass keeps the token, and so its state.
        if token:
            cls._token = token
            (cls._arguments,) = get_args(cls.__dict__["__orig_bases__"][0])

    def __init__(self, name: str, arguments: A, opts: pulumi.ResourceOptions | None = None) -> None:
        kind = self._token.rsplit(":", 1)[-1]
        given = cast("A", _without_none(arguments))
        problems = list(argument_problems(self._arguments, given, kind))
        if opts is not None and not isinstance(opts, pulumi.ResourceOptions):
            problems = [Problem((), "takes its arguments by keyword; the second positional argument is opts")]
            opts = None
        if not problems:
            problems += self._problems(given)
        for problem in problems:
            log = pulumi.log.warn if problem.warning else pulumi.log.error
            log(f"{kind} '{name}': {problem}")
        refused = any(not problem.warning for problem in problems)
        super().__init__(self._token, name, {"arguments": _refusal()} if refused else None, opts)
        if opts is None or not isinstance(opts.parent, Component):
            self._warn_about_lone_provider(kind, name)
        outputs = self._outputs()
        if refused:
            for output, declared in outputs.items():
                setattr(self, output, _refused(declared))
            return
        common: ComponentArgs = given
        self.child_region = common.get("region")
        self.child_tags = common.get("tags")
        self._build(given)
        self.register_outputs({output: getattr(self, output) for output in outputs})

    def _problems(self, arguments: A) -> Iterator[Problem]:
        """What is wrong between the arguments, each of which is right in itself."""
        return iter(())

    def _build(self, arguments: A) -> None:
        """Create the children and set the outputs."""
        raise NotImplementedError

    def _outputs(self) -> dict[str, object]:
        """The outputs and their types."""
        return {
            name: declared
            for ancestor in type(self).__mro__
            if issubclass(ancestor, Component)
            for name, declared in inspect.get_annotations(ancestor).items()
            if not name.startswith("_")
        }

    def child_name(self, part: str) -> str:
        """The logical name of a child."""
        return f"{self.pulumi_resource_name}-{part}"

    def child_options(
        self, *depends_on: pulumi.Resource | None, deleted_with: pulumi.Resource | None = None
    ) -> pulumi.ResourceOptions:
        """The resource options of a child."""
        return pulumi.ResourceOptions(
            parent=self, depends_on=[resource for resource in depends_on if resource], deleted_with=deleted_with
        )

    @cached_property
    def scope(self) -> pulumi.Output[Scope]:
        """The partition, region and account that the component's AWS provider works in."""
        opts = pulumi.InvokeOutputOptions(parent=self)
        return pulumi.Output.all(
            partition=aws.get_partition_output(opts=opts).partition,
            region=self.child_region or aws.get_region_output(opts=opts).region,
            account=aws.get_caller_identity_output(opts=opts).account_id,
        ).apply(lambda known: Scope(**known))

    def _warn_about_lone_provider(self, kind: str, name: str) -> None:
        if self._has_chime_children and AWS in self._providers and CHIME not in self._providers:
            pulumi.log.warn(
                f"{kind} '{name}': its provider is an aws.Provider, which Chime resources do not inherit; they use the "
                "stack's own region and credentials — put a chime.Provider beside it in providers",
                self,
            )


def policy_json(policy: Callable[..., PolicyDocument], **values: pulumi.Input[object]) -> pulumi.Output[str]:
    """A policy document as JSON that is the same text for the same grant."""
    return pulumi.Output.all(**values).apply(lambda known: json.dumps(policy(**known), sort_keys=True))


def inside(argument: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """What is wrong with the members of an argument, told of the argument."""
    for problem in problems:
        yield dataclasses.replace(problem, path=(argument, *problem.path))


def handed_on(arguments: Mapping[str, object], *names: str) -> dict[str, Any]:
    """Those of the named arguments that were given, for a child that takes them under the same names."""
    return {name: arguments[name] for name in names if arguments.get(name) is not None}


def _without_none(value: object) -> object:
    """Arguments without those that are None, which count as left out."""
    if isinstance(value, Mapping):
        return {name: _without_none(member) for name, member in value.items() if member is not None}
    return value


def _refused(declared: object) -> object:
    """What stands in for an output of a component that is not made."""
    if get_origin(declared) is Mapping:
        return defaultdict(lambda: _refused(None))
    refused: pulumi.Output[str] = pulumi.Output.from_input(_refusal())
    return refused


async def _refusal() -> str:
    # Raised as an input, so that the rest of the program gets to say what is wrong with it before the program ends.
    raise pulumi.RunError("the arguments of some components are wrong; each is named above")
