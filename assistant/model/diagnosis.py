"""What an exception of a provider's library means; the libraries name their exceptions much alike."""

import re
from collections.abc import Iterator

from assistant.model.faults import (
    BrokenReply,
    ConnectionLost,
    ContextTooLong,
    KeyRefused,
    ModelFault,
    ModelUnknown,
    NotTrusted,
    ServerAway,
    ServerBusy,
    ServerFailed,
    WrongAddress,
)
from assistant.model.settings import ModelSettings

_CONTEXT = re.compile(
    r"context.{0,20}(length|window|size)|num_ctx|too long|too many tokens|maximum.{0,30}tokens", re.IGNORECASE
)
_MODEL = re.compile(
    r"model.{0,160}(not found|does not exist|not exist|not available|no access)|model_not_found"
    r"|(invalid|unknown|not a valid) model|no such model",
    re.IGNORECASE | re.DOTALL,
)
_NO_TLS = re.compile(r"WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|UNSUPPORTED_PROTOCOL", re.IGNORECASE)
_LOST = re.compile(r"RemoteProtocol|ReadError|WriteError|ReadTimeout|WriteTimeout|EndOfStream")
_AWAY = re.compile(r"Connect|PoolTimeout|ProxyError")
_BUSY = (429, 502, 503, 504, 529)
# Options that some servers do not know, and some models do not take; it goes without them.
_OPTIONS = ("stream_options", "temperature")


def fault_of(error: BaseException, settings: ModelSettings) -> ModelFault:
    """Return what an exception means. The exception is its cause, unless it holds the key: servers quote it."""
    chain = list(_chain(error))
    words = _words(error)
    fault = next((one for one in chain if isinstance(one, ModelFault)), None) or _fault(error, chain, words, settings)
    if fault is not error and not (settings.key and settings.key in words):
        fault.__cause__ = error
    return fault


def refused_options(error: BaseException) -> frozenset[str]:
    """Return the options of a request that a server has refused by name."""
    if _status(_chain(error)) not in (400, 422):
        return frozenset()
    return frozenset(option for option in _OPTIONS if option in _words(error))


def _fault(error: BaseException, chain: list[BaseException], words: str, settings: ModelSettings) -> ModelFault:
    status = _status(chain)
    if status is not None:
        return _fault_of_status(status, words, settings)
    names = " ".join(type(one).__name__ for one in chain)
    if "CERTIFICATE_VERIFY_FAILED" in words:
        return NotTrusted(settings)
    if _NO_TLS.search(words):
        return WrongAddress(settings)
    if _LOST.search(names):
        return ConnectionLost(settings)
    if _AWAY.search(names) or isinstance(error, OSError):
        return ServerAway(settings)
    if "ResponseError" in names or "APIError" in names:  # told in the middle of the stream, without a number
        return _fault_of_words(words, settings) or ServerFailed(settings, None)
    return BrokenReply(settings)


def _fault_of_status(status: int, words: str, settings: ModelSettings) -> ModelFault:
    if status in (401, 403):
        return KeyRefused(settings)
    if status in _BUSY:
        return ServerBusy(settings, status)
    told = _fault_of_words(words, settings)
    if told:
        return told
    if status == 413:
        return ContextTooLong(settings)
    return WrongAddress(settings) if status in (404, 405) else ServerFailed(settings, status)


def _fault_of_words(words: str, settings: ModelSettings) -> ModelFault | None:
    if _CONTEXT.search(words):
        return ContextTooLong(settings)
    return ModelUnknown(settings) if _MODEL.search(words) else None


def _words(error: BaseException) -> str:
    return " ".join(str(one) for one in _chain(error))


def _status(chain: Iterator[BaseException] | list[BaseException]) -> int | None:
    """Return the HTTP status; Ollama's client says -1 where it has none."""
    codes = (getattr(one, "status_code", None) for one in chain)
    return next((code for code in codes if isinstance(code, int) and code >= 400), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
