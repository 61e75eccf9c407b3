"""The frames in which a sentence states a figure of the whole strategy, in both languages, and what speaks against it.

A frame is a pattern in which a space is any white space, upper and lower case do not matter, and braces name a part
of `_PARTS`; "{us}" is the network under its own name or another. `(?P<said>...)` is the figure.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.studio.consistency.number_words import A_LITTLE_MORE, ABOUT, NEARLY, NUMBER_WORDS

_DIGITS = r"(?<![\w.,–-])(?:\d{1,3}(?:[.,'\s]\d{3}){1,4}(?:[.,]\d\d?)?|\d+(?:[.,]\d+)?)(?![\d–-]|[.,]\d)"
_SCALED = rf"{_DIGITS}\s?(?:Mio\.?|Mill\.|Millionen|Million|Tsd\.?|Tausend|thousand)(?!\w)"
_AMOUNT = rf"(?:{_SCALED}|{_DIGITS})"
_PARTS = {
    "digits": rf"(?P<said>{_DIGITS})",
    "count": rf"(?P<said>{_DIGITS}|\b(?:{'|'.join(NUMBER_WORDS)})\b)",
    "share": rf"(?P<said>{_DIGITS})\s?(?:%|Prozent\b|per ?cent\b)",
    "money": (
        rf"(?:(?P<about>{'|'.join((*ABOUT, *NEARLY, *A_LITTLE_MORE))}) )?"
        rf"(?P<said>(?:EUR|€)\s?{_AMOUNT}|{_AMOUNT}\s?(?:Euro\b|EUR\b|€)|{_DIGITS}\s?[Tk](?:EUR\b|€)|{_SCALED})"
    ),
    "years": r"(?P<said>20\d\d(?:\s?(?:bis(?: Ende)?|to|until|[–-])\s?20\d\d\b|(?=\s*(?:[).;]|$))))",
    "now": (
        r"(?:(?:heute|derzeit|zurzeit|aktuell|inzwischen|mittlerweile|insgesamt|genau|today|now|currently|"
        r"a total of) )*"
    ),
    "has": r"(?:hat|haben|has|have)",
    "is": (
        r"(?:von|beträgt|betragen|liegt bei|belaufen sich auf|beläuft sich auf|ist|sind|is|are|of|amounts? to|"
        r"comes? to|stands? at)"
    ),
    "counts": r"(?:zählt|zählen|umfasst|umfassen|vereint|vereinen|verbindet|counts?|comprises?|unites?)",
    "members": r"(?:Mitgliedern?|members)\b",
    "steps": r"(?:Arbeitsschritten?|Arbeitsschritte|Schritten?|Meilensteinen?|steps|milestones)\b",
    "survey": r"\b(?:(?:Mitglieder|Bedarfs|Online-)?(?:umfrage|erhebung|befragung)|survey)(?: \([^)]{,60}\))?",
    "answering": r"(?:Teilnehmenden?|Teilnehmern?|Teilnehmer|Befragten?|Antworten|participants|respondents|answers)\b",
    "asked": r"(?:Mitglieder|Unternehmen|Betriebe|Personen|members|companies|people)",
    "plan": r"(?:Zeit- und Arbeitsplan|Arbeitsplan|Zeitplan|Strategie|time and work plan|work plan|strategy)",
    "finance_plan": (
        r"(?:Finanzplan|Finanzierungsplan|Strategie|Internationalisierungsstrategie|financ(?:e|ing|ial) plan|strategy)"
    ),
    "total": (
        r"(?:Gesamt(?:budget|kosten|finanzierung|betrag|summe|volumen|aufwand|bedarf|etat|ausgaben)|Umsetzungskosten|"
        r"Finanzierungsvolumen|"
        r"(?:total|overall) (?:budget|costs?|funding|volume))"
    ),
    "of_strategy": (
        r"(?:(?:der|für die|of the|for the) (?:Umsetzung(?: der Strategie)?|Strategie|strategy|implementation) )?"
    ),
    # What the whole money is for, and what is said of it.
    "scheme": (
        r"(?:Umsetzung(?: (?:der|dieser|unserer) (?:Internationalisierungss|S)trategie| des Plans| des Vorhabens)?|"
        r"(?:Internationalisierungss|S)trategie|implementation(?: of (?:the|our|this) strategy)?|strategy)"
    ),
    "the": r"(?:(?:die|der|ihre|ihrer|unsere|unserer|diese|dieser|the|our|this) )?",
    "spending": r"(?:Kosten|Aufwand|Ausgaben|Budget|Etat|Mittelbedarf|Finanz(?:ierungs)?bedarf|costs?|budget|funding)",
    "sums_up": (
        r"(?:Insgesamt|Zusammen|Zusammengenommen|Alles in allem|In (?:der )?Summe|Unterm Strich|"
        r"In all|In total|Altogether|All in all)"
    ),
    "costs": (
        r"(?:kostet|kosten|erfordert|erfordern|benötigt|benötigen|braucht|brauchen|verschlingt|"
        r"costs?|will cost|requires?|needs?)"
    ),
    "plan_on": (
        r"(?:benötigen|benötigt|brauchen|braucht|veranschlagen|veranschlagt|planen|plant|rechnen|rechnet|"
        r"needs?|plans?|budgets?|estimates?)"
    ),
    "to_cost": r"(?:kosten|erfordern|benötigen|brauchen)",
    "over_years": r"(?:(?:in|über|over) (?:(?:den|die|the) )?\w+ (?:Jahren?|years) )?",
    "set_aside": (
        r"(?:vorgesehen|eingeplant|veranschlagt|bereit|nötig|notwendig|erforderlich|zur Verfügung|"
        r"budgeted|planned|set aside|available|needed|required)"
    ),
    # The sentence, or the whole told of, ends here: not "hat 45 Mitglieder befragt".
    "end": r"(?=\s*(?:[.:;!?)–(]|$|, (?:davon|darunter|und zwar|of which|of whom|including)\b))",
    # No part is told of: not "45 Mitglieder aus Bayern".
    "whole": (
        r"(?!,? (?:der|des|die|das|den|aus|mit|ohne|im|in|an|am|von|bei|vom|zum|zur|dieser|dieses|oder|"
        r"of|from|with|without|on|at|who|that|which|whose|or)\b)"
    ),
    "in_all": (
        r"(?=\s*(?:[.,;:!?)]|$|(?:vor|eingeplant|vorgesehen|veranschlagt|bereit|nötig|notwendig|erforderlich|"
        r"zur Verfügung|in all|in total)\b))"
    ),
}
_NETWORKS = (
    r"(?:das|unser) (?:Netzwerk|Cluster)|(?:der|unser) (?:Verein|Verbund|Cluster)|wir|"
    r"(?:the|our) (?:network|cluster)|we"
)
_NO_NAMES = ("das", "die", "der", "the", "netzwerk", "network", "cluster", "verein", "verbund", "initiative")

# What may speak against a frame: words between "|".
_PARTNERS = r"\w*partner\w*|Ausland|abroad"
_BODIES = (
    r"\w*beirat\w*|\w+sgruppe\w*|\w+skreis\w*|Projektgruppe|Vorstand|Gremium|Ausschuss|Jury|\w*team|"
    r"board|committee|(?:working|steering|project) group|council"
)
_PROJECTS = r"\w*projekt\w*|projects?"
_PLANNED = (
    r"soll\w*|will|wollen|wird|werden|künftig\w*|Ziele?|geplant\w*|wenn|falls|sobald|"
    r"would|should|planned|target|goal|if|when"
)
_FORMER = (
    r"war|waren|hatten?|damals|früher|ehemal\w+|anfangs|zunächst|gegründet\w*|Gründung|"
    r"was|were|had|formerly|initially|founded"
)
_EACH = (
    r"pro|je|jährlich\w*|jedes|im Jahr|per|a year|annual|annually|yearly|each|"
    r"(?:erste|zweite|dritte|vierte|fünfte|letzte|nächste)[nsr]? (?:\w*jahr\w*|Quartal\w*|Phase|Abschnitt\w*|Etappe)|"
    r"(?:first|second|third|fourth|fifth|last|next) (?:year|half|quarter|phase|stage)"
)
_IN_PART = (
    r"davon|darunter|allein|ohne|außer|nur|bisher|anteilig|zusätzlich\w*|weitere[nrs]?|mehr|Rest\w*|"
    r"of which|alone|without|except|only|so far|additional\w*|further|more|rest"
)


@dataclass(frozen=True)
class Figure:
    """A fact of the profile, the field it is made of, and how sentences state it.

    not_behind   words before it, in its sentence and the one before, with which another is meant: a partner's, a
                 project's, a working group's; `not_in_paragraph` are such words anywhere before it
    not_with     words of its clause with which it is a plan or past
    years        which years its sentence may name: none but those of the horizon, of the survey, or any
    sections     where the frames can only mean this figure; () for everywhere
    """

    fact: str
    section: str
    field: str
    frames: tuple[str, ...]
    not_behind: str
    not_with: str
    years: Literal["none", "horizon", "survey", "any"] = "none"
    sections: tuple[str, ...] = ()
    not_in_paragraph: str = ""


FIGURES = (
    Figure(
        "member_count",
        *("target_group", "members"),
        (
            "{us} {has} {now}{count} {members}{end}",
            r"\b{has} {us} {now}{count} {members}{end}",
            "{us} {counts} {now}{count} {members}{whole}",
            r"\b{counts} {us} {now}{count} {members}{whole}",
            r"{us} (?:ist|sind|is|are) (?:mit|with) {now}{count} {members} (?:das|eine[rs]|the|one of)\b",
            r"\b(?:ein|das|unser|als|a|the|our|as) (?:Netzwerk|Verbund|Verein|network|cluster) (?:mit|with|of) "
            "{now}{count} {members}{whole}",
            r"\b(?:Mitgliederzahl|(?:An)?zahl (?:der|unserer) Mitglieder|number of members) {is} {now}{count}{end}",
        ),
        f"{_PARTNERS}|{_BODIES}",
        f"{_PLANNED}|{_FORMER}",
    ),
    Figure(
        "member_count",
        *("target_group", "members"),
        (
            r"\b(?:alle[nr]?|unsere[nr]?|(?:von|unter) den|all|our|of the) {digits} {members}{whole}",
            r"\b(?:die|der|den|the) {digits} {members} (?:des (?:Netzwerks|Clusters)|of the (?:network|cluster))\b",
        ),
        f"{_PARTNERS}|{_BODIES}",
        f"{_PLANNED}|{_FORMER}",
        not_in_paragraph=r"\w+ (?:Mitglied|member)\w*",  # "12 Mitglieder reisen. ... Die 12 Mitglieder zahlen selbst."
    ),
    Figure(
        "sme_share",
        *("target_group", "members"),
        (
            r"\b(?:Anteil der KMU|KMU-Anteil|share of SMEs|SME share) {is} {share}{whole}",
            r"{share} (?:der|unserer|aller) Mitglieder sind (?:KMU|kleine und mittlere Unternehmen)\b",
            r"{share} of (?:the|our|all) members are (?:SMEs|small and medium)\b",
        ),
        f"{_PARTNERS}|{_BODIES}|{_PROJECTS}",
        f"{_PLANNED}|{_FORMER}",
    ),
    Figure(
        "milestone_count",
        *("work_plan", "milestones"),
        (
            r"\b(?:Zahl der (?:geplanten )?{steps}|number of (?:planned )?{steps}(?: planned)?) {is} {count}{end}",
            r"\b{plan} (?:{has}|umfasst|enthält|nennt|besteht aus|comprises|contains|consists of) "
            "{now}{count} {steps}{whole}",
        ),
        f"{_PARTNERS}|{_PROJECTS}",
        _EACH,
        "horizon",
    ),
    Figure(
        "need_participants",
        *("target_group", "needs.participants"),
        (
            "{survey} (?:zählte|hatte|erreichte|mit|had|counted|reached|with) {now}{count} {answering}{whole}",
            r"\ban der {survey} (?:nahmen|haben|beteiligten sich) {now}{count} {asked} (?:teil|teilgenommen)\b",
            r"\b(?:nahmen|haben) {now}{count} {asked} an der {survey} (?:teil|teilgenommen)\b",
            r"{count} {asked} (?:nahmen|haben) an der {survey} (?:teil|teilgenommen)\b",
            r"{count} {asked} (?:took part in|answered) the {survey}",
        ),
        _PARTNERS,
        f"{_PLANNED}|davon|of which",
        "survey",
    ),
    Figure(
        "budget_total",
        *("finance", "budget"),
        (
            r"\b{total}:? {of_strategy}(?:{is} |in Höhe von )?{now}{money}{in_all}",
            r"\b{finance_plan} (?:sieht|umfasst|kostet|kommt auf|beläuft sich auf|comes to|costs|amounts to|totals) "
            r"(?:(?:in|over) \w+ (?:Jahren|years) )?{now}{money}{in_all}",
            r"\bFür (?:ihre|die) (?:Umsetzung(?: der Strategie)?|Strategie) (?:sind|werden|stehen) "
            "{now}{money}{in_all}",
            r"{money} (?:is|are) (?:budgeted|planned) for (?:carrying (?:it|the strategy) out|its implementation)\b",
        ),
        f"{_PARTNERS}|{_PROJECTS}",
        _EACH,
        "horizon",
    ),
    Figure(
        "budget_total",
        *("finance", "budget"),
        (
            r"\b{sums_up} (?:sind|werden|stehen|benötigen wir|brauchen wir|veranschlagen wir|planen wir mit|"
            r"rechnen wir mit) {money}{in_all}",
            r"\b{sums_up},? {money} (?:is|are) {set_aside}(?=\s*[.,;])",
            r"\bWir (?:benötigen|brauchen|veranschlagen|planen mit|rechnen mit) insgesamt {money}{in_all}",
            r"\b(?:Der|Unser) (?:Mittelbedarf|Finanz(?:ierungs)?bedarf) {is} {now}{money}{in_all}",
        ),
        r"\w+",  # else it may sum up what was said before
        _EACH,
        "horizon",
        sections=("summary", "finance"),
    ),
    Figure(
        "budget_total",
        *("finance", "budget"),
        (
            r"\b{the}{scheme} {costs} {over_years}{now}{money}{in_all}",
            r"\b{sums_up},? {costs} {the}{scheme} {over_years}{now}{money}{in_all}",
            r"\b{the}{scheme} (?:wird|werden|soll|dürfte|würde) {over_years}{now}{money} {to_cost}\b",
            r"\b(?:dass|weil|da) {the}{scheme} {over_years}{now}{money} {costs}\b",
            r"^(?:{sums_up} )?{money} {costs} {the}{scheme}(?=\s*[.,;:!?])",
            r"^(?:{sums_up} )?{money} (?:sind|werden|stehen) für {the}{scheme} {set_aside}\b",
            r"\b{spending} (?:für|of|for|der|unserer) {the}{scheme} {is} {now}{money}{in_all}",
            r"\bFür {the}{scheme} {plan_on} {us} {over_years}(?:mit )?{now}{money}{in_all}",
            r"{us} {plan_on} {over_years}(?:für|for) {the}{scheme} (?:mit )?{now}{money}{in_all}",
            r"{us} {plan_on} {now}{money} for {the}{scheme}\b",
            r"\b(?:carrying (?:it|the strategy) out|implementing (?:it|the strategy)) {costs} {now}{money}{in_all}",
        ),
        f"{_PARTNERS}|{_PROJECTS}|{_IN_PART}",
        _EACH,
        "horizon",
    ),
    Figure(
        "period",
        *("work_plan", "horizon"),
        (
            r"\b(?:Zeitraum der Strategie|Planungszeitraum|Zu finanzieren ist der Zeitraum|Laufzeit der Strategie|"
            r"period of the strategy|planning period|period to be financed):? ?(?:\(|ist |is |umfasst )?"
            r"(?:von |die Jahre |from |the years )?{years}\)?",
        ),
        _FORMER,
        _FORMER,
        "any",
    ),
)


@cache
def word_pattern(words: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the words between "|"."""
    return _spaced(rf"\b(?:{words})\b")


@cache
def frame_patterns(figure: Figure, name: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a figure's frames for a network of this name, "" where it has none."""
    names = [" ".join(map(re.escape, words)) for words in (name.split(), name.split()[:1]) if words]
    us = "|".join([_NETWORKS, *(one for one in names if one.casefold() not in _NO_NAMES)])
    return tuple(_spaced(_filled(frame, rf"\b(?:{us})\b")) for frame in figure.frames)


def _filled(frame: str, us: str) -> str:
    for part, pattern in {"us": us, **_PARTS}.items():
        frame = frame.replace(f"{{{part}}}", pattern)
    return frame


def _spaced(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)
