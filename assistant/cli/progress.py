"""A progress bar on standard error, for work that takes longer than a moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

SILENT_SECONDS = 0.3


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Gives `progress(done, total)`; nothing shows when the work ends within a moment."""
    with tqdm(
        desc=title, unit="run", delay=SILENT_SECONDS, leave=False, dynamic_ncols=True, disable=None
    ) as shown:

        def progress(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield progress
