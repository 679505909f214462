"""What state files hold of a provider is small, the same for ever, and loads for ever."""

import base64
import json
import pickle
import pickletools

import dill  # type: ignore[import-untyped]  # has no types
import pytest
from chime_sdk_pulumi.providers._dynamic import DynamicProvider
from chime_sdk_pulumi.providers._loader import MODULES

from tests.upgrade.record import PUBLIC_SURFACE, providers_today, public_surface, recorded_providers

EVER_RECORDED = [
    (protocol, kind) for protocol, providers in sorted(recorded_providers().items()) for kind in sorted(providers)
]


def test_providers_are_serialized_as_ever() -> None:
    """A Python with another default protocol writes other bytes: record those with `python -m tests.upgrade.record`."""
    assert providers_today() == recorded_providers()[str(pickle.DEFAULT_PROTOCOL)]


def test_protocol_of_python_3_11_to_3_13_is_recorded() -> None:
    assert recorded_providers()["4"].keys() == MODULES.keys()


@pytest.mark.parametrize(("protocol", "kind"), EVER_RECORDED)
def test_recorded_provider_is_loaded(protocol: str, kind: str) -> None:
    provider = dill.loads(base64.b64decode(recorded_providers()[protocol][kind]))
    assert isinstance(provider, DynamicProvider)
    assert provider.lifecycle.kind == kind


@pytest.mark.parametrize("kind", sorted(MODULES))
def test_recorded_provider_is_small_and_names_the_loader_only(kind: str) -> None:
    serialized = recorded_providers()["4"][kind]
    assert len(serialized) < 160
    strings = [
        argument for _, argument, _ in pickletools.genops(base64.b64decode(serialized)) if isinstance(argument, str)
    ]
    assert strings == ["chime_sdk_pulumi.providers._loader", "load", kind]


def test_public_surface() -> None:
    """After a change that is meant: `python -m tests.upgrade.record`."""
    assert public_surface() == json.loads(PUBLIC_SURFACE.read_text())
