"""Whether the model of the settings writes: asked for a word, and what is wrong said if none comes."""

from dataclasses import dataclass, replace

from assistant.model.faults import ModelFault
from assistant.model.llm import Limits, Message, open_model
from assistant.model.settings import ModelSettings
from assistant.wording import said
from ingest.records import Text

_FILE = "model_notices.toml"
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
        return Checked(True, said(_FILE, "none"))
    reply = replace(model, limits=limits or model.limits).write(_ASKED)
    try:
        for _ in reply:
            reply.cancel()
    except ModelFault as fault:
        return Checked(False, fault.both())
    return Checked(True, _told(settings, reply.first_word_after or 0))


def _told(settings: ModelSettings, seconds: float) -> Text:
    """Return model and place; the seconds with a comma in German."""
    taken, key = f"{seconds:.1f}", "ready_here" if settings.is_local else "ready_there"
    german, english = (
        said(_FILE, key, model=settings.model, seconds=number, host=settings.reader)
        for number in (taken.replace(".", ","), taken)
    )
    return Text(german.de, english.en)
