"""`python -m assistant.cli` is `frugal-twin`."""

from assistant.cli import main

main()
