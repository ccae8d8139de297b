"""`frugal-twin mcp`: the tools for other clients."""

import importlib.util

import click

from twin.errors import InputError


@click.command()
def mcp() -> None:
    """Serve the tools over standard input and output (Model Context Protocol), for Claude Desktop, VS Code, Jupyter AI."""
    if importlib.util.find_spec("mcp") is None:
        raise InputError("The protocol's package is not installed. Run: pip install 'frugal-twin[mcp]'.")
    from assistant.mcp_server import server

    server().run()
