"""The forms of a selection as tables."""

from assistant.instruments.typed import day_text
from assistant.phrase import Strict
from assistant.selection.forms import Ipr, IprRule
from assistant.selection.words import Words
from assistant.studio.records import Table

_DAYS = ("day", "agreed_on")


def form_table(form: Strict, prefix: str, caption: str, words: Words) -> Table | None:
    """Return the filled fields of a form, each with its name from "<prefix>_<field>"; None where all are empty."""
    rows = tuple((words(f"{prefix}_{field}"), _shown(field, value, words)) for field, value in form if value)
    return Table(caption, (words("column_factor"), words("column_text")), rows) if rows else None


def ipr_table(ipr: Ipr, words: Words) -> Table | None:
    """Return the four rules with what is settled of each; None where nothing is."""
    if all(not value for rule in type(ipr).model_fields for _, value in getattr(ipr, rule)):
        return None
    fields = tuple(IprRule.model_fields)
    head = (words("column_rule"), *(words(f"ipr_field_{field}") for field in fields))
    rows = tuple(
        (words(f"ipr_{rule}"), *(_shown(field, getattr(getattr(ipr, rule), field), words) for field in fields))
        for rule in type(ipr).model_fields
    )
    return Table(words("ipr"), head, rows)


def _shown(field: str, value: str, words: Words) -> str:
    return day_text(value, words.language) if field in _DAYS else value


def told(text: str) -> str:
    """Return a text on one line, for a sentence."""
    return " ".join(text.split())
