"""The pictures of a draft, whatever they show: drawn, in words to be read out instead, and as a table."""

from assistant.export.charts import chart_png, figure_in_words
from assistant.export.gantt import gantt_png
from assistant.export.words import month_in_words, word
from assistant.studio.records import Chart, Gantt, Picture, Table
from ingest.records import Language

_LONGEST = 2000  # characters: listening to more takes over two minutes


def picture_png(picture: Picture, language: Language) -> bytes:
    """Return a picture as a PNG as wide as the text of A4; raises ValueError for an empty one."""
    return gantt_png(picture, language) if isinstance(picture, Gantt) else chart_png(picture, language)


def picture_in_words(picture: Picture, language: Language) -> str:
    """Return what a picture shows, on one line; what is too long ends in "…" after a whole item."""
    if isinstance(picture, Gantt):
        items = (
            word("picture_bar", language).format(
                title=bar.title, start=month_in_words(bar.start, language), end=month_in_words(bar.end, language)
            )
            for bar in picture.bars
        )
        text = word("picture_text", language).format(bars="; ".join(items))
    else:
        rows = (
            f"{row[0]}: " + ", ".join(f"{name} {cell}" for name, cell in zip(table.head[1:], row[1:], strict=True))
            for table in (chart_table(picture, language),)
            for row in table.rows
        )
        text = word("chart_text", language).format(caption=picture.caption, rows="; ".join(rows))
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(';')[0] or text[:_LONGEST]} …"


def chart_table(chart: Chart, language: Language) -> Table:
    """Return the figures of a chart as a table: a row for each label, a column for each series, "–" for none."""
    rows = tuple(
        (label, *(figure_in_words(one.values[at], language) for one in chart.series))
        for at, label in enumerate(chart.labels)
    )
    numeric = tuple(range(1, len(chart.series) + 1))
    return Table(chart.caption, ("", *(one.name for one in chart.series)), rows, numeric=numeric, kind=chart.kind)
