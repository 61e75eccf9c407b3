"""All that a language model's server does wrong: the right fault, in both languages, in time, and nothing left."""

import logging
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import islice
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from model_server import (
    Act,
    ModelServer,
    babbles,
    breaks_off,
    closed_address,
    drips,
    fails_within,
    goes_on,
    hangs,
    refuses,
    running_model_server,
    says,
    sends_on,
    shows_page,
)

from assistant.model import faults
from assistant.model.faults import ModelFault
from assistant.model.llm import THREAD, ChatModel, Limits, Message, open_model
from assistant.model.settings import ModelSettings

pytestmark = pytest.mark.slow

KEY = "sk-geheim-4711"
LIMITS = Limits(connect=0.3, first_word=0.4, gap=0.3, whole=1.2, most=4000, pause=0.05, longest_pause=0.3)
PATIENT = replace(LIMITS, first_word=20, gap=20, whole=20)
ASKED = [Message("system", "Antworte kurz."), Message("user", "Was ist ein Cluster?")]
PROTOCOLS = ("openai", "ollama")


@pytest.fixture(scope="module", autouse=True)
def libraries_loaded() -> None:
    """Loads them once, before anything is timed."""
    with running_model_server() as server:
        for protocol in PROTOCOLS:
            assert ChatModel(server.settings(protocol)).write(ASKED).text() == "Guten Tag."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running_model_server() as server:
        yield server
    assert ended(THREAD)


def ended(name: str) -> bool:
    """Tell whether the threads of this name end within a second."""
    until = time.monotonic() + 1
    while any(thread.name == name for thread in threading.enumerate()):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def fault_of(settings: ModelSettings, limits: Limits = LIMITS) -> ModelFault:
    """Ask, and return the fault that must come."""
    reply = ChatModel(settings, limits).write(ASKED)
    with pytest.raises(ModelFault) as caught:
        reply.text()
    return caught.value


