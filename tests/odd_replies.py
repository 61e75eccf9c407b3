"""Replies that are right, but not as most servers write them: whole at once, packed, torn, with fields of their own."""

import gzip
import json

from model_server import MODEL, Act, Exchange

WORDS = ("Ein Cluster ", "ist ein „Netzwerk“ ", "für Größe.")
TEXT = "".join(WORDS)
_HEAD = {"id": "chatcmpl-1", "created": 1, "model": MODEL}


def streamed(
    *, ends: str = "\n", field: str = "data: ", comments: bool = False, is_done: bool = True, parts: bool = False
) -> Act:
    """Writes the text in three pieces: with these line ends, comments between them, "[DONE]" or none behind them, and
    each piece as a text or as a list of parts. In Ollama's protocol only the line ends mean anything."""

    def act(exchange: Exchange) -> None:
        exchange.begin(None if exchange.is_ollama else "text/event-stream; charset=utf-8")
        for told in _lines(exchange, parts=parts):
            if exchange.is_ollama:
                exchange.raw(f"{told}{ends}".encode())
                continue
            if comments:
                exchange.raw(f": keep-alive{ends}{ends}event: message{ends}".encode())
            exchange.raw(f"{field}{told}{ends}{ends}".encode())
        if is_done and not exchange.is_ollama:
            exchange.raw(f"{field}[DONE]{ends}{ends}".encode())
        exchange.finish()

    return act


def torn(size: int) -> Act:
    """Writes the same with so many bytes at a time, each sent by itself: letters and lines are torn apart."""

    def act(exchange: Exchange) -> None:
        exchange.begin(None if exchange.is_ollama else "text/event-stream")
        data = _body(exchange)
        for begin in range(0, len(data), size):
            exchange.raw(data[begin : begin + size])
        exchange.finish()

    return act


def packed() -> Act:
    """Writes the same as gzip, torn as well."""

    def act(exchange: Exchange) -> None:
        kind = "application/x-ndjson" if exchange.is_ollama else "text/event-stream"
        exchange.begin(kind, {"Content-Encoding": "gzip"})
        data = gzip.compress(_body(exchange))
        for begin in range(0, len(data), 20):
            exchange.raw(data[begin : begin + 20])
        exchange.finish()

    return act


def at_once(
    kind: str = "application/json", *, text: str = TEXT, indent: int | None = None, is_packed: bool = False
) -> Act:
    """Writes the whole reply in one piece of JSON, though a stream was asked for."""

    def act(exchange: Exchange) -> None:
        message = {"role": "assistant", "content": text}
        told: dict[str, object] = {"model": MODEL, "message": message, "done": True, "done_reason": "stop"}
        if exchange.is_ollama:
            told |= {"prompt_eval_count": 41, "eval_count": 12}
        else:
            usage = {"prompt_tokens": 41, "completion_tokens": 12, "total_tokens": 53}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            told = {**_HEAD, "object": "chat.completion", "choices": [choice], "usage": usage}
        data = json.dumps(told, indent=indent, ensure_ascii=False).encode()
        headers = {"Content-Type": kind, **({"Content-Encoding": "gzip"} if is_packed else {})}
        exchange.send(200, gzip.compress(data) if is_packed else data, headers)

    return act


def fails_at_once(message: str) -> Act:
    """Tells an error in a whole reply whose status says that all is well."""
    return lambda exchange: exchange.send(200, {"error": message if exchange.is_ollama else {"message": message}})


def floods() -> Act:
    """Writes one piece of JSON without end."""

    def act(exchange: Exchange) -> None:
        exchange.begin("application/json")
        told = b'{"message": {"content": "' if exchange.is_ollama else b'{"choices": [{"message": {"content": "'
        exchange.raw(told)
        while True:
            exchange.wait(0)
            exchange.raw(b"Ein Wort. " * 10_000)

    return act


def mislabelled() -> Act:
    """Writes a stream, and says that it is JSON."""

    def act(exchange: Exchange) -> None:
        exchange.begin("application/json")
        exchange.raw(_body(exchange))
        exchange.finish()

    return act


def _body(exchange: Exchange) -> bytes:
    if exchange.is_ollama:
        return "".join(f"{told}\n" for told in _lines(exchange)).encode()
    return "".join(f"data: {told}\n\n" for told in [*_lines(exchange), "[DONE]"]).encode()


def _lines(exchange: Exchange, *, parts: bool = False) -> list[str]:
    """Return the lines of JSON: role first, thoughts, the words, the tokens alone at the end; letters as they are."""
    if exchange.is_ollama:
        said: list[dict[str, object]] = [{"content": "", "thinking": "Hm."}, *({"content": one} for one in WORDS)]
        told = [{"model": MODEL, "message": {"role": "assistant", **one}, "done": False} for one in said]
        counted = {"done": True, "done_reason": "stop", "prompt_eval_count": 41, "eval_count": 12}
        last = {"model": MODEL, "message": {"role": "assistant", "content": ""}, **counted}
        return [json.dumps(one, ensure_ascii=False) for one in [*told, last]]
    contents: list[object] = [[{"type": "text", "text": one}] if parts else one for one in WORDS]
    deltas: list[dict[str, object]] = [{"role": "assistant"}, {"reasoning": "Hm.", "content": None}]
    deltas += [{"reasoning_content": "Hm.", "content": ""}, *({"content": one} for one in contents), {}]
    kind = {**_HEAD, "object": "chat.completion.chunk"}
    chunks: list[dict[str, object]] = [
        {**kind, "choices": [{"index": 0, "delta": one, "finish_reason": None if one else "stop"}]} for one in deltas
    ]
    usage = {"prompt_tokens": 41, "completion_tokens": 12, "total_tokens": 53}
    return [json.dumps(one, ensure_ascii=False) for one in [*chunks, {**kind, "choices": [], "usage": usage}]]
