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
# words of either list that French, Italian, Spanish, Dutch, Polish, Danish and the like have, too
_COMMON_ELSEWHERE = """
    ab als am as at bei da dem den denn der des die do du ein er es etc for had has have he i im is ja je me mit
    most my nach no ob of on or over some such than that to um usw vom vor we wie wo z zu
"""
_ALSO_ELSEWHERE = frozenset(_COMMON_ELSEWHERE.split())
_PLAINLY_GERMAN, _PLAINLY_ENGLISH = _ONLY_GERMAN - _ALSO_ELSEWHERE, _ONLY_ENGLISH - _ALSO_ELSEWHERE
_PLAIN = 0.1  # of all words
_FEWEST, _KINDS, _CLEARLY = 6, 4, 4


def german_surplus(words: Iterable[str]) -> int:
    """Return by how many small words a text, given as lower-case words, is rather German (> 0) than English (< 0)."""
    return sum((word in _ONLY_GERMAN) - (word in _ONLY_ENGLISH) for word in words)


def plain_language(words: Sequence[str]) -> Language | None:
    """Return the language of a text, given as lower-case words, if it is beyond doubt German or English, else None.

    It is where small words of that language which no neighbour has are a tenth of the words, of several kinds, and
    those of the other are few. Running German and English have twice as many; lists, tables and the texts of other
    languages, which share "des", "der", "do" or "me" with them, are left open.
    """
    german, english = ([word for word in words if word in small] for small in (_PLAINLY_GERMAN, _PLAINLY_ENGLISH))
    most, fewest = max(german, english, key=len), min(german, english, key=len)
    if len(most) < max(_PLAIN * len(words), _FEWEST) or len(set(most)) < _KINDS or _CLEARLY * len(fewest) > len(most):
        return None
    return "de" if most is german else "en"
