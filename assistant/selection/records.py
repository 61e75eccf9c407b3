"""A selection of partners or projects as one record: criteria, candidates, ratings with their proofs, raters, minutes.

Partners are rated together, projects by several raters, each alone first (Söllner/Wiese/Wiesner, 2018, chapter 5.1).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from assistant.instruments.typed import Day, Id, Name, Origin, Typed, folded, in_both
from assistant.phrase import Phrase, Strict
from assistant.selection.forms import Ipr, Pest, Protocol, Swot
from assistant.studio.records import Quote

BEST = 4  # the highest rating: 0 not at all, 1 hardly, 2 partly, 3 largely, 4 fully
MOST_CANDIDATES, MOST_CRITERIA, MOST_RATERS = 200, 200, 30
_LONGEST_SAID = 500  # characters of a title, a group or a question
TOGETHER = ""  # the rater of partners: all in one

SelectionKind = Literal["partners", "projects"]
Stage = Literal["long_list", "short_list", "chosen", "declined"]
STAGES: tuple[Stage, ...] = get_args(Stage)
ProofKind = Literal["statement", "document", "link"]
PROOF_KINDS: tuple[ProofKind, ...] = get_args(ProofKind)
Score = Annotated[int, Field(ge=0, le=BEST)]


def _fits(phrase: Phrase) -> Phrase:
    if not all(0 < len(text.strip()) <= _LONGEST_SAID for text in (phrase.de, phrase.en)):
        raise ValueError("said_length")
    return phrase


# What a catalogue or its user says of a criterion; a text in one language counts for both.
Said = Annotated[Phrase, BeforeValidator(in_both), AfterValidator(_fits)]


class Criterion(Strict):
    """A criterion as it was chosen for a selection; without `origin` it is somebody's own.

    weight   0 (does not count) to 10
    least    the rating below which a candidate is out, whatever else speaks for it; None: no knock-out criterion
    """

    id: Id
    group: Said
    title: Said
    question: Said | None = None
    weight: float = Field(default=5, ge=0, le=10)
    least: int | None = Field(default=None, ge=1, le=BEST)
    origin: Origin | None = None


class Proof(Strict):
    """What a rating rests on: somebody's statement, a document, a link.

    quote   the words of a document of the library, found there; without it a document is only named
    """

    kind: ProofKind
    text: Typed = ""
    link: Annotated[str, Field(max_length=2000, pattern=r"^(https?://\S+)?$")] = ""
    page: Annotated[str, Field(max_length=40)] = ""
    quote: Quote | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.kind == "link" and not self.link) or not (self.text or self.link or self.quote):
            raise ValueError("empty_proof")
        return self


class Rating(Strict):
    """How a rater sees a candidate by one criterion. `first`: what was given before the others' ratings were seen."""

    candidate: Id
    criterion: Id
    rater: str = TOGETHER
    score: Score | None = None
    note: Typed = ""
    proofs: Annotated[tuple[Proof, ...], Field(max_length=20)] = ()
    first: Score | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        """Return what there is one rating for."""
        return self.candidate, self.criterion, self.rater

    @property
    def is_empty(self) -> bool:
        """Return whether it says nothing."""
        return self.score is None and self.first is None and not self.note and not self.proofs


class Candidate(Strict):
    """A partner or a project under consideration. A project is `started` when all rules of its `ipr` are settled."""

    id: Id
    name: Name
    country: Typed = ""
    note: Typed = ""
    stage: Stage = "long_list"
    pest: Pest = Pest()
    swot: Swot = Swot()
    protocol: Protocol = Protocol()
    ipr: Ipr = Ipr()
    started: bool = False

    @model_validator(mode="after")
    def _starts_with_rules(self) -> Self:
        if self.started and self.ipr.missing:
            raise ValueError("ipr_incomplete")
        return self


class Rater(Strict):
    """Who rates projects. Before `submitted` nobody sees the ratings, and the rater sees nobody's."""

    id: Id
    name: Name
    submitted: bool = False


class Conflict(Strict):
    """Why a rater has no say on a project."""

    rater: Id
    candidate: Id
    reason: Annotated[Typed, Field(min_length=1)]


class Minutes(Strict):
    """A decision: when, by whom, what, why, and who was against it."""

    day: Day
    who: Typed
    what: Annotated[Typed, Field(min_length=1)]
    why: Typed = ""
    dissent: Typed = ""


class Selection(Strict):
    """A selection as it stands. Ratings are kept in one order, empty ones not at all, so that equal ones are equal.

    discuss_from   how far raters may lie apart on a criterion before it is to be discussed, in grades
    """

    kind: SelectionKind
    title: Name
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=MOST_CRITERIA)] = ()
    candidates: Annotated[tuple[Candidate, ...], Field(max_length=MOST_CANDIDATES)] = ()
    ratings: tuple[Rating, ...] = ()
    raters: Annotated[tuple[Rater, ...], Field(max_length=MOST_RATERS)] = ()
    conflicts: tuple[Conflict, ...] = ()
    decisions: Annotated[tuple[Minutes, ...], Field(max_length=200)] = ()
    own_swot: Swot = Swot()
    discuss_from: int = Field(default=2, ge=1, le=BEST)

    @field_validator("ratings")
    @classmethod
    def _in_one_order(cls, ratings: tuple[Rating, ...]) -> tuple[Rating, ...]:
        return tuple(sorted((one for one in ratings if not one.is_empty), key=lambda one: one.place))

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_criteria(self.criteria)
        _once("id_twice", (one.id for one in self.candidates))
        _once("id_twice", (one.id for one in self.raters))
        _once("candidate_twice", (folded(one.name) for one in self.candidates))
        _once("rater_twice", (folded(one.name) for one in self.raters))
        _once("rating_twice", (" / ".join(one.place) for one in self.ratings))
        raters = {one.id for one in self.raters} if self.kind == "projects" else {TOGETHER}
        for field, known in (
            ("candidate", {one.id for one in self.candidates}),
            ("criterion", {one.id for one in self.criteria}),
            ("rater", raters),
        ):
            if (
                unknown := {getattr(one, field) for one in (*self.ratings, *self.conflicts) if hasattr(one, field)}
                - known
            ):
                raise ValueError(f"unknown_{field}: {min(unknown)}")
        conflicts = self.barred
        if barred := [one for one in self.ratings if (one.rater, one.candidate) in conflicts]:
            raise ValueError(f"barred_rating: {barred[0].rater} / {barred[0].candidate}")
        return self

    @property
    def barred(self) -> frozenset[tuple[str, str]]:
        """Return who has no say on which project, as ids of rater and candidate."""
        return frozenset((one.rater, one.candidate) for one in self.conflicts)


def check_criteria(criteria: Sequence[Criterion]) -> None:
    """Raise ValueError where an id or a title stands there twice: a workbook's columns are found by their titles."""
    _once("id_twice", (one.id for one in criteria))
    for titles in ([one.title.de for one in criteria], [one.title.en for one in criteria]):
        _once("criterion_twice", map(folded, titles))


def _once(fault: str, names: Iterable[str]) -> None:
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise ValueError(f"{fault}: {twice[0]}")
