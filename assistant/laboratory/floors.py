"""Floors: figures that a run must reach, for checks that run by themselves. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.laboratory.measure import ALL, ANSWER, SMALLER_IS_BETTER
from assistant.laboratory.records import Run
from ingest.errors import AppError
from ingest.records import Text


@dataclass(frozen=True)
class Floor:
    """A figure, "any@5" of the last stage or "stems:any@5" of another, and the value that it must reach.

    Of those that are better when smaller, such as false_ref and median_ms, it must not be above.
    """

    figure: str
    value: float


class InvalidFloor(AppError):
    code = "invalid_floor"

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        names = ", ".join(known)
        super().__init__(
            Text(f"„{text}“ ist keine Grenze für diesen Lauf.", f'"{text}" is no floor for this run.'),
            Text(
                f"Schreiben Sie z. B. any@5=0.8. {f'Gemessen sind: {names}.' if names else ''}".strip(),
                f"Write any@5=0.8, for example. {f'Measured are: {names}.' if names else ''}".strip(),
            ),
        )


def read_floors(texts: Iterable[str]) -> tuple[Floor, ...]:
    """Return the floors of the options; raises InvalidFloor."""
    floors = []
    for text in texts:
        figure, _, value = text.rpartition("=")
        try:
            floors.append(Floor(figure.strip(), float(value)))
        except ValueError as error:
            raise InvalidFloor(text) from error
        if not figure.strip() or floors[-1].value != floors[-1].value:  # NaN lets everything pass
            raise InvalidFloor(text)
    return tuple(floors)


def missed_floors(run: Run, floors: Iterable[Floor]) -> list[Text]:
    """Return each figure that is beyond its floor, in words; raises InvalidFloor for one that was not measured."""
    measured = overall(run)
    missed = []
    for floor in floors:
        if floor.figure not in measured:
            raise InvalidFloor(floor.figure, measured)
        value = measured[floor.figure]
        if floor.figure.endswith(SMALLER_IS_BETTER) and value > floor.value:
            above = f"{floor.figure} = {value:.3f}"
            missed.append(Text(f"{above}, höchstens {floor.value:g}", f"{above}, at most {floor.value:g}"))
        elif not floor.figure.endswith(SMALLER_IS_BETTER) and value < floor.value:
            below = f"{floor.figure} = {value:.3f}"
            missed.append(Text(f"{below}, mindestens {floor.value:g}", f"{below}, at least {floor.value:g}"))
    return missed


def overall(run: Run) -> dict[str, float]:
    """Return the figures of all questions by "stage:figure", those of the last stage and the answer by "figure" too."""
    row = next(row for row in run.rows if row.name == ALL)
    figures = {key: share.value for key, share in row.shares.items() if share.value is not None}
    last = [key.partition(":")[0] for key in row.shares if not key.startswith(f"{ANSWER}:")][-1:]
    short = {key.partition(":")[2]: value for key, value in figures.items() if key.partition(":")[0] in (*last, ANSWER)}
    return {**short, **figures, "median_ms": row.median_ms, "p95_ms": row.p95_ms}
