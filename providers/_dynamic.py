"""The one adapter between the engine and the lifecycles: Pulumi's dynamic provider protocol on one side, API objects on the other.

The engine hands over plain values (every number a float, unknown values as objects), and stores what it gets back. So everything
that enters is brought into canonical form in `check`, outputs hold those inputs verbatim, and everything that leaves as an error
is one sentence.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar, cast

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)
from pulumi.output import Unknown as PulumiUnknown

from ._api import LAG_SECONDS, Caller, Session, api_regions, look, profile_region
from ._creating import create_once
from ._errors import ApiError, ChimeError
from ._host import end_with_engine
from ._identifier import object_arn
from ._journal import JOURNAL, Attempt
from ._lifecycle import AnyLifecycle, Intent
from ._loader import load
from ._model import (
    UNKNOWN,
    Arguments,
    Problem,
    Value,
    Values,
    auto_named_field,
    canonical,
    construct,
    dump,
    immutable_fields,
    unread_fields,
    validate,
)
from ._settings import Settings, environment_region, settings_from
from ._tags import ORIGIN_TAG

ORIGIN: Final = "__origin"
"""Hidden input: `<project>/<stack>/<logical name>` at creation; it never changes afterwards."""
AUTO_NAME: Final = "__auto_name"
"""Hidden input: the name that the resource has when none is given; it never changes afterwards."""
STICKY: Final = (ORIGIN, AUTO_NAME, "adopt")
"""Inputs that keep their first value: the engine's old inputs win over what the program says."""

_ADOPTED_ONCE: Final = (
    "which this resource has already: only a resource that is created adopts an object, so declare another one for it"
)

Result = TypeVar("Result")


