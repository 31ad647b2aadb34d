"""Converts weights from a GGUF file to torch, and those of an adapter back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import PreTrainedModel, Qwen2Config, Qwen2ForCausalLM

_WHOLE = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output.weight": "lm_head.weight",
    "output_norm.weight": "model.norm.weight",
}
_PARTS = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
_GGUF_NAMES = {ours.rpartition(".")[2]: theirs for theirs, ours in _PARTS.items()}


def read_model(path: Path, device: str, dtype: torch.dtype) -> PreTrainedModel:
    """Return the Qwen2 model in a GGUF file, including its rounding, with every weight frozen."""
    reader = gguf.GGUFReader(path)
    tensors = {tensor.name: tensor for tensor in reader.tensors}

    def field(name: str) -> float:
        value: float = reader.fields[f"qwen2.{name}"].contents()
        return value

    base = field("rope.freq_base")
    config = Qwen2Config(
        vocab_size=int(tensors["token_embd.weight"].shape[1]),
        hidden_size=int(field("embedding_length")),
        intermediate_size=int(field("feed_forward_length")),
        num_hidden_layers=int(field("block_count")),
        num_attention_heads=int(field("attention.head_count")),
        num_key_value_heads=int(field("attention.head_count_kv")),
        rope_parameters={"rope_type": "default", "rope_theta": base},
        rms_norm_eps=field("attention.layer_norm_rms_epsilon"),
        tie_word_embeddings=False,
    )

    def loaded(name: str) -> tuple[str, torch.Tensor]:
        tensor = tensors[name]
        values = np.ascontiguousarray(gguf.dequantize(tensor.data, tensor.tensor_type))
        return _name_in_torch(name), torch.from_numpy(values).to(dtype)

    with ThreadPoolExecutor() as pool:
        state = dict(pool.map(loaded, tensors))
    state.setdefault("lm_head.weight", state["model.embed_tokens.weight"])
    with torch.device("meta"):
        model = Qwen2ForCausalLM(config)
    model.load_state_dict(state, assign=True)
    model.model.rotary_emb = type(model.model.rotary_emb)(config=config)
    model = model.to(device).eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return model


def write_adapter(
    path: Path, pairs: Mapping[tuple[int, str], tuple[torch.Tensor, torch.Tensor]], alpha: float, call: Sequence[int]
) -> None:
    """Write an adapter that llama.cpp activates at the tokens `call`.

    `pairs` are, for a layer and the name of a projection in it, the matrices `(rank, in)` and `(out, rank)`.
    """
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    name = "adapter.alora.invocation_tokens"
    writer.add_key_value(name, list(call), gguf.GGUFValueType.ARRAY, sub_type=gguf.GGUFValueType.UINT32)
    for (layer, projection), (down, up) in pairs.items():
        for matrix, letter in ((down, "a"), (up, "b")):
            name = f"blk.{layer}.{_GGUF_NAMES[projection]}.weight.lora_{letter}"
            writer.add_tensor(name, matrix.detach().half().cpu().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _name_in_torch(name: str) -> str:
    if name in _WHOLE:
        return _WHOLE[name]
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{_PARTS[part]}.{kind}"
