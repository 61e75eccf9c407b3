"""The evaluation of a survey as a document of the four kinds, for every format of export.

What the members answered is own data, what it may mean a proposal, and what lacks for it an open point.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.studio.own_words import harmless
from assistant.studio.records import Chart, Draft, Paragraph, Part, Section, Series, Shape, Table
from assistant.survey.methods import load_methods
from assistant.survey.results import Evaluation, GroupResult, Need, QuestionResult
from assistant.survey.words import SurveyWords
from ingest.records import Language

LOW_RATE = 0.3  # share of the members asked below which the result is read with care; our own rule
_MOST_STACKED = 7  # choices that a stacked bar can tell apart
_NEXT = 3  # needs that are named behind the first
_LISTED = 5  # places of a ranking in the overview; strong needs are listed whatever their place
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


def survey_report(evaluation: Evaluation, language: Language) -> Draft:
    """Return the report: the result with the ranked needs, a section for each theme, and the rules."""
    words = SurveyWords(language)
    by_theme: dict[str, list[QuestionResult]] = {}
    for one in evaluation.questions:
        by_theme.setdefault(one.theme, []).append(one)
    sections = [Section("result", words("section_result"), tuple(overview_parts(evaluation, words)))]
    for theme, found in by_theme.items():
        parts = tuple(part for each in found for part in question_parts(each, words))
        sections.append(Section(f"theme_{theme}", words(f"theme_{theme}"), parts))
    rules = tuple(_rules(evaluation, words))
    sections.append(Section("rules", words("section_rules"), rules))
    title = words.titled(evaluation.title)
    return Draft(title, evaluation.title, language, evaluation.made_on, tuple(sections), "survey")


def response_told(evaluation: Evaluation, words: SurveyWords) -> Iterator[Paragraph]:
    """Yield how many answered, and what that means."""
    count, invited = evaluation.respondents, evaluation.invited
    if evaluation.rate is not None and invited is not None:
        rate = words.percent(evaluation.rate)
        yield Paragraph("own", words("respondents_rate", count=count, invited=invited, rate=rate))
    else:
        yield Paragraph("own", words("respondents", count=count))
    if evaluation.too_few:
        yield Paragraph("own", words("too_few"))
        yield Paragraph("open", words("too_few_open"))
    if invited is None:
        yield Paragraph("open", words("no_invited"))
    elif evaluation.rate is None:
        yield Paragraph("open", words("more_than_invited", count=count, invited=invited))
    elif evaluation.rate < LOW_RATE and not evaluation.too_few:
        yield Paragraph("open", words("low_rate", least=words.percent(LOW_RATE)))


def rankings(evaluation: Evaluation) -> list[tuple[Need, ...]]:
    """Return the needs by ranking: those of one question, the rated goals together."""
    return [tuple(needs) for _, needs in groupby(evaluation.needs, key=_ranking)]


def needs_told(needs: Sequence[Need], words: SurveyWords) -> str:
    """Return what comes first in a ranking, and what next."""
    first, language = needs[0], words.language
    shared = [one for one in needs[1:] if one.place == 1]
    key = "need_first_scale" if is_rated(first) else "need_first"
    told = words(
        key,
        question=first.question.of(language),
        need=first.text.of(language),
        count=first.count,
        answered=first.answered,
        share=words.percent(first.share),
    )
    if shared:
        told += " " + words("need_shared", needs="; ".join(_named(one, words) for one in shared))
    following = [one for one in needs if one.place > 1][:_NEXT]
    if following:
        told += " " + words("need_next", needs=_with_shares(following, words))
    return told


def strong_told(evaluation: Evaluation, words: SurveyWords) -> str:
    """Return which needs at least half of the members share, and what to do about them."""
    strong = [one for one in evaluation.needs if one.strength == "strong"]
    if not strong:
        return words("no_strong_needs")
    return words("strong_needs", needs=_with_shares(strong, words))


def _with_shares(needs: Sequence[Need], words: SurveyWords) -> str:
    return "; ".join(f"{_named(one, words)} ({words.percent(one.share)} %)" for one in needs)


def _named(need: Need, words: SurveyWords) -> str:
    """Return a need in quotation marks: many are questions, and end in a mark of their own."""
    return words("need_named", need=need.text.of(words.language))


def is_rated(need: Need) -> bool:
    """Return whether a need is a goal that was rated on a scale."""
    return need.question == need.text


def question_parts(result: QuestionResult, words: SurveyWords) -> Iterator[Part]:
    """Yield what a report shows of a question: how many answered, figures, pictures, and by type of member."""
    language = words.language
    name = result.text.of(language)
    if result.kind == "text":
        yield from _texts(result, name, words)
        return
    if result.hidden:
        yield Paragraph("own", f"{name} {words('hidden')}")
        return
    key = "answered" if result.missing or result.invalid else "answered_by_all"
    told = words(key, answered=result.answered, missing=result.missing, invalid=result.invalid)
    if result.mean is not None and result.median is not None:
        unit = f" {result.unit.of(language)}" if result.unit else ""
        mean, median = words.figure(result.mean), words.figure(result.median)
        told += " " + words("average", mean=mean, median=median, unit=unit)
    if result.kind == "single" and not result.counts:
        told += " " + words("types_hidden")
    yield Paragraph("own", f"{name} {told}")
    if result.counts:
        rows = tuple((one.text.of(language), str(one.count), words.percent(one.share)) for one in result.counts)
        yield Table(name, (words("choice"), words("count"), words("share_head")), rows, numeric=(1, 2))
        labels = tuple(one.text.of(language) for one in result.counts)
        yield Chart(name, "bars", labels, (Series(words("count"), tuple(float(one.count) for one in result.counts)),))
    if result.by_group:
        yield from _by_group(result, name, words)


def overview_parts(evaluation: Evaluation, words: SurveyWords) -> Iterator[Part]:
    """Yield who answered, each ranking of needs in a sentence and a table, what they may mean, and what lacks."""
    yield from response_told(evaluation, words)
    for needs in rankings(evaluation):
        yield Paragraph("own", needs_told(needs, words))
        yield _ranking_table(needs, words)
    if evaluation.questions:
        yield Paragraph("proposal", strong_told(evaluation, words))
    if evaluation.lacking:
        yield Paragraph("open", words("lacking", codes=", ".join(evaluation.lacking)))


def _ranking_table(needs: Sequence[Need], words: SurveyWords) -> Table:
    head = tuple(words(f"needs_head_{key}") for key in ("place", "need", "count", "share", "strength"))
    rows = tuple(
        (
            str(one.place),
            one.text.of(words.language),
            f"{one.count} / {one.answered}",
            f"{words.percent(one.share)} %",
            words(f"strength_{one.strength}"),
        )
        for one in needs
        if one.place <= _LISTED or one.strength == "strong"
    )
    return Table(ranking_name(needs[0], words), head, rows, numeric=(0, 2, 3))


def ranking_name(first: Need, words: SurveyWords) -> str:
    """Return how a ranking is called, by its first need."""
    if is_rated(first):
        return words("needs_scales")
    return words("needs_caption", question=first.question.of(words.language))


def _by_group(result: QuestionResult, name: str, words: SurveyWords) -> Iterator[Part]:
    """Yield a table with the types of members side by side, what is put together in it, and a picture in per cent."""
    language = words.language
    groups = result.by_group
    types = [_called(one, words) for one in groups]
    choices = [one.text.of(language) for one in result.counts]
    rows = [(words("answers_head"), *(str(one.answered) for one in groups))]
    rows += [(choice, *(str(one.counts[at]) for one in groups)) for at, choice in enumerate(choices)]
    for key, values in (("mean_head", [one.mean for one in groups]), ("median_head", [one.median for one in groups])):
        if result.mean is not None:
            rows.append((words(key), *(words.figure(value) if value is not None else "–" for value in values)))
    head = (words("choice"), *types)
    yield Table(words("by_group", question=name), head, tuple(rows), numeric=tuple(range(1, len(head))))
    for called, one in zip(types, groups, strict=True):
        if len(one.types) > 1:
            together = ", ".join(each.of(language) for each in one.types)
            yield Paragraph("own", words("together", name=called, types=together))
    if choices:
        shares = [[round(100 * one.counts[at] / one.answered) for one in groups] for at in range(len(choices))]
        series = tuple(Series(choice, tuple(map(float, row))) for choice, row in zip(choices, shares, strict=True))
        # The choices of several answers do not add up to 100, and are too many for colours.
        shape: Shape = "heat" if result.kind == "multiple" or len(choices) > _MOST_STACKED else "stacked"
        yield Chart(words("shares_by_group", question=name), shape, tuple(types), series, 100)


def _called(group: GroupResult, words: SurveyWords) -> str:
    """Return the name of a type without what stands in brackets behind it; several are "further (3)"."""
    if len(group.types) > 1:
        return words("further", count=len(group.types))
    return _IN_BRACKETS.sub("", group.types[0].of(words.language)) or group.types[0].of(words.language)


def _texts(result: QuestionResult, name: str, words: SurveyWords) -> Iterator[Part]:
    if not result.texts:
        yield Paragraph("own", words("no_texts", question=name))
        return
    rows = tuple((str(number), harmless(one)) for number, one in enumerate(result.texts, 1))
    yield Table(words("free_texts", question=name), ("", words("choice")), rows, numeric=(0,))
    if result.more_texts:
        yield Paragraph("own", words("more_texts", count=result.more_texts))


def _rules(evaluation: Evaluation, words: SurveyWords) -> Iterator[Paragraph]:
    title = load_methods().named(evaluation.method).title.of(words.language)
    for key in ("rule_shares", "rule_groups", "rule_invalid", "rule_needs"):
        yield Paragraph("own", words(key))
    yield Paragraph("own", words("rule_method", method=title))


def _ranking(need: Need) -> tuple[str, str]:
    return ("", "") if is_rated(need) else (need.question.de, need.question.en)
