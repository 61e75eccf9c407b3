"""Which language model writes, and on which server: one setting, from the environment or the data folder's file."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from assistant.wording import said
from ingest.errors import AppError
from ingest.records import Text

MODEL_VARIABLE = "CLUSTERKOMPASS_MODEL"
URL_VARIABLE = "CLUSTERKOMPASS_MODEL_URL"
KEY_VARIABLE = "CLUSTERKOMPASS_MODEL_KEY"
HOSTS_VARIABLE = "CLUSTERKOMPASS_MODEL_HOSTS"
CONTEXT_VARIABLE = "CLUSTERKOMPASS_MODEL_CONTEXT"
REWRITE_VARIABLE = "CLUSTERKOMPASS_MODEL_REWRITE"
_FILE = "model_notices.toml"
FILE_NAME = "model.json"  # in the library's folder; it never holds the key

_LETTERS_PER_TOKEN = 2.5  # of German; English has more
_RESERVED = 1500  # tokens for rules, question and answer
DEFAULT_CONTEXT = 8192  # tokens; the smallest that models in use today read
_LEAST_CONTEXT = 2048
_MODEL = re.compile(r"(?P<provider>[a-z][a-z0-9_]*):(?P<name>\S+)")
_KEYS: Mapping[str, str] = MappingProxyType({"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"})
_OLLAMA = "http://127.0.0.1:11434"
_SERVERS: Mapping[str, str] = MappingProxyType({"ollama": _OLLAMA, "openai": "https://api.openai.com/v1"})
_OUR_CONNECTIONS = ("ollama", "openai")  # these providers' requests go to the server of the settings, and nowhere else
_CLOUD = "ollama.com"
_IN_THE_CLOUD = re.compile(r"[:-]cloud$", re.IGNORECASE)
# Its constructor looks for the model on a hub, for a minute, before it fails offline.
_REFUSED = ("huggingface",)


class BadModelSetting(AppError):
    """A setting that names no model or no server."""

    code = "bad_model_setting"

    def __init__(self, what: Text) -> None:
        super().__init__(what, said(_FILE, "looks_like"))


@dataclass(frozen=True)
class ModelSettings:
    """A model and where it runs.

    model     "ollama:llama3.1", "openai:gpt-4o-mini"; "" for none
    url       address of the server, "" for the provider's own one
    key       what the server asks for; never written to a file, a log or the page
    hosts     servers that may read confidential sources besides this computer
    context   tokens that the model reads at once
    rewrites  whether it puts follow-up questions so that they are understood alone, for the search
    """

    model: str = ""
    url: str = ""
    key: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()
    context: int = DEFAULT_CONTEXT
    rewrites: bool = True

    @property
    def room(self) -> int:
        """Return how many characters of German it can be shown beside rules, question and answer."""
        return int((self.context - _RESERVED) * _LETTERS_PER_TOKEN)

    @property
    def provider(self) -> str:
        """Return whose protocol it speaks: "ollama", "openai"."""
        return self.model.partition(":")[0]

    @property
    def name(self) -> str:
        """Return the model's name on its server."""
        return self.model.partition(":")[2]

    @property
    def server(self) -> str:
        """Return the address of the server as its protocol wants it, the provider's name where only that knows it."""
        url = self.url.rstrip("/")
        if self.provider == "ollama":
            url = re.sub(r"/(v1|api)$", "", url)
        elif self.provider == "openai" and url and not urlsplit(url).path:
            url += "/v1"
        return url or _SERVERS.get(self.provider, self.provider)

    @property
    def host(self) -> str:
        """Return the host name of the server that is asked."""
        return urlsplit(self.server).hostname or self.server

    @property
    def reader(self) -> str:
        """Return the host that reads the text, as the page names it: Ollama sends it on for a model of its cloud."""
        return _CLOUD if self.is_in_the_cloud else self.host

    @property
    def is_in_the_cloud(self) -> bool:
        """Tell whether it is a model of Ollama's cloud ("gpt-oss:120b-cloud"), to which Ollama sends what it reads."""
        return self.provider in _OUR_CONNECTIONS and _IN_THE_CLOUD.search(self.name) is not None

    @property
    def is_near(self) -> bool:
        """Tell whether the server that is asked is this computer."""
        host = self.host.casefold()
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def is_local(self) -> bool:
        """Tell whether the text stays on this computer; of another provider's library nobody knows."""
        return self.is_near and self.provider in _OUR_CONNECTIONS and not self.is_in_the_cloud

    @property
    def may_read_confidential(self) -> bool:
        """Tell whether the server may read sources marked confidential: this computer, or one on the list."""
        return self.is_local or self.reader.casefold() in {one.casefold() for one in self.hosts}


