"""LangChain's chat models by their provider. Home of langchain, and of what it brings along."""

import warnings
from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.model.connection import Connection
from assistant.model.faults import KeyRefused, NoSuchProvider
from assistant.model.settings import ModelSettings
from assistant.model.whole import Piece, pieces_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


Turn = tuple[str, str]  # role, text
Asker = Callable[[Sequence[Turn]], Iterator[Piece]]


def asker(settings: ModelSettings, connection: Connection, *, without: Container[str] = ()) -> Asker:
    """Return what asks the model once, over this connection; raises NoSuchProvider, KeyRefused.

    The first call takes seconds: it loads the libraries. `without` names options that the server refuses, of
    "temperature" and "stream_options". What it returns raises whatever the provider's library raises.
    """
    return partial(_streamed, _chat_model(settings, connection, without))


def _chat_model(settings: ModelSettings, connection: Connection, without: Container[str]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    temperature = None if "temperature" in without else 0
    try:
        if settings.provider == "ollama":
            return _ollama(settings, connection, temperature)
        if settings.provider == "openai":
            return _openai(settings, connection, temperature, counts_tokens="stream_options" not in without)
        told: dict[str, Any] = {"base_url": settings.url, "api_key": settings.key, "temperature": temperature}
        given = {name: value for name, value in told.items() if value not in ("", None)}
        chat: BaseChatModel = init_chat_model(settings.model, timeout=connection.gap, max_retries=0, **given)
        return chat
    except ImportError as error:
        raise NoSuchProvider(settings) from error
    except ValueError as error:
        if not settings.key and "api_key" in str(error).casefold():
            raise KeyRefused(settings) from error
        raise NoSuchProvider(settings) from error


def _streamed(chat: "BaseChatModel", turns: Sequence[Turn]) -> Iterator[Piece]:
    from langsmith import tracing_context

    with tracing_context(enabled=False):  # set in the environment, it would send every text to its own server
        try:
            # Content as a list of parts is no text for a library that checks it, but it is read all the same.
            with warnings.catch_warnings(action="ignore", category=UserWarning):
                for chunk in chat.stream(list(turns)):
                    usage = getattr(chunk, "usage_metadata", None)
                    yield str(chunk.text), (int(usage["input_tokens"]), int(usage["output_tokens"])) if usage else None
        except Exception as error:
            yield from pieces_of(error)


def _ollama(settings: ModelSettings, connection: Connection, temperature: float | None) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    key = {"headers": {"Authorization": f"Bearer {settings.key}"}} if settings.key else {}
    return init_chat_model(
        settings.model,
        base_url=settings.server,
        temperature=temperature,
        num_ctx=settings.context,
        # Thoughts cost a small computer minutes, and are not shown; models without any take no notice.
        reasoning=False,
        client_kwargs={"trust_env": False, "verify": False},  # of a second client that never asks anything
        sync_client_kwargs={"verify": True, **connection.options(), **key},
    )


def _openai(
    settings: ModelSettings, connection: Connection, temperature: float | None, *, counts_tokens: bool
) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model
    from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

    client = DefaultHttpxClient(**connection.options())
    return init_chat_model(
        settings.model,
        base_url=settings.server,  # always told: a library would take another one from the environment
        api_key=settings.key or "none",  # never empty, for the same reason; the connection leaves it out
        temperature=temperature,
        timeout=client.timeout,
        max_retries=0,
        stream_usage=counts_tokens,
        http_client=client,
        http_async_client=DefaultAsyncHttpxClient(trust_env=False, verify=False),  # never asks anything
    )
