"""What the answers come to: counts, shares, means, by type of member, and which needs come first. Pure, no clock."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median

from assistant.survey.answers import Answer, Answers, Response
from assistant.survey.groups import LEAST, pooled
from assistant.survey.records import SCALE, Question, Survey, Words
from assistant.survey.results import Count, Evaluation, GroupResult, Need, QuestionResult, Told

STRONG, MIDDLE = 0.5, 0.25  # shares from which a need is strong, or middling; our own rule
AGREES = 4  # on the scale from 1 to 5: 4 and 5 say that it is important
_MOST_TEXTS = 200  # free texts that are shown of a question
_NOT_SAID = ""  # the type of those who named none
_UNNAMED = Told(de="ohne gültige Angabe", en="not validly stated")


def evaluate(survey: Survey, answers: Answers, *, made_on: str) -> Evaluation:
    """Return the evaluation of the answers; `made_on` is a day, "2027-03-31".

    Fewer than five answers are told as a number only, a question that fewer than five answered by its wording only.
    """
    responses = answers.responses
    many = len(responses) >= LEAST
    groups = _Groups(survey.questions, responses)
    asked = [one for one in survey.questions if many and one.code not in answers.lacking]
    results = tuple(_result(one, groups, responses) for one in asked)
    return Evaluation(
        title=survey.title,
        made_on=made_on,
        method=survey.method,
        respondents=len(responses),
        invited=survey.invited,
        rate=_rate(len(responses), survey.invited),
        too_few=not many,
        questions=results,
        needs=_ranked(asked, results),
        lacking=answers.lacking,
    )


def with_invited(evaluation: Evaluation, invited: int | None) -> Evaluation:
    """Return the evaluation with another number of members asked."""
    rate = _rate(evaluation.respondents, invited)
    return Evaluation(**{**dict(evaluation), "invited": invited, "rate": rate})


def _rate(respondents: int, invited: int | None) -> float | None:
    return respondents / invited if invited and respondents <= invited else None


class _Groups:
    """The types of members as they are shown: each of five or more, the others put together once for all questions.

    So no two tables differ by a type of fewer than five. Who named no type is a type too, or subtracting the others
    from the total would show it.
    """

    def __init__(self, questions: Sequence[Question], responses: Sequence[Response]) -> None:
        self.question = next((one for one in questions if one.group), None)
        self._names = {**dict(_codes(self.question)), _NOT_SAID: _UNNAMED} if self.question else {_NOT_SAID: _UNNAMED}
        self.sizes = Counter(self._type_of(one) for one in responses)
        self._shown = pooled({code: self.sizes[code] for code in self._names})

    def counted(self) -> tuple[Count, ...]:
        """Return how many members of each type answered at all; () where no type can be shown apart."""
        sizes = [(codes, sum(self.sizes[one] for one in codes)) for codes in self._shown]
        return tuple(
            Count(code="+".join(codes), text=_joined(self._called(codes)), count=size, share=size / self.sizes.total())
            for codes, size in sizes
        )

    def results(self, question: Question, given: Sequence[tuple[Response, Answer]]) -> tuple[GroupResult, ...]:
        """Return what the types answered; () where that would show fewer than five apart."""
        of = {codes: [value for response, value in given if self._type_of(response) in codes] for codes in self._shown}
        keys = {str(number): codes for number, codes in enumerate(of)}
        merged = pooled({key: len(of[codes]) for key, codes in keys.items()})
        together = [[code for key in one for code in keys[key]] for one in merged]
        values = [[value for key in one for value in of[keys[key]]] for one in merged]
        return tuple(_group(question, self._called(codes), some) for codes, some in zip(together, values, strict=True))

    def _type_of(self, response: Response) -> str:
        return str(response.values.get(self.question.code, _NOT_SAID)) if self.question else _NOT_SAID

    def _called(self, codes: Sequence[str]) -> list[Told]:
        return [self._names[code] for code in codes]


def _result(question: Question, groups: _Groups, responses: Sequence[Response]) -> QuestionResult:
    """Return what was answered to a question. Free texts are told as they are, and never by type of member."""
    given = [(one, one.values[question.code]) for one in responses if question.code in one.values]
    invalid = sum(question.code in one.invalid for one in responses)
    values = [value for _, value in given]
    is_text, is_type = question.kind == "text", question == groups.question
    if is_type:  # with those of no type, or they could be told from the total
        values, invalid = [*values, *[_NOT_SAID] * (len(responses) - len(values))], 0
    hidden = len(values) < LEAST and not is_text
    texts = sorted(str(value) for value in values) if is_text else []
    figures = [value for value in values if isinstance(value, float) and not hidden]
    return QuestionResult(
        code=question.code,
        theme=question.theme,
        kind=question.kind,
        text=_told(question.text),
        unit=_told(question.unit) if question.unit else None,
        need=question.need,
        answered=0 if hidden else len(values),
        invalid=0 if hidden else invalid,
        missing=0 if hidden else len(responses) - len(values) - invalid,
        hidden=hidden,
        counts=() if hidden else groups.counted() if is_type else _counted(question, values),
        mean=fmean(figures) if figures else None,
        median=median(figures) if figures else None,
        texts=tuple(texts[:_MOST_TEXTS]),
        more_texts=max(0, len(texts) - _MOST_TEXTS),
        by_group=() if hidden or is_text or is_type else groups.results(question, given),
    )


def _codes(question: Question) -> list[tuple[str, Told]]:
    if question.kind == "scale":
        return [(str(step), _step(question, step)) for step in SCALE]
    return [(one.code, _told(one.text)) for one in question.options]


def _step(question: Question, step: int) -> Told:
    end = {SCALE[0]: question.low, SCALE[-1]: question.high}.get(step)
    return Told(de=f"{step} ({end.de})", en=f"{step} ({end.en})") if end else Told(de=str(step), en=str(step))


def _tally(question: Question, values: Sequence[Answer]) -> Counter[str]:
    if question.kind == "multiple":
        return Counter(code for value in values if isinstance(value, frozenset) for code in value)
    return Counter(str(int(value)) if isinstance(value, float) else str(value) for value in values)


def _counted(question: Question, values: Sequence[Answer]) -> tuple[Count, ...]:
    if question.kind in ("number", "text"):
        return ()
    tally = _tally(question, values)
    return tuple(
        Count(code=code, text=text, count=tally[code], share=tally[code] / len(values))
        for code, text in _codes(question)
    )


def _group(question: Question, types: Sequence[Told], values: Sequence[Answer]) -> GroupResult:
    tally = _tally(question, values)
    counts = () if question.kind == "number" else tuple(tally[code] for code, _ in _codes(question))
    figures = [value for value in values if isinstance(value, float)]
    mean, middle = (fmean(figures), median(figures)) if figures else (None, None)
    return GroupResult(types=tuple(types), answered=len(values), counts=counts, mean=mean, median=middle)


def _joined(types: Sequence[Told]) -> Told:
    return Told(de=" + ".join(one.de for one in types), en=" + ".join(one.en for one in types))


def _ranked(questions: Sequence[Question], results: Sequence[QuestionResult]) -> tuple[Need, ...]:
    """Return the needs within each question that has them, the most often named first; equal shares share a place.

    Scales are ranked together, by the share of answers 4 and 5.
    """
    found: list[Need] = []
    for question, result in zip(questions, results, strict=True):
        if not question.need or question.kind not in ("multiple", "single") or result.hidden:
            continue
        none = {option.code for option in question.options if option.none}
        found += _placed([(result, one.text, one.count) for one in result.counts if one.count and one.code not in none])
    scales = [
        (result, result.text, sum(one.count for one in result.counts if int(one.code) >= AGREES))
        for question, result in zip(questions, results, strict=True)
        if question.need and question.kind == "scale" and not result.hidden
    ]
    return (*_placed(scales), *found)


def _placed(named: Sequence[tuple[QuestionResult, Told, int]]) -> list[Need]:
    ordered = sorted(named, key=lambda one: -one[2] / one[0].answered)
    shares = [count / result.answered for result, _, count in ordered]
    return [
        Need(
            place=shares.index(share) + 1,
            question=result.text,
            text=text,
            theme=result.theme,
            count=count,
            answered=result.answered,
            share=share,
            strength="strong" if share >= STRONG else "middle" if share >= MIDDLE else "weak",
        )
        for (result, text, count), share in zip(ordered, shares, strict=True)
    ]


def _told(words: Words) -> Told:
    return Told(de=words.de, en=words.en)
