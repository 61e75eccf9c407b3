"""Small real models that the tests make themselves: untrained, a few kilobytes, the same on every machine.

The libraries are imported where they are used: whoever only collects the tests need not wait 6 s for them.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import BertConfig, BertTokenizer

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WORDS = """
    query passage represent this : . der die das ein kapitel hier steht im text ahorn birke eiche dahlie efeu wo
    cluster partner messe asien welche ziele werft fischkutter strategie
"""
_PIECES = [letter for plain in "abcdefghijklmnopqrstuvwxyzäöüß0123456789" for letter in (plain, f"##{plain}")]
LONGEST = 64  # tokens a tiny model can read


def make_embedder(
    folder: Path, *, prompts: Mapping[str, str] | None = None, dimension: int = 32, seed: int = 1
) -> Path:
    """Make a sentence-transformers model in a folder and return it; `prompts` go into its own settings."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    plain = make_transformer(folder.with_name(folder.name + "-plain"), dimension=dimension, seed=seed)
    parts = Transformer(str(plain)), Pooling(dimension, pooling_mode="mean")
    model = SentenceTransformer(modules=list(parts), device="cpu", prompts=dict(prompts or {}))
    model.save(str(folder), create_model_card=False)
    return folder


def make_transformer(folder: Path, *, dimension: int = 32, seed: int = 1) -> Path:
    """Make a BERT with its tokenizer and nothing around it, which is no sentence-transformers model."""
    import torch
    from transformers import BertModel

    torch.manual_seed(seed)
    BertModel(_config(dimension)).save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def make_reranker(folder: Path, *, labels: int = 1, activation: str = "", seed: int = 1) -> Path:
    """Make a cross-encoder in a folder and return it; `activation` is the function that its settings name."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(seed)
    config = _config(32)
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    if activation:
        change_json(folder / "config.json", sentence_transformers={"activation_fn": activation})
    return folder


def change_json(path: Path, **values: object) -> None:
    """Set keys of a JSON file."""
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}), encoding="utf-8")


def plain_scores(folder: Path, question: str, texts: Sequence[str]) -> list[float]:
    """Return the scores that a cross-encoder computes, one per label, without any function applied to them."""
    import torch
    from transformers import AutoTokenizer, BertForSequenceClassification

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = BertForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        rows = [model(**tokenizer(question, text, return_tensors="pt")).logits[0] for text in texts]
    return [float(score) for row in rows for score in row]


def _config(dimension: int) -> "BertConfig":
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=dimension,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=2 * dimension,
        max_position_embeddings=LONGEST,
        initializer_range=0.3,  # large enough for an untrained model to tell texts apart
    )


def _tokenizer() -> "BertTokenizer":
    from transformers import BertTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    return BertTokenizer(vocab={token: number for number, token in enumerate(_vocabulary())})


def _vocabulary() -> list[str]:
    return list(dict.fromkeys([*_SPECIAL, *_WORDS.split(), *_PIECES]))
