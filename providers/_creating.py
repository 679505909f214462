"""One intended create makes one object, whatever gets lost on the way."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

from ._api import LAG_SECONDS, Caller, look
from ._errors import ChimeError
from ._lifecycle import Intent, Lifecycle
from ._model import Arguments

A = TypeVar("A", bound=Arguments)

ATTEMPTS: Final = 4


def create_once(lifecycle: Lifecycle[A], caller: Caller, arguments: A, intent: Intent) -> str:
    """Create an object, or find the one that this intent has made already; its id.

    A create that the API cannot recognise as a repetition is not repeated when its reply is lost, but looked for first; and so is
    every create that was interrupted together with its process.

    Raises:
        ChimeError: AWS refused the call, or kept failing.
    """
    if intent.age is not None and not lifecycle.is_setting:
        # What the interrupted process had sent may be carried out after its end.
        patience = max(LAG_SECONDS - intent.age, LAG_SECONDS / 5)
        left_behind = look(lambda: _left_behind(lifecycle, caller, arguments, intent), patience)
        if left_behind is not None:
            return left_behind
    if lifecycle.is_setting or lifecycle.has_token:
        return lifecycle.create(caller, arguments, intent)
    return _create_without_token(lifecycle, caller, arguments, intent)


def _left_behind(lifecycle: Lifecycle[A], caller: Caller, arguments: A, intent: Intent) -> str | None:
    if intent.made is not None:
        return intent.made if lifecycle.read(caller, intent.made) is not None else None
    return next((found for found in lifecycle.made_by(caller, arguments, intent) if not intent.taken(found)), None)


def _create_without_token(lifecycle: Lifecycle[A], caller: Caller, arguments: A, intent: Intent) -> str:
    marked = lifecycle.is_marked(arguments)
    before = [] if marked else lifecycle.made_by(caller, arguments, intent)

    def made() -> list[str]:
        return [found for found in lifecycle.made_by(caller, arguments, intent) if found not in before]

    lost: ChimeError | None = None
    for _ in range(ATTEMPTS):
        try:
            resource_id = lifecycle.create(caller, arguments, intent)
        except ChimeError as error:
            if lost is None and not error.may_have_taken_effect:
                raise
            found = look(lambda: next(iter(made()), None), LAG_SECONDS / 2)
            if found is not None:
                return found
            lost = lost or error
            if not error.may_have_taken_effect:
                error.may_have_taken_effect = True
                raise
        else:
            if lost is not None and marked:
                _delete_others(lifecycle, caller, made, resource_id)
            return resource_id
    assert lost is not None
    raise lost


def _delete_others(lifecycle: Lifecycle[A], caller: Caller, made: Callable[[], list[str]], resource_id: str) -> None:
    """Delete what an attempt had made that was given up too early."""
    # The object is there, so nothing that fails here may lose it.
    with suppress(ChimeError):
        for surplus in made():
            if surplus != resource_id:
                lifecycle.delete(caller, surplus)
