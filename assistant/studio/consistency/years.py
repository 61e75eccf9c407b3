"""Plans in a strategy's own sentences for a year after the strategy has ended.

A sentence counts that tells what the network plans. What lasts beyond ("ab 2032", "langfristig", a vision), what was,
and what others plan or forecast (programmes, laws, markets, partners) do not.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.places import countries
from assistant.studio.consistency.figure_frames import word_pattern
from assistant.studio.consistency.findings import HORIZON, Inconsistency, found
from assistant.studio.consistency.own_sentences import own_sentences
from assistant.studio.consistency.stated_figures import claims
from assistant.studio.profile import Profile
from assistant.studio.records import Section

# "bis Ende 2031", "im Mai 2031", "by the end of 2031", "bis 31.12.2031", "2027–2031"; not "nach Ende 2031"
_DATED = re.compile(
    r"(?<!\bab )(?<!\bnach )(?<!\bseit )(?<!\bafter )(?<!\bsince )(?<!\bfrom )"
    r"(?:\b(?:bis|spätestens|by|until|till|im|in|am|on|ende|mitte|anfang)\s+"
    r"(?:(?:zum|zur|jahr(?:es)?|jahresende|ende|mitte|anfang|the|end|of|year|mid|late|early|\d{1,2}\.|"
    r"frühjahr|sommer|herbst|winter|spring|summer|autumn|quartal|halbjahr|quarter|"
    r"(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)\w*\.?)\s+){0,4}"
    r"(?:\d{1,2}[./]\s?){0,2}|\b20\d\d\s?(?:[–-]|to)\s?)(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_US = (
    r"wir|(?:das|unser) Netzwerk|(?:das|der|unser) Cluster|die Geschäftsstelle|der Vorstand|das Management|"
    r"we|(?:the|our) (?:network|cluster|management)|the (?:cluster )?office|the board"
)
_PLAN = (
    r"will|wollen|plant|planen|soll|sollen|wird|werden|möchten?|strebt|streben|beabsichtigt|beginnt|beginnen|schließt|"
    r"schließen|eröffnet|eröffnen|baut|bauen|richtet|richten|legt|legen|organisiert|organisieren|startet|starten|führt|"
    r"führen|gewinnt|gewinnen|entwickelt|entwickeln|erreicht|erreichen|unterzeichnet|unterzeichnen|"
    r"plans?|aims?|wants?|intends?|shall|signs?|opens?|launch|launches|starts?|builds?"
)
_STRATEGY = word_pattern(  # how long it is for, or what it is for
    r"(?:die Strategie|die Umsetzung|der Plan) (?:läuft|gilt|dauert|endet|reicht)|(?:läuft|gilt|dauert|endet|reicht) "
    r"(?:die Strategie|die Umsetzung|der Plan)|(?:das|unser) Ziel ist|(?:the|our) goal is|"
    r"(?:the|our) strategy (?:runs|ends|lasts|is for)"
)
_DONE = word_pattern(  # "wird bis Ende 2031 aufgebaut": ours where no partner and no country is named
    r"(?:abgeschlossen|aufgebaut|durchgeführt|eingerichtet|eröffnet|gestartet|umgesetzt|unterzeichnet|begonnen|"
    r"completed|set up|carried out|launched|opened|signed|started)"
)
_PARTNER = word_pattern(r"\w*partner\w*")
_THEIRS = word_pattern(
    r"\w*programme?s?|programs?|Förder(?:periode|richtlinie|phase)\w*|Richtlinie|Verordnung|Gesetz|EU|Kommission|"
    r"Bund(?:es)?|Land(?:es)?|Regierung|Welt\w*|Markt|Märkte|Nachfrage|Prognose\w*|rechnen|erwarten|beobachten|"
    r"Mietvertrag\w*|Patent\w*|Schutzrecht\w*|"
    r"funding period|regulation|law|government|commission|markets?|demand|forecasts?|global|expect|lease|patents?"
)
_AFTER_THE_END = word_pattern(
    r"langfristig\w*|mittelfristig\w*|perspektivisch|Vision|Ausblick|Wirkung\w*|danach|hinaus|weiterhin|"
    r"(?:nächste|neue)n? Strategie|abgelöst|Nachfolge\w*|Folgestrategie|fortgeschrieben|fortgeführt\w*|fortgesetzt\w*|"
    r"Bilanz|Rückblick|Schlussbericht|Abschlussbericht|Zeit nach|nach (?:dem|der) (?:Ende|Förderung|Ablauf)|"
    r"long[- ]term|medium[- ]term|outlook|impact|beyond|afterwards|continu\w+|lasting|next strategy|new strategy|"
    r"successor|final report"
)
_PAST = word_pattern(r"habe|haben|hat|hatten?|wurden?|war|waren|erfolgten?|has|have|had|was|were")
_FUTURE = word_pattern(r"will|wollen|soll\w*|wird|werden|plan\w*|geplant|shall")


def late_plans(sections: Sequence[Section], profile: Profile) -> Iterator[Inconsistency]:
    """Yield the first year after the strategy's end in each sentence that plans for it.

    A sentence that states the strategy's period is left to the comparison of figures.
    """
    if profile.horizon is None:
        return
    periods = {claim.sentence.text for claim in claims(sections, profile) if claim.figure.fact == "period"}
    for sentence in own_sentences(sections):
        late = (match for match in _DATED.finditer(sentence.bare) if int(match["year"]) > profile.horizon.end)
        match = next(late, None)
        if match and sentence.text not in periods and _is_our_plan(sentence.bare, profile):
            place, (start, end) = sentence.place(match), (str(profile.horizon.start), str(profile.horizon.end))
            words = {"section": sentence.section.title, "said": place.excerpt, "start": start, "end": end}
            yield found("plan_after_horizon", place, HORIZON, **words)


def _is_our_plan(sentence: str, profile: Profile) -> bool:
    if _THEIRS.search(sentence) or _AFTER_THE_END.search(sentence):
        return False
    if _PAST.search(sentence) and not _FUTURE.search(sentence):
        return False
    us = "|".join([_US, *([" ".join(map(re.escape, profile.name.split()))] if profile.name else [])])
    if word_pattern(f"(?:{us}) (?:{_PLAN})|(?:{_PLAN}) (?:{us})").search(sentence) or _STRATEGY.search(sentence):
        return True
    return bool(_DONE.search(sentence)) and not (_PARTNER.search(sentence) or countries(sentence))
