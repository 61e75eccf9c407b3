"""What is told of a PDF beside its text: pages that failed, that are pictures, that hide text."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records import Text


@dataclass(frozen=True)
class PageReport:
    """The pages, by 1-based index, of which something has to be told."""

    lost: Sequence[int] = ()
    silent: Sequence[int] = ()
    hiding: Sequence[int] = ()


def notices_of(report: PageReport) -> tuple[Text, ...]:
    """Return what is to be told, in words for users; nothing for what has no pages."""
    told = (
        (report.lost, Text("Nicht lesbar: Seite {}.", "Could not be read: page {}.")),
        (report.silent, Text("Ohne Text, nur Bild: Seite {}.", "Without text, pictures only: page {}.")),
        (
            report.hiding,
            Text(
                "Text, den man nicht sieht (unsichtbar, winzig, verdeckt oder neben der Seite), wurde weggelassen: "
                "Seite {}.",
                "Text that cannot be seen (invisible, tiny, covered or off the page) was left out: page {}.",
            ),
        ),
    )
    return tuple(Text(*(text.format(listed(pages)) for text in wording)) for pages, wording in told if pages)


def listed(pages: Sequence[int]) -> str:
    """Return page numbers with ranges: "1-3, 7"."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][-1] + 1:
            parts[-1].append(page)
        else:
            parts.append([page])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
