"""A language model's server of the tests' own: OpenAI's protocol and Ollama's, and all that goes wrong with them.

`script` says what is done with one request after another; the last act stands for all that follow. An act is a function
of an Exchange: `says("Text")`, `hangs()`, `refuses(500, "...")`.
"""

import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.model.settings import ModelSettings

MODEL = "modell"
Messages = list[dict[str, str]]
Act = Callable[["Exchange"], None]


@dataclass
class Asked:
    """A request as the server saw it; `left` is set when the client goes before it has everything."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    left: threading.Event = field(default_factory=threading.Event)
    at: float = field(default_factory=time.monotonic)

    @property
    def messages(self) -> Messages:
        return list(self.body.get("messages", []))


class Exchange:
    """One request to answer: in the protocol in which it was asked."""

    def __init__(self, handler: "_Handler", asked: Asked) -> None:
        self._handler = handler
        self.asked = asked
        self.is_ollama = asked.path.startswith("/api")
        self.is_streamed = bool(asked.body.get("stream", self.is_ollama))

    def begin(self, kind: str | None = None, headers: dict[str, str] | None = None) -> None:
        """Send the head of a streamed reply."""
        self._handler.send_response(200)
        usual = "application/x-ndjson" if self.is_ollama else "text/event-stream"
        for name, value in {"Content-Type": kind or usual, **(headers or {})}.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()
        if not self.is_ollama and kind is None:
            self.raw(self._event({"role": "assistant", "content": ""}))

    def raw(self, data: bytes) -> None:
        """Send bytes of the body."""
        self._handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self._handler.wfile.flush()

    def piece(self, text: str) -> None:
        """Send a piece of the reply."""
        self.raw(self.piece_bytes(text))

    def piece_bytes(self, text: str) -> bytes:
        if self.is_ollama:
            told = {"model": MODEL, "message": {"role": "assistant", "content": text}, "done": False}
            return json.dumps(told).encode() + b"\n"
        return self._event({"content": text})

    def thought(self, text: str) -> None:
        """Send a piece of what the model thinks, in the field that each protocol has for it."""
        if self.is_ollama:
            told = {"model": MODEL, "message": {"role": "assistant", "content": "", "thinking": text}, "done": False}
            self.raw(json.dumps(told).encode() + b"\n")
        else:
            self.raw(self._event({"reasoning_content": text}))

    def end(self, tokens: tuple[int, int] | None) -> None:
        """Send the end of the reply, with the tokens if they are asked for."""
        read, written = tokens or (0, 0)
        if self.is_ollama:
            told = {
                "model": MODEL,
                "message": {"role": "assistant", "content": ""},
                "done": True,
                "done_reason": "stop",
            }
            counted = {"prompt_eval_count": read, "eval_count": written} if tokens else {}
            self.raw(json.dumps({**told, **counted}).encode() + b"\n")
        else:
            self.raw(self._event({}, finish="stop"))
            if tokens and self.asked.body.get("stream_options", {}).get("include_usage"):
                self.raw(self._event(None, usage=_usage(read, written)))
            self.raw(b"data: [DONE]\n\n")
        self.finish()

    def finish(self) -> None:
        """End the body of a streamed reply."""
        self._handler.wfile.write(b"0\r\n\r\n")

    def whole(self, text: str, tokens: tuple[int, int] | None) -> None:
        """Send the reply to a request that does not want a stream."""
        read, written = tokens or (0, 0)
        message = {"role": "assistant", "content": text}
        if self.is_ollama:
            self.send(200, {"model": MODEL, "message": message, "done": True, "eval_count": written})
        else:
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self.send(200, {**_HEAD, "object": "chat.completion", "choices": [choice], "usage": _usage(read, written)})

    def error(self, status: int, message: str, code: str = "error", headers: dict[str, str] | None = None) -> None:
        """Send an error as each of the two protocols words it."""
        body: object = {"error": {"message": message, "type": "invalid_request_error", "code": code}}
        self.send(status, {"error": message} if self.is_ollama else body, headers)

    def send(self, status: int, told: object, headers: dict[str, str] | None = None) -> None:
        """Send JSON; a text and bytes are sent as they are, with the headers' type."""
        text = told if isinstance(told, str | bytes) else json.dumps(told)
        data = text if isinstance(text, bytes) else text.encode()
        self._handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Length", str(len(data)))
        self._handler.end_headers()
        self._handler.wfile.write(data)

    def wait(self, seconds: float) -> None:
        """Wait, unless the client goes or the server stops."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._handler.server.stopped.is_set():
                raise ConnectionAbortedError
            readable, _, _ = select.select([self._handler.connection], [], [], min(left, 0.02))
            if readable and not socket.socket.recv(self._handler.connection, 1, socket.MSG_PEEK):
                raise ConnectionResetError

    def cut(self) -> None:
        """Break the connection off, in the middle of whatever it is in."""
        self._handler.close_connection = True
        self._handler.connection.shutdown(socket.SHUT_RDWR)

    def _event(self, delta: object, *, finish: str | None = None, usage: object = None) -> bytes:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
        told = {**_HEAD, "object": "chat.completion.chunk", "choices": choices, "usage": usage}
        return f"data: {json.dumps(told)}\n\n".encode()


_HEAD = {"id": "chatcmpl-1", "created": 1, "model": MODEL}


def _usage(read: int, written: int) -> dict[str, int]:
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def says(
    text: str | Callable[[Messages], str],
    *,
    tokens: tuple[int, int] | None = (7, 5),
    size: int = 12,
    pause: float = 0.0,
    thinks: str = "",
) -> Act:
    """Writes the text in pieces of `size` characters; a function makes it of the messages, as obedient models do."""

    def act(exchange: Exchange) -> None:
        told = text if isinstance(text, str) else text(exchange.asked.messages)
        if not exchange.is_streamed:
            exchange.whole(told, tokens)
            return
        exchange.begin()
        if thinks:
            exchange.thought(thinks)
        for begin in range(0, len(told), size):
            exchange.wait(pause)
            exchange.piece(told[begin : begin + size])
        exchange.end(tokens)

    return act


def pauses(text: Callable[[Messages], str], after: int, until: threading.Event) -> Act:
    """Writes so many characters of a text, and the rest once the test has seen them."""

    def act(exchange: Exchange) -> None:
        told = text(exchange.asked.messages)
        exchange.begin()
        exchange.piece(told[:after])
        while not until.is_set():
            exchange.wait(0.05)
        exchange.piece(told[after:])
        exchange.end((7, 5))

    return act


def hangs(after: str = "") -> Act:
    """Writes nothing, or a beginning, and then nothing more."""

    def act(exchange: Exchange) -> None:
        if after:
            exchange.begin()
            exchange.piece(after)
        exchange.wait(60)

    return act


def drips(text: str, every: float) -> Act:
    """Writes byte by byte, one every so many seconds."""

    def act(exchange: Exchange) -> None:
        exchange.begin()
        for byte in exchange.piece_bytes(text):
            exchange.wait(every)
            exchange.raw(bytes([byte]))

    return act


def goes_on(text: str, *, every: float = 0.0) -> Act:
    """Writes the same text again and again, without end."""

    def act(exchange: Exchange) -> None:
        exchange.begin()
        while True:
            exchange.wait(every)
            exchange.piece(text)

    return act


def breaks_off(after: str = "") -> Act:
    """Breaks the connection off: before the first byte, or after a beginning."""

    def act(exchange: Exchange) -> None:
        if after:
            exchange.begin()
            exchange.piece(after)
        exchange.cut()

    return act


def babbles(after: str = "") -> Act:
    """Writes what is no JSON."""

    def act(exchange: Exchange) -> None:
        exchange.begin()
        if after:
            exchange.piece(after)
        exchange.raw(b'{"message": {"content": \n' if exchange.is_ollama else b'data: {"choices": [{"delta": \n\n')
        exchange.end(None)

    return act


def fails_within(message: str, after: str = "") -> Act:
    """Sends an error in the middle of the stream, when the status has long been 200."""

    def act(exchange: Exchange) -> None:
        exchange.begin()
        if after:
            exchange.piece(after)
        error = json.dumps({"error": message if exchange.is_ollama else {"message": message}})
        exchange.raw(f"{error}\n".encode() if exchange.is_ollama else f"data: {error}\n\n".encode())
        exchange.end(None)

    return act


def refuses(status: int, message: str = "something went wrong", code: str = "error", **headers: str) -> Act:
    """Answers with an error; `Retry_After="1"` is a header."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.error(status, message, code, told)


