"""Servers that speak the protocol in their own way are understood: every word, and the tokens where they tell them."""

from collections.abc import Iterator

import pytest
from model_server import Act, ModelServer, running_model_server
from odd_replies import TEXT, at_once, fails_at_once, floods, mislabelled, packed, streamed, torn

from assistant.model.faults import (
    BrokenReply,
    ContextTooLong,
    EmptyReply,
    EndlessReply,
    ModelFault,
    ModelUnknown,
    ServerFailed,
)
from assistant.model.llm import ChatModel, Limits, Message

ASKED = [Message("user", "Was ist ein Cluster?")]
PROTOCOLS = ("openai", "ollama")
LIMITS = Limits(connect=1, first_word=10, gap=10, whole=20, pause=0.05, most=4000)

STREAMS: dict[str, Act] = {
    "line ends of Windows": streamed(ends="\r\n"),
    "comments, names and numbers of events": streamed(comments=True),
    "no word that it is done": streamed(is_done=False),
    "no space behind the name of the field": streamed(field="data:"),
    "content as a list of parts": streamed(parts=True),
    "letters torn apart": torn(1),
    "lines torn apart": torn(7),
    "packed": packed(),
    "called JSON": mislabelled(),
}
PIECES: dict[str, Act] = {
    "on one line": at_once(),
    "with its letters": at_once("application/json; charset=utf-8"),
    "packed": at_once(is_packed=True),
}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running_model_server() as server:
        yield server


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_is_written_otherwise_is_read_whole_and_without_its_thoughts(
    server: ModelServer, protocol: str, name: str
) -> None:
    server.script = [STREAMS[name]]
    reply = ChatModel(server.settings(protocol), LIMITS).write(ASKED)
    assert reply.text() == TEXT
    assert reply.tokens == (41, 12)
    assert len(server.asked) == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", PIECES)
def test_a_server_that_writes_no_stream_is_read_at_once(server: ModelServer, protocol: str, name: str) -> None:
    server.script = [PIECES[name]]
    reply = ChatModel(server.settings(protocol), LIMITS).write(ASKED)
    assert reply.text() == TEXT
    assert reply.tokens == (41, 12)
    assert len(server.asked) == 1


FAULTS: dict[str, tuple[Act, type[ModelFault]]] = {
    "an error": (fails_at_once("CUDA out of memory"), ServerFailed),
    "a text that is too long": (fails_at_once("maximum context length is 8192 tokens"), ContextTooLong),
    "a model that it does not know": (fails_at_once("model 'modell' not found"), ModelUnknown),
    "no JSON": (lambda exchange: exchange.send(200, "{", {"Content-Type": "application/json"}), BrokenReply),
    "no letters": (lambda exchange: exchange.send(200, b"\xff\xfe"), BrokenReply),
    "no words": (at_once(text=""), EmptyReply),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_in_a_whole_reply_is_named(server: ModelServer, protocol: str, name: str) -> None:
    server.script, kind = [FAULTS[name][0]], FAULTS[name][1]
    with pytest.raises(ModelFault) as caught:
        ChatModel(server.settings(protocol), LIMITS).write(ASKED).text()
    assert type(caught.value) is kind
    assert len(server.asked) == 1


def test_a_whole_reply_may_stand_on_many_lines(server: ModelServer) -> None:
    server.script = [at_once(indent=1)]
    assert ChatModel(server.settings("openai"), LIMITS).write(ASKED).text() == TEXT


def test_a_whole_reply_without_end_is_let_go(server: ModelServer) -> None:
    server.script = [floods()]
    with pytest.raises(EndlessReply):
        ChatModel(server.settings("openai"), LIMITS).write(ASKED).text()
    assert server.asked[0].left.wait(5)
