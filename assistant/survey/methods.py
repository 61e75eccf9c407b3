"""The three ways to ask the members, compared: what each takes, gives and misses, and which one fits when."""

import tomllib
from functools import cache
from math import ceil

from pydantic import Field

from assistant.instruments.typed import Origin
from assistant.phrase import Phrase, Strict
from assistant.survey.catalogue import FOLDER
from assistant.survey.records import MethodName
from ingest.records import Text

MOST_MEMBERS = 100_000


class Effort(Strict):
    """A part of the effort, in hours of the cluster's office: `fixed`, and `per_member` for each member."""

    what: Phrase
    fixed: float = Field(default=0, ge=0)
    per_member: float = Field(default=0, ge=0)

    def hours(self, members: int) -> float:
        """Return the hours for so many members."""
        return self.fixed + self.per_member * members


class Method(Strict):
    """A way to ask the members."""

    id: MethodName
    title: Phrase
    what: Phrase
    benefits: tuple[Phrase, ...] = Field(min_length=1)
    limits: tuple[Phrase, ...] = Field(min_length=1)
    choose: Phrase
    effort: tuple[Effort, ...] = Field(min_length=1)

    @property
    def fixed(self) -> float:
        """Return the hours that do not depend on the number of members."""
        return sum(part.fixed for part in self.effort)

    @property
    def per_member(self) -> float:
        """Return the hours for each member."""
        return sum(part.per_member for part in self.effort)

    def hours(self, members: int) -> int:
        """Return the effort in whole hours, rounded up: fixed hours + hours per member x members.

        The hours are our assumption (prompts/survey/methods.toml); the comparison follows Söllner/Wiese/Wiesner (2018),
        chapter 2, which refers to Cluster Excellence Denmark.
        """
        return ceil(round(self.fixed + self.per_member * members, 6))


class Methods(Strict):
    """The three methods, and whose comparison it is."""

    origin: Origin
    methods: tuple[Method, ...] = Field(min_length=3, max_length=3)

    def named(self, name: MethodName) -> Method:
        """Return a method by its name."""
        return next(one for one in self.methods if one.id == name)


@cache
def load_methods() -> Methods:
    """Return the checked comparison."""
    return Methods.model_validate(tomllib.loads((FOLDER / "methods.toml").read_text(encoding="utf-8")))


def calls_dearer_from() -> int:
    """Return the number of members from which calling all of them takes longer than a meeting."""
    meeting, telephone = load_methods().named("meeting"), load_methods().named("telephone")
    return int((meeting.fixed - telephone.fixed) / (telephone.per_member - meeting.per_member)) + 1


def advice(members: int) -> tuple[MethodName, Text]:
    """Return the method that fits so many members, and the rule that says so.

    Rule: calling all members fits as long as it takes no more hours than a meeting would; beyond it a survey does.
    """
    methods = load_methods()
    calls, meeting = methods.named("telephone").hours(members), methods.named("meeting").hours(members)
    if calls <= meeting:
        return "telephone", Text(
            f"Bei {members} Mitgliedern braucht ein Anruf bei allen {calls} Stunden, nicht mehr als eine Versammlung "
            f"({meeting}): Rufen Sie an, das hält den Kontakt eng und lässt sich auszählen.",
            f"With {members} members, calling them all takes {calls} hours, no more than a meeting ({meeting}): call, "
            "for it keeps contact close and can be counted.",
        )
    written = methods.named("survey").hours(members)
    return "survey", Text(
        f"Bei {members} Mitgliedern braucht ein Anruf bei allen {calls} Stunden, eine Umfrage {written}: Fragen Sie "
        "schriftlich, und rufen Sie nur die an, deren Antwort Sie genauer verstehen wollen.",
        f"With {members} members, calling them all takes {calls} hours, a survey {written}: ask in writing, and call "
        "only those whose answers you want to understand better.",
    )
