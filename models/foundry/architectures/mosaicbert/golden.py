"""MosaicBERT against the authors' code: `model` unpadded with captures, `padded` with all padding computed, `naive`.

The official slopes are rounded to float32, as ours are. The arrays `lpln.*` are arithmetic in bfloat16, which no file
here does: not compared.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from foundry.architectures.mosaicbert import naive
from foundry.architectures.mosaicbert.model import PADDED, Config, Model, Packing
from foundry.golden import Case, Comparison

NAMES = {
    "bert.embeddings.word_embeddings": "embedding",
    "bert.embeddings.token_type_embeddings": "segment",
    "bert.embeddings.LayerNorm": "embedding_norm",
    "bert.encoder.layer": "layers",
    "attention.self.Wqkv": "qkv",
    "attention.output.dense": "out_proj",
    "attention.output.LayerNorm": "attention_norm",
    "mlp.gated_layers": "ffn.up",
    "mlp.wo": "ffn.down",
    "mlp.layernorm": "ffn_norm",
    "cls.predictions.transform.dense": "head",
    "cls.predictions.transform.LayerNorm": "head_norm",
    "cls.predictions.decoder.bias": "head_bias",
}


def matches(case: Case) -> bool:
    return case.arch == "mosaicbert"


def check(case: Case) -> dict[str, Comparison]:
    compared = {f"model/{name}": (value, case[name]) for name, value in run_model(case).items()}
    present = case["attention_mask"].bool()
    for name, value in run_naive(case).items():
        compared[f"naive/{name}"] = value, case[name][present] if name == "logits" else case[name]
    padded, _ = load(case)(case["input_ids"], present=present, segments=case["token_type_ids"], unpad=False)
    if "labels" not in case.arrays:  # with labels the file holds only the rows that are asked for
        compared["padded/logits"] = padded[present], case["logits"][present]
    return compared


def load(case: Case) -> Model:
    config = case.config
    model = Model(
        Config(
            layers=config["num_hidden_layers"],
            width=config["hidden_size"],
            heads=config["num_attention_heads"],
            head_width=config["hidden_size"] // config["num_attention_heads"],
            ffn=config["intermediate_size"],
            vocabulary=config["vocab_size"],
            context=config["T"],
            segments=config["type_vocab_size"],
            eps=config["layer_norm_eps"],
        )
    ).double()
    ours = {}
    for official, value in case.weights().items():
        name = official
        for theirs, own in NAMES.items():
            name = name.replace(theirs, own)
        if not name.startswith("cls."):  # the decoder's matrix is the embedding's
            ours[name] = value
    model.load_state_dict(ours)
    return model.eval().requires_grad_(False)


def run_model(case: Case) -> dict[str, Tensor]:
    model, present = load(case), case["attention_mask"].bool()
    inputs = {"present": present, "segments": case["token_type_ids"]}
    packing = Packing(present)
    logits, found = model(case["input_ids"], capture=True, **inputs)
    fast, _ = model(case["input_ids"], **inputs)
    length = present.shape[1]
    named = {"indices": packing.indices, "alibi_slopes": model.slopes, "alibi": found["L0.attention.bias"][:1]}
    labels = case.arrays.get("labels")
    if labels is None:
        named |= {"logits": fast, "mlm_scores": logits}
    else:
        asked = labels.flatten() > 0
        named["mlm_scores"] = fast.flatten(0, 1)[asked]
        named["loss"] = F.cross_entropy(named["mlm_scores"], labels.flatten()[asked])
    hidden = (1 - present[:, None, None, :].double()) * PADDED
    for i in range(case.config["num_hidden_layers"]):
        place = f"L{i}.attention"
        added = found[f"{place}.scores"] + hidden
        named[f"L{i}.in"] = packing.pack(found[f"L{i}.residual"])
        named[f"L{i}.attn_ctx"] = packing.pack(found[f"{place}.output"].transpose(1, 2).flatten(-2))
        named[f"L{i}.attn_scores"] = added + found[f"{place}.bias"]
        named[f"L{i}.attn_probs"] = found[f"{place}.map"]
        named[f"L{i}.attn_probs_noalibi"] = torch.softmax(added, dim=-1)
        joint = torch.stack([found[f"{place}.{name}"] for name in ("query", "key", "value")], dim=2)
        named[f"L{i}.qkv"] = packing.pack(joint.permute(0, 3, 2, 1, 4).reshape(len(present), length, -1))
        if f"L{i + 1}.in" in case.arrays or labels is None:
            named[f"L{i}.out"] = packing.pack(found[f"L{i + 1}.residual"])
    return named


def run_naive(case: Case) -> dict[str, Tensor]:
    """Each sequence alone: what padding was beside it must not matter."""
    present, labels = case["attention_mask"].bool(), case.arrays.get("labels")
    if len(present) != 1:
        return {}
    inside = present[0]
    ids, segments = case["input_ids"][0][inside], case["token_type_ids"][0][inside]
    layers = case.config["num_hidden_layers"]
    found = naive.model(ids, segments, case.weights(), layers, case["alibi_slopes"].double())
    scores, embeddings = found.pop("scores"), found.pop("embeddings")
    if labels is None:
        found["logits"] = scores
    else:
        asked = labels[0][inside] > 0
        found["mlm_scores"] = scores[asked]
        for name in ("attn_out", "glu_pre", "glu_gate", "glu_prod", "out"):
            found.pop(f"L{layers - 1}.{name}")  # the official last layer keeps only some rows
    if inside.all():
        found["embeddings"] = embeddings[None]
    return found
