"""What the checklist still asks of a draft: open points for the sections to which its points belong."""

from collections.abc import Iterator, Mapping, Sequence

from assistant.assess.audit import Judged, audit
from assistant.assess.checklist import Checklist, Facet, Point
from assistant.assess.strategy_text import strategy_of_draft
from assistant.studio.outline import Outline
from assistant.studio.records import Draft, Section
from assistant.studio.tables import FILE
from assistant.wording import wordings
from ingest.records import Language


def checklist_gaps(
    sections: Sequence[Section], outline: Outline, checklist: Checklist, language: Language
) -> Mapping[str, tuple[str, ...]]:
    """Return by section of the outline what lacks in a draft's own words, judged as a whole: one text each."""
    own = strategy_of_draft(Draft("", "", language, "", tuple(sections)))
    judged = {one.point.id: one for one in audit(own.statements, checklist)}
    return {
        outlined.id: tuple(
            _gap(judged[name].point, facet, language) for name in outlined.points for facet in _asked(judged[name])
        )
        for outlined in outline.sections
    }


def every_gap(checklist: Checklist, language: Language) -> Iterator[str]:
    """Yield all that `checklist_gaps` can say, in the same order in each language."""
    yield from (_gap(point, facet, language) for point in checklist.points for facet in point.facets)


def _asked(judged: Judged) -> Sequence[Facet]:
    """Return what to ask for: of a point that is missing altogether its core, not every detail; a flaw comes last."""
    if judged.verdict == "missing":
        return [facet for facet in judged.lacking if facet.core][:1]
    return [facet for facet in judged.lacking if not facet.flaw] or judged.lacking


def _gap(point: Point, facet: Facet, language: Language) -> str:
    text = wordings(FILE)["checklist_gap"].of(language)
    return text.format(title=point.title.of(language), lacks=facet.lacks.of(language))
