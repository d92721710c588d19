"""PanGu-π against the reading of its paper in `pangu_paper_*` (no official code exists): the trained model and the loops.

The two official predecessors, AugViT's block and VanillaNet's activation, are no part of the model: they are compared
with their loops, which share the shortcut and the idea of the series with it.
"""

import torch
from torch import Tensor

from foundry.architectures.pangu import naive
from foundry.architectures.pangu.model import BRANCHES, Config, Model
from foundry.golden import Case, Comparison

NAMES = {
    "embed_tokens": "embedding",
    "lm_head": "head",
    "input_layernorm": "attention_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.aug": "shortcuts",
    "self_attn.o_proj": "attention.out_proj",
    "self_attn": "attention",
    "mlp.siaf.a": "ffn.series.scale",
    "mlp.siaf.b": "ffn.series.shift",
    "mlp.gate_proj": "ffn.gate",
    "mlp.up_proj": "ffn.up",
    "mlp.down_proj": "ffn.down",
}
INPUTS = ("x", "input_ids")


def matches(case: Case) -> bool:
    return case.arch == "pangu"


def check(case: Case) -> dict[str, Comparison]:
    if "mode" in case.config:
        found = naive.augvit_block(case["x"][0], case.weights(), case.config["num_heads"], case.config["norm_eps"])
        return {f"naive/{name}": (value[None], case[name]) for name, value in found.items()}
    if "act_num" in case.config:
        weight, bias = naive.folded(case.weights())
        y = naive.neighbour_series(case["x"][0], weight[:, 0], bias)[None]
        found = {"y": y, "y_deploy": y, "deploy_weight": weight, "deploy_bias": bias}
        return {f"naive/{name}": (value, case[name]) for name, value in found.items()}
    config = case.config
    plain = naive.model(case["input_ids"][0], case.weights(), config["L"], config["H"], config["eps"])
    compared = {f"naive/{name}": (value[None], case[name]) for name, value in plain.items()}
    bounds = [
        naive.attention_bound(plain[f"L{i}.norm1"], plain[f"L{i}.msa"], plain[f"L{i}.attn"], layer_weights(case, i))
        for i in range(config["L"])
    ]
    compared["naive/theorem2"] = torch.stack(bounds), case["theorem2"]
    return compared | {f"model/{name}": pair for name, pair in run_model(case).items()}


def layer_weights(case: Case, layer: int) -> dict[str, Tensor]:
    """The official weights of one layer under their names within it."""
    place = f"layers.{layer}."
    return {name.removeprefix(place): value for name, value in case.weights().items() if name.startswith(place)}


def official_to_ours(weights: dict[str, Tensor], heads: int) -> dict[str, Tensor]:
    """Our names; rows of queries and keys so that the pair (i, i + d/2) stands together."""
    ours = {}
    for official, value in weights.items():
        name = official
        for theirs, own in NAMES.items():
            name = name.replace(theirs, own)
        if "q_proj" in name or "k_proj" in name:
            d = value.shape[0] // heads
            order = [place for i in range(d // 2) for place in (i, i + d // 2)]
            value = value.unflatten(0, (heads, -1))[:, order].flatten(0, 1)
        ours[name] = value
    return ours


@torch.no_grad()
def run_model(case: Case) -> dict[str, Comparison]:
    """The trained model in float64; with and without captures, and with the parts taken out by their knobs."""
    config = case.config
    model = Model(
        Config(
            layers=config["L"],
            width=config["d"],
            heads=config["H"],
            head_width=config["d"] // config["H"],
            ffn=config["I"],
            vocabulary=config["V"],
            context=config["T"],
            terms=len(config["acts"]),
            reduction=config["r"],
            shortcuts=config["T_aug"],
            eps=config["eps"],
            tied=False,
        )
    ).eval()
    cos, sin = model.cos, model.sin
    model = model.double()
    angle = torch.arange(config["T"], dtype=torch.float64)[:, None] * 10_000.0 ** (
        -torch.arange(0, model.config.head_width, 2, dtype=torch.float64) / model.config.head_width
    )
    assert torch.allclose(cos.double(), angle.cos(), atol=1e-6) and torch.allclose(sin.double(), angle.sin(), atol=1e-6)
    model.cos, model.sin = angle.cos(), angle.sin()  # the module's own tables are rounded to float32
    compared: dict[str, Comparison] = {"curve_x": (model.grid, case["curve_x"])}
    model.grid = case["curve_x"]
    model.load_state_dict(official_to_ours(case.weights(), config["H"]))

    ids = case["input_ids"]
    logits, found = model(ids, capture=True)
    compared |= {"logits": (logits, case["logits"]), "(fast) logits": (model(ids)[0], case["logits"])}
    layers = range(config["L"])
    for i in layers:
        compared[f"L{i}.attn"] = found[f"L{i}.attention.map"], case[f"L{i}.attn"]
        compared[f"L{i}.in"] = found[f"L{i}.residual"], case[f"L{i}.in"]
        compared[f"L{i}.out"] = found[f"L{i + 1}.residual"], case[f"L{i}.out"]
    norms = [torch.cat([found[f"L{i}.shortcut.norm.{name}"] for name in BRANCHES]) for i in layers]
    compared["branch_norms"] = torch.stack(norms), case["branch_norms"]
    compared["curve_y"] = torch.cat([found[f"L{i}.series.curve"] for i in layers]), case["curve_y"]
    off = torch.zeros(config["L"], dtype=torch.float64)
    for name, knobs in (
        ("metrics", {}),
        ("metrics_no_aug", {"shortcut_gain": off}),
        ("metrics_no_series", {"series_gain": off}),
    ):
        _, seen = model(ids, knobs, capture=True)
        streams = [seen[f"L{i}.residual"][0] for i in range(config["L"] + 1)]
        compared[name] = torch.stack([naive.collapse(stream) for stream in streams]), case[name]
        shares = torch.cat([seen[f"L{i}.diversity"] for i in range(config["L"] + 1)])
        compared[f"(share) {name}"] = shares[:, 0], case[name][:, 1]  # the column d_M / ‖Z‖
    return compared
