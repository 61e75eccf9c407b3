"""What can go wrong and is not a bug: every error has a message and a hint, in German and English."""

from ingest.records import Language, Text

READ_FORMATS = Text(
    "PDF, DOCX, PPTX, XLSX, ODT, RTF, HTML, E-Mail (EML), TXT und Markdown",
    "PDF, DOCX, PPTX, XLSX, ODT, RTF, HTML, e-mail (EML), TXT and Markdown",
)


class AppError(Exception):
    """The root of all expected errors. `code` is stable and machine-readable."""

    code = "error"

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(message.en)
        self.message = message
        self.hint = hint

    def both(self) -> Text:
        """Return message and hint as one text in each language."""
        return Text(f"{self.message.de} {self.hint.de}".strip(), f"{self.message.en} {self.hint.en}".strip())

    def of(self, language: Language) -> str:
        """Return message and hint in this language."""
        return self.both().of(language)


class DamagedIndex(AppError):
    """A derived index that cannot be opened or written; it can be made anew from the registry."""

    code = "damaged_index"

    def __init__(self, folder: str) -> None:
        super().__init__(
            Text(f"Der Index in {folder} ist beschädigt.", f"The index in {folder} is damaged."),
            Text(
                "Prüfen Sie den freien Platz und bauen Sie ihn neu: clusterkompass ingest rebuild.",
                "Check the free space and make it anew: clusterkompass ingest rebuild.",
            ),
        )


class UnreadableSource(AppError):
    """A file that cannot become a source. The rest of the batch goes on."""

    code = "unreadable"


class MissingPath(UnreadableSource):
    code = "missing_path"

    def __init__(self, path: str) -> None:
        super().__init__(
            Text(f"{path} gibt es nicht.", f"{path} does not exist."),
            Text("Prüfen Sie die Schreibweise und den Ordner.", "Check the spelling and the folder."),
        )


class Cancelled(UnreadableSource):
    """A file that was not added because the user stopped it."""

    code = "cancelled"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"{name} wurde auf Ihren Wunsch nicht aufgenommen.", f"{name} was left out as you wished."),
            Text("Fügen Sie die Datei wieder hinzu, wenn Sie sie brauchen.", "Add the file again when you need it."),
        )


class FileOutOfReach(UnreadableSource):
    """A file that is there, or was, and that the system does not let us read."""

    code = "out_of_reach"

    def __init__(self, name: str, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        super().__init__(
            Text(f"{name} kann nicht geöffnet werden ({reason}).", f"{name} cannot be opened ({reason})."),
            Text(
                "Prüfen Sie die Leserechte und ob das Laufwerk erreichbar ist.",
                "Check the permission to read it and whether its drive can be reached.",
            ),
        )


class NoDocuments(AppError):
    """Folders in which there is nothing to read."""

    code = "no_documents"

    def __init__(self, folders: str) -> None:
        super().__init__(
            Text(f"In {folders} gibt es keine Dokumente.", f"There are no documents in {folders}."),
            Text(f"Gelesen werden {READ_FORMATS.de}.", f"{READ_FORMATS.en} are read."),
        )


class TitleForMany(AppError):
    """One title for several files."""

    code = "title_for_many"

    def __init__(self, files: int) -> None:
        super().__init__(
            Text(f"--title gilt für eine Datei, es sind {files}.", f"--title is for a single file, there are {files}."),
            Text(
                "Lassen Sie --title weg, oder nennen Sie nur eine Datei.", "Leave --title out, or name one file only."
            ),
        )


class NoLibrary(AppError):
    """A folder in which no library is kept yet."""

    code = "no_library"

    def __init__(self, folder: str) -> None:
        super().__init__(
            Text(f"In {folder} gibt es noch keine Bibliothek.", f"There is no library in {folder} yet."),
            Text(
                "Prüfen Sie --data, oder legen Sie eine an: clusterkompass ingest add ORDNER.",
                "Check --data, or make one: clusterkompass ingest add FOLDER.",
            ),
        )


class EmptyFile(UnreadableSource):
    code = "empty_file"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"{name} ist leer.", f"{name} is empty."),
            Text("Speichern Sie die Datei neu und fügen Sie sie wieder hinzu.", "Save the file anew and add it again."),
        )


class UnsupportedType(UnreadableSource):
    code = "unsupported_type"

    def __init__(self, name: str, found: Text) -> None:
        super().__init__(
            Text(
                f"{name} kann nicht gelesen werden: Der Inhalt ist {found.de}.",
                f"{name} cannot be read: its content is {found.en}.",
            ),
            Text(
                f"Gelesen werden {READ_FORMATS.de}. Speichern Sie die Datei in einem dieser Formate.",
                f"{READ_FORMATS.en} are read. Save the file in one of these formats.",
            ),
        )


