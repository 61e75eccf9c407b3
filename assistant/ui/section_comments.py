"""The comments on a section: read, add, delete."""

from collections.abc import Sequence

import gradio as gr
from gradio.components import Component

from assistant.owner import OWNER
from assistant.ui.events import connect
from assistant.ui.labels import Labels
from assistant.ui.markup import button, element, escape
from assistant.ui.section_tools import After, Shown
from assistant.ui.typing_box import Typing
from assistant.ui.wording import Wording
from assistant.workspace.records import Comment, SectionState, moment
from assistant.workspace.workspace import Workspace
from ingest.records import Language


class SectionComments:
    """Widgets for the comments on one section."""

    def __init__(self, workspace: Workspace, wording: Wording, labels: Labels) -> None:
        self._workspace, self._wording = workspace, wording
        self._comments = gr.Markdown(elem_id="comments", latex_delimiters=[])
        self._comment = labels.put(gr.Textbox("", max_lines=4, elem_id="comment"), label=wording.draft.comment)
        self._add = labels.put(gr.Button(elem_id="add-comment", size="sm"), value=wording.draft.add_comment)
        self._deleted = gr.Textbox("", visible="hidden", elem_id="delete-comment-key")

    @property
    def typed(self) -> Component:
        """Return the box in which a comment is typed."""
        return self._comment

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._comments, self._comment]

    def nothing(self) -> Shown:
        """Return the changes where there is no section."""
        return ["", gr.skip()]  # what was typed at another section is still to be kept

    def shown(self, strategy: str, state: SectionState, language: Language) -> Shown:
        """Return the changes that show the comments; what is typed and not yet added stays."""
        comments = self._workspace.comments(OWNER, strategy, state.section.id)
        return [comments_html(comments, self._wording, language), gr.skip()]

    def connect(self, here: Sequence[Component], outputs: Sequence[Component], after: After) -> None:
        """Connect the widgets; `here` are strategy, section, language and what is being edited.

        The first of the `outputs` is the notice.
        """

        def add(strategy: str, section: str, language: Language, typing: Typing, text: str) -> Shown:
            stored = []

            def act() -> str:
                if text.strip():
                    stored.append(self._workspace.comment(OWNER, strategy, section, OWNER, text.strip()))
                return ""

            changes = after(strategy, section, language, typing, act)
            if text.strip() and not stored:  # the page stays as it is, with what was typed, below the reason
                return [changes[0], *[gr.skip()] * (len(changes) - 1)]
            changes[list(outputs).index(self._comment)] = ""
            return changes

        def delete(strategy: str, section: str, language: Language, typing: Typing, key: str) -> Shown:
            def act() -> str:
                self._workspace.delete_comment(OWNER, strategy, key.partition("#")[0])
                return ""

            return after(strategy, section, language, typing, act)

        connect(self._add.click, add, [*here, self._comment], outputs)
        connect(self._deleted.change, delete, [*here, self._deleted], outputs, every_time=True)


def comments_html(comments: Sequence[Comment], wording: Wording, language: Language) -> str:
    """Return the comments on a section, the oldest first, each with a button to delete it; "" for none."""
    if not comments:
        return ""
    texts = wording.draft
    items = ""
    for one in comments:
        delete = button(escape(texts.delete_comment.of(language)), "delete-comment", one.id)
        items += element("li", element("span", escape(moment(one.written_at)), "about") + escape(one.text) + delete)
    return element("h3", escape(texts.comments.of(language)), "panel-title") + element("ul", items, "comments")