def checked(settings: ModelSettings) -> ModelSettings:
    """Return the settings; raises BadModelSetting where they name no model, no address, or no possible length."""
    if not settings.model:
        return settings
    found = _MODEL.fullmatch(settings.model)
    if not found or found["provider"] in _REFUSED:
        raise BadModelSetting(said(_FILE, "no_model", told=settings.model))
    if settings.url and not _is_address(settings.url):
        # Only the part that holds no password.
        told = settings.url.rpartition("@")[2].partition("?")[0]
        raise BadModelSetting(said(_FILE, "no_address", told=told))
    if not re.fullmatch(r"[!-~]*", settings.key):
        raise BadModelSetting(said(_FILE, "no_key"))
    if settings.context < _LEAST_CONTEXT:
        numbers = {"context": settings.context, "least": _LEAST_CONTEXT}
        raise BadModelSetting(said(_FILE, "context_too_short", variable=CONTEXT_VARIABLE, **numbers))
    return settings


def _is_address(url: str) -> bool:
    """Tell whether it is one, and holds no password: the address is kept and shown, the key is neither."""
    try:
        address = urlsplit(url)
        has_port = address.port is None or address.port > 0
    except ValueError:
        return False
    is_whole = address.scheme in ("http", "https") and bool(address.hostname) and has_port
    return is_whole and not re.search(r"[\s@?#]", url)


def read_model_settings(data: Path, environment: Mapping[str, str] = os.environ) -> ModelSettings:
    """Return the settings: the environment's, else those that the page has kept in the data folder.

    Raises BadModelSetting.
    """
    kept = _kept(data)
    model = environment.get(MODEL_VARIABLE, "").strip()
    chosen = replace(kept, model=model, url="") if model and model != kept.model else kept
    url = environment.get(URL_VARIABLE, "").strip()
    hosts = tuple(one.strip() for one in environment.get(HOSTS_VARIABLE, "").split(",") if one.strip())
    context = environment.get(CONTEXT_VARIABLE, "").strip() or str(chosen.context)
    if not context.isascii() or not context.isdigit():
        raise BadModelSetting(said(_FILE, "no_number", variable=CONTEXT_VARIABLE, told=context))
    rewrites = environment.get(REWRITE_VARIABLE, "").strip().casefold() or ("on" if chosen.rewrites else "off")
    if rewrites not in ("on", "off"):
        raise BadModelSetting(said(_FILE, "no_switch", variable=REWRITE_VARIABLE, told=rewrites))
    chosen = replace(chosen, url=url or chosen.url, hosts=hosts or chosen.hosts, context=int(context))
    chosen = replace(chosen, rewrites=rewrites == "on")
    key = environment.get(KEY_VARIABLE, "")
    if not key and not chosen.url:  # the provider's key is for the provider, and for no other server
        key = environment.get(_KEYS.get(chosen.provider, ""), "")
    return checked(replace(chosen, key=key.strip()))


def named_model(data: Path, model: str, url: str, environment: Mapping[str, str] = os.environ) -> ModelSettings:
    """Return the settings of a model that is named besides, "" for none; the rest is as `read_model_settings` says."""
    if not model:
        return ModelSettings()
    named = {MODEL_VARIABLE: model, **({URL_VARIABLE: url} if url else {})}
    return read_model_settings(data, {**environment, **named})


def keep_model_settings(data: Path, settings: ModelSettings) -> None:
    """Keep the settings in the data folder, without the key. Raises BadModelSetting, OSError."""
    checked(settings)
    told = {"model": settings.model, "url": settings.url, "hosts": settings.hosts, "context": settings.context}
    told["rewrites"] = settings.rewrites
    data.mkdir(parents=True, exist_ok=True)
    unfinished = data / f"{FILE_NAME}.part"
    unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(data / FILE_NAME)


def _kept(data: Path) -> ModelSettings:
    """Return what the page has kept; a file that cannot be read counts for none."""
    try:
        told = json.loads((data / FILE_NAME).read_text(encoding="utf-8"))
        if not isinstance(told["hosts"], list):
            return ModelSettings()
        return ModelSettings(
            str(told["model"]), str(told["url"]), hosts=tuple(map(str, told["hosts"])), context=int(told["context"]),
            rewrites=told.get("rewrites", True) is not False,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return ModelSettings()
