"""What can go wrong with a dossier and is not a bug."""

from ingest.errors import AppError
from ingest.records import Text


class UnknownDossier(AppError):
    """There is none, or it is another owner's: the two look the same from outside."""

    code = "unknown_dossier"

    def __init__(self) -> None:
        super().__init__(
            Text("Diese Arbeit gibt es nicht mehr.", "This piece of work is no longer there."),
            Text("Wählen Sie eine andere aus der Liste.", "Choose another one from the list."),
        )


class DossierConflict(AppError):
    """It was changed elsewhere since, for example in another tab; nothing has been written."""

    code = "dossier_conflict"

    def __init__(self, title: str) -> None:
        super().__init__(
            Text(
                f"„{title}“ wurde inzwischen an anderer Stelle geändert. Ihre letzte Änderung ist nicht gespeichert.",
                f'"{title}" has been changed elsewhere since. Your last change is not saved.',
            ),
            Text(
                "Jetzt sehen Sie den neuen Stand. Tragen Sie Ihre Änderung noch einmal ein.",
                "You now see the new state. Enter your change again.",
            ),
        )
