"""The index on disk: sealed builds that never change, and one pointer to the current build.

    index/
      current                 name of the current build, sealed
      build-<time>-<random>/  manifest.json (sealed: file digests, count, encoder, material), passages.jsonl,
                              names.json, vectors.npy, pages.npy, asked.json, asked.npy and nameless.npy (questions asked before),
                              words/ and pages/ (BM25), chroma/ (the vector store)
      library.sqlite          the user's documents and every vector computed
      lock                    held while building

A build is made in a folder of another name and renamed when it is whole, so a reader sees the old build or the
new one, whatever was killed. Every file is checked against the manifest before it is used, and the manifest
against our own seal: a damaged build is made again, one that somebody else made is not opened.
"""

import importlib.util
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from assistant.search.chroma_store import write_collection
from assistant.search.encoders import Encoder, Vectors, short_name, unit
from assistant.search.lexical import WordIndex
from assistant.search.memory import Memory, Remembered
from assistant.search.names import Name
from assistant.search.passages import Passage, as_json, carried, from_json
from assistant.search.seal import file_digest, sealed, settle, unsealed, write_whole
from twin.errors import InputError, RunError

FORMAT = 8
"""Raised when the layout of a build changes; older builds are then made again."""

KEPT = 2
"""Builds kept: the current one and the one that another process may still be reading."""

_NAME = re.compile(r"build-[0-9]{14}-[0-9a-f]{8}")
_OURS = {
    "current",
    "lock",
    "seal.key",
    *(f"library.sqlite{tail}" for tail in ("", "-wal", "-shm", "-journal")),
}


class Damaged(Exception):
    """A build cannot be used; the text says why."""


@dataclass(frozen=True)
class Content:
    """What goes into a build: row n of `vectors` belongs to `passages[n]`, row n of `called` to `page_sources(passages)[n]`."""

    passages: tuple[Passage, ...]
    vectors: Vectors
    names: tuple[Name, ...]
    called: Vectors
    """One vector a page: of what people call its subject."""
    memory: Memory
    """Questions asked before, and the passages that answer them."""


@dataclass(frozen=True)
class Index:
    """One build, loaded: row n of `words` belongs to `passages[n]`, row n of `pages` to `page_sources(passages)[n]`."""

    folder: Path
    material: str
    encoder: str
    collection: str
    content: Content
    words: WordIndex
    pages: WordIndex
    chroma: str
    """`ready`, `missing` when the package was not installed at the build, `broken` when it could not load."""


