"""The texts of the tab "Strategy": choosing one, its profile, its draft."""

from typing import Self

from pydantic import model_validator

from assistant.phrase import Phrase, Strict
from assistant.studio.profile_form import FIELDS, ROWS


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
    untitled: Phrase
    example_title: Phrase
    welcome: Phrase
    welcome_text: Phrase
    deleted: Phrase
    created: Phrase
    none: Phrase
    profile_tab: Phrase
    draft_tab: Phrase


class ProfileTexts(Strict):
    save: Phrase
    saved: Phrase
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
    stopped: Phrase
    empty: Phrase
    export: Phrase
    exported: Phrase
    outline: Phrase
    status: Phrase
    open: Phrase
    draft: Phrase
    reviewed: Phrase
    final: Phrase
    locked: Phrase
    waiting: Phrase
    edit: Phrase
    text: Phrase
    text_info: Phrase
    save: Phrase
    discard: Phrase
    unsaved: Phrase
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
    version: Phrase
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
