"""What an RTF file says before its text: code pages of its fonts, colours, names of its styles, title and author."""

import codecs
from dataclasses import dataclass, field

# Font character sets (fcharset) and the code pages they mean; others are rare in Europe.
_PAGE_OF_CHARSET = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_LIGHT = 0xF0  # in each colour


@dataclass
class RtfTables:
    """The tables of one file, filled while they are read."""

    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, str] = field(default_factory=dict)
    colours: list[list[int]] = field(default_factory=lambda: [[]])
    info: dict[str, str] = field(default_factory=dict)
    _current: int = 0

    def word(self, table: str, name: str, number: int | None) -> None:
        """Take in a control word of a table."""
        value = number or 0
        if table == "fonttbl" and name == "f":
            self._current = value
        elif table == "fonttbl" and name == "fcharset" and value in _PAGE_OF_CHARSET:
            self.fonts[self._current] = _PAGE_OF_CHARSET[value]
        elif table == "stylesheet" and name in ("s", "cs", "ds", "ts"):
            self._current = value if name == "s" else -1
        elif table == "colortbl" and name in ("red", "green", "blue"):
            self.colours[-1].append(value)

    def text(self, table: str, text: str) -> None:
        """Take in text of a table."""
        if table == "colortbl":
            self.colours += [[] for _ in range(text.count(";"))]
        elif table == "stylesheet":
            known = self.styles.get(self._current, "")
            if not known.endswith(";"):
                self.styles[self._current] = known + text.lower()
        elif table in ("title", "author"):
            self.info[table] = self.info.get(table, "") + text

    def style(self, number: int) -> str:
        """Return the lower-case name of a paragraph style, "" when it has none."""
        return self.styles.get(number, "").partition(";")[0].strip()

    def is_light(self, colour: int) -> bool:
        """Tell whether a colour of the table is white or nearly."""
        parts = self.colours[colour] if 0 < colour < len(self.colours) else []
        return len(parts) == 3 and min(parts) >= _LIGHT

    def decode(self, data: bytes, font: int) -> str:
        """Return the text of bytes set in a font."""
        return data.decode(self.fonts.get(font, self.page), errors="replace")

    def set_page(self, number: int | None) -> None:
        """Take the code page that the file declares, if Python knows it."""
        try:
            self.page = codecs.lookup(f"cp{number}").name
        except LookupError:
            self.page = "cp1252"
