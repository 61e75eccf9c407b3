"""Which language a reader sees first."""

from collections.abc import Mapping

from ingest.records import Language

# Set by page.js when the reader uses the switch.
LANGUAGE_COOKIE = "clusterkompass_language"
_KNOWN: dict[str, Language] = {"de": "de", "en": "en"}


def preferred_language(cookies: Mapping[str, str], accept_language: str) -> Language:
    """Return the language chosen with the switch, else the first of the browser's that we have, else German."""
    wanted = [cookies.get(LANGUAGE_COOKIE, ""), *accept_language.split(",")]
    for code in (part.partition(";")[0].strip().lower()[:2] for part in wanted):
        if code in _KNOWN:
            return _KNOWN[code]
    return "de"
