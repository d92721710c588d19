"""MosaicBERT against the authors' code: `model` unpadded with captures, `padded` with all padding computed, `naive`.

The official slopes are rounded to float32, as ours are.
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
INPUTS = ("input_ids", "attention_mask", "token_type_ids", "labels", "lpln.x", "lpln.weight", "lpln.bias")
ASIDE = {
    "lpln.out": "the norm in bfloat16, which no module here has: it differs from one CPU to the next by a last bit"
}


def matches(case: Case) -> bool:
    return case.arch == "mosaicbert"


def check(case: Case) -> dict[str, Comparison]:
    compared = {f"model/{name}": (value, case[name]) for name, value in run_model(case).items()}
    present = case["attention_mask"].bool()
    for name, value in run_naive(case).items():
        compared[f"naive/{name}"] = value, case[name][present] if name == "logits" else case[name]
    inputs = {"present": present, "segments": case["token_type_ids"], "unpad": False}
    padded, found = load(case)(case["input_ids"], capture=True, **inputs)
    compared["padded/embeddings"] = found["L0.residual"], case["embeddings"]
    asked = kept_rows(case) if "labels" in case.arrays else present  # with labels the file holds only what is asked for
    compared["padded/logits"] = padded[asked], case["logits"][asked]
    return compared


def kept_rows(case: Case) -> Tensor:
    """Places [B, T] whose token is to be guessed."""
    return case["labels"] > 0


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
    named["cu_seqlens"] = F.pad(present.sum(1).cumsum(0), (1, 0))
    layers = case.config["num_hidden_layers"]
    transformed = model.head_norm(F.gelu(model.head(found[f"L{layers}.residual"])))
    if "labels" not in case.arrays:
        named |= {"logits": fast, "mlm_scores": logits, "mlm_transform": transformed}
    else:
        asked = kept_rows(case)
        named |= {"mlm_scores": fast[asked], "mlm_transform": transformed[asked]}
        named["logits"] = fast * asked.unsqueeze(-1)  # the official head leaves zeros at all other places
        named["loss"] = F.cross_entropy(fast[asked], case["labels"][asked])
    if "lpln.out_fp32" in case.arrays:
        parts = [case[f"lpln.{name}"].double() for name in ("x", "weight", "bias")]
        named["lpln.out_fp32"] = F.layer_norm(parts[0], parts[0].shape[-1:], *parts[1:], eps=1e-12)
    hidden = (1 - present[:, None, None, :].double()) * PADDED
    for i in range(layers):
        place = f"L{i}.attention"
        added = found[f"{place}.scores"] + hidden
        named[f"L{i}.in"] = packing.pack(found[f"L{i}.residual"])
        named[f"L{i}.attn_ctx"] = packing.pack(found[f"{place}.output"].transpose(1, 2).flatten(-2))
        named[f"L{i}.attn_scores"] = added + found[f"{place}.bias"]
        named[f"L{i}.attn_probs"] = found[f"{place}.map"]
        named[f"L{i}.attn_probs_noalibi"] = torch.softmax(added, dim=-1)
        joint = torch.stack([found[f"{place}.{name}"] for name in ("query", "key", "value")], dim=2)
        named[f"L{i}.qkv"] = packing.pack(joint.permute(0, 3, 2, 1, 4).reshape(len(present), length, -1))
        named[f"L{i}.out"] = packing.pack(found[f"L{i + 1}.residual"])
    if "labels" in case.arrays:
        named[f"L{layers - 1}.out"] = named[f"L{layers - 1}.out"][left_by_last_layer(case)[present]]
    return named


def left_by_last_layer(case: Case) -> Tensor:
    """Places [B, T] that the official last layer keeps after its attention when there are labels: the first and those
    to be guessed."""
    first = torch.zeros_like(case["labels"], dtype=torch.bool)
    first[:, 0] = True
    return first | kept_rows(case)


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
        left = left_by_last_layer(case)[0][inside]
        for name in ("attn_out", "glu_pre", "glu_gate", "glu_prod", "out"):
            found[f"L{layers - 1}.{name}"] = found[f"L{layers - 1}.{name}"][left]
    if inside.all():
        found["embeddings"] = embeddings[None]
    return found
