"""Train the adapter that judges whether the evidence answers, for one GGUF file of the Qwen2 family.

    pip install gguf                                     # beside torch and transformers
    python -m benchmarks.judge.examples                  # what it is trained on
    python -m benchmarks.judge.train MODEL.gguf          # two minutes on a GPU; hours on two cores

writes `build/judge/<model>.judge.gguf`, to be moved to `assistant/drafting/judges/`, and `<model>.jsonl`: its
judgements of the examples that it was not trained on, for `benchmarks.fit_confidence --judged`.

Low-rank pairs beside the projections of attention (Hu et al., "LoRA", 2022), which are active only from the call on
(Greenewald et al., "Activated LoRA", 2025): the text before it is read once, without them, and its keys and values are
kept for all epochs. The loss is the log loss of "Yes" against "No".
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoTokenizer, DynamicCache, PreTrainedModel, PreTrainedTokenizerBase

from assistant.drafting.base import Prompt
from assistant.drafting.judges import INVOCATION
from assistant.verifying.confidence import judging_prompt
from benchmarks.judge.weights import read_model, write_adapter

BUILD = Path(__file__).parents[2] / "build" / "judge"
PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj")
RANK = 8
ALPHA = 16.0
EPOCHS = 3
BATCH = 32
RATE = 3e-4
WARM_UP = 0.06


@dataclass(slots=True)
class Reading:
    """The tokens of an example, before and from the call on, and the model's cache of the first.

    `before` is `(layers, 2, heads, length, width)`, keys and values.
    """

    row: dict[str, Any]
    first: list[int]
    rest: list[int]
    before: torch.Tensor


class LowRank(nn.Module):  # type: ignore[misc]  # torch is not followed
    """A linear layer with a low-rank pair beside it, which begins as zero."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        wide, narrow = layer.weight.shape
        device = layer.weight.device
        self.down = nn.Parameter(torch.randn(RANK, narrow, device=device) / math.sqrt(narrow))
        self.up = nn.Parameter(torch.zeros(wide, RANK, device=device))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the sum of the outputs of the layer and the pair."""
        added = (x.float() @ self.down.T) @ self.up.T * (ALPHA / RANK)
        return self.layer(x) + added.to(x.dtype)


class Judge:
    """A model that says yes or no to readings, whose text before the call is cached."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.device = model.device
        self.call: list[int] = tokenizer(INVOCATION, add_special_tokens=False)["input_ids"]
        words = [tokenizer(word)["input_ids"][0] for word in ("Yes", "No")]
        self._yes_no = model.lm_head.weight[words].float()

    @torch.no_grad()  # type: ignore[untyped-decorator]  # torch is not followed
    def read(self, rows: Sequence[dict[str, Any]], keep: str) -> list[Reading]:
        """Read the text before the call, and cache it on the device `keep`."""
        readings = [Reading(row, *self._cut(row), torch.empty(0)) for row in rows]
        for part in _batches(sorted(readings, key=lambda reading: len(reading.first))):
            longest = max(len(reading.first) for reading in part)
            tokens = torch.zeros(len(part), longest, dtype=torch.long)
            there = torch.zeros_like(tokens)
            for i, reading in enumerate(part):
                tokens[i, : len(reading.first)] = torch.tensor(reading.first)
                there[i, : len(reading.first)] = 1
            cache = DynamicCache()
            self.model.model(
                input_ids=tokens.to(self.device),
                attention_mask=there.to(self.device),
                past_key_values=cache,
                use_cache=True,
            )
            kept = torch.stack([torch.stack([layer.keys, layer.values]) for layer in cache.layers])
            for i, reading in enumerate(part):
                reading.before = kept[:, :, i, :, : len(reading.first)].to(keep, copy=True).contiguous()
        return readings

    def log_odds(self, readings: Sequence[Reading]) -> torch.Tensor:
        """Return the log odds of yes against no, `(readings,)`."""
        before = max(len(reading.first) for reading in readings)
        after = max(len(reading.rest) for reading in readings)
        layers, two, heads, _, width = readings[0].before.shape
        shape = (layers, two, len(readings), heads, before, width)
        kept = torch.zeros(shape, dtype=readings[0].before.dtype, device=self.device)
        tokens = torch.zeros(len(readings), after, dtype=torch.long)
        there = torch.zeros(len(readings), before + after, dtype=torch.long)
        places = torch.zeros_like(tokens)
        for i, reading in enumerate(readings):
            first, rest = len(reading.first), len(reading.rest)
            kept[:, :, i, :, before - first :] = reading.before.to(self.device)
            tokens[i, :rest] = torch.tensor(reading.rest)
            there[i, before - first : before + rest] = 1
            places[i] = torch.arange(first, first + after)
        cache = DynamicCache()
        for number in range(layers):
            cache.update(kept[number, 0], kept[number, 1], number)
        hidden = self.model.model(
            input_ids=tokens.to(self.device),
            attention_mask=there.to(self.device),
            position_ids=places.to(self.device),
            past_key_values=cache,
            use_cache=True,
        ).last_hidden_state
        last = hidden[torch.arange(len(readings)), [len(reading.rest) - 1 for reading in readings]]
        yes, no = (last.float() @ self._yes_no.T).unbind(dim=1)
        return yes - no

    def _cut(self, row: dict[str, Any]) -> tuple[list[int], list[int]]:
        asking = judging_prompt(Prompt(row["system"], row["user"]))
        messages = [{"role": "system", "content": asking.system}, {"role": "user", "content": asking.user}]
        text = self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        tokens: list[int] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        length = len(self.call)
        at = max(i for i in range(len(tokens)) if tokens[i : i + length] == self.call)
        return tokens[:at], tokens[at:]


