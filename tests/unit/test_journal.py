"""The journal: interrupted creates are found by the next run, objects change hands, and nothing goes wrong without it."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from chime_sdk_pulumi.providers import _journal
from chime_sdk_pulumi.providers._journal import FOLDER, Attempt, Journal

CONNECTOR = ("VoiceConnector", "shop/dev/main", "us-east-1", "111122223333")
ARN = "arn:aws:chime:us-east-1:111122223333:vc/abcdefghijklmnopqrstu1"
SETTING = f"{ARN}|termination"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / FOLDER


@pytest.fixture
def start(folder: Path) -> Callable[[], Journal]:
    """Begins another process of the same project."""
    return lambda: Journal(folder)


def made(journal: Journal, resource_id: str, origin: str = CONNECTOR[1]) -> Attempt:
    """A create whose answer reaches the engine."""
    attempt = journal.intend("VoiceConnector", origin, *CONNECTOR[2:])
    journal.created(attempt, resource_id)
    journal.answered(attempt)
    return attempt


def rows(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "creates.sqlite3")) as database:
        return database.execute("SELECT origin, id, in_state FROM creates").fetchall()


class TestInterruptedCreates:
    """What was begun and never answered is taken up by the next process."""

    def test_before_it_made_anything(self, start: Callable[[], Journal]) -> None:
        begun = start().intend(*CONNECTOR)
        again = start().intend(*CONNECTOR)
        assert (begun.age, begun.made) == (None, None)
        assert (again.token, again.made) == (begun.token, None)
        assert again.age is not None
        assert 0 <= again.age < 10

    def test_after_it_made_something(self, start: Callable[[], Journal]) -> None:
        made(start(), ARN)
        assert start().intend(*CONNECTOR).made == ARN

    def test_again_and_again(self, start: Callable[[], Journal]) -> None:
        assert len({start().intend(*CONNECTOR).token for _ in range(4)}) == 1

    def test_answered_and_ended_in_order(self, start: Callable[[], Journal]) -> None:
        journal = start()
        before = made(journal, ARN)
        journal.end()
        after = start().intend(*CONNECTOR)
        assert (after.age, after.made) == (None, None)
        assert after.token != before.token

    def test_hundreds_of_them(
        self, start: Callable[[], Journal], folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_journal, "TOKENS_AT_ONCE", 3)
        journal = start()
        for number in range(7):
            made(journal, f"{ARN}{number}", f"shop/dev/{number}")
        journal.end()
        assert {in_state for *_, in_state in rows(folder)} == {1}

    def test_ended_in_order_after_a_failure(self, start: Callable[[], Journal]) -> None:
        """The create of an `up` that failed for good may have taken effect all the same."""
        journal = start()
        begun = journal.intend(*CONNECTOR)
        journal.end()
        assert start().intend(*CONNECTOR).token == begun.token

    def test_made_but_not_answered_before_an_orderly_end(self, start: Callable[[], Journal]) -> None:
        journal = start()
        attempt = journal.intend(*CONNECTOR)
        journal.created(attempt, ARN)
        journal.end()
        assert start().intend(*CONNECTOR).made == ARN

    @pytest.mark.parametrize("seen", [Journal.holds, Journal.in_state])
    def test_seen_in_the_state(self, seen: Callable[[Journal, str, str], None], start: Callable[[], Journal]) -> None:
        made(start(), ARN)
        seen(start(), ARN, CONNECTOR[1])
        assert start().intend(*CONNECTOR).age is None

    def test_another_object_of_the_resource_seen_in_the_state(self, start: Callable[[], Journal]) -> None:
        """An interrupted replacement: the state has the predecessor."""
        made(start(), ARN)
        start().holds("arn:of:the:predecessor:111122223333:vc/1", CONNECTOR[1])
        assert start().intend(*CONNECTOR).made == ARN

    def test_refused(self, start: Callable[[], Journal], folder: Path) -> None:
        journal = start()
        journal.refused(journal.intend(*CONNECTOR))
        assert start().intend(*CONNECTOR).age is None

    def test_refused_when_it_was_repeated(self, start: Callable[[], Journal]) -> None:
        """The first attempt may still have made something."""
        begun = start().intend(*CONNECTOR)
        journal = start()
        journal.refused(journal.intend(*CONNECTOR))
        assert start().intend(*CONNECTOR).token == begun.token

    @pytest.mark.parametrize(
        "other",
        [
            ("SipRule", *CONNECTOR[1:]),
            (CONNECTOR[0], "shop/prod/main", *CONNECTOR[2:]),
            (*CONNECTOR[:2], "eu-central-1", CONNECTOR[3]),
            (*CONNECTOR[:3], "444455556666"),
        ],
        ids=["kind", "stack", "region", "account"],
    )
    def test_of_something_else(self, other: tuple[str, str, str, str], start: Callable[[], Journal]) -> None:
        start().intend(*CONNECTOR)
        assert start().intend(*other).age is None

    def test_two_resources_of_one_name(self, start: Callable[[], Journal]) -> None:
        """A logical name may be used once below each type of component."""
        journal = start()
        begun = {journal.intend(*CONNECTOR).token for _ in range(2)}
        assert len(begun) == 2
        later = start()
        assert {later.intend(*CONNECTOR).token for _ in range(2)} == begun
        assert later.intend(*CONNECTOR).age is None

    def test_gone(self, start: Callable[[], Journal]) -> None:
        made(start(), ARN)
        start().deleted(ARN)
        assert start().intend(*CONNECTOR).age is None

    def test_tokens_are_random(self, start: Callable[[], Journal]) -> None:
        tokens = {start().intend("VoiceConnector", f"shop/dev/{name}", *CONNECTOR[2:]).token for name in range(10)}
        assert len(tokens) == 10
        assert all(len(token) == 16 for token in tokens)


class TestHandingOver:
    """The delete of an object that another resource has taken over does nothing, also in a later process."""

    def test_of_what_this_process_made(self, start: Callable[[], Journal]) -> None:
        journal = start()
        made(journal, SETTING)
        assert journal.taken(SETTING, "shop/dev/other")
        assert journal.hands_over(SETTING, CONNECTOR[1])
        assert not journal.hands_over(f"{ARN}|origination", CONNECTOR[1])

    def test_later(self, start: Callable[[], Journal]) -> None:
        """An `up` that failed has left the predecessor for the next one to delete."""
        made(start(), SETTING, "shop/dev/old")
        made(start(), SETTING, "shop/dev/new")
        assert not start().taken(SETTING, "shop/dev/other")
        assert start().hands_over(SETTING, "shop/dev/old")
        assert not start().hands_over(SETTING, "shop/dev/new")

    def test_to_a_resource_that_the_program_still_has(self, start: Callable[[], Journal]) -> None:
        """An `up` that renamed the resource failed, and the program was changed back: the first one holds it again."""
        made(start(), SETTING, "shop/dev/old")
        made(start(), SETTING, "shop/dev/new")
        journal = start()
        journal.holds(SETTING, "shop/dev/old")
        assert journal.hands_over(SETTING, "shop/dev/new")
        assert not start().hands_over(SETTING, "shop/dev/old")

    @pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
    @pytest.mark.parametrize("refreshed", [("old", "new"), ("new", "old"), ()])
    def test_when_both_are_deleted(
        self, order: tuple[str, str], refreshed: tuple[str, ...], start: Callable[[], Journal]
    ) -> None:
        """`pulumi destroy` after an `up` that failed: exactly one of the deletes has to delete."""
        made(start(), SETTING, "shop/dev/old")
        made(start(), SETTING, "shop/dev/new")
        journal = start()
        for name in refreshed:
            journal.holds(SETTING, f"shop/dev/{name}")
        deleting = [name for name in order if not journal.hands_over(SETTING, f"shop/dev/{name}")]
        assert deleting
        assert deleting[-1] == order[-1] or not refreshed

    def test_renamed_on_another_machine(self, start: Callable[[], Journal]) -> None:
        """What this journal says about the holder is out of date, as the next preview shows."""
        made(start(), SETTING, "shop/dev/old")
        start().holds(SETTING, "shop/dev/renamed elsewhere")
        assert not start().hands_over(SETTING, "shop/dev/renamed elsewhere")

    def test_of_what_nobody_knows(self, start: Callable[[], Journal]) -> None:
        assert not start().hands_over(SETTING, "shop/dev/main")

    def test_resource_without_an_origin_holds_nothing(self, start: Callable[[], Journal]) -> None:
        journal = start()
        journal.holds(SETTING, "")
        assert not journal.hands_over(SETTING, "shop/dev/main")


class TestWhose:
    """Which resource has an object, as far as this process has met it."""

    def test_made_for_another_one(self, start: Callable[[], Journal]) -> None:
        journal = start()
        made(journal, SETTING, "shop/dev/one")
        assert journal.taken(SETTING, "shop/dev/two")
        assert not journal.taken(ARN, "shop/dev/two")

    def test_declared_by_another_one(self, start: Callable[[], Journal]) -> None:
        journal = start()
        journal.holds(SETTING, "shop/dev/one")
        assert journal.taken(SETTING, "shop/dev/two")
        assert not journal.taken(SETTING, "shop/dev/one")

    @pytest.mark.parametrize(("differences", "taken"), [(0, False), (1, False), (2, True)])
    def test_refreshed(self, differences: int, taken: bool, start: Callable[[], Journal]) -> None:
        """The first difference after a read is asked for by the refresh, of all that the state has."""
        journal = start()
        journal.in_state(SETTING, "shop/dev/one")
        for _ in range(differences):
            journal.holds(SETTING, "shop/dev/one")
        assert journal.taken(SETTING, "shop/dev/two") == taken

    @pytest.mark.parametrize(("reads", "heir"), [(0, "shop/dev/two"), (1, None)])
    def test_given_away(self, reads: int, heir: str | None, start: Callable[[], Journal]) -> None:
        """By a create, although the program still has the resource; a refresh does not know whether it has."""
        journal = start()
        made(journal, SETTING, "shop/dev/two")
        assert journal.heir(SETTING, "shop/dev/one") is None
        for _ in range(reads):
            journal.in_state(SETTING, "shop/dev/one")
        journal.holds(SETTING, "shop/dev/one")
        assert journal.heir(SETTING, "shop/dev/one") == heir
        assert journal.heir(SETTING, "shop/dev/two") is None


class TestLeft:
    """Since when a resource of the same stack has had an object."""

    @pytest.mark.parametrize("maker", ["shop/dev/old", "shop/dev/new"])
    def test_by_a_resource_of_the_stack(self, maker: str, start: Callable[[], Journal]) -> None:
        before = time.time()
        made(start(), SETTING, maker)
        since = start().left_since(SETTING, "shop/dev/new")
        assert since is not None
        assert before <= since <= time.time()

    @pytest.mark.parametrize("maker", ["shop/dev2/old", "shop/prod/old", "other/dev/old"])
    def test_not_by_such_a_one(self, maker: str, start: Callable[[], Journal]) -> None:
        made(start(), SETTING, maker)
        assert start().left_since(SETTING, "shop/dev/new") is None

    def test_not_when_it_was_deleted(self, start: Callable[[], Journal]) -> None:
        made(start(), SETTING, "shop/dev/old")
        start().deleted(SETTING)
        assert start().left_since(SETTING, "shop/dev/new") is None


class TestAge:
    """How young an object is, for reads that may not have heard of it."""

    def test_of_what_was_made_now(self, start: Callable[[], Journal]) -> None:
        made(start(), ARN)
        age = start().age(ARN)
        assert age is not None
        assert 0 <= age < 10

    def test_of_what_nobody_knows(self, start: Callable[[], Journal]) -> None:
        assert start().age(ARN) is None


class TestSize:
    """The journal does not grow with the number of runs."""

    def test_replacements(self, start: Callable[[], Journal], folder: Path) -> None:
        for number in range(5):
            journal = start()
            made(journal, f"{ARN}{number}")
            if number:
                assert not journal.hands_over(f"{ARN}{number - 1}", CONNECTOR[1])
                journal.deleted(f"{ARN}{number - 1}")
            journal.end()
        assert rows(folder) == [("shop/dev/main", f"{ARN}4", 1)]

    def test_deletes(self, start: Callable[[], Journal], folder: Path) -> None:
        for number in range(5):
            made(start(), f"{ARN}{number}", f"shop/pr-{number}/main")
            start().deleted(f"{ARN}{number}")
        assert rows(folder) == []

    def test_renames(self, start: Callable[[], Journal], folder: Path) -> None:
        for number in range(5):
            made(start(), SETTING, f"shop/dev/{number}")
        assert rows(folder) == [("shop/dev/4", SETTING, 0)]


class TestFolder:
    """Where the journal lies, and what happens when it cannot lie there."""

    def test_nothing_is_made_for_what_only_looks(self, start: Callable[[], Journal], folder: Path) -> None:
        journal = start()
        journal.holds(ARN, CONNECTOR[1])
        journal.in_state(ARN, CONNECTOR[1])
        journal.hands_over(ARN, "shop/dev/other")
        journal.deleted(ARN)
        journal.end()
        assert not folder.exists()

    def test_git_ignores_it(self, start: Callable[[], Journal], folder: Path) -> None:
        start().intend(*CONNECTOR)
        subprocess.run(["git", "init", "--quiet"], cwd=folder.parent, check=True)
        run = subprocess.run(
            ["git", "status", "--short"], cwd=folder.parent, capture_output=True, text=True, check=True
        )
        assert run.stdout == ""

    @pytest.mark.parametrize("name", ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"])
    def test_lies_beside_the_project_file(self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The engine starts the provider in the folder of the program, which `main` may have put elsewhere."""
        program = tmp_path / "src" / "program"
        program.mkdir(parents=True)
        (tmp_path / name).touch()
        monkeypatch.chdir(program)
        Journal().intend(*CONNECTOR)
        assert (tmp_path / FOLDER / "creates.sqlite3").is_file()

    @pytest.mark.parametrize("broken", ["a file in its place", "not a database", "half a database"])
    def test_that_cannot_be_used_is_told_once_and_done_without(
        self, broken: str, start: Callable[[], Journal], folder: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        if broken == "a file in its place":
            folder.touch()
        elif broken == "not a database":
            folder.mkdir()
            (folder / "creates.sqlite3").write_text("this is not a database\n" * 100)
        else:
            for number in range(60):
                start().intend("VoiceConnector", f"shop/dev/{number}", *CONNECTOR[2:])
            file = folder / "creates.sqlite3"
            file.write_bytes(file.read_bytes()[:5000])
        journal = start()
        made(journal, ARN)
        made(journal, SETTING)
        assert journal.taken(ARN, "shop/dev/other")
        assert journal.hands_over(ARN, "shop/dev/other")
        assert journal.age(ARN) is None
        journal.end()
        assert capfd.readouterr().err.count("warning: .chime-sdk-pulumi in the project's folder cannot be used") == 1

    def test_without_sqlite(
        self, start: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Python can be built without it."""
        monkeypatch.setitem(sys.modules, "sqlite3", None)
        made(start(), ARN)
        assert "cannot be used (import of sqlite3 halted" in capfd.readouterr().err

    def test_that_another_process_never_lets_go_of(
        self,
        start: Callable[[], Journal],
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(_journal, "SECONDS_FOR_A_LOCK", 0.1)
        start().intend(*CONNECTOR)
        with closing(sqlite3.connect(folder / "creates.sqlite3")) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert start().intend(*CONNECTOR).age is None
        assert "database is locked" in capfd.readouterr().err


PROCESS = """
import sys
from pathlib import Path
from chime_sdk_pulumi.providers._journal import Journal

journal = Journal(Path(sys.argv[1]))
for number in range(8):
    attempt = journal.intend("VoiceConnector", f"shop/{sys.argv[2]}/{number}", "us-east-1", "111122223333")
    journal.created(attempt, f"{sys.argv[2]}-{number}")
    journal.answered(attempt)
journal.end()
"""


def test_many_processes_at_once(folder: Path) -> None:
    """Two stacks of a project, and explicit providers, each of which has a process of its own."""
    processes = [
        subprocess.Popen([sys.executable, "-c", PROCESS, str(folder), f"stack-{number}"], stderr=subprocess.PIPE)
        for number in range(4)
    ]
    for process in processes:
        assert process.communicate(timeout=60)[1] == b""
    expected = {(f"shop/stack-{n}/{m}", f"stack-{n}-{m}", 1) for n in range(4) for m in range(8)}
    assert set(rows(folder)) == expected
