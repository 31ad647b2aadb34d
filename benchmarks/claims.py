"""How many claims the verifier proves, of those that are true and those that were made false.

    python -m benchmarks.claims [--side fitted] [--show KIND] [--set claims]

Judges each claim of `shared/eval/claims` against the sentences of its document, and each of `marked` against the
sentences beside it. Claims of documents that train or fit (`benchmarks/sides.py`) may be looked at; of those that are
held out only the totals are told.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.language.detection import language_of
from assistant.language.figures import find_figures
from assistant.reading.blocks import find_blocks
from assistant.reading.passages.chunking import cut_passages
from assistant.types import Document, Evidence, Passage, Sentence
from assistant.verifying.proving import nearest_sentences, prove
from benchmarks.evaluation_sets import SHARED
from benchmarks.sides import Side, side_of

SETS = ("claims", "reworded", "fever_symmetric", "wice")
_WINDOW = 200
_READ = 10
"""How many sentences of a document a claim is held against."""


@dataclass(frozen=True, slots=True)
class MadeClaim:
    """A claim with what it is judged against, its kind, and whether it is true."""

    text: str
    kind: str
    true: bool
    document: str
    evidence: tuple[Evidence, ...]


def claims_of(name: str, side: Side) -> Iterator[MadeClaim]:
    """Yield the claims of a set that are on a side."""
    if name in ("claims", "reworded"):
        for row in _rows("claims", name):
            if side_of(row["document"].partition("/")[2]) == side:
                yield MadeClaim(row["claim"], row["kind"], row["true"], row["document"], _sentences(row["document"]))
        return
    for row in _rows("marked", name):
        if side_of(row["id"]) == side:
            label = row["label"].replace("_", " ")
            yield MadeClaim(row["claim"], label, label == "supported", row["id"], _beside(row["evidence"]))


def _rows(folder: str, name: str) -> Iterator[dict[str, Any]]:
    for line in (SHARED / "eval" / folder / f"{name}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


@cache
def _sentences(document: str) -> tuple[Evidence, ...]:
    """Return the sentences of a document of the sets, cut as they are for an index."""
    folder, _, name = document.partition("/")
    text = (SHARED / "eval" / folder / "corpus" / name).read_text("utf-8")
    title = Path(name).stem.replace("-", " ")
    cut = cut_passages(Document(name, text, title, ""), find_blocks(text, "markdown"), _counted, _WINDOW)
    return tuple(Evidence(passage, sentence, 0.5, 0.5) for passage in cut for sentence in passage.sentences)


def _counted(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def _beside(texts: Sequence[str]) -> tuple[Evidence, ...]:
    """Return sentences that a set gives as they are."""
    joined = "\n".join(texts)
    code, at, sentences = language_of(joined), 0, []
    for text in texts:
        sentences.append(Sentence(at, at + len(text), text, figures=find_figures(text, code)))
        at += len(text) + 1
    passage = Passage("text.md", 0, 0, len(joined), joined, sentences=tuple(sentences), language=code)
    return tuple(Evidence(passage, sentence, 0.5, 0.5) for sentence in sentences)


def measure(name: str, side: Side, show: str = "") -> None:
    """Print, by kind, how many claims of a side are proven; and those of a kind that came out wrongly, if told to."""
    proven: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    seconds = 0.0
    for made in claims_of(name, side):
        near = nearest_sentences(made.text, made.evidence, _READ)
        started = time.perf_counter()
        proof = prove(made.text, near)
        seconds += time.perf_counter() - started
        proven[made.true, made.kind].append(proof.holds)
        if show and show in made.kind and side != "held out" and proof.holds is not made.true:
            closest = near[0].sentence.text if near else ""
            print(f"[{made.kind}] {made.document}\n  claim: {made.text}\n  cited: {closest}")
    count = sum(map(len, proven.values()))
    print(f"\n## {name}, {side}: {count} claims, {1000 * seconds / max(1, count):.1f} ms each\n")
    print("| kind | claims | proven |\n|---|---|---|")
    for (_, kind), held in sorted(proven.items(), key=lambda one: (not one[0][0], one[0][1])):
        print(f"| {kind} | {len(held)} | {sum(held) / len(held):.2f} |")
    shares = {}
    for true in (True, False):
        held = [one for (is_true, _), some in proven.items() if is_true is true for one in some]
        shares[true] = sum(held) / max(1, len(held))
        print(f"| **all {'true' if true else 'false'}** | {len(held)} | {shares[true]:.3f} |")
    print(f"\nBalanced accuracy {(shares[True] + 1 - shares[False]) / 2:.3f}")


def main() -> None:
    """Measure the sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=("trained", "fitted", "held out"), default="fitted")
    parser.add_argument("--set", choices=SETS, default="")
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    if not (SHARED / "eval" / "claims").is_dir():
        print("The evaluation sets are not here; nothing is measured.")
        return
    for name in [options.set] if options.set else SETS:
        measure(name, options.side, options.show)


if __name__ == "__main__":
    main()
