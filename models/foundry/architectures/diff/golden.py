"""DIFF v1 against Microsoft's code. Three computations are compared with the same numbers:

- `model`: the module with captures, which is what is exported;
- `fused`: the module without captures, which is what is trained;
- `naive`: the paper's equations as loops.

Where keys are shared by several heads the two official files pair them differently; the target is then the pairing of
the paper, stored as `flash/...` and `out_flashdiff_1`. The gradients in such a case follow the other pairing, so they
are compared between this module and `naive.py` instead.
"""

import torch
from torch import Tensor

from foundry.architectures.diff import naive
from foundry.architectures.diff.model import DiffAttention
from foundry.golden import Case, Comparison, gradients

INPUTS = ("x", "cos", "sin", "grad/dout")
ASIDE = dict.fromkeys(
    ("scores", "map1", "map2", "diff", "head_*_norm", "concat_scaled", "out", "grad/*"),
    "with shared keys this file of the authors pairs queries and keys otherwise than the paper",
)
"""Only the case with shared keys holds them back: in the others all of these are compared."""


def matches(case: Case) -> bool:
    return case.arch.startswith("Differential Transformer (v1)")


def check(case: Case) -> dict[str, Comparison]:
    weights = {name: value.clone().requires_grad_() for name, value in case.weights().items()}
    x = case["x"].clone().requires_grad_()
    leaves = {"x": x} | {f"w/{name}": value for name, value in weights.items()}

    by_naive = run_naive(case, x, weights)
    by_model = run_module(case, x, weights, capture=True)
    by_fused = run_module(case, x, weights, capture=False)

    compared: dict[str, Comparison] = {}
    slopes = {}
    for twin, computed in (("naive", by_naive), ("model", by_model), ("fused", by_fused)):
        slopes[twin] = gradients(computed["out"], case["grad/dout"], leaves)
        for name, value in under_official_names(computed, shared_keys=grouped(case)).items():
            compared[f"{twin}/{name}"] = value, case[name]
    for twin, found in slopes.items():
        for leaf, slope in found.items():
            if not grouped(case):
                compared[f"{twin}/grad/{leaf}"] = slope, case[f"grad/{leaf}"]
            elif twin != "naive":
                compared[f"{twin}/(naive.py) grad/{leaf}"] = slope, slopes["naive"][leaf]
    return compared


def grouped(case: Case) -> bool:
    """True when several heads share a pair of keys."""
    return case.config["num_kv_heads"] not in (None, case.config["num_heads"])


def run_naive(case: Case, x: Tensor, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """`naive.attention` with a batch axis of 1 put before everything but the scalars."""
    heads = case.config["num_heads"]
    found = naive.attention(
        x[0],
        weights,
        depth=case.config["depth"],
        heads=heads,
        kv_heads=case.config["num_kv_heads"] or heads,
        cos=case["cos"],
        sin=case["sin"],
    )
    return {name: value if value.dim() == 0 else value[None] for name, value in found.items()}


def run_module(case: Case, x: Tensor, weights: dict[str, Tensor], capture: bool) -> dict[str, Tensor]:
    """The trained module, in float64 with the official weights, under the names of `naive.attention`."""
    config = case.config
    module = DiffAttention(
        config["embed_dim"], config["depth"], config["num_heads"], config["head_dim"], config["num_kv_heads"]
    ).to(torch.float64)
    module.load_state_dict({name: value.detach() for name, value in weights.items()})
    normed: list[Tensor] = []
    module.subln.register_forward_hook(lambda _module, _inputs, output: normed.append(output))
    visible = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril()
    out, captures = torch.func.functional_call(
        module, weights, (x, case["cos"], case["sin"], visible), {"capture": capture}
    )
    found = {name.removeprefix("attention."): value for name, value in captures.items()}
    if capture:
        found["lambda"] = found.pop("diff.lambda")[0]
        found["lambda_init"] = found.pop("diff.lambda_init")[0]
        for branches in ("query", "key"):
            pairs = torch.stack([found.pop(f"{branches}.1"), found.pop(f"{branches}.2")], dim=2)
            if branches == "key":  # the module repeats shared keys for each of their heads; the file holds them once
                pairs = pairs[:, :: module.heads // module.kv_heads]
            found[branches] = pairs.flatten(1, 2)
    return found | {"normed": normed[0], "out": out}


def under_official_names(found: dict[str, Tensor], shared_keys: bool) -> dict[str, Tensor]:
    """What was computed, under the names and in the axis order of the file; only what was computed."""
    if "context" not in found:  # the fused pass hands out nothing but its result
        outs = ("out_flashdiff_1", "out_flashdiff_2") if shared_keys else ("out", "out_flashdiff_1", "out_flashdiff_2")
        return dict.fromkeys(outs, found["out"])
    named = {
        "q_rot": found["query"].transpose(1, 2),
        "k_rot": found["key"].transpose(1, 2),
        "lambda_full": found["lambda"],
        "lambda_init": found["lambda_init"],
        "flash/scores": torch.stack([found["scores.1"], found["scores.2"]], dim=2),
        "flash/map1": found["map.1"],
        "flash/map2": found["map.2"],
        "flash/diff": found["effective"],
        "flash/head_pre_norm": found["context"].transpose(1, 2),
        "flash/head_post_norm": found["normed"].transpose(1, 2),
        "out_flashdiff_1": found["out"],
        "out_flashdiff_2": found["out"],
    }
    named |= {name: found[name] for name in ("lambda_1", "lambda_2") if name in found}
    if not shared_keys:
        same = ("scores", "map1", "map2", "diff")
        named |= {name: named[f"flash/{name}"] for name in same}
        named["head_pre_norm"], named["head_post_norm"] = found["context"], found["normed"]
        named["concat_scaled"] = found["output"].transpose(1, 2).flatten(-2)
        named["out"] = found["out"]
    return named
