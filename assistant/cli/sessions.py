"""`frugal-twin sessions`: conversations that are kept."""

import json
import sqlite3
from contextlib import closing

import click

from assistant.settings import settings
from twin.errors import InputError

FILE = "sessions.sqlite"


@click.group()
def sessions() -> None:
    """Conversations that are kept: list, export, remove."""


@sessions.command("list")
def list_() -> None:
    """The names of the conversations."""
    for name in _names():
        click.echo(name)


@sessions.command()
@click.argument("name")
def export(name: str) -> None:
    """Print a conversation as JSON."""
    _known(name)
    from assistant.session import Session

    talk = Session(name)
    click.echo(json.dumps(talk.export(), ensure_ascii=False, indent=1))
    talk.close()


@sessions.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget a conversation."""
    _known(name)
    from langgraph.checkpoint.sqlite import SqliteSaver

    with closing(sqlite3.connect(settings().sessions_folder / FILE)) as connection:
        SqliteSaver(connection).delete_thread(name)
    click.echo(f"Removed {name}.")


def _names() -> list[str]:
    file = settings().sessions_folder / FILE
    if not file.exists():
        return []
    with closing(sqlite3.connect(file)) as connection:
        try:
            rows = connection.execute(
                "SELECT DISTINCT thread_id FROM checkpoints ORDER BY thread_id"
            ).fetchall()
        except sqlite3.OperationalError:
            return []  # a file that no conversation has written to yet
    return [str(row[0]) for row in rows]


def _known(name: str) -> None:
    names = _names()
    if name not in names:
        raise InputError(
            f"There is no conversation named {name[:60]!r}. Known: {', '.join(names) or 'none'}."
        )
