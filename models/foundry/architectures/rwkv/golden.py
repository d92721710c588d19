"""RWKV-4 against the authors' code and their CUDA kernel: parallel and recurrent runs and the kernel's gradients.

- `model`: with captures, the weights written out;
- `fused`: without, in chunks, as it is trained;
- `recurrent`: token by token;
- `naive`: the paper's sums.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from foundry.architectures.rwkv import naive, wkv
from foundry.architectures.rwkv.model import Config, Model
from foundry.golden import Case, Comparison

PARTS = {
    "emb": "embedding",
    "ln_out": "norm",
    "ln1": "time_norm",
    "ln2": "channel_norm",
    "att": "time",
    "ffn": "channel",
    "ffnPre": "first",
    "blocks": "layers",
    "time_decay": "decay",
    "time_first": "bonus",
    "time_mix_k": "mix_k",
    "time_mix_v": "mix_v",
    "time_mix_r": "mix_r",
}
INPUTS = ("idx", "targets", "wkv_bwd.gy")


def matches(case: Case) -> bool:
    return case.arch == "rwkv"


def check(case: Case) -> dict[str, Comparison]:
    compared: dict[str, Comparison] = {}
    runs = {"naive": run_naive(case), "model": run_whole(case), "recurrent": run_recurrent(case)}
    runs["fused"] = {"logits": load(case)(case["idx"])[0]} | kernel_gradients(case)
    # A layer without time mixing has no such state; the file holds zeros in its place.
    timed = [i for i in range(case.config["n_layer"]) if f"L{i}.att.k" in case.arrays]
    for twin, found in runs.items():
        for name, value in found.items():
            expected = case[name]
            if name in ("state_xx_att", "state_aa", "state_bb", "state_pp"):
                value, expected = value[:, timed], expected[:, timed]
            compared[f"{twin}/{name}"] = value, expected
    return compared


def our_name(official: str) -> str:
    """`blocks.0.att.time_decay` -> `layers.0.time.decay`; LN0 belongs to the model."""
    if official.startswith("blocks.0.ln0."):
        return official.replace("blocks.0.ln0", "first_norm")
    return ".".join(PARTS.get(part, part) for part in official.split("."))


def load(case: Case) -> Model:
    """The model in float64 with the official weights."""
    config, weights = case.config, case.weights()
    model = Model(
        Config(
            layers=config["n_layer"],
            width=config["n_embd"],
            ffn=4 * config["n_embd"],
            vocabulary=config["vocab_size"],
            context=config["ctx_len"],
            groups=config["n_embd"],  # one channel a group: its mean map is then the channel's own
            tied=False,
            first_ffn=config["model_type"] == "RWKV-ffnPre",
        )
    ).double()
    model.load_state_dict({our_name(n): v.flatten() if "time_mix" in n else v for n, v in weights.items()})
    return model.eval()


def run_naive(case: Case) -> dict[str, Tensor]:
    found = naive.model(case["idx"][0], case.weights(), case.config["n_layer"])
    loss = F.cross_entropy(found["logits"], case["targets"][0])
    named = {name: value if name.endswith("decay_factor") else value[None] for name, value in found.items()}
    return named | {"loss": loss}


@torch.no_grad()
def run_whole(case: Case) -> dict[str, Tensor]:
    logits, found = load(case)(case["idx"], capture=True)
    layers = case.config["n_layer"]
    named = {"logits": logits, "L0.ln0": found["L0.residual"]}
    states: dict[str, list[Tensor]] = {"aa": [], "bb": [], "pp": []}
    for i in range(layers):
        named[f"L{i}.out"] = found[f"L{i + 1}.residual"]
        place = f"L{i}.wkv"
        if f"{place}.map" not in found:
            for parts in states.values():
                parts.append(torch.zeros_like(found["L0.residual"][0]))
            continue
        named |= {f"L{i}.att.{short}": found[f"{place}.{name}"] for short, name in (("k", "key"), ("v", "value"))}
        named[f"L{i}.att.wkv"] = found[f"{place}.output"]
        named[f"L{i}.att.rwkv"] = found[f"{place}.output"] * found[f"{place}.receptance"]
        named[f"L{i}.att.W"] = found[f"{place}.map"]
        named[f"L{i}.att.decay_factor"] = found[f"{place}.decay"][0]
        mean, mass, top = (found[f"{place}.state.{name}"][0] for name in ("mean", "mass", "top"))
        sum_1 = torch.exp(mass - top)
        for short, value in (("aa", mean * sum_1), ("bb", sum_1), ("pp", top)):
            states[short].append(value)
    return named | {f"state_{name}": torch.stack(parts, dim=1) for name, parts in states.items()}


@torch.no_grad()
def run_recurrent(case: Case) -> dict[str, Tensor]:
    model = load(case)
    state, logits, seen = model.empty(1), [], []
    for token in case["idx"][0]:
        out, state = model.step(token[None], state)
        logits.append(out[0])
        seen.append(state)

    def gathered(pick: str) -> Tensor:
        rows = []
        for layers in seen:
            parts = [{**layer._asdict(), **layer.wkv._asdict()}[pick][0] for layer in layers]
            rows.append(torch.stack(parts))
        return torch.stack(rows)

    names = {"xx_att": "time", "xx_ffn": "channel", "aa": "sum_v", "bb": "sum_1", "pp": "top"}
    return {"rnn_logits": torch.stack(logits)} | {f"state_{name}": gathered(pick) for name, pick in names.items()}


def kernel_gradients(case: Case) -> dict[str, Tensor]:
    """Slopes of Σ gy · wkv of layer 1 through the chunked form, where the file holds those of the official kernel."""
    if "wkv_bwd.gy" not in case.arrays:
        return {}
    names = ("k", "v", "w", "u")
    sources = ("L1.att.k", "L1.att.v", "w:blocks.1.att.time_decay", "w:blocks.1.att.time_first")
    k, v, raw, u = leaves = [case[source].clone().requires_grad_() for source in sources]
    out = wkv.chunked(k, v, torch.exp(raw), u)
    slopes = torch.autograd.grad((out * case["wkv_bwd.gy"]).sum(), leaves)
    return {f"wkv_bwd.g{name}": slope for name, slope in zip(names, slopes, strict=True)} | {"L1.att.wkv": out}
