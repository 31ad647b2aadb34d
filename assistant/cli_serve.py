"""The commands `serve` and `feedback`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from assistant.cli_index import following_corpus
from assistant.terminal import (
    CorpusOption,
    IndexOption,
    JsonOption,
    check_database,
    err,
    open_assistant,
    out,
    reporting,
    shown,
)


def serve(
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    host: Annotated[str, typer.Option(help="The address to listen on; others than this machine's need a token.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 means any that is free.")
    ] = 7860,
) -> None:
    """Serve the window and an HTTP API; ASSISTANT_SERVER_TOKEN holds the token that clients must show."""
    from assistant.server.access import check_listening, tokens_of
    from assistant.settings import load_settings

    with reporting():
        check_listening(host, tokens_of(load_settings().server_token))  # before anything takes time
        check_database()
        with open_assistant(corpus, index, writes=True) as assistant:
            from assistant.server.logs import configure_logs
            from assistant.server.serving import serve as run

            configure_logs()
            assistant.begin_loading()
            with following_corpus(assistant):
                run(assistant, host, port)


def feedback(
    index: IndexOption = Path("index"),
    as_json: JsonOption = False,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write what was right as a .jsonl that `assistant eval` reads.")
    ] = None,
) -> None:
    """List thumbs up and down, or make questions with known answers of them."""
    from assistant.feedback import write_evaluation_set
    from assistant.feedback_book import FILE_NAME, FeedbackBook
    from assistant.settings import load_settings

    with reporting():
        given = FeedbackBook(load_settings().database_url or index / FILE_NAME).all()
        if export is not None:
            err.print(f"{write_evaluation_set(given, export)} questions are in {escape(str(export))}.")
            return
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in given], ensure_ascii=False, indent=2) + "\n")
        return
    for each in given:
        comment = f" · {shown(each.comment)}" if each.comment else ""
        out.print(f"{each.given_at} {each.rating:<4} {shown(each.question)}{comment}")
