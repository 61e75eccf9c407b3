"""Spoils files at random: bits, lengths, order, numbers, and the parts within a ZIP. The same seed spoils alike."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random

_NUMBER = re.compile(rb"\d+")
_NUMBERS = (b"0", b"-1", b"65536", b"2147483647", b"4294967296", b"99999999999", b"1e309")
_RUN = 2_000  # bytes cut out or repeated at most


def spoiled(data: bytes, random: Random) -> bytes:
    """Return a copy with one to three things wrong; of an Office file mostly within one of its parts."""
    for _ in range(random.choice((1, 1, 2, 3))):
        way = random.choice(_WAYS)
        within = data.startswith(b"PK") and random.random() < 0.8
        data = _within_a_part(data, way, random) if within else way(data, random)
    return data


def _flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 5, 50, 500)) if data else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _with_a_gap(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start + random.randrange(1, _RUN) :]


def _out_of_order(data: bytes, random: Random) -> bytes:
    start, middle, end = sorted(random.randrange(len(data) + 1) for _ in range(3))
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


def _repeated(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    end = min(start + random.randrange(1, _RUN), len(data))
    return data[:start] + data[start:end] * random.choice((2, 50, 500)) + data[end:]


def _with_other_numbers(data: bytes, random: Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    for number in sorted(random.sample(found, min(8, len(found))), key=lambda number: -number.start()):
        data = data[: number.start()] + random.choice(_NUMBERS) + data[number.end() :]
    return data


_WAYS: Sequence[Callable[[bytes, Random], bytes]] = (
    _flipped,
    _cut_off,
    _with_a_gap,
    _out_of_order,
    _repeated,
    _with_other_numbers,
)


def _within_a_part(data: bytes, way: Callable[[bytes, Random], bytes], random: Random) -> bytes:
    """Return the ZIP with one of its parts spoiled, or missing."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError):
        return way(data, random)  # one of those that are spoiled already
    if not parts:
        return way(data, random)
    chosen = random.choice([name for name in parts if name.endswith((".xml", ".rels"))] or list(parts))
    part = parts.pop(chosen)
    if random.random() < 0.7:
        parts[chosen] = way(part, random)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)  # without the time of day, which is no part of the seed
    return target.getvalue()
