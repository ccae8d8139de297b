"""A built index for tests: the corpus, hashed words instead of a model."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.retrieve import Retriever
from assistant.search.encoders import Encoder
from assistant.search.index import open_index
from assistant.settings import Settings, settings
from tests.unit.word_encoder import WordEncoder

QUESTION = "Which case supports the claim of 40 percent lower capital spending?"


def built_at(home: Path, encoder: Encoder | None = None) -> Iterator[Retriever]:
    """A retriever on Chroma in a home of its own; the home stays set while the fixture lives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRUGAL_TWIN_HOME", str(home))
        chosen, encoder = settings({}, store="chroma"), encoder or WordEncoder()
        found = Retriever(open_index(chosen, encoder), chosen, encoder)
        yield found
        found.close()


def copy_of(built: Retriever, folder: Path) -> Settings:
    """An own copy of the built index, to change or damage."""
    shutil.copytree(built.settings.index_folder, folder, ignore=shutil.ignore_patterns("open-*", "lock"))
    return settings({}, index_folder=folder, store="numpy")


def ids(found: Retriever, question: str, k: int = 10) -> list[str]:
    """Ids of the passages found."""
    return [hit.passage.id for hit in found.search(question, k)]
