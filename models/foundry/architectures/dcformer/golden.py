"""DCMHA against the authors' code: `model` is the module that is trained and exported, `naive` the loops.

The official rotation pairs feature i with i + d/2 and hands the pairs out interleaved. Ours turns neighbours, so the
rows of the query and key weights are put in that order first; scores do not depend on it.
"""

import torch
from torch import Tensor

from foundry.architectures.dcformer import naive
from foundry.architectures.dcformer.model import ComposableAttention
from foundry.golden import Case, Comparison, gradients

OUTPUTS = ("out", "out_decode_fast", "out_decode_slow", "out_train")
INPUTS = ("x", "freqs_cis", "mask", "grad/dout")
ASIDE = {"out_train_asis_bf16probs": "the authors' training path rounds the probabilities to bfloat16"}


def matches(case: Case) -> bool:
    return case.arch.startswith("DCMHA")


def check(case: Case) -> dict[str, Comparison]:
    weights = {name: value.clone().requires_grad_() for name, value in case.weights().items()}
    x = case["x"].clone().requires_grad_()
    leaves = {"x": x} | {f"w/{name}": value for name, value in weights.items()}
    compared: dict[str, Comparison] = {}
    for twin, computed in (("naive", run_naive(case, x, weights)), ("model", run_module(case, x, weights))):
        for name, value in computed.items():
            compared[f"{twin}/{name}"] = value, case[name]
        for leaf, slope in gradients(computed["out"], case["grad/dout"], leaves).items():
            compared[f"{twin}/grad/{leaf}"] = slope, case[f"grad/{leaf}"]
    return compared


def interleaved(width: int) -> list[int]:
    """Order of a head's features in which each pair (i, i + d/2) stands together."""
    return [place for i in range(width // 2) for place in (i, i + width // 2)]


def official_to_ours(weights: dict[str, Tensor], heads: int) -> dict[str, Tensor]:
    """Official state_dict -> ours, by operations that gradients pass through."""
    width = weights["wo.weight"].shape[0]
    order = interleaved(width // heads)

    def turned(weight: Tensor) -> Tensor:
        return weight.unflatten(0, (heads, -1))[:, order].flatten(0, 1)

    q, k, v = weights["wqkv.weight"].split(width)
    ours = {
        "q_proj.weight": turned(q),
        "k_proj.weight": turned(k),
        "v_proj.weight": v,
        "out_proj.weight": weights["wo.weight"],
        "generator.w_in": weights["dyn_w_proj.dw1"][:, 0],
        "generator.w_out": weights["dyn_w_proj.qkw"][0],
        "generator.w_gate": weights["dyn_w_proj.dd"][:, 0],
    }
    if "q_norm.scale" in weights:
        ours |= {f"{name}_norm.weight": weights[f"{name}_norm.scale"][order] for name in ("q", "k")}
    return ours


def run_module(case: Case, x: Tensor, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The trained module in float64, under the names and in the axis order of the file."""
    config = case.config
    module = ComposableAttention(
        config["d_model"],
        config["n_heads"],
        config["head_dim"],
        config["rank"],
        static=config["use_sw"],
        qk_norm=config["use_qk_norm"],
    ).to(torch.float64)
    cos, sin = case["freqs_cis"].unbind(-1)
    ours = official_to_ours(weights, config["n_heads"])
    out, found = torch.func.functional_call(module, ours, (x, cos, sin, case["mask"][0, 0]), {"capture": True})
    fast, _ = torch.func.functional_call(module, ours, (x, cos, sin, case["mask"][0, 0]))
    named = {
        "q_rot": found["attention.query"].transpose(1, 2),
        "k_rot": found["attention.key"].transpose(1, 2),
        "sw": torch.cat([found["compose.static.pre"], found["compose.static.post"]]),
        "scores": found["attention.scores"],
        "scores_composed": found["compose.scores"],
        "probs": found["attention.map"],
        "probs_composed": found["attention.effective"],
        "heads_out": found["attention.output"].transpose(1, 2).flatten(-2),
        "comp/pre": from_factors(found, "pre"),
        "comp/post": from_factors(found, "post"),
    }
    for stage in ("pre", "post"):
        for side in ("query", "key"):
            for part, official in (("w1", "w1"), ("w2", "w2"), ("gate", "dd")):
                named[f"dw/{stage}_{side[0]}{official}"] = found[f"compose.{side}.{stage}.{part}"]
    return named | dict.fromkeys(OUTPUTS, out) | {"out_train": fast}


def from_factors(found: dict[str, Tensor], stage: str) -> Tensor:
    """M [B, T, S, H, H] rebuilt from nothing but the captures, as the app does for the pair that is looked at."""
    total = found[f"compose.static.{stage}"][0]
    for side, axis in (("query", 2), ("key", 1)):
        w1, w2, gate = (found[f"compose.{side}.{stage}.{part}"] for part in ("w1", "w2", "gate"))
        total = total + (torch.einsum("btrn,btrm->btnm", w1, w2) + torch.diag_embed(gate)).unsqueeze(axis)
    return total


def run_naive(case: Case, x: Tensor, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """`naive.attention` under the names of the file, with a batch axis of 1."""
    config = case.config
    cos, sin = case["freqs_cis"].unbind(-1)
    found = naive.attention(
        x[0],
        weights,
        heads=config["n_heads"],
        rank=config["rank"],
        qk_eps=config["qk_norm_eps"],
        static=case["sw"],
        cos=cos,
        sin=sin,
    )
    order = interleaved(config["head_dim"])
    named = {
        "q_rot": found["query"].transpose(0, 1)[..., order],
        "k_rot": found["key"].transpose(0, 1)[..., order],
        "comp/pre": found["pre"],
        "comp/post": found["post"],
        "scores": found["scores"],
        "scores_composed": found["composed"],
        "probs": found["map"],
        "probs_composed": found["effective"],
        "heads_out": found["merged"],
    }
    named |= {f"dw/{stream}{part}": found[f"{stream}{part}"] for stream in naive.STREAMS for part in ("w1", "w2", "dd")}
    named |= dict.fromkeys(OUTPUTS, found["out"])
    return {name: value[None] for name, value in named.items()}
