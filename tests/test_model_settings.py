"""Which language model is set: the environment before the kept file, bad settings named, the key nowhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.model.settings import (
    CONTEXT_VARIABLE,
    FILE_NAME,
    HOSTS_VARIABLE,
    KEY_VARIABLE,
    MODEL_VARIABLE,
    REWRITE_VARIABLE,
    URL_VARIABLE,
    BadModelSetting,
    ModelSettings,
    checked,
    keep_model_settings,
    read_model_settings,
)

KEY = "sk-geheim-4711"


def test_without_any_setting_there_is_no_model(tmp_path: Path) -> None:
    assert read_model_settings(tmp_path / "neu", {}) == ModelSettings()


def test_what_is_kept_comes_back_without_the_key(tmp_path: Path) -> None:
    settings = ModelSettings("openai:klein", "https://ki.example.de/v1", KEY, ("ki.example.de",), 16_000)
    keep_model_settings(tmp_path / "neu", settings)
    assert read_model_settings(tmp_path / "neu", {}) == replace(settings, key="")
    assert [path.name for path in (tmp_path / "neu").iterdir()] == [FILE_NAME]
    assert KEY not in (tmp_path / "neu" / FILE_NAME).read_text(encoding="utf-8")


def test_the_environment_goes_before_what_is_kept(tmp_path: Path) -> None:
    keep_model_settings(tmp_path, ModelSettings("openai:klein", "https://alt.example.de/v1", hosts=("alt.example.de",)))
    environment = {
        URL_VARIABLE: " https://neu.example.de/v1 ",
        KEY_VARIABLE: f"{KEY}\n",
        HOSTS_VARIABLE: "neu.example.de, ,zwei.example.de",
        CONTEXT_VARIABLE: "32000",
    }
    hosts = ("neu.example.de", "zwei.example.de")
    assert read_model_settings(tmp_path, environment) == ModelSettings(
        "openai:klein", "https://neu.example.de/v1", KEY, hosts, 32_000
    )


def test_another_model_of_the_environment_does_not_go_to_the_kept_address(tmp_path: Path) -> None:
    keep_model_settings(tmp_path, ModelSettings("openai:klein", "https://alt.example.de/v1"))
    found = read_model_settings(tmp_path, {MODEL_VARIABLE: "ollama:llama3.1"})
    assert (found.model, found.url, found.server) == ("ollama:llama3.1", "", "http://127.0.0.1:11434")


def test_the_providers_key_is_for_the_provider_only(tmp_path: Path) -> None:
    environment = {MODEL_VARIABLE: "openai:klein", "OPENAI_API_KEY": KEY}
    assert read_model_settings(tmp_path, environment).key == KEY
    assert read_model_settings(tmp_path, {**environment, KEY_VARIABLE: "eigener"}).key == "eigener"
    assert read_model_settings(tmp_path, {**environment, URL_VARIABLE: "https://ki.example.de/v1"}).key == ""
    assert read_model_settings(tmp_path, {**environment, MODEL_VARIABLE: "ollama:llama3.1"}).key == ""


def test_the_key_is_not_told() -> None:
    assert KEY not in repr(ModelSettings("openai:klein", key=KEY))


@pytest.mark.parametrize(
    "told",
    ["{", "[]", "{}", '{"model": "ollama:m", "url": "", "hosts": "ki.example.de", "context": 8192}',
     '{"model": "ollama:m", "url": "", "hosts": [], "context": "viel"}', "\x00"],
)  # fmt: skip
def test_a_kept_file_that_cannot_be_read_counts_for_none(tmp_path: Path, told: str) -> None:
    (tmp_path / FILE_NAME).write_text(told, encoding="utf-8")
    assert read_model_settings(tmp_path, {}) == ModelSettings()


@pytest.mark.parametrize("model", ["llama3.1", "ollama:", ":llama", "ollama: llama", "Ollama:m", "huggingface:m"])
def test_what_is_no_model_is_named(model: str) -> None:
    with pytest.raises(BadModelSetting) as caught:
        checked(ModelSettings(model))
    assert f"„{model}“ ist kein Sprachmodell" in caught.value.of("de")
    assert "ollama:llama3.1" in caught.value.of("en")


@pytest.mark.parametrize(
    "url",
    ["localhost:11434", "ftp://ki.example.de", "http://", "http://[::1", "http://ki.example.de:viel", "ki example",
     "http://ki.example.de:99999", "http://ki.example.de/v1 ", "http://ki.example.de/#v1"],
)  # fmt: skip
def test_what_is_no_address_is_named(url: str) -> None:
    with pytest.raises(BadModelSetting) as caught:
        checked(ModelSettings("openai:klein", url))
    assert f"„{url}“ ist keine Adresse" in caught.value.of("de")
    assert f'"{url}" is no address' in caught.value.of("en")


@pytest.mark.parametrize("url", [f"https://ich:{KEY}@ki.example.de/v1", f"https://ki.example.de/v1?key={KEY}"])
def test_an_address_with_a_password_is_refused_without_repeating_it_and_never_kept(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadModelSetting) as caught:
        keep_model_settings(tmp_path, ModelSettings("openai:klein", url))
    assert "ki.example.de" in caught.value.of("de")
    assert KEY not in str(caught.value.both()) + repr(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_key_with_characters_that_no_header_takes_is_refused_without_repeating_it() -> None:
    with pytest.raises(BadModelSetting) as caught:
        checked(ModelSettings("openai:klein", key="schlüssel"))
    assert "Der Schlüssel enthält Zeichen" in caught.value.of("de")
    assert "schlüssel" not in str(caught.value.both())


@pytest.mark.parametrize("context", ["viel", "-1", "²", "100", "8.192"])
def test_an_impossible_length_is_named(tmp_path: Path, context: str) -> None:
    with pytest.raises(BadModelSetting) as caught:
        read_model_settings(tmp_path, {MODEL_VARIABLE: "ollama:llama3.1", CONTEXT_VARIABLE: context})
    assert CONTEXT_VARIABLE in caught.value.of("de")
    assert context in caught.value.of("en")


@pytest.mark.parametrize(
    ("model", "url", "is_local"),
    [
        ("ollama:m", "", True),
        ("openai:m", "", False),
        ("openai:m", "http://localhost:1234/v1", True),
        ("openai:m", "http://LOCALHOST:1234", True),
        ("openai:m", "http://127.0.0.1:1234", True),
        ("openai:m", "http://127.9.9.9", True),
        ("openai:m", "http://[::1]:1234", True),
        ("ollama:m", "http://192.168.1.5:11434", False),
        ("ollama:m", "http://0.0.0.0:11434", False),
        ("ollama:m", "http://localhost.example.de", False),
        ("ollama:m", "http://127.0.0.1.example.de", False),
        ("anthropic:m", "", False),
        ("anthropic:m", "http://localhost:1234", False),  # its library may take no notice of the address
    ],
)
def test_only_this_computer_is_local(model: str, url: str, is_local: bool) -> None:
    settings = checked(ModelSettings(model, url))
    assert settings.is_local is is_local
    assert settings.may_read_confidential is is_local


@pytest.mark.parametrize(
    ("model", "url"),
    [
        ("ollama:gpt-oss:120b-cloud", ""),
        ("ollama:glm-4.6:cloud", "http://localhost:11434"),
        ("openai:kimi-k2:1t-Cloud", "http://127.0.0.1:11434/v1"),
        ("ollama:m:cloud", "https://ki.example.de"),
    ],
)
def test_a_model_of_ollamas_cloud_is_read_there_whatever_server_is_asked(model: str, url: str) -> None:
    settings = checked(ModelSettings(model, url, hosts=("ki.example.de", "127.0.0.1", "localhost")))
    assert settings.reader == "ollama.com"
    assert (settings.is_local, settings.may_read_confidential) == (False, False)
    assert replace(settings, hosts=("ollama.com",)).may_read_confidential
    assert ModelSettings("ollama:cloudy:7b").is_local


def test_rewriting_is_on_unless_it_is_switched_off_and_the_environment_goes_first(tmp_path: Path) -> None:
    assert read_model_settings(tmp_path, {}).rewrites
    assert not read_model_settings(tmp_path, {REWRITE_VARIABLE: "OFF"}).rewrites
    keep_model_settings(tmp_path, ModelSettings("ollama:m", rewrites=False))
    assert not read_model_settings(tmp_path, {}).rewrites
    assert read_model_settings(tmp_path, {REWRITE_VARIABLE: "on"}).rewrites
    with pytest.raises(BadModelSetting) as caught:
        read_model_settings(tmp_path, {REWRITE_VARIABLE: "vielleicht"})
    assert f"{REWRITE_VARIABLE}: „vielleicht“" in caught.value.of("de")


def test_a_server_on_the_list_may_read_what_is_confidential_and_its_neighbours_may_not() -> None:
    hosts = ("KI.example.de",)
    assert ModelSettings("openai:m", "https://ki.example.de:8443/v1", hosts=hosts).may_read_confidential
    assert not ModelSettings("openai:m", "https://x.ki.example.de/v1", hosts=hosts).may_read_confidential
    assert not ModelSettings("openai:m", "https://ki.example.de.evil.example/v1", hosts=hosts).may_read_confidential
    assert not ModelSettings("openai:m", hosts=hosts).may_read_confidential


@pytest.mark.parametrize(
    ("model", "url", "server"),
    [
        ("openai:m", "", "https://api.openai.com/v1"),
        ("openai:m", "http://ki.example.de:8000", "http://ki.example.de:8000/v1"),
        ("openai:m", "http://ki.example.de:8000/", "http://ki.example.de:8000/v1"),
        ("openai:m", "http://ki.example.de/v1/", "http://ki.example.de/v1"),
        ("openai:m", "https://ki.example.de/openai/v2", "https://ki.example.de/openai/v2"),
        ("ollama:m", "http://ki.example.de:11434/", "http://ki.example.de:11434"),
        ("ollama:m", "http://ki.example.de:11434/v1/", "http://ki.example.de:11434"),
        ("ollama:m", "http://ki.example.de/ollama/api", "http://ki.example.de/ollama"),
        ("anthropic:m", "", "anthropic"),
    ],
)
def test_an_address_is_made_what_its_protocol_wants(model: str, url: str, server: str) -> None:
    assert checked(ModelSettings(model, url)).server == server


def test_the_kept_file_is_json_that_a_person_can_read(tmp_path: Path) -> None:
    keep_model_settings(tmp_path, ModelSettings("ollama:größe"))
    told = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    assert told == {"model": "ollama:größe", "url": "", "hosts": [], "context": 8192, "rewrites": True}
