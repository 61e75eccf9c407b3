"""What a question asks for: its language, its type, its words and how much each of them tells."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import Literal

from assistant.answering.language import question_language
from assistant.answering.meaning import Meaning, other_words
from assistant.answering.thesaurus import Thesaurus
from ingest.dictionary import Dictionary
from ingest.german import grams, is_german_word, stem, term_groups, words
from ingest.records import Language
from ingest.small_words import STOPWORDS

QuestionType = Literal["rating", "number", "time", "list", "comparison", "definition", "procedure", "yes_no", "open"]

# in the order in which they are tried
_TYPES: tuple[tuple[QuestionType, str], ...] = (
    (
        "rating",
        r"\bwie (un)?(wichtig|bedeutsam|bedeutend|relevant|unterschiedlich wichtig)\b|stellenwert|"
        r"\bwie viel (liegt|lag)\b|\bwelche[nr]? (note|rang|gewicht|bedeutung|wertung|bewertung)\b|"
        r"\b(sehr|eher) (un)?wichtig|\bwie (be)?werte[nt]?\b|\bwie schätz\w+ .*\bein\b|"
        r"how (un)?important|\bhow (do|does|did) .* rate\b|\b(very|rather) (un)?important",
    ),
    (
        "comparison",
        r"untersch(ied|eid)|vergl(eich|ichen)|gegenüber|weich\w* .* ab|was spricht|\beher\b.*\bals\b|differ|"
        r"compar|versus|rather than",
    ),
    (
        "number",
        r"\bwie (viele?n?|hoch|groß|stark|teuer)\b|\bwas koste\w+|\bwelche[rn]? (anteil|betrag|summe|höhe|zahl|quote)|"
        r"how (many|much|high|large)|what (share|percentage|rate|number|amount)",
    ),
    (
        "time",
        r"\b(wann|frist|stichtag|wie lange)\b|welche[rmn]? (jahr|monat|datum|zeit|phase|termin)|\bwhen\b|"
        r"how long|deadline|(which|what) (year|month|date|phase)",
    ),
    (
        "definition",
        r"\bwas (ist|sind|bedeute[tn]|heißt|versteht man|verbirgt)|wofür steh|steht .* für\b|abkürzung|"
        r"what (is|are|does) [^?]{0,40}(mean|stand for)?\?$|stands? for",
    ),
    (
        "list",
        r"\bwas\b.*\b(enthalten|hinein\w*|rein|drin|umfass\w+|beinhalt\w+|gehör\w+)\b|\b(welche|nenne|zähle|"
        r"liste|aus welchen|in welchen|mit welchen|an welchen|zu welchen)\b|bestandteile|\balles\b|"
        r"\bwhich\b|\blist\b|what (are|kinds?|types?)|what .*\b(contain|include|comprise|belongs?)\b|"
        r"name the",
    ),
    (
        "procedure",
        r"\bwie (kann|können|soll|sollte|sollten|geht|gehe|bau|mach|find|komm|stell|lass|läss|wird|werden)|"
        r"vorgehen|worauf|was (muss|kann|sollte|soll|tun)|how (do|can|should|to)|what (must|should|can)",
    ),
    (
        "yes_no",
        r"^(und )?(ist|sind|muss|müssen|darf|dürfen|kann|können|soll|sollen|sollte|hat|haben|gibt|wird|"
        r"werden|braucht|is|are|must|may|can|should|does|do|has|have)\b",
    ),
)
REWRITTEN_WEIGHT = 0.7  # what a word counts that a language model has taken from an earlier question
TURN_WEIGHT = 0.4  # what a word of the question before counts; of the one before that, its square
_NEXT_QUESTION = re.compile(
    r"[?;]\s+|(?:,|–|-)?\s+\b(?:und|sowie|and)\s+(?=(?:(?:auf|in|aus|mit|zu|für|bei|von|an|of|in|on|for|by|to)\s+)?"
    r"(?:wer|wie|was|wo|wann|warum|welche\w*|worin|wodurch|muss|müssen|who|how|what|where|when|why|which)\b)",
    re.IGNORECASE,
)
_KIND_ASKED_FOR = re.compile(r"\b(?:welche\w*|which|what)\s+(?:[a-zäöüß]+\s+)??([^\W\d_]{4,})", re.IGNORECASE)
# where to look and not what for: "laut Leitfaden", "im Leitfaden", "(Was versteht) der Leitfaden (unter ...)"
_GUIDE = r"(?:leitf[aä]den\w*|handbuch\w*|handreichung|aufs[aä]tz\w*|studie|guideline|guide|handbook|study)\b(?! [\d§])"
_TEXT = rf"(?:{_GUIDE}|(?:artikel|beitrag|bericht|broschüre|report|article|paper)\b(?! [\d§]))"
_SAYS = r"sagt|nennt|versteht|empfiehlt|rät|fordert|verlangt|beschreibt|unterscheidet|definiert"
_TEXT_TO_ANSWER = re.compile(
    rf"\b(?:laut|gemäß|according to)\s+(?:\w+\s+des\s+)?(?:(?:de[rms]|diese[rms]|the|this)\s+)?{_TEXT}|"
    rf"\b(?:im|in (?:der|diesem|dieser|the|this))\s+{_GUIDE}(?!\s+(?:of|[a-z]+ing)\b)|"
    rf"\b({_SAYS})\s+(?:der|die|das)\s+{_GUIDE}",
    re.IGNORECASE,
)
_FEWEST_SOUGHT = 4  # words; "Was kostet die Studie?" asks about the study
SPELLED_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
LIGHT = 0.5  # what a word counts that is no noun
_LEAST_WEIGHT = 2.0  # of a word that nearly every passage holds: it still names the subject
_MOST_KEYWORDS = 3
_FEWEST_WORDS = 3  # a part with fewer words is no question
_MOST_QUESTIONS = 5  # each is searched for by itself: 150 of them in 4,000 characters took half a minute
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TYPES)


@dataclass(frozen=True)
class AskedWord:
    """A content word of a question.

    stem     the index term of the whole word; parts are those of a compound's parts
    weight   what it tells: the logarithm of how rarely the library uses it (2 at least); half for no noun
    alike    index terms of words that may stand for it, in either language, and how surely (0..1)
    phrases  the same for terms of several words ("kleine und mittlere Unternehmen" for "KMU"): their index terms
    known    False if the library holds neither the word, mistyped or not, nor a part of it
    is_new   False for a word of an earlier question
    """

    word: str
    stem: str
    parts: tuple[str, ...]
    grams: frozenset[str]
    weight: float
    known: bool
    alike: Mapping[str, float] = field(default_factory=dict)
    phrases: tuple[tuple[frozenset[str], float], ...] = ()
    is_new: bool = True


@dataclass(frozen=True)
class Analysis:
    """A question understood; `turns` are the earlier ones, `others` what may stand for words of the question itself.

    `rewritten` is the question as a language model has put it so that it is understood alone, "" where none has.
    """

    question: str
    language: Language
    type: QuestionType
    words: tuple[AskedWord, ...]
    turns: tuple[str, ...] = ()
    others: tuple[Meaning, ...] = ()
    rewritten: str = ""

    @property
    def sought(self) -> str:
        """Return what is searched for: the question without the words that only say which text is to answer it."""
        return what_is_sought(self.question)

    @property
    def is_keywords(self) -> bool:
        """Tell whether it is a few words that ask for passages ("leuchtturm wartung"), not for an answer."""
        asks = "?" in self.question or self.type != "open" or self.turns
        return not asks and len(self.question.split()) <= _MOST_KEYWORDS


def analyse(
    question: str,
    *,
    turns: Sequence[str] = (),
    rewritten: str = "",
    thesaurus: Thesaurus,
    dictionary: Dictionary,
    frequency: Callable[[str], int],
    passages: int,
    is_nearly_held: Callable[[str], bool] = lambda term: False,
) -> Analysis:
    """Return the analysis of a question; `frequency` tells in how many of the library's `passages` a term occurs.

    `is_nearly_held` tells of a term that occurs in none whether one does that differs by a typing error.
    Words of the conversation's earlier questions (`turns`) belong to it too, the older the lighter; those that stand in
    the `rewritten` question count more.
    """
    language = question_language(question)
    asked_words: dict[str, AskedWord] = {}
    others_now: tuple[Meaning, ...] = ()
    weighed = [(question, 1.0), *([(rewritten, REWRITTEN_WEIGHT)] if rewritten else [])]
    weighed += [(turn, TURN_WEIGHT**age) for age, turn in enumerate(reversed(turns), 1)]
    for number, (asked, weight) in enumerate(weighed):
        text, is_new = what_is_sought(asked), number == 0
        others = other_words(text, language, thesaurus, dictionary)
        if is_new:
            others_now = tuple(other for found in others.values() for other in found)
        light = light_words(text, language)
        for word, index_terms in term_groups(text, language):
            found = _asked_word(word, index_terms, others.get(word, ()), frequency, passages)
            is_a_word = is_german_word(word.capitalize())  # not a typing error: "Resolution" is no "Revolution"
            if not found.known and not is_a_word and is_nearly_held(found.stem):
                found = replace(found, known=True)
            factor = weight * (LIGHT if word in light else 1.0)
            asked_words.setdefault(word, replace(found, weight=found.weight * factor, is_new=is_new))
    all_words = tuple(asked_words.values())
    return Analysis(question, language, _type_of(question), all_words, tuple(turns), others_now, rewritten)


def what_is_sought(question: str) -> str:
    """Return a question without "laut Leitfaden" and the like: the passages of that text do not name it."""
    without = " ".join(_TEXT_TO_ANSWER.sub(lambda found: found.group(1) or " ", question).split())
    return without if len(SPELLED_WORD.findall(without)) >= _FEWEST_SOUGHT else question


def light_words(question: str, language: Language) -> frozenset[str]:
    """Return the words of a question that tell less, in lower case.

    In German those that are no nouns ("gehören"), unless it is typed without capitals; and the noun that names what
    kind of thing is asked for ("Welche Formate ..."): answers name the things, seldom their kind.
    """
    spelled = SPELLED_WORD.findall(question)
    kind = {match.lower() for match in _KIND_ASKED_FOR.findall(question)}
    if language != "de" or not any(word[0].isupper() for word in spelled[1:]):
        return frozenset(kind)
    return frozenset(kind | {word.lower() for word in spelled if word[0].islower()})


def split_question(question: str) -> tuple[str, ...]:
    """Return the questions asked in one sentence ("Wer zahlt, und wie lange?") each alone; one question as it is."""
    parts = dict.fromkeys(part.strip() for part in _NEXT_QUESTION.split(question) if len(part.split()) >= _FEWEST_WORDS)
    return tuple(parts) if 1 < len(parts) <= _MOST_QUESTIONS else (question,)


def _type_of(question: str) -> QuestionType:
    return next((kind for kind, pattern in _PATTERNS if pattern.search(question.strip())), "open")


def _asked_word(
    word: str, index_terms: tuple[str, ...], others: Sequence[Meaning], frequency: Callable[[str], int], passages: int
) -> AskedWord:
    own, parts = index_terms[0], index_terms[1:]
    alike = _alike(word, others)
    alike.pop(own, None)
    whole = frequency(own)
    # a word the library does not use tells as much as the rarest part, or the commonest synonym, that it does use
    by_parts = [count for part in parts if (count := frequency(part))]
    by_synonyms = [count for term in alike if (count := frequency(term))]
    count = whole or min(by_parts, default=0) or max(by_synonyms, default=0)
    return AskedWord(
        word=word,
        stem=own,
        parts=parts,
        grams=frozenset(grams(word)),
        weight=max(_LEAST_WEIGHT, log(1 + (passages - count + 0.5) / (count + 0.5))),
        known=bool(count),
        alike=alike,
        phrases=_phrases(others),
    )


def _alike(word: str, others: Sequence[Meaning]) -> dict[str, float]:
    """Return the index terms that may stand for a word: of other single words, and its own in the other language.

    A name in an English question ("AuenMed's") may stand in a German source, stemmed the German way.
    """
    alike: dict[str, float] = {}
    bare = re.sub(r"[’']s$", "", word)
    for text, certainty in ((bare, 1.0), *((other.text, other.certainty) for other in others)):
        spelled = words(text)
        if len(spelled) == 1:
            for term in {stem(spelled[0], "de"), stem(spelled[0], "en")}:
                alike[term] = max(certainty, alike.get(term, 0.0))
    return alike


def _phrases(others: Sequence[Meaning]) -> tuple[tuple[frozenset[str], float], ...]:
    """Return the index terms of the terms of several words that may stand for a word, and how surely."""
    found = []
    for other in others:
        content = [word for word in words(other.text) if word not in STOPWORDS]
        if len(content) > 1:
            found.append((frozenset(stem(word, other.language) for word in content), other.certainty))
    return tuple(found)
