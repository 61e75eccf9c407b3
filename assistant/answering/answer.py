"""From a question and its passages to a cited answer, or to the plain word that the library does not hold one."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count, zip_longest

from assistant.answering.analyse import Analysis
from assistant.answering.compose import Piece, compose, stretches
from assistant.answering.disagreement import disagreement
from assistant.answering.extract import Candidate, candidates
from assistant.answering.judge import Judgement, Missing, judge
from assistant.answering.quotes import cite
from assistant.answering.render import escape_markdown, render_piece
from assistant.records import Answer, Citation
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
    judgement = judge(analysis, parts, ranked)
    if judgement.state == "no_evidence":
        return _refusal(analysis, judgement, hits)
    pieces = compose(analysis, ranked, _firsts(parts, hits) if len(parts) > 1 else ())
    cited = _cite(pieces, stored_text)
    text = _text(pieces, cited, judgement, analysis.language)
    citations = tuple(citation for group in cited for citation in group)
    return Answer(
        question=analysis.question,
        text=text + _note_of_disagreement(analysis, citations),
        citations=citations,
        state=judgement.state,
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


def _text(pieces: Sequence[Piece], cited: Sequence[Sequence[Citation]], found: Judgement, language: Language) -> str:
    lead = wordings(_FILE)["lead"].of(language)
    if found.state == "partly":
        open_parts = " ".join(_unanswered(missing, language) for missing in found.missing)
        lead = f"{open_parts}\n\n{wordings(_FILE)['lead_partly'].of(language)}"
    rendered = [render_piece(piece, citations, language) for piece, citations in zip(pieces, cited, strict=True)]
    return "\n\n".join((lead, *rendered))


def _note_of_disagreement(analysis: Analysis, citations: Sequence[Citation]) -> str:
    found = disagreement(analysis, citations)
    if found is None:
        return ""
    one, other, difference = found
    said, source = escape_markdown(difference.said), escape_markdown(difference.source)
    note = _said("disagreement", analysis).format(one=one.mark, other=other.mark, said=said, source=source)
    return f"\n\n{note}"


def _said(key: str, analysis: Analysis) -> str:
    return wordings(_FILE)[key].of(analysis.language)


def _refusal(analysis: Analysis, judgement: Judgement, hits: Sequence[Hit]) -> Answer:
    texts, language = wordings(_FILE), analysis.language
    if not hits:
        text = texts["empty_library"].of(language)
    else:
        searched = dict.fromkeys(word for missing in judgement.missing for word in missing.subject)
        text = texts["no_evidence"].of(language).format(searched=_listed(searched) or "–")
        lacks = dict.fromkeys(lack for missing in judgement.missing for lack in _lacks(missing, language))
        text = f"{' '.join((text, *lacks))}\n\n{texts['nearest'].of(language)}"
    return Answer(analysis.question, text, (), "no_evidence", language, tuple(hits))


def _unanswered(missing: Missing, language: Language) -> str:
    """Return the sentences that say which of several questions is not answered, and what is missing for it."""
    part = wordings(_FILE)["unanswered_part"].of(language).format(question=escape_markdown(missing.question))
    return " ".join((part, *_lacks(missing, language)))


def _lacks(missing: Missing, language: Language) -> list[str]:
    """Return the sentences that say what exactly the library lacks: words, a kind of thing, or the connection."""
    texts = wordings(_FILE)
    lacks = []
    if missing.unknown:
        lacks.append(texts["unknown_words"].of(language).format(unknown=_listed(missing.unknown)))
    known = [word for word in missing.subject if word not in missing.unknown]
    if missing.thing and known:
        thing = texts[f"thing_{missing.thing}"].of(language)
        lacks.append(texts["missing_thing"].of(language).format(thing=thing, subject=_listed(known)))
    elif len(known) > 1 and not missing.unknown:
        lacks.append(texts["not_together"].of(language))
    return lacks


def _listed(words: Iterable[str]) -> str:
    return ", ".join(escape_markdown(word) for word in words)
