"""A draft in the other language: our own texts change, quotes and what a person wrote stay, and the latter is named."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pytest
from scripted_model import ELSEWHERE, LOCAL, ScriptedModel
from test_studio_draft import CHAPTERS, OUTLINE, PROFILE, SAID, FakeLibrary, cited, texts

from assistant.answering.retrieve import EVERYTHING
from assistant.model.faults import ServerAway
from assistant.records import Answer
from assistant.studio.draft import Studio
from assistant.studio.example import example_profile
from assistant.studio.marks import split_marks
from assistant.studio.other_language import Translated, in_language
from assistant.studio.outline import Outline, load_chapters, load_outline
from assistant.studio.profile import Profile
from assistant.studio.records import Gantt, Paragraph, Part, Quote, Section, Table
from assistant.studio.section_text import read_section_text, section_text
from assistant.studio.translating import Translator
from ingest.records import Filters, Language, SourceDetails

EXAMPLE = example_profile()
GAPS = Profile.model_validate(
    {
        "name": "LichtNetz",
        "members": [{"type": "KMU", "count": 1500}],
        "goals": [{"text": "Licht für alle", "group": "market"}],
        "budget": [{"item": "Messe „Licht“", "amount": 12500.5}],
        "milestones": [{"title": "Auftakt {name}", "start": "2027-02", "end": "2027-03"}],
        "risks": [{"risk": "Strom fällt aus. Licht auch"}],
        "indicators": [{"name": "Zahl der Lampen", "target": "1.500"}],
        "projects": [{"title": "Laterne"}],
        "measures": ["zauberei", "member_survey"],
    }
)


@dataclass
class ManyVoices(FakeLibrary):
    """Answers each question with a quote of its own, the same in both languages."""

    def ask(self, question: str, *, filters: Filters = EVERYTHING, language: Language | None = None) -> Answer:
        self.asked.append((question, filters, language))
        said = f"Antwort {len(self.asked)} nennt [7] das „Licht“, and it is given in the original."
        kind = filters.kinds[0] if filters.kinds else "guideline"
        return Answer(question, "", (cited(said, kind, len(self.asked)),), "supported", language or "de", ())


def shipped(profile: Profile, language: Language) -> tuple[Section, ...]:
    studio = Studio(load_outline(), load_chapters(), ManyVoices())
    return studio.draft(profile, language=language, made_on="2026-11-28").sections


def small(language: Language = "de", profile: Profile = PROFILE, outline: Outline = OUTLINE) -> list[Section]:
    return list(Studio(outline, CHAPTERS, FakeLibrary()).sections(profile, language))


def in_english(*sections: Section, profile: Profile = PROFILE, outline: Outline = OUTLINE) -> Translated:
    return in_language(sections, profile, outline, CHAPTERS, "de", "en")


def in_german(*sections: Section) -> Translated:
    return in_language(sections, PROFILE, OUTLINE, CHAPTERS, "en", "de")


def edited(section: Section, change: Callable[[str], str], language: Language = "de") -> Section:
    """Return the section as a person's edit of its text leaves it."""
    text = section_text(section, language)
    assert change(text) != text
    return read_section_text(change(text), section, language)


def with_part(section: Section, part: Part) -> Section:
    return replace(section, parts=(*section.parts, part))


def table_of(section: Section) -> Table:
    (table,) = [part for part in section.parts if isinstance(part, Table)]
    return table


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [("de", "en"), ("en", "de")])
@pytest.mark.parametrize(
    "profile", [EXAMPLE, GAPS, Profile(), Profile(name="A")], ids=["example", "gaps", "no", "name"]
)
def test_an_unedited_draft_becomes_what_the_studio_writes_in_the_other_language(
    profile: Profile, before: Language, after: Language
) -> None:
    done = in_language(shipped(profile, before), profile, load_outline(), load_chapters(), before, after)
    assert done.sections == shipped(profile, after)
    assert done.untranslated == ()


