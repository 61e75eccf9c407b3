"""The tab "Ask": conversation, question, filters, and the cited passage beside it."""

import logging
import time
from collections.abc import Iterator, Sequence
from threading import Event

import gradio as gr

from assistant.answering.explain import Explanation
from assistant.phrase import Phrase
from assistant.records import Answer
from assistant.ui.answers import conversation_html, state_phrase
from assistant.ui.contract import Assistant
from assistant.ui.conversation import Conversation, Failure
from assistant.ui.events import connect
from assistant.ui.evidence import empty_evidence_html, evidence_html, message_evidence_html
from assistant.ui.filters import FilterBar, matching
from assistant.ui.labels import Labels, Update
from assistant.ui.markup import element, escape, growing, unseen
from assistant.ui.view import View
from assistant.ui.wording import Wording
from ingest.errors import AppError
from ingest.records import Filters, Language, SourceKind, Text

_log = logging.getLogger(__name__)

# Without a language model the answer is there at once; it appears in a few steps, 0.3 s in all, for the eye to follow.
_STEPS = 7
_STEP_SECONDS = 0.05


class AskTab:
    """Widgets and events of the tab; `language` is the page's language switch."""

    def __init__(self, assistant: Assistant, wording: Wording, labels: Labels, language: gr.Radio) -> None:
        self._assistant, self._wording, self._language = assistant, wording, language
        self._going_on: dict[str, Event] = {}  # by the browser's session
        self._conversation = gr.State(Conversation())
        self._opened = gr.State("")
        with gr.Row(elem_id="ask-columns", equal_height=False):
            with gr.Column(elem_id="ask-main"):
                self._place_conversation(labels)
                self._place_question(labels)
                self.filters = FilterBar(assistant.library, wording, labels, language)
            with gr.Column(elem_id="ask-side"):
                self.evidence = gr.Markdown(elem_id="evidence", latex_delimiters=[])
        self._key = gr.Textbox("", visible="hidden", elem_id="open-passage-key")
        self._connect()

    def _place_conversation(self, labels: Labels) -> None:
        texts = self._wording.ask
        self.shown = gr.Markdown(elem_id="conversation", latex_delimiters=[])
        with gr.Column(elem_id="welcome") as self._welcome:
            self.greeting = gr.Markdown(elem_id="greeting", latex_delimiters=[])
            self._examples = [
                labels.put(gr.Button(elem_classes="example", variant="secondary"), value=phrase)
                for phrase in self._wording.examples
            ]
        self._announcement = gr.Markdown(elem_id="announcement", latex_delimiters=[])
        self._restart = labels.put(
            gr.Button(elem_id="new-conversation", visible=False, size="sm"), value=texts.new_conversation
        )

    def _place_question(self, labels: Labels) -> None:
        texts = self._wording.ask
        with gr.Row(elem_id="composer", equal_height=False):
            self._question = labels.put(
                gr.Textbox("", lines=1, max_lines=8, autofocus=True, container=True, elem_id="question", scale=1),
                label=texts.question,
                placeholder=texts.placeholder,
            )
            self._send = labels.put(gr.Button(variant="primary", elem_id="send", scale=0), value=texts.send)
        self.notice = gr.Markdown(elem_id="ask-notice", latex_delimiters=[])

    def _connect(self) -> None:
        inputs = [*self.filters.inputs, self._conversation, self._language]
        outputs = [
            self._question,
            self._conversation,
            self.shown,
            self._welcome,
            self._restart,
            self.notice,
            self._announcement,
        ]
        asked = [
            connect(listener, self._ask, [field, *inputs], outputs)
            for listener, field in (
                (self._question.submit, self._question),
                (self._send.click, self._question),
                *((example.click, example) for example in self._examples),
            )
        ]
        opened = [self.evidence, self._opened]
        connect(self._restart.click, self._begin_anew, [self._language], [*outputs, *opened], cancels=asked)
        key = [self._key, self._conversation, self._language]
        connect(self._key.change, self._open, key, opened, every_time=True)

    @property
    def state(self) -> Sequence[gr.State]:
        """Return what `updates` needs of this reader: the conversation and the opened passage."""
        return (self._conversation, self._opened)

    @property
    def outputs(self) -> Sequence[gr.Markdown]:
        """Return the widgets that `updates` changes."""
        return (self.shown, self.greeting, self.notice, self.evidence)

    def updates(self, conversation: Conversation, opened: str, language: Language) -> tuple[str, str, str, str]:
        """Return conversation, greeting, notice and evidence, in this language and with the library as it is now."""
        view = self._view(language)
        evidence, _ = self._open(opened, conversation, language)
        return conversation_html(conversation, view), self._greeting_html(view), self._keys_html(language), evidence

    def _ask(
        self,
        question: str,
        kinds: list[SourceKind],
        languages: list[str],
        source_ids: list[str],
        year_from: str,
        year_to: str,
        conversation: Conversation,
        language: Language,
        request: gr.Request,
    ) -> Iterator[tuple[Update | str | Conversation, ...]]:
        """Yield the page's changes while a question is answered: status line, growing answer, references."""
        view = self._view(language)
        try:
            filters = self.filters.read(kinds, languages, source_ids, year_from, year_to)
            wrong = "" if question.strip() else self._wording.ask.empty_question.of(language)
        except ValueError:
            wrong = self._wording.library.bad_year.of(language)
        if wrong:
            yield *[gr.skip()] * 5, element("p", escape(wrong), "warning", role="alert"), ""
            return
        asking = conversation.asking(question.strip())
        hide, show, keys = gr.update(visible=False), gr.update(visible=True), self._keys_html(language)
        searching = self._searching(filters, view)
        yield "", conversation, conversation_html(asking, view, writing=searching), hide, show, keys, unseen(searching)
        reply: Answer | Failure = Failure(_both(self._wording.ask.unexpected))
        stopped = self._going_on.setdefault(str(request.session_hash), Event())
        for part in self._replies(asking, filters, stopped):
            if isinstance(part, str):
                yield *[gr.skip()] * 2, conversation_html(asking, view, writing=part), *[gr.skip()] * 4
            else:
                reply = part
        if stopped.is_set():  # Gradio may show once more what was shown last: then it is the page without a question
            yield self._fresh(language)
            return
        done = asking.answered(reply, self._why(asking, reply))
        finished = self._wording.ask.finished.fill(language, state=state_phrase(reply, view).of(language))
        yield gr.skip(), done, conversation_html(done, view), hide, show, keys, unseen(finished)

    def _replies(self, asking: Conversation, filters: Filters, stopped: Event) -> Iterator[str | Answer | Failure]:
        """Yield beginnings of the reply, as a language model writes it or in steps, and last the reply.

        Once stopped, nothing: what were yielded now would be shown in the next conversation.
        """
        question, is_written = asking.turns[-1].question, False
        shown_at = 0.0
        try:
            turns = asking.earlier_questions()
            for part in self._assistant.write(question, turns=turns, filters=filters, stopped=stopped):
                if stopped.is_set():
                    return
                if isinstance(part, Answer):
                    yield from () if is_written else _in_steps(part.text)
                    yield part
                elif time.monotonic() - shown_at >= _STEP_SECONDS:
                    is_written, shown_at = True, time.monotonic()
                    yield part
        except AppError as error:
            yield Failure(error.both())
        except Exception:  # a bug: the reader gets a calm sentence, the log the traceback
            _log.exception("a question of %d characters could not be answered", len(question))
            yield Failure(_both(self._wording.ask.unexpected))

    def _why(self, asking: Conversation, reply: Answer | Failure) -> Sequence[Explanation]:
        """Return why the passages of a reply were found; a bug there costs the reader these lines, not the answer."""
        if isinstance(reply, Failure):
            return ()
        try:
            question, turns = asking.turns[-1].question, asking.earlier_questions()
            return self._assistant.why(question, reply.hits, turns=turns, rewritten=reply.rewritten)
        except Exception:
            _log.exception("the passages found for a question could not be explained")
            return ()

    def stop(self, request: gr.Request) -> None:
        """Let go of the language model that this reader waits for: Gradio itself would wait for its next word."""
        if going_on := self._going_on.pop(str(request.session_hash), None):
            going_on.set()

    def _begin_anew(self, language: Language, request: gr.Request) -> tuple[Update | str | Conversation, ...]:
        self.stop(request)
        return *self._fresh(language), empty_evidence_html(self._view(language)), ""

    def _fresh(self, language: Language) -> tuple[Update | str | Conversation, ...]:
        """Return the changes that show the tab without a conversation."""
        hide, show = gr.update(visible=False), gr.update(visible=True)
        return "", Conversation(), "", show, hide, self._keys_html(language), ""

    def _open(self, key: str, conversation: Conversation, language: Language) -> tuple[str, str]:
        """Return the evidence panel for a key, and the key. page.js appends "#n": a second click is a change too."""
        view = self._view(language)
        key = key.partition("#")[0]
        opening = conversation.open(key)
        if opening is None:
            return empty_evidence_html(view), ""
        if view.is_gone(opening.citation.source):
            return message_evidence_html(self._wording.evidence.gone.of(language), view), ""
        try:
            return evidence_html(opening, self._assistant.context(opening.citation), view), key
        except AppError as error:
            return message_evidence_html(error.of(language), view), ""
        except Exception:  # a bug, as above
            _log.exception("a passage of source %s could not be shown", opening.citation.source.id)
            return message_evidence_html(self._wording.ask.unexpected.of(language), view), ""

    def _view(self, language: Language) -> View:
        return View.of(self._assistant.library, self._wording, language)

    def _searching(self, filters: Filters, view: View) -> str:
        count = len(matching(tuple(view.sources.values()), filters))
        texts = self._wording.ask
        return texts.searching_one.of(view.language) if count == 1 else texts.searching.fill(view.language, count=count)

    def _greeting_html(self, view: View) -> str:
        texts = self._wording.ask
        text = texts.welcome_text if view.sources else texts.empty_library
        parts = (
            element("h2", escape(texts.welcome.of(view.language))),
            element("p", escape(text.of(view.language))),
            element("p", escape(texts.examples.of(view.language)), "examples-title") if view.sources else "",
        )
        return element("div", "".join(parts), "greeting")

    def _keys_html(self, language: Language) -> str:
        return element("p", escape(self._wording.ask.keys.of(language)), "hint")


def _in_steps(text: str) -> Iterator[str]:
    for beginning in growing(text, _STEPS)[:-1]:
        yield beginning
        time.sleep(_STEP_SECONDS)


def _both(phrase: Phrase) -> Text:
    return Text(phrase.de, phrase.en)
