"""What is to be said of a file of answers that was read: what was left out, what does not fit, who answered twice."""

from collections.abc import Iterator, Sequence

from assistant.survey.answers import Answers
from assistant.survey.words import SurveyWords
from ingest.records import Language

_MOST_NAMED = 20


def import_told(answers: Answers, language: Language) -> Iterator[str]:
    """Yield sentences, the number of answers first."""
    words = SurveyWords(language)
    yield words("import_taken", count=len(answers.responses))
    if answers.personal:
        yield words("import_personal", columns=_named(answers.personal, words))
    if answers.unknown:
        yield words("import_unknown", columns=_named(answers.unknown, words))
    if answers.lacking:
        yield words("lacking", codes=_named(answers.lacking, words))
    if answers.doubled:
        rows = [
            words("import_doubled_one", name=name, first=first, again=again) for name, first, again in answers.doubled
        ]
        yield words("import_doubled", rows=_named(rows, words))
    if answers.bad_cells:
        cells = [cell.told().of(language) for cell in answers.bad_cells]
        yield words("import_bad", count=len(cells), cells=_named(cells, words))
    if answers.hidden:
        yield words("import_hidden", count=answers.hidden)


def _named(names: Sequence[str], words: SurveyWords) -> str:
    more = len(names) - _MOST_NAMED
    shown = list(names[:_MOST_NAMED])
    return "; ".join([*shown, words("import_more", count=more)] if more > 0 else shown)
