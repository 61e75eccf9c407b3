"""Two profiles side by side, where another tab has saved one meanwhile: each field in which they differ."""

from collections.abc import Iterator

from assistant.studio.outline import load_chapters
from assistant.studio.profile import Profile
from assistant.studio.profile_form import FIELDS, to_form
from assistant.ui.markup import element, escape
from assistant.ui.wording import Wording
from ingest.records import Language


def side_by_side_html(theirs: Profile, mine: Profile, wording: Wording, language: Language) -> str:
    """Return a table of the fields that differ: the field, what is stored, what is typed here."""
    texts = wording.profile
    head = "".join(element("th", escape(one.of(language))) for one in (texts.field, texts.theirs, texts.mine))
    rows = "".join(
        element("tr", "".join(element("td", _lines(cell)) for cell in row))
        for row in _rows(theirs, mine, wording, language)
    )
    table = element("table", element("thead", element("tr", head)) + element("tbody", rows))
    return element("div", table, "side-by-side")


def _rows(theirs: Profile, mine: Profile, wording: Wording, language: Language) -> Iterator[tuple[str, str, str]]:
    texts, (stored, typed) = wording.profile, (to_form(one, language) for one in (theirs, mine))
    for field in FIELDS:
        if stored.get(field, "") != typed.get(field, ""):
            yield texts.fields[field].of(language), stored.get(field, ""), typed.get(field, "")
    titles = {one.id: one.title.of(language) for chapter in load_chapters().values() for one in chapter.measures}
    chosen = ["\n".join(titles.get(one, one) for one in profile.measures) for profile in (theirs, mine)]
    if set(theirs.measures) != set(mine.measures):
        yield texts.group_measures.of(language), chosen[0], chosen[1]


def _lines(cell: str) -> str:
    return "<br>".join(escape(line) for line in cell.splitlines()) or "–"
