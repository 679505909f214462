"""`import chime_sdk_pulumi as chime` reaches everything, and loads nothing that is not used."""

import subprocess
import sys

import pytest
from chime_sdk_pulumi.providers import identity, lex, media_pipelines, messaging, voice

import chime_sdk_pulumi as chime
from chime_sdk_pulumi import components, providers


def test_names_are_those_of_the_packages() -> None:
    assert chime.components is components
    assert chime.providers is providers
    assert chime.identity is identity
    assert chime.lex is lex
    assert chime.media_pipelines is media_pipelines
    assert chime.messaging is messaging
    assert chime.voice is voice
    assert chime.Provider is providers.Provider
    assert chime.voice.VoiceConnector is voice.VoiceConnector


def test_names_can_be_listed() -> None:
    assert set(chime.__all__) <= set(dir(chime))


def test_an_unknown_name_is_told_with_those_that_exist() -> None:
    with pytest.raises(AttributeError, match="chime_sdk_pulumi has no vioce; it has Provider, components, identity"):
        chime.vioce  # type: ignore[attr-defined]  # noqa: B018  # that is the point


def test_nothing_is_loaded_before_it_is_used() -> None:
    program = (
        "import sys, chime_sdk_pulumi; print(*(name for name in sys.modules if name.startswith(('pulumi', 'boto'))))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert loaded.split() == []
