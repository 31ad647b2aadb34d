"""Train the cross-encoder for many languages on the examples: `python -m benchmarks.relevance.train`.

    --minutes 40      how long it trains; it goes on where it was stopped

Writes `build/relevance/trained.pt`. The loss of a question is the cross-entropy of its sentences against those that
hold the answer, mixed with what the English cross-encoder finds (Hinton et al., "Distilling the knowledge in a neural
network", 2015), and the log loss of each sentence by itself.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import torch
from torch.nn import functional

from benchmarks.relevance.examples import BUILD, EXAMPLES
from benchmarks.relevance.model import Pairs, Tokens, padded

TRAINED_TO = BUILD / "trained.pt"
QUESTIONS, SENTENCES, TOGETHER = 8, 8, 16
RATE, HEAD_RATE, WARM_UP = 1e-4, 5e-4, 100
TEACHER, ALONE = 0.3, 0.3
"""The share of the teacher in the cross-entropy, and the weight of the log loss of each sentence by itself."""
BARE = 0.25
"""How many sentences are read without their headings."""


def read_examples(side: str) -> list[dict[str, Any]]:
    """Return the examples of a side that teach something."""
    read = (json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines())
    of_side = (one for one in read if one["side"] == side and len(one["texts"]) > 1)
    return [one for one in of_side if one["teacher"] or any(one["gold"])]


def drawn(example: dict[str, Any], chance: random.Random) -> list[int]:
    """Return the sentences of an example to read: those that hold the answer, the first, and others by lot."""
    gold = [n for n, holds in enumerate(example["gold"]) if holds]
    rest = [n for n in range(len(example["texts"])) if n not in gold]
    chance.shuffle(gold)
    hard = rest[: SENTENCES // 2]
    others = chance.sample(rest[len(hard) :], min(len(rest) - len(hard), SENTENCES))
    return [*gold[:3], *hard, *others][:SENTENCES]


def loss_of(example: dict[str, Any], places: list[int], logits: torch.Tensor) -> torch.Tensor:
    """Return the loss of one question."""
    gold = torch.tensor([float(example["gold"][n]) for n in places])
    shares = gold / gold.sum() if gold.any() else None
    if example["teacher"]:
        taught = torch.softmax(torch.tensor([example["teacher"][n] for n in places]), 0)
        shares = taught if shares is None else (1 - TEACHER) * shares + TEACHER * taught
    loss = logits.new_zeros(())
    if shares is not None:
        weight = 1.0 if gold.any() else 0.3
        loss = loss - weight * (shares * torch.log_softmax(logits, 0)).sum()
    if gold.any() or not example["answerable"]:
        loss = loss + ALONE * functional.binary_cross_entropy_with_logits(logits, gold, reduction="sum") / 2
    return loss


def logits_of(model: Pairs, rows: list[list[int]]) -> torch.Tensor:
    """Return the logits of rows, read in groups of similar length, so that little is padded."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
    groups = [order[at : at + TOGETHER] for at in range(0, len(order), TOGETHER)]
    with torch.autocast("cpu", torch.bfloat16):
        read = torch.cat([model(*padded([rows[n] for n in group])) for group in groups])
    return read[torch.tensor(sorted(range(len(order)), key=order.__getitem__))]


def batches(known: list[dict[str, Any]], chance: random.Random) -> Iterator[list[dict[str, Any]]]:
    """Yield batches without end, each example once before any comes again."""
    while True:
        order = chance.sample(known, len(known))
        yield from (order[at : at + QUESTIONS] for at in range(0, len(order), QUESTIONS))


def main() -> None:
    """Train, and save every two minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--steps", type=int, default=1600, help="after how many steps the rate is 0")
    args = parser.parse_args()
    torch.manual_seed(0)
    chance = random.Random(0)
    known = read_examples("trained")
    model, tokens = Pairs(), Tokens()
    parameters = model.trained()
    head = [value for name, value in parameters.items() if "pooler" in name or "classifier" in name]
    body = [value for name, value in parameters.items() if "pooler" not in name and "classifier" not in name]
    optimizer = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / args.steps)
    )
    begin = 0
    if TRAINED_TO.exists():
        kept = torch.load(TRAINED_TO)
        model.load_state_dict(kept["model"], strict=False)
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        begin = kept["step"]
        chance.seed(begin)
    model.train()
    started = saved = time.monotonic()
    mean = 0.0
    for step, batch in enumerate(batches(known, chance), start=begin):
        if step >= args.steps or time.monotonic() - started > 60 * args.minutes:
            break
        places = [drawn(one, chance) for one in batch]
        rows = [
            tokens.pair(one["question"], one["bare" if chance.random() < BARE else "texts"][n])
            for one, some in zip(batch, places, strict=True)
            for n in some
        ]
        logits = logits_of(model, rows)
        parts = logits.split([len(some) for some in places])
        loss = torch.stack([loss_of(*each) for each in zip(batch, places, parts, strict=True)]).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(parameters.values()), 1.0)
        optimizer.step()
        schedule.step()
        mean = 0.98 * mean + 0.02 * loss.item() if step > begin else loss.item()
        if step % 20 == 0:
            print(f"step {step}, loss {mean:.3f}, {time.monotonic() - started:.0f} s", flush=True)
        if time.monotonic() - saved > 120 or step == args.steps - 1:
            saved = time.monotonic()
            keep = {"model": model.trained(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
            torch.save({**keep, "step": step + 1}, TRAINED_TO)


if __name__ == "__main__":
    main()
