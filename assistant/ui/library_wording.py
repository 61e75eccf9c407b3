"""The texts of the tab "Library", as prompts/interface.toml holds them."""

from assistant.phrase import Phrase, Strict


class LibraryTexts(Strict):
    tab: Phrase
    add_title: Phrase
    add_text: Phrase
    files: Phrase
    drop: Phrase
    too_large: Phrase
    details_title: Phrase
    title: Phrase
    title_info: Phrase
    kind: Phrase
    year: Phrase
    password: Phrase
    password_info: Phrase
    ocr: Phrase
    ocr_info: Phrase
    add: Phrase
    no_files: Phrase
    title_for_many: Phrase
    bad_year: Phrase
    list_title: Phrase
    list_count: Phrase
    list_count_one: Phrase
    find: Phrase
    find_placeholder: Phrase
    nothing_found: Phrase
    empty: Phrase


class ColumnTexts(Strict):
    title: Phrase
    kind: Phrase
    year: Phrase
    pages: Phrase
    passages: Phrase
    version: Phrase
    state: Phrase
    ready: Phrase
    failed: Phrase
    open: Phrase


class ProgressTexts(Strict):
    waiting: Phrase
    read: Phrase
    read_pages: Phrase
    recognise: Phrase
    embed: Phrase
    store: Phrase
    done: Phrase
    title: Phrase
    more_done: Phrase
    more_waiting: Phrase
    others: Phrase
    others_one: Phrase
    cancel: Phrase
    cancel_hint: Phrase
    cancel_others: Phrase
    cancelling: Phrase
    stopped: Phrase


class OutcomeTexts(Strict):
    title: Phrase
    added: Phrase
    replaced: Phrase
    unchanged: Phrase
    removed: Phrase
    failed: Phrase
    left_out: Phrase
    left_out_one: Phrase
    passages: Phrase


class RetryTexts(Strict):
    again: Phrase
    with_ocr: Phrase
    choose: Phrase
    choose_with_ocr: Phrase
    not_kept: Phrase
    not_kept_ocr: Phrase


class LockedTexts(Strict):
    one: Phrase
    several: Phrase
    wrong: Phrase
    password: Phrase
    open: Phrase
    empty: Phrase
    leave_out: Phrase
    gone: Phrase
