"""Whether the model of the settings writes: asked for a word, and what is wrong said if none comes."""

from dataclasses import dataclass, replace

from assistant.model.faults import ModelFault
from assistant.model.llm import Limits, Message, open_model
from assistant.model.settings import ModelSettings
from ingest.records import Text

_ASKED = (Message("user", "Antworte nur mit dem Wort: ja"),)


@dataclass(frozen=True)
class Checked:
    """What came of it; `told` names model and server, or says what is wrong and what to do."""

    is_ready: bool
    told: Text


def connection(settings: ModelSettings, limits: Limits | None = None) -> Checked:
    """Return whether the model writes; waits for its first word as long as an answer would, and reads no further."""
    model = open_model(settings)
    if model is None:
        return Checked(
            True, Text("keins (Antworten aus wörtlichen Fundstellen)", "none (answers made of verbatim passages)")
        )
    reply = replace(model, limits=limits or model.limits).write(_ASKED)
    try:
        for _ in reply:
            reply.cancel()
    except ModelFault as fault:
        return Checked(False, fault.both())
    return Checked(True, _told(settings, reply.first_word_after or 0))


def _told(settings: ModelSettings, seconds: float) -> Text:
    where = Text("auf diesem Computer", "on this computer")
    if not settings.is_local:
        where = Text(f"auf {settings.host} (sieht den Text)", f"on {settings.host} (which sees the text)")
    taken = f"{seconds:.1f}"
    return Text(
        f"{settings.model} {where.de}, erstes Wort nach {taken.replace('.', ',')} s",
        f"{settings.model} {where.en}, first word after {taken} s",
    )
