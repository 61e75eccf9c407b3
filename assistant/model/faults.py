"""What a language model's server can do wrong, each with a sentence for the user; the answer is written without."""

from assistant.model.settings import ModelSettings
from ingest.errors import AppError
from ingest.records import Text

_HINT_WITHOUT = Text("Es geht ohne Sprachmodell weiter.", "It goes on without a language model.")


class ModelFault(AppError):
    """The model gave no usable text. `is_passing` faults are worth one more try."""

    code = "model_fault"
    is_passing = False

    def __init__(self, message: Text, hint: Text = _HINT_WITHOUT) -> None:
        super().__init__(message, hint)


class ServerAway(ModelFault):
    code = "model_server_away"
    is_passing = True

    def __init__(self, settings: ModelSettings) -> None:
        start = Text("", "")
        if settings.provider == "ollama":
            start = Text(" Starten Sie Ollama („ollama serve“).", ' Start Ollama ("ollama serve").')
        super().__init__(
            Text(
                f"Der Server {settings.host} des Sprachmodells ist nicht erreichbar.",
                f"The language model's server {settings.host} cannot be reached.",
            ),
            Text(_HINT_WITHOUT.de + start.de, _HINT_WITHOUT.en + start.en),
        )


class ConnectionLost(ModelFault):
    """The server was there, and is gone before it was done."""

    code = "model_connection_lost"
    is_passing = True

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(
            Text(
                f"Die Verbindung zum Sprachmodell auf {settings.host} ist abgebrochen.",
                f"The connection to the language model on {settings.host} was lost.",
            )
        )


class NotTrusted(ModelFault):
    """A certificate that nobody known has signed: common inside a company's network."""

    code = "model_not_trusted"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(
            Text(
                f"Das Zertifikat von {settings.host} ist nicht vertrauenswürdig.",
                f"The certificate of {settings.host} is not trusted.",
            ),
            Text(
                f"{_HINT_WITHOUT.de} Fragen Sie Ihre IT nach der Zertifikatsdatei, und setzen Sie SSL_CERT_FILE.",
                f"{_HINT_WITHOUT.en} Ask your IT for the file of certificates, and set SSL_CERT_FILE.",
            ),
        )


class WrongAddress(ModelFault):
    """Something answers that is no language model's server: a web page, another service, a redirect."""

    code = "model_wrong_address"

    def __init__(self, settings: ModelSettings) -> None:
        usual = Text("", "")
        if settings.provider == "openai":
            usual = Text(" Meist endet sie auf /v1.", " Most end in /v1.")
        super().__init__(
            Text(
                f"Unter {settings.server} antwortet kein Sprachmodell.",
                f"No language model answers at {settings.server}.",
            ),
            Text(
                f"{_HINT_WITHOUT.de} Prüfen Sie die Adresse und http oder https.{usual.de}",
                f"{_HINT_WITHOUT.en} Check the address, and http or https.{usual.en}",
            ),
        )


class KeyRefused(ModelFault):
    code = "model_key_refused"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(
            Text(f"{settings.host} nimmt den Schlüssel nicht an.", f"{settings.host} does not accept the key."),
            Text(
                f"{_HINT_WITHOUT.de} Prüfen Sie den Schlüssel (CLUSTERKOMPASS_MODEL_KEY).",
                f"{_HINT_WITHOUT.en} Check the key (CLUSTERKOMPASS_MODEL_KEY).",
            ),
        )


class ModelUnknown(ModelFault):
    code = "model_unknown"

    def __init__(self, settings: ModelSettings) -> None:
        pull = (
            Text(f" Laden Sie es: ollama pull {settings.name}", f" Fetch it: ollama pull {settings.name}")
            if settings.provider == "ollama"
            else Text(" Prüfen Sie Namen und Adresse.", " Check its name and the address.")
        )
        super().__init__(
            Text(
                f"{settings.host} kennt das Sprachmodell „{settings.name}“ nicht.",
                f'{settings.host} does not know the language model "{settings.name}".',
            ),
            Text(_HINT_WITHOUT.de + pull.de, _HINT_WITHOUT.en + pull.en),
        )


