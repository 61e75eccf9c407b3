"""What is wrong with a file that a person wrote, field by field: pydantic's findings in the words of its author."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from pydantic import ValidationError

from assistant.studio.profile import LONGEST, MOST
from ingest.records import Text

_MOST_FAULTS = 10  # named in one message

_REASONS: dict[str, Text] = {
    "extra_forbidden": Text("dieses Feld gibt es nicht", "there is no such field"),
    "missing": Text("die Angabe fehlt", "it is missing"),
    "string_too_long": Text(f"höchstens {LONGEST} Zeichen sind möglich", f"at most {LONGEST} characters are possible"),
    "string_too_short": Text("die Angabe ist leer", "it is empty"),
    "too_short": Text("die Liste ist leer", "the list is empty"),
    "too_long": Text(f"höchstens {MOST} Einträge sind möglich", f"at most {MOST} entries are possible"),
    "string_pattern_mismatch": Text("erwartet wird ein Monat wie 2027-03", "a month such as 2027-03 is expected"),
    "string_type": Text("erwartet wird Text", "text is expected"),
    "tuple_type": Text("erwartet wird eine Liste", "a list is expected"),
    "model_type": Text("erwartet werden Unterfelder", "subfields are expected"),
    "literal_error": Text("möglich sind: {expected}", "possible are: {expected}"),
    "sme_above_count": Text("mehr KMU als Mitglieder", "more SMEs than members"),
    "unknown_fact": Text("diese Angabe hat das Profil nicht: {detail}", "the profile has no such fact: {detail}"),
    "unknown_chapter": Text(
        "dieses Kapitel hat der Katalog nicht: {detail}", "the catalogue has no such chapter: {detail}"
    ),
    "unknown_point": Text(
        "diesen Punkt hat die Checkliste nicht: {detail}", "the checklist has no such point: {detail}"
    ),
    "section_twice": Text("diese Abschnitte gibt es zweimal: {detail}", "these sections stand there twice: {detail}"),
    "placeholders_differ": Text(
        "die Angaben in Klammern sind auf Deutsch und Englisch verschieden",
        "the facts in braces differ in German and English",
    ),
    "braces": Text(
        "in geschweiften Klammern darf nur der Name einer Angabe stehen", "only the name of a fact may stand in braces"
    ),
    "no_day": Text("erwartet wird ein Tag wie 2027-12-31", "a day such as 2027-12-31 is expected"),
    "no_id": Text("erlaubt sind Kleinbuchstaben, Ziffern und _", "lower-case letters, digits and _ are possible"),
    "ends_before_start": Text("das Ende liegt vor dem Anfang", "the end is before the start"),
}


_PATTERNS = {"id": "no_id", "valid_until": "no_day"}  # by field, where no month is meant


def faults_in_words(error: ValidationError, file: str, names: Mapping[str, Text] = MappingProxyType({})) -> Text:
    """Return "profil.yaml: budget, 2. Eintrag, amount: ...", fields by their `names` where they have one."""
    found = [
        _fault(fault["loc"], fault["type"], str(fault["msg"]), fault.get("ctx", {}), names)
        for fault in error.errors()[:_MOST_FAULTS]
    ]
    before = f"{file}: " if file else ""
    return Text(f"{before}{'; '.join(one.de for one in found)}.", f"{before}{'; '.join(one.en for one in found)}.")


def _fault(
    place: Sequence[int | str], kind: str, message: str, context: Mapping[str, object], names: Mapping[str, Text]
) -> Text:
    """Return "budget, 2. Eintrag, amount: ..." for a fault that pydantic found."""
    inner = ".".join(map(str, place[:2]))
    known = 2 if inner in names else 1
    first = names.get(inner) or names.get(str(place[0]), Text(str(place[0]), str(place[0]))) if place else Text("", "")
    german = _named((first.de, *place[known:]), "{}. Eintrag")
    english = _named((first.en, *place[known:]), "entry {}")
    if kind == "value_error":  # "Value error, unknown_fact: name, region"
        kind = next((known for known in _REASONS if known in message), kind)
    elif kind == "string_pattern_mismatch":
        kind = _PATTERNS.get(str(place[-1]), kind)
    if kind in _REASONS:
        expected, detail = str(context.get("expected", "")), message.rpartition(": ")[2]
        german_reason = _REASONS[kind].de.format(expected=expected.replace(" or ", " oder "), detail=detail)
        reason = Text(german_reason, _REASONS[kind].en.format(expected=expected, detail=detail))
    elif re.match(r"(int|float|greater|less|finite)", kind) or "number" in message:
        reason = Text("erwartet wird eine Zahl im üblichen Bereich", "a number in the usual range is expected")
    else:
        reason = Text("die Angabe passt nicht", "it does not fit")
    return Text(f"{german}: {reason.de}", f"{english}: {reason.en}")


def _named(place: Iterable[int | str], entry: str) -> str:
    return ", ".join(entry.format(part + 1) if isinstance(part, int) else str(part) for part in place)