def test_there_and_back_again_it_is_the_same_draft() -> None:
    german, data = shipped(EXAMPLE, "de"), (EXAMPLE, load_outline(), load_chapters())
    english = in_language(german, *data, "de", "en").sections
    assert in_language(english, *data, "en", "de").sections == german != english


def test_in_its_own_language_a_draft_stays_as_it_is() -> None:
    section = edited(small()[0], lambda text: f"{text}\n\nUnser Satz.")
    assert in_language([section], PROFILE, OUTLINE, CHAPTERS, "de", "de") == Translated((section,), ())


def test_an_edited_sentence_stays_between_translated_ones_and_is_named_at_the_sections_end() -> None:
    section = edited(small()[0], lambda text: text.replace("LichtNetz plant mit", "Wir planen mit etwa"))
    done = in_english(section)
    assert texts(done.sections[0], "own") == ["Wir planen mit etwa 12.500 Euro. The money comes from: Land."]
    assert done.untranslated == (("Finance", "Wir planen mit etwa 12.500 Euro."),)
    assert done.sections[0].parts[-1] == Paragraph("open", "To be translated: ‘Wir planen mit etwa 12.500 Euro.’.")


def test_one_open_point_names_all_that_is_left_each_by_its_beginning() -> None:
    added = (
        "Dr. Weber zahlt alle Reisen aus eigener Tasche und mit großer Freude. Er hat „Geld“ [1]. Er hat „Geld“ [1]."
    )
    section = edited(small()[0], lambda text: f"[Eigene Angabe] {added}\n\n{text}\n\n[Offener Punkt] Wer noch?")
    done = in_english(section)
    beginnings = ["Dr. Weber zahlt alle Reisen aus eigener …", "Er hat ‚Geld‘ (1).", "Wer noch?"]
    assert [beginning for _, beginning in done.untranslated] == beginnings
    assert done.sections[0].parts[0] == Paragraph("own", added)
    notes = [point for point in done.sections[0].open_points if "translated" in point]
    assert notes == [
        "To be translated: ‘Dr. Weber zahlt alle Reisen aus eigener …’, ‘Er hat ‚Geld‘ (1).’, ‘Wer noch?’."
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Kurz gesagt: Das Geld kommt von: Land.",
        "Das Geld kommt von: Land. Und das ist gut so.",
        "(Das Geld kommt von: Land.)",
        "Das Geld kommt von: Land.de ist die Adresse.",
        "Dazu heißt es: wir zahlen.",
    ],
)
def test_no_sentence_is_translated_by_half(sentence: str) -> None:
    german = Section("finance", "Finanzierung", (Paragraph("own", sentence),))
    (english,) = in_english(german).sections
    translated = sentence.replace("Das Geld kommt von: Land. Und", "The money comes from: Land. Und")
    assert texts(english, "own") == [translated]


def test_a_sentence_may_begin_behind_a_quotation() -> None:
    section = Section("finance", "Finanzierung", (Paragraph("own", "Alle sagten: „Ja.“ Das Geld kommt von: Land."),))
    assert texts(in_english(section).sections[0], "own") == ["Alle sagten: „Ja.“ The money comes from: Land."]


def test_of_two_sentences_that_begin_alike_the_longer_one_is_meant() -> None:
    profile = PROFILE.model_copy(update={"vision": "Das Geld kommt von: Land. Licht auch"})
    section = edited(small(profile=profile)[1], lambda text: text.replace("Licht auch.", "Licht auch. Und wir."))
    done = in_english(section, profile=profile)
    assert texts(done.sections[0], "own") == ["Das Geld kommt von: Land. Licht auch. Und wir."]
    assert done.untranslated == (("Vision", "Und wir."),)


