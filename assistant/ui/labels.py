"""The texts on Gradio's widgets: first in the browser's language, then in the one that the reader switches to."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import gradio as gr
from gradio.blocks import Block

from assistant.phrase import Phrase
from ingest.records import Language

# What Gradio takes as a change of a widget: the dictionary that gr.update(...) makes.
Update = dict[str, object]
Widget = TypeVar("Widget", bound=Block)


class Labels:
    """Which widget shows which text, so that one switch changes them all."""

    def __init__(self) -> None:
        self._german: dict[str, str] = {}
        self._english: dict[str, str] = {}
        self._entries: list[tuple[Block, dict[str, Phrase], Callable[[Language], Update]]] = []

    def put(self, widget: Widget, compute: Callable[[Language], Update] | None = None, **phrases: Phrase) -> Widget:
        """Return the widget, its texts (label, value, placeholder, info) kept in the reader's language from now on.

        `compute` gives further properties that depend on the language, such as the names of choices.
        """
        for name, phrase in phrases.items():
            key = f"text_{len(self._german)}"
            self._german[key], self._english[key] = phrase.de, phrase.en
            setattr(widget, name, gr.I18n(de=self._german, en=self._english)(key))

        self._entries.append((widget, phrases, compute or (lambda language: {})))
        return widget

    def texts(self) -> gr.I18n:
        """Return the texts for the first rendering, which follows the browser's language."""
        return gr.I18n(de=self._german, en=self._english)

    @property
    def widgets(self) -> Sequence[Block]:
        """Return all widgets with texts, in the order of `updates`."""
        return [widget for widget, _, _ in self._entries]

    def updates(self, language: Language, *, texts_are_right: bool = False) -> list[Update]:
        """Return the changes that put every widget into this language.

        texts_are_right   the first rendering has, as the browser's language is this one: only what is computed changes
        """
        return [
            {
                **gr.update(),
                **compute(language),
                **({} if texts_are_right else {name: phrase.of(language) for name, phrase in phrases.items()}),
            }
            for _, phrases, compute in self._entries
        ]
