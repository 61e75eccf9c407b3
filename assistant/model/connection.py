"""The connection that a reply comes over: to this one server only, and it can be cut while somebody waits for bytes."""

import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Protocol, TypedDict

from assistant.model.faults import EndlessReply, WrongAddress
from assistant.model.settings import ModelSettings
from assistant.model.whole import TooLong, read_whole

_SPEAKS_FOR_ITSELF = (401, 403, 407, 429)  # told by a proxy's page in front of the server as well


class _Request(Protocol):
    """What an HTTP client's request hook is given."""

    extensions: dict[str, object]

    @property
    def headers(self) -> "_Headers": ...


class _Response(Protocol):
    """What an HTTP client's response hook is given, before the body is read."""

    status_code: int

    @property
    def headers(self) -> Mapping[str, str]: ...

    def iter_bytes(self) -> Iterator[bytes]: ...


class _Headers(Protocol):
    def __setitem__(self, name: str, value: str) -> None: ...
    def __contains__(self, name: object) -> bool: ...
    def __delitem__(self, name: str) -> None: ...


class ClientOptions(TypedDict):
    """Arguments of an HTTP client, of httpx's as of its successor's."""

    timeout: tuple[float, float, float, float]
    trust_env: bool
    follow_redirects: bool
    event_hooks: dict[str, list[Callable[..., None]]]


class Connection:
    """One request's connection. `connect` and `gap` are seconds: until it stands, and between two bytes."""

    def __init__(self, settings: ModelSettings, connect: float, gap: float) -> None:
        self._settings = settings
        self._connect = connect
        self.gap = gap
        self.retry_after: float | None = None  # seconds that a busy server asks for
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self.is_cut = False

    def options(self) -> ClientOptions:
        """Return the client's arguments. No proxy stands between a page and its own computer; no redirect is followed,
        for the text must reach no other server than the one that the page names."""
        return {
            "timeout": (self._connect, self.gap, self.gap, self._connect),
            "trust_env": not self._settings.is_near,
            "follow_redirects": False,
            "event_hooks": {"request": [self._watch], "response": [self._look]},
        }

    def cut(self) -> None:
        """End it from any thread: who reads from it stops at once, and the server notices."""
        with self._lock:
            self.is_cut = True
            if self._socket is not None:
                with suppress(OSError):
                    # The plain one, for TLS as well: an encrypted goodbye would wait for the reader's lock.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _watch(self, request: _Request) -> None:
        request.headers["connection"] = "close"  # nothing is kept open for a request that never comes
        if not self._settings.key and "authorization" in request.headers:
            del request.headers["authorization"]  # a library's own find, or its filler for "no key"
        request.extensions = {**request.extensions, "trace": self._trace}

    def _trace(self, _: str, info: Mapping[str, object]) -> None:
        """Take note of the socket as soon as there is one: `connect_tcp.complete`, then `start_tls.complete`."""
        told = getattr(info.get("return_value"), "get_extra_info", None)
        found = told("socket") if told else None
        if isinstance(found, socket.socket):
            with self._lock:
                self._socket = found
                was_cut = self.is_cut
            if was_cut:
                self.cut()

    def _look(self, response: _Response) -> None:
        wait = response.headers.get("retry-after", "")
        if re.fullmatch(r"\d{1,6}(\.\d+)?", wait):  # it may be a date as well: nobody waits for that
            self.retry_after = float(wait)
        status, kind = response.status_code, response.headers.get("content-type", "")
        is_page = kind.startswith("text/html") and status < 500 and status not in _SPEAKS_FOR_ITSELF
        if is_page or 300 <= status < 400:
            raise WrongAddress(self._settings)
        # Ollama's client reads a whole reply as a stream of one line; OpenAI's finds no word in it.
        if self._settings.provider == "openai" and status == 200 and kind.startswith("application/json"):
            try:
                whole = read_whole(response.iter_bytes())
            except TooLong as error:
                raise EndlessReply from error
            raise whole
