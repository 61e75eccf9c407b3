"""Language models of the tests' own: one that says what it was given, one that obeys whatever it reads."""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.model.faults import ModelFault
from assistant.model.llm import Message, Reply
from assistant.model.settings import ModelSettings

Script = str | ModelFault | Callable[[Sequence[Message]], str]

LOCAL = ModelSettings("ollama:probe")
ELSEWHERE = ModelSettings("openai:probe", "https://model.example/v1")


class ScriptedModel:
    """Keeps the protocol `LanguageModel`: replies with its scripts in order, the last one again and again."""

    def __init__(self, *scripts: Script, settings: ModelSettings = LOCAL) -> None:
        self.settings = settings
        self.told: list[Sequence[Message]] = []
        self._scripts = list(scripts)

    def write(self, messages: Sequence[Message]) -> Reply:
        self.told.append(messages)
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        reply = Reply(iter(()))
        reply.pieces = self._pieces(script, messages, reply)
        return reply

    def hurried(self) -> "ScriptedModel":
        return self

    @property
    def read(self) -> str:
        """All that it was ever sent."""
        return "\n".join(message.text for messages in self.told for message in messages)

    def _pieces(self, script: Script, messages: Sequence[Message], reply: Reply) -> Iterator[str]:
        if isinstance(script, ModelFault):
            raise script
        text = script if isinstance(script, str) else script(messages)
        for piece in re.findall(r"\S+\s*|\s+", text):
            if reply.cancelled.is_set():
                return
            yield piece
