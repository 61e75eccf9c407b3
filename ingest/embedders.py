"""Which embedder a recipe names, and the gloss through which one that knows English only reads German."""

from collections.abc import Callable, Sequence

from ingest.config import Prompts, Recipe
from ingest.dictionary import english_gloss
from ingest.embed import Embedder, SentenceTransformerEmbedder, Vectors


def embedder_for(recipe: Recipe) -> Embedder:
    """Return the embedder that a recipe names, with its prompts, reading German through a gloss if it says so."""
    embedder = SentenceTransformerEmbedder(recipe.embedder, Prompts(recipe.query_prompt, recipe.passage_prompt))
    return GlossingEmbedder(embedder) if recipe.gloss else embedder


class GlossingEmbedder:
    """Gives an embedder that knows English only every German text word for word in English."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        return self._embedder.embed_passages([english_gloss(text) for text in texts], on_batch)

    def embed_question(self, text: str) -> Vectors:
        return self._embedder.embed_question(english_gloss(text))
