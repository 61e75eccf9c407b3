"""A table to type into: fields of the browser in the lines of a table, whose values page and program exchange as one.

Gradio's own table draws a few lines of many only, and tells nothing of a line that was pasted: here are plain fields,
moved through by Tab, Enter and the arrow keys, filled by pasting a column of a spreadsheet (see tables.js).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import gradio as gr
from gradio.components import Component

from assistant.ui.markup import element, escape

# The browser draws only what differs from what it was sent last, and knows nothing of what was typed since: a step
# back would not be seen. No two tables are the same.
_DRAWN = count()


@dataclass(frozen=True)
class Field:
    """A column to type into.

    pattern   what a field may hold, as a regular expression of the browser; the field is marked where it does not
    """

    name: str
    heading: str
    pattern: str = ""
    is_figure: bool = False


@dataclass(frozen=True)
class Line:
    """A line: its id, its title, what explains it, the fields' values and what else is told, as HTML.

    group   under which heading it stands
    """

    id: str
    title: str
    values: Sequence[str]
    about: str = ""
    group: str = ""
    told: str = ""


class TypedTable:
    """Widgets of such a table: what is shown, and the box that gets what is typed."""

    def __init__(self, elem_id: str) -> None:
        self.shown = gr.Markdown(elem_id=elem_id, elem_classes="typed-table", latex_delimiters=[])
        self._typed = gr.Textbox("", visible="hidden", elem_id=f"{elem_id}-cells", elem_classes="unseen")
        self.typing = self._typed.input

    @property
    def typed(self) -> Component:
        """Return the component whose value `read_cells` reads."""
        return self._typed


def table_html(of: str, title: str, fields: Sequence[Field], lines: Sequence[Line], told: str = "") -> str:
    """Return the table; `of` names what its values are of, `title` heads the lines and `told` their last column."""
    if not lines:
        return ""
    names = [title, *(one.heading for one in fields), *([told] if told else [])]
    head = element("tr", "".join(element("th", escape(one), scope="col") for one in names))
    body, group = "", ""
    for line in lines:
        if line.group != group:
            group = line.group
            body += element("tr", element("th", escape(group), "group", colspan=str(len(names))))
        body += _line_html(line, fields, bool(told))
    hidden = _hidden("of", of) + _hidden("drawn", str(next(_DRAWN)))
    return element("div", hidden + element("table", element("thead", head) + element("tbody", body)), "typed")


def read_cells(value: str | None) -> tuple[str, Mapping[str, str]]:
    """Return what the values are of, and the values by their names "<line>.<field>"; nothing for an empty box."""
    try:
        sent = json.loads(value or "{}")
    except json.JSONDecodeError:
        return "", {}
    cells = sent.get("cells") if isinstance(sent, dict) else None
    if not isinstance(cells, dict):
        return "", {}
    return str(sent.get("of", "")), {str(name): str(typed) for name, typed in cells.items()}


def _hidden(name: str, value: str) -> str:
    return element("input", "", "of", type="hidden", name=name, value=value)


def _line_html(line: Line, fields: Sequence[Field], is_told: bool) -> str:
    about = element("span", escape(line.about), "about") if line.about else ""
    cells = element("th", element("span", escape(line.title), "title") + about, scope="row")
    for field, value in zip(fields, line.values, strict=True):
        name = f"{line.id}.{field.name}"
        given = {"type": "text", "name": name, "value": value, "title": f"{field.heading}: {line.title}"}
        given |= {"pattern": field.pattern, "inputmode": "decimal"} if field.is_figure else {}
        cells += element("td", element("input", "", "", autocomplete="off", **given), "figure" * field.is_figure)
    return element("tr", cells + (element("td", line.told, "told") if is_told else ""))
