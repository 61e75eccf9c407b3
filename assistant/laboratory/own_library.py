"""Libraries of the laboratory's own, apart from the user's: named by content and recipe, kept, and made anew only when
the content, the recipe or the code that reads and cuts has changed.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path

from assistant.laboratory.matching import fold
from ingest.config import IndexConfig, Recipe
from ingest.errors import FileOutOfReach, NoDocuments
from ingest.files import find_files
from ingest.library import Library, ignore_progress
from ingest.records import Progress, Source

LABORATORY = "laboratory"
_CODE = "laboratory_code"
_CODE_SUFFIXES = (".py", ".toml", ".md", ".tsv")
_ROOT = Path(__file__).parents[2]
_MAKERS = (_ROOT / "ingest", _ROOT / "prompts" / "dictionary.tsv")  # what turns files into passages and vectors
_NAME_LENGTH = 12  # hex digits


def source_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that are meant by files and folders; raises MissingPath, NoDocuments."""
    files = [file for path in paths for file in find_files(path)]
    if not files:
        raise NoDocuments(", ".join(map(str, paths)))
    return list(dict.fromkeys(files))


def own_config(config: IndexConfig, files: Sequence[Path]) -> IndexConfig:
    """Return the settings of the own library for these files' content, made with the recipe of `config`."""
    return replace(config, data=config.data / LABORATORY / _name((_content(file) for file in files), config.recipe))


def write_paragraphs(folder: Path, paragraphs: Mapping[str, str]) -> list[Path]:
    """Write paragraphs, file name -> text, and return the files; those that are there already are kept.

    Names are by content, so a file that is there is the right one once it is whole: it is put in place in one step.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in paragraphs.items():
        if not (folder / name).is_file():
            unfinished = folder / f".{name}.{os.getpid()}"
            unfinished.write_text(text, encoding="utf-8", newline="")
            unfinished.replace(folder / name)
    return [folder / name for name in paragraphs]


def fill(
    library: Library, files: Sequence[Path], progress: Callable[[Progress], None] = ignore_progress
) -> tuple[str, ...]:
    """Have the own library hold exactly what the present code makes of these files; return those not read, with reason.

    What is there already is kept. Raises LibraryInUse when another process holds the library and it is not current.
    """
    code = code_digest(_MAKERS)  # a library made by other code is not current
    current = library.registry.meta().get(_CODE) == code
    if not library.writable and current and _holds(library, files):
        return _not_read(library)
    if not current:
        for source in library.sources():
            library.remove(source.id)
        library.rebuild()
        library.registry.set_meta({_CODE: code})
    library.add(files, progress=progress)
    return _not_read(library)


def code_digest(places: Sequence[Path]) -> str:
    """Return the digest of all code and texts in these files and folders."""
    digest = sha256()
    for place in places:
        files = [place] if place.is_file() else [path for path in place.rglob("*") if path.suffix in _CODE_SUFFIXES]
        for file in sorted(files):
            digest.update(file.relative_to(place.parent).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def folded_texts(library: Library) -> list[str]:
    """Return the sources' texts, folded, that quotes are looked up in.

    Of plain text files, as long as they lie where they came from, the text is that of the file, of all others what is
    stored: so a quote that our own reader put together from plain text does not prove itself.
    """
    ready = [source for source in library.sources() if source.state == "ready"]
    return [fold(_plain_text(source) or library.registry.text(source.id)) for source in ready]


def _plain_text(source: Source) -> str:
    """Return the text of an unchanged plain text file in UTF-8, else ""."""
    with suppress(OSError, UnicodeDecodeError):
        if source.origin.lower().endswith(".txt"):
            content = Path(source.origin).read_bytes()
            return content.decode("utf-8-sig") if sha256(content).hexdigest() == source.sha256 else ""
    return ""


def _holds(library: Library, files: Sequence[Path]) -> bool:
    return {_content(file) for file in files} <= {source.sha256 for source in library.sources()}


def _not_read(library: Library) -> tuple[str, ...]:
    failed = [source for source in library.sources() if source.state == "failed"]
    return tuple(f"{source.file_name}: {source.reason.en}" for source in failed)


def _name(contents: Iterable[str], recipe: Recipe) -> str:
    parts = [*sorted(set(contents)), *(f"{key}={value}" for key, value in sorted(recipe.as_meta().items()))]
    return sha256("\n".join(parts).encode()).hexdigest()[:_NAME_LENGTH]


def _content(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise FileOutOfReach(file.name, error) from error
