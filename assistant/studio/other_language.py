"""A strategy in the other language: what a draft says by itself exists in both.

Each of our texts is replaced by its counterpart, sentence by sentence; quotes stay in the original, word for word.
What a person wrote has no counterpart: it stays too, and an open point at the end of its section names it. A language
model may translate it; then the open point asks to read the translation.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from assistant.studio.facts import GOAL_GROUPS
from assistant.studio.marks import lead_of, split_marks
from assistant.studio.outline import Chapter, Outline, TableName
from assistant.studio.own_words import OwnWords, harmless
from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Part, Picture, Section, Table
from assistant.studio.tables import FILE
from assistant.wording import wordings
from ingest.assemble import split_sentences
from ingest.records import Language

_LONGEST_BEGINNING = 40  # characters of what is still to be translated: enough to find it
_WORD = re.compile(r"[^\W\d_]")
_FIGURE = re.compile(r"\d[\d.,]*")
_OTHER_FIGURE = str.maketrans(",.", ".,")  # 12.500,50 and 12,500.50
_SENTENCE_END = re.compile(r"[.!?…][“”\"»)’‘]?$")
_AT_A_SENTENCE = r"(?:^|(?<=[.!?…]\s)|(?<=[.!?…][“”\"»)’‘]\s))(?:{sentences})(?=\s|$)"
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")  # "{name}" in an escaped pattern


# Returns a person's words in a language, None where it cannot.
Translate = Callable[[str, Language], str | None]


@dataclass(frozen=True)
class Translated:
    """Sections in another language; `untranslated` is what stays as it was: its section's title, and how it begins."""

    sections: tuple[Section, ...]
    untranslated: tuple[tuple[str, str], ...]


def in_language(
    sections: Sequence[Section],
    profile: Profile,
    outline: Outline,
    chapters: Mapping[str, Chapter],
    from_language: Language,
    to_language: Language,
    translate: Translate = lambda text, to_language: None,
) -> Translated:
    """Return the sections in the other language, part by part in their order, all quotes and marks as they are.

    What the profile says in its own words stays as typed and counts as translated. Raises ValueError for a mark
    without a quote (see `assistant.studio.marks`).
    """
    if from_language == to_language:
        return Translated(tuple(sections), ())
    counterparts = _Counterparts(outline, chapters, OwnWords(profile, from_language), OwnWords(profile, to_language))
    done = [_Translation(section, counterparts, translate).section() for section in sections]
    left = [(section.title, beginning) for section, beginnings in done for beginning in beginnings]
    return Translated(tuple(section for section, _ in done), tuple(left))


class _Counterparts:
    """All that a draft can say by itself, `before` in one language and `after` in the other."""

    def __init__(self, outline: Outline, chapters: Mapping[str, Chapter], before: OwnWords, after: OwnWords) -> None:
        self.before, self.after = before, after
        tables = zip(*(words.tables(get_args(TableName)) for words in (before, after)), strict=True)
        self.parts = {part: new for old, other in tables for part, new in zip(old.parts, other.parts, strict=True)}
        self._all = _paired(before.of_any_section(chapters), after.of_any_section(chapters))
        self._own = {one.id: _paired(before.of_section(one), after.of_section(one)) for one in outline.sections}
        for texts in self._own.values():
            self._all |= texts
        longest_first = sorted(filter(_SENTENCE_END.search, self._all), key=len, reverse=True)  # "A. B." before "A."
        self.sentences = re.compile(_AT_A_SENTENCE.format(sentences="|".join(map(re.escape, longest_first))))
        self.groups = {group.of(before.language): group.of(after.language) for group in GOAL_GROUPS.values()}
        raw = {key: text.of(before.language) for key, text in wordings(FILE).items()}
        self._holding = {key: _pattern(text) for key, text in raw.items() if _holds_foreign_words(key)}
        self._notes = [_pattern(before.say(key, passages=raw["passage"])) for key in ("to_translate", "to_check")]

    def of_section(self, name: str) -> Mapping[str, str]:
        """Return the texts that may stand in a section: where two sections differ, its own."""
        return self._all | self._own.get(name, {})

    def of_holding(self, text: str) -> str | None:
        """Return the counterpart of a text around someone else's words, which stay; None where it is no such text."""
        found = ((key, pattern.fullmatch(text)) for key, pattern in self._holding.items())
        return next((self.after.say(key, **match.groupdict()) for key, match in found if match), None)

    def is_note(self, text: str) -> bool:
        """Tell whether it is the open point that names what an earlier translation left as it was."""
        return any(note.fullmatch(text) for note in self._notes)


