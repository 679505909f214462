"""Lets botocore wait three seconds for a reply, whatever it is told, in every process that has this folder on PYTHONPATH."""

from typing import Any

from botocore.config import Config

_init = Config.__init__


def _impatient(self: Config, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # whatever botocore takes
    _init(self, *arguments, **{**options, "read_timeout": 3})


Config.__init__ = _impatient  # type: ignore[method-assign]  # the very purpose of this file
