"""The texts of the tab "Strategy": choosing one, its profile, its draft."""

from typing import Self, get_args

from pydantic import model_validator

from assistant.export.citing import CitationStyle
from assistant.export.files import FORMATS
from assistant.phrase import Phrase, Strict
from assistant.studio.profile_form import FIELDS, ROWS
from assistant.workspace.records import CAUSES, Cause


class StrategyTexts(Strict):
    tab: Phrase
    choice: Phrase
    choice_info: Phrase
    new: Phrase
    example: Phrase
    delete: Phrase
    confirm: Phrase
    confirm_delete: Phrase
    cancel: Phrase
    welcome: Phrase
    welcome_text: Phrase
    deleted: Phrase
    created: Phrase
    none: Phrase
    profile_tab: Phrase
    draft_tab: Phrase
    check_tab: Phrase
    export_tab: Phrase


class SettingsTexts(Strict):
    title: Phrase
    name: Phrase
    rename: Phrase
    renamed: Phrase
    name_missing: Phrase
    outline: Phrase
    outline_info: Phrase
    chosen: Phrase
    source: Phrase
    valid: Phrase
    expired: Phrase
    upload: Phrase
    model: Phrase
    delete: Phrase
    own: Phrase
    own_until: Phrase
    unreadable: Phrase
    confirm_replace: Phrase
    replace: Phrase
    confirm_delete: Phrase
    delete_yes: Phrase
    used: Phrase
    replaced: Phrase
    shipped_stays: Phrase


class ProfileTexts(Strict):
    period: Phrase
    save: Phrase
    saved: Phrase
    recovered: Phrase
    discard: Phrase
    offered: Phrase
    take_over: Phrase
    being_edited: Phrase
    field: Phrase
    theirs: Phrase
    mine: Phrase
    upload: Phrase
    uploaded: Phrase
    fits: Phrase
    findings: Phrase
    group_cluster: Phrase
    group_aims: Phrase
    group_needs: Phrase
    group_partners: Phrase
    group_resources: Phrase
    group_monitoring: Phrase
    group_measures: Phrase
    lines: Phrase
    rows: Phrase
    fields: dict[str, Phrase]
    columns: dict[str, Phrase]

    @model_validator(mode="after")
    def _every_field_named(self) -> Self:
        lacking = {*FIELDS} - self.fields.keys() | {*ROWS} - self.columns.keys()
        unknown = self.fields.keys() - {*FIELDS} | self.columns.keys() - {*ROWS}
        if lacking or unknown:
            raise ValueError(f"fields of the profile: without a text {sorted(lacking)}, unknown {sorted(unknown)}")
        return self


class DraftTexts(Strict):
    write: Phrase
    stop: Phrase
    writing: Phrase
    written: Phrase
    proposed: Phrase
    left: Phrase
    stopped: Phrase
    stopped_written: Phrase
    stopped_lacking: Phrase
    interrupted: Phrase
    broken_off: Phrase
    empty: Phrase
    outline: Phrase
    status: Phrase
    open: Phrase
    draft: Phrase
    reviewed: Phrase
    final: Phrase
    locked: Phrase
    waiting: Phrase
    edit: Phrase
    undo: Phrase
    undone: Phrase
    up: Phrase
    down: Phrase
    delete_section: Phrase
    confirm_section: Phrase
    new_section: Phrase
    add_section: Phrase
    title_missing: Phrase
    not_in_outline: Phrase
    length: Phrase
    questions: Phrase
    delete_comment: Phrase
    text: Phrase
    text_info: Phrase
    save: Phrase
    discard: Phrase
    being_edited: Phrase
    unsaved: Phrase
    offered: Phrase
    take_over: Phrase
    profile_unsaved: Phrase
    kept: Phrase
    recovered: Phrase
    saved: Phrase
    instruction: Phrase
    instruction_info: Phrase
    rewrite: Phrase
    accept: Phrase
    reject: Phrase
    accepted: Phrase
    rejected: Phrase
    difference: Phrase
    unchanged: Phrase
    versions: Phrase
    versions_info: Phrase
    version: Phrase
    compared: Phrase
    causes: dict[Cause, Phrase]
    restore: Phrase
    restored: Phrase
    comment: Phrase
    add_comment: Phrase
    comments: Phrase
    sources: Phrase
    no_sources: Phrase
    kind_source: Phrase
    kind_own: Phrase
    kind_proposal: Phrase
    kind_open: Phrase

    @model_validator(mode="after")
    def _every_cause_named(self) -> Self:
        if set(self.causes) != set(CAUSES):
            raise ValueError(f"causes {sorted(self.causes)}: not those that there are")
        return self


class CheckTexts(Strict):
    quoted: Phrase
    intro: Phrase
    run: Phrase
    fits: Phrase
    count: Phrase
    profile: Phrase


class ExportTexts(Strict):
    format: Phrase
    style: Phrase
    language: Phrase
    language_info: Phrase
    export: Phrase
    exported: Phrase
    untranslated: Phrase
    template: Phrase
    no_template: Phrase
    upload_template: Phrase
    template_taken: Phrase
    remove_template: Phrase
    formats: dict[str, Phrase]
    styles: dict[str, Phrase]

    @model_validator(mode="after")
    def _every_choice_named(self) -> Self:
        formats, styles = {one.removeprefix(".") for one in FORMATS}, set(get_args(CitationStyle))
        if set(self.formats) != formats or set(self.styles) != styles:
            raise ValueError(f"formats {sorted(self.formats)}, styles {sorted(self.styles)}: not those that there are")
        return self


class TakeBackTexts(Strict):
    title: Phrase
    intro: Phrase
    as_new: Phrase
    upload: Phrase
    proposed: Phrase
    added: Phrase
    locked: Phrase
    unchanged: Phrase
    only_notes: Phrase
