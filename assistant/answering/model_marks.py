"""The marks in a language model's text, in whatever form it cites: "[Quelle 3]", "(3)", "¹", "【3†source】"."""

import re
from collections.abc import Container

_CITED = r"(?:Quellen?|Belege?|Zitate?|Dokumente?|Nr\.|Sources?|Quotes?|Evidence|References?|Ref\.|No\.|Documents?)"
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;/&–-]|und|bis|and|to)\s*\d{1,3})*"
_PAGE = r"(?:[,:]\s*(?:S\.|p\.|pp\.|Seite|page)[^\]\n]{1,20})?"
_BRACKETED = re.compile(
    rf"\\?\[\s*(?:{_CITED}\s*)?[#^]?({_NUMBERS})\s*{_PAGE}\\?\](?:\([^)\s]*\))?"  # also as a link
    rf"|[【［〔]\s*(?:{_CITED}\s*)?({_NUMBERS})(?:†[^】］〕\n]*)?\s*[】］〕]"
    rf"|\(\s*{_CITED}\s*({_NUMBERS})\s*{_PAGE}\)"
    r"|\b(?:Beleg|Quelle|Quote|Source)\s(\d{1,2})\b",
    re.IGNORECASE,
)
_ROUND = re.compile(r"(?<=\S)\s*\(\s*(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\s*\)")
_RAISED = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=[.!?“”\"»\s]))([⁰¹²³⁴-⁹]{1,2})(?!\w)")  # "m²" is none
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RANGE = re.compile(r"(\d+)\s*(?:–|-|bis|to)\s*(\d+)")
_LONGEST_RANGE = 8  # "[1-3]" is one, "[1-999]" is not

_MARK = re.compile(r"\[\d{1,3}\]")
_SOME = r"\[\d{1,3}\](?:[ ,;]*\[\d{1,3}\])*"
_IN_FRONT = re.compile(rf"^([ \t]*(?:[-*+•] |\d{{1,2}}[.)] )?)(?={_SOME}:?[ \t]*\S)(.*)$", re.MULTILINE)
_WITH_MARKS = re.compile(rf"({_SOME}):?[ \t]*([^\[\n]*)")
_ENDED = re.compile(r"^(.*?)[ \t]*([.!?:;]?)$")


def with_own_marks(text: str, known: Container[int]) -> str:
    """Return a text with its marks as "[3]" or "[3][4]", behind what they stand for; `known` are the numbers of quotes.

    Numbers in round brackets and raised ones are marks only where there are no others.
    """
    text = _BRACKETED.sub(lambda found: _marks(next(group for group in found.groups() if group)), text)
    if not _MARK.search(text):
        text = _ROUND.sub(lambda found: f" {_marks(found[1])}" if _all_known(found[1], known) else found[0], text)
        text = _RAISED.sub(
            lambda found: f" [{number}]" if int(number := found[1].translate(_RAISED_DIGITS)) in known else found[0],
            text,
        )
    return _IN_FRONT.sub(lambda found: found[1] + _behind(found[2]), text)


def _marks(numbers: str) -> str:
    """Return "1, 3-5" as "[1][3][4][5]"."""
    return "".join(f"[{one}]" for one in re.findall(r"\d+", _RANGE.sub(_spelled_out, numbers)))


def _spelled_out(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    return ",".join(map(str, range(first, last + 1))) if 0 <= last - first < _LONGEST_RANGE else f"{first},{last}"


def _all_known(numbers: str, known: Container[int]) -> bool:
    return all(int(one) in known for one in re.findall(r"\d+", numbers))


def _behind(line: str) -> str:
    """Return a line that begins with a mark with each mark behind its sentence; a mark in front of one that has one
    at its end as well goes."""
    cited = [(found[1], found[2].rstrip()) for found in _WITH_MARKS.finditer(line)]
    if not re.search(r"\w", cited[-1][1]):
        return re.sub(rf"^{_SOME}[: \t]*", "", line)
    return " ".join(_ENDED.sub(rf"\1 {marks}\2", said) for marks, said in cited)
