"""The language of a text, read off its small words where it is beyond doubt; all else is left to identification."""

import pytest

from ingest.german import words
from ingest.records import Language
from ingest.small_words import plain_language

_GERMAN = (
    "Die Cluster der Region müssen eine Strategie aufstellen, in der die Partner genannt werden. Sie ist nur dann "
    "nützlich, wenn sie auch sagt, was bis wann erreicht sein soll und wer dafür sorgt."
)
_ENGLISH = (
    "The clusters of the region have to write a strategy in which all of their partners are named. It will be useful "
    "only if it also says what should be reached by when and who is responsible."
)
_OPEN = {
    "a German table": "Messe Tokio 2027, Kosten 12.000 Euro; Delegationsreise Seoul 2028, Kosten 9.000 Euro",
    "German beside English": f"{_GERMAN} {_ENGLISH}",
    "French": "La commission des finances du conseil régional examine le budget des actions et leur bilan.",
    "a French chart": "Direction des Affaires / Service du Développement / Direction des Finances / Service du Conseil",
    "Dutch": "De clusters moeten een strategie opstellen, waarin de partners en projecten worden beschreven.",
    "Dutch names": "Jan van der Berg, Den Haag; Piet van den Broek, Den Bosch; Kees van der Meer, Den Helder",
    "Italian": "Da Tokyo a Seoul: so che si va da Milano, i cluster devono elaborare una strategia.",
    "Polish": "Co to jest? To do końca maja, a na to nie ma czasu; do kogo to on wie.",
    "Danish": "Klynger skal lave en strategi, som beskriver behov og partnere for alle i netværket, om man kan.",
    "nothing": "",
}


def test_running_german_and_english_are_told_by_their_small_words() -> None:
    told: list[Language | None] = [plain_language(words(text)) for text in (_GERMAN, _ENGLISH)]
    assert told == ["de", "en"]


@pytest.mark.parametrize("which", _OPEN)
@pytest.mark.parametrize("times", [1, 20])
def test_what_is_not_beyond_doubt_is_left_open(which: str, times: int) -> None:
    assert plain_language(words(" ".join([_OPEN[which]] * times))) is None
