"""What a language model had to do with a text, in words."""

from assistant.records import ModelUse
from assistant.wording import said
from ingest.records import Text

_FILE = "answer.toml"


def in_words(used: ModelUse) -> Text:
    """Return who has put a text into words and what was left out, or why it is written without a language model."""
    if used.fault is not None:
        return used.fault
    told = [said(_FILE, "by_model", model=used.name, host=used.host)]
    if used.dropped:
        told.append(said(_FILE, "dropped", count=used.dropped))
    if used.tokens:
        told.append(said(_FILE, "tokens", read=used.tokens[0], written=used.tokens[1]))
    return Text(" ".join(one.de for one in told), " ".join(one.en for one in told))
