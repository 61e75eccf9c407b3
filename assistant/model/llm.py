"""A chat model behind one interface, whatever its provider.

The words come as they are written, within limits: nothing here waits for ever, whatever the server does.
"""

import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from assistant.model.connection import Connection
from assistant.model.diagnosis import fault_of, refused_options
from assistant.model.faults import EmptyReply, EndlessReply, ModelFault, NoWords, ServerBusy, TookTooLong
from assistant.model.providers import Asker, asker
from assistant.model.repetition import repeats_itself
from assistant.model.settings import ModelSettings
from assistant.model.thoughts import Thoughts, opens_with_thoughts
from assistant.model.whole import Piece

Role = Literal["system", "user", "assistant"]
_Queue = queue.SimpleQueue[Piece | ModelFault | None]  # None: the end

THREAD = "language model"  # name of the threads that read
_CHECKED_EVERY = 400  # characters
_CANCELLED_WITHIN = 0.1  # seconds


@dataclass(frozen=True)
class Message:
    """A turn of the talk with a model."""

    role: Role
    text: str


@dataclass(frozen=True)
class Limits:
    """How long is waited, in seconds, and how much is read, in characters.

    `pause` comes before the one retry where a busy server does not say how long; it may ask for `longest_pause`.
    `short` is for what the reader waits for and can do without.
    """

    connect: float = 5
    first_word: float = 30
    gap: float = 20
    whole: float = 120
    most: int = 40_000
    pause: float = 1
    longest_pause: float = 20
    tries: int = 2
    short: float = 5

    def hurried(self) -> "Limits":
        """Return the limits within which a short text is worth waiting for: `short` in all, and one try."""
        short = self.short
        return replace(self, connect=min(self.connect, short), first_word=short, gap=short, whole=short, tries=1)


LOCAL = Limits(first_word=120, short=10)  # a model of one's own computer may have to be loaded first, and is slower


@dataclass
class Reply:
    """The words of a model as they come: iterate over it once. `tokens` (read, written) where the server says so."""

    pieces: Iterator[str]
    tokens: tuple[int, int] | None = None
    first_word_after: float | None = None  # seconds
    cancelled: threading.Event = field(default_factory=threading.Event, repr=False)

    def __iter__(self) -> Iterator[str]:
        """Yield the pieces of text; raises ModelFault."""
        return self.pieces

    def text(self) -> str:
        """Return the whole text; raises ModelFault."""
        return "".join(self)

    def cancel(self) -> None:
        """End it from any thread, also while it waits for a word: the pieces end there, and the server is let go."""
        self.cancelled.set()

    def end_with(self, stopped: threading.Event) -> None:
        """Let an event end it that ends more than this reply; to be told before the first piece."""
        self.cancelled = stopped


class LanguageModel(Protocol):
    """What writes: the real one, and the tests' own."""

    @property
    def settings(self) -> ModelSettings: ...

    def write(self, messages: Sequence[Message]) -> Reply:
        """Return the reply to a talk, as it is written."""
        ...

    def hurried(self) -> "LanguageModel":
        """Return the same model for a short text that nobody waits long for."""
        ...


def open_model(settings: ModelSettings) -> "ChatModel | None":
    """Return the model of the settings, None where they name none."""
    return ChatModel(settings, LOCAL if settings.is_local else Limits()) if settings.model else None


