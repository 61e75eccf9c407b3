"""The explanation of a hit in words, from prompts/explain.toml: one sentence on its words, one on its meaning."""

from collections.abc import Iterable, Sequence

from assistant.answering.explain import Explanation, HeldWord
from assistant.wording import wordings
from ingest.records import Language

_FILE = "explain.toml"
_NAMED = 8  # words named in one clause, the heaviest: a question of 4,000 characters has hundreds


def in_words(explanation: Explanation, language: Language) -> str:
    """Return an explanation as some sentences in this language; all of the passage's and question's words as text."""
    texts = wordings(_FILE)
    clauses = list(_clauses(explanation.words, language))
    if not explanation.words:
        clauses = [texts["no_words"].of(language)]
    elif all(word.way == "absent" for word in explanation.words):
        clauses = [texts["nothing"].of(language)]
    sentence = "; ".join(clauses)
    told = f"{sentence[0].upper()}{sentence[1:]}. {texts[explanation.found_by].of(language)}"
    if explanation.rewritten:
        told += f" {texts['rewritten'].of(language).format(question=explanation.rewritten)}"
    return told


def _clauses(words: Sequence[HeldWord], language: Language) -> Iterable[str]:
    """Yield what the passage holds, in the text first; what it does not hold last."""
    new = [word for word in words if word.is_new]
    for key, place in (("holds", "text"), ("heading", "heading"), ("lead", "lead")):
        held = [word for word in new if word.way != "absent" and word.place == place]
        if held:
            yield _clause(key, held, language)
    earlier = [word for word in words if not word.is_new and word.way != "absent"]
    if earlier:
        yield _clause("earlier", earlier, language)
    absent = [word for word in new if word.way == "absent"]
    if absent:
        yield _clause("absent", absent, language)


def _clause(key: str, words: Sequence[HeldWord], language: Language) -> str:
    texts = wordings(_FILE)
    heaviest = sorted(words, key=lambda word: -word.share)[:_NAMED]
    named = _grouped([word for word in words if word in heaviest], language)
    left = len(words) - len(heaviest)
    listed = ", ".join(named) + (" " + texts["more"].of(language).format(count=left) if left else "")
    return texts[key].of(language).format(words=listed)


def _grouped(words: Sequence[HeldWord], language: Language) -> list[str]:
    """Return the words as they are listed: the literal ones together, then those that one other word stands for."""
    texts = wordings(_FILE)
    absent = [word.asked for word in words if word.way == "absent"]
    literal = dict.fromkeys(word.found for word in words if word.way == "literal")
    listed = [*absent, *([texts["literal"].of(language).format(found=", ".join(literal))] if literal else [])]
    others: dict[tuple[str, str], list[str]] = {}
    for word in words:
        if word.way not in ("absent", "literal"):
            others.setdefault((word.way, word.found), []).append(word.asked)
    for (way, found), asked in others.items():
        listed.append(texts[way].of(language).format(found=found, asked=", ".join(asked)))
    return listed
