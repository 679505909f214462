"""The account of what of messaging is covered answers every line, and what it names is there."""

import inspect
import re
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

import chime_sdk_pulumi

DOCS = Path(__file__).parents[2] / "docs"
LINES = {"Foundations, identities, access": 23, "Streaming, elastic channels, flows, bots, retention": 29}
"""How many lines the lists have that the account answers."""


class Row(NamedTuple):
    """One line and its answer."""

    number: int
    asked: str
    answer: str


def rows(section: str) -> list[Row]:
    """The rows of the table in a section."""
    text = (DOCS / "coverage.md").read_text().split(f"## {section}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", text, re.MULTILINE)
    return [Row(int(number), asked, answer) for number, asked, answer in found]


ANSWERS = [
    pytest.param(row.answer, id=f"{section.split(',')[0]}-{row.number}") for section in LINES for row in rows(section)
]


@pytest.mark.parametrize("section", LINES)
def test_every_line_is_answered_once(section: str) -> None:
    assert [row.number for row in rows(section)] == list(range(1, LINES[section] + 1))


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_says_where_or_why_not(answer: str) -> None:
    assert linked(answer) or re.search("`chime[.]|not built", answer)


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_in_an_answer_is_there(answer: str) -> None:
    files = linked(answer)
    assert [file for file in files if not file.is_file()] == []
    texts = [file.read_text() for file in files]
    for name in re.findall(r"`(?![&\\])([^`]+)`", answer):
        if name.startswith("chime."):
            assert_importable(name)
        elif texts:
            assert any(name in text for text in texts), name


@pytest.mark.parametrize("page", ["coverage.md", "messaging.md"])
def test_links_and_names_of_a_page_are_there(page: str) -> None:
    text = (DOCS / page).read_text()
    assert [file for file in linked(text) if not file.is_file()] == []
    for name in re.findall(r"`(chime\.[^`]+)`", text):
        assert_importable(name)


def linked(text: str) -> list[Path]:
    """The files that a text links to."""
    return [(DOCS / target).resolve() for target in re.findall(r"\]\(([^)#]+)\)", text)]


def assert_importable(name: str) -> None:
    """A name such as `chime.identity.AppInstance` or `chime.messaging.Channel(chime_bearer=…)` is what a program can write."""
    path, _, argument = name.removeprefix("chime.").partition("(")
    found: Any = reduce(getattr, path.split("."), chime_sdk_pulumi)
    if argument:
        *_, keywords = inspect.signature(found).parameters.values()
        (arguments,) = get_args(keywords.annotation)
        assert argument.removesuffix("=…)") in arguments.__annotations__
