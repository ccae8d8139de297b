"""Prompts are text files in this folder that anyone can edit."""

from importlib.resources import files


def prompt(name: str) -> str:
    """The text of a prompt by its file's name without ending."""
    return files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
