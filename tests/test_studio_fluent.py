"""A section in a model's words: every block proved, or left as it was; quotes, tables and open points untouched."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from scripted_model import ELSEWHERE, LOCAL, ScriptedModel
from small_library import FILES, assistant_over

from assistant.answering.analyse import AskedWord
from assistant.model.faults import ModelFault, ServerAway
from assistant.model.settings import ModelSettings
from assistant.studio.fluent import Fluency
from assistant.studio.records import Paragraph, Quote, Section, Table
from ingest.records import SourceDetails

QUOTE = Quote(
    "q", SourceDetails(title="Wegweiser", confidential=True), "q.pdf", "Vertrauen entsteht durch Besuche.", 0, 33
)
OWN = Paragraph("own", "Das Netzwerk hat 43 Mitglieder. Es hat seinen Sitz in Auental.")
SOURCE = Paragraph("source", "Dazu heißt es: „Vertrauen entsteht durch Besuche.“ [1]")
PROPOSAL = Paragraph("proposal", "Das Netzwerk sollte seine Partner zweimal im Jahr besuchen.")
OPEN = Paragraph("open", "Wer reist?")
TABLE = Table("Kosten", ("Posten", "Euro"), (("Reise", "900"),))
SECTION = Section("partners", "Partner", (OWN, TABLE, SOURCE, PROPOSAL, OPEN), (QUOTE,))
Words = Callable[[str], Sequence[AskedWord]]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Words]:
    assistant = assistant_over(tmp_path_factory.mktemp("fluent"), FILES)
    yield assistant.words_of
    assistant.library.close()


def worded(
    words: Words, texts: dict[str, str], *, settings: ModelSettings = LOCAL, instruction: str = ""
) -> tuple[Section, ScriptedModel]:
    """Return the section as a model words it that writes these texts behind their signs, and the model."""
    model = ScriptedModel("\n\n".join(f"({sign}) {text}" for sign, text in texts.items()), settings=settings)
    return Fluency(lambda: model, words).section(SECTION, "de", instruction=instruction), model


def test_a_block_that_says_the_same_in_better_words_is_taken(words: Words) -> None:
    better = "Das Netzwerk mit Sitz in Auental hat 43 Mitglieder."
    section, _ = worded(words, {"A1": better})
    assert section == replace(SECTION, parts=(replace(OWN, text=better), *SECTION.parts[1:]))


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("A1", "Das Netzwerk hat 47 Mitglieder."),
        ("A1", "Das Netzwerk hat 43 Mitglieder. Es ist das größte in Europa und gewinnt Preise."),
        ("A1", "Das Netzwerk hat keine Mitglieder in Auental."),
        ("A1", "The network has 43 members and its seat is in Auental."),
        ("A1", ""),
        ("A1", "Das Netzwerk hat 43 Mitglieder."),
        ("A1", "Das Netzwerk mit Sitz in Auental hat 43 Mitglieder [1]."),
        ("A1", "Das Netzwerk mit Sitz in Auental hat 43 Mitglieder {ZITAT}."),
        ("A2", "Besuche lohnen sich immer: {ZITAT}"),
        ("A2", "Dazu heißt es nichts."),
        ("A2", "Dazu heißt es: {ZITAT} {ZITAT}"),
        ("A2", "Dazu heißt es: „Vertrauen entsteht durch Geschenke.“ [1]"),
        ("A2", "Im Leitfaden des Ministeriums steht: {ZITAT}"),
        ("A3", "Das Netzwerk besucht seine Partner zwölfmal im Jahr."),
    ],
)
def test_a_block_that_says_something_else_stays_as_it_was(words: Words, sign: str, text: str) -> None:
    section, _ = worded(words, {sign: text})
    assert section == SECTION


@pytest.mark.parametrize(
    "written",
    ["**(A1)** @", "(A1): @", "A1: @", "[A1] @", "- (A1) [Eigene Angabe]: **@**", "## A1)\r\n@",
     "Gerne!\n\n(A1) @\n\nIch hoffe, das hilft Ihnen weiter."],
)  # fmt: skip
def test_a_sign_is_known_in_the_forms_of_small_models(words: Words, written: str) -> None:
    better = "Das Netzwerk mit Sitz in Auental hat 43 Mitglieder."
    model = ScriptedModel(written.replace("@", better))
    assert Fluency(lambda: model, words).section(SECTION, "de").parts[0] == replace(OWN, text=better)


@pytest.mark.parametrize("sign", ["{ZITAT}", "„{ZITAT}“", "{ZITAT} [1]", "„{ZITAT}“ [1]", "ZITAT"])
def test_the_sign_of_a_quote_is_known_within_quotation_marks_and_with_a_mark(words: Words, sign: str) -> None:
    section, _ = worded(words, {"A2": f"Dazu steht geschrieben: {sign}"})
    assert section.parts[2] == Paragraph("source", "Dazu steht geschrieben: „Vertrauen entsteht durch Besuche.“ [1]")


def test_a_wish_may_make_a_block_shorter(words: Words) -> None:
    section, _ = worded(words, {"A1": "Das Netzwerk hat 43 Mitglieder."}, instruction="kürzer")
    assert section.parts[0] == replace(OWN, text="Das Netzwerk hat 43 Mitglieder.")


def test_the_beginning_of_a_sentence_before_a_quote_may_change_and_the_quote_does_not(words: Words) -> None:
    section, _ = worded(words, {"A2": "Dazu steht geschrieben: {ZITAT}"})
    assert section.parts[2] == Paragraph("source", "Dazu steht geschrieben: „Vertrauen entsteht durch Besuche.“ [1]")


def test_a_sign_that_comes_twice_proves_nothing(words: Words) -> None:
    model = ScriptedModel("(A1) Das Netzwerk hat 43 Mitglieder.\n(A1) Es hat seinen Sitz in Auental.")
    assert Fluency(lambda: model, words).section(SECTION, "de") == SECTION


def test_tables_and_open_points_are_not_shown_to_the_model(words: Words) -> None:
    _, model = worded(words, {})
    assert "900" not in model.read
    assert "Wer reist" not in model.read


def test_a_confidential_quote_is_not_sent_elsewhere(words: Words) -> None:
    _, here = worded(words, {})
    _, there = worded(words, {}, settings=ELSEWHERE)
    assert "Vertrauen entsteht" in here.read
    assert "Vertrauen entsteht" not in there.read


@pytest.mark.parametrize(
    "part",
    [
        Paragraph("own", "Unser Leitsatz: Vertrauen entsteht durch Besuche."),  # copied
        Paragraph("proposal", "Man sollte wissen, „Vertrauen entsteht durch Besuche“, und reisen."),
        Paragraph("source", "Dazu heißt es: „Sicher, Vertrauen entsteht durch Besuche, nur dadurch.“ [1]"),  # altered
    ],
)
def test_words_of_a_confidential_source_that_a_person_has_copied_are_not_sent_elsewhere(
    words: Words, part: Paragraph
) -> None:
    better = "Das Netzwerk mit Sitz in Auental hat 43 Mitglieder."
    model = ScriptedModel(f"(A1) {better}\n(A2) {better}", settings=ELSEWHERE)
    section = replace(SECTION, parts=(part, OWN))
    made = Fluency(lambda: model, words).section(section, "de", earlier=[section])
    assert "Vertrauen entsteht" not in model.read
    assert made.parts == (part, replace(OWN, text=better))


def test_a_source_that_has_become_confidential_since_it_was_quoted_is_not_sent_elsewhere(words: Words) -> None:
    model = ScriptedModel("–", settings=ELSEWHERE)
    open_then = replace(QUOTE, details=SourceDetails(title="Wegweiser"))
    fluency = Fluency(lambda: model, words, lambda quotes: tuple(one for one in quotes if one.source_id == "q"))
    fluency.section(replace(SECTION, quotes=(open_then,)), "de")
    assert model.told
    assert "Vertrauen entsteht" not in model.read


def test_the_wish_is_told_and_so_is_what_stands_before(words: Words) -> None:
    model = ScriptedModel("–")
    before = Section("vision", "Vision", (Paragraph("own", "Wir wollen nach Norden."),))
    Fluency(lambda: model, words).section(SECTION, "de", instruction="kürzer, für den Beirat", earlier=[before])
    assert "kürzer, für den Beirat" in model.read
    assert "Wir wollen nach Norden." in model.read


def test_where_the_model_fails_the_section_stays_and_the_fault_is_told(words: Words) -> None:
    told: list[ModelFault] = []
    fluency = Fluency(lambda: ScriptedModel(ServerAway(LOCAL)), words, on_fault=told.append)
    assert fluency.section(SECTION, "de") == SECTION
    assert [type(one) for one in told] == [ServerAway]


def test_without_a_model_and_when_stopped_the_section_is_as_it_is(words: Words) -> None:
    assert Fluency(lambda: None, words).section(SECTION, "de") == SECTION
    model = ScriptedModel("(A1) Das Netzwerk mit Sitz in Auental hat 43 Mitglieder.")
    stopped = threading.Event()
    stopped.set()
    assert Fluency(lambda: model, words).for_one_run([], stopped).section(SECTION, "de") == SECTION


def test_a_long_section_is_put_into_words_in_rounds_and_a_block_too_long_for_any_stays(words: Words) -> None:
    long = Paragraph("own", "Es hat Mitglieder. " * 400)
    section = replace(SECTION, parts=(OWN, long, PROPOSAL))
    small = replace(LOCAL, context=1_600)  # tokens: 250 characters beside the rules, for reading and writing
    better = "Das Netzwerk mit Sitz in Auental hat 43 Mitglieder."
    visits = "Seine Partner sollte das Netzwerk zweimal im Jahr besuchen."
    model = ScriptedModel(f"(A1) {better}", f"(A1) {visits}", settings=small)
    parts = Fluency(lambda: model, words).section(section, "de").parts
    assert parts == (replace(OWN, text=better), long, replace(PROPOSAL, text=visits))
    assert [len(messages) for messages in model.told] == [2, 2]


def test_what_was_worded_before_a_fault_stays(words: Words) -> None:
    section = replace(SECTION, parts=(OWN, PROPOSAL))
    better = "Das Netzwerk mit Sitz in Auental hat 43 Mitglieder."
    faults: list[ModelFault] = []
    model = ScriptedModel(f"(A1) {better}", ServerAway(LOCAL), settings=replace(LOCAL, context=1_600))
    parts = Fluency(lambda: model, words).for_one_run(faults).section(section, "de").parts
    assert (parts, len(faults)) == ((replace(OWN, text=better), PROPOSAL), 1)