def test_a_quote_stays_word_for_word_in_the_marks_of_the_other_language() -> None:
    said = (
        "The term “cluster” stands for a network of companies in a region.",
        "Das „Netz“ [3] trägt die Mitglieder der Region.",
    )
    for quote in said:
        (section,) = [*Studio(OUTLINE, CHAPTERS, FakeLibrary((quote,))).sections(PROFILE, "de")][:1]
        (english,) = in_english(section).sections
        inner = quote.translate(str.maketrans("„“”", "‚‘’"))
        assert texts(english, "source")[0] == f"It says: “{inner}” [1]"
        assert english.quotes == section.quotes
        assert split_marks(texts(english, "source")[0], english.quotes)[-1] == english.quotes[0]


def test_two_quotes_in_one_paragraph_keep_their_marks_and_both_leads_are_translated() -> None:
    section = edited(small()[0], lambda text: text.replace("[1]\n\n[Quelle] ", "[1] "))
    assert texts(section, "source")[0].count(SAID) == 2
    (english,) = in_english(section).sections
    assert texts(english, "source")[0] == (
        f"It says: “{SAID}” [1] How another network put it (Titel strategy): “{SAID}” [2]"
    )


def test_words_around_a_mark_in_the_middle_stay_and_are_named() -> None:
    section = small()[0]
    one, two = (f"„{SAID}“ [{mark}]" for mark in (1, 2))
    section = replace(section, parts=(Paragraph("source", f"Dazu heißt es: {one} und ebenso: {two}."),))
    done = in_english(section)
    assert texts(done.sections[0], "source") == [f"It says: “{SAID}” [1] und ebenso: “{SAID}” [2]."]
    assert done.untranslated == (("Finance", "und ebenso:"),)


def test_a_mark_without_its_quote_keeps_its_text() -> None:
    section = replace(small()[0], parts=(Paragraph("source", "Beiträge decken die Reisen. [2]"),))
    assert in_english(section).sections[0].parts[0] == section.parts[0]


def test_what_an_instruction_asked_stays_and_its_lead_is_translated() -> None:
    studio = Studio(OUTLINE, CHAPTERS, FakeLibrary())
    german, english = (studio.section("finance", PROFILE, to, instruction="Was kostet „Licht“?") for to in ("de", "en"))
    assert in_english(german).sections == (english,)
    assert in_german(english).sections == (german,)


def test_a_removed_table_stays_removed() -> None:
    section = edited(small()[0], lambda text: text.replace("[Tabelle 1: Finanzierungsplan (Euro)]", ""))
    done = in_english(section)
    assert not [part for part in done.sections[0].parts if isinstance(part, Table)]
    assert done.untranslated == ()


def test_a_renamed_title_is_kept_and_named() -> None:
    section = replace(small()[0], title="Unser Geld")
    done = in_english(section)
    assert done.sections[0].title == "Unser Geld"
    assert done.untranslated == (("Unser Geld", "Unser Geld"),)


def test_an_empty_section_has_its_title_translated() -> None:
    assert in_english(Section("finance", "Finanzierung", ())).sections == (Section("finance", "Finance", ()),)


def test_a_section_of_another_outline_has_its_tables_translated_and_its_words_named() -> None:
    section = Section("geld", "Geldfragen", (Paragraph("own", "Geld ist da."), table_of(small()[0])))
    done = in_english(section)
    assert done.sections[0].parts[:2] == (section.parts[0], table_of(small("en")[0]))
    assert [beginning for _, beginning in done.untranslated] == ["Geldfragen", "Geld ist da."]


def test_what_two_sections_word_the_same_is_translated_as_each_of_them_says() -> None:
    finance, vision = OUTLINE.sections
    same = vision.searches[0].model_copy(update={"lead": finance.searches[0].lead.model_copy(update={"en": "Quoted:"})})
    outline = OUTLINE.model_copy(update={"sections": (finance, vision.model_copy(update={"searches": (same,)}))})
    lead = Paragraph("open", "Dazu heißt es:")
    sections = (Section("finance", "Finanzierung", (lead,)), Section("vision", "Vision", (lead,)))
    assert [one.open_points[0] for one in in_english(*sections, outline=outline).sections] == ["It says:", "Quoted:"]


