from __future__ import annotations

import ast
import logging
from io import StringIO
from pathlib import Path

import pytest
import typer

import assistant
from assistant.__main__ import main
from assistant.cli import terminal
from assistant.errors import BusyError, DocumentError
from tests.acting import HOSTILE, TURNED, acting


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What a terminal with colours is sent on standard error."""
    sent = StringIO()
    monkeypatch.setattr(terminal, "err", terminal.Terminal(file=sent, force_terminal=True, width=400))
    return sent


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[red", "x]"),
        ("[/", "]"),
        ("[link=http://evil.example", "]click[/link]"),
        ("ends in a backslash\\", "[/]"),
        ("in two\\\\", "[bold]"),
        ("in three\\\\\\", ":skull:"),
        ("\\[red]", "[[red]]"),
    ],
)
def test_names_and_texts_are_shown_letter_by_letter_between_our_own_styles(first: str, second: str) -> None:
    sent = StringIO()
    console = terminal.Terminal(file=sent)
    console.print(f"[bold]{terminal.shown(first)}[/] {terminal.said(second)}[dim]{terminal.said(first)}[/]")
    assert sent.getvalue() == f"{first} {second}{first}\n"


def test_styles_of_ours_are_kept(screen: StringIO) -> None:
    terminal.err.print(f"[bold]{terminal.shown('[a]')}[/]")
    assert screen.getvalue() == "\x1b[1m[a]\x1b[0m\n"


def test_a_name_is_told_by_numbers_and_a_text_loses_what_acts(screen: StringIO) -> None:
    terminal.err.print(f"{terminal.shown(HOSTILE)}\n{terminal.said(HOSTILE)}")
    assert acting(screen.getvalue()) == set()
    assert r"\u202e000,05\u202c" in screen.getvalue()
    assert " 000,05 " in screen.getvalue()
    assert ":skull:" in screen.getvalue()


def test_a_progress_bar_shows_names_and_does_nothing_they_say(screen: StringIO) -> None:
    with terminal.progress_bar() as show:
        show(f"{HOSTILE}\n.md", 1, 2)
    assert "\x1b]0;" not in screen.getvalue()
    assert not acting(TURNED) & set(screen.getvalue())
    assert r"[bold red]rich[/] [link=http://evil.example]link[/link] :skull:" in screen.getvalue()
    assert r"\x1b]0;TITLE\x07" in screen.getvalue()


def test_an_error_is_one_line_that_may_be_printed_wherever_it_is_told(screen: StringIO) -> None:
    told = str(DocumentError(f"There is no file {HOSTILE}\n."))
    assert acting(told) == set()
    assert "\n" not in told
    assert str(BusyError("Many are\x1b[2J waiting.", 7)) == r"Many are\x1b[2J waiting."
    with pytest.raises(typer.Exit), terminal.reporting():
        raise DocumentError(f"[bold]{HOSTILE}\nerror: forged")
    assert screen.getvalue().count("\n") == 1
    assert r"[bold]\x1b]0;TITLE\x07" in screen.getvalue()


def test_what_libraries_log_is_printable(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "lastResort", logging._StderrHandler(logging.WARNING))  # type: ignore[attr-defined]  # private, and what logging itself uses
    logger = logging.Logger("alone")
    with terminal.reporting():
        try:
            raise ValueError(HOSTILE)
        except ValueError:
            logger.exception("The server said %s", HOSTILE)
    assert "The server said" in capsys.readouterr().err
    with terminal.reporting():
        logger.warning("%s", HOSTILE)
    told = capsys.readouterr().err
    assert told
    assert acting(told) == set()


def test_no_command_prints_markup_that_it_escaped_by_itself() -> None:
    package = Path(assistant.__file__).parent
    for path in package.rglob("*.py"):
        imported = [
            node.module for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
        ]
        assert "rich.markup" not in imported, f"{path.name} escapes markup; `said` and `shown` of terminal.py do"


def test_what_nobody_expected_is_told_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise ValueError(HOSTILE)

    monkeypatch.setattr("assistant.__main__.app", fails)
    with pytest.raises(SystemExit, match="1"):
        main()
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert acting(told) == set()
