"""The command line: parse, call one function, render.

Exit codes: 0 success, 1 an error (the message says what to do) or a text that does not hold, 2 wrong usage, 3 the
documents don't answer the question.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.documents import add, documents, purge, remove
from assistant.cli.index import index
from assistant.cli.serve import chat, feedback, serve
from assistant.cli.terminal import (
    AfterOption,
    CorpusOption,
    DocumentOption,
    IndexOption,
    JsonOption,
    KindOption,
    err,
    open_assistant,
    out,
    progress_bar,
    reporting,
    said,
    scope_of,
    shown,
)
from assistant.cli.verify import verify
from assistant.printable import to_json
from assistant.types import place_of

if TYPE_CHECKING:
    from assistant.types import Citation

ABSTAINED = 3

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Ask your documents. Every sentence of an answer cites its source sentence, or it is not shown.",
)
app.command()(index)
app.command()(documents)
app.command()(add)
app.command()(remove)
app.command()(purge)
app.command()(chat)
app.command()(serve)
app.command()(feedback)
app.command()(verify)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What to ask.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    after: AfterOption = "",
    kind: KindOption = "",
    as_typed: Annotated[bool, typer.Option("--as-typed", help="Do not correct or reword the question.")] = False,
    as_json: JsonOption = False,
    timings: Annotated[bool, typer.Option("--timings", help="Print the time of each stage to standard error.")] = False,
) -> None:
    """Ask a question. Exit code 3 means that the documents don't answer it."""
    from assistant.language.replies import reply
    from assistant.retrieval.question import make_question

    with reporting(), open_assistant(corpus, index) as assistant:
        asked = make_question(question, scope=scope_of(document, after, kind), as_typed=as_typed)
        answers = assistant.stream(asked)
        if as_json:
            *_, answer = answers
            sys.stdout.write(to_json(answer.to_dict(), indent=2) + "\n")
        else:
            printed = 0
            for answer in answers:
                out.print(said(answer.text[printed:]), end="")
                printed = len(answer.text)
            out.print()
            if answer.asked_as:
                understood = reply("understood", answer.language, question=answer.asked_as)
                err.print(f"[dim]{shown(understood)}[/]")
            if answer.certificate:
                out.print(f"[dim]{shown(answer.certificate)}[/]")
            if answer.abstained and answer.unmentioned:
                words = ", ".join(f"“{word}”" for word in answer.unmentioned)
                missing = reply("unmentioned", answer.language, words=words)
                err.print(f"[dim]{shown(missing)}[/]")
            for question in answer.suggestions:
                err.print(f"[dim]> {shown(question)}[/]")
            _print_sources(answer.citations)
        if timings:
            err.print(" · ".join(f"{stage} {seconds:.2f} s" for stage, seconds in answer.timings.items()))
    if answer.abstained:
        raise typer.Exit(ABSTAINED)


def _print_sources(citations: Sequence[Citation]) -> None:
    for citation in citations:
        page = f", {citation.place}" if citation.place else ""
        heading = f" · {' > '.join(citation.heading)}" if citation.heading else ""
        out.print(f"\n[bold]\\[{citation.number}][/] {shown(citation.file + page + heading)}")
        out.print(f"    [dim]{said(citation.told)}[/]")


@app.command()
def brief(
    topic: Annotated[str, typer.Argument(help="The topic of the brief; without it, the brief covers everything.")] = "",
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    after: AfterOption = "",
    kind: KindOption = "",
    as_json: JsonOption = False,
) -> None:
    """Summarise strategy, figures and risks in a few cited sentences each. Exit code 3 means that nothing was found."""
    with reporting(), open_assistant(corpus, index) as assistant:
        written = assistant.brief(topic, scope=scope_of(document, after, kind))
        if as_json:
            sys.stdout.write(to_json(written, indent=2) + "\n")
        else:
            for section in written.sections:
                out.print(f"[bold]{section.facet.capitalize()}[/]")
                out.print(f"{said(section.text)}\n")
            _print_sources(written.citations)
    if not written.citations:
        raise typer.Exit(ABSTAINED)


