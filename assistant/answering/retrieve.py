"""From a question to the best passages: dense and full-text search, fused by scaled scores."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.analyse import TURN_WEIGHT, light_words
from assistant.answering.language import question_language
from assistant.answering.thesaurus import load_thesaurus
from ingest.german import words
from ingest.lexical import WeightedText
from ingest.library import Library
from ingest.records import Filters, FoundBy, Hit, Language, Source

SYNONYM_WEIGHT: Mapping[Language, float] = {"de": 0.3, "en": 1.0}  # of words that mean the same as the question's
LIGHT_WEIGHT = 0.8  # of the question's words that are no nouns
EVERYTHING = Filters()
_POOL = 60  # passages each arm contributes
_COPIES = 3  # how often the same text may lie in a library and still leave room for others
_SAME = 0.9  # share of a passage's words that another holds


@dataclass(frozen=True)
class Weights:
    """What each arm's scaled score counts in the sum."""

    stems: float
    heads: float
    grams: float
    dense: float


# Chosen on the development questions (docs/evaluation.md). The offline embedder is English: it knows little German,
# but is all there is when an English question meets a German text.
WEIGHTS: Mapping[Language, Weights] = {
    "de": Weights(stems=1.0, heads=0.2, grams=0.8, dense=0.25),
    "en": Weights(stems=1.0, heads=0.1, grams=0.6, dense=0.75),
}


def retrieve(
    library: Library,
    question: str,
    *,
    turns: Sequence[str] = (),
    limit: int = 10,
    filters: Filters = EVERYTHING,
    weights: Mapping[Language, Weights] = WEIGHTS,
) -> tuple[Hit, ...]:
    """Return the `limit` best passages for a question, best first; scores are in 0..1.

    `turns` are the earlier questions of the conversation: their words count too, the older the less.
    """
    sources = {source.id: source for source in library.sources() if source.state == "ready"}
    allowed = _allowed(sources.values(), filters)
    if not allowed or not question.strip():
        return ()
    chosen = None if len(allowed) == len(sources) else sorted(allowed)
    arms = _arms(library, question, turns, chosen)
    fused = _fused(arms, weights[question_language(question)])
    best = _ranked(fused)[: _COPIES * limit]
    passages = library.registry.passages(best)
    hits = [
        Hit(passages[i], sources[passages[i].source_id], fused[i], _found_by(i, arms))
        for i in best
        if i in passages and passages[i].source_id in sources  # another thread may have added or removed one meanwhile
    ]
    return tuple(_without_copies(hits))[:limit]


def stages(library: Library, question: str, *, turns: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return for each stage of the search, in order, the passage ids it ranks, best first, copies included.

    The stages are the arms ("stems", "heads", "grams", "dense") and their fusion ("fused").
    """
    arms = _arms(library, question, turns, None)
    ranked = {name: _ranked(scores) for name, scores in arms.items()}
    return {**ranked, "fused": _ranked(_fused(arms, WEIGHTS[question_language(question)]))}


def _arms(
    library: Library, question: str, turns: Sequence[str], chosen: Sequence[str] | None
) -> dict[str, dict[str, float]]:
    """Return what each arm finds: its name, and passage id -> score scaled to 0..1."""
    lexical = library.lexical.search(_asked(question, turns), limit=_POOL, source_ids=chosen)
    dense = library.vectors.search(
        library.embedder.embed_question(" ".join((*turns[-1:], question))), limit=2 * _POOL, source_ids=chosen
    )
    arms = {
        name: _scaled({hit.passage_id: hit.scores[name] for hit in lexical if name in hit.scores})
        for name in ("stems", "heads", "grams")
    }
    arms["dense"] = _scaled(dense, floor=min(dense.values(), default=0.0))
    return arms


def _ranked(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))


def retrieve_all(
    library: Library,
    question: str,
    parts: Sequence[str],
    *,
    turns: Sequence[str] = (),
    limit: int = 10,
    filters: Filters = EVERYTHING,
) -> tuple[Hit, ...]:
    """Return the `limit` best passages for several questions asked in one: a passage counts by its best score."""
    best: dict[str, Hit] = {}
    searches = [(question, turns)]
    if len(parts) > 1:
        searches += [(part, (*turns, question)) for part in parts]
    for text, earlier in searches:
        for hit in retrieve(library, text, turns=earlier, limit=limit, filters=filters):
            if hit.passage.id not in best or hit.score > best[hit.passage.id].score:
                best[hit.passage.id] = hit
    return tuple(_without_copies(sorted(best.values(), key=lambda hit: -hit.score)))[:limit]


def _without_copies(hits: Iterable[Hit]) -> Iterable[Hit]:
    """Yield the hits without those that say the same as a better one: a guideline kept as PDF and as DOCX."""
    seen: list[set[str]] = []
    for hit in hits:
        mine = set(words(hit.passage.text))
        if not any(len(mine & other) >= _SAME * len(mine) for other in seen):
            seen.append(mine)
            yield hit


def _asked(question: str, turns: Sequence[str]) -> list[WeightedText]:
    language = question_language(question)
    alike = load_thesaurus().synonyms(question, language)
    widened = WeightedText(" ".join(term for terms in alike.values() for term in terms), SYNONYM_WEIGHT[language])
    earlier = [WeightedText(turn, TURN_WEIGHT**age) for age, turn in enumerate(reversed(turns), 1)]
    light = light_words(question, language)
    heavy = " ".join(word for word in words(question) if word not in light)
    return [WeightedText(heavy), WeightedText(" ".join(light), LIGHT_WEIGHT), widened, *earlier]


def _allowed(sources: Iterable[Source], filters: Filters) -> set[str]:
    return {source.id for source in sources if _passes(source, filters)}


def _passes(source: Source, filters: Filters) -> bool:
    details = source.details
    return (
        (not filters.kinds or details.kind in filters.kinds)
        and (not filters.languages or details.language in filters.languages)
        and (not filters.source_ids or source.id in filters.source_ids)
        and (filters.year_from is None or (details.year is not None and details.year >= filters.year_from))
        and (filters.year_to is None or (details.year is not None and details.year <= filters.year_to))
    )


def _scaled(scores: Mapping[str, float], floor: float = 0.0) -> dict[str, float]:
    """Return the scores so that the best is 1 and `floor` is 0."""
    top = max(scores.values(), default=0.0)
    span = top - floor
    return {key: (score - floor) / span if span > 0 else 1.0 for key, score in scores.items()}


def _fused(arms: Mapping[str, Mapping[str, float]], weight: Weights) -> dict[str, float]:
    weights = {"stems": weight.stems, "heads": weight.heads, "grams": weight.grams, "dense": weight.dense}
    total = sum(weights.values())
    fused: dict[str, float] = {}
    for name, scores in arms.items():
        for passage_id, score in scores.items():
            fused[passage_id] = fused.get(passage_id, 0.0) + weights[name] * score / total
    return fused


def _found_by(passage_id: str, arms: Mapping[str, Mapping[str, float]]) -> FoundBy:
    lexical = any(passage_id in arms[name] for name in ("stems", "heads", "grams"))
    if lexical and passage_id in arms["dense"]:
        return "both"
    return "lexical" if lexical else "dense"
