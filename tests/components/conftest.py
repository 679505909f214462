"""Fixtures for programs that run against mocks."""

import logging
from collections.abc import Callable, Sequence

import pytest

from tests.components.deployment import Deployment, deployed

LOGGER = logging.getLogger("program")


@pytest.fixture
def deploy() -> Callable[..., Deployment]:
    """Runs a program: `deploy(lambda: VoiceConnector("trunk"))`."""
    return lambda program: deployed(program, LOGGER)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], Sequence[str]]:
    """What programs warned of or refused, in order."""
    caplog.set_level(logging.WARNING, LOGGER.name)
    return lambda: [record.getMessage() for record in caplog.records if record.name == LOGGER.name]
