"""From a question to the best passages: dense and full-text search, fused by scaled scores, then looked at again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

from assistant.answering.analyse import REWRITTEN_WEIGHT, TURN_WEIGHT, Analysis, analyse, light_words, what_is_sought
from assistant.answering.evidence import evidence
from assistant.answering.language import question_language
from assistant.answering.thesaurus import load_thesaurus
from ingest.dictionary import load_dictionary
from ingest.embed import Vectors
from ingest.german import words
from ingest.lexical import WeightedText
from ingest.library import Library
from ingest.records import Filters, FoundBy, Hit, Language, Likeness, Source
from ingest.windows import embedding_windows

SYNONYM_WEIGHT: Mapping[Language, float] = {"de": 0.3, "en": 1.2}  # of other words than the question's, if certain
LIGHT_WEIGHT = 0.8  # of the question's words that are no nouns
EVERYTHING = Filters()
_LEXICAL = ("stems", "heads", "grams", "gloss")
_POOL = 60  # passages each arm contributes
_LOOKED_AT = 40  # passages whose evidence is looked at
_SAME = 0.9  # share of a passage's words that another holds


@dataclass(frozen=True)
class Weights:
    """What counts in the sum: each arm's scaled score, then the evidence within the passage."""

    stems: float
    heads: float
    grams: float
    gloss: float
    dense: float
    whole: float
    nearest: float
    order: float


# Fitted by the laboratory with the multilingual embedder (docs/evaluation.md).
WEIGHTS: Mapping[Language, Weights] = {
    "de": Weights(stems=0.2, heads=0.0, grams=1.0, gloss=1.4, dense=3.3, whole=1.5, nearest=1.9, order=1.4),
    "en": Weights(stems=0.2, heads=0.4, grams=0.2, gloss=0.8, dense=2.2, whole=0.2, nearest=2.6, order=0.8),
}
# Fitted with the English embedder, which reads German through a gloss; also for keywords: who types a few words wants
# passages with these words, however they are mistyped.
LEXICAL_FIRST: Mapping[Language, Weights] = {
    "de": Weights(stems=1.0, heads=0.3, grams=1.4, gloss=2.1, dense=1.6, whole=3.0, nearest=2.2, order=3.2),
    "en": Weights(stems=1.0, heads=0.7, grams=0.8, gloss=1.0, dense=2.4, whole=1.5, nearest=2.0, order=0.8),
}


def understand(library: Library, question: str, turns: Sequence[str] = (), rewritten: str = "") -> Analysis:
    """Return the analysis of a question, its words weighed by how rare they are in a library."""
    return analyse(
        question,
        turns=turns,
        rewritten=rewritten,
        thesaurus=load_thesaurus(),
        dictionary=load_dictionary(),
        frequency=library.lexical.document_frequency,
        passages=library.lexical.count(),
        is_nearly_held=library.lexical.is_nearly_held,
    )


def retrieve(
    library: Library,
    analysis: Analysis,
    *,
    limit: int = 10,
    filters: Filters = EVERYTHING,
) -> tuple[Hit, ...]:
    """Return the `limit` best passages for a question, best first; scores are in 0..1.

    The words of the conversation's earlier questions count too, the older the less.
    """
    sources = {source.id: source for source in library.sources() if source.state == "ready"}
    allowed = _allowed(sources.values(), filters)
    if not allowed or not analysis.question.strip():
        return ()
    chosen = None if len(allowed) == len(sources) else sorted(allowed)
    weights = _weights_for(library, analysis)
    arms = find_arms(library, analysis, chosen)
    hits = _hits(library, sources, arms, weights, max(_LOOKED_AT, limit))
    return _looked_at(analysis, hits, weights)[:limit]


def retrieve_all(
    library: Library, analysis: Analysis, parts: Sequence[Analysis], *, limit: int = 10, filters: Filters = EVERYTHING
) -> tuple[Hit, ...]:
    """Return the `limit` best passages for several questions asked in one: a passage counts by its best score.

    Each tells how like the question as a whole its windows are.
    """
    best: dict[str, Hit] = {}
    for asked in (analysis, *(parts if len(parts) > 1 else ())):
        for hit in retrieve(library, asked, limit=limit, filters=filters):
            if hit.passage.id not in best or hit.score > best[hit.passage.id].score:
                best[hit.passage.id] = hit
    found = tuple(_without_copies(sorted(best.values(), key=lambda hit: -hit.score)))[:limit]
    return _with_likeness(library, analysis, found)


def stages(library: Library, analysis: Analysis) -> dict[str, list[str]]:
    """Return for each stage of the search, in order, the passage ids it ranks, best first.

    The stages are the arms ("stems", "heads", "grams", "gloss", "dense"), their fusion ("fused"; copies included up to
    there) and the second look ("evidence").
    """
    weights = _weights_for(library, analysis)
    sources = {source.id: source for source in library.sources() if source.state == "ready"}
    arms = find_arms(library, analysis, None)
    ranked = {name: _ranked(scores) for name, scores in arms.items()}
    looked_at = _looked_at(analysis, _hits(library, sources, arms, weights, _LOOKED_AT), weights)
    return {**ranked, "fused": _ranked(_fused(arms, weights)), "evidence": [hit.passage.id for hit in looked_at]}


def _weights_for(library: Library, analysis: Analysis) -> Weights:
    chosen = LEXICAL_FIRST if analysis.is_keywords or library.config.recipe.gloss else WEIGHTS
    return chosen[analysis.language]


