"""A small run has the digits that stand in this folder; `scripts/write_golden.py` writes them again."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small_run import FOLDER, written

FILES = written()


@pytest.mark.parametrize("name", FILES)
def test_every_digit_is_the_golden_one(name: str) -> None:
    golden = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert FILES[name].splitlines() == golden, "look at the difference with scripts/write_golden.py"
