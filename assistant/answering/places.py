"""Countries and cities, and how a text shows that it names one: German and English names, adjectives, codes."""

import re
from collections.abc import Mapping

# code -> stems of names and adjectives: "deutsch" stands for Deutschland and deutsche, "german" for Germany and German
_STEMS: Mapping[str, str] = {
    "at": "österreich|austri(?:a|an)",
    "au": "austral",
    "be": "belgi",
    "br": "brasil|brazil",
    "ca": "kanad|canad",
    "ch": "schweiz|swiss|switzerland",
    "cn": "chines|china",
    "cz": "tschech|czech",
    "de": "deutsch|german",
    "dk": "dänemark|dänisch|danish|denmark",
    "ee": "estland|estni|estoni",
    "es": "spani(?:en|sch)|spain|spanish",
    "eu": "europ",
    "fi": "finn(?:ish|isch|land)",
    "fr": "frankreich|französ|france|french",
    "gb": "großbritann|britain|brit(?:ish|isch)|england|united kingdom|schottland|scotland|wales",
    "gr": "griech|greece|greek",
    "hr": "kroati|croati",
    "hu": "ungar|hungar",
    "ie": "irland|irisch|ireland|irish",
    "in": "indi(?:en|a|sch|an)",
    "il": "israel",
    "is": "island|isländ|iceland",
    "it": "itali",
    "jp": "japan",
    "kr": "korea",
    "lt": "litau|lithuan",
    "lu": "luxemb",
    "lv": "lett(?:land|isch)|latvi",
    "mx": "mexi[ck]",
    "nl": "niederl[aä]nd|netherlands|dutch",
    "no": "norweg|norway",
    "pl": "polen|poln|poland|polish",
    "pt": "portug",
    "ro": "rumän|romani",
    "ru": "russ(?:i|land)",
    "se": "schwed|swed",
    "sg": "singap",
    "si": "slowen|sloven",
    "sk": "slowak|slovak",
    "tr": "türk|turkey|turkish",
    "tw": "taiwan",
    "ua": "ukrain",
    "us": "usa|vereinigte staaten|united states|amerik|americ",
    "vn": "vietnam",
    "za": "südafrika|south africa",
    "nordic": "skandinav|scandinav",
    "asia": "asi(?:en|a|at)",
}
_COUNTRY = re.compile(
    r"\b(?:" + "|".join(f"(?P<{code}>{stems})" for code, stems in _STEMS.items()) + r")\w*", re.IGNORECASE
)
_CODE = re.compile(r"\b(?:USA|US|UK|DE|FR|CH|AT|EU)\b")
_SAME = {"usa": "us", "uk": "gb"}
_CITY = re.compile(
    r"\b(?:Amsterdam|Athen|Barcelona|Basel|Berlin|Bern|Bonn|Bremen|Bratislava|Brüssel|Brussels|Budapest|Bukarest|"
    r"Dortmund|Dresden|Dublin|Düsseldorf|Essen|Frankfurt|Freiburg|Genf|Geneva|Graz|Hamburg|Hannover|Heidelberg|Helsinki|"
    r"Jena|Karlsruhe|Kehl|Kiel|Köln|Kopenhagen|Copenhagen|Leipzig|Lille|Linz|Lissabon|Lisbon|London|Luzern|Lyon|Madrid|"
    r"Mailand|Milan|Mainz|Mannheim|Marseille|München|Munich|Nürnberg|Oslo|Paris|Potsdam|Prag|Prague|Rom|Rome|Rostock|"
    r"Saarbrücken|Stockholm|Straßburg|Strasbourg|Stuttgart|Toulouse|Turin|Ulm|Vienna|Warschau|Warsaw|Wien|Zürich|Zurich)\b"
)
_ADDRESS = re.compile(r"\b\d{5} ([A-ZÄÖÜ]\w+)")


def countries(text: str, *, as_nouns: bool = False) -> frozenset[str]:
    """Return the codes of the countries that a text names; "as nouns", without lower-case adjectives."""
    named = {str(match.lastgroup) for match in _COUNTRY.finditer(text) if not as_nouns or match.group()[0].isupper()}
    codes = (match.group().lower() for match in _CODE.finditer(text))
    return frozenset(named | {_SAME.get(code, code) for code in codes})


def cities(text: str) -> frozenset[str]:
    """Return the cities that a text names: well-known ones, and what stands behind a postal code."""
    return frozenset([*_CITY.findall(text), *_ADDRESS.findall(text)])
