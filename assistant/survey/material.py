"""The evaluation as own material of the library: whole sentences that a draft can quote, told apart from literature."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from assistant.answering.render import escape_markdown
from assistant.export.words import day_in_words
from assistant.survey.report import is_rated
from assistant.survey.results import Evaluation, QuestionResult
from assistant.survey.words import SurveyWords
from ingest.library import ignore_progress
from ingest.records import Language, Outcome, Progress, SourceDetails

ORIGIN = "survey"


class Adding(Protocol):
    """A library as this module needs it."""

    def add(
        self,
        paths: Sequence[Path],
        *,
        names: Sequence[str] = (),
        details: SourceDetails = ...,
        password: str = "",
        origin: str = "",
        progress: Callable[[Progress], None] = ...,
    ) -> tuple[Outcome, ...]:
        """Add files under these names."""


def add_to_library(
    library: Adding,
    evaluation: Evaluation,
    language: Language,
    *,
    name: str,
    progress: Callable[[Progress], None] = ignore_progress,
) -> Outcome:
    """Add the evaluation to the library as own material and return what became of it.

    `name` tells this survey from others: the same again replaces what was there of it.
    """
    words = SurveyWords(language)
    details = SourceDetails(
        title=material_title(evaluation, words),
        year=int(evaluation.made_on[:4]),
        kind="own_material",
        language=language,
        confidential=True,  # what members answered is the cluster's own business
    )
    file_name = f"{words('material_file')}-{name}.md"
    with TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        path.write_text(material_text(evaluation, language), encoding="utf-8")
        return library.add([path], names=[file_name], details=details, origin=ORIGIN, progress=progress)[0]


def material_title(evaluation: Evaluation, words: SurveyWords) -> str:
    """Return the title under which it stands in the library, with the day of the evaluation."""
    return words(
        "material_title", title=words.titled(evaluation.title), day=day_in_words(evaluation.made_on, words.language)
    )


def material_text(evaluation: Evaluation, language: Language) -> str:
    """Return the evaluation as Markdown: every sentence can stand alone; free texts and types of members stay out."""
    return "\n\n".join(_blocks(evaluation, SurveyWords(language))) + "\n"


def _blocks(evaluation: Evaluation, words: SurveyWords) -> Iterator[str]:
    day = day_in_words(evaluation.made_on, words.language)
    yield f"# {_plain(material_title(evaluation, words))}"
    yield _plain(words("material_lead", day=day))
    yield f"## {words('section_result')}"
    if evaluation.rate is not None and evaluation.invited is not None:
        rate, count, invited = words.percent(evaluation.rate), evaluation.respondents, evaluation.invited
        yield words("respondents_rate", count=count, invited=invited, rate=rate)
    else:
        yield words("respondents", count=evaluation.respondents)
    for need in evaluation.needs:
        yield _plain(
            words(
                "material_scale" if is_rated(need) else "material_need",
                count=need.count,
                answered=need.answered,
                question=need.question.of(words.language),
                need=need.text.of(words.language),
                share=words.percent(need.share),
                place=need.place,
            )
        )
    theme = ""
    for result in evaluation.questions:
        told = [_plain(one) for one in _sentences(result, words)]
        if told and result.theme != theme:
            theme = result.theme
            yield f"## {words(f'theme_{theme}')}"
        yield from told


def _sentences(result: QuestionResult, words: SurveyWords) -> Iterator[str]:
    """Yield what was answered to a question whose choices are no needs: those stand in the ranking."""
    question = result.text.of(words.language)
    if result.kind == "single" or (result.kind == "multiple" and not result.need):
        for one in result.counts:
            yield words(
                "material_choice",
                count=one.count,
                answered=result.answered,
                question=question,
                choice=one.text.of(words.language),
                share=words.percent(one.share),
            )
    elif result.mean is not None and result.median is not None:
        unit = f" {result.unit.of(words.language)}" if result.unit else ""
        mean, median = words.figure(result.mean), words.figure(result.median)
        yield words(
            "material_average", answered=result.answered, question=question, mean=mean, median=median, unit=unit
        )


def _plain(text: str) -> str:
    return escape_markdown(" ".join(text.split()))


def survey_name(title: str) -> str:
    """Return the name of a survey as part of a file's: letters, digits and hyphens of its title."""
    return "-".join(re.findall(r"\w+", title.casefold()))[:60].strip("-") or "1"