@app.command("search")
def search_passages(
    question: Annotated[str, typer.Argument(help="What to search for.")],
    corpus: CorpusOption = Path("corpus"),
    index: IndexOption = Path("index"),
    document: DocumentOption = None,
    after: AfterOption = "",
    kind: KindOption = "",
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages to show.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that are most relevant to a question, without using the language model."""
    with reporting(), open_assistant(corpus, index) as assistant:
        hits = assistant.search(question, k, scope=scope_of(document, after, kind))
        if as_json:
            sys.stdout.write(to_json(hits, indent=2) + "\n")
            return
        for number, hit in enumerate(hits, start=1):
            heading = f" · {' > '.join(hit.passage.heading)}" if hit.passage.heading else ""
            where = place_of(hit.passage.document, hit.passage.page)
            place = f"{hit.passage.document}{f', {where}' if where else ''}{heading}"
            hidden = " · hidden in its file" if hit.passage.hidden else ""
            out.print(f"[bold]{number}.[/] {shown(place + hidden)} [dim]{hit.score:.2f}[/]")
            out.print(f"{said(hit.passage.text.strip())}\n")


@app.command()
def doctor(corpus: CorpusOption = Path("corpus"), index: IndexOption = Path("index")) -> None:
    """Check the models, the index and the corpus that would be used, and say how to fix any problem."""
    from assistant.cli.doctor import examine
    from assistant.settings import load_settings

    with reporting():
        findings = examine(load_settings(), corpus, index)
    for finding in findings:
        mark = "[green]ok[/]     " if finding.whole else "[red]problem[/]"
        out.print(f"{mark} {finding.subject}: {shown(finding.found)}")
        if finding.advice:
            out.print(f"        {shown(finding.advice)}")
    if not all(finding.whole for finding in findings):
        raise typer.Exit(1)


@app.command("eval")
def evaluate(
    questions: Annotated[Path | None, typer.Argument(help="A .jsonl file of questions with known answers.")] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", help="The folder of documents; by default `corpus` beside the questions, if it exists."
        ),
    ] = None,
    index: Annotated[
        Path | None, typer.Option("--index", help="The folder of the index; by default in the cache folder.")
    ] = None,
    json_out: Annotated[
        Path | None,
        typer.Option(
            "--json", help="Write the report to this file, and outcomes (.jsonl) and a diagram (.svg) beside it."
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Ask a random sample of this size (fixed seed); 0 asks all.")] = 0,
    only: Annotated[
        Literal["answers", "retrieval", "grounding"],
        typer.Option(help="Measure only this; retrieval and grounding need no language model."),
    ] = "answers",
    own_document: Annotated[
        bool, typer.Option("--own-document", help="Limit each question to its own document.")
    ] = False,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(help="Compare the .jsonl files of two runs instead of asking.")
    ] = None,
) -> None:
    """Ask questions with known answers and report the quality of the answers, with 95% intervals."""
    from assistant.evaluation import compare as comparing
    from assistant.evaluation.datasets import read_questions
    from assistant.evaluation.run import index_for, run_evaluation, sample
    from assistant.models.resolving import cache_folder
    from assistant.settings import load_settings

    with reporting():
        if compare:
            before, after = map(comparing.read_outcomes, compare)
            out.print(said(comparing.compare(before, after).to_markdown()))
            return
        if questions is None:
            raise typer.BadParameter("Give a .jsonl file of questions, or --compare with two runs.")
        if json_out and json_out.suffix in (".jsonl", ".svg"):
            raise typer.BadParameter("Name the report .json: .jsonl and .svg are the files written beside it.")
        asked = sample(read_questions(questions), limit)
        beside = questions.parent / "corpus"
        corpus = corpus or (beside if beside.is_dir() else Path("corpus"))
        index = index or index_for(corpus, cache_folder(load_settings()))
        with open_assistant(corpus, index) as assistant, progress_bar(only) as show:
            done = 0

            def advance() -> None:
                nonlocal done
                done += 1
                show("", done, len(asked))

            report = run_evaluation(
                assistant, asked, part=only, keep_to_document=own_document, kept=json_out, progress=advance
            )
        out.print(said(report.to_markdown()))
