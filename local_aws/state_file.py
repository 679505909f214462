"""A file that keeps everything local AWS holds: the objects of the emulated APIs, and moto's beside them.

It is a pickle, for moto's objects have no other form. Loading a pickle runs whatever code it names: the file has to be
one's own. It starts with a line of JSON that says what wrote it, so that nothing else is ever loaded.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pickle
import platform
import sys
import threading
from contextlib import suppress
from importlib.metadata import version
from typing import IO, TYPE_CHECKING, Protocol

from chime_sdk_pulumi.local_aws.moto_state import backends_in_use, dumps, put_in_place

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from chime_sdk_pulumi.local_aws.store import Store
    from moto.core.base_backend import BaseBackend

_SECONDS_BETWEEN_SAVES = 2.0
_FORMAT = "state of local AWS, 1"


class Kept(Protocol):
    """What is kept."""

    changed: threading.Event
    """Set after everything that may have changed something; cleared by whoever keeps it."""

    def still(self) -> AbstractContextManager[Store]:
        """The objects of the Chime APIs. They and moto's don't change while the context is open."""


class StateFileError(Exception):
    """The file cannot be used; the message is a sentence."""


class StateFile:
    """The file of one local AWS. No other can have it until this one is closed.

    What is in it is loaded now: `store` holds the objects of the emulated APIs (None: nothing was kept yet), and those of
    moto take their places in this process.

    Arguments:
        path: the file. It need not exist yet, but its folder must.

    Raises:
        StateFileError: another local AWS has it, it is damaged, or something else wrote it. It is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = b""
        self._left_out: set[str] = set()
        self._saving: threading.Thread | None = None
        self._closing = threading.Event()
        lock = path.with_name(f"{path.name}.lock")  # the file itself is a new one after each save
        try:
            self._lock = lock.open("a")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise StateFileError(
                f"Another local AWS keeps its state in {path}. Stop it, or use another file."
            ) from None
        except OSError as error:
            raise StateFileError(f"The state file {path} cannot be used: {error.strerror}: {lock}.") from None
        try:
            self.store = self._load()
        except StateFileError:
            self._lock.close()
            raise

    def _load(self) -> Store | None:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StateFileError(f"The state file {self._path} cannot be read: {error.strerror}.") from None
        header, _, kept = content.partition(b"\n")
        self._check(header, kept)
        try:
            store, backends = pickle.loads(kept)
        except Exception as error:  # whatever the classes of the objects raise when they have changed meanwhile
            raise StateFileError(
                f"The state file {self._path} holds what this version cannot load ({type(error).__name__}: {error}). "
                "Use another file, or delete this one."
            ) from error
        put_in_place(backends)
        self._kept = kept
        loaded: Store = store
        return loaded

    def save(self, store: Store) -> None:
        """Keep everything, unless nothing has changed. Whoever calls this sees to it that nothing changes meanwhile.

        Raises:
            StateFileError: the file can't be written, or something did change. What was kept before is still there.
        """
        try:
            kept, left_out = _pickled(store)
        except RuntimeError as error:
            raise StateFileError(f"The state was not saved in {self._path}: {error}.") from None
        for service in sorted(left_out - self._left_out):
            print(f"Local AWS cannot keep the objects of {service} in {self._path}.", file=sys.stderr, flush=True)
        self._left_out |= left_out
        if kept == self._kept:
            return
        written = self._path.with_name(f"{self._path.name}.new")
        try:
            with written.open("wb") as file:
                _write(file, kept)
            written.replace(self._path)
        except OSError as error:
            with suppress(OSError):
                written.unlink()
            raise StateFileError(f"The state file {self._path} cannot be written: {error.strerror}.") from None
        self._kept = kept

    def save_regularly(self, kept: Kept) -> None:
        """Save every other second from now on, so that little is lost when the process is killed."""
        self._saving = threading.Thread(target=self._save_until_closed, args=(kept,), name="state file", daemon=True)
        self._saving.start()

    def close(self, kept: Kept) -> None:
        """Save for the last time, and let other processes have the file.

        Raises:
            StateFileError: the file can't be written. What was kept before is still there.
        """
        self._closing.set()
        if self._saving:
            self._saving.join()
        with self._lock, kept.still() as store:
            self.save(store)

    def _save_until_closed(self, kept: Kept) -> None:
        said = ""
        while not self._closing.wait(_SECONDS_BETWEEN_SAVES):
            if not kept.changed.is_set():
                continue
            kept.changed.clear()  # before the save, which may miss what changes from now on
            try:
                with kept.still() as store:
                    self.save(store)
                said = ""
            except StateFileError as error:
                kept.changed.set()
                if str(error) != said:
                    said = str(error)
                    print(said, file=sys.stderr, flush=True)

    def _check(self, header: bytes, kept: bytes) -> None:
        try:
            told = json.loads(header)
            is_ours = told["format"] == _FORMAT
        except (ValueError, TypeError, KeyError):
            is_ours = False
        if not is_ours:
            raise StateFileError(
                f"{self._path} is not a state file of this local AWS. Use another file, or delete this one."
            )
        for program, expected in _written_by().items():
            if told.get(program) != expected:
                raise StateFileError(
                    f"The state file {self._path} was written with {program} {told.get(program)}; this is {program} "
                    f"{expected}, whose objects may differ. Use another file, delete this one, or install that version."
                )
        if told.get("sha256") != _digest(kept):
            raise StateFileError(f"The state file {self._path} is damaged. Use another file, or delete this one.")


def _written_by() -> dict[str, str]:
    """The programs whose classes and functions are in a pickle."""
    return {
        "chime-sdk-pulumi": version("chime-sdk-pulumi"),
        "moto": version("moto"),
        "Python": ".".join(platform.python_version_tuple()[:2]),
    }


def _write(file: IO[bytes], kept: bytes) -> None:
    os.fchmod(file.fileno(), 0o600)  # it holds the keys and secrets of the objects
    file.write(json.dumps({"format": _FORMAT} | _written_by() | {"sha256": _digest(kept)}).encode() + b"\n")
    file.write(kept)
    file.flush()
    os.fsync(file.fileno())


def _digest(kept: bytes) -> str:
    return hashlib.sha256(kept).hexdigest()


def _pickled(store: Store) -> tuple[bytes, set[str]]:
    """Everything as bytes, and the services of moto whose objects can't be made bytes."""
    backends = backends_in_use()
    try:
        return dumps((store, backends)), set()
    except RuntimeError:  # a dictionary changed its size
        raise
    except Exception:  # whatever the class of some object raises
        left_out = {place for place, accounts in backends.items() if not _can_be_pickled(accounts)}
    rest = {place: accounts for place, accounts in backends.items() if place not in left_out}
    return dumps((store, rest)), {module.split(".")[1] for module, _ in left_out}


def _can_be_pickled(accounts: dict[str, dict[str, BaseBackend]]) -> bool:
    try:
        dumps(accounts)
    except Exception:  # whatever the class of some object raises
        return False
    return True
