"""The texts of the tab "Settings"."""

from assistant.phrase import Phrase, Strict


class ModelTexts(Strict):
    tab: Phrase
    title: Phrase
    intro: Phrase
    provider: Phrase
    none: Phrase
    ollama: Phrase
    openai: Phrase
    other: Phrase
    name: Phrase
    name_info: Phrase
    url: Phrase
    url_info: Phrase
    key: Phrase
    key_info: Phrase
    hosts: Phrase
    hosts_info: Phrase
    context: Phrase
    context_info: Phrase
    rewrites: Phrase
    rewrites_info: Phrase
    save: Phrase
    saved: Phrase
    test: Phrase
    without: Phrase
    sees: Phrase
    sees_here: Phrase
