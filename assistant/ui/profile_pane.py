"""The profile of a strategy as a form: typed, saved, loaded from a YAML file, and checked for what does not fit."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.phrase import Phrase
from assistant.studio.consistency.profile_checks import inconsistencies
from assistant.studio.outline import Chapter, load_chapters, load_outline
from assistant.studio.own_words import title_of
from assistant.studio.profile import Profile
from assistant.studio.profile_file import read_profile
from assistant.studio.profile_form import FIELDS, LISTS, ROWS, from_form, to_form
from assistant.ui.events import connect
from assistant.ui.findings import findings_html
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import notice_html
from assistant.ui.wording import Wording
from assistant.workspace.errors import ProfileConflict, UnknownStrategy
from assistant.workspace.records import TypedProfile
from assistant.workspace.workspace import Workspace
from ingest.errors import AppError
from ingest.records import Language, Text

_MEASURES = "measures"
_LONG = ("summary", "vision")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "group_cluster": ("name", "sector", "region", "summary", "vision", "members", "management"),
    "group_aims": (
        *("horizon.start", "horizon.end", "goals", "target_countries", "target_groups"),
        *("competences_offered", "competences_sought", "priorities", "limits"),
    ),
    "group_needs": ("needs.method", "needs.date", "needs.participants", "needs.results", "documents"),
    "group_partners": ("partners", "projects"),
    "group_resources": ("budget", "milestones", "risks"),
    "group_monitoring": ("channels", "indicators"),
}


class ProfilePane:
    """The form; `strategy` holds the id of the chosen strategy ("" for none)."""

    def __init__(
        self, workspace: Workspace, wording: Wording, labels: Labels, language: gr.Radio, strategy: gr.Dropdown
    ) -> None:
        self._workspace, self._wording, self._language, self._strategy = workspace, wording, language, strategy
        self._revision = gr.State(0)
        self._fields: dict[str, gr.Textbox] = {}
        self._measures: list[gr.CheckboxGroup] = []
        for group, fields in _GROUPS.items():
            self._place_group(group, fields, labels)
        self._place_measures(labels)
        self._notice = gr.Markdown(elem_id="profile-notice", latex_delimiters=[])
        with gr.Row(elem_id="profile-actions"):
            texts = wording.profile
            self._save = labels.put(gr.Button(variant="primary", elem_id="save-profile"), value=texts.save)
            self._upload = labels.put(
                gr.UploadButton(file_types=[".yaml", ".yml"], elem_id="upload-profile"), label=texts.upload
            )
        self._connect()

    def _place_group(self, group: str, fields: Sequence[str], labels: Labels) -> None:
        title: Phrase = getattr(self._wording.profile, group)
        with labels.put(gr.Accordion(open=group == "group_cluster", elem_classes="profile-group"), label=title):
            for field in fields:
                self._fields[field] = self._placed(field, labels)

    def _placed(self, field: str, labels: Labels) -> gr.Textbox:
        texts, lines = self._wording.profile, 4 if field in (*LISTS, *ROWS) else 2 if field in _LONG else 1
        box = gr.Textbox("", lines=lines, max_lines=max(lines, 14) if lines > 1 else 1, elem_id=_element_id(field))
        if field in ROWS:
            columns = texts.columns[field]
            return labels.put(
                box, lambda to: {"info": texts.rows.fill(to, columns=columns.of(to))}, label=texts.fields[field]
            )
        if field in LISTS:
            return labels.put(box, label=texts.fields[field], info=texts.lines)
        return labels.put(box, label=texts.fields[field])

    def _place_measures(self, labels: Labels) -> None:
        with labels.put(
            gr.Accordion(open=False, elem_classes="profile-group"), label=self._wording.profile.group_measures
        ):
            self._measures = [
                labels.put(gr.CheckboxGroup([], value=[], elem_classes="measures"), _offer(chapter))
                for chapter in load_chapters().values()
            ]

    @property
    def _inputs(self) -> list[Component]:
        return [*(self._fields[field] for field in FIELDS), *self._measures]

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._notice, self._revision, *self._inputs]

    def _connect(self) -> None:
        context: list[Component] = [self._strategy, self._language, self._revision]
        saved = [self._notice, self._revision, self._strategy]
        connect(self._save.click, self._save_typed, [*context, *self._inputs], saved)
        connect(self._upload.upload, self._take_file, [self._upload, *context], [*saved, *self._inputs])
        typing = partial(gr.on, [*(one.input for one in self._fields.values()), *(one.input for one in self._measures)])
        connect(typing, self._keep, [self._strategy, self._revision, *self._inputs], [], last_only=True)

    def shown(self, strategy: str, language: Language) -> list[Update | str | int | list[str]]:
        """Return the changes that show a strategy's profile, or an empty form for none.

        What was typed and not saved comes back upon the profile that it was begun upon: saving it overwrites no other.
        """
        if not strategy:
            return ["", 0, *self._values(Profile(), language)]
        revision = self._workspace.strategy(OWNER, strategy).profile_revision
        profile, typed = self._workspace.profile(OWNER, strategy), self._workspace.typed_profile(OWNER, strategy)
        if typed is None:
            return ["", revision, *self._values(profile, language)]
        told = notice_html(self._wording.profile.recovered.of(language))
        return [told, typed.based_on, *self._filled(typed.fields, typed.fields.get(_MEASURES, "").split())]

    def _values(self, profile: Profile, language: Language) -> list[Update | str | int | list[str]]:
        return self._filled(to_form(profile, language), profile.measures)

    def _filled(self, form: Mapping[str, str], measures: Sequence[str]) -> list[Update | str | int | list[str]]:
        offered = ([one.id for one in chapter.measures] for chapter in load_chapters().values())
        chosen = [[one for one in ids if one in measures] for ids in offered]
        return [*(form.get(field, "") for field in FIELDS), *chosen]

    def _keep(self, strategy: str, revision: int, *values: str | list[str]) -> None:
        """Keep what is typed, so that no reload and no power cut loses it."""
        if strategy:
            with suppress(UnknownStrategy):  # deleted in another tab; that is said when it is saved
                self._workspace.keep_typed_profile(OWNER, strategy, TypedProfile(_kept(values), revision))

    def _save_typed(
        self, strategy: str, language: Language, revision: int, *values: str | list[str]
    ) -> tuple[str, int | Update, Update]:
        """Save what is typed; what cannot be read is said, and nothing is saved."""
        typed, measures = _typed(values)
        try:
            measures += self._not_offered(strategy)
            profile = from_form(typed, measures, names=self._names())
            told = self._wording.profile.saved.of(language)
            return self._saved(strategy, profile, language, revision, told, _kept(values))
        except AppError as error:
            return notice_html(error.of(language), is_warning=True), gr.skip(), gr.skip()

    def _not_offered(self, strategy: str) -> list[str]:
        """Return the stored profile's measures that the catalogue does not hold: no box of the form stands for them."""
        known = {one.id for chapter in load_chapters().values() for one in chapter.measures}
        stored = self._workspace.profile(OWNER, strategy).measures if strategy else ()
        return [one for one in stored if one not in known]

    def _take_file(
        self, path: str, strategy: str, language: Language, revision: int
    ) -> list[Update | str | int | list[str]]:
        """Take over the profile of a YAML file, and save it."""
        unchanged = [gr.skip()] * (2 + len(self._inputs))
        try:
            profile = read_profile(Path(path))
            told = self._wording.profile.uploaded.fill(language, name=Path(path).name)
            saved = self._saved(strategy, profile, language, revision, told)
        except AppError as error:
            return [notice_html(error.of(language), is_warning=True), *unchanged]
        return [*saved, *self._values(profile, language)]

    def _saved(
        self,
        strategy: str,
        profile: Profile,
        language: Language,
        revision: int,
        told: str,
        typed: Mapping[str, str] | None = None,
    ) -> tuple[str, int | Update, Update]:
        if not strategy:
            return notice_html(self._wording.strategy.none.of(language), is_warning=True), gr.skip(), gr.skip()
        before = self._workspace.profile(OWNER, strategy)
        try:
            revision = self._workspace.save_profile(OWNER, strategy, profile, revision, typed)
        except ProfileConflict as conflict:  # said, and this tab may now save over it knowingly
            return notice_html(conflict.of(language), is_warning=True), conflict.revision, gr.skip()
        self._follow_name(strategy, before, profile)
        choices = [(one.title, one.id) for one in self._workspace.strategies(OWNER)]
        notice = notice_html(told) + self._findings_html(profile, language)
        return notice, revision, gr.update(choices=choices, value=strategy)

    def _follow_name(self, strategy: str, before: Profile, now: Profile) -> None:
        """Let a title that was made of the cluster's name follow it; one that a person gave stays."""
        stored = self._workspace.strategy(OWNER, strategy)
        if stored.title == title_of(before, stored.language):
            self._workspace.rename(OWNER, strategy, title_of(now, stored.language))

    def _findings_html(self, profile: Profile, language: Language) -> str:
        texts, found = self._wording.profile, inconsistencies(profile)
        if not found:
            return element("p", escape(texts.fits.of(language)), "hint")
        titles = {one.id: one.title.of(language) for one in load_outline().sections}
        listed = findings_html(found, titles, self._wording, language)
        return element("p", escape(texts.findings.of(language))) + listed

    def _names(self) -> dict[str, Text]:
        return {field: Text(phrase.de, phrase.en) for field, phrase in self._wording.profile.fields.items()}


def _typed(values: Sequence[str | list[str]]) -> tuple[dict[str, str], list[str]]:
    """Return the texts of the fields by name, and the ids of the measures."""
    typed = {field: str(value or "") for field, value in zip(FIELDS, values, strict=False)}
    return typed, [one for group in values[len(FIELDS) :] for one in group or ()]


def _kept(values: Sequence[str | list[str]]) -> dict[str, str]:
    """Return what is typed in the form in which it is kept."""
    typed, measures = _typed(values)
    return {**typed, _MEASURES: " ".join(measures)}


def _offer(chapter: Chapter) -> Callable[[Language], Update]:
    """Return what gives the choices of a chapter's measures their names in a language."""

    def named(language: Language) -> Update:
        choices = [(one.title.of(language), one.id) for one in chapter.measures]
        return {"choices": choices, "label": chapter.title.of(language)}

    return named


def _element_id(field: str) -> str:
    return f"profile-{field.replace('.', '-').replace('_', '-')}"