@dataclass
class ChatModel:
    """A chat model of LangChain's; each reply has a connection of its own."""

    settings: ModelSettings
    limits: Limits = field(default_factory=Limits)
    _refused: set[str] = field(default_factory=set, repr=False)  # options that this server does not take

    def write(self, messages: Sequence[Message]) -> Reply:
        """Return the reply, as it is written; one more try where the server is busy or away before the first word."""
        reply = Reply(iter(()))
        reply.pieces = self._pieces(messages, reply)
        return reply

    def hurried(self) -> "ChatModel":
        """Return the same model within its short limits."""
        return replace(self, limits=self.limits.hurried())

    def _pieces(self, messages: Sequence[Message], reply: Reply) -> Iterator[str]:
        for attempt in range(1, self.limits.tries + 1):
            if reply.cancelled.is_set():
                return
            try:
                yield from self._once(messages, reply)
                return
            except ModelFault as fault:
                if attempt == self.limits.tries or not fault.is_passing or reply.first_word_after is not None:
                    raise
                reply.cancelled.wait(self._pause(fault))

    def _once(self, messages: Sequence[Message], reply: Reply) -> Iterator[str]:
        begun, written, seen = time.monotonic(), "", 0
        with closing(self._stream(messages, reply)) as stream:
            for piece, tokens in stream:
                reply.tokens = tokens or reply.tokens
                if not piece:
                    continue
                if reply.first_word_after is None:
                    reply.first_word_after = time.monotonic() - begun
                written += piece
                if len(written) - seen >= _CHECKED_EVERY:
                    seen = len(written)
                    if repeats_itself(written):
                        raise EndlessReply
                yield piece
        if not written.strip() and not reply.cancelled.is_set():
            raise EmptyReply

    def _stream(self, messages: Sequence[Message], reply: Reply) -> Generator[Piece, None, None]:
        """Yield what comes, read in a thread of its own, so that a server that hangs is left alone in time."""
        came: _Queue = queue.SimpleQueue()
        limits = self.limits
        # The connection itself waits a little longer than we do, who cut it.
        connection = Connection(self.settings, limits.connect, max(limits.first_word, limits.gap) + 1)
        # Before the clock runs: it may take seconds.
        ask = asker(self.settings, connection, without=self._refused)
        threading.Thread(target=self._read, args=(ask, messages, came, connection), daemon=True, name=THREAD).start()
        deadline, has_begun = time.monotonic() + self.limits.whole, False
        try:
            while (item := self._next(came, reply, deadline, has_begun=has_begun)) is not None:
                has_begun = has_begun or bool(item[0])
                yield item
        finally:
            connection.cut()

    def _next(self, came: _Queue, reply: Reply, deadline: float, *, has_begun: bool) -> Piece | None:
        """Return what comes next, None at the end; an empty piece, of a model that still thinks, is a sign of life."""
        patience = self.limits.gap if has_begun else self.limits.first_word
        until = min(deadline, time.monotonic() + patience)
        while not reply.cancelled.is_set():
            left = until - time.monotonic()
            if left <= 0:
                raise TookTooLong(self.limits.whole) if until == deadline else NoWords(patience, has_begun=has_begun)
            try:
                item = came.get(timeout=min(left, _CANCELLED_WITHIN))
            except queue.Empty:
                continue
            if isinstance(item, ModelFault):
                raise item
            return item
        return None

    def _read(self, ask: Asker, messages: Sequence[Message], came: _Queue, connection: Connection) -> None:
        """Put what the server says into the queue, then its end: None, or a fault."""
        thoughts = Thoughts(is_inside=self.settings.provider == "openai" and opens_with_thoughts(self.settings.name))
        read = 0
        try:
            for text, tokens in self._chunks(ask, messages, connection):
                if connection.is_cut:
                    return
                came.put((piece := thoughts.without(text), tokens))
                read += len(piece)
                if read > self.limits.most:
                    raise EndlessReply
            came.put((thoughts.rest(), None))
            came.put(None)
        except Exception as error:
            fault = fault_of(error, self.settings)
            if isinstance(fault, ServerBusy):
                fault.wait = connection.retry_after
            came.put(fault)

    def _chunks(self, ask: Asker, messages: Sequence[Message], connection: Connection) -> Iterator[Piece]:
        """Yield text and tokens; asked once more, without them, where the server refuses options by name."""
        while True:
            try:
                yield from ask([(one.role, one.text) for one in messages])
                return
            except Exception as error:
                refused = refused_options(error) - self._refused
                if not refused:
                    raise
                self._refused |= refused
                ask = asker(self.settings, connection, without=self._refused)

    def _pause(self, fault: ModelFault) -> float:
        wait = fault.wait if isinstance(fault, ServerBusy) else None
        return self.limits.pause if wait is None else min(wait, self.limits.longest_pause)