def shows_page(status: int = 200, text: str = "<html><body>Anmeldung</body></html>") -> Act:
    """Answers with a web page."""
    return lambda exchange: exchange.send(status, text, {"Content-Type": "text/html; charset=utf-8"})


def sends_on(address: str, status: int = 307) -> Act:
    """Redirects to another address."""
    return lambda exchange: exchange.send(status, "", {"Location": address, "Content-Type": "text/plain"})


class ModelServer(ThreadingHTTPServer):
    """The server; `key` and `models` are what it asks for and knows, `old` names options that it refuses."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, family: socket.AddressFamily = socket.AF_INET) -> None:
        self.address_family = family
        super().__init__(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), _Handler)
        self.script: list[Act] = [says("Guten Tag.")]
        self.asked: list[Asked] = []
        self.models = [MODEL]
        self.key = ""
        self.old: tuple[str, ...] = ()
        self.was_asked = threading.Event()
        self.stopped = threading.Event()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        host = "[::1]" if self.address_family == socket.AF_INET6 else "127.0.0.1"
        return f"http://{host}:{self.server_address[1]}"

    def settings(self, provider: str, *, key: str = "", model: str = MODEL) -> ModelSettings:
        """Return the settings for this server in one of the two protocols."""
        return ModelSettings(f"{provider}:{model}", self.url, key)

    def next_act(self) -> Act:
        with self._lock:
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_GET(self) -> None:
        known = self.server.models
        listed: dict[str, object] = {
            "/v1/models": {"object": "list", "data": [{"id": name, "object": "model"} for name in known]},
            "/api/tags": {"models": [{"model": f"{name}:latest", "name": f"{name}:latest"} for name in known]},
            "/api/version": {"version": "0.12.0"},
        }
        exchange = self._exchange({})
        if self.path in listed:
            exchange.send(200, listed[self.path])
        else:
            exchange.send(404, "404 page not found", {"Content-Type": "text/plain"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        exchange = self._exchange(body)
        try:
            self._answer(exchange)
        except OSError:
            exchange.asked.left.set()
            self.close_connection = True

    def _answer(self, exchange: Exchange) -> None:
        asked, server = exchange.asked, self.server
        model = str(asked.body.get("model", ""))
        if server.key and asked.headers.get("authorization") != f"Bearer {server.key}":
            told = asked.headers.get("authorization", "").removeprefix("Bearer ")
            exchange.error(401, f"Incorrect API key provided: {told}.", "invalid_api_key")
        elif asked.path not in ("/v1/chat/completions", "/api/chat", "/api/show"):
            exchange.send(404, "404 page not found", {"Content-Type": "text/plain"})
        elif model not in server.models:
            words = f"model '{model}' not found" if exchange.is_ollama else f"The model `{model}` does not exist"
            exchange.error(404, words, "model_not_found")
        elif asked.path == "/api/show":
            exchange.send(200, {"capabilities": ["completion"], "model_info": {}})
        elif refused := [name for name in server.old if name in asked.body]:
            exchange.error(400, f"Unrecognized request argument supplied: {refused[0]}")
        else:
            server.next_act()(exchange)

    def _exchange(self, body: dict[str, Any]) -> Exchange:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, body)
        self.server.asked.append(asked)
        self.server.was_asked.set()
        return Exchange(self, asked)

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is the tests'."""


@contextmanager
def running_model_server(family: socket.AddressFamily = socket.AF_INET) -> Iterator[ModelServer]:
    """A server on a free port, ended with its threads."""
    server = ModelServer(family)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def closed_address() -> str:
    """Return an address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}"
