"""What creates were begun and what they made, so that the next run finds what an interrupted one left behind.

The engine stores an object when its create has answered. What is made by a create that never answers is in no state, and only
this journal knows under which token to look for it. It lies in the project's folder, where it ignores itself, and holds no
arguments: kinds, logical names, random tokens, ids. Without it (a fresh checkout, a folder that cannot be written) everything
works but this.
"""

import secrets
import sys
import threading
import time
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

FOLDER: Final = ".chime-sdk-pulumi"
"""The journal's folder in that of the Pulumi project."""

_CREATES: Final = """
CREATE TABLE IF NOT EXISTS creates (
    token TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    region TEXT NOT NULL,
    account TEXT NOT NULL,
    noted REAL NOT NULL,
    id TEXT,
    in_state INTEGER NOT NULL DEFAULT 0
)
"""
SECONDS_FOR_A_LOCK: Final = 30
TOKENS_AT_ONCE: Final = 500
"""SQLite allows no more than 999 values in a statement where it is old."""


@dataclass(frozen=True)
class Attempt:
    """An attempt to create the object of one resource.

    Attributes:
        kind: The resource's kind.
        origin: `<project>/<stack>/<logical name>` of the resource.
        region: The region of the object.
        account: The account of the object.
        token: Random; the same for all attempts at one create.
        age: Seconds since an earlier attempt at this create began whose outcome the engine never heard; None if there was none.
        made: The id of what the earlier attempt made, if it lived to say so.
    """

    kind: str
    origin: str
    region: str
    account: str
    token: str
    age: float | None = None
    made: str | None = None


