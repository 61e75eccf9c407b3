"""A selection as files: begun from a strategy or a file, exported as a report or to be filled in, read back."""

from datetime import date
from functools import partial
from pathlib import Path

import gradio as gr
from gradio.components import Component

from assistant.export.files import FORMATS, write_draft
from assistant.instruments.typed import BadEntry
from assistant.owner import OWNER
from assistant.selection.beginning import selection_of_profile
from assistant.selection.form import changed
from assistant.selection.records import Selection, SelectionKind
from assistant.selection.report import selection_report
from assistant.selection.selection_file import read_selection_file, selection_bytes
from assistant.selection.words import text_of
from assistant.selection.workbook import rater_workbook
from assistant.selection.workbook_reading import read_ratings
from assistant.ui.contract import Workbench
from assistant.ui.dossier_bar import Change, DossierBar
from assistant.ui.downloads import download_path
from assistant.ui.events import connect
from assistant.ui.labels import Labels
from assistant.ui.selection_criteria import Acting
from assistant.ui.selection_words import phrase, said
from assistant.workspace.records import Dossier
from ingest.records import Language, Text

_REPORTS = (".docx", ".pdf", ".html", ".md")
_KEPT = {"selection.xlsx": ".xlsx", "selection.json": ".json"}
_SHEETS = "sheets"


class BeginningFields:
    """Widgets above the bar: begin from a strategy, or from a file."""

    def __init__(self, kind: SelectionKind, workbench: Workbench, labels: Labels) -> None:
        self._kind, self._workspace = kind, workbench.workspace
        with gr.Row(elem_id=f"{kind}-begin", elem_classes="dossier-choice", equal_height=False):
            self._strategy = labels.put(
                gr.Dropdown([], value=None, elem_id=f"{kind}-strategy", scale=3),
                label=phrase(f"strategy_{kind}"),
            )
            self._from_strategy = labels.put(gr.Button(elem_id=f"{kind}-from-strategy"), value=phrase("from_strategy"))
            self._from_file = labels.put(
                gr.UploadButton(file_types=[".xlsx", ".json"], elem_id=f"{kind}-from-file"), label=phrase("from_file")
            )

    @property
    def outputs(self) -> list[Component]:
        """Return what `updates` changes."""
        return [self._strategy]

    def updates(self) -> list[Change]:
        """Return the changes that show the strategies to begin from."""
        return [gr.update(choices=[(one.title, one.id) for one in self._workspace.strategies(OWNER)])]

    def connect(self, bar: DossierBar[Selection]) -> None:
        """Connect the widgets with the bar."""
        bar.beginning(self._from_strategy.click, self._of_strategy, [self._strategy])
        bar.beginning(self._from_file.upload, self._of_file, [self._from_file])

    def _of_strategy(self, language: Language, strategy: str | None) -> tuple[str, Selection]:
        if not strategy:
            raise BadEntry(text_of("fault_choose_strategy"))
        title = next((one.title for one in self._workspace.strategies(OWNER) if one.id == strategy), "")
        named = said(f"of_strategy_{self._kind}", title=title).of(language)[:200]
        profile = self._workspace.profile(OWNER, strategy)
        return named, selection_of_profile(self._kind, profile, named, language)

    def _of_file(self, language: Language, path: str) -> tuple[str, Selection]:
        read = read_selection_file(Path(path), self._kind)
        return read.title, read


class FileFields:
    """Widgets below the steps: export, and read back what was filled in elsewhere."""

    def __init__(self, kind: SelectionKind, labels: Labels) -> None:
        self._kind = kind
        with gr.Row(elem_id=f"{kind}-files", elem_classes="dossier-choice", equal_height=False):
            self._format = labels.put(
                gr.Dropdown(_formats(kind, "de"), value=_REPORTS[0], elem_id=f"{kind}-format"),
                lambda to: {"choices": _formats(kind, to)},
                label=phrase("format"),
            )
            self._export = labels.put(gr.Button(elem_id=f"{kind}-export"), value=phrase("export"))
            self._import = labels.put(
                gr.UploadButton(file_types=[".xlsx", ".json"], elem_id=f"{kind}-import"), label=phrase("import")
            )
            self._collect = labels.put(
                gr.UploadButton(file_types=[".xlsx"], elem_id=f"{kind}-collect", visible=kind == "projects"),
                label=phrase("collect"),
            )
        self._file = labels.put(
            gr.File(visible=False, file_count="multiple", elem_id=f"{kind}-file"), label=phrase("file")
        )

    @property
    def outputs(self) -> list[Component]:
        """Return what `shown` changes."""
        return [self._file]

    def connect(self, bar: DossierBar[Selection], outside: Acting) -> None:
        """Connect the widgets with the bar."""
        outside(self._import.upload, partial(_imported, self._kind), [self._import])
        outside(self._collect.upload, _collected, [self._collect])
        bar.telling(self._export.click, _exported, [self._format], [self._file])
        connect(self._format.input, lambda: gr.update(visible=False), [], [self._file])

    def shown(self) -> list[Change]:
        """Return the changes that put away the file of what stood there before."""
        return [gr.update(visible=False)]


def _imported(kind: SelectionKind, selection: Selection, path: str) -> tuple[Selection, Text]:
    return read_selection_file(Path(path), kind), said("imported", name=Path(path).name)


def _collected(selection: Selection, path: str) -> tuple[Selection, Text]:
    return read_ratings(Path(path), selection), said("collected", name=Path(path).name)


def _exported(dossier: Dossier[Selection], language: Language, what: str) -> list[Change]:
    selection = changed(dossier.content, title=dossier.title)
    if what in _REPORTS:
        paths = [download_path(dossier.title, what)]
        write_draft(selection_report(selection, language, date.today().isoformat()), paths[0])
    elif what == _SHEETS:
        paths = _sheets(selection, language)
    else:
        paths = [download_path(dossier.title, _KEPT[what])]
        paths[0].write_bytes(selection_bytes(selection, _KEPT[what], language))
    return [gr.update(value=[str(one) for one in paths], visible=True)]


def _sheets(selection: Selection, language: Language) -> list[Path]:
    """Return a workbook for each rater; raises BadEntry where nobody rates."""
    if not selection.raters:
        raise BadEntry(said("raters_first"))
    paths = []
    for one in selection.raters:
        paths.append(download_path(f"{selection.title} {one.name}", ".xlsx"))
        paths[-1].write_bytes(rater_workbook(selection, one.id, language))
    return paths


def _formats(kind: SelectionKind, language: Language) -> list[tuple[str, str]]:
    kinds = [*(one for one in _REPORTS if one in FORMATS), *_KEPT, *([_SHEETS] if kind == "projects" else [])]
    return [(said(f"format_{one.strip('.').replace('.', '_')}").of(language), one) for one in kinds]
