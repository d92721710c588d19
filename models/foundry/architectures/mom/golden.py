"""MoM against the authors' code: whole models, with the losses and the gradients of their sum.

`model` is the model that is trained and exported, `naive` goes token by token. Modules that no token chose have no
gradient in the file; ours must then be 0.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from foundry.architectures.mom import naive
from foundry.architectures.mom.model import Config, Model
from foundry.golden import Case, Comparison, gradients

LINEAR = ("c_attn", "c_proj", "c_fc")
"""Stored (in, out) in the file."""
INPUTS = ("idx",)


def matches(case: Case) -> bool:
    return case.arch.startswith("Mixture-of-Modules")


def check(case: Case) -> dict[str, Comparison]:
    weights = {name: value.clone().requires_grad_() for name, value in case.weights().items()}
    leaves = {f"w/{name}": value for name, value in weights.items()}
    compared: dict[str, Comparison] = {}
    for twin, computed in (("naive", run_naive(case, weights)), ("model", run_model(case, weights))):
        for name, value in computed.items():
            compared[f"{twin}/{name}"] = value, case[name]
        if not any(name.startswith("grad/") for name in case.arrays):
            continue
        # The loops never touch what no token chose; the model does, and must find a slope of 0.
        used = {name: value for name, value in leaves.items() if twin == "model" or f"grad/{name}" in case.arrays}
        for leaf, slope in gradients(computed["total"], torch.ones((), dtype=torch.float64), used).items():
            expected = case.arrays.get(f"grad/{leaf}")
            compared[f"{twin}/grad/{leaf}"] = slope, torch.zeros_like(slope) if expected is None else expected
    return compared


def run_naive(case: Case, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    found = naive.model(weights, case["idx"][0], stack_of(case), case.config)
    return {name: value if value.dim() == 0 else value[None] for name, value in found.items()}


def stack_of(case: Case) -> list[str]:
    """Kinds of the blocks under their official names."""
    return ["MoTBlock" if pool else "MoTLayer" for pool in config_of(case).stack()]


def config_of(case: Case) -> Config:
    config = case.config
    return Config(
        width=config["n_embd"],
        heads=config["n_head"],
        head_width=config["n_embd"] // config["n_head"],
        ffn=config["n_inner"],
        vocabulary=config["vocab_size"],
        context=config["n_positions"],
        bottom=config["num_bottom_layers"],
        top=config["num_top_layers"],
        chunks=config["chunks"],
        depth=config["depth_per_chunk"],
        attention_modules=config["num_attn"],
        ffn_modules=config["num_ffn"],
        anchors=config["require_anchor_layer"],
        router="gru" if config["router_type"].startswith("gru") else "plain",
        router_width=config["router_dim"],
        choices=config["routing_top_k"],
        temperature=config["router_softmax_temperature"],
        balance_by_step=config.get("depthwise_bal_loss", False),
    )


def our_name(official: str) -> str:
    """`transformer.h.1.mot_attn.c_attn.0.weight` -> `blocks.1.attention.0.qkv.weight`."""
    if not official.startswith("transformer.h."):
        table = {"wte": "embedding", "wpe": "position", "ln_f": "norm"}
        _, part, kind = official.split(".")
        return f"{table[part]}.{kind}"
    _, _, block, half, part, *rest = official.split(".")
    kind = half.removeprefix("mot_").replace("attn", "attention")
    *inner, last = rest
    if part == "router":
        inner_name = ".".join(inner)
        ours = {"router": "classes", "router.0": "x2h", "router.2": "classes"}.get(inner_name, inner_name)
        return f"blocks.{block}.{kind}_router.{ours}.{last}"
    table = {"c_attn": "qkv", "c_fc": "up", "c_proj": "out_proj" if kind == "attention" else "down"}
    return ".".join(["blocks", block, kind, *inner, table.get(part, "norm"), last])


def run_model(case: Case, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The trained model in float64, its captures and the routers' outputs under the names of the file."""
    model = Model(config_of(case)).double().train()
    ours = {}
    for name, value in weights.items():
        stored_in_out = value.dim() == 2 and any(part in LINEAR for part in name.split("."))
        ours[our_name(name)] = value.T if stored_in_out else value
    routed: dict[str, list[tuple[Tensor, Tensor | None]]] = {}
    for name, part in model.named_modules():
        if name.endswith("_router"):
            part.register_forward_hook(lambda _m, _i, output, name=name: routed.setdefault(name, []).append(output))
    logits, found = torch.func.functional_call(model, ours, (case["idx"],), {"capture": True})
    loss = F.cross_entropy(logits[0, :-1], case["idx"][0, 1:])
    fast, extra = torch.func.functional_call(model, ours, (case["idx"],))
    aux = found["auxiliary"] / model.config.balance
    named = {"logits": logits, "loss": loss, "aux_loss": aux, "total": loss + extra["auxiliary"]}
    layer = 0
    for i, kind in enumerate(stack_of(case)):
        named[f"h{i}/in"] = found[f"L{layer}.residual"]
        for step in range(case.config["depth_per_chunk"] if kind == "MoTBlock" else 1):
            place = f"h{i}/step{step}/attn"
            named[f"{place}/in"] = found[f"L{layer}.residual"]
            for name, official in (("query", "q"), ("key", "k"), ("value", "v"), ("map", "probs"), ("context", "ctx")):
                named[f"{place}/{official}"] = found[f"L{layer}.attention.{name}"]
            for part, of_router in (("attn", "attention"), ("ffn", "ffn")) if kind == "MoTBlock" else ():
                place = f"h{i}/step{step}/{part}"
                scored, state = routed[f"blocks.{i}.{of_router}_router"][step]
                named[f"{place}/router_logits"] = scored
                if state is not None:
                    named[f"{place}/gru_h"] = state
                route = f"L{layer}.route.{of_router}"
                named[f"{place}/router_score"] = found[f"{route}.probability"]
                named[f"{place}/top_ids"] = found[f"{route}.choice"]
                named[f"{place}/top_score"] = found[f"{route}.gate"]
            layer += 1
        named[f"h{i}/out"] = found[f"L{layer}.residual"]
    if not torch.allclose(fast, logits, atol=1e-9):
        raise ValueError(f"{case.name}: the training pass and the capturing pass differ")
    return named
