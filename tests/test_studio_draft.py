"""A draft: facts of the profile, quotes of the library, chosen measures, and an open point for all that is missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from assistant.answering.retrieve import EVERYTHING
from assistant.records import Answer, Citation
from assistant.studio.draft import Studio
from assistant.studio.marks import split_marks
from assistant.studio.outline import Chapter, Outline, load_outline
from assistant.studio.profile import Profile
from assistant.studio.records import Paragraph, Section, Table
from ingest.records import Filters, Language, Passage, Source, SourceDetails, SourceKind, Text

OUTLINE = Outline.model_validate(
    {
        "id": "small",
        "title": {"de": "Klein", "en": "Small"},
        "sections": [
            {
                "id": "finance",
                "title": {"de": "Finanzierung", "en": "Finance"},
                "purpose": {"de": "Wer zahlt?", "en": "Who pays?"},
                "words": [50, 100],
                "questions": [{"de": "Wer zahlt die Reisen?", "en": "Who pays for the journeys?"}],
                "sentences": [
                    {"de": "{name} plant mit {budget_total}.", "en": "{name} plans with {budget_total}."},
                    {
                        "de": "Das Geld kommt von: {budget_sources}.",
                        "en": "The money comes from: {budget_sources}.",
                        "missing": {"de": "Geldgeber benennen.", "en": "Name the sources of funds."},
                    },
                ],
                "tables": ["finance"],
                "chapters": ["finance"],
                "searches": [
                    {"query": "Wer zahlt?", "lead": {"de": "Dazu heißt es:", "en": "It says:"}},
                    {"query": "Wer zahlt in {target_countries}?", "lead": {"de": "Vor Ort:", "en": "There:"}},
                ],
                "example": "Wie zahlen andere?",
            },
            {
                "id": "vision",
                "title": {"de": "Vision", "en": "Vision"},
                "purpose": {"de": "Was bieten wir?", "en": "What do we offer?"},
                "words": [50, 100],
                "questions": [{"de": "Was bieten Sie der Welt?", "en": "What do you offer the world?"}],
                "sentences": [{"de": "{vision}.", "en": "{vision}."}],
                "proposals": [{"de": "Die Vision wird geprüft.", "en": "The vision is reviewed."}],
                "searches": [{"query": "Vision?", "lead": {"de": "Zur Vision:", "en": "On the vision:"}}],
            },
        ],
    }
)
CHAPTERS = {
    "finance": Chapter.model_validate(
        {
            "id": "finance",
            "title": {"de": "Mittel", "en": "Funds"},
            "measures": [
                {
                    "id": "reserve",
                    "title": {"de": "Rücklage", "en": "Reserve"},
                    "text": {"de": "Das Netzwerk legt etwas zurück.", "en": "The network puts something aside."},
                    "query": "Warum Rücklagen?",
                },
                {
                    "id": "lottery",
                    "title": {"de": "Lotterie", "en": "Lottery"},
                    "text": {"de": "Das Netzwerk spielt.", "en": "The network gambles."},
                },
            ],
        }
    )
}
PROFILE = Profile.model_validate(
    {
        "name": "LichtNetz",
        "vision": "Licht für alle.",
        "budget": [{"item": "Reisen", "amount": 12500, "source": "Land", "year": 2027}],
        "measures": ["reserve"],
    }
)
SAID = "Mitglieder zahlen einen Beitrag, der die Reisen des Managements deckt."


@dataclass
class FakeLibrary:
    """Answers every question with the same quotes, one source per kind asked for; keeps what it was asked."""

    quotes: Sequence[str] = (SAID,)
    asked: list[tuple[str, Filters, Language | None]] = field(default_factory=list)

    def ask(self, question: str, *, filters: Filters = EVERYTHING, language: Language | None = None) -> Answer:
        self.asked.append((question, filters, language))
        kind: SourceKind = filters.kinds[0] if filters.kinds else "guideline"
        citations = tuple(cited(quote, kind, number) for number, quote in enumerate(self.quotes, 1))
        return Answer(question, "", citations, "supported", language or "de", ())


def cited(quote: str, kind: SourceKind, number: int) -> Citation:
    start = 1000 * number
    source = Source(
        f"id-{kind}", SourceDetails(title=f"Titel {kind}", kind=kind), f"{kind}.pdf", "", "", 1, "ready", *REST
    )
    passage = Passage("p", source.id, 0, quote, (), 3, 3, "", start, start + len(quote), "", ())
    return Citation(number, passage, source, quote, start, start + len(quote), 3, "", (), "")


REST = (Text("", ""), 9, 1, 100, "2026-11-28")


def drafted(profile: Profile, library: FakeLibrary | None = None, language: Language = "de") -> tuple[Section, ...]:
    studio = Studio(OUTLINE, CHAPTERS, library or FakeLibrary())
    return studio.draft(profile, language=language, made_on="2026-11-28").sections


def texts(section: Section, kind: str) -> list[str]:
    return [part.text for part in section.parts if isinstance(part, Paragraph) and part.kind == kind]


def test_facts_of_the_profile_stand_in_the_outlines_sentences() -> None:
    finance, vision = drafted(PROFILE)
    assert texts(finance, "own") == ["LichtNetz plant mit 12.500 Euro. Das Geld kommt von: Land."]
    assert texts(vision, "own") == ["Licht für alle."]


def test_an_english_draft_has_english_sentences_and_figures_around_the_original_quotes() -> None:
    finance, _ = drafted(PROFILE, language="en")
    assert texts(finance, "own") == ["LichtNetz plans with EUR 12,500. The money comes from: Land."]
    assert texts(finance, "source")[0] == f"It says: “{SAID}” [1]"


def test_a_missing_fact_becomes_an_open_point_and_no_sentence() -> None:
    finance, _ = drafted(Profile.model_validate({"name": "LichtNetz"}))
    assert texts(finance, "own") == []
    assert texts(finance, "open") == ["Geldgeber benennen."]


def test_gaps_of_a_table_are_open_points() -> None:
    budget = [{"item": "Reisen", "amount": 10}, {"item": "Messe", "amount": 5, "source": "Land", "year": 2028}]
    finance, _ = drafted(Profile.model_validate({"budget": budget}))
    assert "Finanzierungsquelle für „Reisen“ festlegen." in finance.open_points
    assert "Jahr für den Posten „Reisen“ festlegen." in finance.open_points


def test_the_finance_plan_adds_up_by_item_and_by_year() -> None:
    budget = [
        {"item": "Reisen", "amount": 1000.5, "source": "Land", "year": 2027},
        {"item": "Reisen", "amount": 2000, "source": "Land", "year": 2028},
        {"item": "Messe", "amount": 500, "source": "Beiträge", "year": 2028},
    ]
    finance, _ = drafted(Profile.model_validate({"budget": budget}))
    table = next(part for part in finance.parts if isinstance(part, Table))
    assert table.head == ("Posten", "Finanzierungsquelle", "2027", "2028", "Summe")
    assert table.rows == (
        ("Reisen", "Land", "1.000,50", "2.000", "3.000,50"),
        ("Messe", "Beiträge", "–", "500", "500"),
    )
    assert table.total == ("Summe", "", "1.000,50", "2.500", "3.500,50")


def test_an_empty_profile_gives_questions_and_asks_the_library_nothing() -> None:
    library = FakeLibrary()
    finance, vision = drafted(Profile(), library)
    assert [part.kind for section in (finance, vision) for part in section.parts] == ["open", "open"]
    assert texts(finance, "open") == ["Wer zahlt die Reisen?"]
    assert library.asked == []


def test_a_source_is_quoted_verbatim_and_marked() -> None:
    finance, _ = drafted(PROFILE)
    assert texts(finance, "source")[0] == f"Dazu heißt es: „{SAID}“ [1]"
    quote = finance.quotes[0]
    assert (quote.text, quote.start, quote.page, quote.details.title) == (SAID, 1000, 3, "Titel guideline")


def test_the_same_passage_is_quoted_once_in_the_whole_draft() -> None:
    finance, vision = drafted(PROFILE)
    assert [quote.source_id for quote in finance.quotes] == ["id-guideline", "id-strategy"]
    assert vision.quotes == ()
    assert texts(vision, "source") == []


def test_others_strategies_are_named_as_an_example() -> None:
    finance, _ = drafted(PROFILE)
    assert texts(finance, "source")[-1].startswith("So hat es ein anderes Netzwerk beschrieben (Titel strategy): „")


@pytest.mark.parametrize(
    "quote",
    [
        "Zu kurz.",
        "Dies gilt für alle Mitglieder des Netzwerks und ihre Partner.",
        "eine Überschrift ohne Satzende " * 2,
    ],
    ids=["a crumb", "points back", "no sentence"],
)
def test_what_cannot_stand_alone_is_not_quoted(quote: str) -> None:
    finance, _ = drafted(PROFILE, FakeLibrary(quotes=(quote, SAID)))
    assert [one.text for one in finance.quotes][:1] == [SAID]


def test_quotation_marks_in_a_quote_become_single_ones_in_the_text_and_stay_in_the_quote() -> None:
    said = "Der Begriff „Cluster“ steht für ein Netzwerk von Firmen einer Region."
    finance, _ = drafted(PROFILE, FakeLibrary(quotes=(said,)))
    assert "„Der Begriff ‚Cluster‘ steht" in texts(finance, "source")[0]
    assert finance.quotes[0].text == said


def test_a_query_that_needs_a_fact_the_profile_lacks_is_not_asked() -> None:
    library = FakeLibrary()
    drafted(PROFILE, library)
    assert [question for question, _, _ in library.asked if "zahlt" in question] == ["Wer zahlt?"]
    drafted(PROFILE.model_copy(update={"target_countries": ("Norwegen",)}), library)
    assert "Wer zahlt in Norwegen?" in [question for question, _, _ in library.asked]


def test_only_the_chosen_measures_are_proposed() -> None:
    finance, vision = drafted(PROFILE)
    assert texts(finance, "proposal") == ["Rücklage: Das Netzwerk legt etwas zurück."]
    assert texts(vision, "proposal") == ["Die Vision wird geprüft."]


def test_a_measure_that_the_catalogue_does_not_hold_is_said() -> None:
    finance, vision = drafted(PROFILE.model_copy(update={"measures": ("reserve", "zauberei")}))
    assert [point for point in finance.open_points if "zauberei" in point]
    assert not [point for point in vision.open_points if "zauberei" in point]


def test_one_section_is_written_anew_without_quoting_what_the_others_quote() -> None:
    studio = Studio(OUTLINE, CHAPTERS, FakeLibrary())
    whole = studio.draft(PROFILE, language="de", made_on="2026-11-28")
    vision = studio.section("vision", PROFILE, "de", kept=whole.sections)
    assert vision == whole.sections[1]
    alone = studio.section("vision", PROFILE, "de")
    assert [quote.text for quote in alone.quotes] == [SAID]


def test_the_same_profile_gives_the_same_draft() -> None:
    assert drafted(PROFILE) == drafted(PROFILE)


def test_braces_in_a_profile_are_text() -> None:
    finance, _ = drafted(PROFILE.model_copy(update={"name": "{vision} {0}"}))
    assert texts(finance, "own")[0].startswith("{vision} {0} plant mit")


def test_every_open_point_is_listed_once_with_its_first_section() -> None:
    budget = [{"item": "Reisen", "amount": 10}]
    studio = Studio(OUTLINE, CHAPTERS, FakeLibrary())
    made = studio.draft(Profile.model_validate({"budget": budget}), language="de", made_on="2026-11-28")
    points = [point for _, point in made.open_points]
    assert len(points) == len(set(points)) == 3
    assert {title for title, _ in made.open_points} == {"Finanzierung"}
    assert all(re.search(r"\.$", point) for point in points)


def test_what_an_instruction_says_is_neither_quote_nor_mark() -> None:
    studio = Studio(OUTLINE, CHAPTERS, FakeLibrary())
    section = studio.section("finance", PROFILE, "de", instruction='Was bedeutet "Geld" [7] für uns?')
    text = texts(section, "source")[0]
    assert text == f"Zu ‚Was bedeutet 'Geld' (7) für uns?‘ steht in der Bibliothek: „{SAID}“ [1]"
    assert split_marks(text, section.quotes)[1] == section.quotes[0]


def test_own_material_is_introduced_as_such_and_literature_is_not() -> None:
    section = Studio(OUTLINE, CHAPTERS, FakeLibrary()).section("finance", PROFILE, "de", instruction="Geld?")
    kinds = [quote.details.kind for quote in section.quotes]
    leads = [text for text in texts(section, "source") if "‚Geld?‘" in text]
    own = [text for text in leads if text.startswith("Zu ‚Geld?‘ steht in Ihrem eigenen Material:")]
    assert kinds[:3] == ["guideline", "strategy", "own_material"]
    assert own == [leads[2]]


def test_the_shipped_outline_looks_for_own_material_and_says_so() -> None:
    searches = [one for section in load_outline().sections for one in section.searches if "own_material" in one.kinds]
    assert [one.kinds for one in searches] == [("own_material",)]
    assert all("eigenen Material" in one.lead.de and "own material" in one.lead.en for one in searches)


def test_a_quote_that_overlaps_one_already_there_is_not_taken() -> None:
    library = FakeLibrary()
    finance, _ = drafted(PROFILE, library)
    longer = FakeLibrary(quotes=(f"{SAID} Und noch ein Satz mehr.",))
    studio = Studio(OUTLINE, CHAPTERS, longer)
    assert studio.section("vision", PROFILE, "de", kept=[finance]).quotes == ()


def test_a_fact_that_ends_a_sentence_brings_no_second_full_stop() -> None:
    _, vision = drafted(PROFILE.model_copy(update={"vision": "Licht für alle!"}))
    assert texts(vision, "own") == ["Licht für alle!"]
