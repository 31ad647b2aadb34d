"""BERT (Devlin et al., 2019) as an OpenVINO graph around weights that stay quantized."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.weights import EncoderWeights, Grouped, Quantized, layer_count

if TYPE_CHECKING:
    import openvino

Head = Literal["tokens", "text", "pair"]
HEAD_SIZE = 32
"""The dimensions of one attention head in all encoders of this family."""
_EPSILON = 1e-12
_MASKED = np.float32(1e4)

Node = Any  # OpenVINO's operations, nodes and outputs have no types


def build_graph(weights: EncoderWeights, head: Head) -> openvino.Model:
    """Return the graph from token ids, attention mask and token types, each `(n, t)` int64, to the head's output.

    The head "tokens" returns a unit vector for each token, `(n, t, d)`; "text" returns one for each text, `(n, d)`, the
    mean over its tokens; "pair" returns the logit of a classifier on the first token, `(n, 1)`; all float32.

    Raises:
        KeyError: a weight is missing.
    """
    import openvino
    from openvino import opset13 as op

    ids, mask, types = (op.parameter([-1, -1], openvino.Type.i64, name=name) for name in ("ids", "mask", "types"))
    layers = _Layers(op, weights)
    hidden = layers.hidden(ids, mask, types)
    if head == "tokens":
        result = layers.unit(hidden)
    elif head == "text":
        result = layers.unit(layers.mean(hidden, mask))
    else:
        pooled = op.tanh(layers.linear(layers.first_token(hidden), "pooler.dense"))
        result = layers.linear(pooled, "classifier")
    return openvino.Model([result], [ids, mask, types], "encoder")


class _Layers:
    """The parts of the graph; each takes a node and returns the node that it computes."""

    def __init__(self, op: Node, weights: EncoderWeights) -> None:
        self._op = op
        self._weights = weights

    def hidden(self, ids: Node, mask: Node, types: Node) -> Node:
        """The hidden states of the last layer, `(n, t, d)`."""
        op = self._op
        length = op.gather(op.shape_of(ids), self._integer(1), self._integer(0))
        places = op.range(self._integer(0), length, self._integer(1), "i64")
        embedded = op.add(
            op.add(self._embedding("word", ids), self._embedding("token_type", types)),
            self._embedding("position", places),
        )
        state = self._norm(embedded, "embeddings.LayerNorm")
        shown = op.subtract(op.convert(mask, "f32"), self._constant(np.float32(1)))
        masking = op.unsqueeze(op.multiply(shown, self._constant(_MASKED)), self._integer([1, 2]))
        for number in range(layer_count(self._weights)):
            state = self._layer(state, masking, f"encoder.layer.{number}")
        return state

    def _layer(self, state: Node, masking: Node, name: str) -> Node:
        op = self._op
        query, key, value = (
            self._split(self.linear(state, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        attended = self._join(op.scaled_dot_product_attention(query, key, value, masking))
        output = self.linear(attended, f"{name}.attention.output.dense")
        state = self._norm(op.add(state, output), f"{name}.attention.output.LayerNorm")
        wide = op.gelu(self.linear(state, f"{name}.intermediate.dense"), "erf")
        return self._norm(op.add(state, self.linear(wide, f"{name}.output.dense")), f"{name}.output.LayerNorm")

    def linear(self, state: Node, name: str) -> Node:
        """A matrix and a bias."""
        product = self._op.matmul(state, self._matrix(f"{name}.weight"), False, False)
        return self._op.add(product, self._matrix(f"{name}.bias"))

    def first_token(self, hidden: Node) -> Node:
        """The state of the first token of each text, `(n, d)`."""
        return self._op.gather(hidden, self._integer(0), self._integer(1))

    def mean(self, hidden: Node, mask: Node) -> Node:
        """The mean over the tokens of each text, `(n, d)`, but for its length."""
        shown = self._op.unsqueeze(self._op.convert(mask, "f32"), self._integer(2))
        return self._op.reduce_sum(self._op.multiply(hidden, shown), self._integer(1))

    def unit(self, state: Node) -> Node:
        """The state scaled to length 1."""
        return self._op.normalize_l2(state, self._integer([-1]), _EPSILON, "add")

    def _norm(self, state: Node, name: str) -> Node:
        normal = self._op.mvn(state, self._integer([-1]), True, _EPSILON, "inside_sqrt")
        return self._op.add(self._op.multiply(normal, self._matrix(f"{name}.weight")), self._matrix(f"{name}.bias"))

    def _embedding(self, kind: str, places: Node) -> Node:
        weight = self._weights[f"embeddings.{kind}_embeddings.weight"]
        if isinstance(weight, Grouped):
            return self._widened_rows(weight, places)
        values = weight.values if isinstance(weight, Quantized) else weight
        rows = self._op.gather(self._constant(values), places, self._integer(0))
        return self._widened(rows, weight) if isinstance(weight, Quantized) else rows

    def _widened_rows(self, weight: Grouped, places: Node) -> Node:
        """Some rows of a matrix in groups, as the numbers that they represent."""
        op, (groups, size) = self._op, (weight.scale.shape[1], weight.values.shape[1] // weight.scale.shape[1])
        rows, scale = (op.gather(self._constant(of), places, self._integer(0)) for of in (weight.values, weight.scale))
        bits = op.subtract(op.convert(rows, "f32"), self._constant(np.float32(weight.zero_point)))
        parted = op.reshape(bits, self._integer([0, 0, groups, size]), True)
        return op.reshape(op.multiply(parted, op.unsqueeze(scale, self._integer(3))), self._integer([0, 0, -1]), True)

    def _split(self, state: Node) -> Node:
        """`(n, t, d)` as `(n, heads, t, HEAD_SIZE)`."""
        parted = self._op.reshape(state, self._integer([0, 0, -1, HEAD_SIZE]), True)
        return self._op.transpose(parted, self._integer([0, 2, 1, 3]))

    def _join(self, state: Node) -> Node:
        back = self._op.transpose(state, self._integer([0, 2, 1, 3]))
        return self._op.reshape(back, self._integer([0, 0, -1]), True)

    def _matrix(self, name: str) -> Node:
        """A weight that OpenVINO keeps compressed: bytes that are widened when they are multiplied."""
        weight = self._weights[name]
        if not isinstance(weight, Quantized):
            return self._constant(weight.widened() if isinstance(weight, Grouped) else weight)
        return self._widened(self._constant(weight.values), weight)

    def _widened(self, values: Node, weight: Quantized) -> Node:
        """The bytes of a weight as the numbers that they represent."""
        widened = self._op.convert(values, "f32")
        if np.any(weight.zero_point):
            widened = self._op.subtract(widened, self._op.convert(self._constant(weight.zero_point), "f32"))
        return self._op.multiply(widened, self._constant(weight.scale))

    def _integer(self, value: int | list[int]) -> Node:
        return self._constant(np.array(value, np.int64))

    def _constant(self, value: NDArray[Any] | np.float32) -> Node:
        return self._op.constant(np.asarray(value, order="C"))
