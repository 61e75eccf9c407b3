"""An answer in Markdown is judged sentence by sentence, by the quotes its marks name."""

from assistant.answering.gate.verdict import examine

QUOTES = {1: "Der Cluster hat 64 Mitglieder.", 2: "Die Strategie kostet 710.000 Euro.", 3: "Reisen | 28 | 36"}


def verdicts(text: str) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(verdict.text, verdict.state, verdict.marks) for verdict in examine(text, QUOTES)]


def test_each_sentence_gets_its_verdict() -> None:
    text = (
        "Der Cluster hat 64 Mitglieder [1]. Die Strategie kostet 170.000 Euro [2]. Das ist viel. Mehr dazu folgt [7]."
    )
    assert verdicts(text) == [
        ("Der Cluster hat 64 Mitglieder [1].", "proved", (1,)),
        ("Die Strategie kostet 170.000 Euro [2].", "contradicted", (2,)),
        ("Das ist viel.", "uncited", ()),
        ("Mehr dazu folgt [7].", "unknown_mark", (7,)),
    ]


def test_an_endless_sentence_is_not_read_unless_a_quote_holds_it() -> None:
    endless = "Der Cluster hat ohne Haus, " * 100 + "64 Mitglieder"
    assert [verdict.state for verdict in examine(f"{endless} [1].", QUOTES)] == ["too_long"]
    assert [verdict.state for verdict in examine(f"{endless} [1].", {1: endless})] == ["proved"]


def test_a_mark_behind_the_full_stop_belongs_to_its_sentence() -> None:
    assert verdicts("Der Cluster hat 64 Mitglieder. [1] Die Strategie kostet 710.000 Euro. [2]") == [
        ("Der Cluster hat 64 Mitglieder. [1]", "proved", (1,)),
        ("Die Strategie kostet 710.000 Euro. [2]", "proved", (2,)),
    ]


def test_several_marks_are_read_in_each_notation() -> None:
    for marks in ("[1][2]", "[1] [2]", "[1, 2]", "[1,2]"):
        text = f"Der Cluster hat 64 Mitglieder, die Strategie kostet 710.000 Euro {marks}."
        assert verdicts(text) == [(text, "proved", (1, 2))]


def test_list_items_bear_the_mark_of_their_introduction() -> None:
    text = "Zum Cluster [1]\n\n- 64 Mitglieder\n- 46 Mitglieder\n\nMehr weiß niemand."
    assert verdicts(text) == [
        ("Zum Cluster [1]", "proved", (1,)),
        ("- 64 Mitglieder", "proved", (1,)),
        ("- 46 Mitglieder", "contradicted", (1,)),
        ("Mehr weiß niemand.", "uncited", ()),
    ]


def test_the_rows_of_a_table_are_judged_and_its_head_is_not() -> None:
    text = "| Posten | 2027 | 2028 |\n| --- | --- | --- |\n| Reisen | 28 | 36 [3] |\n| Reisen | 28 | 63 [3] |"
    assert [state for _, state, _ in verdicts(text)] == ["proved", "contradicted"]


def test_headings_are_no_statements() -> None:
    assert verdicts("## Mitglieder\n\nDer Cluster hat 64 Mitglieder [1].") == [
        ("Der Cluster hat 64 Mitglieder [1].", "proved", (1,))
    ]


def test_the_signs_of_markdown_do_not_change_what_is_said() -> None:
    assert verdicts("**Der Cluster** hat *64* Mitglieder [1].")[0][1] == "proved"
    assert verdicts("1. Der Cluster\\-Verein hat 64 Mitglieder [1].")[0][1] == "proved"


def test_a_verdict_says_where_its_sentence_stands() -> None:
    text = "Das ist viel. Der Cluster hat 64 Mitglieder [1]."
    for verdict in examine(text, QUOTES):
        assert text[verdict.start : verdict.end] == verdict.text


def test_an_escaped_bracket_and_a_link_are_no_marks() -> None:
    assert [v.marks for v in examine("Siehe \\[1\\] im Text. Siehe [1](https://example.org) dort.", QUOTES)] == [(), ()]


def test_an_empty_answer_has_no_statements() -> None:
    assert examine(" \n\n", QUOTES) == ()


def test_a_mark_behind_several_sentences_proves_those_that_stand_in_its_quote() -> None:
    quotes = {1: "Der Cluster hat 64 Mitglieder. Er wächst."}
    text = "Der Cluster hat 64 Mitglieder. Er ist bekannt. Er wächst. [1]"
    assert [(verdict.state, verdict.marks) for verdict in examine(text, quotes)] == [
        ("proved", (1,)),
        ("uncited", ()),
        ("proved", (1,)),
    ]


def test_a_table_row_with_its_column_heads_is_proved_by_the_bare_row() -> None:
    text = "4. Synergien erkennen – DE: +, FR: ++, CH: -- (Tätigkeitsfeld 2: Aufbauen …) [1]"
    assert [v.state for v in examine(text, {1: "4. Synergien erkennen | + | ++ | --"})] == ["proved"]
    assert [v.state for v in examine(text, {1: "4. Synergien erkennen | ++ | + | --"})] == ["contradicted"]


def test_titles_by_mark_count_as_said() -> None:
    text = "AuenMed hat 64 Mitglieder [1]."
    assert [v.state for v in examine(text, {1: "Der Cluster hat 64 Mitglieder."})] == ["contradicted"]
    titles = {1: ["Strategie von AuenMed"]}
    assert [v.state for v in examine(text, {1: "Der Cluster hat 64 Mitglieder."}, titles)] == ["proved"]
