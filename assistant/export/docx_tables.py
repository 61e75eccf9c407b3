"""Tables of a Word document: the head repeats on each page, rows stay whole, figures stand to the right."""

from collections.abc import Collection, Sequence

from assistant.export.docx_markup import attribute, paragraph, run
from assistant.export.docx_styles import Styles

_LETTER, _PADDING = 115, 190  # twentieths of a point: a bold letter of 9.5 points, and the sides of a cell
_LEAST = 3  # characters: "Nr."
_LONGEST_WORD = 26  # characters that are not broken: "Internationalisierungsziel"; a web address is
_MOST = 60  # characters beyond which a longer cell asks for no more room
_BOLD = "<w:b/><w:bCs/>"
_HEAD = '<w:shd w:val="clear" w:color="auto" w:fill="D9D9D9"/>'
_TOTAL = '<w:tcBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="404040"/></w:tcBorders>'


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    styles: Styles,
    *,
    total: Sequence[str] = (),
    numeric: Collection[int] = (),
    width: int,
    shares: Sequence[int] = (),
) -> str:
    """Return a table `width` twentieths of a point wide.

    Its columns share the width as `shares` says (percent), or else as what stands in them asks for.
    """
    widths = [width * share // 100 for share in shares] or _widths(head, [*rows, total] if total else rows, width)
    look = '<w:tblLook w:val="0420" w:firstRow="1" w:noVBand="1"/>'
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in widths)
    lines = [_row(head, widths, styles, numeric, letters=_BOLD, cell=_HEAD, row="<w:tblHeader/>", keep=bool(rows))]
    lines += [
        _row(row, widths, styles, numeric, keep=bool(total) and position == len(rows))
        for position, row in enumerate(rows, 1)
    ]
    if total:
        lines.append(_row(total, widths, styles, numeric, letters=_BOLD, cell=_TOTAL))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val={attribute(styles["CK Table"])}/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
    )


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    styles: Styles,
    numeric: Collection[int],
    *,
    letters: str = "",
    cell: str = "",
    row: str = "",
    keep: bool = False,
) -> str:
    """Return a row; `letters`, `cell` and `row` are further properties of each, `keep` binds it to the next one."""
    inside = []
    for column, (text, width) in enumerate(zip(cells, widths, strict=True)):
        shape = ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="right"/>' if column in numeric else "")
        content = paragraph(styles["CK Table text"], run(text, letters), shape)
        inside.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{cell}</w:tcPr>{content}</w:tc>')
    return f"<w:tr><w:trPr><w:cantSplit/>{row}</w:trPr>{''.join(inside)}</w:tr>"


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return widths that add up to `width`: first every longest word finds room, then long cells share the rest."""
    texts = [[name, *(row[column] for row in rows)] for column, name in enumerate(head)]
    words = [max((len(word) for text in column for word in text.split()), default=0) for column in texts]
    least = [min(max(word, _LEAST), _LONGEST_WORD) * _LETTER + _PADDING for word in words]
    wanted = [max(one, min(max(map(len, column)), _MOST) * _LETTER) for one, column in zip(least, texts, strict=True)]
    spare, wishes = width - sum(least), sum(wanted) - sum(least)
    if spare < 0:  # too many columns: all become narrower alike, and long words break
        widths = [width * one // sum(least) for one in least]
    elif wishes:
        pairs = zip(least, wanted, strict=True)
        widths = [narrow + spare * (wide - narrow) // wishes for narrow, wide in pairs]
    else:
        widths = [width * one // sum(least) for one in least]
    widths[-1] += width - sum(widths)
    return widths