class DynamicProvider(ResourceProvider):
    """Serves one kind of resource to the engine.

    Args:
        lifecycle: What the resource is able to do.
    """

    serialize_as_secret_always = False

    def __init__(self, lifecycle: AnyLifecycle) -> None:
        super().__init__()
        self.lifecycle = lifecycle
        self.settings = Settings()

    def __reduce__(self) -> tuple[Callable[[str], "DynamicProvider"], tuple[str]]:
        # State files hold this and nothing else of the provider, so that no change of the code shows up as a diff.
        return load, (self.lifecycle.kind,)

    def configure(self, req: ConfigureRequest) -> None:
        """Take over the stack's `aws:` configuration, or the inputs of an explicit provider."""
        end_with_engine(JOURNAL.end)
        # Config.get puts the project's name before a key without a namespace, and a provider's inputs have none.
        self.settings = self._translated({}, lambda: settings_from(req.config._props))

    def check(self, _olds: Mapping[str, object], news: Mapping[str, object]) -> CheckResult:
        """Complete, validate and normalise the inputs. Makes no call to AWS."""
        return self._translated(news, lambda: self._check(received(_olds), received(news)))

    def diff(self, _id: str, _olds: Mapping[str, object], _news: Mapping[str, object]) -> DiffResult:
        """Name the fields that force a replacement; the engine compares the rest by itself."""
        return self._translated(_news, lambda: self._diff(_id, received(_olds), received(_news)))

    def create(self, props: Mapping[str, object]) -> CreateResult:
        """Create the object, or take over the one that `adopt` names."""
        return self._translated(props, lambda: self._create(received(props)))

    def read(self, id_: str, props: Mapping[str, object]) -> ReadResult:
        """Read the object; gone only on proof."""
        return self._translated(props, lambda: self._read(id_, received(props)))

    def update(self, _id: str, _olds: Mapping[str, object], _news: Mapping[str, object]) -> UpdateResult:
        """Change the object in place."""
        return self._translated(_news, lambda: self._update(_id, received(_olds), received(_news)))

    def delete(self, _id: str, _props: Mapping[str, object]) -> None:
        """Delete the object, unless another resource has taken it over."""
        self._translated(_props, lambda: self._delete(_id, received(_props)))

    def _check(self, olds: Values, news: Values) -> CheckResult:
        values = news | {key: olds[key] for key in STICKY if olds.get(key) is not None}
        hidden = {key: values.get(key) for key in (ORIGIN, AUTO_NAME) if values.get(key) is not None}
        arguments = {key: value for key, value in values.items() if not key.startswith("__")}
        model = self.lifecycle.arguments
        arguments.setdefault("region", self.settings.region or environment_region() or profile_region(self.settings))
        named = auto_named_field(model)
        if named and arguments.get(named[0]) is None:
            arguments[named[0]] = hidden.get(AUTO_NAME)
        if "tags" in model.model_fields:
            arguments["tags"] = self._merged_tags(arguments.get("tags"))
        _, problems = validate(model, arguments, self.lifecycle.kind)
        problems += region_problems(self.lifecycle, arguments.get("region"), self.settings)
        inputs = canonical(model, arguments)
        if news.get("adopt") is not None:
            problems += self._adopted_replacement(olds, inputs)
            if olds.get("adopt") not in (None, news["adopt"]):
                problems.append(Problem(("adopt",), f"names another object than {olds['adopt']}, {_ADOPTED_ONCE}"))
        failures = [CheckFailure("", f"{problem}") for problem in problems if not problem.warning]
        return CheckResult(_sent(inputs | hidden), failures)

    def _merged_tags(self, tags: Value) -> Value:
        if tags is UNKNOWN or (tags is not None and not isinstance(tags, Mapping)):
            return tags
        return {**self.settings.tags, **(tags or {})} if isinstance(tags, Mapping) or self.settings.tags else None

    def _adopted_replacement(self, olds: Values, inputs: Values) -> list[Problem]:
        if not olds.get("adopt") or "region" not in olds:
            return []
        old = canonical(self.lifecycle.arguments, olds)
        return [
            Problem(
                (name,),
                "cannot change on an adopted object; remove `adopt` to have it replaced by a new object",
            )
            for name in immutable_fields(self.lifecycle.arguments)
            if old.get(name) != inputs.get(name) and inputs.get(name) is not UNKNOWN
        ]

    def _diff(self, resource_id: str, olds: Values, news: Values) -> DiffResult:
        origin = str(olds.get(ORIGIN) or "")
        JOURNAL.holds(resource_id, origin)
        heir = JOURNAL.heir(resource_id, origin)
        if heir is not None:
            raise ChimeError(
                f"the resource '{heir.split('/', 2)[-1]}' of this program has become the owner of the same object",
                "declare it once, remove the other, and run `pulumi up --refresh`: the object stays",
            )
        adopt = news.get("adopt")
        if isinstance(adopt, str) and adopt not in resource_id:
            raise ChimeError(f"adopt names another object than {resource_id}, {_ADOPTED_ONCE}")
        model = self.lifecycle.arguments
        old, new = canonical(model, olds), canonical(model, news)
        if old == new:
            return DiffResult(changes=False)
        replaces = [name for name in immutable_fields(model) if old.get(name) != new.get(name)]
        # With no verdict on changes the engine compares the inputs itself, and so can show property paths.
        return DiffResult(changes=None, replaces=replaces, delete_before_replace=self.lifecycle.deletes_first(old, new))

    def _create(self, inputs: Values) -> CreateResult:
        arguments = construct(self.lifecycle.arguments, inputs)
        session = self.lifecycle.speaking(Session(self.settings, str(arguments.region)), inputs)
        # Asked for now: an account that is not allowed must not get the object, and nothing may fail after it is made.
        account = session.account
        attempt = JOURNAL.intend(self.lifecycle.kind, str(inputs.get(ORIGIN, "")), session.region, account)
        try:
            if arguments.adopt:
                resource_id = self._adopt(session, arguments)
            else:
                resource_id = self._create_or_inherit(session, arguments, attempt)
        except ChimeError as error:
            if arguments.adopt or not error.may_have_taken_effect:
                JOURNAL.refused(attempt)
            raise
        JOURNAL.created(attempt, resource_id, in_state=bool(arguments.adopt))
        if attempt.age is not None and not arguments.adopt:
            self._finish_interrupted(session, resource_id, arguments)
        JOURNAL.answered(attempt)
        return CreateResult(resource_id, _sent(inputs))

    def _create_or_inherit(self, session: Caller, arguments: Arguments, attempt: Attempt) -> str:
        """Create the object, or get it from a resource of this stack that was renamed to this one."""
        intent = Intent(
            attempt.origin,
            attempt.token,
            attempt.age,
            attempt.made,
            taken=lambda resource_id: JOURNAL.taken(resource_id, attempt.origin),
            left_since=lambda resource_id: JOURNAL.left_since(resource_id, attempt.origin),
        )
        try:
            return create_once(self.lifecycle, session, arguments, intent)
        except ApiError as error:
            is_there = error.code in self.lifecycle.in_the_way
            inherited = self._inherit(session, arguments, intent) if is_there else None
            if inherited is None:
                raise
            return inherited

    def _inherit(self, session: Caller, arguments: Arguments, intent: Intent) -> str | None:
        left = self.lifecycle.left_by_predecessor(session, arguments, intent)
        if left is None or intent.taken(left):
            return None
        live = self._live(session, left, dump(arguments))
        if live is None or self._reconcile(session, left, live, arguments):
            return None
        return left

    def _finish_interrupted(self, session: Caller, resource_id: str, arguments: Arguments) -> None:
        """Make what an interrupted create has left behind what the program says today; if it fails, the journal has the id."""
        live = self._live(session, resource_id, dump(arguments))
        if live is None:
            return
        differing = self._reconcile(session, resource_id, live, arguments)
        if differing:
            raise ChimeError(
                f"an interrupted create of this resource made {resource_id} with {differing}, which cannot be changed",
                "delete that object, or write its own value into the program",
            )

    def _adopt(self, session: Caller, arguments: Arguments) -> str:
        resource_id = self.lifecycle.existing_id(session, arguments)
        self._same_account(session, resource_id)
        there = object_arn(resource_id).region
        if there != session.region:
            raise ChimeError(
                f"the object to adopt is in {there}, not in this resource's region", f"write region='{there}'"
            )
        live = self._live(session, resource_id, dump(arguments))
        if live is None:
            raise ChimeError(
                "the object to adopt does not exist", "check the ARN or id in adopt, or remove it to create the object"
            )
        differing = self._reconcile(session, resource_id, live, arguments)
        if differing:
            raise ChimeError(
                f"the object to adopt has {differing}, which cannot be changed",
                "write the object's own value into the program, or remove adopt to create a new object",
            )
        return resource_id

    def _reconcile(self, session: Caller, resource_id: str, live: Values, arguments: Arguments) -> str:
        """Make an object what the program says, unless it has what cannot be changed: what that is, in words."""
        wanted = canonical(self.lifecycle.arguments, dump(arguments))
        differing = [name for name in immutable_fields(self.lifecycle.arguments) if live.get(name) != wanted.get(name)]
        if not differing and _without_adopt(live) != _without_adopt(wanted):
            self.lifecycle.update(session, resource_id, construct(self.lifecycle.arguments, live), arguments)
        return " and ".join(f"another {name}" for name in differing)

    def _read(self, resource_id: str, outputs: Values) -> ReadResult:
        session = self._session(resource_id, outputs)
        age = JOURNAL.age(resource_id)
        # A read may not know yet of an object that was made a moment ago; to take it for gone is to lose it.
        patience = LAG_SECONDS / 5 if age is None else max(LAG_SECONDS - age, LAG_SECONDS / 5)
        live = look(lambda: self._live(session, resource_id, outputs), patience)
        if live is None:
            JOURNAL.deleted(resource_id)
            return ReadResult(None, {})
        JOURNAL.in_state(resource_id, str(outputs.get(ORIGIN) or ""))
        kept = {key: outputs[key] for key in STICKY if key in outputs}
        inputs = _sent(live | kept)
        return ReadResult(resource_id, dict(inputs), inputs)

    def _update(self, resource_id: str, olds: Values, news: Values) -> UpdateResult:
        model = self.lifecycle.arguments
        old, new = (construct(model, canonical(model, values)) for values in (olds, news))
        self.lifecycle.update(self._session(resource_id, news), resource_id, old, new)
        return UpdateResult(_sent(news))

    def _delete(self, resource_id: str, outputs: Values) -> None:
        if JOURNAL.hands_over(resource_id, str(outputs.get(ORIGIN) or "")):
            return
        self.lifecycle.delete(self._session(resource_id, outputs), resource_id)
        JOURNAL.deleted(resource_id)

    def _live(self, session: Caller, resource_id: str, known: Values) -> Values | None:
        values = self.lifecycle.read(session, resource_id)
        if values is None:
            return None
        values["region"] = session.region
        tags = values.get("tags")
        if isinstance(tags, Mapping):
            values["tags"] = {
                key: value for key, value in tags.items() if key != ORIGIN_TAG and not self.settings.ignores_tag(key)
            }
        values |= {name: known.get(name) for name in unread_fields(self.lifecycle.arguments)}
        return canonical(self.lifecycle.arguments, values)

    def _session(self, resource_id: str, values: Values) -> Caller:
        session = Session(self.settings, object_arn(resource_id).region)
        self._same_account(session, resource_id)
        return self.lifecycle.speaking(session, values)

    def _same_account(self, session: Caller, resource_id: str) -> None:
        """In another account everything looks as if it were gone, so an id of another account is never looked for."""
        owner = object_arn(resource_id).account
        if owner != session.account:
            raise ChimeError(
                f"it belongs to account {owner}, but the credentials are those of account {session.account}",
                f"use credentials of account {owner}; they come from {self.settings.credentials_source}",
            )

    def _translated(self, props: Mapping[str, object], action: Callable[[], Result]) -> Result:
        """Run an action; whatever goes wrong leaves here as one sentence about this resource."""
        try:
            return action()
        except ChimeError as error:
            if isinstance(error, ApiError):
                known = self.lifecycle.advice
                error.advice = known.get(f"{error.operation} {error.code}", known.get(error.code, error.advice))
            region = props.get("region")
            sentence = error.about(
                self.lifecycle.kind, str(props.get(ORIGIN) or ""), region if isinstance(region, str) else ""
            )
        # The host prints the whole traceback, so the error is raised from here, where there is next to none.
        raise ChimeError(sentence).with_traceback(None) from None