def test_an_outlines_texts_may_lack_a_full_stop_and_run_over_lines() -> None:
    data = OUTLINE.model_dump()
    data["sections"][1]["sentences"] = [
        {"de": "Name: {name}", "en": "Called: {name}"},
        {"de": "{vision}", "en": "{vision}"},
    ]
    data["sections"][1]["questions"] = [{"de": "Was bieten\nSie?\n", "en": "What do you\noffer?\n"}]
    outline = Outline.model_validate(data)
    done = in_english(*small(outline=outline), outline=outline)
    assert done.sections == tuple(small("en", outline=outline))
    asked = edited(small(profile=Profile(), outline=outline)[1], lambda text: f"{text}\n\n")
    assert in_english(asked, outline=outline).sections[0].open_points == ("What do you offer?",)


def test_a_measure_that_the_profile_has_dropped_since_is_translated_all_the_same() -> None:
    without = PROFILE.model_copy(update={"measures": ()})
    done = in_english(*small(), profile=without)
    assert done.sections == tuple(small("en"))
    assert done.untranslated == ()


def test_of_a_profile_that_has_changed_since_only_what_holds_is_translated() -> None:
    budget = [{"item": "Reisen", "amount": 99}]
    done = in_english(small()[0], profile=Profile.model_validate({"name": "LichtNetz", "budget": budget}))
    assert texts(done.sections[0], "own") == ["LichtNetz plant mit 12.500 Euro. Das Geld kommt von: Land."]
    left = ["LichtNetz plant mit 12.500 Euro.", "Das Geld kommt von: Land.", "Finance plan (EUR)"]
    assert [beginning for _, beginning in done.untranslated] == left
    table = table_of(done.sections[0])
    assert (table.caption, table.head) == ("Finance plan (EUR)", ("Item", "Source of funds", "2027", "Total"))
    assert (table.rows, table.total) == ((("Reisen", "Land", "12,500", "12,500"),), ("Total", "", "12,500", "12,500"))


def test_a_gap_that_the_profile_has_filled_since_is_translated() -> None:
    gaps = [
        "Kosten für „Auftakt {name}“ schätzen.",
        "Die Maßnahme „zauberei“ steht nicht im Katalog: streichen oder berichtigen.",
    ]
    section = Section("finance", "Finanzierung", tuple(Paragraph("open", gap) for gap in gaps))
    assert in_english(section).sections[0].open_points == (
        "Estimate the cost of “Auftakt {name}”.",
        "The measure “zauberei” is not in the catalogue: remove or correct it.",
    )


def test_a_sentence_that_only_looks_like_a_gap_stays() -> None:
    point = "Kosten für „Auftakt“ und noch etwas mehr für „Messe“ schätzen."
    done = in_english(Section("finance", "Finanzierung", (Paragraph("open", point),)))
    assert done.sections[0].open_points[0] == point


def test_a_table_of_figures_and_our_own_words_is_not_named_and_typed_figures_stay() -> None:
    table = Table(
        "Mitglieder", ("Ziel", "Anzahl"), (("–", "1.500,50"), ("1.500", "–")), ("Summe", "3.000"), numeric=(1,)
    )
    done = in_english(Section("finance", "Finanzierung", (table,)))
    assert done.sections[0].parts == (
        Table("Members", ("Goal", "Number"), (("–", "1,500.50"), ("1.500", "–")), ("Total", "3,000"), numeric=(1,)),
    )
    assert done.untranslated == ()


def test_a_table_whose_head_we_never_wrote_is_named() -> None:
    table = Table("Kassenplan", ("Summe", "Kasse"), (("–", "1.500"),), numeric=(1,))
    done = in_english(Section("finance", "Finanzierung", (table,)))
    assert done.sections[0].parts[0] == Table("Kassenplan", ("Total", "Kasse"), (("–", "1,500"),), numeric=(1,))
    assert done.untranslated == (("Finance", "Kassenplan"),)


