"""How one reader sees things: in which language, and with the library as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records import Citation
from assistant.ui.contract import Library
from assistant.ui.wording import Wording
from ingest.records import Language, Source


@dataclass(frozen=True)
class View:
    """Language, texts and present sources: all that rendering needs besides the thing rendered."""

    language: Language
    wording: Wording
    sources: Mapping[str, Source]

    @classmethod
    def of(cls, library: Library, wording: Wording, language: Language) -> "View":
        """Return the view on the library as it is now."""
        return cls(language, wording, {source.id: source for source in library.sources()})

    def is_gone(self, source: Source) -> bool:
        """Return whether a source was removed since it was cited."""
        return source.id not in self.sources

    def title(self, source: Source) -> str:
        """Return the present title of a source, else its file name."""
        now = self.sources.get(source.id, source)
        return now.details.title or now.file_name or self.wording.evidence.untitled.of(self.language)

    def year(self, source: Source) -> str:
        """Return the year of a source or the abbreviation for "no year"."""
        now = self.sources.get(source.id, source)
        return str(now.details.year) if now.details.year else self.wording.evidence.no_year.of(self.language)

    def page_short(self, citation: Citation) -> str:
        """Return the page as one cites it ("S. 12"), by its printed label where there is one; "" without pages."""
        page = citation.page_label or ("" if citation.page is None else str(citation.page))
        return self.wording.evidence.page_short.fill(self.language, page=page) if page else ""

    def reference(self, citation: Citation) -> str:
        """Return the short reference of a citation: title, year, page."""
        place = f"{self.title(citation.source)} ({self.year(citation.source)})"
        page = self.page_short(citation)
        return f"{place}, {page}" if page else place
