"""Faults of the index on disk: damage, strangers, killed builds. Always the old index, the new one, or a rebuild."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.retrieve import Retriever
from assistant.search.index import library, look, open_index
from assistant.settings import Settings, settings
from tests.unit.built_index import QUESTION, built_at, copy_of, ids
from tests.unit.word_encoder import WordEncoder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from built_at(tmp_path_factory.mktemp("home"))


def build_of(chosen: Settings) -> Path:
    name = json.loads((chosen.index_folder / "current").read_text())["build"]
    return chosen.index_folder / str(name)


@pytest.mark.parametrize(
    "part",
    [
        "vectors.npy",
        "passages.jsonl",
        "names.json",
        "words/data.csc.index.npy",
        "chroma/chroma.sqlite3",
        "manifest.json",
    ],
)
@pytest.mark.parametrize("fault", ["garbage", "cut", "gone"])
def test_a_damaged_file_is_noticed_and_the_index_built_again(
    built: Retriever, tmp_path: Path, part: str, fault: str
) -> None:
    chosen = copy_of(built, tmp_path / "index")
    spoil(build_of(chosen) / part, fault)
    assert str(look(chosen, WordEncoder())["state"]).startswith("damaged")
    opened = open_index(chosen, WordEncoder())
    assert "was not used" in opened.notice
    assert "built again" in opened.notice
    again = Retriever(opened, chosen, WordEncoder())
    assert ids(again, QUESTION) == ids(built, QUESTION)


def spoil(path: Path, fault: str) -> None:
    content = path.read_bytes()
    if fault == "gone":
        path.unlink()
    elif fault == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        middle = len(content) // 2
        path.write_bytes(content[:middle] + b"\xff\x00garbage" + content[middle + 9 :])


def test_a_build_that_somebody_else_made_is_not_opened(
    built: Retriever, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = copy_of(built, tmp_path / "index")
    foreign = build_of(chosen).name
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(tmp_path / "other-user"))
    opened = open_index(chosen, WordEncoder())
    assert "not ours" in opened.notice
    assert opened.index.folder.name != foreign


def test_a_planted_file_in_a_build_is_noticed(built: Retriever, tmp_path: Path) -> None:
    chosen = copy_of(built, tmp_path / "index")
    (build_of(chosen) / "chroma" / "index_metadata.pickle").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    assert "unknown origin" in open_index(chosen, WordEncoder()).notice


def test_a_damaged_library_is_set_aside_and_said(built: Retriever, tmp_path: Path) -> None:
    chosen = copy_of(built, tmp_path / "index")
    (chosen.index_folder / "library.sqlite").write_bytes(b"not a database, not at all" * 100)
    shelf, notice = library(chosen)
    assert "set aside as damaged-1-library.sqlite" in notice
    assert shelf.listing() == ()
    assert (chosen.index_folder / "damaged-1-library.sqlite").exists()


def test_another_encoder_says_so_and_is_never_mixed(built: Retriever, tmp_path: Path) -> None:
    chosen = copy_of(built, tmp_path / "index")
    opened = open_index(chosen, WordEncoder("words-2"))
    assert "encoder has changed from words-1 to words-2" in opened.notice
    assert "words-2" in opened.index.collection


BUILDER = """
import sys
sys.path[:0] = sys.argv[2:]
from assistant.search.index import build_index
from assistant.settings import settings
from word_encoder import WordEncoder
print("ready", flush=True)
build_index(settings({}), WordEncoder(sys.argv[1]))
print("done", flush=True)
"""

_ROOT = Path(__file__).parents[2]
PLACES = (str(_ROOT), str(_ROOT / "tests" / "unit"))

KILLS = int(os.environ.get("INDEX_KILLS", "3"))


def builder(name: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", BUILDER, name, *PLACES],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_index_or_the_new_one(
    built: Retriever, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    copy_of(built, home / "index")
    (home / "seal.key").write_bytes((built.settings.index_folder.parent / "seal.key").read_bytes())
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(home))
    chosen, answer = settings({}, store="numpy"), ids(built, QUESTION)
    chance, begun = random.Random(7), time.monotonic()
    first = builder("words-1")
    assert first.wait(120) == 0
    whole = time.monotonic() - begun
    for kill in range(KILLS):
        child = builder("words-1")
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, whole))
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        state = look(chosen, WordEncoder("words-1"))
        assert state["state"] == "current", f"kill {kill}: {state}"
        opened = open_index(chosen, WordEncoder("words-1"))
        assert opened.notice == ""
        assert ids(Retriever(opened, chosen, WordEncoder("words-1")), QUESTION) == answer
    assert builder("words-1").wait(120) == 0
    left = [
        entry.name for entry in chosen.index_folder.iterdir() if entry.name.startswith(("draft-", "open-"))
    ]
    assert left == []


def test_two_first_builds_at_once_give_one_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(tmp_path))
    code = BUILDER.replace("build_index(settings({}), W", "open_index(settings({}), W").replace(
        "build_index", "open_index"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, "words-1", *PLACES], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [child.wait(120) for child in both] == [0, 0]
    builds = [entry.name for entry in (tmp_path / "index").iterdir() if entry.name.startswith("build-")]
    assert len(builds) == 1
