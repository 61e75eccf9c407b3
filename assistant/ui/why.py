"""Why a passage was found, as HTML: a line that opens, with the reason in words and the sentences that hold most."""

from collections.abc import Iterator

from assistant.answering.explain import Explanation, HoldingSentence
from assistant.answering.reasons import in_words
from assistant.ui.markup import element, escape
from assistant.ui.view import View

_SHOWN = 260  # characters of a sentence: about four lines beside the passage
_BEFORE = 80  # of them before its first word that is held


def why_html(explanation: Explanation, source_language: str, view: View) -> str:
    """Return the line that opens; page.js keeps it open when the conversation is drawn anew."""
    texts, language = view.wording.why, view.language
    asked = [word for word in explanation.words if word.is_new]
    held = sum(word.way != "absent" for word in asked)
    phrase = texts.count_one if len(asked) == 1 else texts.count
    count = element("span", escape(phrase.fill(language, held=held, count=len(asked))), "why-count") if asked else ""
    title = element("span", escape(texts.title.of(language)), "why-title")
    body = element("p", escape(in_words(explanation, language)))
    if explanation.sentences:
        body += element("p", escape(texts.sentences.of(language)), "why-lead")
        quotes = "".join(
            element("li", "".join(_marked(sentence)), lang=source_language) for sentence in explanation.sentences
        )
        body += element("ul", quotes, "why-sentences")
    line = element("summary", f"{title} {count}")
    return element("details", line + element("div", body, "why-body"), "why")


def _marked(sentence: HoldingSentence) -> Iterator[str]:
    """Yield a sentence as HTML, the words it holds in bold; a long one cut around its first ones."""
    first = sentence.spots[0][0] - sentence.start if sentence.spots else 0
    begin = sentence.text.find(" ", first - _BEFORE) + 1 if first > _BEFORE and len(sentence.text) > _SHOWN else 0
    end = len(sentence.text)
    if end - begin > _SHOWN:
        end = max(sentence.text.rfind(" ", begin, begin + _SHOWN), begin + _SHOWN // 2)
    yield "… " if begin else ""
    at = begin
    for start, stop in ((a - sentence.start, b - sentence.start) for a, b in sentence.spots):
        if at <= start and stop <= end:
            yield escape(sentence.text[at:start]) + element("b", escape(sentence.text[start:stop]))
            at = stop
    yield escape(sentence.text[at:end]) + (" …" if end < len(sentence.text) else "")