def adapt(model: PreTrainedModel) -> dict[tuple[int, str], LowRank]:
    """Put a pair beside each projection of attention, and return them by layer and name."""
    pairs = {}
    for number, layer in enumerate(model.model.layers):
        for name in PROJECTIONS:
            pairs[number, name] = LowRank(getattr(layer.self_attn, name))
            setattr(layer.self_attn, name, pairs[number, name])
    return pairs


def train(judge: Judge, readings: Sequence[Reading], pairs: Sequence[LowRank]) -> None:
    """Fit the pairs to the labels of the readings."""
    parameters = [matrix for pair in pairs for matrix in (pair.down, pair.up)]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
    steps = EPOCHS * math.ceil(len(readings) / BATCH)
    warm = WARM_UP * steps

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / (warm + 1)) * 0.5 * (1 + math.cos(math.pi * step / steps))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    shuffler = random.Random(0)
    for epoch in range(EPOCHS):
        order = list(readings)
        shuffler.shuffle(order)
        losses = []
        for part in _batches(order):
            labels = torch.tensor([float(reading.row["label"]) for reading in part], device=judge.device)
            loss = nn.functional.binary_cross_entropy_with_logits(judge.log_odds(part), labels)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}", flush=True)


def _batches(readings: Sequence[Reading]) -> Iterator[Sequence[Reading]]:
    return (readings[i : i + BATCH] for i in range(0, len(readings), BATCH))


def main() -> None:
    """Train, and write the adapter and its judgements of the other examples."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", type=Path)
    path: Path = arguments.parse_args().model
    torch.manual_seed(0)
    on_gpu = torch.cuda.is_available()
    device, dtype = ("cuda", torch.bfloat16) if on_gpu else ("cpu", torch.float32)
    rows = [json.loads(line) for line in (BUILD / "examples.jsonl").read_text("utf-8").splitlines()]
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    judge = Judge(read_model(path, device, dtype), tokenizer)
    learned = judge.read([row for row in rows if row["side"] == "trained"], device)
    others = judge.read([row for row in rows if row["side"] != "trained"], "cpu")
    pairs = adapt(judge.model)
    train(judge, learned, list(pairs.values()))
    written = {place: (pair.down, pair.up) for place, pair in pairs.items()}
    write_adapter(BUILD / f"{path.stem}.judge.gguf", written, ALPHA, judge.call)
    with torch.no_grad(), (BUILD / f"{path.stem}.jsonl").open("w", encoding="utf-8") as file:
        for part in _batches(sorted(others, key=lambda reading: len(reading.first))):
            for reading, odds in zip(part, judge.log_odds(part).tolist(), strict=True):
                told = {name: reading.row[name] for name in ("set", "id", "kind", "side", "label")}
                signals = {"log_odds": odds, **{name: reading.row[name] for name in ("coverage", "closeness", "named")}}
                file.write(json.dumps(told | {"signals": signals}) + "\n")


if __name__ == "__main__":
    main()
