"""What a language model's server can do wrong, each with a sentence for the user; the answer is written without."""

from assistant.model.settings import KEY_VARIABLE, ModelSettings
from assistant.wording import said
from ingest.errors import AppError
from ingest.records import Text

_FILE = "model_notices.toml"


class ModelFault(AppError):
    """The model gave no usable text. `is_passing` faults are worth one more try."""

    code = "model_fault"
    is_passing = False

    def __init__(self, message: Text, advice: Text | None = None) -> None:
        """Tell what happened, that it goes on without a model, and what to do, if there is something."""
        goes_on = said(_FILE, "goes_on")
        hint = Text(f"{goes_on.de} {advice.de}", f"{goes_on.en} {advice.en}") if advice else goes_on
        super().__init__(message, hint)


class ServerAway(ModelFault):
    code = "model_server_away"
    is_passing = True

    def __init__(self, settings: ModelSettings) -> None:
        advice = said(_FILE, "start_ollama") if settings.provider == "ollama" else None
        super().__init__(said(_FILE, "server_away", host=settings.host), advice)


class ConnectionLost(ModelFault):
    """The server was there, and is gone before it was done."""

    code = "model_connection_lost"
    is_passing = True

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(said(_FILE, "connection_lost", host=settings.host))


class NotTrusted(ModelFault):
    """A certificate that nobody known has signed: common inside a company's network."""

    code = "model_not_trusted"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(said(_FILE, "not_trusted", host=settings.host), said(_FILE, "ask_for_certificates"))


class WrongAddress(ModelFault):
    """Something answers that is no language model's server: a web page, another service, a redirect."""

    code = "model_wrong_address"

    def __init__(self, settings: ModelSettings) -> None:
        advice = "check_address_openai" if settings.provider == "openai" else "check_address"
        super().__init__(said(_FILE, "wrong_address", server=settings.server), said(_FILE, advice))


class KeyRefused(ModelFault):
    code = "model_key_refused"

    def __init__(self, settings: ModelSettings) -> None:
        if settings.is_in_the_cloud:
            advice = said(_FILE, "sign_in_ollama")
        else:
            advice = said(_FILE, "check_key", variable=KEY_VARIABLE)
        super().__init__(said(_FILE, "key_refused", host=settings.host), advice)


class ModelUnknown(ModelFault):
    code = "model_unknown"

    def __init__(self, settings: ModelSettings) -> None:
        is_ollama = settings.provider == "ollama"
        advice = said(_FILE, "pull", name=settings.name) if is_ollama else said(_FILE, "check_name")
        super().__init__(said(_FILE, "unknown", host=settings.host, name=settings.name), advice)


class ServerBusy(ModelFault):
    """`wait` is what the server asks for, in seconds, None where it does not say."""

    code = "model_server_busy"
    is_passing = True

    def __init__(self, settings: ModelSettings, status: int, wait: float | None = None) -> None:
        super().__init__(said(_FILE, "server_busy", host=settings.host, status=status))
        self.wait = wait


class ServerFailed(ModelFault):
    """`status` is None where the error comes in the middle of a reply."""

    code = "model_server_failed"

    def __init__(self, settings: ModelSettings, status: int | None) -> None:
        if status is None:
            super().__init__(said(_FILE, "server_failed_within", host=settings.host))
        else:
            super().__init__(said(_FILE, "server_failed", host=settings.host, status=status))


class ContextTooLong(ModelFault):
    code = "model_context_too_long"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(said(_FILE, "context_too_long", name=settings.name))


class NoWords(ModelFault):
    """Nothing, or nothing more, came in time. `seconds` is how long it was waited for."""

    code = "model_no_words"

    def __init__(self, seconds: float, *, has_begun: bool) -> None:
        super().__init__(said(_FILE, "no_more_words" if has_begun else "not_begun", seconds=round(seconds)))


class TookTooLong(ModelFault):
    code = "model_too_long"

    def __init__(self, seconds: float) -> None:
        super().__init__(said(_FILE, "too_long", seconds=round(seconds)))


class EmptyReply(ModelFault):
    code = "model_empty"

    def __init__(self) -> None:
        super().__init__(said(_FILE, "empty"))


class NothingProved(ModelFault):
    """It wrote, but not a sentence that the quotes bear."""

    code = "model_nothing_proved"

    def __init__(self) -> None:
        super().__init__(said(_FILE, "nothing_proved"))


class EndlessReply(ModelFault):
    """It repeats itself, or writes far more than was asked for."""

    code = "model_endless"

    def __init__(self) -> None:
        super().__init__(said(_FILE, "endless"))


class BrokenReply(ModelFault):
    code = "model_broken"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(said(_FILE, "broken", host=settings.host))


class NothingToShow(ModelFault):
    """All that answers is confidential, and the server may not read it."""

    code = "model_nothing_to_show"

    def __init__(self, settings: ModelSettings) -> None:
        super().__init__(said(_FILE, "nothing_to_show", host=settings.reader))


class NoSuchProvider(ModelFault):
    """A provider whose package is not installed, or that LangChain does not know."""

    code = "model_provider"

    def __init__(self, settings: ModelSettings) -> None:
        package = f"langchain-{settings.provider.replace('_', '-')}"
        message = said(_FILE, "provider", model=settings.model, package=package)
        super().__init__(message, said(_FILE, "install_package"))
