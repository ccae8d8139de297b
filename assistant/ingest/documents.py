"""Adding and removing the user's documents: only changed files are parsed, only new text is encoded."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.child import Part, parts_of
from assistant.ingest.files import Found, content_of, found_files
from assistant.ingest.limits import Limits
from assistant.search.library import Document, Library
from assistant.search.passages import Passage, cut, numbered, slug_of
from twin.errors import InputError


@dataclass(frozen=True)
class Added:
    """What became of the files of one `add`: names, and one line for each file that was refused."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[str, ...]


def add_documents(
    target: Path,
    shelf: Library,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Added:
    """Parse the documents of a file or folder into the library; a refused file leaves the library as it was.

    Each file is kept as soon as it is parsed, so an interruption loses at most one. Raises InputError when the
    path holds nothing that can be read.
    """
    limits = limits or Limits()
    files = found_files(target, limits)
    known = dict(shelf.listing())
    added, unchanged, refused = [], [], []
    for number, found in enumerate(files, start=1):
        try:
            content = content_of(found, limits)
            digest = hashlib.sha256(found.kind.encode() + content).hexdigest()
            if known.get(found.name) == digest:
                unchanged.append(found.name)
            else:
                shelf.put(_document(found, digest, parts_of(content, found.kind, found.name, limits), limits))
                added.append(found.name)
        except InputError as error:
            refused.append(str(error))
        if progress:
            progress(number, len(files))
    return Added(tuple(added), tuple(unchanged), tuple(refused))


def _document(found: Found, digest: str, parts: tuple[Part, ...], limits: Limits) -> Document:
    passages = document_passages(found.name, parts)
    if len(passages) > limits.passages:
        raise InputError(
            f"{found.name}: not added: it makes {len(passages)} passages; {limits.passages} are allowed. Split it."
        )
    return Document(found.name, str(found.path), digest, passages)


def document_passages(name: str, parts: tuple[Part, ...]) -> tuple[Passage, ...]:
    """Passages along headings and pages; the document's name stands as title."""
    made = [
        Passage(
            id=f"doc:{name}#{slug_of(part.heading or f'page {part.page}' if part.page else part.heading or 'text')}-{number}",
            source=f"doc:{name}",
            title=name,
            section=part.heading,
            text=piece,
            kind="document",
            page=part.page,
        )
        for part in parts
        for number, piece in enumerate(cut(part.text), start=1)
    ]
    return numbered(made)


def remove_document(name: str, shelf: Library) -> None:
    """Forget a document; raises InputError with the known names when there is none of that name."""
    if not shelf.remove(name):
        known = ", ".join(entry for entry, _ in shelf.listing()[:10]) or "none"
        raise InputError(f"No document '{name[:80]}' in the index. Documents: {known}.")
