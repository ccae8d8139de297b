"""Install one lock into this environment, with one line of progress in place of pip's hundreds.

`.venv/bin/python scripts/install.py requirements-core.lock`. What pip said is kept in `install.log` in the
environment's folder; when pip fails its last lines are shown and the exit code is 1. Standard library only,
for it runs before anything is installed; nothing goes to standard output, which belongs to the answer.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

SHOWN_ON_FAILURE = 15
_HANDLED = ("Collecting ", "Processing ", "Requirement already satisfied", "Ignoring ")


class Progress:
    """The line of progress: how many of the lock's packages were fetched, or that they are put in place."""

    def __init__(self, total: int) -> None:
        self.total, self.fetched, self.installing = total, 0, False
        self.started = time.monotonic()
        self.done = threading.Event()

    def line(self) -> str:
        """What to show now."""
        what = (
            "putting them in place" if self.installing else f"{self.fetched} of {self.total} packages fetched"
        )
        return f"  {what}, {time.monotonic() - self.started:.0f} s"

    def show(self) -> None:
        """Rewrite the line twice a second until done; on anything but a terminal show nothing."""
        while sys.stderr.isatty() and not self.done.wait(0.5):
            print(f"\r{self.line():60}", end="", file=sys.stderr, flush=True)

    def read(self, said: str) -> None:
        """Learn from one line of pip's."""
        self.fetched += said.startswith(_HANDLED)
        self.installing = self.installing or said.startswith("Installing collected packages")


def install(lock: Path, log: Path) -> bool:
    """Run pip on the lock; True when it went well."""
    total = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    progress = Progress(total)
    shower = threading.Thread(target=progress.show, daemon=True)
    options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
    with log.open("w", encoding="utf-8") as record:
        pip = subprocess.Popen(
            [sys.executable, "-m", "pip", "install", *options, "-r", str(lock)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        )
        shower.start()
        for said in pip.stdout or ():
            record.write(said)
            progress.read(said)
    progress.done.set()
    shower.join()
    well = pip.wait() == 0
    end = f"{total} packages in {time.monotonic() - progress.started:.0f} s" if well else "pip failed"
    start = "\r" if sys.stderr.isatty() else ""
    print(f"{start}{f'  {end}':60}".rstrip(), file=sys.stderr)
    return well


def main(words: list[str]) -> int:
    """Install the lock that the one word names."""
    if len(words) != 1 or not Path(words[0]).is_file():
        print("Name one lock: scripts/install.py requirements-core.lock", file=sys.stderr)
        return 2
    log = Path(sys.prefix) / "install.log"
    if install(Path(words[0]), log):
        return 0
    last = log.read_text(encoding="utf-8").splitlines()[-SHOWN_ON_FAILURE:]
    print("\n".join(f"    {line[:200]}" for line in last), file=sys.stderr)
    print(
        f"All that pip said is in {log}. Nothing is half-done: run the same command again.", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
