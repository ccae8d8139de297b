"""The command line: `frugal-twin COMMAND`. Commands are imported when they are used, so that `--help` is quick.

Exit codes: 0 answered (also when it asks back, declines or helps), 1 failed or does not verify, 2 the words of the
command or a file are wrong. An error is one clear line on standard error.
"""

import importlib
import importlib.util
import os
import sys
from typing import ClassVar

import click

from twin.errors import FrugalTwinError, InputError

# Command: where it lives and what it does. A command whose module is not installed is not offered.
COMMANDS: dict[str, tuple[str, str]] = {
    "ask": ("assistant.cli.ask:ask", "Ask one question; with --session the conversation goes on."),
    "chat": ("assistant.cli.chat:chat", "Talk with the twin in the terminal."),
    "lab": ("assistant.cli.lab:lab", "Open the workbench in JupyterLab."),
    "cases": ("assistant.cli.cases:cases", "The case library."),
    "claims": (
        "assistant.cli.claims:claims",
        "The claims ledger: what the article says and what the twin gives.",
    ),
    "new": ("assistant.cli.new:new", "A network of one's own."),
    "run": ("assistant.cli.simulate:run_command", "Run one scenario, without the assistant."),
    "compare": ("assistant.cli.simulate:compare_command", "Compare scenarios, without the assistant."),
    "sweep": ("assistant.cli.sweep:sweep", "Vary one thing over a range."),
    "optimise": ("assistant.cli.optimise:optimise", "Search for the best design."),
    "report": ("assistant.cli.report:report", "Build, verify and compare reports."),
    "index": ("assistant.cli.index:index", "The corpus: build, add, remove, status."),
    "validate": ("assistant.cli.validate:validate", "The twin against theory."),
    "eval": ("assistant.cli.evals:evals", "The question sets: plan, retrieval; the number checker."),
    "bench": ("assistant.cli.bench:bench", "Measure the speed."),
    "live": ("assistant.cli.live:live", "The live twin."),
    "store": ("assistant.cli.store:store", "Results that are kept."),
    "sessions": ("assistant.cli.sessions:sessions", "Conversations that are kept: list, export, remove."),
    "doctor": ("assistant.cli.doctor:doctor", "Check this installation."),
    "mcp": ("assistant.cli.mcp:mcp", "Offer the tools to other clients (Model Context Protocol)."),
    "schema": ("assistant.cli.schema:schema", "JSON schemas of networks, edits and plans."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    commands_table: ClassVar[dict[str, tuple[str, str]]] = COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands whose modules are there, in the table's order."""
        return [name for name in self.commands_table if _there(self.commands_table[name][0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None when there is no such command."""
        if cmd_name not in self.commands_table or not _there(self.commands_table[cmd_name][0]):
            return None
        module, _, attribute = self.commands_table[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; the nearest names when there is none."""
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            from rapidfuzz import process

            near = [
                name
                for name, _, _ in process.extract(args[0], self.list_commands(ctx), limit=3, score_cutoff=60)
            ]
            hint = f" Did you mean {', '.join(near)}?" if near else " See frugal-twin --help."
            raise click.UsageError(f"There is no command {args[0][:60]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.commands_table[name][1]) for name in self.list_commands(ctx)])


def _there(path: str) -> bool:
    try:
        return importlib.util.find_spec(path.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="frugal-twin", message="%(version)s")
def group() -> None:
    """Should making it be scaled up (one large plant) or scaled out (micro-factories near customers)?

    Start with: frugal-twin ask "Compare one big plant with ten micro-factories for the Ulive in France"
    """


def main(arguments: list[str] | None = None) -> None:
    """Entry point of `frugal-twin`; ends the process with the exit code of the command."""
    try:
        code = group.main(args=arguments, prog_name="frugal-twin", standalone_mode=False)
    except click.UsageError as error:
        _fail(f"{error.format_message()}", 2)
    except click.exceptions.Abort:
        _fail("Stopped.", 1)
    except click.ClickException as error:
        _fail(error.format_message(), 2)
    except FrugalTwinError as error:
        _fail(str(error), 2 if isinstance(error, InputError) else 1)
    except KeyboardInterrupt:
        _fail("Stopped.", 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # nothing that was raised on purpose: say so in a line, and how to see more
        if os.environ.get("FRUGAL_TWIN_DEBUG"):
            raise
        _fail(
            f"This is a fault of the program: {type(error).__name__}: {error}. FRUGAL_TWIN_DEBUG=1 shows where.",
            1,
        )
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    click.echo(" ".join(message.split()), err=True)
    sys.exit(code)
