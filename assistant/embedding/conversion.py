"""Conversion of a sentence-transformers model to OpenVINO, once per machine, in the user's cache folder.

A converted model starts in a fraction of a second, without torch, and is faster on a processor. Not every model can be
converted: the result is compared with the original on a few texts, and not used if it differs.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import read_tokenizer
from assistant.embedding.sentence_transformer import load_sentence_transformer

if TYPE_CHECKING:
    import openvino
    import torch
    from sentence_transformers import SentenceTransformer

    from assistant.models.resolving import LocalModel

GRAPH = "model.xml"
_WEIGHTS = "model.bin"
_FACTS = "facts.json"
_ALIKE = 0.9995
_PROBES = ("Revenue rose.", "What did the company say about its plans for the cloud, and why?", "云业务 2024: 12.5% !")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Facts:
    """The metadata of a converted model. `max_tokens` includes special tokens.

    `unfit` says why a model cannot be converted, or is "".
    """

    dimension: int = 0
    max_tokens: int = 0
    padding: int = 0
    weights_bytes: int = 0
    unfit: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted model and its folder."""

    folder: Path
    facts: Facts


def converted(source: LocalModel, cache: Path) -> Converted | None:
    """Return the converted model, converting it now if necessary; None if that is not possible.

    The cache entry belongs to the current files of the source: a changed file causes another conversion.

    Raises:
        ModelError: the model is damaged.
    """
    target = cache / "converted" / f"{source.name.replace('/', '--')}-{_fingerprint(source)}"
    known = _known(target) or _convert_into(target, source.path)
    if known is None or known.facts.unfit:
        return None
    return known


def _fingerprint(source: LocalModel) -> str:
    """Return a fingerprint of the model's files and of the versions that convert it."""
    state: object = source.sha256
    if not source.sha256:
        files = (path for path in sorted(source.path.rglob("*")) if path.is_file())
        state = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps([version("openvino"), state]).encode()).hexdigest()[:16]


def _known(target: Path) -> Converted | None:
    try:
        facts = Facts(**json.loads((target / _FACTS).read_text("utf-8")))
        whole = facts.unfit or (target / _WEIGHTS).stat().st_size == facts.weights_bytes
    except (OSError, ValueError, TypeError):
        return None
    return Converted(target, facts) if whole else None


def _convert_into(target: Path, source: Path) -> Converted | None:
    """Convert into a folder beside the target and rename it; a second process uses the existing result."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as beside:
            made = Path(beside) / target.name
            made.mkdir()
            facts = _convert(source, made)
            (made / _FACTS).write_text(json.dumps(asdict(facts)), "utf-8")
            if _known(target) is None:
                shutil.rmtree(target, ignore_errors=True)
                os.replace(made, target)
    except OSError as error:
        logger.warning("The converted embedding model cannot be cached (%s); starting will be slower.", error)
    return _known(target)


def _convert(source: Path, target: Path) -> Facts:
    import openvino

    model = load_sentence_transformer(source)
    if model.default_prompt_name is not None or not hasattr(model[0], "auto_model"):
        return Facts(unfit="it is not a plain transformer")
    try:
        graph = _graph(model)
    except Exception as error:  # a model's own code, the tracer and the converter may raise anything
        return Facts(unfit=f"{type(error).__name__}: {error}"[:500])
    config = json.loads((source / "config.json").read_text("utf-8"))
    facts = Facts(
        dimension=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 512),
        padding=int(config.get("pad_token_id") or 0),
    )
    probed = infer(openvino.Core().compile_model(graph, "CPU"), _encode(source, _PROBES), facts.padding)
    meant = np.asarray(model.encode(list(_PROBES), normalize_embeddings=True))
    if not (probed * meant).sum(axis=1).min() > _ALIKE:
        return Facts(unfit="its vectors differ from those of the model")
    try:
        openvino.save_model(graph, target / GRAPH, compress_to_fp16=False)
        openvino.Core().read_model(target / GRAPH)
    except RuntimeError as error:  # OpenVINO raises this on a full disk
        raise OSError(f"OpenVINO: {error}"[:500]) from error
    return Facts(facts.dimension, facts.max_tokens, facts.padding, (target / _WEIGHTS).stat().st_size)


def _graph(model: SentenceTransformer) -> openvino.Model:
    """Return a model as a graph from token ids and attention mask, both `(n, t)` int64, to `(n, d)` unit vectors.

    `openvino.convert_model` is not used, because it reports its use to the maker.
    """
    import openvino
    import torch
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    class Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    model.requires_grad_(False)
    example = torch.ones((2, 7), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about constants of tracing; `_PROBES` show whether they matter
        decoder = TorchScriptPythonDecoder(Pooled().eval(), example_input=(example, example.clone()))
        frontend = FrontEndManager().load_by_framework("pytorch")
        graph = frontend.convert(frontend.load(decoder))
    for given in graph.inputs:
        given.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
        given.get_node().set_element_type(openvino.Type.i64)
    graph.validate_nodes_and_infer_types()
    return graph


def _encode(source: Path, texts: Sequence[str]) -> list[list[int]]:
    return [encoding.ids for encoding in read_tokenizer(source).encode_batch_fast(list(texts))]


def infer(
    model: openvino.CompiledModel | openvino.InferRequest, tokens: Sequence[Sequence[int]], padding: int
) -> NDArray[np.float32]:
    """Return the vectors of texts given as token ids, `(n, d)` float32; shorter texts are padded with `padding`."""
    lengths = np.array([len(ids) for ids in tokens])
    mask = (np.arange(lengths.max()) < lengths[:, None]).astype(np.int64)
    ids = np.full(mask.shape, padding, np.int64)
    ids[mask == 1] = np.concatenate([np.asarray(row, np.int64) for row in tokens])
    compute = model if callable(model) else model.infer
    return np.array(compute([ids, mask])[0], np.float32)
