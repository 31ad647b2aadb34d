"""The multilingual embedder as a cross-encoder in torch, to be trained: its words and lower layers stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from transformers import BertConfig, BertModel

from assistant.embedding.encoders.packed import read_packed_weights, read_vocabulary, tokenizer_of
from assistant.embedding.encoders.weights import EncoderWeights, Grouped, Quantized, layer_count
from assistant.models.packages import MULTILINGUAL, verified_weights

START, END, PADDING = 0, 2, 1
QUESTION, WINDOW = 48, 128
"""The most tokens of a question and of a pair in training."""
TRAINED = 6
"""How many of the upper layers are trained."""


class Pairs(nn.Module):  # type: ignore[misc]  # torch is not followed
    """Reads pairs of question and text, and returns a logit for each."""

    def __init__(self) -> None:
        super().__init__()
        weights = read_packed_weights(verified_weights(MULTILINGUAL))
        words = _plain(weights["embeddings.word_embeddings.weight"])
        self.bert = BertModel(
            BertConfig(
                vocab_size=len(words),
                hidden_size=words.shape[1],
                num_hidden_layers=layer_count(weights),
                num_attention_heads=12,
                intermediate_size=4 * words.shape[1],
                max_position_embeddings=512,
                type_vocab_size=len(_plain(weights["embeddings.token_type_embeddings.weight"])),
            )
        )
        missing, unexpected = self.bert.load_state_dict(_state_of(weights), strict=False)
        if unexpected or any(not name.startswith("pooler.") for name in missing):
            raise ValueError(f"The weights don't fit: {missing}, {unexpected}.")
        self.classifier = nn.Linear(words.shape[1], 1)
        lowest = layer_count(weights) - TRAINED
        for name, parameter in self.bert.named_parameters():
            number = int(name.split(".")[2]) if name.startswith("encoder.layer.") else -1
            parameter.requires_grad_(number >= lowest or name.startswith("pooler."))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the logits, `(n,)`, of rows of tokens, `(n, t)`."""
        pooled = self.bert(input_ids=ids, attention_mask=mask).pooler_output
        return self.classifier(pooled).squeeze(-1).float()

    def trained(self) -> dict[str, torch.Tensor]:
        """Return what is trained."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}


def _plain(weight: Quantized | Grouped | np.ndarray) -> np.ndarray:
    return weight if isinstance(weight, np.ndarray) else weight.widened()


def _state_of(weights: EncoderWeights) -> dict[str, torch.Tensor]:
    """Return the weights as torch names and lays them out: matrices of layers `(out, in)`."""
    state = {}
    for name, weight in weights.items():
        values = _plain(weight)
        inner = name.startswith("encoder.") and values.ndim == 2
        state[name] = torch.from_numpy(np.array(values.T if inner else values, np.float32))
    return state


class Tokens:
    """Turns pairs of question and text into rows of tokens."""

    def __init__(self) -> None:
        self._tokenizer = tokenizer_of(read_vocabulary(verified_weights(MULTILINGUAL)))
        self._known: dict[str, list[int]] = {}

    def of(self, text: str) -> list[int]:
        """Return the tokens of a text."""
        if text not in self._known:
            self._known[text] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return self._known[text]

    def pair(self, question: str, text: str) -> list[int]:
        """Return a pair as it is read, cut to the window."""
        first = [START, *self.of(question)[:QUESTION], END, END]
        return [*first, *self.of(text)[: WINDOW - len(first) - 1], END]


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return rows and their mask, `(n, t)`."""
    width = max(map(len, rows))
    ids = torch.tensor([[*row, *[PADDING] * (width - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask
