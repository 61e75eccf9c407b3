"""The sources of a draft in words: footnotes and the list of sources, in German and English."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.export.words import word
from assistant.studio.marks import split_marks
from assistant.studio.records import Draft, Paragraph, Quote
from ingest.records import Language, SourceDetails

_MOST_AUTHORS_OF_A_NOTE = 3
_LONGEST_TITLE_OF_A_NOTE = 90  # characters; titles of funding guidelines run over three lines
_LETTERS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})  # DIN 5007-1: ä sorts as a


@dataclass(frozen=True)
class Entry:
    """A source of a draft. `key` is its id in the library, or its file name where the library never had it."""

    key: str
    details: SourceDetails
    file_name: str

    @property
    def title(self) -> str:
        """Return the title, the file name where it is unknown, "" where both are."""
        return self.details.title or self.file_name


def entries(draft: Draft) -> tuple[Entry, ...]:
    """Return every quoted source once, in the order in which the text first cites them; what no mark names comes last.

    Raises ValueError for a mark without a quote (see `assistant.studio.marks`).
    """
    found: dict[str, Entry] = {}
    for quote in (*_marked(draft), *(quote for section in draft.sections for quote in section.quotes)):
        entry = entry_of(quote)
        found.setdefault(entry.key, entry)
    return tuple(found.values())


def entry_of(quote: Quote) -> Entry:
    """Return the source that a quote is from."""
    return Entry(quote.source_id or quote.file_name or quote.details.title, quote.details, quote.file_name)


def alphabetical(draft: Draft) -> tuple[Entry, ...]:
    """Return every quoted source once, by authors (titles where there are none), then year, ä as a (DIN 5007-1)."""
    return tuple(sorted(entries(draft), key=_place))


def reference(entry: Entry, language: Language, letter: str = "") -> str:
    """Return a source for the list of sources: "Meier, Anna; Huber, Bernd (2018): Titel. Verlag. https://…".

    English has a full stop instead of the colon. What is unknown is left out, an unknown year is "o. J." or "n.d.".
    A letter behind the year tells it from another: "(2018a)", "(o. J.-a)".
    """
    details = entry.details
    title = entry.title or word("no_title", language)
    year = f"({_year(details, language, letter)})"
    if details.authors:
        head = f"{'; '.join(details.authors)} {year}"
        parts = [f"{head}: {title}"] if language == "de" else [head, title]
    else:
        parts = [f"{title} {year}"]
    if details.publisher and details.publisher not in details.authors:
        parts.append(details.publisher)
    text = _own(details, language) + " ".join(_with_stop(part) for part in parts)
    return f"{text} {details.url}" if details.url else text


def footnote(quote: Quote, language: Language) -> str:
    """Return where a quote stands: "Meier/Huber (2018): Titel, S. 12; nach Weber (2015), Kap. 3."

    The printed page label goes before the page number. Sources without pages are cited by the heading.
    """
    entry = entry_of(quote)
    title = _short_title(entry, language)
    year = f"({_year(entry.details, language)})"
    authors = _short_authors(entry.details, language)
    text = _own(entry.details, language) + (f"{authors} {year}: {title}" if authors else f"{title} {year}")
    return _with_stop(text + place(quote, language))


def work(entry: Entry, language: Language, letter: str = "") -> str:
    """Return a source as the text names it: "Meier/Huber 2018", by its title in short form where it has no authors."""
    name = _short_authors(entry.details, language) or _short_title(entry, language)
    return f"{name} {_year(entry.details, language, letter)}"


def place(quote: Quote, language: Language) -> str:
    """Return what follows the source where a quote is cited: ", S. 12; nach Weber (2015)"; "" where none is known."""
    text = ""
    if quote.page_label or quote.page is not None:
        text = ", " + word("at_page", language).format(page=quote.page_label or quote.page)
    elif quote.heading_path:
        text = ", " + word("at_heading", language).format(heading=quote.heading_path[-1])
    return f"{text}; {_after(quote.attribution, language)}" if quote.attribution else text


def family_name(author: str) -> str:
    """Return "Meier" of "Meier, Anna"; a name without a comma stays whole: it may be that of an institution."""
    family, comma, given = author.partition(",")
    return family.strip() if comma and "," not in given else author


def _own(details: SourceDetails, language: Language) -> str:
    """Return what tells the user's own material from literature wherever it is cited."""
    return f"{word('own_material', language)} " if details.kind == "own_material" else ""


def _marked(draft: Draft) -> Iterator[Quote]:
    for section in draft.sections:
        for part in section.parts:
            if isinstance(part, Paragraph) and part.kind == "source":
                yield from (piece for piece in split_marks(part.text, section.quotes) if isinstance(piece, Quote))


def _place(entry: Entry) -> tuple[str, int, str]:
    names = "; ".join(entry.details.authors) or entry.title
    return names.casefold().translate(_LETTERS), entry.details.year or 0, entry.title.casefold()


def _year(details: SourceDetails, language: Language, letter: str = "") -> str:
    if details.year is None:
        return f"{word('no_year', language)}-{letter}" if letter else word("no_year", language)
    return f"{details.year}{letter}"


def _short_authors(details: SourceDetails, language: Language) -> str:
    names = [family_name(author) for author in details.authors]
    if len(names) > _MOST_AUTHORS_OF_A_NOTE:
        return f"{names[0]} {word('others', language)}"
    return "/".join(names)


def _short_title(entry: Entry, language: Language) -> str:
    title = entry.title or word("no_title", language)
    if len(title) <= _LONGEST_TITLE_OF_A_NOTE:
        return title
    whole_words = title[:_LONGEST_TITLE_OF_A_NOTE].rpartition(" ")[0]
    return f"{(whole_words or title[:_LONGEST_TITLE_OF_A_NOTE]).rstrip(' ,;:–-')} …"


def _after(attribution: str, language: Language) -> str:
    if attribution.casefold().startswith(("nach ", "after ")):
        return attribution
    return word("after", language).format(work=attribution)


def _with_stop(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…", "n.d.")) else f"{text}."
