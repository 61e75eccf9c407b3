"""A reply that came whole, as JSON, though a stream was asked for: some gateways and proxies know no other."""

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

Piece: TypeAlias = tuple[str, tuple[int, int] | None]  # text, and tokens (read, written) where the server tells them
_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str | int | float | bool | None"

_MOST = 1_000_000  # bytes; what is longer is no answer


class WholeReply(Exception):
    """Carries the body past a library that waits for a stream; it begins where the library has let go of it."""

    def __init__(self, body: bytes) -> None:
        super().__init__("a whole reply")
        self.body = body


class ToldAPIError(Exception):
    """An error that a server tells with a status that says that all is well."""


class TooLong(Exception):
    """A body that does not end."""


def read_whole(pieces: Iterable[bytes]) -> WholeReply:
    """Return a body that is read to its end; raises TooLong."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > _MOST:
            raise TooLong
    return WholeReply(bytes(body))


def pieces_of(error: BaseException) -> Iterator[Piece]:
    """Yield text and tokens of the whole reply that an exception carries; raises the exception if it carries none.

    The body may also be a stream that was called JSON. Raises ValueError where it is neither, ToldAPIError.
    """
    told: BaseException | None = error
    while told is not None and not isinstance(told, WholeReply):
        told = told.__cause__ or told.__context__
    if told is None:
        raise error
    for one in _documents(told.body.decode("utf-8")):
        if _at(one, "error"):
            raise ToldAPIError(json.dumps(_at(one, "error"), ensure_ascii=False))
        first = _at(one, "choices", 0)
        said = _at(first, "message", "content") or _at(first, "delta", "content")
        read, written = _at(one, "usage", "prompt_tokens"), _at(one, "usage", "completion_tokens")
        yield _text(said), (read, written) if isinstance(read, int) and isinstance(written, int) else None


def _documents(body: str) -> Iterator[_Json]:
    try:
        yield json.loads(body)
    except ValueError:
        lines = [line.removeprefix("data:").strip() for line in body.splitlines() if line.startswith("data:")]
        if not lines:
            raise
        yield from (json.loads(line) for line in lines if line and line != "[DONE]")


def _at(told: _Json, *path: str | int) -> _Json:
    """Return what stands at a place, None where there is no such place."""
    for step in path:
        if isinstance(told, dict) and isinstance(step, str):
            told = told.get(step)
        elif isinstance(told, list) and isinstance(step, int) and step < len(told):
            told = told[step]
        else:
            return None
    return told


def _text(said: _Json) -> str:
    """Return a content, which may be a list of parts, as text."""
    if isinstance(said, list):
        return "".join(_text(_at(part, "text")) for part in said)
    return said if isinstance(said, str) else ""
