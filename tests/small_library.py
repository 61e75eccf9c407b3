"""Small libraries for the assistant's tests, made of texts that the tests write, with the fake embedder."""

from collections.abc import Mapping
from pathlib import Path

from fakes import HashEmbedder

from assistant.assistant import Assistant
from assistant.records import Answer
from ingest.config import IndexConfig, Recipe
from ingest.library import Library


def assistant_over(folder: Path, files: Mapping[str, str]) -> Assistant:
    """Return an assistant over a new library in `folder` that holds these files, name by text."""
    sources = folder / "files"
    sources.mkdir(parents=True)
    for name, text in files.items():
        (sources / name).write_text(text, encoding="utf-8")
    embedder = HashEmbedder()
    library = Library.open(IndexConfig(folder / "library", Recipe(embedder.name)), embedder=embedder)
    outcomes = library.add(sorted(path for path in sources.iterdir() if path.suffix != ".toml"))
    assert [outcome.status for outcome in outcomes] == ["added"] * len(outcomes)
    return Assistant(library)


def assert_quotes_are_verbatim(assistant: Assistant, answer: Answer) -> None:
    """Every citation's quote is the stored text at its offsets, and lies in its passage."""
    for citation in answer.citations:
        stored = assistant.library.registry.text(citation.source.id)
        assert stored[citation.start : citation.end] == citation.quote != ""
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end


# An invented network of lens makers, "Lichtwerk Moorau". Every name and figure is made up.
LEITFADEN = """---
title: Leitfaden Auslandsarbeit
kind: guideline
year: 2021
language: de
---

# Leitfaden Auslandsarbeit

## Auswahl der internationalen Partner

Die Auswahl der internationalen Partner folgt einem festen Katalog. Der Vorstand prüft jeden Vorschlag zweimal im Jahr.

Für Partner gelten diese Kriterien:

- fachliche Nähe zur Linsenfertigung
- gemeinsame Arbeitssprache
- gesicherte Finanzierung

Danach unterschreiben beide Seiten eine Absichtserklärung.

## Reisen der Geschäftsstelle

Die Geschäftsstelle bereitet jede Delegationsreise in zwei Abschnitten vor:

- Vor der Abfahrt
    - Visum beantragen
    - Gastgeschenke besorgen
- Nach der Rückkehr
    - Bericht schreiben
    - Visitenkarten erfassen

## Beiträge der Mitglieder

Tabelle 1: Jahresbeiträge nach Betriebsgröße

| Betriebsgröße | Jahresbeitrag | Stimmen |
| --- | --- | --- |
| Großbetrieb | 2.400 Euro | drei |
| Kleinbetrieb | 300 Euro | eine |

## Schirmherrschaft

Die Schirmherrin des Netzwerks ist die Astronomin Paula Sternthal. Ihr Amt dauert vier Jahre.

## Übungsräume

Die Übungsräume für Schweißer liegen in der Straße hinter dem Güterbahnhof und sind größer als früher.

## Qualitätssiegel

Ein Qualitätssiegel ist ein Prüfzeichen, das ein unabhängiges Gremium für saubere Linsen vergibt.
"""
STUDIE = """---
title: Befragung der Glasschleifer
kind: study
year: 2018
language: de
---

# Befragung der Glasschleifer

## Stichprobe

An der Befragung nahmen 212 Glasschleifer teil. Die Antworten wurden im Herbst 2017 gesammelt.

## Hemmnisse

Als größtes Hemmnis nannten die Glasschleifer fehlende Sprachkenntnisse. Der Zoll wurde selten genannt.

## Werkstatt

Die Werkstatt öffnete im Jahr 1987 und beschäftigt heute 45 Gesellen. Ein Geselle verdient dort gut.
"""
ENGLISCH = """---
title: Mentoring for lens makers
kind: study
year: 2015
language: en
---

# Mentoring for lens makers

## Mentors

A mentor meets every apprentice once a fortnight. The mentor must have worked abroad for six years.

## Harbour visits

Visits to the harbour are led by a retired captain, who explains the customs procedure.
"""
BLOG = """---
title: Notizen aus dem Hafen
kind: webpage
year: 2023
language: de
---

# Notizen aus dem Hafen

## Kantine

Die Kantine serviert mittwochs Linsensuppe mit Brot aus der Region.

## Leuchtturm

Der Leuchtturm wird von zwei Ehrenamtlichen gewartet, die jeden Sonntag die Lampe prüfen.
"""
FILES = {"leitfaden.md": LEITFADEN, "studie.md": STUDIE, "mentoring.md": ENGLISCH, "notizen.md": BLOG}
