"""The weights of the judge, from prompts/refusal.toml: written by the laboratory, checked when loaded."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.answering.bearing import Bearing
from assistant.wording import PROMPTS

REFUSAL = PROMPTS / "refusal.toml"
FEATURES = tuple(field.name for field in fields(Bearing))


class Scale(BaseModel):
    """A score of how sure an answer is: bias + the weighted sum of a bearing's features, all weights 0 or more.

    least   the score below which a question is refused
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float = Field(allow_inf_nan=False)
    least: float = Field(allow_inf_nan=False)
    weights: dict[str, float]

    @field_validator("weights")
    @classmethod
    def _known_and_positive(cls, weights: dict[str, float]) -> dict[str, float]:
        for name, weight in weights.items():
            if name not in FEATURES:
                raise ValueError(f"{name!r} is no feature; known are {', '.join(FEATURES)}")
            if not 0 <= weight < float("inf"):
                raise ValueError(f"the weight of {name!r} is {weight}, not 0 or more")
        return weights

    def score(self, found: Bearing) -> float:
        """Return the score of what was found for a question."""
        values: Mapping[str, float] = asdict(found)
        return self.bias + sum(weight * values[name] for name, weight in self.weights.items())


class Scales(BaseModel):
    """`thing` is for questions that ask for a certain kind of thing (a date, a price), `open` for all others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    thing: Scale
    open: Scale


def read_scales(path: Path) -> Scales:
    """Return the scales of a file; raises ValueError where it does not hold them."""
    return Scales.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def load_scales() -> Scales:
    """Return the scales in use; raises ValueError where prompts/refusal.toml does not hold them."""
    return read_scales(REFUSAL)