class _Translation:
    """One section on its way into the other language."""

    def __init__(self, section: Section, counterparts: _Counterparts, translate: Translate) -> None:
        self._section, self._counterparts, self._translate = section, counterparts, translate
        self._texts = counterparts.of_section(section.id)
        self._notes = [one for one in section.parts if isinstance(one, Paragraph) and counterparts.is_note(one.text)]
        self._left: list[str] = []
        self._by_model: list[str] = []

    def section(self) -> tuple[Section, tuple[str, ...]]:
        """Return the section, and the beginnings of what stays as it was, each once."""
        title = self._said(self._section.title)
        parts = [self._part(part) for part in self._section.parts if part not in self._notes]
        left = tuple(dict.fromkeys(self._left))
        for key, beginnings in (("to_translate", left), ("to_check", tuple(dict.fromkeys(self._by_model)))):
            if beginnings:
                say = self._counterparts.after.say
                passages = ", ".join(say("passage", beginning=beginning) for beginning in beginnings)
                parts.append(Paragraph("open", say(key, passages=passages)))
        return replace(self._section, title=title, parts=tuple(parts)), left

    def _part(self, part: Part) -> Part:
        if isinstance(part, Paragraph):
            return replace(part, text=self._proved(part.text) if part.kind == "source" else self._said(part.text))
        return self._counterparts.parts.get(part) or self._from_another_profile(part)

    def _proved(self, text: str) -> str:
        """Return a source's paragraph with its leads in the other language; quotes and marks stay."""
        written = before = ""
        for piece in split_marks(text, self._section.quotes):
            if isinstance(piece, str):
                before = piece
                continue
            mark = str(self._section.quotes.index(piece) + 1)
            lead = lead_of(before, piece)
            if lead == before:  # a mark without its quote before it
                written += f"{self._said(before)} [{mark}]"
            else:
                quote = before[len(lead) :].strip()[1:-1]
                lead = self._said(lead.rstrip())
                written += self._counterparts.after.say("quoted", lead=lead, quote=quote, mark=mark)
            before = ""
        return (written + self._said(before)).strip()

    def _said(self, text: str) -> str:
        """Return a text with all that is ours in the other language: the whole of it, or its sentences."""
        bare = text.strip()
        if not bare:
            return text
        before, _, behind = text.partition(bare)
        said = self._texts.get(_flat(bare)) or self._counterparts.of_holding(bare) or self._sentences(bare)
        return f"{before}{said}{behind}"

    def _sentences(self, text: str) -> str:
        written, done = "", 0
        for match in self._counterparts.sentences.finditer(text):
            written += self._as_it_is(text[done : match.start()]) + self._texts[match[0]]
            done = match.end()
        return written + self._as_it_is(text[done:])

    def _as_it_is(self, text: str) -> str:
        bare = text.strip()
        translated = self._translate(bare, self._counterparts.after.language) if _WORD.search(bare) else None
        if translated:
            self._by_model.append(_beginning(translated))
            before, _, behind = text.partition(bare)
            return f"{before}{translated}{behind}"
        for start, end in split_sentences(text):
            if _WORD.search(text, start, end):
                self._leave(text[start:end])
        return text

    def _leave(self, text: str, shown: str = "") -> None:
        """Note that a text stays as it is, unless a note says that it is in the other language already."""
        passage = self._counterparts.before.say("passage", beginning=_beginning(text))
        if not any(passage in note.text for note in self._notes):
            self._left.append(_beginning(shown or text))

    def _from_another_profile(self, part: Table | Picture) -> Table | Picture:
        """Return a table or picture that the profile gives no more: its figures in the other format, words may stay."""
        caption = self._texts.get(part.caption, part.caption)
        if not isinstance(part, Table):
            self._leave(part.caption, shown=caption)
            return replace(part, caption=caption)
        groups = self._counterparts.groups  # else a row's words are the profile's: "Land" may pay, and be no country
        theirs = [cell for row in part.rows for cell in row if cell not in groups]
        unknown = [cell for cell in (part.caption, *part.head, *part.total) if cell not in self._texts]
        if any(map(_WORD.search, (*theirs, *unknown))):
            self._leave(part.caption, shown=caption)
        head, total = (_row(cells, part.numeric, self._texts) for cells in (part.head, part.total))
        rows = tuple(_row(cells, part.numeric, groups) for cells in part.rows)
        return replace(part, caption=caption, head=head, rows=rows, total=total)


def _row(cells: Sequence[str], numeric: Sequence[int], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return cells with their figures in the format of the other language, and the words that have a counterpart."""
    return tuple(
        cell.translate(_OTHER_FIGURE) if at in numeric and _FIGURE.fullmatch(cell) else texts.get(cell, cell)
        for at, cell in enumerate(cells)
    )


def _paired(texts: Iterable[str], counterparts: Iterable[str]) -> dict[str, str]:
    return {_flat(text): _flat(counterpart) for text, counterpart in zip(texts, counterparts, strict=True)}


def _flat(text: str) -> str:
    """Return a text as it is after an edit: an outline may hold texts of several lines."""
    return " ".join(text.split())


def _holds_foreign_words(key: str) -> bool:
    """Tell whether a text of prompts/studio.toml is written around what someone else wrote."""
    return "_gap_" in key or key in ("example", "instruction_lead", "instruction_lead_own", "unknown_measure")


def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern for a text with anything, but no quotation, in its placeholders."""
    return re.compile(_PLACEHOLDER.sub(r"(?P<\1>[^„“”»«\"]+)", re.escape(text)))


def _beginning(text: str) -> str:
    """Return how a text begins, in whole words where it has some."""
    bare = harmless(text)
    return bare if len(bare) <= _LONGEST_BEGINNING else f"{bare[:_LONGEST_BEGINNING].rsplit(' ', 1)[0]} …"
