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
        self._entries: list[tuple[Block, dict[str, Phrase], Callable[[Language], Update] | None]] = []

    def put(self, widget: Widget, compute: Callable[[Language], Update] | None = None, **phrases: Phrase) -> Widget:
        """Return the widget, its texts (label, value, placeholder, info) kept in the reader's language from now on.

        `compute` gives further properties that depend on the language, such as the names of choices.
        """
        for name, phrase in phrases.items():
            key = f"text_{len(self._german)}"
            self._german[key], self._english[key] = phrase.de, phrase.en
            setattr(widget, name, gr.I18n(de=self._german, en=self._english)(key))

        self._entries.append((widget, phrases, compute))
        return widget

    def texts(self) -> gr.I18n:
        """Return the texts for the first rendering, which follows the browser's language."""
        return gr.I18n(de=self._german, en=self._english)

    @property
    def widgets(self) -> Sequence[Block]:
        """Return all widgets with texts, in the order of `updates`."""
        return [widget for widget, _, _ in self._entries]

    def updates(self, language: Language) -> list[Update]:
        """Return the changes that put every widget into this language."""
        return [
            {
                **gr.update(),
                **(compute(language) if compute else {}),
                **{name: phrase.of(language) for name, phrase in phrases.items()},
            }
            for _, phrases, compute in self._entries
        ]

    @property
    def computed(self) -> Sequence[Block]:
        """Return the widgets with more than texts: the first rendering does not have it in the browser's language."""
        return [widget for widget, _, compute in self._entries if compute]

    def computed_updates(self, language: Language) -> list[Update]:
        """Return the changes that put this into a language, in the order of `computed`."""
        return [{**gr.update(), **compute(language)} for _, _, compute in self._entries if compute]
