"""From a question and its passages to a cited answer, or to the plain word that the library does not hold one."""

from collections.abc import Callable, Sequence
from itertools import count, zip_longest

from assistant.answering.analyse import Analysis
from assistant.answering.compose import Piece, compose, stretches
from assistant.answering.extract import Candidate, candidates
from assistant.answering.judge import judge
from assistant.answering.quotes import cite
from assistant.answering.render import escape_markdown, render_piece
from assistant.records import Answer, AnswerState, Citation
from assistant.wording import wordings
from ingest.records import Hit, Language

_FILE = "answer.toml"
_PER_QUESTION = 2  # pieces that each of several questions asked in one brings in before all others


def write_answer(
    analysis: Analysis,
    parts: Sequence[Analysis],
    hits: Sequence[Hit],
    *,
    stored_text: Callable[[str], str],
) -> Answer:
    """Return the answer made of verbatim pieces of the hits; state no_evidence where they do not answer.

    `parts` are the questions asked in one sentence, each alone; the only one is `analysis` itself.
    """
    ranked = candidates(analysis, hits)
    state = judge(analysis, parts, ranked)
    if state == "no_evidence":
        return _refusal(analysis, hits)
    pieces = compose(analysis, ranked, _firsts(parts, hits) if len(parts) > 1 else ())
    cited = _cite(pieces, stored_text)
    return Answer(
        question=analysis.question,
        text=_text(pieces, cited, state, analysis.language),
        citations=tuple(citation for group in cited for citation in group),
        state=state,
        language=analysis.language,
        hits=tuple(hits),
    )


def _firsts(parts: Sequence[Analysis], hits: Sequence[Hit]) -> list[Candidate]:
    """Return the best candidates for each of several questions asked in one, in turn."""
    found = [candidates(part, hits)[:_PER_QUESTION] for part in parts]
    return [one for row in zip_longest(*found) for one in row if one is not None]


def _cite(pieces: Sequence[Piece], stored_text: Callable[[str], str]) -> list[list[Citation]]:
    """Return the citations of each piece, numbered through."""
    marks = count(1)
    return [
        [
            cite(next(marks), piece.hit, piece.unit, start, end, stored_text=stored_text)
            for start, end in stretches(piece)
        ]
        for piece in pieces
    ]


def _text(pieces: Sequence[Piece], cited: Sequence[Sequence[Citation]], state: AnswerState, language: Language) -> str:
    lead = wordings(_FILE)["lead" if state == "supported" else "lead_partly"].of(language)
    rendered = [render_piece(piece, citations, language) for piece, citations in zip(pieces, cited, strict=True)]
    return "\n\n".join((lead, *rendered))


def _refusal(analysis: Analysis, hits: Sequence[Hit]) -> Answer:
    texts, language = wordings(_FILE), analysis.language
    if not hits:
        text = texts["empty_library"].of(language)
    else:
        asked = [word for word in analysis.words if word.is_new] or analysis.words
        searched = ", ".join(escape_markdown(word.word) for word in asked) or "–"
        text = texts["no_evidence"].of(language).format(searched=searched)
        unknown = ", ".join(escape_markdown(word.word) for word in asked if not word.known)
        if unknown:
            text += " " + texts["unknown_words"].of(language).format(unknown=unknown)
        text += "\n\n" + texts["nearest"].of(language)
    return Answer(analysis.question, text, (), "no_evidence", language, tuple(hits))
