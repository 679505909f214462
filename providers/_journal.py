"""What this process has created, so that the engine's delete of a resource does not remove the object that its successor holds."""

import secrets
import threading
from typing import Final, Protocol


class Journal(Protocol):
    """Remembers intended and finished creates."""

    def intend(self, origin: str) -> str:
        """Note that a create is about to be called; returns the random token that marks this one attempt."""
        ...

    def created(self, resource_id: str) -> None:
        """Note that a create made, or took over, the object of this id."""
        ...

    def hands_over(self, resource_id: str) -> bool:
        """Whether a delete of this id would hit the object that a create of this run has just handed to another resource."""
        ...


class ProcessJournal:
    """A journal that lasts as long as the provider process, which is one operation of the engine."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._created: set[str] = set()

    def intend(self, origin: str) -> str:
        """Note that a create is about to be called; returns the random token that marks this one attempt."""
        del origin
        return secrets.token_hex(8)

    def created(self, resource_id: str) -> None:
        """Note that a create made, or took over, the object of this id."""
        with self._lock:
            self._created.add(resource_id)

    def hands_over(self, resource_id: str) -> bool:
        """Whether a create of this process made or took over the object of this id."""
        with self._lock:
            return resource_id in self._created


JOURNAL: Final[Journal] = ProcessJournal()
