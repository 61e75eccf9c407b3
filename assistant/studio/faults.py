"""What is wrong with a file that a person wrote, field by field: pydantic's findings in the words of its author."""

import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from types import MappingProxyType

from pydantic import ValidationError

from ingest.records import Text

_MOST_FAULTS = 10  # named in one message
_LONGEST_DETAIL = 80  # characters

_REASONS: dict[str, Text] = {
    "extra_forbidden": Text("dieses Feld gibt es nicht", "there is no such field"),
    "missing": Text("die Angabe fehlt", "it is missing"),
    "string_too_long": Text("höchstens {limit} Zeichen sind möglich", "at most {limit} characters are possible"),
    "string_too_short": Text("die Angabe ist leer", "it is empty"),
    "too_short": Text("die Liste ist leer", "the list is empty"),
    "too_long": Text("höchstens {limit} Einträge sind möglich", "at most {limit} entries are possible"),
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
    "section_twice": Text(
        "mehrere Abschnitte haben dieselbe id: {detail}", "several sections have the same id: {detail}"
    ),
    "placeholders_differ": Text(
        "die Angaben in Klammern sind auf Deutsch und Englisch verschieden",
        "the facts in braces differ in German and English",
    ),
    "braces": Text(
        "in geschweiften Klammern darf nur der Name einer Angabe stehen", "only the name of a fact may stand in braces"
    ),
    "lone_brace": Text(
        "eine geschweifte Klammer hat kein Gegenstück: „{detail}“", "a brace lacks its counterpart: “{detail}”"
    ),
    "words_reversed": Text(
        "erwartet werden zwei Zahlen, die kleinere zuerst", "two numbers are expected, the lower one first"
    ),
    "no_day": Text("erwartet wird ein Tag wie 2027-12-31", "a day such as 2027-12-31 is expected"),
    "no_id": Text("erlaubt sind Kleinbuchstaben, Ziffern und _", "lower-case letters, digits and _ are possible"),
    "id_twice": Text("diese Kennung gibt es zweimal: {detail}", "this id is there twice: {detail}"),
    "criterion_twice": Text("dieses Kriterium gibt es zweimal: {detail}", "this criterion is there twice: {detail}"),
    "candidate_twice": Text("diesen Namen gibt es zweimal: {detail}", "this name is there twice: {detail}"),
    "rater_twice": Text("diesen Namen gibt es zweimal: {detail}", "this name is there twice: {detail}"),
    "rating_twice": Text("diese Bewertung gibt es zweimal: {detail}", "this rating is there twice: {detail}"),
    "unknown_candidate": Text("es gibt keinen Kandidaten {detail}", "there is no candidate {detail}"),
    "unknown_criterion": Text("es gibt kein Kriterium {detail}", "there is no criterion {detail}"),
    "unknown_rater": Text("es gibt niemanden, der als {detail} bewertet", "nobody rates as {detail}"),
    "barred_rating": Text(
        "eine Bewertung trotz Interessenkonflikt: {detail}", "a rating despite a conflict of interest: {detail}"
    ),
    "ipr_incomplete": Text(
        "begonnen werden kann erst, wenn die Regeln zum geistigen Eigentum vollständig sind",
        "it can only be started when the rules on intellectual property are complete",
    ),
    "said_length": Text("erwartet werden 1 bis 500 Zeichen", "1 to 500 characters are expected"),
    "empty_proof": Text(
        "zu einem Beleg gehört ein Text, zu einem Link die Adresse", "a proof needs a text, a link its address"
    ),
    "no_link": Text("erwartet wird eine Adresse wie https://…", "an address such as https://… is expected"),
    "unknown_goal": Text("dieses Ziel hat der Plan nicht: {detail}", "the plan has no such goal: {detail}"),
    "unknown_indicator": Text(
        "diesen Indikator hat der Plan nicht: {detail}", "the plan has no such indicator: {detail}"
    ),
    "checkin_twice": Text("zwei Messungen an einem Tag: {detail}", "two check-ins on one day: {detail}"),
    "options_do_not_fit": Text(
        "Antworten zum Auswählen gehören zu single und multiple, mindestens zwei",
        "choices belong to single and multiple, at least two",
    ),
    "option_twice": Text("zwei Antworten sind gleich: {detail}", "two choices are the same: {detail}"),
    "semicolon": Text("eine Antwort enthält ein Semikolon", "a choice holds a semicolon"),
    "group_is_no_choice": Text(
        "nach Gruppen wird nur bei single ausgewertet", "only a question of kind single can be the type of member"
    ),
    "origin_lacks": Text(
        "es fehlt die Herkunft (origin mit author und year): {detail}",
        "the origin lacks (origin with author and year): {detail}",
    ),
    "question_twice": Text("zwei Fragen haben denselben code: {detail}", "two questions have the same code: {detail}"),
    "group_twice": Text("mehrere Fragen bestimmen die Gruppe", "several questions ask for the type of member"),
    "counts_differ": Text("die Zahlen der Gruppen passen nicht zu den Antworten", "the groups do not fit the answers"),
    "ends_before_start": Text("das Ende liegt vor dem Anfang", "the end is before the start"),
}


# by field, where no month is meant
_PATTERNS = {
    "id": "no_id",
    "code": "no_id",
    "valid_until": "no_day",
    "until": "no_day",
    "day": "no_day",
    "agreed_on": "no_day",
    "link": "no_link",
}


def faults_in_words(error: ValidationError, file: str, names: Mapping[str, Text] = MappingProxyType({})) -> Text:
    """Return "profil.yaml: budget, 2. Eintrag, amount: ...", fields by their `names` where they have one."""
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        return Text(f"{file} ist kein gültiges JSON.", f"{file} is no valid JSON.")
    # pydantic calls a list empty in which no entry is right: those entries are faults of their own
    inner = {fault["loc"][:length] for fault in faults for length in range(len(fault["loc"]))}
    found = [
        _fault(fault["loc"], fault["type"], str(fault["msg"]), fault.get("ctx", {}), names)
        for fault in faults
        if fault["type"] != "too_short" or fault["loc"] not in inner
    ][:_MOST_FAULTS]
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
        kind = next((known for known in _REASONS if known in message.partition(":")[0]), kind)
    elif kind == "string_pattern_mismatch":
        kind = _PATTERNS.get(str(place[-1]), kind)
    if kind in _REASONS:
        expected = str(context.get("expected", ""))
        told = {
            "detail": shorten(message.partition(f"{kind}: ")[2], _LONGEST_DETAIL),
            "limit": context.get("max_length"),
        }
        german_reason = _REASONS[kind].de.format(expected=expected.replace(" or ", " oder "), **told)
        reason = Text(german_reason, _REASONS[kind].en.format(expected=expected, **told))
    elif re.match(r"(int|float|greater|less|finite)", kind) or "number" in message:
        reason = Text("erwartet wird eine Zahl im üblichen Bereich", "a number in the usual range is expected")
    else:
        reason = Text("die Angabe passt nicht", "it does not fit")
    if not place:
        return reason
    return Text(f"{german}: {reason.de}", f"{english}: {reason.en}")


def _named(place: Iterable[int | str], entry: str) -> str:
    return ", ".join(entry.format(part + 1) if isinstance(part, int) else str(part) for part in place)