class ServerBusy(ModelFault):
    """`wait` is what the server asks for, in seconds, None where it does not say."""

    code = "model_server_busy"
    is_passing = True

    def __init__(self, settings: ModelSettings, status: int, wait: float | None = None) -> None:
        super().__init__(
            Text(
                f"Der Server {settings.host} des Sprachmodells ist überlastet ({status}).",
                f"The language model's server {settings.host} is overloaded ({status}).",
            )
        )
        self.wait = wait


class ServerFailed(ModelFault):
    """`status` is None where the error comes in the middle of a reply."""

    code = "model_server_failed"

    def __init__(self, settings: ModelSettings, status: int | None) -> None:
        number = f" ({status})" if status else ""
        super().__init__(
            Text(
                f"Der Server {settings.host} des Sprachmodells meldet einen Fehler{number}.",
                f"The language model's server {settings.host} reports an error{number}.",
            )
        )


class ContextTooLong(ModelFault):
    code = "model_context_too_long"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(
            Text(
                f"Das Sprachmodell „{settings.name}“ kann so viel Text nicht auf einmal lesen.",
                f'The language model "{settings.name}" cannot read that much text at once.',
            )
        )


class NoWords(ModelFault):
    """Nothing, or nothing more, came in time. `seconds` is how long it was waited for."""

    code = "model_no_words"

    def __init__(self, seconds: float, *, has_begun: bool) -> None:
        begun = Text("hat mitten im Satz aufgehört", "stopped in the middle of a sentence")
        told = begun if has_begun else Text("hat nicht angefangen zu schreiben", "did not begin to write")
        super().__init__(
            Text(
                f"Das Sprachmodell {told.de} ({seconds:.0f} Sekunden gewartet).",
                f"The language model {told.en} (waited for {seconds:.0f} seconds).",
            )
        )


class TookTooLong(ModelFault):
    code = "model_too_long"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            Text(
                f"Das Sprachmodell war nach {seconds:.0f} Sekunden noch nicht fertig.",
                f"The language model was not done after {seconds:.0f} seconds.",
            )
        )


class EmptyReply(ModelFault):
    code = "model_empty"

    def __init__(self) -> None:
        super().__init__(Text("Das Sprachmodell hat nichts geschrieben.", "The language model wrote nothing."))


class NothingProved(ModelFault):
    """It wrote, but not a sentence that the quotes bear."""

    code = "model_nothing_proved"

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Von dem, was das Sprachmodell geschrieben hat, ist kein Satz belegt.",
                "Of what the language model wrote, no sentence is proved by a source.",
            )
        )


class EndlessReply(ModelFault):
    """It repeats itself, or writes far more than was asked for."""

    code = "model_endless"

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Das Sprachmodell hört nicht auf zu schreiben oder wiederholt sich.",
                "The language model does not stop writing, or repeats itself.",
            )
        )


class BrokenReply(ModelFault):
    code = "model_broken"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(
            Text(
                f"Die Antwort von {settings.host} ist nicht zu lesen.",
                f"The reply of {settings.host} cannot be read.",
            )
        )


class NothingToShow(ModelFault):
    """All that answers is confidential, and the server may not read it."""

    code = "model_nothing_to_show"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(
            Text(
                f"Was dazu in der Bibliothek steht, ist vertraulich und geht nicht an {settings.host}.",
                f"What the library holds on this is confidential and does not go to {settings.host}.",
            )
        )


class NoSuchProvider(ModelFault):
    """A provider whose package is not installed, or that LangChain does not know."""

    code = "model_provider"

    def __init__(self, settings: ModelSettings) -> None:
        package = f"langchain-{settings.provider.replace('_', '-')}"
        super().__init__(
            Text(
                f"Für „{settings.model}“ fehlt das Paket {package}.",
                f'For "{settings.model}" the package {package} is missing.',
            ),
            Text(
                f"{_HINT_WITHOUT.de} Installieren Sie es, oder nehmen Sie ollama: oder openai:.",
                f"{_HINT_WITHOUT.en} Install it, or take ollama: or openai:.",
            ),
        )
