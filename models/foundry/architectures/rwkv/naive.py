"""RWKV-4 (Peng et al. 2023, arXiv 2305.13048) as sums over the past of each token, under the official names."""

from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import layer_norm, linear, softmax

EPS = 1e-5


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


def time_mix(x: Tensor, weights: Mapping[str, Tensor], place: str) -> dict[str, Tensor]:
    """x [T, C], normed -> every intermediate of the file, `W` [C, T, T] and `out` among them."""
    found = {}
    for name, part in (("k", "key"), ("v", "value"), ("r", "receptance")):
        found[f"x{name}"] = mix(x, weights[f"{place}.time_mix_{name}"].flatten())
        found[name] = linear(weights[f"{place}.{part}.weight"], found[f"x{name}"])
    rate, bonus = torch.exp(weights[f"{place}.time_decay"]), weights[f"{place}.time_first"]
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
