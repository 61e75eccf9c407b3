"""The language of running text, read off its small words; other languages are left to identification."""

import pytest

from ingest.german import words
from ingest.records import Language
from ingest.small_words import plain_language

_TEXTS: dict[str, tuple[Language | None, str]] = {
    "German": ("de", "Die Cluster der Region müssen eine Strategie aufstellen, in der die Partner genannt werden."),
    "English": ("en", "The clusters of the region have to write a strategy in which all of their partners are named."),
    "a German table": (None, "Messe Tokio 2027, Kosten 12.000 Euro; Delegationsreise Seoul 2028, Kosten 9.000 Euro"),
    "French": (None, "Les pôles doivent élaborer une stratégie qui décrit les besoins, les partenaires et le suivi."),
    "Dutch": (None, "De clusters moeten een strategie opstellen, waarin de partners en projecten worden beschreven."),
    "Italian": (None, "I cluster devono elaborare una strategia che descriva i bisogni, i partner e il monitoraggio."),
    "Polish": (None, "Klastry muszą opracować strategię, która opisuje potrzeby, partnerów, projekty i finansowanie."),
    "nothing": (None, ""),
}


@pytest.mark.parametrize("which", _TEXTS)
def test_german_and_english_are_told_by_their_small_words_and_nothing_else_is(which: str) -> None:
    language, text = _TEXTS[which]
    assert plain_language(words(text)) == language