class Journal:
    """The creates of a project, and which resource holds which object.

    Args:
        folder: Where to keep it, in the folder of the Pulumi project by default; made when there is something to keep.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._usable = True
        self._lock = threading.Lock()
        self._begun: set[str] = set()
        self._answered: set[str] = set()
        self._made: dict[str, str] = {}
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        self._declared: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def intend(self, kind: str, origin: str, region: str, account: str) -> Attempt:
        """Note that a create is about to be called, or find the interrupted one that it repeats."""
        fresh = Attempt(kind, origin, region, account, secrets.token_hex(8))
        # One thread at a time: resources of one name under two components must not both take the same interrupted create.
        with self._lock:
            attempt = self._interrupted(fresh) or fresh
            self._begun.add(attempt.token)
            self._note(attempt, attempt.made)
        return attempt

    def created(self, attempt: Attempt, resource_id: str, *, in_state: bool = False) -> None:
        """Note what a create made, or took over.

        Args:
            attempt: What :meth:`intend` returned.
            resource_id: The object's id.
            in_state: Whether nothing is lost if the engine never hears of it.
        """
        with self._lock:
            self._made[resource_id] = attempt.origin
            self._note(attempt, resource_id, in_state=in_state)
            self._execute(
                "DELETE FROM creates WHERE token <> ? AND (id = ? OR (in_state AND kind = ? AND origin = ?))",
                attempt.token,
                resource_id,
                attempt.kind,
                attempt.origin,
            )

    def answered(self, attempt: Attempt) -> None:
        """Note that the engine is about to hear what a create made."""
        # A process that is being ended may not get the answer through any more.
        if threading.main_thread().is_alive():
            with self._lock:
                self._answered.add(attempt.token)

    def refused(self, attempt: Attempt) -> None:
        """Note that a create made nothing; what an earlier attempt at it made is still unknown."""
        if attempt.age is None:
            with self._lock:
                self._execute("DELETE FROM creates WHERE token = ?", attempt.token)

    def in_state(self, resource_id: str, origin: str) -> None:
        """Note that the engine knows the object of a resource, of which it asks next how it differs from the state."""
        with self._lock:
            self._declared[resource_id][origin] -= 1
            if self._execute("SELECT 1 FROM creates WHERE id = ? AND origin = ? AND NOT in_state", resource_id, origin):
                self._execute("UPDATE creates SET in_state = 1 WHERE id = ?", resource_id)

    def holds(self, resource_id: str, origin: str) -> None:
        """Note that a resource that the program and the state both have holds the object.

        A refresh too asks for the difference, also of resources that the program has no more; it reads their objects before.
        """
        if not origin:
            return
        with self._lock:
            self._holders[resource_id].add(origin)
            self._declared[resource_id][origin] += 1
            if self._execute(
                "SELECT 1 FROM creates WHERE id = ? AND (origin <> ? OR NOT in_state)", resource_id, origin
            ):
                self._execute("UPDATE creates SET in_state = 1, origin = ? WHERE id = ?", origin, resource_id)

    def hands_over(self, resource_id: str, origin: str) -> bool:
        """Whether a resource that is to be deleted has left its object to another resource."""
        with self._lock:
            if resource_id in self._made:
                return True
            others = self._holders[resource_id]
            others.discard(origin)
            if others:
                self._execute("UPDATE creates SET origin = ? WHERE id = ?", min(others), resource_id)
                return True
            return bool(self._execute("SELECT 1 FROM creates WHERE id = ? AND origin <> ?", resource_id, origin))

    def deleted(self, resource_id: str) -> None:
        """Note that there is no such object any more."""
        with self._lock:
            self._execute("DELETE FROM creates WHERE id = ?", resource_id)

    def heir(self, resource_id: str, origin: str) -> str | None:
        """The resource that a create of this process gave the object of one that the program still has; None if there is none."""
        with self._lock:
            maker = self._made.get(resource_id)
            return maker if maker != origin and self._declared[resource_id][origin] > 0 else None

    def taken(self, resource_id: str, origin: str) -> bool:
        """Whether the object belongs to another resource of the program, as far as this process has met that one."""
        with self._lock:
            declared = self._declared.get(resource_id, Counter[str]())
            return resource_id in self._made or any(times > 0 for other, times in declared.items() if other != origin)

    def left_since(self, resource_id: str, origin: str) -> float | None:
        """When the object was made for a resource of the same stack, this one or another; None if nobody knows of such a one."""
        stack = "/".join(origin.split("/")[:2]) + "/"
        with self._lock:
            found = self._execute(
                "SELECT noted FROM creates WHERE id = ? AND substr(origin, 1, ?) = ?",
                resource_id,
                len(stack),
                stack,
            )
        return float(str(found[0][0])) if found else None

    def age(self, resource_id: str) -> float | None:
        """Seconds since the object was made; None if nobody knows."""
        with self._lock:
            found = self._execute("SELECT noted FROM creates WHERE id = ?", resource_id)
        return _seconds_since(found[0][0]) if found else None

    def end(self) -> None:
        """Note that the engine has ended this process in order, so that all answers have reached it."""
        # In one go: the engine does not wait long for the end.
        with self._lock:
            tokens = sorted(self._answered)
            for first in range(0, len(tokens), TOKENS_AT_ONCE):
                some = tokens[first : first + TOKENS_AT_ONCE]
                places = ", ".join("?" * len(some))
                self._execute(f"UPDATE creates SET in_state = 1 WHERE token IN ({places})", *some)

    def _interrupted(self, fresh: Attempt) -> Attempt | None:
        rows = self._execute(
            "SELECT token, noted, id FROM creates"
            " WHERE kind = ? AND origin = ? AND region = ? AND account = ? AND NOT in_state ORDER BY noted DESC",
            fresh.kind,
            fresh.origin,
            fresh.region,
            fresh.account,
        )
        for token, noted, made in rows:
            # What this process has begun belongs to another resource of the same name.
            if token not in self._begun:
                return replace(
                    fresh, token=str(token), age=_seconds_since(noted), made=None if made is None else str(made)
                )
        return None

    def _note(self, attempt: Attempt, resource_id: str | None, *, in_state: bool = False) -> None:
        members = (attempt.token, attempt.kind, attempt.origin, attempt.region, attempt.account)
        self._execute(
            "INSERT OR REPLACE INTO creates (token, kind, origin, region, account, noted, id, in_state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *members,
            time.time(),
            resource_id,
            in_state,
            make=True,
        )

    def _execute(self, statement: str, *values: object, make: bool = False) -> list[tuple[object, ...]]:
        """Carry out a statement; if that goes wrong, it is told once, and the journal is done without."""
        if not self._usable:
            return []
        try:
            # Not every Python has it.
            import sqlite3

            if make and not self._file.parent.is_dir():
                self._file.parent.mkdir(parents=True, exist_ok=True)
                (self._file.parent / ".gitignore").write_text("*\n")
            if not make and not self._file.exists():
                return []
            with closing(sqlite3.connect(self._file, timeout=SECONDS_FOR_A_LOCK)) as database, database:
                database.execute(_CREATES)
                return database.execute(statement, values).fetchall()
        except Exception as error:  # whatever is wrong with the journal, the resources are not
            self._usable = False
            print(
                f"warning: {FOLDER} in the project's folder cannot be used ({error}): should this run be interrupted, the next "
                "one will not find what was being created. Make the folder writable, or delete it if it is broken.",
                file=sys.stderr,
                flush=True,
            )
            return []

    @cached_property
    def _file(self) -> Path:
        return (self._folder or _project_folder() / FOLDER) / "creates.sqlite3"


def _seconds_since(noted: object) -> float:
    return max(0.0, time.time() - float(str(noted)))


def _project_folder() -> Path:
    """The folder of the Pulumi project: the engine starts the provider in that of the program, which may lie below."""
    here = Path.cwd()
    files = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
    return next((folder for folder in (here, *here.parents) if any((folder / name).is_file() for name in files)), here)


JOURNAL: Final = Journal()
