"""A section in a language model's words: the blocks that the studio has made, put into fluent text, each one proved.

A block whose new wording says anything that the old one does not stays as it was, so that a model can only make a
section read better. Quotes are not written by the model at all: it sets a sign where one stands.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.analyse import AskedWord
from assistant.answering.gate.verdict import contradictions
from assistant.answering.language import question_language
from assistant.answering.proving import Proof, support
from assistant.model.faults import ModelFault
from assistant.model.llm import LanguageModel, Message
from assistant.model.prompts import prompt
from assistant.studio.confidential import Confidential, marked, repeats
from assistant.studio.marks import split_marks
from assistant.studio.records import Paragraph, Quote, Section
from assistant.studio.section_text import RefusedText, read_section_text, section_text
from ingest.assemble import split_sentences
from ingest.records import Language

_QUOTE = "{ZITAT}"  # what the model sets where a quote stands, in both languages
_LEAST_SUPPORT = 0.4  # of a sentence's information that the block held before
_LONGEST_EARLIER = 1500  # characters of what stands before, as the model is told
# "(A1)", as it is told; "**(A1)**", "A1:" and "[A1]" come from small models; the label may come back with it.
_SIGN = re.compile(
    r"^[^\w\n]*(?:[(\[](?P<inside>A\d{1,2})[)\]]|(?P<bare>A\d{1,2})[).:])[*_:. \t]*(?:\[[^\]\n]*\][: \t]*)?",
    re.MULTILINE,
)
_DECORATED = re.compile(r"\*\*|__|`|^[ \t]*(?:#{1,6}|[-*•])[ \t]+", re.MULTILINE)
_SET = re.compile(r"[„“”\"»«]?\{?\bZITAT\b\}?[“”\"«»]?(?:[ ]?\[\d+\])?")  # the sign, as a quotation with its mark
_PUBLICATION = re.compile(
    r"\b(leitfaden|studie|handbuch|handreichung|bericht|strategie|richtlinie|aufsatz|guideline|study|handbook|manual|"
    r"report|strategy|paper|essay)",
    re.IGNORECASE,
)
_KINDS = ("own", "source", "proposal")


@dataclass(frozen=True)
class Fluency:
    """Puts sections into words. `model` is asked for anew each time: another may take its place.

    What repeats a `confidential` quote is not shown to a server that may not read it, and stays as it is.
    """

    model: Callable[[], LanguageModel | None]
    words_of: Callable[[str], Sequence[AskedWord]]
    confidential: Confidential = marked
    stopped: threading.Event = field(default_factory=threading.Event)
    on_fault: Callable[[ModelFault], None] = lambda fault: None

    def for_one_run(self, faults: list[ModelFault], stopped: threading.Event | None = None) -> "Fluency":
        """Return what does so until the model fails, which is noted in `faults`: the rest of the work does not wait.

        `stopped` ends it at once, from any thread, also while the model has not written a word yet.
        """
        stopped = stopped or threading.Event()
        return replace(self, model=lambda: None if faults else self.model(), stopped=stopped, on_fault=faults.append)

    def section(
        self,
        section: Section,
        language: Language,
        *,
        purpose: str = "",
        instruction: str = "",
        earlier: Sequence[Section] = (),
    ) -> Section:
        """Return the section with its paragraphs in the model's words where these are proved.

        Without a model, where it fails (`on_fault` is told) and where it is stopped, it is the section as it is.
        """
        model = self.model()
        if model is None:
            return section
        secret = self._secret((section, *earlier), model)
        told = {part: _told(part, section, language, secret) for part in _blocks(section)}
        told = {part: words for part, words in told.items() if not repeats(words, secret)}
        before = " ".join(words for one in earlier for words in _words(one) if not repeats(words, secret))
        before = before[-min(_LONGEST_EARLIER, model.settings.room // 4) :]
        worded: dict[Paragraph, Paragraph] = {}
        for blocks in _rounds(told, model.settings.room - len(before)):
            shown = "\n".join(f"({sign}) {told[part]}" for sign, part in blocks.items())
            asked = _asked(section.title, purpose, before, shown, instruction, language)
            written = self._written(model, asked, language)
            if written is None:
                break
            worded |= {
                part: self._proved(part, written.get(sign, ""), section, language, may_leave_out=bool(instruction))
                for sign, part in blocks.items()
            }
        parts = (worded.get(part, part) if isinstance(part, Paragraph) else part for part in section.parts)
        return replace(section, parts=tuple(parts))

    def _written(self, model: LanguageModel, asked: str, language: Language) -> Mapping[str, str] | None:
        """Return what the model writes behind each sign; None where it fails or is stopped."""
        rules = prompt("section_rules", language, quote=_QUOTE)
        reply = model.write([Message("system", rules), Message("user", asked)])
        reply.end_with(self.stopped)
        try:
            written = _by_sign(reply.text())
        except ModelFault as fault:
            self.on_fault(fault)
            return None
        return None if self.stopped.is_set() else written

    def _secret(self, sections: Sequence[Section], model: LanguageModel) -> Sequence[Quote]:
        """Return the quotes of sections that this model's server may not read."""
        if model.settings.may_read_confidential:
            return ()
        return self.confidential(quote for section in sections for quote in section.quotes)

    def _proved(
        self, part: Paragraph, written: str, section: Section, language: Language, *, may_leave_out: bool
    ) -> Paragraph:
        """Return a paragraph in new words, or as it was where they say something else.

        Behind a blank line a model may have said something to its reader.
        """
        for text in dict.fromkeys([written, written.partition("\n\n")[0]]):
            said = " ".join(_DECORATED.sub("", text).split())
            if not said or question_language(said) != language:
                continue
            if part.kind == "source":
                new = _with_quotes(part, said, section, language)
            elif set(re.findall(r"[\[\]{}]", said)) <= set(part.text):  # no mark and no sign comes in
                same = self._says_the_same(said, part.text, language, may_leave_out=may_leave_out)
                new = replace(part, text=said) if same else part
            else:
                new = part
            if new != part:
                return new
        return part

    def _says_the_same(self, text: str, before: str, language: Language, *, may_leave_out: bool) -> bool:
        """Tell whether a text says nothing beyond the one before and, unless it was to be shorter, nothing less."""
        return self._holds(before, text, language) and (may_leave_out or self._holds(text, before, language))

    def _holds(self, text: str, sentences: str, language: Language) -> bool:
        """Tell whether a text bears each of these sentences."""
        proof = [Proof(text, language)]
        said = [sentences[start:end] for start, end in split_sentences(sentences)]
        return bool(said) and all(
            not contradictions(one, [text]) and support(self.words_of(one), proof) >= _LEAST_SUPPORT for one in said
        )


