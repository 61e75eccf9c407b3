"""Whether what was found answers the question at all: decided anew for every question, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.analyse import SPELLED_WORD, Analysis, AskedWord
from assistant.answering.asked_things import asked_thing
from assistant.answering.bearing import Bearing, bearing, subject_of, unknown_names
from assistant.answering.extract import Candidate
from assistant.answering.refusal import Scales, load_scales
from assistant.records import AnswerState

# of the information in the words that carry a question; English ones meet German texts only through other words
_UNKNOWN_SHARE = {"de": 0.5, "en": 0.8}
_LOOSE = ("reason", "moment", "extreme")
_KEYWORDS_HELD = 0.3  # of keywords' information; the one word of two that the library knows may be the commoner


@dataclass(frozen=True)
class Missing:
    """What the library lacks of a question.

    question   the question, alone, where several are asked in one sentence
    subject    the words it is about, as they are spelled
    unknown    those of its words that the library does not hold, as they are spelled
    thing      the kind of thing asked for that no passage on the subject holds ("date"), "" if it asks for none
    """

    question: str
    subject: tuple[str, ...]
    unknown: tuple[str, ...]
    thing: str


@dataclass(frozen=True)
class Judgement:
    """Whether a question can be answered, and what is missing: one entry for each part that cannot."""

    state: AnswerState
    missing: tuple[Missing, ...] = ()


def judge(analysis: Analysis, parts: Sequence[Analysis], ranked: Sequence[Candidate]) -> Judgement:
    """Tell whether the candidates answer the question: supported, partly (one of several asked), or no_evidence.

    They do not where the question turns on a name the library does not know, where most of its words are unknown, or
    where they bear on it less than the scales of prompts/refusal.toml ask for. `parts` are the questions asked in one
    sentence, each alone; the only one is `analysis` itself.
    """
    if not ranked or not analysis.words or unknown_names(analysis) or is_mostly_unknown(analysis):
        return Judgement("no_evidence", (what_is_missing(analysis),))
    scales = load_scales()
    missing = tuple(what_is_missing(part) for part in parts if not is_answered(part, ranked, scales))
    if not missing:
        return Judgement("supported")
    return Judgement("partly" if len(missing) < len(parts) else "no_evidence", missing)


def is_answered(part: Analysis, ranked: Sequence[Candidate], scales: Scales) -> bool:
    """Tell whether the candidates, at least one, bear enough on a single question."""
    if not part.words:
        return True
    found = bearing(part, ranked)
    if part.is_keywords:
        return found.heavy >= _KEYWORDS_HELD
    if lacks_thing(part, found):
        return False
    scale = scales.open if asked_thing(part.question) is None else scales.thing
    return scale.score(found) >= scale.least


def lacks_thing(part: Analysis, found: Bearing) -> bool:
    """Tell whether a question asks for a kind of thing (a date, a price) that none of the sentences found holds.

    Reasons, moments and extremes do not count: sentences give them in more ways than patterns know.
    """
    thing = asked_thing(part.question)
    return thing is not None and thing.name not in _LOOSE and found.best == 0.0


def is_mostly_unknown(analysis: Analysis) -> bool:
    """Tell whether two or more words that carry the question, or all of them, are unknown: in German, its nouns."""
    new = [word for word in analysis.words if word.is_new] or list(analysis.words)
    capitals = {word.lower() for word in SPELLED_WORD.findall(analysis.question)[1:] if word[0].isupper()}
    carrying = [word for word in new if analysis.language == "en" or word.word in capitals]
    unknown = [word for word in carrying if not word.known]
    share = _UNKNOWN_SHARE[analysis.language] * sum(word.weight for word in carrying)
    return bool(unknown) and (len(unknown) > 1 or unknown == carrying) and sum(w.weight for w in unknown) >= share


def what_is_missing(part: Analysis) -> Missing:
    """Return what a question that is not answered looked for in vain."""
    thing = asked_thing(part.question)
    subject = subject_of(part)
    return Missing(
        question=part.question,
        subject=_spelled(part, [word for word in subject if word.is_new] or subject),
        unknown=_spelled(part, [word for word in subject if word.is_new and not word.known]),
        thing=thing.name if thing else "",
    )


def _spelled(part: Analysis, words: Sequence[AskedWord]) -> tuple[str, ...]:
    spelled = {word.lower(): word for word in SPELLED_WORD.findall(" ".join((*part.turns, part.question)))}
    return tuple(spelled.get(word.word, word.word) for word in words)
