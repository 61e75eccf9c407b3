"""The profile as a YAML file: read with messages that name the field, and written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import ValidationError

from assistant.studio.profile import LONGEST, MOST, Profile
from ingest.errors import AppError
from ingest.records import Text

_LARGEST = 1_000_000  # bytes
_MOST_FAULTS = 10  # named in one message


class BadProfile(AppError):
    """A profile file that cannot be used; the message names the field."""

    code = "bad_profile"


_REASONS: dict[str, Text] = {
    "extra_forbidden": Text("dieses Feld gibt es nicht", "there is no such field"),
    "missing": Text("die Angabe fehlt", "it is missing"),
    "string_too_long": Text(f"höchstens {LONGEST} Zeichen sind möglich", f"at most {LONGEST} characters are possible"),
    "string_too_short": Text("die Angabe ist leer", "it is empty"),
    "too_long": Text(f"höchstens {MOST} Einträge sind möglich", f"at most {MOST} entries are possible"),
    "string_pattern_mismatch": Text("erwartet wird ein Monat wie 2027-03", "a month such as 2027-03 is expected"),
    "string_type": Text("erwartet wird Text", "text is expected"),
    "tuple_type": Text("erwartet wird eine Liste", "a list is expected"),
    "model_type": Text("erwartet werden Unterfelder", "subfields are expected"),
    "literal_error": Text("möglich sind: {expected}", "possible are: {expected}"),
    "sme_above_count": Text("mehr KMU als Mitglieder", "more SMEs than members"),
    "ends_before_start": Text("das Ende liegt vor dem Anfang", "the end is before the start"),
}


def read_profile(path: Path) -> Profile:
    """Return the profile of a YAML file; raises BadProfile, its message naming each faulty field."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadProfile(
                Text(f"{path.name} ist zu groß für ein Profil.", f"{path.name} is too large for a profile."),
                Text("Höchstens ein Megabyte ist möglich.", "At most one megabyte is possible."),
            )
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadProfile(
            Text(f"{path.name} gibt es nicht.", f"{path.name} does not exist."),
            Text("Prüfen Sie die Schreibweise und den Ordner.", "Check the spelling and the folder."),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadProfile(
            Text(f"{path.name} ist nicht lesbar.", f"{path.name} cannot be read."),
            Text("Speichern Sie die Datei als UTF-8.", "Save the file as UTF-8."),
        ) from error
    return parse_profile(text, path.name)


def parse_profile(text: str, name: str) -> Profile:
    """Return the profile in a YAML text; `name` stands in the messages. Raises BadProfile."""
    try:
        data = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise BadProfile(
            Text(f"{name} ist kein gültiges YAML (Zeile {line}).", f"{name} is no valid YAML (line {line})."),
            Text(
                "Prüfen Sie Einrückung und Anführungszeichen, und ob ein Feld zweimal dasteht.",
                "Check indentation and quotation marks, and whether a field stands there twice.",
            ),
        ) from error
    if data and not isinstance(data, dict):
        raise BadProfile(
            Text(f"{name} ist kein Profil.", f"{name} is no profile."),
            Text("Ein Muster schreibt `clusterkompass profile new`.", "`clusterkompass profile new` writes a model."),
        )
    return checked_profile(data or {}, name)


def checked_profile(data: object, name: str, *, names: Mapping[str, Text] = MappingProxyType({})) -> Profile:
    """Return the profile made of data; raises BadProfile, its message naming file and fields (by `names`, if there)."""
    try:
        return Profile.model_validate(_without_nothing(data))
    except ValidationError as error:
        found = [
            _fault(fault["loc"], fault["type"], str(fault["msg"]), fault.get("ctx", {}), names)
            for fault in error.errors()[:_MOST_FAULTS]
        ]
        file = f"{name}: " if name else ""
        raise BadProfile(
            Text(f"{file}{'; '.join(one.de for one in found)}.", f"{file}{'; '.join(one.en for one in found)}."),
            Text("Berichtigen Sie die genannten Felder.", "Correct the fields that are named."),
        ) from error


def profile_yaml(profile: Profile) -> str:
    """Return the profile as YAML that `parse_profile` reads back the same."""
    data = profile.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


_NOTHING = ("null", "Null", "NULL", "~")  # unquoted


class _Loader(yaml.BaseLoader):
    """Reads every value as text: "0", "NO" and "12.000" mean what they say. No aliases, no field twice."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.constructor.ConstructorError(None, None, "alias", None)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        is_nothing = node.style is None and node.value in _NOTHING
        return "" if is_nothing else str(super().construct_scalar(node))

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [key.value for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise yaml.constructor.ConstructorError(None, None, "a field twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _without_nothing(data: object) -> object:
    """Return data without the fields that are left empty ("vision:"): they are not given."""
    if isinstance(data, dict):
        return {str(key): _without_nothing(value) for key, value in data.items() if value not in (None, "")}
    if isinstance(data, list):
        return [_without_nothing(value) for value in data if value not in (None, "")]
    return data


def _fault(
    place: Sequence[int | str], kind: str, message: str, context: Mapping[str, object], names: Mapping[str, Text]
) -> Text:
    """Return "budget, 2. Eintrag, amount: ..." for a fault that pydantic found."""
    inner = ".".join(map(str, place[:2]))
    known = 2 if inner in names else 1
    first = names.get(inner) or names.get(str(place[0]), Text(str(place[0]), str(place[0]))) if place else Text("", "")
    german = _named((first.de, *place[known:]), "{}. Eintrag")
    english = _named((first.en, *place[known:]), "entry {}")
    if kind == "value_error":
        kind = next((known for known in _REASONS if known in message), kind)
    if kind in _REASONS:
        expected = str(context.get("expected", ""))
        german_reason = _REASONS[kind].de.format(expected=expected.replace(" or ", " oder "))
        reason = Text(german_reason, _REASONS[kind].en.format(expected=expected))
    elif re.match(r"(int|float|greater|less|finite)", kind) or "number" in message:
        reason = Text("erwartet wird eine Zahl im üblichen Bereich", "a number in the usual range is expected")
    else:
        reason = Text("die Angabe passt nicht", "it does not fit")
    return Text(f"{german}: {reason.de}", f"{english}: {reason.en}")


def _named(place: Iterable[int | str], entry: str) -> str:
    return ", ".join(entry.format(part + 1) if isinstance(part, int) else str(part) for part in place)
