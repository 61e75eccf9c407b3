"""What a tab of the browser types: where, upon which text; and what another tab has left unsaved at the same place."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component

from assistant.phrase import Phrase
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape
from assistant.workspace.records import UnsavedText, moment
from ingest.records import Language

_BOX = "typing"  # the class of the boxes


@dataclass(frozen=True)
class Typing:
    """Of which text the fields on the page are.

    tab        names the tab of the browser, also after it was loaded anew
    strategy   "" for none
    section    the section, "" for the profile or for none
    is_open    whether the fields can be typed into
    base       the revision that the text was begun upon: its marks and tables are that one's
    revision   the one that it may replace: `base`, and after a conflict, seen and said, the one that stands
    seen       what was put into the fields, in short
    """

    tab: str = ""
    strategy: str = ""
    section: str = ""
    is_open: bool = False
    base: int = 0
    revision: int = 0
    seen: str = ""

    def closed(self) -> "Typing":
        """Return the same where nothing is typed any more."""
        return replace(self, is_open=False)


def in_short(text: str) -> str:
    """Return 16 characters by which a text is recognised."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def typing_box(name: str) -> gr.Textbox:
    """Return what holds a Typing in the browser, beside the fields that it is of.

    Not in the session: an event that is late, or that Gradio sends twice, would find another text's there.
    """
    return gr.Textbox("", visible="hidden", elem_id=f"typing-{name}", elem_classes=["unseen", _BOX])


def with_typing(
    handler: Callable[..., object], inputs: Sequence[Block], outputs: Sequence[Block]
) -> Callable[..., object]:
    """Return a handler of the same inputs and outputs to which the values of these boxes are Typings.

    A component of our own would do it more simply, but Gradio writes a file beside the module of each.
    """
    read, written = ([at for at, one in enumerate(these) if _is_box(one)] for these in (inputs, outputs))
    if not (read or written):
        return handler

    def handling(*values: object) -> object:
        given = [_read(value) if at in read else value for at, value in enumerate(values)]
        changes = handler(*given)
        if len(outputs) == 1:
            return _written(changes)
        return [_written(one) for one in changes] if isinstance(changes, list | tuple) else changes

    return handling


def _is_box(component: Block) -> bool:
    return _BOX in (getattr(component, "elem_classes", None) or ())


def _read(value: object) -> Typing:
    return Typing(**json.loads(str(value))) if value else Typing()


def _written(value: object) -> object:
    return json.dumps(asdict(value)) if isinstance(value, Typing) else value


class Offer:
    """Offers the text that another tab has left unsaved: it never gets into this tab's text by itself."""

    def __init__(self, offered: Phrase, button: Phrase, labels: Labels, elem_id: str) -> None:
        self._offered = offered
        with gr.Column(visible=False, elem_id=elem_id, elem_classes="offer") as self._area:
            self._told = gr.Markdown(latex_delimiters=[])
            self.take_over = labels.put(gr.Button(size="sm", elem_id=f"{elem_id}-take"), value=button)

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._area, self._told]

    def shown(self, texts: Sequence[UnsavedText], tab: str, language: Language) -> list[Update | str]:
        """Return the changes that offer the newest text of another tab, unless this one has a text of its own."""
        if not texts or tab in {one.tab for one in texts}:
            return self.hidden()
        told = self._offered.fill(language, when=moment(texts[0].kept_at))
        return [gr.update(visible=True), element("p", escape(told), "warning", role="status")]

    def hidden(self) -> list[Update | str]:
        """Return the changes that offer nothing."""
        return [gr.update(visible=False), ""]
