"""Runs and comparisons as plain text with aligned columns."""

from collections.abc import Sequence

from assistant.laboratory.compare import Change, Comparison
from assistant.laboratory.measure import ALL, ANSWER, ANSWER_FIGURES, MODEL_FIGURES, RETRIEVAL_FIGURES
from assistant.laboratory.records import Row, Run
from ingest.records import Language, Text

_STAGE = Text("Stufe", "stage")
_KIND = Text("Art", "kind")
_MOVED = {
    "better": Text("Besser", "Better"),
    "worse": Text("Schlechter", "Worse"),
    "mixed": Text("Teils besser, teils schlechter", "Partly better, partly worse"),
}
_LONGEST_QUESTION = 100  # characters shown of a question


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as lines: the first column to the left, all others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))] for row in rows
    ]
    return "\n".join("  ".join(line).rstrip() for line in lines)


def run_text(run: Run, language: Language) -> str:
    """Return a run's figures: stages over all questions, the last stage and the answers by kind, latency."""
    figures = RETRIEVAL_FIGURES[run.mode]
    overall = next(row for row in run.rows if row.name == ALL)
    stages = list(dict.fromkeys(key.partition(":")[0] for row in run.rows for key in row.shares))
    searched = [stage for stage in stages if stage != ANSWER]
    parts = [_head(run, language)]
    parts.append(aligned([[_STAGE.of(language), *figures], *([s, *_cells(overall, s, figures)] for s in searched)]))
    if run.mode == "questions":
        by_stage = [[_KIND.of(language) + " (any@5)", "n", *searched]]
        by_stage += [[r.name, str(r.questions), *(_cell(r, f"{s}:any@5") for s in searched)] for r in run.rows]
        answers = [[_KIND.of(language), "n", *ANSWER_FIGURES, "median_ms", "p95_ms"]]
        answers += [[r.name, str(r.questions), *_cells(r, ANSWER, ANSWER_FIGURES), *_times(r)] for r in run.rows]
        parts += [aligned(by_stage), aligned(answers)]
        if run.model:
            parts.append(_of_model(run, language))
    else:
        parts.append(f"median_ms {overall.median_ms:.1f}, p95_ms {overall.p95_ms:.1f}")
    return "\n\n".join(parts)


def _of_model(run: Run, language: Language) -> str:
    """Return what the language model had to do with the answers: sentences proved, what is wrong with others, cost."""
    asked = [row for row in run.rows if f"{ANSWER}:by_model" in row.shares]
    rows = [[_KIND.of(language), *MODEL_FIGURES], *([r.name, *_cells(r, ANSWER, MODEL_FIGURES)] for r in asked)]
    return aligned(rows)


def runs_text(runs: Sequence[Run], broken: Sequence[str], language: Language) -> str:
    """Return the stored runs, one a line, and the files that are none."""
    if not runs and not broken:
        return Text("Noch kein Lauf gespeichert.", "No run is stored yet.").of(language)
    name, questions = Text("Name", "name"), Text("Fragen", "questions")
    rows = [["id", "UTC", questions.of(language), "n", "commit", name.of(language)]]
    rows += [[r.id, r.date[:19], r.question_file, str(len(r.asked)), _commit(r), r.name or "-"] for r in runs]
    return "\n".join([aligned(rows), *broken])


def comparison_text(comparison: Comparison, language: Language) -> str:
    """Return both runs' figures with difference and chance (* is beyond noise), and the questions that moved."""
    shown = [change for change in comparison.changes if _is_shown(change, comparison)]
    before, after = Text("vorher", "before"), Text("nachher", "after")
    head = [_KIND.of(language), "n", "figure", before.of(language), after.of(language), "+/-", "p", ""]
    left_out = Text("nur in einem der Läufe gestellt", "asked in one of the runs only")
    parts = [f"A {comparison.before}\nB {comparison.after}"]
    parts[0] += f"\n{comparison.questions} {Text('gemeinsame Fragen', 'questions in common').of(language)}"
    parts[0] += f", {comparison.left_out} {left_out.of(language)}" if comparison.left_out else ""
    parts.append(aligned([head, *map(_change_cells, shown)]))
    for verdict, title in _MOVED.items():
        moved = [one for one in comparison.moved if one.verdict == verdict]
        lines = [f"{title.of(language)} ({len(moved)})"] if moved else []
        for one in moved:
            kind = f" [{one.kind}]" if one.kind else ""
            lines.append(f"  {one.id}{kind} {one.question[:_LONGEST_QUESTION]}\n      {', '.join(one.figures)}")
        parts += ["\n".join(lines)] if lines else []
    return "\n\n".join(parts)


def _is_shown(change: Change, comparison: Comparison) -> bool:
    """Tell whether a line is worth reading: what users get, over all questions; of the rest what differs."""
    stages = [c.figure.partition(":")[0] for c in comparison.changes if ":" in c.figure]
    last = [stage for stage in stages if stage != ANSWER][-1:]
    main = change.figure.startswith((f"{ANSWER}:", *(f"{stage}:" for stage in last)))
    if change.row == ALL:
        return main or change.difference != 0
    return main and change.difference != 0


def _head(run: Run, language: Language) -> str:
    count = f"{len(run.asked)} {Text('Fragen', 'questions').of(language)}"
    name = f"{run.name} ({run.id})" if run.name else run.id
    recipe = ", ".join(f"{key} {value}" for key, value in run.recipe.items())
    lines = [f"{name}: {run.question_file}, {count}, {run.sources}", recipe]
    if run.model:
        lines.append(f"{run.model}, {Text('Anweisungen', 'prompts').of(language)} {run.prompt_version}")
    lines += [Text(f"nicht gelesen: {one}", f"not read: {one}").of(language) for one in run.not_read]
    return "\n".join(lines)


def _commit(run: Run) -> str:
    return (run.versions.commit[:8] or run.versions.package or "-") + ("+" if run.versions.changed else "")


def _cells(row: Row, stage: str, figures: Sequence[str]) -> list[str]:
    return [_cell(row, f"{stage}:{figure}") for figure in figures]


def _cell(row: Row, key: str) -> str:
    value = row.shares[key].value if key in row.shares else None
    return "-" if value is None else f"{value:.3f}"


def _times(row: Row) -> list[str]:
    return [f"{row.median_ms:.1f}", f"{row.p95_ms:.1f}"]


def _change_cells(change: Change) -> list[str]:
    digits = 1 if change.figure.endswith("_ms") else 3
    before, after, rise = (f"{value:.{digits}f}" for value in (change.before, change.after, change.difference))
    sign = "+" if change.difference > 0 else ""
    chance = "-" if change.chance is None else ("<.001" if change.chance < 0.001 else f"{change.chance:.3f}")
    mark = "*" if change.beyond_noise else ""
    return [change.row, str(change.questions), change.figure, before, after, sign + rise, chance, mark]
