"""What is typed into the small boxes beside a section and not sent yet: it stays with its section."""

import json
from collections.abc import Sequence

import gradio as gr
from gradio.components import Component

from assistant.ui.events import connect

_HERE = ""  # the key under which the place of what stands in the boxes is kept


class Unsent:
    """Empties the boxes where another section is chosen, and fills them again when one comes back to the first.

    Kept in the browser, like the boxes themselves: when the page is loaded anew, both are empty.
    """

    def __init__(self, boxes: Sequence[Component]) -> None:
        self._boxes = list(boxes)
        self._kept = gr.Textbox("", visible="hidden", elem_classes="unseen")

    def connect(self, strategy: gr.Textbox, section: gr.Textbox) -> None:
        """Connect the widgets that tell the place."""
        for moved in (section.change, strategy.change):
            inputs = [strategy, section, self._kept, *self._boxes]
            connect(moved, self._moved, inputs, [self._kept, *self._boxes], every_time=True)

    def _moved(self, strategy: str, section: str, kept: str, *typed: str) -> list[str]:
        texts: dict[str, list[str]] = {place: list(of_place) for place, of_place in json.loads(kept or "{}").items()}
        (before,) = texts.pop(_HERE, [""])
        here = f"{strategy}/{section}"
        if before == here:
            return [kept, *typed]
        if any(typed):
            texts[before] = list(typed)
        shown = texts.pop(here, [""] * len(typed))
        return [json.dumps({**texts, _HERE: [here]}), *shown]
