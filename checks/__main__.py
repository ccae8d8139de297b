"""Run the checks: `python -m checks` for all of them, `python -m checks locks advisories` for some.

Exit code 0 when there is nothing to mend, 1 otherwise, 2 when a check of that name does not exist.
"""

import sys
from pathlib import Path

from checks import advisories, changelog, code, locks, notebooks, words

ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "locks": locks.problems,
    "advisories": advisories.problems,
    "words": words.problems,
    "code": code.problems,
    "notebooks": notebooks.problems,
    "changelog": changelog.problems,
}


def main(chosen: list[str], root: Path = ROOT) -> int:
    """Run the chosen checks, or all, and print what each found."""
    unknown = [name for name in chosen if name not in CHECKS]
    if unknown:
        print(f"No check is called {', '.join(unknown)}. There are: {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    failed = False
    for name in chosen or CHECKS:
        found = CHECKS[name](root)
        print(f"{name}: {'nothing to mend' if not found else f'{len(found)} to mend'}")
        for line in found:
            print(f"  {line}")
        failed = failed or bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
