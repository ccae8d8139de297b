"""`frugal-twin lab`: the workbench."""

import sys
from pathlib import Path

import click


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where your copy of the notebooks lies.",
)
@click.option("--port", type=click.IntRange(1, 65_535), help="Port on this machine; left out, a free one.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
def lab(folder: Path | None, port: int | None, no_browser: bool) -> None:
    """Open JupyterLab with a copy of the notebooks that is yours to change."""
    from assistant.lab import open_lab

    sys.exit(open_lab(folder.resolve() if folder else None, port, browse=not no_browser))
