"""Opening the index: the current build when it fits the material, a new one when anything has changed."""

import hashlib
import importlib.util
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.search.encoders import Encoder, of_questions
from assistant.search.library import Library, LibraryDamaged
from assistant.search.material import corpus_digest, corpus_names, corpus_passages
from assistant.search.memory import Memory, remembered
from assistant.search.names import Name, nameless
from assistant.search.passages import calling, meaning, numbered
from assistant.search.questions import load_remembered
from assistant.search.ranking import name_finder
from assistant.search.seal import seal_key
from assistant.search.store import (
    FORMAT,
    Content,
    Damaged,
    Index,
    current,
    load,
    locked,
    page_vectors,
    prepare,
    write,
)
from assistant.search.weights import remembers
from assistant.settings import Settings
from twin.paths import data_home

Progress = Callable[[int, int], None]
"""Called with how many passages are encoded and how many there are."""


@dataclass(frozen=True)
class Opened:
    """An index and what the reader should know about how it was opened; an empty notice means nothing."""

    index: Index
    notice: str


def open_index(settings: Settings, encoder: Encoder, progress: Progress | None = None) -> Opened:
    """The index that fits the material, built first when there is none, or when it is old or damaged.

    Raises InputError for a folder that holds other things, RunError when the build fails.
    """
    folder, key = settings.index_folder, seal_key(data_home())
    prepare(folder)
    shelf, about_library = library(settings)
    found, notice = _usable(folder, key)
    if found and _fits(found, shelf, encoder):
        return Opened(found, about_library)
    notices = (about_library, notice, _reason(found, encoder))
    return _build(settings, encoder, progress, notices, force=False)


def build_index(settings: Settings, encoder: Encoder, progress: Progress | None = None) -> Opened:
    """A new build, whatever the old one looks like; vectors already computed are used again."""
    prepare(settings.index_folder)
    return _build(settings, encoder, progress, (), force=True)


def look(settings: Settings, encoder: Encoder) -> dict[str, object]:
    """The state of the index without building: `current`, `old`, `damaged: ...` or `not built`, and what it holds."""
    told: dict[str, object] = {"folder": str(settings.index_folder), "state": "not built", "passages": 0}
    if not settings.index_folder.is_dir():
        return told
    key = seal_key(data_home())
    try:
        name = current(settings.index_folder, key)
        if name is None:
            return told
        found = load(settings.index_folder, name, key)
    except Damaged as error:
        return {**told, "state": f"damaged: {error}; the next use builds it again"}
    fits = _fits(found, library(settings)[0], encoder)
    return {
        **told,
        "state": "current" if fits else "old: the next use builds it again",
        "passages": len(found.content.passages),
        "encoder": found.encoder,
        "collection": found.collection,
        "chroma": found.chroma,
    }


def library(settings: Settings, thorough: bool = False) -> tuple[Library, str]:
    """The library and a notice; a damaged one is set aside and a new one begun. `thorough` reads it whole."""
    file, key = settings.index_folder / "library.sqlite", seal_key(data_home())
    try:
        shelf = Library(file, key)
        shelf.listing()
        if thorough:
            shelf.check()
    except LibraryDamaged:
        aside = _aside(file)
        return Library(
            file, key
        ), f"The library was damaged and set aside as {aside}: add your documents again."
    return shelf, ""


def _aside(file: Path) -> str:
    number = next(n for n in range(1, 10_000) if not file.with_name(f"damaged-{n}-{file.name}").exists())
    for tail in ("", "-wal", "-shm"):
        part = file.with_name(file.name + tail)
        if part.exists():
            os.replace(part, file.with_name(f"damaged-{number}-{file.name}{tail}"))
    return f"damaged-{number}-{file.name}"


def _usable(folder: Path, key: bytes) -> tuple[Index | None, str]:
    """The current build and a notice when it had to be given up."""
    for last in (False, True):
        try:
            name = current(folder, key)
            return (load(folder, name, key), "") if name else (None, "")
        except Damaged as error:
            if last:
                return None, f"The index was not used: {error}. It was built again from the material."
    return None, ""


def material(shelf: Library, encoder: Encoder) -> str:
    """Digest of everything that a build depends on: layout, corpus, encoder, documents."""
    parts = (FORMAT, corpus_digest(), encoder.name, shelf.listing())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _fits(index: Index, shelf: Library, encoder: Encoder) -> bool:
    if index.chroma == "missing" and importlib.util.find_spec("chromadb") is not None:
        return False
    return index.material == material(shelf, encoder)


def _reason(found: Index | None, encoder: Encoder) -> str:
    if found is None:
        return ""
    if found.encoder != encoder.name:
        return f"The encoder has changed from {found.encoder} to {encoder.name}: the index was built again."
    return "The material has changed: the index was built again."


def _build(
    settings: Settings, encoder: Encoder, progress: Progress | None, notices: tuple[str, ...], force: bool
) -> Opened:
    folder, key = settings.index_folder, seal_key(data_home())
    held = locked(folder)
    try:
        shelf, about_library = library(settings, thorough=True)
        found = None if force else _usable(folder, key)[0]
        if not (
            found and _fits(found, shelf, encoder)
        ):  # else another process built it while this one waited
            wanted = material(shelf, encoder)
            content = _content(shelf, encoder, progress)
            found = load(folder, write(folder, key, encoder, wanted, content), key)
        return Opened(found, " ".join(filter(None, (*notices, about_library, _lost(shelf)))))
    finally:
        held.release()


def _lost(shelf: Library) -> str:
    return (
        f"Documents damaged in the library, add them again: {', '.join(shelf.damaged)}."
        if shelf.damaged
        else ""
    )


def _content(shelf: Library, encoder: Encoder, progress: Progress | None) -> Content:
    from twin.corpus import load_pages
    from twin.facts import load_facts

    pages, documents = load_pages(), shelf.documents()
    own = (passage for document in documents for passage in document.passages)
    passages = numbered((*corpus_passages(pages, load_facts().values()), *own))
    said = {
        passage.source: calling(passage) for passage in passages if passage.hints and passage.kind == "prose"
    }
    asked = list(load_remembered()) if remembers(encoder.name) else []
    names = (
        *corpus_names(pages),
        *(Name(Path(document.name).stem, f"doc:{document.name}") for document in documents),
    )
    finder = name_finder(names, passages)
    asking = [question.question for question in asked]
    mentions = [finder.find(text) for text in asking]
    bare = [nameless(text, named) for text, named in zip(asking, mentions, strict=True)]
    asked = [
        question
        if question.about
        else replace(question, about=tuple(dict.fromkeys(one.name.source for one in named)))
        for question, named in zip(asked, mentions, strict=True)
    ]
    told, questions = [*map(meaning, passages), *said.values()], [*asking, *bare]
    vectors = shelf.vectors(told, encoder, _part(progress, 0, len(told) + len(questions)))
    of_asked = shelf.vectors(
        questions, of_questions(encoder), _part(progress, len(told), len(told) + len(questions))
    )
    shelf.forget_vectors([*told, *questions])
    own_vectors, others = vectors[: len(passages)], vectors[len(passages) :]
    called = page_vectors(passages, own_vectors, dict(zip(said, others, strict=True)))
    memory = Memory(remembered(asked, passages), of_asked[: len(asked)], of_asked[len(asked) :])
    return Content(passages, own_vectors, names, called, memory)


def _part(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Progress of one part of the texts, told as progress of all of them."""
    return None if progress is None else lambda done, _: progress(before + done, total)
