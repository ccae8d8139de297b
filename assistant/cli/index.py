"""`frugal-twin index`: build, add, remove, status."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.ingest.documents import Added
    from assistant.search.index import Opened
    from assistant.search.library import Library


@contextmanager
def progress_bar(title: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, shown when the work takes longer than a second."""
    from tqdm import tqdm

    with tqdm(desc=title, unit=unit, delay=1.0, leave=False, dynamic_ncols=True, disable=None) as shown:

        def progress(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield progress


@click.group("index")
def index() -> None:
    """The material that answers may quote: the corpus and your own documents."""


@index.command()
@click.option(
    "--encoder", help="use, quality, or PROVIDER:MODEL of LangChain; default FRUGAL_TWIN_ENCODER or use."
)
def build(encoder: str | None) -> None:
    """Build the index anew from the corpus and the documents added so far."""
    from assistant.search.encoders import encoder_for
    from assistant.search.index import build_index
    from assistant.settings import settings

    chosen = settings(encoder=encoder)
    with progress_bar("Encoding", "passage") as progress:
        _tell(build_index(chosen, encoder_for(chosen.encoder), progress))


@index.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def add(paths: tuple[Path, ...]) -> None:
    """Add Markdown, text, HTML, PDF or Word files, or folders of them; unchanged files are left as they are."""
    from assistant.ingest.documents import add_documents
    from assistant.search.encoders import encoder_for
    from assistant.search.index import library, open_index
    from assistant.search.store import prepare
    from assistant.settings import settings

    chosen = settings()
    prepare(chosen.index_folder)
    shelf, notice = library(chosen)
    if notice:
        click.echo(notice, err=True)
    refused = 0
    for path in paths:
        with progress_bar("Reading", "file") as progress:
            found = add_documents(path, shelf, progress=progress)
        _report(found)
        refused += len(found.refused)
    with progress_bar("Encoding", "passage") as progress:
        _tell(open_index(chosen, encoder_for(chosen.encoder), progress), quiet=True)
    if refused:
        raise click.exceptions.Exit(2)


def _report(found: "Added") -> None:
    for name in found.added:
        click.echo(f"added {name}")
    if found.unchanged:
        click.echo(f"{len(found.unchanged)} unchanged")
    for line in found.refused:
        click.echo(f"Error: {line}", err=True)


@index.command()
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Remove documents by name, as `index status` lists them."""
    from assistant.ingest.documents import remove_document
    from assistant.search.encoders import encoder_for
    from assistant.search.index import library, open_index
    from assistant.search.store import prepare
    from assistant.settings import settings

    chosen = settings()
    prepare(chosen.index_folder)
    shelf, _ = library(chosen)
    for name in names:
        remove_document(name, shelf)
        click.echo(f"removed {name}")
    _tell(open_index(chosen, encoder_for(chosen.encoder)), quiet=True)


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """What is in the index, whether it fits the material, and which documents were added."""
    from assistant.search.encoders import encoder_for
    from assistant.search.index import library, look
    from assistant.settings import settings

    chosen = settings()
    seen = look(chosen, encoder_for(chosen.encoder))
    documents = _documents(library(chosen)[0]) if chosen.index_folder.is_dir() else []
    if as_json:
        click.echo(json.dumps({**seen, "documents": documents}, indent=1))
        return
    click.echo(f"folder    {chosen.index_folder}")
    click.echo(f"state     {seen['state']}")
    if seen["passages"]:
        click.echo(
            f"passages  {seen['passages']}, encoder {seen['encoder']}, collection {seen['collection']}, Chroma {seen['chroma']}"
        )
    for document in documents:
        click.echo(f"document  {document['name']} ({document['passages']} passages)")


def _documents(shelf: "Library") -> list[dict[str, object]]:
    return [
        {"name": entry.name, "path": entry.path, "passages": len(entry.passages)}
        for entry in shelf.documents()
    ]


def _tell(opened: "Opened", quiet: bool = False) -> None:
    if opened.notice and not quiet:
        click.echo(opened.notice, err=True)
    found = opened.index
    documents = {passage.source for passage in found.content.passages if passage.kind == "document"}
    click.echo(
        f"{len(found.content.passages)} passages, {len(documents)} documents, encoder {found.encoder}, Chroma {found.chroma}"
    )
