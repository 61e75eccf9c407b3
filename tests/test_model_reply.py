"""What a language model says, over both protocols: streamed, counted, without its thoughts, to this server only."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import langsmith.utils
import pytest
from model_server import (
    MODEL,
    Exchange,
    ModelServer,
    closed_address,
    hangs,
    refuses,
    running_model_server,
    says,
    sends_on,
    shows_page,
)

from assistant.model.check import connection
from assistant.model.faults import WrongAddress
from assistant.model.llm import ChatModel, Limits, Message
from assistant.model.settings import ModelSettings
from assistant.model.thoughts import Thoughts

ASKED = [
    Message("system", "Antworte kurz."),
    Message("user", "Hallo"),
    Message("assistant", "Guten Tag."),
    Message("user", "Ä?"),
]
PROTOCOLS = ("openai", "ollama")
LIMITS = Limits(connect=1, first_word=10, gap=10, whole=20, pause=0.05)
SHORT = replace(LIMITS, first_word=0.4)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running_model_server() as server:
        yield server


def said(settings: ModelSettings) -> str:
    return ChatModel(settings, LIMITS).write(ASKED).text()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_reply_comes_in_pieces_with_its_tokens_and_the_time_of_its_first_word(
    server: ModelServer, protocol: str
) -> None:
    server.script = [says("Ein Cluster ist ein Netzwerk von Betrieben.", tokens=(41, 12))]
    reply = ChatModel(server.settings(protocol), LIMITS).write(ASKED)
    pieces = list(reply)
    assert len(pieces) > 3
    assert "".join(pieces) == "Ein Cluster ist ein Netzwerk von Betrieben."
    assert reply.tokens == (41, 12)
    assert reply.first_word_after is not None
    assert reply.first_word_after > 0


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_whole_talk_is_sent_in_order_and_nothing_else_asked(server: ModelServer, protocol: str) -> None:
    said(server.settings(protocol))
    (asked,) = server.asked
    assert [(one["role"], one["content"]) for one in asked.messages] == [(one.role, one.text) for one in ASKED]
    assert asked.body["model"] == MODEL
    assert asked.body.get("temperature", asked.body.get("options", {}).get("temperature")) == 0
    assert "authorization" not in asked.headers


def test_ollama_is_told_the_context_and_not_to_think(server: ModelServer) -> None:
    said(replace(server.settings("ollama"), context=16_000))
    assert server.asked[0].body["options"]["num_ctx"] == 16_000
    assert server.asked[0].body["think"] is False


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_key_goes_to_the_server(server: ModelServer, protocol: str) -> None:
    server.key = "geheim"
    assert said(server.settings(protocol, key="geheim")) == "Guten Tag."


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_text_in_one_piece_and_one_that_a_function_writes(server: ModelServer, protocol: str) -> None:
    server.script = [says(lambda messages: f"Gelesen: {messages[-1]['content']}" * 20, size=9999)]
    assert said(server.settings(protocol)) == "Gelesen: Ä?" * 20


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("size", [1, 5, 999])
def test_thoughts_are_taken_out_and_the_text_begins_after_them(server: ModelServer, protocol: str, size: int) -> None:
    server.script = [says("<think>\nHm, <b> ...\n</think>\n\nEin Netzwerk, a < b.", size=size, thinks="Hm.")]
    assert said(server.settings(protocol)) == "Ein Netzwerk, a < b."


@pytest.mark.slow
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_model_that_thinks_for_long_is_waited_for_while_it_shows_that_it_does(
    server: ModelServer, protocol: str
) -> None:
    def act(exchange: Exchange) -> None:
        exchange.begin()
        for _ in range(9):
            exchange.wait(0.15)
            exchange.thought("Hm. ")
        exchange.piece("Ein Netzwerk.")
        exchange.end(None)

    server.script = [act]
    model = ChatModel(server.settings(protocol), replace(LIMITS, first_word=1))
    assert model.write(ASKED).text() == "Ein Netzwerk."


def test_thoughts_that_the_template_has_opened_are_taken_out_of_a_thinkers_text(server: ModelServer) -> None:
    server.models = ["deepseek-r1:7b"]
    server.script = [says("Der Nutzer fragt.\n</think>\n\nEin Netzwerk.", size=4)]
    assert said(server.settings("openai", model="deepseek-r1:7b")) == "Ein Netzwerk."
    server.script = [says("Ein Netzwerk ohne Gedanken.", size=4)]
    assert said(server.settings("openai", model="deepseek-r1:7b")) == "Ein Netzwerk ohne Gedanken."


def test_thoughts_that_never_end_are_no_text_and_a_torn_tag_that_is_none_is() -> None:
    thoughts = Thoughts()
    assert (thoughts.without("Ja <thi"), thoughts.without("rd>. <think>Hm"), thoughts.rest()) == (
        "Ja ",
        "<third>. ",
        "",
    )
    thoughts = Thoughts()
    assert (thoughts.without("a <"), thoughts.rest()) == ("a ", "<")


@pytest.mark.parametrize("option", ["stream_options", "temperature"])
def test_an_option_that_the_server_does_not_know_is_left_out_from_then_on(server: ModelServer, option: str) -> None:
    server.old = (option,)
    model = ChatModel(server.settings("openai"), LIMITS)
    assert [model.write(ASKED).text() for _ in range(2)] == ["Guten Tag.", "Guten Tag."]
    assert [option in asked.body for asked in server.asked] == [True, False, False]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_an_address_is_understood_with_and_without_its_path(server: ModelServer, protocol: str, ending: str) -> None:
    assert said(replace(server.settings(protocol), url=server.url + ending)) == "Guten Tag."


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_localhost_is_understood_where_the_server_listens_on_one_kind_of_address_only(
    server: ModelServer, protocol: str
) -> None:
    url = server.url.replace("127.0.0.1", "localhost")
    assert said(replace(server.settings(protocol), url=url)) == "Guten Tag."


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_server_with_an_address_of_the_new_kind(protocol: str) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with running_model_server(socket.AF_INET6) as server:
        assert said(server.settings(protocol)) == "Guten Tag."


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9"])
def test_no_proxy_stands_before_this_computer(
    server: ModelServer, protocol: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert said(server.settings(protocol)) == "Guten Tag."


@pytest.mark.slow
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_text_goes_to_no_other_server_whatever_the_environment_says(
    server: ModelServer, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_model_server() as other:
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_HOST", "LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
            monkeypatch.setenv(name, other.url)
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_GATEWAY"):
            monkeypatch.setenv(name, "true")
        for name in ("OPENAI_API_KEY", "OLLAMA_API_KEY", "LANGSMITH_API_KEY"):
            monkeypatch.setenv(name, "fremder-schluessel")
        langsmith.utils.get_env_var.cache_clear()
        said(server.settings(protocol))
        assert not other.was_asked.wait(1)  # a trace is sent a little later
        server.script = [sends_on(f"{other.url}/v1/chat/completions"), sends_on(f"{other.url}/api/chat", 302)]
        for _ in range(2):
            with pytest.raises(WrongAddress):
                said(server.settings(protocol))
        assert other.asked == []
    langsmith.utils.get_env_var.cache_clear()
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_test_of_the_connection_names_model_and_place(server: ModelServer, protocol: str) -> None:
    server.script = [says("ja", tokens=None)]
    checked = connection(server.settings(protocol), LIMITS)
    assert checked.is_ready
    assert checked.told.de.startswith(f"{protocol}:modell auf diesem Computer, erstes Wort nach ")
    assert checked.told.en.startswith(f"{protocol}:modell on this computer, first word after ")
    assert "," in checked.told.de.rpartition("nach ")[2]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_test_of_the_connection_reads_no_more_than_a_word(server: ModelServer, protocol: str) -> None:
    server.script = [says("ja " * 3000, size=3, pause=0.05)]
    assert connection(server.settings(protocol), LIMITS).is_ready
    assert server.asked[0].left.wait(5)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_test_of_the_connection_says_what_is_wrong(server: ModelServer, protocol: str) -> None:
    settings = server.settings(protocol)
    away = connection(replace(settings, url=closed_address()), LIMITS)
    unknown = connection(replace(settings, model=f"{protocol}:anderes"), LIMITS)
    found = {"ist nicht erreichbar": away, "kennt das Sprachmodell „anderes“ nicht": unknown}
    for words, act in (
        ("nimmt den Schlüssel nicht an", refuses(401)),
        ("antwortet kein Sprachmodell", shows_page()),
        ("nicht angefangen zu schreiben", hangs()),
    ):
        server.script = [act]
        found[words] = connection(settings, SHORT)
    assert [words for words, checked in found.items() if checked.is_ready or words not in checked.told.de] == []


def test_without_a_model_there_is_nothing_to_test() -> None:
    checked = connection(ModelSettings())
    assert checked.is_ready
    assert checked.told.de.startswith("keins")
