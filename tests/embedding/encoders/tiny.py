"""A tiny encoder with seeded weights, and the words that its tokenizer knows."""

from collections.abc import Mapping

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import BertPreTokenizer

from assistant.embedding.encoders.graph import Head
from assistant.embedding.encoders.running import WINDOW, Encoder
from assistant.embedding.encoders.weights import EncoderWeights, Quantized

WIDTH, INNER, LAYERS = 128, 256, 2
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "red", "green", "fox", "hen", "sleeps", "eats", ".", ",", "!"]


def tiny_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


def tiny_weights(seed: int = 0) -> EncoderWeights:
    """Return the weights of an encoder of two layers, half of its matrices with a scale a column and a zero point."""
    drawn = np.random.default_rng(seed)
    weights: dict[str, Quantized | np.ndarray] = {}

    def matrix(name: str, rows: int, columns: int) -> None:
        by_column = len(weights) % 2 == 0
        values = drawn.integers(-127, 128, (rows, columns)).astype(np.int8)
        size = columns if by_column else ()
        weights[name] = Quantized(
            values,
            np.asarray(drawn.uniform(0.001, 0.003, size), np.float32),
            np.asarray(drawn.integers(-3, 4, size), np.int8),
        )

    def vector(name: str, size: int, around: float = 0.0) -> None:
        weights[name] = (around + drawn.normal(0, 0.05, size)).astype(np.float32)

    def norm(name: str) -> None:
        vector(f"{name}.weight", WIDTH, 1.0)
        vector(f"{name}.bias", WIDTH)

    def linear(name: str, rows: int, columns: int) -> None:
        matrix(f"{name}.weight", rows, columns)
        vector(f"{name}.bias", columns)

    for kind, rows in (("word", len(WORDS)), ("token_type", 2), ("position", WINDOW)):
        matrix(f"embeddings.{kind}_embeddings.weight", rows, WIDTH)
    norm("embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            linear(f"{layer}.attention.self.{part}", WIDTH, WIDTH)
        linear(f"{layer}.attention.output.dense", WIDTH, WIDTH)
        norm(f"{layer}.attention.output.LayerNorm")
        linear(f"{layer}.intermediate.dense", WIDTH, INNER)
        linear(f"{layer}.output.dense", INNER, WIDTH)
        norm(f"{layer}.output.LayerNorm")
    linear("pooler.dense", WIDTH, WIDTH)
    linear("classifier", WIDTH, 1)
    return weights


def tiny_encoder(head: Head) -> Encoder:
    return Encoder(tiny_tokenizer(), tiny_weights(), head, threads=1)


def plain(weights: EncoderWeights) -> Mapping[str, np.ndarray]:
    """Return weights as floats."""
    return {name: w if isinstance(w, np.ndarray) else w.widened() for name, w in weights.items()}
