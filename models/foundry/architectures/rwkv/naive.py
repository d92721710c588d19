"""RWKV-4 (Peng et al. 2023, arXiv 2305.13048) as sums over the past of each token: `model` under the official names,
`forward` as it is shipped, with one embedding for input and output and the maps of groups of channels."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import layer_norm, linear, softmax

EPS = 1e-5
OFFICIAL = {
    "decay": "time_decay",
    "bonus": "time_first",
    "mix_k": "time_mix_k",
    "mix_v": "time_mix_v",
    "mix_r": "time_mix_r",
}


def shift(x: Tensor) -> list[Tensor]:
    """The token before each token, zeros before the first."""
    return [torch.zeros_like(x[0]), *x[:-1]]


def mix(x: Tensor, share: Tensor) -> Tensor:
    return torch.stack([now * share + before * (1 - share) for now, before in zip(x, shift(x), strict=True)])


def channel_weights(k: Tensor, rate: Tensor, bonus: Tensor) -> Tensor:
    """Eq. 16 as a matrix: W [T, T] of one channel with keys k [T]."""
    length = len(k)
    rows = []
    for t in range(length):
        exponents = [k[i] - (t - 1 - i) * rate for i in range(t)] + [k[t] + bonus]
        rows.append(torch.cat([softmax(torch.stack(exponents)), k.new_zeros(length - t - 1)]))
    return torch.stack(rows)


def time_mix(x: Tensor, weights: Mapping[str, Tensor], place: str, scale: Tensor | float = 1.0) -> dict[str, Tensor]:
    """x [T, C], normed -> every intermediate of the file, `W` [C, T, T] and `out` among them; `scale` multiplies how
    fast the channels forget."""
    found = {}
    for name, part in (("k", "key"), ("v", "value"), ("r", "receptance")):
        found[f"x{name}"] = mix(x, weights[f"{place}.time_mix_{name}"].flatten())
        found[name] = linear(weights[f"{place}.{part}.weight"], found[f"x{name}"])
    rate, bonus = torch.exp(weights[f"{place}.time_decay"]) * scale, weights[f"{place}.time_first"]
    channels = range(x.shape[1])
    found["W"] = torch.stack([channel_weights(found["k"][:, c], rate[c], bonus[c]) for c in channels])
    found["wkv"] = torch.stack([found["W"][c] @ found["v"][:, c] for c in channels], dim=1)
    gate = 1 / (1 + torch.exp(-found["r"]))
    found["rwkv"] = gate * found["wkv"]
    found["out"] = linear(weights[f"{place}.output.weight"], found["rwkv"])
    found["decay_factor"] = torch.exp(-rate)
    found["W_mean"] = found["W"].mean(0)
    found["W_gated_mean"] = (gate.T[:, :, None] * found["W"]).mean(0)
    return found


def channel_mix(x: Tensor, weights: Mapping[str, Tensor], place: str) -> dict[str, Tensor]:
    found = {f"x{name}": mix(x, weights[f"{place}.time_mix_{name}"].flatten()) for name in ("k", "r")}
    found["k"] = linear(weights[f"{place}.key.weight"], found["xk"])
    found["k_act"] = found["k"].clamp(min=0) ** 2
    found["kv"] = linear(weights[f"{place}.value.weight"], found["k_act"])
    found["r"] = linear(weights[f"{place}.receptance.weight"], found["xr"])
    return found | {"out": found["kv"] / (1 + torch.exp(-found["r"]))}


def model(tokens: Tensor, weights: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """tokens [T] -> every array of the parallel run under its name in the file."""

    def norm(name: str, x: Tensor) -> Tensor:
        return layer_norm(x, weights[f"{name}.weight"], weights[f"{name}.bias"], EPS)

    named = {}
    x = torch.stack([weights["emb.weight"][token] for token in tokens])
    named["L0.ln0"] = x = norm("blocks.0.ln0", x)
    for i in range(layers):
        block = f"blocks.{i}"
        named[f"L{i}.ln1"] = norm(f"{block}.ln1", x)
        part = "att" if f"{block}.att.key.weight" in weights else "ffnPre"
        run = time_mix if part == "att" else channel_mix
        first = run(named[f"L{i}.ln1"], weights, f"{block}.{part}")
        named |= {f"L{i}.{part}.{name}": value for name, value in first.items()}
        x = x + first["out"]
        named[f"L{i}.ln2"] = norm(f"{block}.ln2", x)
        second = channel_mix(named[f"L{i}.ln2"], weights, f"{block}.ffn")
        named |= {f"L{i}.ffn.{name}": value for name, value in second.items()}
        named[f"L{i}.out"] = x = x + second["out"]
    named["ln_out"] = norm("ln_out", x)
    return named | {"logits": linear(weights["head.weight"], named["ln_out"])}


def states(k: Tensor, v: Tensor, rate: Tensor) -> dict[str, Tensor]:
    """What each channel remembers after each token, where token i weighs e^(k_i − (t − i) w): the weighted mean of the
    values, the logarithm of all weight, and the largest exponent. k, v [T, C], rate w [C] -> three [T, C]."""
    found = {name: torch.zeros_like(k) for name in ("mean", "mass", "top")}
    for t in range(k.shape[0]):
        for c in range(k.shape[1]):
            exponents = [k[i, c] - (t - i) * rate[c] for i in range(t + 1)]
            total = sum(torch.exp(exponent) for exponent in exponents)
            weighted = sum(torch.exp(exponent) * v[i, c] for i, exponent in enumerate(exponents))
            found["mean"][t, c], found["mass"][t, c] = weighted / total, torch.log(total)
            found["top"][t, c] = max(exponents)
    return found


def captures(x: Tensor, weights: Mapping[str, Tensor], groups: int, scale: Tensor) -> dict[str, Tensor]:
    """TimeMix of the shipped model, x [T, C] normed: what it captures, and `out`."""
    found = time_mix(x, weights, "time", scale)
    rate = torch.exp(weights["time.time_decay"]) * scale
    size = len(rate) // groups
    maps = [sum(found["W"][group * size : (group + 1) * size]) / size for group in range(groups)]
    return {
        "wkv.map": torch.stack(maps),
        "wkv.key": found["k"],
        "wkv.value": found["v"],
        "wkv.decay": found["decay_factor"],
        "wkv.bonus": weights["time.time_first"],
        "wkv.receptance": 1 / (1 + torch.exp(-found["r"])),
        "wkv.output": found["wkv"],
        "out": found["out"],
    } | {f"wkv.state.{name}": value for name, value in states(found["k"], found["v"], rate).items()}


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole shipped model on one text: every output of the exported graph by name, without the batch axis.

    Args:
        weights: the module's state_dict, of any float type.
    """

    def norm(name: str, x: Tensor) -> Tensor:
        return layer_norm(x, weights[f"{name}.weight"], weights[f"{name}.bias"], EPS)

    embedding = weights["embedding.weight"]
    x = norm("first_norm", torch.stack([embedding[token] for token in tokens]))
    named = {"L0.residual": x}
    for i in range(config.layers):
        place = f"layers.{i}."
        own = {}
        for name, value in weights.items():
            if name.startswith(place):
                part, _, last = name.removeprefix(place).partition(".")
                own[f"{part}.{OFFICIAL.get(last, last)}"] = value
        found = captures(norm(f"{place}time_norm", x), own, config.groups, knobs["decay_scale"][i])
        x = x + found.pop("out")
        named |= {f"L{i}.{name}": value for name, value in found.items()}
        x = x + channel_mix(norm(f"{place}channel_norm", x), own, "channel")["out"]
        named[f"L{i + 1}.residual"] = x
    return named | {"logits": linear(embedding, norm("norm", x))}
