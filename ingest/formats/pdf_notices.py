"""What is told of a PDF beside its text: pages that failed, that are pictures, that hide text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.errors import OCR_MISSING
from ingest.formats.page_list import listed
from ingest.formats.pdf_recognition import Recognition
from ingest.records import Text


@dataclass(frozen=True)
class PageReport:
    """The pages, by 1-based index, of which something has to be told."""

    lost: Sequence[int] = ()
    plain: Sequence[int] = ()
    untabled: Sequence[int] = ()
    silent: Sequence[int] = ()
    hiding: Sequence[int] = ()
    recognition: Recognition = field(default_factory=Recognition)


_TOLD: tuple[tuple[Callable[[PageReport], Sequence[int]], Text], ...] = (
    (lambda report: report.lost, Text("Nicht lesbar: Seite {}.", "Could not be read: page {}.")),
    (
        lambda report: report.plain,
        Text(
            "Ohne Überschriften und Tabellen gelesen, verborgener Text ist dabei: Seite {}.",
            "Read without headings and tables, hidden text is in it: page {}.",
        ),
    ),
    (
        lambda report: report.untabled,
        Text(
            "Tabellen konnten nicht gesucht werden, ihr Text steht in Zeilen: Seite {}.",
            "Tables could not be looked for, their text stands in lines: page {}.",
        ),
    ),
    (lambda report: report.silent, Text("Ohne Text, nur Bild: Seite {}.", "Without text, pictures only: page {}.")),
    (
        lambda report: report.hiding,
        Text(
            "Text, den man nicht sieht (unsichtbar, winzig, verdeckt oder neben der Seite), wurde weggelassen: "
            "Seite {}.",
            "Text that cannot be seen (invisible, tiny, covered or off the page) was left out: page {}.",
        ),
    ),
    (
        lambda report: report.recognition.garbled,
        Text(
            "Die Textebene ist unlesbar, der Text vermutlich falsch: Seite {}. Fügen Sie die Datei mit "
            "Texterkennung hinzu.",
            "The text layer is garbled, the text probably wrong: page {}. Add the file with text recognition.",
        ),
    ),
    (
        lambda report: report.recognition.failed,
        Text("Die Texterkennung ist gescheitert: Seite {}.", "Text recognition failed: page {}."),
    ),
)


def notices_of(report: PageReport) -> tuple[Text, ...]:
    """Return what is to be told, in words for users; nothing for what has no pages."""
    told = ((pages_of(report), wording) for pages_of, wording in _TOLD)
    notices = tuple(Text(*(text.format(listed(pages)) for text in wording)) for pages, wording in told if pages)
    return notices + tuple(_of_recognition(report.recognition))


def _of_recognition(recognition: Recognition) -> Iterator[Text]:
    if recognition.missing:
        yield OCR_MISSING
    confidence = recognition.confidence
    if confidence:
        mean = round(sum(confidence.values()) / len(confidence))
        least = min(confidence, key=lambda page: confidence[page])
        pages = listed(list(confidence))
        yield Text(
            f"Mit Texterkennung (OCR) gelesen: Seite {pages}. Sicherheit im Mittel {mean} %, am geringsten auf "
            f"Seite {least} ({confidence[least]:.0f} %). Vergleichen Sie Zitate mit dem Original.",
            f"Read by text recognition (OCR): page {pages}. Confidence {mean} % on average, lowest on page {least} "
            f"({confidence[least]:.0f} %). Compare quotes with the original.",
        )
