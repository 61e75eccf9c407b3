"""Countries, and how a text shows that it names one: their German and English names, adjectives and codes."""

import re

# stems: "deutsch" stands for Deutschland and deutsche, "german" for Germany and German
_STEMS = (
    "ägypt|albani|argentin|austral|austri|belgi|bosni|brasili|brazil|britain|british|britisch|bulgar|canad|"
    "chile|chin(?:a|es)|croat|cyprus|czech|dänemark|dänisch|danish|denmark|deutsch|dutch|egypt|england|english|englisch|"
    "estland|estni|estoni|europ|finland|finn(?:ish|isch|land)|frankreich|französ|france|french|german|"
    "greece|greek|griech|großbritann|iceland|india|indien|indisch|indones|ireland|irish|irland|irisch|island|isländ|"
    "israel|italien|italy|italian|japan|kanad|kolumb|korea|kroati|latvi|lettland|lettisch|liechtenstein|litau|lithuan|"
    "luxemb|malaysi|malta|marokk|mexi[ck]|morocc|netherlands|neuseeland|niederl[aä]nd|norw|österreich|philippin|"
    "poland|polen|polish|polnisch|portug|rumän|romani|russ(?:i|land)|saudi|schottland|schwed|schweiz|serbi|"
    "singap|skandinav|slowak|slowen|slovak|sloveni|span(?:i|ien)|südafrika|swed|swiss|switzerland|taiwan|thail|"
    "tschech|tunes|türk|turk(?:ey|ish)|ukrain|ungar|hungar|vereinigte staaten|united (?:states|kingdom)|vietnam|wales|zyp[er]"
)
_COUNTRY = re.compile(rf"\b(?:{_STEMS})\w*", re.IGNORECASE)
_CODE = re.compile(r"\b(?:USA|US|UK|DE|FR|CH|AT|EU)\b")


def countries(text: str) -> frozenset[str]:
    """Return the countries that a text names, each by the first letters of a name or by its code."""
    named = {match.group().lower()[:5] for match in _COUNTRY.finditer(text)}
    return frozenset(named | {match.group().lower() for match in _CODE.finditer(text)})
