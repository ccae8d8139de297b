"""An answer in the terminal as it comes: what is understood, the tools that are called, words, and what is left."""

import sys
from dataclasses import dataclass, field

import click

from assistant.answer import Answer


@dataclass
class Telling:
    """What was printed of an answer so far. `aside`: standard output is for the JSON alone."""

    aside: bool = False
    said: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """The plan restated, or what leaves the machine: at once."""
        self.said.append(line)
        click.echo(line + "\n", err=self.aside)
        sys.stdout.flush()

    def step(self, text: str) -> None:
        """What a language model is doing."""
        click.echo(f"... {text}", err=True)

    def words(self, line: str) -> None:
        """A line of a language model's answer, which was checked."""
        if not self.aside:
            self.lines.append(line)
            click.echo(line)
            sys.stdout.flush()

    def finish(self, answer: Answer, tokens: str) -> None:
        """What was not printed yet, the figure, the report, and on standard error what it took."""
        body = answer.answer
        for line in self.said:
            body = body.replace(line, "", 1).lstrip()
        shown = "\n".join(self.lines).strip()
        rest = body.strip().removeprefix(shown) if shown else body
        if rest.strip():
            click.echo(rest)
        if answer.figures:
            click.echo(f"\nFigure: {', '.join(answer.figures)}")
        if answer.report:
            click.echo(f"\nReport: {answer.report}")
        click.echo(f"\n({answer.model}, {answer.seconds:.1f} s{tokens})", err=True)
