"""The real plugin where there is one, the stand-in where there is none, and no download that is tried every time."""

from __future__ import annotations

import os
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from toolchain import aws_plugin, network

if TYPE_CHECKING:
    from pathlib import Path

    from toolchain.folders import Folders

A_DAY = 24 * 60 * 60


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were tried, none of which answers."""
    asked: list[str] = []

    def answers(address: str) -> bool:
        asked.append(address)
        return False

    monkeypatch.setattr(network, "answers", answers)
    return asked


@pytest.fixture
def stand_in(folders: Folders) -> Path:
    """Where the stand-in goes; an interpreter that makes it there whatever it is asked for."""
    executable = folders.plugins / "pulumi-resource-aws"
    folders.python.parent.mkdir(parents=True)
    folders.python.write_text(f'#!/bin/sh\nmkdir -p "{folders.plugins}" && echo "$@" >> "{executable}"\n')
    folders.python.chmod(0o755)
    (folders.virtual_environment / "made-from").touch()
    return executable


def test_the_stand_in_takes_the_place_of_what_cannot_be_downloaded(
    folders: Folders, stand_in: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    aws_plugin.provide(folders, os.environ)
    assert stand_in.read_text() == f"-m chime_sdk_pulumi.local_aws.aws_plugin --install {folders.plugins}\n"
    assert len(asked) == 1
    assert "the next attempt is tomorrow" in capsys.readouterr().err


def test_a_failed_download_is_tried_again_after_a_day(folders: Folders, stand_in: Path, asked: list[str]) -> None:
    aws_plugin.provide(folders, os.environ)
    aws_plugin.provide(folders, os.environ)
    assert len(asked) == 1
    (failure,) = folders.cache.glob("*not-to-be-had")
    os.utime(failure, (time.time() - A_DAY - 1,) * 2)
    aws_plugin.provide(folders, os.environ)
    assert len(asked) == 2
    assert len(stand_in.read_text().splitlines()) == 1


def test_the_stand_in_is_made_anew_with_a_new_interpreter(folders: Folders, stand_in: Path, asked: list[str]) -> None:
    aws_plugin.provide(folders, os.environ)
    later = time.time() + 60
    os.utime(folders.virtual_environment / "made-from", (later, later))
    aws_plugin.provide(folders, os.environ)
    assert len(stand_in.read_text().splitlines()) == 2
    assert len(asked) == 1


def test_the_real_plugin_takes_the_place_of_the_stand_in(folders: Folders, stand_in: Path, asked: list[str]) -> None:
    aws_plugin.provide(folders, os.environ)
    real = folders.pulumi_home / "plugins" / f"resource-aws-v{version('pulumi-aws')}" / "pulumi-resource-aws"
    real.parent.mkdir(parents=True)
    real.touch()
    aws_plugin.provide(folders, os.environ)
    assert not stand_in.exists()
    assert len(asked) == 1
