"""What does not fit together in a profile or a strategy, printed."""

from collections.abc import Sequence

import typer

from assistant.studio.consistency.findings import Inconsistency
from ingest.console import print_json, say
from ingest.records import Text


def report_inconsistencies(found: Sequence[Inconsistency], as_json: bool) -> None:
    """Print each finding with its two places, or that all fits together."""
    if as_json:
        print_json([_data(one) for one in found])
        return
    for one in found:
        places = " / ".join(place.field or place.section for place in one.places)
        typer.echo(f"- {say(one.message)}  [{places}]")
    if not found:
        typer.echo(say(Text("Alles passt zueinander.", "Everything fits together.")))


def _data(one: Inconsistency) -> dict[str, object]:
    places = [{"section": at.section, "field": at.field, "excerpt": at.excerpt} for at in one.places]
    return {"code": one.code, "message": say(one.message), "places": places}
