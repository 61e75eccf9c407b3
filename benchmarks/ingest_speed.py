"""How fast files become a searchable library: ours against the stock LangChain pipeline, and what the time goes into.

    python -m benchmarks.ingest_speed FILE ... [--rounds 3] [--as-it-comes] [--ours-in-32-bits]
    (pip install -e ".[bench]")

Stock: pypdf page by page as PyPDFLoader does it, or the text; RecursiveCharacterTextSplitter(1000, 200);
HuggingFaceEmbeddings with the same model; Chroma on disk. Ours: reading process, registry,
full text, and Chroma brought up to date. Both get the same files (PDF, text, Markdown) and a warm model, each run in a
new process, and the order changes from round to round.

A passage is what each pipeline retrieves: stock's have 1,000 characters and overlap, ours up to 2,200 and do not. So
the characters of the files' text per second are the fairer figure. Stock is told to compute in 32 bits: our model file
holds 16, which it would take as they are (--as-it-comes measures that too), and few processors compute fast. Ours
computes in bfloat16 where the processor has it; --ours-in-32-bits measures what it does elsewhere, too.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time

from ingest import offline_model
from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.embed import Embedder, Vectors
from ingest.embedders import embedder_for
from ingest.library import Library


@dataclass(frozen=True)
class Run:
    """Seconds by the clock until all is indexed and until it can be searched, of them within the embedder, of this
    process's processor; passages; characters of text. Stock's embedder is counted with its index."""

    wall: float
    searchable: float
    embedding: float
    processor: float
    passages: int
    characters: int


def main() -> None:
    """Print the medians of each pipeline and how they compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--as-it-comes", action="store_true")
    parser.add_argument("--ours-in-32-bits", action="store_true")
    arguments = parser.parse_args()
    pipelines: dict[str, Callable[[], Run]] = {
        "ours": partial(ours, arguments.files),
        "stock, 32 bits": partial(stock, arguments.files, "float32"),
    }
    if arguments.ours_in_32_bits:
        pipelines["ours, 32 bits"] = partial(ours, arguments.files, in_32_bits=True)
    if arguments.as_it_comes:
        pipelines["stock as it comes"] = partial(stock, arguments.files, "")
    runs: dict[str, list[Run]] = {name: [] for name in pipelines}
    for number in range(arguments.rounds):
        for name in list(pipelines)[:: -1 if number % 2 else 1]:
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                runs[name].append(pool.submit(pipelines[name]).result())
            print(f"round {number + 1}: {name} {runs[name][-1]}", flush=True)
    _report(runs)


def _report(runs: dict[str, list[Run]]) -> None:
    characters = runs["ours"][0].characters
    for name, some in runs.items():
        wall = statistics.median(run.wall for run in some)
        print(
            f"{name:18} {wall:7.1f} s, {statistics.median(run.processor for run in some):7.1f} s of the processor, "
            f"{some[0].passages / wall:6.2f} passages and {characters / wall:7.0f} characters a second, "
            f"{statistics.median(run.embedding / run.searchable for run in some):.0%} of the time until searchable, "
            f"{statistics.median(run.embedding / run.wall for run in some):.0%} of all, in the embedder"
        )
    for name, other in product(runs, runs):
        if name.startswith("ours") and other.startswith("stock"):
            _compare(name, runs[name], other, runs[other])


def _compare(name: str, ours: Sequence[Run], other: str, stock: Sequence[Run]) -> None:
    pairs = list(zip(ours, stock, strict=True))
    by_text = sorted(theirs.wall / own.wall for own, theirs in pairs)
    by_passage = statistics.median(own.passages / own.wall / (theirs.passages / theirs.wall) for own, theirs in pairs)
    print(
        f"{name} / {other}: characters {statistics.median(by_text):.2f} ({by_text[0]:.2f} to {by_text[-1]:.2f}), "
        f"passages {by_passage:.2f}"
    )


class _TimedEmbedder:
    """An embedder that sums the seconds spent in it."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.seconds = embedder.name, 0.0
        self._embedder = embedder

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] = lambda done: None) -> Vectors:
        start = perf_counter()
        rows = self._embedder.embed_passages(texts, on_batch)
        self.seconds += perf_counter() - start
        return rows

    def embed_question(self, text: str) -> Vectors:
        return self._embedder.embed_question(text)


def ours(files: Sequence[Path], *, in_32_bits: bool = False) -> Run:
    """Ingest into a new library: registry, full text and Chroma; `in_32_bits` as where there is no bfloat16."""
    if in_32_bits:
        import torch

        torch.cpu._is_avx512_bf16_supported = lambda: False
    embedder = _TimedEmbedder(embedder_for(recipe_for(DEFAULT_EMBEDDER)))
    embedder.embed_question("warm")
    with tempfile.TemporaryDirectory() as folder:
        wall, processor = perf_counter(), process_time()
        library = Library.open(IndexConfig(Path(folder), recipe_for(DEFAULT_EMBEDDER)), embedder=embedder)
        library.add(files)
        searchable = perf_counter() - wall
        library.finish()
        wall, processor = perf_counter() - wall, process_time() - processor
        characters = sum(source.characters for source in library.sources())
        run = Run(wall, searchable, embedder.seconds, processor, library.registry.passage_count(), characters)
        library.close()
    return run


def stock(files: Sequence[Path], dtype: str) -> Run:
    """Ingest as LangChain's documentation shows it; `dtype` is what the model computes in, "" what its file holds."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    options = {"model_kwargs": {"dtype": dtype}} if dtype else {}
    inner = HuggingFaceEmbeddings(model_name=str(offline_model.unpacked()), model_kwargs=options)
    inner.embed_documents(["warm"])
    with tempfile.TemporaryDirectory() as folder:
        wall, processor = perf_counter(), process_time()
        pages = [Document(text) for file in files for text in _pages(file)]
        chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(pages)
        read = perf_counter()
        store = Chroma(embedding_function=inner, persist_directory=folder)
        store.add_documents(chunks)
        wall, processor, indexing = perf_counter() - wall, process_time() - processor, perf_counter() - read
    return Run(wall, wall, indexing, processor, len(chunks), sum(len(page.page_content) for page in pages))


def _pages(file: Path) -> list[str]:
    from pypdf import PdfReader

    if file.suffix == ".pdf":
        return [page.extract_text() for page in PdfReader(file).pages]
    return [file.read_text(encoding="utf-8")]


if __name__ == "__main__":
    main()
