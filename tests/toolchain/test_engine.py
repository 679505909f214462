"""Which engine is taken: PATH before cache before download before build."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolchain import engine, engine_build, network
from toolchain.folders import Folders, here


def executable(file: Path, says: str = "") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\necho '{says}'\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def search_path(tmp_path: Path) -> str:
    """A folder in which tests put executables."""
    return str(tmp_path / "on path")


@pytest.fixture
def pinned(folders: Folders) -> Folders:
    """A clone with Go modules to build."""
    for module in ("engine", "language_host"):
        folder = folders.root / "toolchain" / "go" / module
        folder.mkdir(parents=True)
        (folder / "go.mod").write_text("go 1.25.11\n\nrequire (\n\tgithub.com/pulumi/pulumi/sdk/v3 v3.259.0\n)\n")
        (folder / "go.sum").write_text("")
    return folders


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "answers", lambda _address: False)


@pytest.mark.parametrize("version", ["v3.259.0", "v3.300.1", "4.0.0", "v3.260.0-alpha.1"])
def test_a_recent_engine_on_path_is_used_where_it_is(search_path: str, version: str) -> None:
    executable(Path(search_path) / "pulumi", version)
    executable(Path(search_path) / "pulumi-language-python")
    found = engine.on_path(search_path)
    assert found is not None
    assert found.folder is None


def test_the_language_host_may_lie_where_a_link_to_the_engine_leads(tmp_path: Path, search_path: str) -> None:
    installed = executable(tmp_path / "installed" / "pulumi", "v3.272.0")
    executable(tmp_path / "installed" / "pulumi-language-python")
    (tmp_path / "on path").mkdir()
    (Path(search_path) / "pulumi").symlink_to(installed)
    assert engine.on_path(search_path) is not None


@pytest.mark.parametrize(
    ("says", "language_host", "sentence"),
    [
        ("v3.100.0", True, "is version 3.100.0, older than 3.259.0"),
        ("v3.272.0", False, "comes without pulumi-language-python"),
        ("command not supported", True, "does not tell its version"),
    ],
)
def test_an_unfit_engine_on_path_is_passed_over_with_a_sentence(
    search_path: str, capsys: pytest.CaptureFixture[str], says: str, language_host: bool, sentence: str
) -> None:
    executable(Path(search_path) / "pulumi", says)
    if language_host:
        executable(Path(search_path) / "pulumi-language-python")
    assert engine.on_path(search_path) is None
    assert sentence in capsys.readouterr().err


def test_what_was_built_before_is_used_again(pinned: Folders, search_path: str) -> None:
    executable(engine_build.built(pinned) / "bin" / "pulumi")
    assert engine.provide(pinned, search_path).folder == engine_build.built(pinned) / "bin"


def test_other_pins_are_another_build(pinned: Folders) -> None:
    before = engine_build.built(pinned)
    (pinned.root / "toolchain" / "go" / "engine" / "go.sum").write_text("example.org/module v1.0.0 h1:=\n")
    assert engine_build.built(pinned) != before


@pytest.mark.usefixtures("no_network")
def test_without_a_download_it_is_built_once(
    pinned: Folders, search_path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    builds = []

    def build(folders: Folders) -> None:
        builds.append(folders)
        executable(engine_build.built(folders) / "bin" / "pulumi")

    monkeypatch.setattr(engine_build, "build", build)
    first, second = engine.provide(pinned, search_path), engine.provide(pinned, search_path)
    assert first == second == engine.Engine(engine_build.built(pinned) / "bin", "built from Go modules")
    assert builds == [pinned]
    assert "can't be downloaded" in capsys.readouterr().err


def test_a_download_comes_before_a_build(pinned: Folders, search_path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(pinned.python).write_text('#!/bin/sh\nmkdir -p "$3/bin" && touch "$3/bin/pulumi"\n')
    monkeypatch.setattr(network, "answers", lambda _address: True)
    monkeypatch.setattr(engine_build, "build", lambda _folders: pytest.fail("built in spite of the download"))
    assert engine.provide(pinned, search_path).origin == "the official download"


def test_a_failed_download_leads_to_a_build(
    pinned: Folders, search_path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    executable(pinned.python).write_text("#!/bin/sh\necho no space left on device\nexit 1\n")
    monkeypatch.setattr(network, "answers", lambda _address: True)
    monkeypatch.setattr(engine_build, "build", lambda f: executable(engine_build.built(f) / "bin" / "pulumi"))
    assert engine.provide(pinned, search_path).origin == "built from Go modules"
    assert "no space left on device" in capsys.readouterr().err


def test_the_checked_in_modules_pin_what_the_code_asks_for() -> None:
    modules = here().root / "toolchain" / "go"
    assert engine_build.pinned_version(modules / "engine") == "v" + ".".join(map(str, engine.OLDEST_ENGINE))
    for module, tool in (("engine", engine_build.ENGINE), ("language_host", engine_build.LANGUAGE_HOST)):
        assert f"tool {tool}\n" in (modules / module / "go.mod").read_text()
        assert (
            f"{engine_build.SDK} {engine_build.pinned_version(modules / module)} h1:"
            in (modules / module / "go.sum").read_text()
        )
