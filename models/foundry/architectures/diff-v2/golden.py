"""DIFF V2 against Microsoft's code: `model` with captures, `fused` without, `naive` the loops."""

import torch
from torch import Tensor

from foundry.golden import Case, Comparison

from . import naive
from .model import DiffAttention

INPUTS = ("x", "cos", "sin")


def matches(case: Case) -> bool:
    return case.arch.startswith("Differential Transformer V2")


def check(case: Case) -> dict[str, Comparison]:
    computed = {"naive": run_naive(case), "model": run_module(case, True), "fused": run_module(case, False)}
    return {f"{twin}/{name}": (value, case[name]) for twin, found in computed.items() for name, value in found.items()}


def run_naive(case: Case) -> dict[str, Tensor]:
    config = case.config
    sizes = {"heads": config["num_heads"], "kv_heads": config["num_kv_heads"]}
    found = naive.attention(case["x"][0], case.weights(), **sizes, cos=case["cos"], sin=case["sin"])
    named = {
        "q_rot": found["query"].transpose(0, 1),
        "k_rot": found["key"].transpose(0, 1),
        "map1": found["map.1"],
        "map2": found["map.2"],
        "lambda_logit": found["logit"],
        "lambda": found["lambda"],
        "diff": found["effective"],
        "attn_all": found["plain"].transpose(0, 1),
        "out": found["out"],
    }
    return {name: value[None] for name, value in named.items()}


def run_module(case: Case, capture: bool) -> dict[str, Tensor]:
    """The trained module in float64 with the official weights, under the names and axis order of the file."""
    config = case.config
    module = DiffAttention(config["d_model"], config["num_heads"], config["head_dim"], config["num_kv_heads"]).double()
    module.load_state_dict({name.replace("o_proj", "out_proj"): value for name, value in case.weights().items()})
    visible = torch.ones(config["T"], config["T"], dtype=torch.bool).tril()
    with torch.no_grad():
        out, found = module(case["x"], case["cos"], case["sin"], visible, capture=capture)
    if not capture:
        return {"out": out}
    found = {name.removeprefix("attention."): value for name, value in found.items()}
    both = [torch.matmul(found[f"map.{i}"], found["value"]) for i in (1, 2)]
    return {
        "q_rot": torch.stack([found["query.1"], found["query.2"]], dim=2).flatten(1, 2).transpose(1, 2),
        "k_rot": found["key"][:, :: module.heads // module.kv_heads].transpose(1, 2),
        "map1": found["map.1"],
        "map2": found["map.2"],
        "lambda": found["diff.lambda"].transpose(1, 2),
        "diff": found["effective"],
        "attn_all": torch.stack(both, dim=2).flatten(1, 2).transpose(1, 2),
        "out": out,
    }
