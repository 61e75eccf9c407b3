"""The work plan in words: what is read out instead of the picture."""

from assistant.export.words import month_in_words, word
from assistant.studio.records import Gantt
from ingest.records import Language

_LONGEST = 2000  # characters: listening to more takes over two minutes


def gantt_in_words(gantt: Gantt, language: Language) -> str:
    """Return the bars of a chart with their months, on one line; what is too long ends in "…" after a whole bar."""
    bars = "; ".join(
        word("picture_bar", language).format(
            title=bar.title, start=month_in_words(bar.start, language), end=month_in_words(bar.end, language)
        )
        for bar in gantt.bars
    )
    text = " ".join(word("picture_text", language).format(bars=bars).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(';')[0] or text[:_LONGEST]} …"
