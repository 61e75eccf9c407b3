"""The small words of German and English: searches pass over them, and they tell the two languages apart."""

from collections.abc import Iterable, Sequence

from ingest.records import Language

_GERMAN_COMMON = """
    ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus
    bei beim bin bis bist bzw da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darf
    darüber das dass dasselbe davon dazu dein deine dem den denen denn der deren des deshalb dessen die dies diese
    diesem diesen dieser dieses doch dort du durch eben eher eigentlich ein eine einem einen einer eines einige
    einmal er es etwa etwas euch euer falls für gab ganz gar gegen gehen geht gibt hab habe haben halt hat hatte
    hatten her hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins insbesondere ist
    ja je jede jedem jeden jeder jedes jedoch jene jenem jenen jener jenes kann kein keine keinem keinen keiner
    können könnte könnten laut machen mal man manche mehr mein meine meinem meinen meiner mich mir mit muss musste
    müssen nach nachdem neben nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich
    sie sind so sodass sogar solche solchem solchen solcher soll sollen sollte sollten sondern sonst sowie sowohl
    statt trotz über überhaupt um und uns unser unsere unserem unseren unserer unter usw viel viele vom von vor wann
    war waren warum was weil welche welchem welchen welcher welches wem wen wenn wer werde werden weshalb wessen wie
    wieder wieso will wir wird wo wobei wodurch wofür woher wohin womit woran worauf woraus worin worüber wurde
    wurden während z zu zum zur zwar zwischen bitte beispielsweise bspw ggf etc
"""
_ENGLISH_COMMON = """
    a about all also an and any are as at be been but by can could did do does doing for from had has have he her
    his how i if in into is it its me more most my no nor not of on or our out over own s same she should so some
    such t than that the their them then there these they this those to too under up us very was we were what when
    where which who whom why will with would you your may might must shall
"""
_GERMAN, _ENGLISH = frozenset(_GERMAN_COMMON.split()), frozenset(_ENGLISH_COMMON.split())
STOPWORDS = _GERMAN | _ENGLISH
# words of one list that the other language has too: "war", "man", "die"
_ALSO_ENGLISH = frozenset(["war", "man", "hat", "her", "bin", "hier", "halt", "laut"])
_ONLY_GERMAN = _GERMAN - _ENGLISH - _ALSO_ENGLISH
_ONLY_ENGLISH = _ENGLISH - _GERMAN
_PLAIN = 0.2


def german_surplus(words: Iterable[str]) -> int:
    """Return by how many small words a text, given as lower-case words, is rather German (> 0) than English (< 0)."""
    return sum((word in _ONLY_GERMAN) - (word in _ONLY_ENGLISH) for word in words)


def plain_language(words: Sequence[str]) -> Language | None:
    """Return the language whose small words are a fifth of a text, given as lower-case words; None if neither's are.

    In running German and English they are a third and more; in French, Italian, Spanish, Dutch and Polish texts those
    of either make up a tenth at most.
    """
    # single letters are words of many languages
    german, english = (
        sum(word in small and len(word) > 1 for word in words) for small in (_ONLY_GERMAN, _ONLY_ENGLISH)
    )
    if max(german, english) < _PLAIN * max(len(words), 1):
        return None
    return "de" if german >= english else "en"
