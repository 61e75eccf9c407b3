"""What may stand before a quote that a mark proves: the words that introduce it, and no claim beside it."""

import re
import tomllib
from functools import cache

from assistant.phrase import Strict
from assistant.studio.outline import load_outline
from assistant.studio.own_words import harmless
from assistant.studio.records import Quote
from assistant.wording import PROMPTS, wordings
from ingest.assemble import split_sentences
from ingest.records import Language

_FILE = "studio.toml"
_LANGUAGES: tuple[Language, ...] = ("de", "en")
_LONGEST = 200  # characters, the title of the source left out; the studio's own have up to 90
_CLAUSE_END = re.compile(r";|[^\W\d_]{3}[.!?…](?=[A-ZÄÖÜ])")  # "Alle zahlen.Und es heißt:" is one sentence to others
_QUOTATION = re.compile("[„“”»«\"‚‘›‹]|(?<!\\w)'|'(?!\\w)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# The gate reads numbers in words as well, but loads the dictionary for it: seconds when a section is saved.
_NUMERAL = (
    r"zwei|drei|vier|fünf|sechs?|sieb(?:en)?|acht|neun|zehn|elf|zwölf|zwan|zig|ssig|hundert|tausend|million(?:en)?"
    r"|milliarden?|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|billion"
)
_NUMBER_WORD = re.compile(
    rf"(?:ein|und|-)*(?:{_NUMERAL})(?:{_NUMERAL}|und|ein|-)*(?:fach\w*|mal|tel[ns]?|stel[ns]?|s|e[nrs]?|fold)?"
    r"|prozent\w*|percent\w*|hälften?|halbe?[nrs]?|half|halves|drittel[ns]?|viertel[ns]?|thirds?|quarters?|dutzende?"
    r"|dozens?|doppel\w*|double\w*|ver(?:doppel|dreifach|vierfach|zehnfach|vielfach)\w*|twice|triple\w*"
)
_WORD = re.compile(r"\w+(?:-\w+)*")
_NAME = re.compile(r"[A-ZÄÖÜ](?:[A-ZÄÖÜ]{0,4}$|\w*[a-zäöüß])")  # a noun or a short name, no word set in capitals
_EMPTY_BRACKETS = re.compile(r"\(\W*\)")
_MOST_ATTRIBUTES = 2  # "zur engen internationalen Vernetzung"
_MOST_LOOSE_WORDS = 4  # "on ways into new markets"


class _Vocabulary(Strict):
    """The words of prompts/leads.toml."""

    verbs: frozenset[str]
    prepositions: frozenset[str]
    loose_prepositions: frozenset[str]
    articles: frozenset[str]
    joining: frozenset[str]
    others: frozenset[str]


def introduces(lead: str, quote: Quote) -> bool:
    """Tell whether a text before a quote only says that a source speaks, and of what: one clause that claims nothing.

    It is one of the studio's own, or is made of the words of prompts/leads.toml, of the names of the source, and of
    nouns that an article or a preposition leads to: "Zum Bedarf der Mitglieder schreibt Meier:".
    """
    lead = _without_title(flat(lead), quote)
    said = lead if (asked := _asked_for(lead)) is None else asked
    return lead in _own_leads() or (_is_one_clause(said) and _claims_nothing(said, _names(quote)))


def figures(text: str) -> frozenset[str]:
    """Return the numbers of a text as they are written, those in words ("zwölf", "Drittel") among them."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset({*_NUMBER.findall(text), *filter(_NUMBER_WORD.fullmatch, words)})


def flat(text: str) -> str:
    """Return a text on one line without the punctuation at its ends."""
    return " ".join(text.split()).strip(" .,;:")


def _without_title(lead: str, quote: Quote) -> str:
    title = flat(quote.details.title or quote.file_name)
    for name in filter(None, (title, harmless(title))):
        lead = lead.replace(name, "")
    return flat(_EMPTY_BRACKETS.sub("", lead))


def _asked_for(lead: str) -> str | None:
    """Return "Zu Wege nach Finnland" of "Zu ‚Wege nach Finnland‘ steht in der Bibliothek": no claim stands there."""
    for text in (*wordings(_FILE)["instruction_lead"], *wordings(_FILE)["instruction_lead_own"]):
        before, _, behind = flat(text).partition("{instruction}")
        if lead.startswith(before) and lead.endswith(behind):
            return _QUOTATION.sub("", before) + lead[len(before) : len(lead) - len(behind)]
    return None


def _is_one_clause(lead: str) -> bool:
    is_one = len(split_sentences(lead)) <= 1 and not _CLAUSE_END.search(lead)
    return is_one and len(lead) <= _LONGEST and not _QUOTATION.search(lead)


@cache
def _own_leads() -> frozenset[str]:
    leads = [search.lead for section in load_outline().sections for search in section.searches]
    own = [flat(harmless(lead.of(language))) for lead in leads for language in _LANGUAGES]
    said = [flat(wordings(_FILE)[key].of(language)) for key in ("reason", "example") for language in _LANGUAGES]
    return frozenset({*own, *(flat(text.replace("({source})", "")) for text in said)})


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary.model_validate(tomllib.loads((PROMPTS / "leads.toml").read_text(encoding="utf-8")))


def _names(quote: Quote) -> frozenset[str]:
    """Return the words by which a source is named, in small letters: its authors, its publisher, whom it follows."""
    names = (*quote.details.authors, quote.details.publisher, quote.attribution)
    return frozenset(word.casefold() for name in names for word in _WORD.findall(name))


def _claims_nothing(lead: str, names: frozenset[str]) -> bool:
    reader = _Reader(_vocabulary(), names)
    return all(reader.takes(word, is_first=not at) for at, word in enumerate(_WORD.findall(lead))) and reader.is_done


class _Reader:
    """Reads a lead word by word. A noun must follow what leads to it; behind a verb that is a preposition only."""

    def __init__(self, vocabulary: _Vocabulary, names: frozenset[str]) -> None:
        self._known, self._names = vocabulary, names
        self._has_verb = self._is_topic = self._is_loose = self._is_led = False
        self._attributes = 0

    @property
    def is_done(self) -> bool:
        """Tell whether no attribute waits for its noun."""
        return self._is_loose or not self._attributes

    def takes(self, word: str, *, is_first: bool) -> bool:
        """Tell whether a word may stand here."""
        known, small = self._known, word.lower()
        if small in known.prepositions | known.loose_prepositions:
            return self._goes_on(is_topic=True, is_loose=small in known.loose_prepositions, is_led=True)
        if small in known.verbs:
            self._has_verb = True
            return self._goes_on(is_topic=False, is_loose=False, is_led=False)
        if small in known.articles | known.joining:
            return self._goes_on(is_topic=self._is_topic, is_loose=self._is_loose, is_led=True)
        if small in known.others or word.casefold() in self._names or word[0].isdigit():
            return self._goes_on(is_topic=self._is_topic, is_loose=self._is_loose, is_led=False)
        may_lead = self._is_led and (self._is_topic or not self._has_verb)
        if _NAME.match(word) and not is_first:
            self._attributes = 0
            self._is_led = False
            return may_lead
        self._attributes += 1
        most = _MOST_LOOSE_WORDS if self._is_loose else _MOST_ATTRIBUTES
        return may_lead and self._is_topic and not is_first and self._attributes <= most

    def _goes_on(self, *, is_topic: bool, is_loose: bool, is_led: bool) -> bool:
        is_done, self._attributes = self.is_done, 0
        self._is_topic, self._is_loose, self._is_led = is_topic, is_loose, is_led
        return is_done