def _asked(title: str, purpose: str, before: str, blocks: str, instruction: str, language: Language) -> str:
    """Return what the model is asked to put into words; `before` is what stands before the section already."""
    return prompt(
        "section_blocks",
        language,
        title=title,
        purpose=purpose,
        earlier=prompt("section_earlier", language, text=before) if before else "",
        blocks=blocks,
        instruction=prompt("section_instruction", language, instruction=instruction) if instruction else "",
    ).strip()


def _blocks(section: Section) -> Iterator[Paragraph]:
    """Yield the paragraphs that are put into words: an open point stays the question that it is."""
    yield from dict.fromkeys(part for part in section.parts if isinstance(part, Paragraph) and part.kind in _KINDS)


def _rounds(told: Mapping[Paragraph, str], room: int) -> Iterator[Mapping[str, Paragraph]]:
    """Yield the blocks by their signs, as many at a time as a model can read and write again in `room` characters.

    A block that is too long alone is left out: it stays as it is.
    """
    blocks: dict[str, Paragraph] = {}
    left = room
    for part, words in told.items():
        needed = 2 * len(words)
        if needed > left and blocks:
            yield blocks
            blocks, left = {}, room
        if needed <= left:
            blocks[f"A{len(blocks) + 1}"] = part
            left -= needed
    if blocks:
        yield blocks


def _told(part: Paragraph, section: Section, language: Language, secret: Sequence[Quote]) -> str:
    """Return a block as the model reads it: with its kind, a quote as a sign, and what that stands for."""
    alone = replace(section, parts=(part,))
    label = section_text(alone, language).partition("]")[0] + "]"
    if part.kind != "source":
        return f"{label} {' '.join(part.text.split())}"
    pieces = split_marks(part.text, section.quotes)
    quotes = [piece for piece in pieces if isinstance(piece, Quote)]
    told = _signed(pieces)
    if len(quotes) != 1 or _QUOTE not in told:
        return f"{label} {told}"
    said = "…" if quotes[0] in secret else " ".join(quotes[0].text.split())
    return f"{label} {told} ({_QUOTE} = „{said}“)"


def _signed(pieces: Sequence[str | Quote]) -> str:
    """Return a source's paragraph with a sign in place of each quotation and its mark."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            before = re.search(r"[„“\"»«][^„]*[“”\"«»]\s*$", text)
            text = (text[: before.start()] if before else text) + _QUOTE
    return " ".join(text.split())


def _with_quotes(part: Paragraph, text: str, section: Section, language: Language) -> Paragraph:
    """Return a source's paragraph with the quote where the model has set its sign; as it was where that is refused."""
    marked = re.search(r"[„“\"»«].*\[\d+\]", part.text, re.DOTALL)
    text = _SET.sub(_QUOTE, text)
    if text.count(_QUOTE) != 1 or marked is None or len(split_marks(part.text, section.quotes)) > 3:
        return part
    filled = text.replace(_QUOTE, marked.group())
    known = f"{part.text} {' '.join(one.details.title for one in section.quotes)}".casefold()
    if any(named.casefold() not in known for named in _PUBLICATION.findall(text)):
        return part  # it gives the quote to another source
    label = section_text(replace(section, parts=(part,)), language).partition("]")[0] + "]"
    try:
        read = read_section_text(f"{label} {filled}", replace(section, parts=(part,)), language)
    except RefusedText:
        return part
    one = read.parts[0] if len(read.parts) == 1 else part
    return replace(part, text=filled) if isinstance(one, Paragraph) and one.kind == "source" else part


def _by_sign(text: str) -> Mapping[str, str]:
    """Return the texts that a model has written behind each sign; a sign that comes twice proves nothing."""
    text = text.replace("\r\n", "\n")
    found = list(_SIGN.finditer(text))
    ends = (*(one.start() for one in found[1:]), len(text))
    texts: dict[str, str] = {}
    for one, end in zip(found, ends, strict=False):
        sign = one["inside"] or one["bare"]
        texts[sign] = "" if sign in texts else text[one.end() : end].strip()
    return texts


def _words(section: Section) -> Iterator[str]:
    yield from (part.text for part in section.parts if isinstance(part, Paragraph) and part.kind == "own")
