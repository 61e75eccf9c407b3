"""Starts the product: `python3 app.py` sets up what is missing, opens the library and shows it in the browser.

The command line is that of `clusterkompass` (see assistant/commands.py) with one more command, `start`, which is also
what happens when no command is given. Standard library only up here: the rest may not be installed yet.
"""

import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from ingest.library import Library

DEFAULT_PORT = 7860
# So many ports are tried, one after the other, when the wanted one is taken.
PORTS_TRIED = 20


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; without a command, start the page."""
    import typer

    from assistant.commands import cli
    from ingest.console import DataOption

    @cli.command()
    def start(
        data: DataOption = None,
        host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(help="The port; the next free one when it is taken.")] = DEFAULT_PORT,
        browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    ) -> None:
        """Show the library in the browser (what happens without a command)."""
        show(data, host, free_port(host, port), open_browser=browser)

    try:
        cli(with_command(sys.argv[1:] if arguments is None else arguments))
    except SystemExit as ended:
        end(ended.code)


def end(code: object) -> None:
    """End the program at once with the code of a SystemExit; what was begun is taken up at the next start.

    Left to itself, Python cuts off the threads that still embed in the midst of C++, which then aborts with a message.
    """
    try:
        if isinstance(code, str):
            print(code, file=sys.stderr)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):  # a closed or broken one, or none
                stream.flush()
    finally:
        os._exit(code if isinstance(code, int) else int(code is not None))


def with_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `start` before them when they name no command: `--data DIR` is `start --data DIR`."""
    names_command = bool(arguments) and (not arguments[0].startswith("-") or arguments[0] in ("--help", "-h"))
    return list(arguments) if names_command else ["start", *arguments]


def show(data: Path | None, host: str, port: int, *, open_browser: bool) -> None:
    """Serve the page until Ctrl-C. Expected errors end with their message and exit code 1."""
    from assistant.build import build_assistant, build_workbench, build_workspace
    from assistant.starter import add_starter_library
    from ingest.config import read_config
    from ingest.console import progress_bar, reported_errors
    from ingest.rebuild import bring_up_to_date

    # A service manager ends the page with SIGTERM: that, too, takes the temporary folder along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with reported_errors(False), tempfile.TemporaryDirectory(prefix="clusterkompass-") as uploads:
        # Read by Gradio when it is imported: uploads lie where only this user can read, and go when the page ends.
        os.environ["GRADIO_TEMP_DIR"] = uploads
        config = read_config(data)
        with progress_bar(shown=True) as show_progress:
            bring_up_to_date(config, progress=show_progress)
        assistant = build_assistant(config, write=True)
        try:
            # Gradio takes seconds to import; a library that another process holds was refused before that.
            from assistant.ui.page import serve

            with progress_bar(shown=True) as show_progress:
                add_starter_library(assistant.library, show_progress)
            # Model and dictionaries take some seconds to load: they do so while the page is already up.
            threading.Thread(target=assistant.warm_up, daemon=True).start()
            threading.Thread(target=finish_reading, args=(assistant.library,), daemon=True).start()
            with contextlib.closing(build_workspace(config)) as workspace:
                workbench = build_workbench(assistant, workspace)
                serve(workbench, host, port, lambda address: announce(address, open_browser=open_browser))
        finally:
            assistant.library.close()


def finish_reading(library: "Library") -> None:
    """Add what was asked for before the program was killed; say it when that cannot be done."""
    from ingest.console import say
    from ingest.errors import AppError

    try:
        library.resume()
    except AppError as error:
        print(say(error.both()), file=sys.stderr, flush=True)


def announce(address: str, *, open_browser: bool) -> None:
    """Print the address and, when asked and there is a screen, open it."""
    from ingest.console import say
    from ingest.records import Text

    ready = Text(
        f"Clusterkompass läuft: {address}  (Ende mit Strg-C)", f"Clusterkompass is at {address}  (Ctrl-C ends it)"
    )
    print(say(ready), flush=True)
    has_screen = not sys.platform.startswith("linux") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if open_browser and has_screen:
        webbrowser.open(address)


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port or the next one that is free; the wanted one, to fail with its reason, when none is."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return port
    return wanted


if __name__ == "__main__":
    import bootstrap

    bootstrap.enter_environment()
    main()
