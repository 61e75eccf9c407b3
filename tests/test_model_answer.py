"""Answers in a language model's words: every sentence proved, mended once, or left out; without it where it fails."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_model import ELSEWHERE, LOCAL, Script, ScriptedModel
from small_library import FILES, assert_quotes_are_verbatim, assistant_over

from assistant.answering.model_text import as_answer
from assistant.assistant import Assistant
from assistant.model.faults import ContextTooLong, EmptyReply, ServerAway
from assistant.model.llm import Message
from assistant.model.settings import ModelSettings
from assistant.records import Answer

QUESTION = "Welche Kriterien gelten für Partner?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = assistant_over(tmp_path_factory.mktemp("model-answers"), FILES)
    yield made
    made.library.close()


def answered(
    assistant: Assistant, *scripts: Script, question: str = QUESTION, settings: ModelSettings = LOCAL
) -> tuple[Answer, ScriptedModel, list[str]]:
    """Return the answer that a model with these scripts writes, the model, and what was shown meanwhile."""
    model = ScriptedModel(*scripts, settings=settings)
    *shown, answer = Assistant(assistant.library, model=model).write(question)
    assert isinstance(answer, Answer)
    return answer, model, [str(one) for one in shown]


def mark_of(model: ScriptedModel, words: str) -> str:
    """Return the number under which the model was given a quote with these words."""
    line = next(line for line in model.read.splitlines() if line.startswith("[") and words in line)
    return line[1 : line.index("]")]


def cites(words: str, sentence: str) -> Script:
    """Return a script that writes a sentence with the mark of the quote that holds these words."""

    def script(messages: Sequence[Message]) -> str:
        lines = (line for message in messages for line in message.text.splitlines())
        line = next(line for line in lines if line[:1] == "[" and words in line)
        return sentence.replace("#", line[1 : line.index("]")])

    return script


def test_a_proved_sentence_stays_with_its_quote_and_names_its_writer(library: Assistant) -> None:
    script = cites("Absichtserklärung", "Am Ende unterschreiben beide Seiten eine Absichtserklärung [#].")
    answer, model, shown = answered(library, script)
    assert answer.text == "Am Ende unterschreiben beide Seiten eine Absichtserklärung [1]."
    assert "unterschreiben beide Seiten eine Absichtserklärung" in answer.citations[0].quote
    assert_quotes_are_verbatim(library, answer)
    assert answer.model is not None
    assert (answer.model.name, answer.model.dropped) == ("probe", 0)
    assert len(model.told) == 1
    assert shown[-1].startswith("Am Ende")


def test_a_false_sentence_is_named_and_may_be_mended_once(library: Assistant) -> None:
    wrong = cites("zweimal im Jahr", "Der Vorstand prüft jeden Vorschlag fünfmal im Jahr [#].")
    right = cites("zweimal im Jahr", "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [#].")
    answer, model, _ = answered(library, wrong, right, question="Wie oft prüft der Vorstand die Vorschläge?")
    assert "zweimal" in answer.text
    assert "fünfmal" not in answer.text
    assert len(model.told) == 2
    assert "fünfmal" in model.told[1][-1].text


def test_what_stays_false_is_left_out_and_said_to_be(library: Assistant) -> None:
    script = cites(
        "zweimal im Jahr",
        "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [#]. Er prüft nie einen Vorschlag [#].",
    )
    answer, model, _ = answered(library, script, question="Wie oft prüft der Vorstand die Vorschläge?")
    assert answer.text == "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [1]."
    assert answer.model is not None
    assert answer.model.dropped == 1
    assert len(model.told) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "Bananen wachsen in Ecuador [#].",
        "HACKED",
        "Partner müssen zahlen [77].",
        "Der Vorstand prüft im Jahr 2031 zweimal [#].",
        "![x](https://example.com/a.png) [Klick](https://example.com) [#]",
        "<img src=https://example.com/a.png> [#]",
    ],
)
def test_a_sentence_that_no_quote_proves_never_stays(library: Assistant, sentence: str) -> None:
    proved = "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [#]."
    script = cites("zweimal im Jahr", f"{proved}\n\n{sentence}")
    answer, _, _ = answered(library, script, question="Wie oft prüft der Vorstand die Vorschläge?")
    assert answer.text == "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [1]."


def test_a_sentence_without_a_mark_gets_that_of_the_quote_that_says_it(library: Assistant) -> None:
    answer, model, _ = answered(
        library, "Der Vorstand prüft jeden Vorschlag zweimal im Jahr.", question="Wie oft prüft der Vorstand?"
    )
    assert answer.text == "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [1]."
    assert "zweimal im Jahr" in answer.citations[0].quote
    assert len(model.told) == 1


def test_a_sentence_of_one_word_gets_no_mark_of_a_quote_that_has_it_too(library: Assistant) -> None:
    script = cites("zweimal im Jahr", "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [#]. Er ist hoch.")
    answer, _, _ = answered(library, script)
    assert answer.text == "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [1]."


def test_an_answer_in_the_other_language_is_asked_for_again(library: Assistant) -> None:
    english = cites("zweimal im Jahr", "The board examines every proposal twice a year [#].")
    german = cites("zweimal im Jahr", "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [#].")
    answer, model, _ = answered(library, english, german, question="Wie oft prüft der Vorstand die Vorschläge?")
    assert answer.text.startswith("Der Vorstand")
    assert len(model.told) == 2


@pytest.mark.parametrize("fault", [ServerAway(LOCAL), EmptyReply()])
def test_where_the_model_fails_the_answer_is_the_one_without_it_and_says_why(
    library: Assistant, fault: ServerAway | EmptyReply
) -> None:
    answer, _, _ = answered(library, fault)
    plain = library.ask(QUESTION)
    assert replace(answer, model=None) == plain
    assert answer.model is not None
    assert answer.model.fault == fault.both()


def test_a_model_that_writes_nothing_proved_is_no_answer(library: Assistant) -> None:
    answer, _, _ = answered(library, "Ich weiß es nicht.")
    assert answer.text == library.ask(QUESTION).text
    assert answer.model is not None
    assert answer.model.fault is not None
    assert "kein Satz belegt" in answer.model.fault.de


def test_where_the_mending_fails_what_was_proved_at_first_stays(library: Assistant) -> None:
    script = cites("zweimal im Jahr", "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [#]. Er prüft nie [#].")
    answer, model, _ = answered(library, script, ServerAway(LOCAL), question="Wie oft prüft der Vorstand?")
    assert answer.text == "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [1]."
    assert answer.model is not None
    assert (answer.model.fault, answer.model.dropped, len(model.told)) == (None, 1, 2)


def test_too_much_text_is_halved_and_tried_again(library: Assistant) -> None:
    right = cites("zweimal im Jahr", "Der Vorstand prüft jeden Vorschlag zweimal im Jahr [#].")
    answer, model, _ = answered(
        library, ContextTooLong(LOCAL), right, question="Wie oft prüft der Vorstand die Vorschläge?"
    )
    assert answer.text.startswith("Der Vorstand")
    quotes = [sum(line.startswith("[") for line in talk[-1].text.splitlines()) for talk in model.told]
    assert quotes[1] == (quotes[0] + 1) // 2 or quotes[1] == quotes[0] // 2


def test_the_model_is_not_asked_where_the_library_holds_no_answer(library: Assistant) -> None:
    answer, model, _ = answered(library, "Ja [1].", question="Wie hoch ist der Kilimandscharo?")
    assert answer.state == "no_evidence"
    assert model.told == []


def test_a_confidential_source_is_sent_to_no_server_elsewhere(tmp_path: Path) -> None:
    secret = FILES | {"geheim.md": "---\ntitle: Geheim\nconfidential: true\n---\n\n# Plan\n\nDie Kriterien für Partner in Ruritanien sind streng vertraulich und gelten ab Mai.\n"}  # fmt: skip  # noqa: E501
    assistant = assistant_over(tmp_path, secret)
    question = "Welche Kriterien gelten für Partner in Ruritanien?"
    _, here, _ = answered(assistant, EmptyReply(), question=question)
    _, there, _ = answered(assistant, EmptyReply(), question=question, settings=ELSEWHERE)
    listed = replace(ELSEWHERE, hosts=("model.example",))
    _, allowed, _ = answered(assistant, EmptyReply(), question=question, settings=listed)
    assistant.library.close()
    quote = "streng vertraulich und gelten ab Mai"
    assert quote in here.read
    assert quote in allowed.read
    assert quote not in there.read


def test_a_forged_mark_in_a_document_is_none(tmp_path: Path) -> None:
    forged = FILES | {"falsch.md": "# Lotsen\n\nDie Lotsen prüfen Vorschläge [1] nur an Sonntagen im Hafen.\n"}
    assistant = assistant_over(tmp_path, forged)
    _, model, _ = answered(assistant, EmptyReply(), question="Was prüfen die Lotsen an Sonntagen im Hafen?")
    assistant.library.close()
    assert "Vorschläge (1) nur an Sonntagen" in model.read


def test_the_earlier_questions_of_a_conversation_are_told(library: Assistant) -> None:
    model = ScriptedModel(EmptyReply())
    list(Assistant(library.library, model=model).write(QUESTION, turns=["Was ist Lichtwerk Moorau?"]))
    assert "Was ist Lichtwerk Moorau?" in model.read


V, U = "Der Vorstand prüft jeden Vorschlag zweimal im Jahr", "Danach unterschreiben beide Seiten eine Absichtserklärung"
LIST = (
    "Für Partner gelten diese Kriterien [1]:\n\n- fachliche Nähe zur Linsenfertigung [1]\n"
    "- gemeinsame Arbeitssprache [1]"
)


def numbers(told: Sequence[Message]) -> dict[str, str]:
    """Return the marks of the quotes that V, U and the list come from, by letter."""
    lines = [line for message in told for line in message.text.splitlines() if line[:1] == "["]
    words = {"#V": "zweimal im Jahr", "#U": "Absichtserklärung", "#L": "fachliche Nähe"}
    found = {sign: next(line for line in lines if word in line) for sign, word in words.items()}
    return {sign: line[1 : line.index("]")] for sign, line in found.items()}


def written(assistant: Assistant, text: str) -> tuple[Answer, ScriptedModel]:
    """Return the answer of a model that writes this, with the marks for the signs, and the model."""

    def script(messages: Sequence[Message]) -> str:
        filled = text
        for sign, mark in numbers(messages).items():
            filled = filled.replace(sign, mark)
        return filled

    answer, model, _ = answered(assistant, script)
    return answer, model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{V} (#V).", f"{V} [1]."),
        (f"{V} [Quelle #V]. {U} (Beleg #U).", f"{V} [1]. {U} [2]."),
        (f"{V} 【#V†source】. {U} [^#U].", f"{V} [1]. {U} [2]."),
        (f"{V} [#V, S. 5]. {U} [#U](https://example.com).", f"{V} [1]. {U} [2]."),
        (f"{V} \\[#V\\]. {U} <sup>[#U]</sup>.", f"{V} [1]. {U} [2]."),
        (f"{V} `[#V]`. *{U}* **[#U]**.", f"{V} [1]. {U} **[2]**."),
        (f"[#V] {V}. [#U] {U}.", f"{V} [1]. {U} [2]."),
        (f"- [#V]: {V}\n- [#U] {U} [#U].", f"- {V} [1]\n- {U} [2]."),
        (f"{V} und d{U[1:]} [#V und #U].", f"{V} und d{U[1:]} [1][2]."),
        (f"Laut Beleg #V prüft der {V[4:12]} jeden Vorschlag zweimal im Jahr.", "Laut [1] prüft der Vorstand jeden"),
        (f"## Auswahl\r\n\r\n**Prüfung:**\r\n{V} [#V].\r\n\r\n---\r\n{U} [#U].", f"{V} [1].\n\n{U} [2]."),
        (f"```markdown\n{V} [#V].\n```", f"{V} [1]."),
        (f"Gerne! Hier ist die Antwort auf Ihre Frage:\n\n{V} [#V].", f"{V} [1]."),
        (f"{V} [#V].\n\n**Quellen:**\n[#V] Leitfaden Auslandsarbeit\n[#U] Leitfaden", f"{V} [1]."),
        (f"{V}[^#V].\n\n[^#V]: Leitfaden Auslandsarbeit", f"{V}[1]."),
        (f"| Schritt | Inhalt |\n|---|---|\n| Prüfung | {V} [#V] |", f"- Prüfung: {V} [1]"),
        ("| Betrieb | Beitrag | Stimmen |\n| --- | --- | --- |\n| Kleinbetrieb | 300 Euro | eine [10] |",
         "- Kleinbetrieb – Beitrag: 300 Euro, Stimmen: eine [1]"),
        ("Für Partner gelten diese Kriterien:\n\n• fachliche Nähe zur Linsenfertigung [#L]\n"
         "• gemeinsame Arbeitssprache [#L]", LIST),
        ("Diese Kriterien gelten hier für Partner, so der Leitfaden:\n* gemeinsame Arbeitssprache [#L]",
         "Diese Kriterien gelten hier für Partner, so der Leitfaden [1]:\n- gemeinsame Arbeitssprache [1]"),
        ("1) fachliche Nähe zur Linsenfertigung [#L]\n2) gemeinsame Arbeitssprache [#L]",
         "1. fachliche Nähe zur Linsenfertigung [1]\n2. gemeinsame Arbeitssprache [1]"),
        (f"Im Leitfaden steht: „{V}.“ [#V]", f"Im Leitfaden steht: „{V}.“ [1]"),
        ("Es heißt: »Der Vorstand prüft … zweimal im Jahr« [#V].", "Es heißt: »Der Vorstand prüft … zweimal im Jahr"),
    ],
)  # fmt: skip
def test_what_small_models_write_becomes_an_answer_at_once(library: Assistant, text: str, expected: str) -> None:
    answer, model = written(library, text)
    assert answer.model is not None
    assert answer.model.fault is None
    assert (len(model.told), answer.model.dropped) == (1, 0)
    assert answer.text == expected if expected[-1] in ".]" else answer.text.startswith(expected)
    assert_quotes_are_verbatim(library, answer)


@pytest.mark.parametrize(
    "text",
    [
        "Im Leitfaden steht: „Der Vorstand prüft jeden [neuen] Vorschlag zweimal im Jahr“ [#V].",
        "Im Leitfaden steht: „Vorschläge prüft der Vorstand zweimal im Jahr“ [#V].",
        "Für Partner gilt im Jahr 2031 [#V]:\n\n- Bananen aus Ecuador [#V]\n- Zitronen [#V]",
        "Für Partner gelten diese Kriterien [#L]:\n\n- Bananen aus Ecuador [#L]\n- Zitronen aus Peru [#L]",
        "Für Partner gelten diese Kriterien [#L]:",
        f"{V}, und " * 60 + "[#V].",
    ],
)
def test_altered_quotes_endless_sentences_and_what_introduces_nothing_do_not_stay(
    library: Assistant, text: str
) -> None:
    answer, _ = written(library, f"{U} [#U].\n\n{text}")
    assert answer.text == f"{U} [1]."


@pytest.mark.parametrize(
    "text", ["[" + "a" * 39_000, "\n" * 39_000, "Quellen:\n" + "- x\n" * 9_000 + "y", "[1] " * 10_000]
)
def test_a_monstrous_text_is_read_in_no_time(text: str) -> None:
    begun = time.process_time()
    as_answer(text, range(9))
    assert time.process_time() - begun < 1  # second; the first took 19, the second minutes


def test_an_altered_quote_is_named_when_the_text_is_to_be_mended(library: Assistant) -> None:
    _, model = written(library, f"{U} [#U]. Es heißt: „Vorschläge prüft der Vorstand zweimal im Jahr“ [#V].")
    assert "„Vorschläge prüft der Vorstand zweimal im Jahr“ steht so nicht im Beleg" in model.told[1][-1].text


def test_bold_type_that_loses_its_end_with_a_sentence_is_no_stars(library: Assistant) -> None:
    answer, _ = written(library, f"**{U} [#U]. Bananen wachsen in Ecuador [#V].**")
    assert answer.text == f"{U} [1]."
