"""What can be wrong with a model that a setting names."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOMEM

from ingest.errors import AppError
from ingest.records import Text

_LONGEST_REASON = 200  # characters shown of what a library says about a damaged model


class UnusableModel(AppError):
    """A model that cannot be used, for a reason; `variable` is the setting that names it."""

    code = "unusable_model"

    def __init__(self, name: str, variable: str, why: Text) -> None:
        super().__init__(
            Text(f"Das Modell „{name}“ {why.de}", f'The model "{name}" {why.en}'),
            Text(
                f"Setzen Sie {variable} auf einen Ordner mit einem anderen oder vollständigen Modell, oder löschen Sie "
                "die Einstellung (docs/models.md).",
                f"Set {variable} to a folder with another or a complete model, or remove the setting (docs/models.md).",
            ),
        )


class UnknownModel(UnusableModel):
    """A name under which there is neither a folder nor a copy in the local cache."""

    code = "unknown_model"

    def __init__(self, name: str, variable: str) -> None:
        why = Text(
            "ist nicht da, weder als Ordner noch im lokalen Zwischenspeicher; heruntergeladen wird nichts.",
            "is not there, neither as a folder nor in the local cache; nothing is downloaded.",
        )
        super().__init__(name, variable, why)


class UnknownEmbedder(UnknownModel):
    code = "unknown_embedder"


class UnknownReranker(UnknownModel):
    code = "unknown_reranker"


class NoEmbedder(UnusableModel):
    code = "no_embedder"

    def __init__(self, name: str, variable: str) -> None:
        why = Text(
            "ist kein Einbettungsmodell für sentence-transformers (modules.json fehlt oder nennt etwas anderes).",
            "is no embedding model for sentence-transformers (modules.json is missing or names something else).",
        )
        super().__init__(name, variable, why)


class NoReranker(UnusableModel):
    code = "no_reranker"

    def __init__(self, name: str, variable: str) -> None:
        why = Text(
            "ist kein Cross-Encoder mit einer Bewertung je Paar aus Frage und Passage.",
            "is no cross-encoder with one score per pair of question and passage.",
        )
        super().__init__(name, variable, why)


class BrokenModel(UnusableModel):
    """Half a model, a damaged one, or one whose parts do not fit each other."""

    code = "broken_model"

    def __init__(self, name: str, variable: str, reason: Text) -> None:
        why = Text(f"ist unvollständig oder beschädigt ({reason.de}).", f"is incomplete or damaged ({reason.en}).")
        super().__init__(name, variable, why)


class ForeignCode(UnusableModel):
    code = "foreign_code"

    def __init__(self, name: str, variable: str) -> None:
        why = Text(
            "bringt eigenen Programmcode mit; der wird nicht ausgeführt.",
            "brings program code of its own; it is not run.",
        )
        super().__init__(name, variable, why)


class OutOfMemory(AppError):
    code = "out_of_memory"

    def __init__(self, name: str, variable: str) -> None:
        super().__init__(
            Text(
                f"Für das Modell „{name}“ reicht der Speicher nicht.",
                f'The memory is too small for the model "{name}".',
            ),
            Text(
                f"Schließen Sie andere Programme oder setzen Sie {variable} auf ein kleineres Modell.",
                f"Close other programs or set {variable} to a smaller model.",
            ),
        )


@contextmanager
def own_errors(name: str, variable: str) -> Iterator[None]:
    """Turn whatever the libraries raise about a model into UnusableModel or OutOfMemory."""
    try:
        yield
    except AppError:
        raise
    except Exception as error:  # damaged models have raised errors of ten types
        raise _own_error(name, variable, error) from error


def _own_error(name: str, variable: str, error: Exception) -> AppError:
    said = str(error)
    if isinstance(error, MemoryError) or "can't allocate memory" in said or getattr(error, "errno", 0) == ENOMEM:
        return OutOfMemory(name, variable)
    if "trust_remote_code" in said:
        return ForeignCode(name, variable)
    reason = next(iter(said.splitlines()), type(error).__name__)[:_LONGEST_REASON]
    return BrokenModel(name, variable, Text(reason, reason))
