"""Tables of a Word document: the head repeats on each page, rows stay whole, figures stand to the right."""

from collections.abc import Collection, Sequence

from assistant.export.docx_markup import attribute, paragraph, run
from assistant.export.docx_styles import Styles
from assistant.export.table_shape import TableShape, columns, longest, table_shape

_LETTER, _PADDING = 115, 190  # twentieths of a point: a bold letter of 9.5 points, and the sides of a cell
_SIZE = 19  # half points: that of the style of tables
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
    scale: float = 1.0,
) -> str:
    """Return a table `width` twentieths of a point wide, its letters smaller by `scale`.

    Its columns share the width as `shares` says (percent), or else as what stands in them asks for.
    """
    widths = [width * share // 100 for share in shares]
    widths = widths or _widths(columns(head, [*rows, total] if total else rows), numeric, width, _LETTER * scale)
    size = "" if scale == 1 else f'<w:sz w:val="{round(_SIZE * scale)}"/><w:szCs w:val="{round(_SIZE * scale)}"/>'
    look = '<w:tblLook w:val="0420" w:firstRow="1" w:noVBand="1"/>'
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in widths)
    bold = _BOLD + size
    lines = [_row(head, widths, styles, numeric, letters=bold, cell=_HEAD, row="<w:tblHeader/>", keep=bool(rows))]
    lines += [
        _row(row, widths, styles, numeric, letters=size, keep=bool(total) and position == len(rows))
        for position, row in enumerate(rows, 1)
    ]
    if total:
        lines.append(_row(total, widths, styles, numeric, letters=bold, cell=_TOTAL))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val={attribute(styles["CK Table"])}/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
    )


def shape_of(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: Sequence[str],
    numeric: Collection[int],
    widths: tuple[int, int],
) -> TableShape:
    """Return how a table stays readable; `widths` are those of a line upright and turned, in twentieths of a point."""
    upright, turned = widths
    filled = [*rows, total] if total else rows
    lines = (upright / _LETTER, turned / _LETTER)
    return table_shape(head, filled, numeric, lines=lines, padding=_PADDING / _LETTER)


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


def _widths(texts: Sequence[Sequence[str]], numeric: Collection[int], width: int, letter: float) -> list[int]:
    """Return widths that add up to `width`: first every longest word finds room, then long cells share the rest.

    `texts` are the cells of each column. Where there is not room enough, words give way before figures.
    """
    words = [longest(column, is_figures=at in numeric) for at, column in enumerate(texts)]
    least = [int(min(word, _LONGEST_WORD) * letter) + _PADDING for word in words]
    asked = [int(min(max(map(len, column)), _MOST) * letter) for column in texts]
    wanted = [max(one, wish) for one, wish in zip(least, asked, strict=True)]
    spare, wishes = width - sum(least), sum(wanted) - sum(least)
    if spare >= 0 and wishes:
        pairs = zip(least, wanted, strict=True)
        widths = [narrow + spare * (wide - narrow) // wishes for narrow, wide in pairs]
    else:
        widths = _squeezed(least, numeric, width)
    widths[-1] += width - sum(widths)
    return widths


def _squeezed(least: Sequence[int], numeric: Collection[int], width: int) -> list[int]:
    """Return widths of columns that are too wide together, or have no wishes: words give way, figures if need be."""
    figures = sum(one for at, one in enumerate(least) if at in numeric)
    words = sum(least) - figures
    if not words or width - figures < words // 3:
        return [width * one // sum(least) for one in least]
    return [one if at in numeric else (width - figures) * one // words for at, one in enumerate(least)]