class DamagedFile(UnreadableSource):
    code = "damaged"

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(
            Text(f"{name} ist kein lesbares {wanted}-Dokument.", f"{name} is not a readable {wanted} document."),
            Text(
                "Öffnen Sie die Datei in ihrem Programm und speichern Sie sie neu.",
                "Open the file in its program and save it anew.",
            ),
        )


class NoText(UnreadableSource):
    code = "no_text"

    def __init__(self, name: str, pages: int) -> None:
        super().__init__(
            Text(
                f"{name} enthält keinen Text ({pages} Seiten, vermutlich ein Scan).",
                f"{name} holds no text ({pages} pages, probably a scan).",
            ),
            Text(
                "Fügen Sie eine PDF-Datei mit Texterkennung (OCR) hinzu: das Kästchen unter den Angaben, oder --ocr.",
                "Add a PDF file with text recognition (OCR): the box among its details, or --ocr.",
            ),
        )


OCR_MISSING = Text(
    "Auf diesem Rechner fehlt die Texterkennung: Das Programm Tesseract mit der Sprache Deutsch muss installiert sein.",
    "This computer has no text recognition: the program Tesseract with German must be installed.",
)


class OcrMissing(NoText):
    """A scan, and nothing to recognise its text with."""

    code = "ocr_missing"

    def __init__(self, name: str, pages: int) -> None:
        super().__init__(name, pages)
        self.hint = OCR_MISSING


class OnlyHiddenText(UnreadableSource):
    code = "hidden_text"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} enthält nur Text, den man nicht sieht; er wurde nicht übernommen.",
                f"{name} holds only text that cannot be seen; it was not used.",
            ),
            Text("Prüfen Sie, woher die Datei kommt.", "Check where the file comes from."),
        )


class PasswordNeeded(UnreadableSource):
    code = "password_needed"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"{name} ist mit einem Kennwort geschützt.", f"{name} is protected by a password."),
            Text(
                "Geben Sie das Kennwort an (Feld „Kennwort“ oder Option --password).",
                'Give the password (field "Password" or option --password).',
            ),
        )


class OfficePassword(PasswordNeeded):
    """An Office file with a password: there is no way to open it here, with the password or without."""

    code = "office_password"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.hint = Text(
            "Öffnen Sie die Datei in ihrem Programm und speichern Sie sie ohne Kennwort.",
            "Open the file in its program and save it without a password.",
        )


class WrongPassword(UnreadableSource):
    code = "wrong_password"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"Das Kennwort für {name} stimmt nicht.", f"The password for {name} is not right."),
            Text("Prüfen Sie Groß- und Kleinschreibung.", "Check upper and lower case."),
        )


class TooManyPages(UnreadableSource):
    code = "too_many_pages"

    def __init__(self, name: str, pages: int, limit: int) -> None:
        super().__init__(
            Text(
                f"{name} hat zu viele Seiten: {_grouped(pages, '.')}, erlaubt sind {_grouped(limit, '.')}.",
                f"{name} has too many pages: {_grouped(pages, ',')}, the limit is {_grouped(limit, ',')}.",
            ),
            Text(
                "Teilen Sie die Datei, etwa nach Kapiteln, und fügen Sie die Teile einzeln hinzu.",
                "Split the file, by chapters for example, and add the parts one by one.",
            ),
        )


class NotKept(UnreadableSource):
    """A source that failed and cannot be tried again: it was uploaded, or its file is not where it lay."""

    code = "not_kept"

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} wurde hochgeladen oder liegt nicht mehr an seinem Ort; das Programm behält keine Kopie.",
                f"{name} was uploaded, or is no longer where it lay; the program keeps no copy.",
            ),
            Text("Fügen Sie die Datei erneut hinzu.", "Add the file again."),
        )


class TooLarge(UnreadableSource):
    code = "too_large"

    def __init__(self, name: str, found: str | Text, limit: str | Text) -> None:
        has, may = (Text(size, size) if isinstance(size, str) else size for size in (found, limit))
        super().__init__(
            Text(
                f"{name} ist zu groß: {has.de}, erlaubt sind {may.de}.",
                f"{name} is too large: {has.en}, the limit is {may.en}.",
            ),
            Text("Teilen Sie die Datei.", "Split the file."),
        )


def _grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)
