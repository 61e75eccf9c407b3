"""The texts for users: German and English side by side, with the same placeholders."""

from pathlib import Path

import pytest

from assistant.wording import PROMPTS, wordings


def written(folder: Path, text: str) -> str:
    """Write a file of texts and return the name under which `wordings` finds it."""
    path = folder / "texts.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_texts_come_in_both_languages(tmp_path: Path) -> None:
    texts = wordings(written(tmp_path, '[greeting]\nde = "Guten Tag, {name}"\nen = "Good day, {name}"\n'))
    assert texts["greeting"].of("de").format(name="Ada") == "Guten Tag, Ada"
    assert texts["greeting"].of("en").format(name="Ada") == "Good day, Ada"


def test_differing_placeholders_are_refused_and_named(tmp_path: Path) -> None:
    name = written(tmp_path, '[greeting]\nde = "Guten Tag, {name}"\nen = "Good day, {nmae}"\n')
    with pytest.raises(ValueError, match="greeting"):
        wordings(name)


def test_a_placeholder_missing_in_one_language_is_refused(tmp_path: Path) -> None:
    name = written(tmp_path, '[count]\nde = "Punkte"\nen = "{count} points"\n')
    with pytest.raises(ValueError, match="count"):
        wordings(name)


@pytest.mark.parametrize(
    "malformed",
    [
        '[greeting]\nde = "Guten Tag"\n',
        '[greeting]\nde = "Guten Tag"\nen = "Good day"\nfr = "Bonjour"\n',
        '[greeting]\nde = 3\nen = "three"\n',
        'greeting = "Guten Tag"\n',
        "[greeting\n",
        '[greeting]\nde = "{"\nen = "{"\n',
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, malformed: str) -> None:
    name = written(tmp_path, malformed)
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the library's own
        wordings(name)


def test_the_shipped_answer_texts_load_and_none_is_empty() -> None:
    texts = wordings("answer.toml")
    assert (PROMPTS / "answer.toml").is_file()
    assert {"lead", "lead_partly", "no_evidence", "nearest", "unknown_words", "empty_library", "more_items"} <= set(
        texts
    )
    assert all(text.de and text.en for text in texts.values())
