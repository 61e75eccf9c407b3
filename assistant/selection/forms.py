"""The sheets that go with a selection: PEST and SWOT, the cooperation protocol, the rules on intellectual property.

Söllner/Wiese/Wiesner (2018): PEST with an E for ecology and SWOT in chapter 4.2, the protocol in 4.3, the four rules
in 5.3. What each field asks is in prompts/selection.toml ("protocol_finance", "protocol_finance_hint").
"""

from assistant.instruments.typed import Day, Typed
from assistant.phrase import Strict


class Pest(Strict):
    """The surroundings of a candidate: one text for each of the five factors."""

    political: Typed = ""
    economic: Typed = ""
    social: Typed = ""
    technological: Typed = ""
    ecological: Typed = ""


class Swot(Strict):
    """What speaks for and against a candidate, or our own network."""

    strengths: Typed = ""
    weaknesses: Typed = ""
    opportunities: Typed = ""
    threats: Typed = ""


class Protocol(Strict):
    """What both sides agree on before they start to work together; every field may stay empty until it is settled."""

    data_protection: Typed = ""
    finance: Typed = ""
    rules: Typed = ""
    frequency: Typed = ""
    channels: Typed = ""
    languages: Typed = ""
    contact_own: Typed = ""
    contact_partner: Typed = ""
    personal_exchange: Typed = ""
    working_groups: Typed = ""
    contact_office: Typed = ""
    agreed_on: Day = ""
    agreed_by: Typed = ""


class IprRule(Strict):
    """One rule: what was agreed, in which document, when, and who sees to it."""

    agreed: Typed = ""
    document: Typed = ""
    day: Day = ""
    responsible: Typed = ""


class Ipr(Strict):
    """The four rules on intellectual property without which no project starts."""

    dissemination: IprRule = IprRule()
    liability: IprRule = IprRule()
    organisation: IprRule = IprRule()
    disputes: IprRule = IprRule()

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Return what still has to be filled in, as rule and field: ("liability", "day")."""
        return tuple(
            (rule, field) for rule in type(self).model_fields for field, value in getattr(self, rule) if not value
        )
