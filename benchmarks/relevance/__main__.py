"""What the cross-encoder for many languages gives: `python -m benchmarks.relevance [--side "held out"] [--trained]`.

Prints for each set, language of the question and language of the sentences how often the first sentence holds the
answer, and the mean reciprocal rank of the best that does: as retrieval ranks them, as the encoder does, by both as
`read_again` puts them together, and for English by the English cross-encoder.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from assistant.embedding.encoders.many_languages import open_for_many_languages
from assistant.retrieval.looks import THIRD, scaled
from benchmarks.relevance.model import Pairs, Tokens, padded
from benchmarks.relevance.train import TRAINED_TO, read_examples

Read = Callable[[str, Sequence[str]], np.ndarray]


def shipped() -> Read:
    """Return what reads with the weights of the package."""
    return open_for_many_languages().relevance


def in_torch() -> Read:
    """Return what reads with the weights that training left."""
    model, tokens = Pairs(), Tokens()
    model.load_state_dict(torch.load(TRAINED_TO)["model"], strict=False)
    model.eval()

    def read(question: str, texts: Sequence[str]) -> np.ndarray:
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            return np.asarray(model(*padded([tokens.pair(question, text) for text in texts])))

    return read


def places_of_answers(example: dict[str, Any], read: Read, within: str) -> dict[str, int]:
    """Return at which place, from 1, each way of ranking puts the first sentence with the answer; {} if none has it."""
    kept = [n for n, code in enumerate(example["languages"]) if within in ("", code)]
    gold = np.array([example["gold"][n] for n in kept])
    if not gold.any() or gold.all():
        return {}
    known = scaled([example["scores"][n] for n in kept])
    logits = read(example["question"], [example["texts"][n] for n in kept])
    ways = {"found": known, "read": logits, "both": known + THIRD * scaled(logits)}
    if example["teacher"]:
        taught = np.array([example["teacher"][n] for n in kept])
        ways |= {"English": taught, "English and found": known + THIRD * scaled(taught)}
    return {way: 1 + int(np.argmax(gold[np.argsort(-values, kind="stable")])) for way, values in ways.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", default="held out", choices=("fitted", "held out"))
    parser.add_argument("--trained", action="store_true", help="read with what training left in build/relevance")
    parser.add_argument("--limit", type=int, default=150)
    args = parser.parse_args()
    read = in_torch() if args.trained else shipped()
    groups = defaultdict(list)
    for one in read_examples(args.side):
        groups[one["set"], one["language"]].append(one)
    print("| set, question | sentences | questions | " + "first; mean reciprocal rank |")
    for (name, language), known in groups.items():
        some = known[:: max(1, len(known) // args.limit)][: args.limit]
        for within in (language, "") if name == "languages" else ("",):
            places = defaultdict(list)
            for one in some:
                for way, place in places_of_answers(one, read, within).items():
                    places[way].append(place)
            told = "; ".join(
                f"{way} {np.mean(np.array(at) == 1):.3f} {np.mean(1 / np.array(at)):.3f}" for way, at in places.items()
            )
            print(f"| {name}, {language} | {within or 'all'} | {len(places['found'])} | {told} |", flush=True)


if __name__ == "__main__":
    main()