def received(props: Mapping[str, object]) -> Values:
    """Values as the engine sends them: whole floats are integers, unknown objects are UNKNOWN, None means absent."""

    def plain(value: object) -> Value:
        if isinstance(value, PulumiUnknown):
            return UNKNOWN
        if isinstance(value, Mapping):
            return {str(key): plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [plain(inner) for inner in value]
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return cast("Value", value)

    return {key: plain(value) for key, value in props.items() if value is not None and key != "__provider"}


def _sent(values: Mapping[str, Value]) -> dict[str, object]:
    """Values as the engine takes them back."""

    def engine(value: Value) -> object:
        if value is UNKNOWN:
            return PulumiUnknown()  # type: ignore[no-untyped-call]  # the SDK leaves its constructor untyped
        if isinstance(value, Mapping):
            return {key: engine(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [engine(inner) for inner in value]
        return value

    return {key: engine(value) for key, value in values.items()}


def _without_adopt(values: Values) -> Values:
    return {key: value for key, value in values.items() if key != "adopt"}


def region_problems(lifecycle: AnyLifecycle, region: Value, settings: Settings) -> list[Problem]:
    """What is wrong with the region of a resource: none known, or one in which the API does not exist."""
    if region is UNKNOWN or settings.skip_region_validation:
        return []
    if not isinstance(region, str):
        return [
            Problem(
                ("region",), "is not known; set `region` on the resource or `aws:region` in the stack configuration"
            )
        ]
    served = api_regions(lifecycle.service)
    if region not in served:
        return [
            Problem(
                ("region",),
                f"{lifecycle.service} has no endpoint there; it has one in {', '.join(sorted(served))} "
                "(aws:skipRegionValidation turns this check off)",
            )
        ]
    return []
