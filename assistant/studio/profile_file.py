"""The profile as a YAML file: read with messages that name the field, and written."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import ValidationError

from assistant.studio.faults import faults_in_words
from assistant.studio.profile import Profile
from ingest.errors import AppError
from ingest.records import Text

_LARGEST = 1_000_000  # bytes


class BadProfile(AppError):
    """A profile file that cannot be used; the message names the field."""

    code = "bad_profile"


def read_profile(path: Path) -> Profile:
    """Return the profile of a YAML file; raises BadProfile, its message naming each faulty field."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadProfile(
                Text(f"{path.name} ist zu groß für ein Profil.", f"{path.name} is too large for a profile."),
                Text("Höchstens ein Megabyte ist möglich.", "At most one megabyte is possible."),
            )
        text = path.read_text(encoding="utf-8-sig")
    except IsADirectoryError as error:
        raise BadProfile(
            Text(f"{path} ist ein Ordner.", f"{path} is a folder."),
            Text("Nennen Sie eine einzelne Datei (.yaml).", "Name a single file (.yaml)."),
        ) from error
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
        raise BadProfile(
            faults_in_words(error, name, names),
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
