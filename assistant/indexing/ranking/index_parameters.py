"""Chooses what is derived from an index, by its number of passages alone.

| passages | vectors | words |
|---|---|---|
| up to 20,000 | all compared: exact, and a few milliseconds | by the database |
| up to 150,000 | 512 lists, 64 of them looked through | in memory |
| up to 400,000 | 1,024 lists, 256 of them looked through | in memory |
| more | 2,048 lists, 512 of them looked through | in memory |

Vectors are in lists by their nearest centre, and the lists nearest to the question are compared (Jégou et al., "Product
quantization for nearest neighbor search", 2011, section 4), in the float16 of the database, so that scores are the
same. Among more vectors, the ten nearest are closer together and spread over more lists. Measured in
`benchmarks/results/scale.md` on a busy machine, one question at a time:

| passages | index | recall@10 | p50 | memory |
|---|---|---|---|---|
| 100,000 | Flat | 1.000 | 192 ms | 154 MB |
| 100,000 | IVF512,SQfp16, 64 lists (chosen) | 0.999 | 0.5 ms | 78 MB |
| 200,000 | IVF512,SQfp16, 64 lists | 0.949 | 1.2 ms | 156 MB |
| 400,000 | IVF1024,SQfp16, 64 lists | 0.888 | 1.9 ms | 312 MB |
| 400,000 | IVF1024,SQfp16, 256 lists (chosen) | 0.984 | 6.9 ms | 312 MB |
| 1,000,000 | SQfp16 | 1.000 | 459 ms | 768 MB |
| 1,000,000 | IVF2048,SQfp16, 64 lists | 0.903 | 1.4 ms | 779 MB |
| 1,000,000 | IVF2048,SQfp16, 512 lists (chosen) | 0.982 | 9.7 ms | 779 MB |
"""

from __future__ import annotations

EXACT_UP_TO = 20_000
"""The number of passages up to which all vectors are compared, and the database ranks words fast enough."""
LISTS = ((150_000, 512, 64), (400_000, 1024, 256), (None, 2048, 512))
"""The maximum number of passages (None: any), the number of lists, and how many lists are searched."""


def index_kind(passages: int) -> str:
    """Return the description of the vector index for this many passages, for FAISS's `index_factory`."""
    if passages <= EXACT_UP_TO:
        return "Flat"
    lists = next(lists for most, lists, _ in LISTS if most is None or passages <= most)
    return f"IVF{lists},SQfp16"


def probes(lists: int) -> int:
    """Return how many of this many lists are searched."""
    return next((looked_through for _, number, looked_through in LISTS if number == lists), lists)


def ranks_in_memory(passages: int) -> bool:
    """Return whether the words of this many passages are ranked in memory rather than by the database."""
    return passages > EXACT_UP_TO
