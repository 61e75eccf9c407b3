"""What a person wrote, put into the other language by a language model: only where nothing in it says otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answering.gate.verdict import contradictions
from assistant.answering.language import question_language
from assistant.model.faults import ModelFault
from assistant.model.llm import LanguageModel, Message
from assistant.model.prompts import prompt
from assistant.studio.confidential import repeats
from assistant.studio.records import Quote
from ingest.records import Language

_SHORTEST, _LONGEST = 0.4, 2.5  # length of a translation, as a share of the original's


@dataclass
class Translator:
    """Translates with the model in use; after a fault it gives up: the rest of a strategy does not wait.

    What repeats a `secret` quote is sent to no server that may not read it.
    """

    model: Callable[[], LanguageModel | None]
    secret: Sequence[Quote] = ()
    faults: list[ModelFault] = field(default_factory=list)

    def __call__(self, text: str, to_language: Language) -> str | None:
        """Return a text in the other language, None where there is no model or it says something else.

        Numbers, names, negations and modal verbs of the translation agree with the text; nothing more is proved, so
        that a person has to read it.
        """
        model = self.model()
        if model is None or self.faults:
            return None
        if not model.settings.may_read_confidential and repeats(text, self.secret):
            return None
        rules = prompt("translation_rules", to_language)
        try:
            written = model.write([Message("system", rules), Message("user", text)]).text()
        except ModelFault as fault:
            self.faults.append(fault)
            return None
        translated = " ".join(written.split())
        is_long_enough = _SHORTEST * len(text) <= len(translated) <= _LONGEST * len(text)
        if not is_long_enough or question_language(translated) != to_language or contradictions(translated, [text]):
            return None
        return translated
