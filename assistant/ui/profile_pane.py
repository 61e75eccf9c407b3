"""The profile of a strategy as a form: typed, saved, loaded from a YAML file, and checked for what does not fit."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from assistant.owner import OWNER
from assistant.phrase import Phrase
from assistant.studio.consistency.profile_checks import inconsistencies
from assistant.studio.outline import Chapter, load_chapters, load_outline
from assistant.studio.own_words import title_of
from assistant.studio.profile import Profile
from assistant.studio.profile_file import BadProfile, read_profile
from assistant.studio.profile_form import FIELDS, LISTS, ROWS, from_form
from assistant.ui.events import connect
from assistant.ui.findings import findings_html
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.ui.notices import notice_html
from assistant.ui.profile_conflict import side_by_side_html
from assistant.ui.profile_values import GROUPS, Values, group_of, text_of, typed_in, values_in, values_of
from assistant.ui.typing_box import Offer, Typing, in_short, typing_box
from assistant.ui.wording import Wording
from assistant.workspace.errors import ProfileConflict, UnknownStrategy
from assistant.workspace.workspace import Workspace
from ingest.errors import AppError
from ingest.records import Language, Text

_LONG = ("summary", "vision")
Shown = list[Update | str | Typing | list[str]]


class ProfilePane:
    """The form; `typing` says whose profile is in it, and upon which revision it was begun.

    `choice` is the list of strategies, whose titles follow the cluster's name.
    """

    def __init__(
        self, workspace: Workspace, wording: Wording, labels: Labels, language: gr.Radio, choice: gr.Dropdown
    ) -> None:
        self._workspace, self._wording, self._language, self._choice = workspace, wording, language, choice
        self._offer = Offer(wording.profile.offered, wording.profile.take_over, labels, "offered-profile")
        self._typing = typing_box("profile")
        self._fields: dict[str, gr.Textbox] = {}
        self._groups: dict[str, gr.Accordion] = {}
        self._measures: list[gr.CheckboxGroup] = []
        for group, fields in GROUPS.items():
            self._place_group(group, fields, labels)
        self._place_measures(labels)
        self._notice = gr.Markdown(elem_id="profile-notice", latex_delimiters=[])
        with gr.Row(elem_id="profile-actions"):
            texts = wording.profile
            self._save = labels.put(gr.Button(variant="primary", elem_id="save-profile"), value=texts.save)
            self._discard = labels.put(gr.Button(elem_id="discard-profile"), value=texts.discard)
            self._upload = labels.put(
                gr.UploadButton(file_types=[".yaml", ".yml"], elem_id="upload-profile"), label=texts.upload
            )
        self._connect()

    def _place_group(self, group: str, fields: Sequence[str], labels: Labels) -> None:
        title: Phrase = getattr(self._wording.profile, group)
        folded = gr.Accordion(open=group == "group_cluster", elem_classes="profile-group")
        with labels.put(folded, label=title) as self._groups[group]:
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
    def typed(self) -> list[Component]:
        """Return what `keep` needs."""
        return [self._typing, *self._inputs]

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._notice, self._typing, *self._offer.outputs, *self._inputs]

    @property
    def saved(self) -> list[Component]:
        """Return what `save_typed` changes."""
        return [self._notice, self._typing, self._choice]

    def _connect(self) -> None:
        here: list[Component] = [self._language, *self.typed]
        connect(self._save.click, self.save_typed, here, self.saved)
        connect(self._discard.click, self._discarded, [self._language, self._typing], self.outputs)
        connect(self._offer.take_over.click, self._taken_over, here, self.outputs)
        connect(self._upload.upload, self._take_file, [self._upload, *here], [*self.saved, *self._inputs])
        typing = partial(gr.on, [*(one.input for one in self._fields.values()), *(one.input for one in self._measures)])
        connect(typing, self.keep, self.typed, [], last_only=True)

    @property
    def groups(self) -> list[Block]:
        """Return what `unfolded` changes."""
        return list(self._groups.values())

    def unfolded(self, field: str) -> list[Update]:
        """Return the changes that open the group of a field."""
        return [gr.update(open=True) if group == group_of(field) else gr.skip() for group in self._groups]

    def shown(self, strategy: str, tab: str, language: Language) -> Shown:
        """Return the changes that show a strategy's profile, or an empty form for none.

        What this tab typed and did not save comes back upon the profile that it was begun upon: saving it overwrites
        no other.
        """
        if not strategy:
            return ["", Typing(tab), *self._offer.hidden(), *values_of(Profile(), language)]
        revision = self._workspace.strategy(OWNER, strategy).profile_revision
        profile = self._workspace.profile(OWNER, strategy)
        texts = self._workspace.unsaved.texts(OWNER, strategy, None)
        own = next((one for one in texts if one.tab == tab), None)
        offered = self._offer.shown(texts, tab, language)
        if own is None:
            values = values_of(profile, language)
            return ["", _begun(tab, strategy, revision, values), *offered, *values]
        values = values_in(own.text)
        told = notice_html(self._wording.profile.recovered.of(language))
        return [told, _begun(tab, strategy, own.based_on, values), *offered, *values]

    def keep(self, typing: Typing, *values: str | list[str]) -> None:
        """Keep what is typed, so that no reload, power cut or other strategy loses it."""
        if not typing.strategy:
            return
        with suppress(UnknownStrategy):  # deleted in another tab; that is said when it is saved
            text, kept = text_of(values), self._workspace.unsaved.texts(OWNER, typing.strategy, None)
            if in_short(text) == typing.seen and typing.tab not in {one.tab for one in kept}:
                return
            if self._stands(typing, values):  # the last letters may arrive after all is saved
                self._workspace.unsaved.forget(OWNER, typing.strategy, None, typing.tab)
            else:
                self._workspace.unsaved.keep(OWNER, typing.strategy, None, typing.tab, text, typing.base)

    def _stands(self, typing: Typing, values: Values) -> bool:
        with suppress(BadProfile):
            return self._read(typing.strategy, values) == self._workspace.profile(OWNER, typing.strategy)
        return False

    def save_typed(
        self, language: Language, typing: Typing, *values: str | list[str]
    ) -> tuple[str | Update, Typing | Update, Update]:
        """Save what is typed; what cannot be read is said, and nothing is saved."""
        try:
            self.keep(typing, *values)
            profile = self._read(typing.strategy, values)
            told = self._wording.profile.saved.of(language)
            return self._saved(typing, profile, language, told, in_short(text_of(values)))
        except AppError as error:
            return notice_html(error.of(language), is_warning=True), gr.skip(), gr.skip()

    def is_touched(self, typing: Typing, *values: str | list[str]) -> bool:
        """Return whether something is typed that is not the stored profile; raises UnknownStrategy."""
        if not typing.strategy:
            return False
        self.keep(typing, *values)
        texts = self._workspace.unsaved.texts(OWNER, typing.strategy, None)
        return typing.tab in {one.tab for one in texts}

    def _read(self, strategy: str, values: Values) -> Profile:
        """Return the profile that is typed; raises BadProfile."""
        typed, measures = typed_in(values)
        return from_form(typed, measures + self._not_offered(strategy), names=self._names())

    def _discarded(self, language: Language, typing: Typing) -> Shown:
        """Show the stored profile again, in place of what this tab has typed."""
        try:
            if typing.strategy:
                self._workspace.unsaved.forget(OWNER, typing.strategy, None, typing.tab)
            return self.shown(typing.strategy, typing.tab, language)
        except AppError as error:
            return self._only(notice_html(error.of(language), is_warning=True))

    def _taken_over(self, language: Language, typing: Typing, *values: str | list[str]) -> Shown:
        """Go on with what another tab has typed; what is typed here is not mixed with it."""
        try:
            if self.is_touched(typing, *values):
                return self._only(notice_html(self._wording.profile.being_edited.of(language), is_warning=True))
            self._workspace.unsaved.take_over(OWNER, typing.strategy, None, typing.tab)
            return self.shown(typing.strategy, typing.tab, language)
        except AppError as error:
            return self._only(notice_html(error.of(language), is_warning=True))

    def _only(self, notice: str) -> Shown:
        return [notice, *[gr.skip()] * (len(self.outputs) - 1)]

    def _not_offered(self, strategy: str) -> list[str]:
        """Return the stored profile's measures that the catalogue does not hold: no box of the form stands for them."""
        known = {one.id for chapter in load_chapters().values() for one in chapter.measures}
        stored = self._workspace.profile(OWNER, strategy).measures if strategy else ()
        return [one for one in stored if one not in known]

    def _take_file(self, path: str, language: Language, typing: Typing, *typed: str | list[str]) -> Shown:
        """Take over the profile of a YAML file, and save it, unless it would take the place of what is typed."""
        unchanged = [gr.skip()] * (2 + len(self._inputs))
        try:
            if self.is_touched(typing, *typed):
                told = self._wording.profile.being_edited.of(language)
                return [notice_html(told, is_warning=True), *unchanged]
            profile = read_profile(Path(path))
            told = self._wording.profile.uploaded.fill(language, name=Path(path).name)
            values = values_of(profile, language)
            saved = self._saved(typing, profile, language, told, in_short(text_of(values)))
        except AppError as error:
            return [notice_html(error.of(language), is_warning=True), *unchanged]
        return [*saved, *values]

    def _saved(
        self, typing: Typing, profile: Profile, language: Language, told: str, seen: str
    ) -> tuple[str, Typing | Update, Update]:
        strategy = typing.strategy
        if not strategy:
            return notice_html(self._wording.strategy.none.of(language), is_warning=True), gr.skip(), gr.skip()
        before = self._workspace.profile(OWNER, strategy)
        try:
            revision = self._workspace.save_profile(OWNER, strategy, profile, typing.revision)
        except ProfileConflict as conflict:  # said, and this tab may now save over it knowingly
            compared = side_by_side_html(conflict.theirs, profile, self._wording, language)
            notice = notice_html(conflict.of(language), is_warning=True) + compared
            return notice, replace(typing, revision=conflict.revision), gr.skip()
        self._workspace.unsaved.forget(OWNER, strategy, None, typing.tab)
        self._follow_name(strategy, before, profile)
        choices = [(one.title, one.id) for one in self._workspace.strategies(OWNER)]
        notice = notice_html(told) + self._findings_html(profile, language)
        now = replace(typing, base=revision, revision=revision, seen=seen)
        return notice, now, gr.update(choices=choices, value=strategy)

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


def _begun(tab: str, strategy: str, revision: int, values: Values) -> Typing:
    return Typing(tab, strategy, "", True, revision, revision, in_short(text_of(values)))


def _offer(chapter: Chapter) -> Callable[[Language], Update]:
    """Return what gives the choices of a chapter's measures their names in a language."""

    def named(language: Language) -> Update:
        choices = [(one.title.of(language), one.id) for one in chapter.measures]
        return {"choices": choices, "label": chapter.title.of(language)}

    return named


def _element_id(field: str) -> str:
    return f"profile-{field.replace('.', '-').replace('_', '-')}"