def test_a_chart_of_another_profile_keeps_its_bars_and_is_named() -> None:
    (chart,) = [part for section in shipped(GAPS, "de") for part in section.parts if isinstance(part, Gantt)]
    done = in_english(Section("finance", "Finanzierung", (chart,)))
    assert done.sections[0].parts[0] == replace(chart, caption="Time plan as a Gantt chart")
    assert done.untranslated == (("Finance", "Time plan as a Gantt chart"),)


def test_back_again_what_was_left_is_in_its_language_and_the_note_goes() -> None:
    renamed = replace(small()[0], title="Unser Geld")
    sections = (
        edited(renamed, lambda text: text.replace("LichtNetz plant", "Wir planen")),
        with_part(small()[1], replace(table_of(small()[0]), rows=(("Messe", "Bund", "1", "1"),))),
    )
    english = in_english(*sections)
    assert english.untranslated
    assert in_german(*english.sections) == Translated(sections, ())


def test_what_is_new_in_the_translation_is_named_on_the_way_back() -> None:
    (english,) = in_english(edited(small()[0], lambda text: f"{text}\n\nUnser Satz.")).sections
    done = in_german(edited(english, lambda text: f"{text}\n\nOur sentence.", "en"))
    assert done.untranslated == (("Finanzierung", "Our sentence."),)
    assert done.sections[0].open_points[-1] == "Noch zu übersetzen: ‚Our sentence.‘."


def test_a_persons_own_point_on_translating_is_no_note_of_ours() -> None:
    section = with_part(small()[0], Paragraph("open", "Noch zu übersetzen: die Anlagen."))
    assert "Noch zu übersetzen: die Anlagen." in in_english(section).sections[0].open_points


def test_a_mark_that_stands_for_nothing_is_said() -> None:
    with pytest.raises(ValueError, match="has no quote"):
        in_english(Section("finance", "Finanzierung", (Paragraph("source", "Dazu heißt es: „So.“ [1]"),)))


def test_a_language_model_translates_what_a_person_wrote_and_it_is_to_be_read() -> None:
    written = Section("vision", "Vision", (Paragraph("own", "Wir bauen 12 Lotsenboote für Norwegen."),))

    def translated(scripts: str) -> Section:
        translator = Translator(lambda: ScriptedModel(scripts))
        made = in_language([written], Profile(), load_outline(), load_chapters(), "de", "en", translator)
        return made.sections[0]

    good = translated("We are building 12 pilot boats for Norway.")
    assert good.parts[0] == Paragraph("own", "We are building 12 pilot boats for Norway.")
    assert any(one.startswith("Translated by a language model") for one in good.open_points)
    for bad in ("We are building 21 pilot boats for Norway.", "Wir bauen 12 Lotsenboote für Norwegen.", "Boats."):
        left = translated(bad)
        assert left.parts[0] == written.parts[0]
        assert left.open_points[0].startswith("To be translated")


def test_a_translator_sends_no_words_of_a_confidential_source_elsewhere() -> None:
    secret = Quote("q", SourceDetails(confidential=True), "q.pdf", "Lotsenboote für Norwegen baut die Werft.", 0, 40)
    text = "Wir wissen: Lotsenboote für Norwegen baut die Werft in Moorau."
    for settings, told in ((ELSEWHERE, 0), (LOCAL, 1), (replace(ELSEWHERE, hosts=("model.example",)), 1)):
        model = ScriptedModel("Boats.", settings=settings)
        Translator(partial(_same, model), [secret])(text, "en")
        assert len(model.told) == told


def _same(model: ScriptedModel) -> ScriptedModel:
    return model


def test_a_translator_gives_up_after_a_fault() -> None:
    model = ScriptedModel(ServerAway(LOCAL))
    translator = Translator(lambda: model)
    assert translator("Wir bauen Boote.", "en") is None
    assert translator("Wir bauen Schiffe.", "en") is None
    assert len(model.told) == 1
