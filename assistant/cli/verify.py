"""`assistant verify`: checks a text against the documents, or proves an exported answer again."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.terminal import (
    AfterOption,
    CorpusOption,
    DocumentOption,
    IndexOption,
    JsonOption,
    KindOption,
    open_assistant,
    out,
    reporting,
    said,
    scope_of,
    shown,
)
from assistant.errors import DocumentError
from assistant.printable import to_json

if TYPE_CHECKING:
    from assistant.asking.assistant import Assistant
    from assistant.types import CheckedText, ProofAgain

STDIN = "-"
_MARKS = {
    "supported": "[green]supported[/]   ",
    "contradicted": "[red]contradicted[/]",
    "not_found": "[dim]not found[/]   ",
}
_STATES = {
    "stands": "[green]stands[/]  ",
    "moved": "[green]moved[/]   ",
    "changed": "[red]changed[/] ",
    "gone": "[red]gone[/]    ",
    "unproven": "[red]unproven[/]",
}
_STANDS = ("stands", "moved")


def verify(
    file: Annotated[str, typer.Argument(help="A text file, an answer exported as .json, or - for standard input.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    after: AfterOption = "",
    kind: KindOption = "",
    as_json: JsonOption = False,
) -> None:
    """Check each sentence of a text, or prove an exported answer again. The exit code is 1 if one fails."""
    with reporting():
        text = _read(file)
        exported = _answer_in(text) if file.lower().endswith(".json") else None
        with open_assistant(corpus, index) as assistant:
            if exported is None:
                checked = assistant.verify(text, scope=scope_of(document, after, kind))
                holds = checked.holds
                _print_text(checked, as_json=as_json)
            else:
                holds = _prove_again(assistant, exported, as_json=as_json)
    if not holds:
        raise typer.Exit(1)


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == STDIN else Path(file).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{file} is not text in UTF-8. Save it as plain text, then check that.") from error
    except OSError as error:
        raise DocumentError(
            f"{file} cannot be read: {error.strerror}. Name another, or - for standard input."
        ) from error


def _answer_in(text: str) -> dict[str, object]:
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise DocumentError(f"The file is not JSON: {error}. Export an answer with `assistant ask --json`.") from error
    if not isinstance(plain, dict):
        raise DocumentError("The file holds no answer. Export one with `assistant ask --json`.")
    return plain


def _print_text(checked: CheckedText, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(to_json(checked.to_dict(), indent=2) + "\n")
        return
    for sentence in checked.sentences:
        out.print(f"{_MARKS[sentence.verdict]} {said(' '.join(sentence.text.split()))}")
        if loose := [sentence.text[start:end] for start, end in sentence.unsupported]:
            out.print(f"             [dim]not supported:[/] {said(' … '.join(loose))}")
        for citation in sentence.citations:
            out.print(f"             [dim]{shown(citation.whereabouts)}:[/] {said(citation.told)}")


def _prove_again(assistant: Assistant, plain: dict[str, object], *, as_json: bool) -> bool:
    from assistant.verifying.lasting import read_answer

    answer = read_answer(plain)
    proofs: Sequence[ProofAgain] = assistant.verify_answer(answer)
    if as_json:
        sys.stdout.write(to_json({"proofs": proofs}, indent=2) + "\n")
    else:
        cited = {citation.number: citation for citation in answer.citations}
        for proof in proofs:
            out.print(f"{_STATES[proof.state]} {said(proof.claim.text)}")
            for citation in (cited[number] for number in proof.citations if proof.state != "stands"):
                out.print(
                    f"         [dim]\\[{citation.number}] {shown(citation.whereabouts)}:[/] {said(citation.told)}"
                )
    return all(proof.state in _STANDS for proof in proofs)
