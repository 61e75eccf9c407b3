"""How far the reading of one file is, told page by page."""

from collections.abc import Callable

from ingest.records import PageStep

# Told after each page: what is done with the pages, how many are done, and of how many.
TellPages = Callable[[PageStep, int, int], None]


def ignore_pages(step: PageStep, done: int, total: int) -> None:
    """Take no notice."""
