"""The reliability diagram: of the questions it is this sure of, how many does it really have an answer to?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import SettingsError
from assistant.evaluation.metrics import CalibrationBin


def draw_reliability(bins: Sequence[CalibrationBin], path: Path, title: str) -> None:
    """Draw bins of confidence as a picture (DeGroot & Fienberg, 1983); the suffix of the path says which kind.

    Raises:
        SettingsError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SettingsError('The picture needs matplotlib. Run `pip install -e ".[evaluation]"`.') from error
    figure = Figure(figsize=(4.6, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1, label="as sure as it should be")
    axes.bar(
        [b.low for b in bins],
        [b.share for b in bins],
        width=[b.high - b.low for b in bins],
        align="edge",
        color="#4c78a8",
        edgecolor="white",
        alpha=0.85,
    )
    axes.plot([b.confidence for b in bins], [b.share for b in bins], "o", color="#e45756", markersize=4, label="mean")
    for b in bins:
        axes.annotate(str(b.count), (b.low + (b.high - b.low) / 2, 0.02), ha="center", fontsize=8, color="0.15")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share with an answer", title=title)
    axes.legend(loc="upper left", fontsize=8, frameon=False)
    figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
