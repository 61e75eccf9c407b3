"""How the page's widgets are connected: never with Gradio's own progress overlay, never as a public interface."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.events import Dependency

from assistant.ui.typing_box import with_typing

# Adding, editing and deleting wait for each other: the library has one writer.
_WRITER = "library"

# A handler gets the values of the input widgets and returns or yields the changes of the output widgets, in order.
Handler = Callable[..., object]
# A listener of a widget such as `button.click`, or `event.then`; Gradio makes them at run time.
Listener = Callable[..., Any]


def connect(
    listener: Listener,
    handler: Handler,
    inputs: Sequence[Block],
    outputs: Sequence[Block],
    *,
    writes: bool = False,
    every_time: bool = False,
    last_only: bool = False,
    cancels: Sequence[Dependency] = (),
) -> Dependency:
    """Connect a handler to a listener and return the event, for `then` and `cancels`.

    writes      the handler changes the library
    every_time  it runs for each change, also while it is still running
    last_only   of the changes that come while it is running, only the last one makes it run again
    """
    event: Dependency = listener(
        with_typing(handler, inputs, outputs),
        list(inputs),
        list(outputs),
        show_progress="hidden",
        show_progress_on=[],  # else the browser looks for each output of each event at every step of any event
        api_visibility="private",
        trigger_mode="multiple" if every_time else "always_last" if last_only else None,
        concurrency_id=_WRITER if writes else None,
        concurrency_limit=1 if writes else "default",
        cancels=list(cancels) or None,
    )
    return event


def in_turn(listener: Listener, whose: str) -> Listener:
    """Return a listener whose events wait for each other: who types and then clicks makes two at once."""

    def listen(*arguments: object, **named: object) -> object:
        return listener(*arguments, **{**named, "concurrency_id": whose, "concurrency_limit": 1})

    return listen


def unlimited(listener: Listener) -> Listener:
    """Return a listener whose events may run in any number of tabs at once, such as those that only wait."""

    def listen(*arguments: object, **named: object) -> object:
        return listener(*arguments, **{**named, "concurrency_limit": None, "trigger_mode": "multiple"})

    return listen


def each_time(*listeners: Listener) -> Listener:
    """Return one listener to several; what comes while an earlier event is being handled is handled after it."""

    def listen(*arguments: object, **named: object) -> object:
        return gr.on(listeners, *arguments, **{**named, "trigger_mode": "multiple"})

    return listen


def latest(*listeners: Listener) -> Listener:
    """Return one listener to several; of what comes while an earlier event is being handled, the last is handled."""

    def listen(*arguments: object, **named: object) -> object:
        return gr.on(listeners, *arguments, **{**named, "trigger_mode": "always_last"})

    return listen
