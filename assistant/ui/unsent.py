"""What is typed into the small boxes beside a section and not sent yet: it stays with its section."""

import json
from collections.abc import Sequence

import gradio as gr
from gradio.components import Component

from assistant.ui.events import connect
from assistant.ui.section_tools import Shown

_HERE = ""  # the key under which the place of what stands in the boxes is kept


class Unsent:
    """Empties the boxes where another section is shown, and fills them again when one comes back to the first.

    Kept in the browser, like the boxes themselves: when the page is loaded anew, all are empty.
    """

    def __init__(self, boxes: Sequence[Component]) -> None:
        self._place = gr.Textbox("", visible="hidden", elem_classes="unseen")
        kept = gr.Textbox("", visible="hidden", elem_classes="unseen")
        connect(self._place.change, _moved, [self._place, kept, *boxes], [kept, *boxes], every_time=True)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._place]

    def shown(self, strategy: str, section: str = "") -> Shown:
        """Return the change that tells which section is shown, "" for none."""
        return [f"{strategy}/{section}"]


def _moved(place: str, kept: str, *typed: str) -> list[object]:
    texts: dict[str, list[str]] = json.loads(kept or "{}")
    (before,) = texts.pop(_HERE, [""])
    if before in ("", place):  # nowhere yet, or told twice
        return [json.dumps({**texts, _HERE: [place]}), *[gr.skip()] * len(typed)]
    if any(typed):
        texts[before] = [*typed]
    shown = texts.pop(place, [""] * len(typed))
    return [json.dumps({**texts, _HERE: [place]}), *shown]
