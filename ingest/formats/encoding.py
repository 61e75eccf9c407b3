"""From the bytes of a text file to its characters. The one home of chardet."""

import codecs

import chardet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a page may declare, as Python names it. Others ("unicode_escape", "idna", "hex") are not encodings of text.
_ISO_PARTS = (1, 2, 3, 4, 5, 7, 9, 10, 13, 14, 15, 16)
_CODE_PAGES = ("cp437", "cp850", *(f"cp{page}" for page in (1250, 1251, 1252, 1253, 1254, 1257)))
_EASTERN = ("koi8-r", "koi8-u", "gb2312", "gbk", "gb18030", "big5", "euc_jp", "shift_jis", "euc_kr")
_DECLARABLE = {"utf-8", "ascii", "mac-roman", *_CODE_PAGES, *_EASTERN, *(f"iso8859-{part}" for part in _ISO_PARTS)}
_SAMPLE_BYTES = 100_000  # enough for a guess, and chardet stays under a second
_CONTROLS = bytes(code for code in range(32) if chr(code) not in "\t\n\x0b\f\r\x1b\x1a")
_MAX_BROKEN = 0.1  # share of the non-ASCII characters
_WESTERN = "äöüßÄÖÜàâçèéêëîïôùûñÀÂÇÈÉÊŒœáíóúåøæ€„“”‚‘’‹›«»–—…•·§°²³½¼±×®©™´\u00a0\u00ad"
_MAX_CONTROLS = 0.02  # share of control bytes: text has next to none, compressed or binary data about a tenth


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of data: by its byte order mark, else as declared if that fits, as UTF-8, or as chardet guesses.

    A declared single-byte encoding gives way when data is valid UTF-8: "Ã¼" is never meant. Latin-1 is read as
    Windows-1252, as browsers do. Raises ValueError when data is not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, errors="replace")
    sample = data[:_SAMPLE_BYTES]
    if len(sample.translate(None, _CONTROLS)) < (1 - _MAX_CONTROLS) * len(sample):
        raise ValueError("binary data, not text")
    repaired = data.decode("utf-8", errors="replace")
    broken = repaired.count("\ufffd")
    if not broken or broken <= _MAX_BROKEN * sum(not char.isascii() for char in repaired):
        return repaired  # UTF-8, or UTF-8 with a byte torn somewhere
    for encoding in (_declarable(declared), "cp1252" if _is_western(data) else "", _guess(data)):
        text = _try(data, encoding)
        if text is not None:
            return text
    return data.decode("cp1252", errors="replace")


def _wide_encoding(data: bytes) -> str:
    """Return the UTF-16 or UTF-32 variant that the NUL bytes of data betray, "" when there is none.

    Western text in UTF-16 has a NUL in nearly every second byte, and hardly any in the others.
    """
    sample = data[: _SAMPLE_BYTES // 4 * 4]
    size = len(sample) // 4
    if size == 0 or sample.count(0) < size:
        return ""
    nuls = [sample[place::4].count(0) / size for place in range(4)]
    patterns = {"utf-32-le": "-+++", "utf-32-be": "+++-", "utf-16-le": "-+-+", "utf-16-be": "+-+-"}
    for encoding, pattern in patterns.items():
        if all(share > 0.6 if sign == "+" else share < 0.1 for share, sign in zip(nuls, pattern, strict=True)):
            return encoding
    return ""


def _declarable(name: str) -> str:
    """Return the Python name of a declared encoding, "" when it is unknown or not one of text."""
    try:
        found = codecs.lookup(name.strip()[:40]).name
    except (LookupError, ValueError):
        return ""
    return found if found in _DECLARABLE else ""


def _is_western(data: bytes) -> bool:
    """Return whether data in Windows-1252 would hold only letters and signs that German, French or English use."""
    foreign = set(data.translate(None, bytes(range(128)))) - set(_WESTERN.encode("cp1252"))
    return not foreign


def _guess(data: bytes) -> str:
    found = chardet.detect(data[:_SAMPLE_BYTES])["encoding"] or ""
    return _declarable(found)


def _try(data: bytes, encoding: str) -> str | None:
    """Return data decoded strictly, None when it does not fit."""
    if encoding in ("iso8859-1", "ascii"):
        encoding = "cp1252"
    try:
        return data.decode(encoding) if encoding else None
    except UnicodeDecodeError:
        return None
