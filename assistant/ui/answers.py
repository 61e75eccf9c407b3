"""The conversation as HTML: questions, answers with marks that open passages, references, the text to copy."""

from collections.abc import Mapping
from dataclasses import replace

from assistant.answering.explain import Explanation
from assistant.answering.render import plain_text
from assistant.model.use import in_words
from assistant.phrase import Phrase
from assistant.records import Answer, AnswerState
from assistant.ui.conversation import Conversation, Failure, Opening, Turn, openings
from assistant.ui.markup import button, element, escape, markdown_html, shortened, unseen, with_marks
from assistant.ui.view import View
from assistant.ui.why import why_html

# So much of a nearest passage is shown in the list: about two lines.
_NEAREST_CHARACTERS = 140
# A question can be as long as the assistant refuses (10,000 characters were tried); the page stays readable.
_QUESTION_CHARACTERS = 600


def conversation_html(conversation: Conversation, view: View, *, writing: str | None = None) -> str:
    """Return the whole conversation. `writing`: the beginning of the last reply (Markdown) while it is written."""
    last = len(conversation.turns) - 1
    turns = (
        _turn_html(number, turn, view, writing if number == last else None)
        for number, turn in enumerate(conversation.turns)
    )
    return element("div", "".join(turns), "conversation") if conversation.turns else ""


def state_phrase(reply: Answer | Failure, view: View) -> Phrase:
    """Return how well a reply is supported, in words."""
    if isinstance(reply, Failure):
        return view.wording.answer.failed
    texts = view.wording.answer
    by_state: dict[AnswerState, Phrase] = {
        "supported": texts.supported,
        "partly": texts.partly,
        "no_evidence": texts.no_evidence,
    }
    return by_state[reply.state]


def copy_text(answer: Answer, view: View) -> str:
    """Return the answer with its numbered references (quote, title, year, page) as plain text, in its own language."""
    view = replace(view, language=answer.language)
    opening, closing = ("„", "“") if answer.language == "de" else ("“", "”")
    lines = [plain_text(answer.text).strip()]
    if answer.citations:
        lines += ["", view.wording.answer.references.of(view.language)]
    for citation in answer.citations:
        authors = "; ".join(citation.source.details.authors)
        where = f"{authors}: {view.reference(citation)}" if authors else view.reference(citation)
        after = view.wording.evidence.attribution.fill(view.language, attribution=citation.attribution)
        quote = f"{opening}{' '.join(citation.quote.split())}{closing}"
        lines.append(f"[{citation.mark}] {where}{', ' + after if citation.attribution else ''}: {quote}")
    return "\n".join(lines)


def _turn_html(number: int, turn: Turn, view: View, writing: str | None) -> str:
    asked = escape(shortened(turn.question, _QUESTION_CHARACTERS))
    question = element("h2", unseen(f"{view.wording.ask.you.of(view.language)}: ") + asked, "question")
    if writing is not None:
        body = element("div", markdown_html(writing), "answer writing")
    elif isinstance(turn.reply, Answer):
        body = _answer_html(number, turn.reply, turn.why, view)
    elif isinstance(turn.reply, Failure):
        state = element("p", escape(state_phrase(turn.reply, view).of(view.language)), "state failed")
        body = state + element("div", element("p", escape(turn.reply.reason.of(view.language))), "answer")
    else:
        body = ""
    return element("section", question + element("div", body, "reply"), "turn")


def _answer_html(number: int, answer: Answer, why: Mapping[str, Explanation], view: View) -> str:
    offered = openings(number, answer)
    marks = {
        opening.citation.mark: _mark_html(opening, view)
        for opening in reversed(offered)  # the first citation of a mark wins
        if not opening.is_nearest
    }
    text = with_marks(markdown_html(answer.text), marks)
    state = element("p", escape(state_phrase(answer, view).of(view.language)), f"state {answer.state}")
    written = element("div", text, "answer", lang=answer.language)
    return state + written + _model_html(answer, view) + _below_html(answer, offered, why, view)


def _model_html(answer: Answer, view: View) -> str:
    """Return who has put the answer into words, what was left out, or why it is written without a language model."""
    used = answer.model
    if used is None:
        return ""
    css, role = ("hint by-model", "") if used.fault is None else ("warning", "status")
    return element("p", escape(in_words(used).of(view.language)), css, role=role)


def _mark_html(opening: Opening, view: View) -> str:
    number = str(opening.citation.mark)
    if view.is_gone(opening.citation.source):
        return element("span", escape(number), "mark gone", title=view.wording.evidence.gone.of(view.language))
    title = view.wording.answer.evidence.fill(view.language, mark=number, title=view.reference(opening.citation))
    return button(escape(number), "mark open-passage", opening.key, title)


def _below_html(answer: Answer, offered: tuple[Opening, ...], why: Mapping[str, Explanation], view: View) -> str:
    """Return the references, or the nearest passages when nothing is cited, and the button that copies."""
    if not offered:
        return ""
    texts = view.wording.answer
    heading = texts.nearest if offered[0].is_nearest else texts.references
    reasons = _reasons_html(offered, why, view)
    items = "".join(element("li", _reference_html(opening, view) + reasons.get(opening.key, "")) for opening in offered)
    below = element("h3", escape(heading.of(view.language)), "references-title") + element("ul", items, "references")
    if any(view.is_gone(opening.citation.source) for opening in offered):
        return below + element("p", escape(texts.source_removed.of(view.language)), "warning")
    if answer.citations:
        below += button(escape(texts.copy_answer.of(view.language)), "copy quiet-button", copy_text(answer, view))
    return below


def _reference_html(opening: Opening, view: View) -> str:
    mark = element("span", escape(str(opening.citation.mark)), "mark")
    if view.is_gone(opening.citation.source):
        return mark + element("span", escape(view.wording.evidence.gone.of(view.language)), "gone")
    about = opening.citation.heading_path[-1] if opening.citation.heading_path else ""
    if about == view.title(opening.citation.source):
        about = ""
    if opening.is_nearest:
        about = shortened(" ".join(opening.citation.quote.split()), _NEAREST_CHARACTERS)
    place = escape(view.reference(opening.citation)) + element("span", escape(about), "about")
    return button(mark + element("span", place, "where"), "reference open-passage", opening.key)


def _reasons_html(offered: tuple[Opening, ...], why: Mapping[str, Explanation], view: View) -> dict[str, str]:
    """Return by opening key why the passages were found; of a passage cited more than once, at its first reference."""
    first: dict[str, Opening] = {}
    for opening in offered:
        if opening.citation.passage.id in why and not view.is_gone(opening.citation.source):
            first.setdefault(opening.citation.passage.id, opening)
    return {
        opening.key: why_html(why[passage_id], opening.citation.source.details.language, view)
        for passage_id, opening in first.items()
    }
