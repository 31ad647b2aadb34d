"""The commands `chat`, `serve` and `feedback`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.index import following_corpus
from assistant.cli.terminal import (
    CorpusOption,
    IndexOption,
    JsonOption,
    err,
    open_assistant,
    out,
    reporting,
    require_database,
    shown,
)
from assistant.printable import to_json

HostOption = Annotated[str, typer.Option(help="The address to listen on; any but 127.0.0.1 needs a token.")]


def chat(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    host: HostOption = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            help="The port to listen on, 0 for any; by default the last one used, or the first free from 7860.",
            show_default=False,
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the window in a browser.")] = True,
) -> None:
    """Open the chat window in a browser. It is the same server as `serve`, for one person on this machine."""
    _run(corpus, index, host, port, open_browser=open_browser)


def serve(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    host: HostOption = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 means any free port.")] = 7860,
) -> None:
    """Serve the window and the HTTP API, with JSON logs. ASSISTANT_SERVER_TOKEN holds the clients' tokens."""
    _run(corpus, index, host, port, open_browser=False, logs=True)


def _run(corpus: Path, index: Path, host: str, port: int | None, *, open_browser: bool, logs: bool = False) -> None:
    from assistant.server.door.access import check_listening, tokens_of
    from assistant.settings import load_settings

    with reporting():
        check_listening(host, tokens_of(load_settings().server_token))  # before anything takes time
        require_database()
        with open_assistant(corpus, index, writes=True) as assistant:
            from assistant.server.logs import configure_logs
            from assistant.server.serving import run_server

            if logs:
                configure_logs()
            assistant.begin_loading()
            with following_corpus(assistant.library):
                run_server(assistant, host, port, open_browser=open_browser)


def feedback(
    index: IndexOption = Path("index"),
    as_json: JsonOption = False,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Write the answers rated as right to a .jsonl file for `assistant eval`."),
    ] = None,
) -> None:
    """List the feedback on answers, or turn it into an evaluation set."""
    from assistant.memory.feedback import write_evaluation_set
    from assistant.memory.feedback_book import FILE_NAME, FeedbackBook
    from assistant.settings import load_settings

    with reporting():
        given = FeedbackBook(load_settings().database_url or index / FILE_NAME).all()
        if export is not None:
            err.print(f"{write_evaluation_set(given, export)} questions written to {shown(str(export))}.")
            return
    if as_json:
        sys.stdout.write(to_json(given, indent=2) + "\n")
        return
    for each in given:
        comment = f" · {each.comment}" if each.comment else ""
        out.print(shown(f"{each.given_at} {each.rating:<4} {each.question}{comment}"))