def find_arms(library: Library, analysis: Analysis, chosen: Sequence[str] | None) -> dict[str, dict[str, float]]:
    """Return what each arm finds: its name, and passage id -> score scaled to 0..1."""
    lexical = library.lexical.search(_asked(analysis), limit=_POOL, source_ids=chosen)
    dense = library.vectors.search(_vector(library, analysis), limit=2 * _POOL, source_ids=chosen)
    arms = {
        name: _scaled({hit.passage_id: hit.scores[name] for hit in lexical if name in hit.scores}) for name in _LEXICAL
    }
    arms["dense"] = _scaled(dense, floor=min(dense.values(), default=0.0))
    return arms


def _vector(library: Library, analysis: Analysis) -> Vectors:
    """Return the vector of the question, with the one before it: a follow-up alone may name no subject."""
    before = (analysis.rewritten,) if analysis.rewritten else analysis.turns[-1:]
    return library.embedder.embed_question(" ".join((*map(what_is_sought, before), analysis.sought)))


def _with_likeness(library: Library, analysis: Analysis, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits with how like the question each of their windows is; one removed meanwhile stays without."""
    vector = _vector(library, analysis)
    vectors = library.registry.passage_vectors([hit.passage.id for hit in hits])
    near = {passage_id: np.nan_to_num(rows @ vector) for passage_id, rows in vectors.items()}
    scores = np.concatenate([*near.values(), np.zeros(0, dtype=np.float32)])
    least, span = (float(scores.min()), float(np.ptp(scores)) or 1.0) if len(scores) else (0.0, 1.0)
    words = library.config.recipe.window_words

    def likeness(hit: Hit) -> tuple[Likeness, ...]:
        windows, own = embedding_windows(hit.passage, words=words), near.get(hit.passage.id, ())
        if len(windows) != len(own):
            return ()
        return tuple(
            Likeness(window.start, window.end, (float(score) - least) / span)
            for window, score in zip(windows, own, strict=True)
        )

    return tuple(replace(hit, likeness=likeness(hit)) for hit in hits)


def _asked(analysis: Analysis) -> list[WeightedText]:
    question, language = analysis.sought, analysis.language
    widened = [
        WeightedText(other.text, other.certainty * SYNONYM_WEIGHT[language], other.language)
        for other in analysis.others
    ]
    earlier = [
        WeightedText(what_is_sought(turn), TURN_WEIGHT**age, question_language(turn))
        for age, turn in enumerate(reversed(analysis.turns), 1)
    ]
    light = light_words(question, language)
    heavy = " ".join(word for word in words(question) if word not in light)
    own = [WeightedText(heavy, 1.0, language), WeightedText(" ".join(light), LIGHT_WEIGHT, language)]
    rewritten = [WeightedText(what_is_sought(analysis.rewritten), REWRITTEN_WEIGHT, language)]
    return [*own, *widened, *(rewritten if analysis.rewritten else []), *earlier]


def _hits(
    library: Library,
    sources: Mapping[str, Source],
    arms: Mapping[str, Mapping[str, float]],
    weights: Weights,
    limit: int,
) -> list[Hit]:
    """Return the best fused passages, best first, without copies."""
    fused = _fused(arms, weights)
    best = _ranked(fused)[:limit]
    passages = library.registry.passages(best)
    found = (
        Hit(passages[i], sources[passages[i].source_id], fused[i], _found_by(i, arms))
        for i in best
        if i in passages and passages[i].source_id in sources  # another thread may have added or removed one meanwhile
    )
    return list(_without_copies(found))


def _looked_at(analysis: Analysis, hits: Sequence[Hit], weights: Weights) -> tuple[Hit, ...]:
    """Return the hits in the order of their fused score and the evidence within them."""
    total = _total(weights)
    scored = []
    for hit in hits:
        found = evidence(analysis, hit.passage, hit.source)
        gain = weights.whole * found.whole + weights.nearest * found.nearest + weights.order * found.order
        scored.append(replace(hit, score=hit.score + gain / total))
    return tuple(sorted(scored, key=lambda hit: (-hit.score, hit.passage.id)))


def _ranked(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))


def _without_copies(hits: Iterable[Hit]) -> Iterable[Hit]:
    """Yield the hits without those that say the same as a better one: a guideline kept as PDF and as DOCX."""
    seen: list[frozenset[str]] = []
    for hit in hits:
        mine = _spelled(hit.passage.text)
        if not any(len(mine & other) >= _SAME * len(mine) and _figures(mine) <= _figures(other) for other in seen):
            seen.append(mine)
            yield hit


@lru_cache(maxsize=1_000)  # passages
def _spelled(text: str) -> frozenset[str]:
    return frozenset(words(text))


def _figures(spelled: Iterable[str]) -> set[str]:
    """Return the numbers among words: an older edition that differs in one of them is no copy."""
    return {word for word in spelled if word[0].isdigit()}


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


def _fused(arms: Mapping[str, Mapping[str, float]], weights: Weights) -> dict[str, float]:
    total = _total(weights)
    fused: dict[str, float] = {}
    for name, scores in arms.items():
        weight = getattr(weights, name) / total
        for passage_id, score in scores.items():
            fused[passage_id] = fused.get(passage_id, 0.0) + weight * score
    return fused


def _total(weights: Weights) -> float:
    return float(sum(getattr(weights, field.name) for field in fields(weights)))


def _found_by(passage_id: str, arms: Mapping[str, Mapping[str, float]]) -> FoundBy:
    lexical = any(passage_id in arms[name] for name in _LEXICAL)
    if lexical and passage_id in arms["dense"]:
        return "both"
    return "lexical" if lexical else "dense"
