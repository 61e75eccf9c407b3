"""What does not fit together in a strategy, as HTML: each finding names both places, and a click goes there."""

from collections.abc import Mapping, Sequence

from assistant.studio.consistency.findings import Inconsistency, Place
from assistant.ui.markup import button, element, escape, shortened
from assistant.ui.wording import Wording
from ingest.records import Language

_LONGEST_EXCERPT = 80  # characters


def findings_html(
    found: Sequence[Inconsistency], titles: Mapping[str, str], wording: Wording, language: Language
) -> str:
    """Return a list of findings; `titles` are those of the sections by id."""
    items = ""
    for one in found:
        places = " ↔ ".join(_place_html(place, titles, wording, language) for place in one.places)
        items += element("li", escape(one.message.of(language)) + element("span", places, "about"))
    return element("ul", items, "findings")


def _place_html(place: Place, titles: Mapping[str, str], wording: Wording, language: Language) -> str:
    """Return a button for a place; page.js hands its value on to the strategy tab."""
    if place.field:
        name, comma, number = place.field.partition(", ")
        phrase = wording.profile.fields.get(name, wording.profile.period if name == "horizon" else None)
        words = f"{phrase.of(language) if phrase else name}{comma}{number}"
        return button(escape(wording.check.profile.fill(language, field=words)), "go-to", f"profile/{name}")
    title = titles.get(place.section, place.section)
    excerpt = f": {wording.check.quoted.fill(language, text=shortened(place.excerpt, _LONGEST_EXCERPT))}" * bool(
        place.excerpt
    )
    return button(escape(f"{title}{excerpt}"), "go-to", f"draft/{place.section}")