def page_sources(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Sources that are pages or documents, in order; a fact is no page."""
    return tuple(dict.fromkeys(passage.source for passage in passages if passage.kind != "fact"))


def page_words(passages: Sequence[Passage]) -> WordIndex:
    """Word index of whole pages, in the order of `page_sources`."""
    texts: dict[str, list[str]] = {source: [] for source in page_sources(passages)}
    for passage in passages:
        if passage.source in texts:
            texts[passage.source].append(f"{carried(passage)} {passage.hints}")
    return WordIndex.build([" ".join(parts) for parts in texts.values()])


def page_vectors(passages: Sequence[Passage], vectors: Vectors, called: Mapping[str, Vectors]) -> Vectors:
    """One vector a page, in the order of `page_sources`: the one given, else the mean of its passages' vectors."""
    members: dict[str, list[int]] = {source: [] for source in page_sources(passages)}
    for row, passage in enumerate(passages):
        if passage.source in members:
            members[passage.source].append(row)
    rows = [called.get(source, vectors[own].mean(0)) for source, own in members.items()]
    return unit(np.stack(rows)) if rows else np.zeros((0, vectors.shape[1]), np.float32)


def lock(folder: Path, wait: float = 600) -> FileLock:
    """The lock of an index folder; `build` waits for another process at most `wait` seconds."""
    return FileLock(folder / "lock", timeout=wait)


def prepare(folder: Path) -> None:
    """Make the index folder; raises InputError when it holds files that we did not make."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    foreign = sorted(entry.name for entry in folder.iterdir() if not _known(entry.name))
    if foreign:
        raise InputError(
            f"The index folder {folder} holds '{foreign[0]}', which this program did not make. "
            "Set FRUGAL_TWIN_INDEX to an empty or new folder."
        )


def _known(name: str) -> bool:
    return (
        name in _OURS or bool(_NAME.fullmatch(name)) or name.startswith((".", "draft-", "open-", "damaged-"))
    )


def current(folder: Path, key: bytes) -> str | None:
    """Name of the current build, None before the first; raises Damaged when the pointer is not ours."""
    try:
        name = str(unsealed(key, (folder / "current").read_text("utf-8"))["build"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, OSError) as error:
        raise Damaged(f"its pointer cannot be trusted ({error})") from error
    if not _NAME.fullmatch(name):
        raise Damaged("its pointer names no build")
    return name


def load(folder: Path, name: str, key: bytes) -> Index:
    """The build of that name, every file checked; raises Damaged."""
    build = folder / name
    manifest = checked_manifest(build, key)
    try:
        content = _content(build)
        words = WordIndex.load(build / "words", len(content.passages))
        pages = WordIndex.load(build / "pages", len(page_sources(content.passages)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"it cannot be read ({error})") from error
    pages_held = len(content.called) == len(page_sources(content.passages))
    memory = content.memory
    asked_held = len(memory.held) == len(memory.vectors) == len(memory.nameless)
    if not (len(content.passages) == len(content.vectors) == manifest["count"] and pages_held and asked_held):
        raise Damaged("its parts do not have the same length")
    material, encoder, collection, chroma = (
        str(manifest[field]) for field in ("material", "encoder", "collection", "chroma")
    )
    return Index(build, material, encoder, collection, content, words, pages, chroma)


def _content(build: Path) -> Content:
    rows = (build / "passages.jsonl").read_text("ascii").splitlines()
    names = json.loads((build / "names.json").read_text("ascii"))
    asked = json.loads((build / "asked.json").read_text("ascii"))
    return Content(
        tuple(from_json(json.loads(row)) for row in rows),
        np.load(build / "vectors.npy", allow_pickle=False),
        tuple(Name(str(text), str(source), bool(place)) for text, source, place in names),
        np.load(build / "pages.npy", allow_pickle=False),
        Memory(
            tuple(
                Remembered(str(name), tuple(map(int, own)), tuple(map(str, pages)))
                for name, own, pages in asked
            ),
            np.load(build / "asked.npy", allow_pickle=False),
            np.load(build / "nameless.npy", allow_pickle=False),
        ),
    )


def checked_manifest(build: Path, key: bytes) -> dict[str, Any]:
    """The manifest, once its seal and every file's size and digest hold; raises Damaged."""
    try:
        manifest = unsealed(key, (build / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Damaged(f"its manifest cannot be trusted ({error})") from error
    if manifest.get("format") != FORMAT:
        raise Damaged("it was made by another version")
    found = _digests(build)
    for path, digest in manifest["files"].items():
        if found.pop(path, None) != digest:
            raise Damaged(f"its file {path} is missing or changed")
    if found:
        raise Damaged(f"it holds a file of unknown origin, {min(found)}")
    return manifest


def _digests(build: Path) -> dict[str, str]:
    files = (path for path in sorted(build.rglob("*")) if path.is_file() or path.is_symlink())
    return {
        path.relative_to(build).as_posix(): "link" if path.is_symlink() else file_digest(path)
        for path in files
        if path.name != "manifest.json" or path.parent != build
    }


def write(folder: Path, key: bytes, encoder: Encoder, material: str, content: Content) -> str:
    """Write a whole build and make it current; call it under `locked`. Returns the build's name."""
    _clear_drafts(folder)
    name = f"build-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"
    draft = folder / f"draft-{name}"
    try:
        draft.mkdir(mode=0o700)
        manifest = {
            "format": FORMAT,
            "made_by": "frugal-twin",
            "material": material,
            "encoder": encoder.name,
            "dim": encoder.dim,
            "collection": f"ft-{material[:16]}-{short_name(encoder)}-{encoder.dim}",
            "count": len(content.passages),
        }
        _write_parts(draft, content)
        manifest["chroma"] = _write_chroma(draft / "chroma", str(manifest["collection"]), content)
        manifest["files"] = _digests(draft)
        write_whole(draft / "manifest.json", sealed(key, manifest).encode())
        _settle_all(draft)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise RunError(
            f"The index could not be written to {folder} ({error}). The old index stays."
        ) from error
    os.rename(draft, folder / name)
    settle(folder)
    write_whole(folder / "current", sealed(key, {"build": name}).encode())
    _clear_old(folder, key, name)
    return name


def _write_parts(draft: Path, content: Content) -> None:
    rows = "".join(json.dumps(as_json(passage)) + "\n" for passage in content.passages)
    (draft / "passages.jsonl").write_text(rows, "ascii")
    names = [(name.text, name.source, name.place) for name in content.names]
    (draft / "names.json").write_text(json.dumps(names), "ascii")
    asked = [(one.set, one.rows, one.pages) for one in content.memory.held]
    (draft / "asked.json").write_text(json.dumps(asked), "ascii")
    np.save(draft / "asked.npy", np.asarray(content.memory.vectors, np.float32), allow_pickle=False)
    np.save(draft / "nameless.npy", np.asarray(content.memory.nameless, np.float32), allow_pickle=False)
    np.save(draft / "vectors.npy", np.asarray(content.vectors, np.float32), allow_pickle=False)
    np.save(draft / "pages.npy", np.asarray(content.called, np.float32), allow_pickle=False)
    (draft / "words").mkdir()
    WordIndex.build([carried(passage) for passage in content.passages]).save(draft / "words")
    (draft / "pages").mkdir()
    page_words(content.passages).save(draft / "pages")


def _write_chroma(folder: Path, name: str, content: Content) -> str:
    """`ready`, or why the index answers from its matrix alone."""
    if importlib.util.find_spec("chromadb") is None:
        return "missing"
    try:
        import chromadb  # noqa: F401
    except Exception:  # a library that does not load, a wrong sqlite: the matrix still answers, and says so
        return "broken"
    write_collection(folder, name, content.passages, content.vectors)
    return "ready"


def _settle_all(draft: Path) -> None:
    for path in draft.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        elif path.is_dir():
            settle(path)
    settle(draft)


def _clear_drafts(folder: Path) -> None:
    for draft in folder.glob("draft-*"):
        shutil.rmtree(draft, ignore_errors=True)
    for left in folder.glob(".*.*.*"):
        left.unlink(missing_ok=True)


def _clear_old(folder: Path, key: bytes, name: str) -> None:
    """Delete older builds that carry our seal; what somebody else made is left where it is."""
    older = sorted((path for path in folder.glob("build-*") if path.name != name), reverse=True)
    for path in older[KEPT - 1 :]:
        if carries_our_seal(path, key):
            shutil.rmtree(path, ignore_errors=True)


def carries_our_seal(build: Path, key: bytes) -> bool:
    """True when the manifest is ours, whatever state the other files are in."""
    try:
        unsealed(key, (build / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return True


def locked(folder: Path, wait: float = 600) -> FileLock:
    """Hold the lock of the index folder; raises RunError when another process keeps it too long."""
    held = lock(folder, wait)
    try:
        held.acquire()
    except Timeout:
        raise RunError(
            f"Another process has been building the index in {folder} for over {wait:.0f} s. Wait for it, then try again."
        ) from None
    return held