FAULTS: dict[str, tuple[Act, type[ModelFault], str, str]] = {
    "hangs before the first word": (hangs(), faults.NoWords, "nicht angefangen zu schreiben", "did not begin to write"),
    "hangs in the middle": (hangs("Ein Cluster"), faults.NoWords, "mitten im Satz", "in the middle of a sentence"),
    "one byte a second": (drips("Ein Cluster " * 9, 0.05), faults.NoWords, "nicht angefangen", "did not begin"),
    "a letter now and then": (goes_on("e", every=0.1), faults.TookTooLong, "noch nicht fertig", "was not done after"),
    "key refused": (refuses(401), faults.KeyRefused, "nimmt den Schlüssel nicht an", "does not accept the key"),
    "forbidden": (refuses(403), faults.KeyRefused, "CLUSTERKOMPASS_MODEL_KEY", "CLUSTERKOMPASS_MODEL_KEY"),
    "busy": (refuses(429), faults.ServerBusy, "überlastet (429)", "is overloaded (429)"),
    "busy for long": (refuses(429, Retry_After="900"), faults.ServerBusy, "überlastet (429)", "overloaded (429)"),
    "no service": (refuses(503), faults.ServerBusy, "überlastet (503)", "overloaded (503)"),
    "server's own error": (refuses(500), faults.ServerFailed, "meldet einen Fehler (500)", "reports an error (500)"),
    "bad request": (refuses(400), faults.ServerFailed, "meldet einen Fehler (400)", "reports an error (400)"),
    "no JSON": (babbles(), faults.BrokenReply, "ist nicht zu lesen", "cannot be read"),
    "no JSON in the middle": (babbles("Ein Cluster"), faults.BrokenReply, "ist nicht zu lesen", "cannot be read"),
    "cut before": (breaks_off(), faults.ConnectionLost, "ist abgebrochen", "was lost"),
    "cut in the middle": (breaks_off("Ein Cluster"), faults.ConnectionLost, "ist abgebrochen", "was lost"),
    "error in the stream": (fails_within("CUDA out of memory"), faults.ServerFailed, "meldet einen Fehler", "an error"),
    "empty answer": (says(""), faults.EmptyReply, "hat nichts geschrieben", "wrote nothing"),
    "blank answer": (says(" \n\n "), faults.EmptyReply, "hat nichts geschrieben", "wrote nothing"),
    "repetition": (goes_on("Der Cluster ist ein Netzwerk. "), faults.EndlessReply, "hört nicht auf", "does not stop"),
    "a megabyte": (says("".join(f"Satz {n}. " for n in range(99_999)), size=8000), faults.EndlessReply, "hört", "stop"),
    "a megabyte at once": (says("ab c" * 250_000, size=10**6), faults.EndlessReply, "hört nicht auf", "does not stop"),
    "web page": (shows_page(), faults.WrongAddress, "antwortet kein Sprachmodell", "No language model answers"),
    "web page not found": (shows_page(404), faults.WrongAddress, "Prüfen Sie die Adresse", "Check the address"),
    "redirect": (sends_on("http://192.0.2.1/"), faults.WrongAddress, "kein Sprachmodell", "No language model"),
    "context": (
        refuses(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"),
        faults.ContextTooLong,
        "so viel Text nicht auf einmal lesen",
        "cannot read that much text at once",
    ),
    "context in the stream": (
        fails_within("input length exceeds maximum context length"), faults.ContextTooLong, "so viel Text", "much text",
    ),
    "context as the server's own error": (
        refuses(500, "the input length exceeds the context length"), faults.ContextTooLong, "so viel Text", "much text",
    ),
    "deadline that is no length": (refuses(500, "context deadline exceeded"), faults.ServerFailed, "(500)", "(500)"),
}  # fmt: skip


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_in_both_languages_in_time_and_leaves_nothing_behind(
    server: ModelServer, protocol: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    act, kind, german, english = FAULTS[name]
    server.script, server.key = [act], KEY
    begun = time.monotonic()
    fault = fault_of(server.settings(protocol, key=KEY))
    assert time.monotonic() - begun < 5
    assert type(fault) is kind
    assert german in fault.of("de")
    assert english in fault.of("en")
    assert fault.of("de").count("Es geht ohne Sprachmodell weiter.") == 1
    assert KEY not in "".join(traceback.format_exception(fault)) + repr(fault) + str(fault.both())
    assert KEY not in caplog.text
    assert ended(THREAD)


def test_a_slow_server_is_let_go_as_soon_as_the_waiting_is_over(server: ModelServer) -> None:
    server.script = [hangs()]
    fault_of(server.settings("ollama"), replace(LIMITS, gap=60))
    assert server.asked[0].left.wait(1)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_key_that_the_server_quotes_is_nowhere_to_be_read(
    server: ModelServer, protocol: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.key = "ein anderer"
    settings = server.settings(protocol, key=KEY)
    fault = fault_of(settings)
    assert isinstance(fault, faults.KeyRefused)
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    told = "".join(traceback.format_exception(fault)) + str(fault.both()) + repr(ChatModel(settings)) + caplog.text
    assert KEY not in told


@pytest.mark.parametrize(
    ("protocol", "hint"), [("openai", "Prüfen Sie Namen und Adresse."), ("ollama", "ollama pull llama3.1:8b")]
)
def test_a_model_that_the_server_does_not_know_is_named(server: ModelServer, protocol: str, hint: str) -> None:
    fault = fault_of(server.settings(protocol, model="llama3.1:8b"))
    assert isinstance(fault, faults.ModelUnknown)
    assert "kennt das Sprachmodell „llama3.1:8b“ nicht" in fault.of("de")
    assert 'does not know the language model "llama3.1:8b"' in fault.of("en")
    assert hint in fault.of("de")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_address_under_which_something_else_answers_is_no_unknown_model(server: ModelServer, protocol: str) -> None:
    settings = server.settings(protocol)
    assert isinstance(fault_of(replace(settings, url=f"{server.url}/anderswo")), faults.WrongAddress)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_server_that_is_not_there_is_named_and_tried_twice(protocol: str) -> None:
    fault = fault_of(ModelSettings(f"{protocol}:modell", closed_address()))
    assert isinstance(fault, faults.ServerAway)
    assert "127.0.0.1" in fault.of("de")
    assert "ist nicht erreichbar" in fault.of("de")
    assert "cannot be reached" in fault.of("en")
    assert ("ollama serve" in fault.of("en")) is (protocol == "ollama")


def test_a_server_that_takes_no_connection_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):  # the one that it has room for
            begun = time.monotonic()
            fault = fault_of(ModelSettings("openai:modell", f"http://127.0.0.1:{port}"))
    assert isinstance(fault, faults.ServerAway | faults.NoWords)
    assert time.monotonic() - begun < 5


def test_https_where_the_server_speaks_http_is_a_wrong_address(server: ModelServer) -> None:
    settings = replace(server.settings("openai"), url=server.url.replace("http:", "https:"))
    fault = fault_of(settings)
    assert isinstance(fault, faults.WrongAddress)
    assert "http oder https" in fault.of("de")


def test_a_certificate_that_nobody_has_signed_is_named(server: ModelServer, tmp_path: Path) -> None:
    server.socket = own_certificate(tmp_path).wrap_socket(server.socket, server_side=True)
    settings = replace(server.settings("openai"), url=server.url.replace("http:", "https:"))
    fault = fault_of(settings)
    assert isinstance(fault, faults.NotTrusted)
    assert "Das Zertifikat von 127.0.0.1 ist nicht vertrauenswürdig" in fault.of("de")
    assert "SSL_CERT_FILE" in fault.of("en")


def own_certificate(folder: Path) -> ssl.SSLContext:
    """Return what a server shows that has signed its certificate itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(certificate.public_bytes(pem) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("first", [refuses(429), refuses(429, Retry_After="0"), refuses(503), breaks_off()])
def test_one_more_try_where_the_fault_may_pass(server: ModelServer, protocol: str, first: Act) -> None:
    server.script = [first, says("Ein Netzwerk.")]
    assert ChatModel(server.settings(protocol), LIMITS).write(ASKED).text() == "Ein Netzwerk."
    assert len(server.asked) == 2


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_more_than_one_more_try(server: ModelServer, protocol: str) -> None:
    server.script = [refuses(503)]
    fault_of(server.settings(protocol))
    assert len(server.asked) == 2


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("act", [refuses(500), refuses(401), hangs(), says(""), babbles()])
def test_no_second_try_where_the_fault_does_not_pass(server: ModelServer, protocol: str, act: Act) -> None:
    server.script = [act, says("Ein Netzwerk.")]
    fault_of(server.settings(protocol))
    assert len(server.asked) == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_second_try_after_the_first_word(server: ModelServer, protocol: str) -> None:
    server.script = [breaks_off("Ein Cluster"), says("Ein Netzwerk.")]
    reply = ChatModel(server.settings(protocol), LIMITS).write(ASKED)
    assert next(iter(reply)) == "Ein Cluster"
    with pytest.raises(faults.ConnectionLost):
        next(iter(reply))
    assert len(server.asked) == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_busy_server_is_given_the_time_that_it_asks_for_but_no_more_than_the_longest(
    server: ModelServer, protocol: str
) -> None:
    limits = replace(LIMITS, pause=9)
    for asked_for, given in (("0.2", 0.2), ("900", 0.3)):
        server.script = [refuses(429, Retry_After=asked_for), says("Ein Netzwerk.")]
        ChatModel(server.settings(protocol), limits).write(ASKED).text()
        first, second = server.asked[-2:]
        assert given <= second.at - first.at < 5


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("act", [hangs("Ein Cluster"), goes_on("Noch ein Wort, ", every=0.05)])
def test_a_reply_that_nobody_reads_any_more_stops_the_server(server: ModelServer, protocol: str, act: Act) -> None:
    server.script = [act]
    reply = ChatModel(server.settings(protocol), PATIENT).write(ASKED)
    with closing(reply.pieces) as pieces:
        assert list(islice(pieces, 1))
    assert server.asked[0].left.wait(1)
    assert ended(THREAD)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("act", [hangs(), hangs("Ein Cluster"), refuses(429, Retry_After="15")])
def test_a_reply_is_cancelled_from_another_thread_while_it_waits(server: ModelServer, protocol: str, act: Act) -> None:
    server.script = [act]
    reply = ChatModel(server.settings(protocol), replace(PATIENT, longest_pause=20)).write(ASKED)
    canceller = threading.Thread(target=lambda: server.was_asked.wait(20) and not time.sleep(0.1) and reply.cancel())
    canceller.start()
    assert reply.text() in ("", "Ein Cluster")
    assert time.monotonic() - server.asked[0].at < 5
    assert ended(THREAD)
    assert len(server.asked) == 1
    canceller.join()


def test_a_provider_whose_package_is_missing_is_named() -> None:
    for model, package in (("mistralai:klein", "langchain-mistralai"), ("unbekannt:klein", "langchain-unbekannt")):
        fault = fault_of(ModelSettings(model))
        assert isinstance(fault, faults.NoSuchProvider)
        assert package in fault.of("de")
        assert package in fault.of("en")


def test_a_server_outside_waits_less_long_than_one_of_this_computer_and_none_is_no_model() -> None:
    outside, inside = (
        open_model(ModelSettings("openai:m", url)) for url in ("https://ki.example.de", "http://[::1]:8080")
    )
    assert outside is not None
    assert inside is not None
    assert outside.limits == Limits(connect=5, first_word=30, gap=20, whole=120)
    assert (inside.limits.first_word, inside.limits.whole) == (120, 120)
    assert open_model(ModelSettings()) is None
