"""DiJiang attention (Chen et al. 2024, arXiv 2403.19928) as its recurrence, token by token: `attention` in Pythia's layout
under the official names, `forward` the shipped model on the layers of the plain one."""

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    Here,
    causal_map,
    layer_norm,
    linear,
    pre_norm_decoder,
    rotate_all,
    softmax,
    split_heads,
)

EPS = 1e-5


def rotated(vector: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """The first len(cos) features turned, halves against each other; cos, sin [r]."""
    first, rest = vector[: len(cos)], vector[len(cos) :]
    half = len(first) // 2
    return torch.cat([first * cos + torch.cat([-first[half:], first[:half]]) * sin, rest])


def group_norm(row: Tensor, groups: int, gain: Tensor, bias: Tensor) -> Tensor:
    """Each of `groups` parts of one token's vector normed on its own."""
    ones = torch.ones(len(row) // groups, dtype=row.dtype)
    return torch.cat([layer_norm(part, ones, None, EPS) for part in row.chunk(groups)]) * gain + bias


def kernel(q: Tensor, k: Tensor, v: Tensor, features: Tensor, d1: Tensor, d2: Tensor) -> dict[str, Tensor]:
    """One head: q, k, v [T, d], features C diag(w) [d, m], decays d1, d2 [T] -> φ(q), φ(k), the scores S and o = S v."""
    length = len(q)
    # Eq. 12 as the code has it: a softmax over the features of x C diag(w), so that no feature is negative.
    phi_q = torch.stack([softmax(row @ features) for row in q])
    phi_k = torch.stack([softmax(row @ features) for row in k])
    # Eq. 13 token by token, with the decays of the code: Z_i = Z_{i-1} + D2_i φ(k_i)ᵀ v_i and o_i = D1_i φ(q_i) Z_i.
    state, outs, scores = torch.zeros_like(torch.outer(phi_k[0], v[0])), [], q.new_zeros(length, length)
    for i in range(length):
        state = state + d2[i] * torch.outer(phi_k[i], v[i])
        outs.append(d1[i] * phi_q[i] @ state)
        for j in range(i + 1):
            scores[i, j] = d1[i] * d2[j] * (phi_q[i] @ phi_k[j])
    return {"phi_q": phi_q, "phi_k": phi_k, "S": scores, "o": torch.stack(outs)}


def attention(h: Tensor, weights: Mapping[str, Tensor], heads: int, cos: Tensor, sin: Tensor) -> dict[str, Tensor]:
    """h [T, E], normed; cos, sin [T, r] -> every intermediate of the file and `attn_out` [T, E]."""
    d = h.shape[1] // heads
    joint = linear(weights["query_key_value.weight"], h) + weights["query_key_value.bias"]
    found: dict[str, list[Tensor]] = {name: [] for name in ("query", "key", "value", "phi_q", "phi_k", "S", "o")}
    for head, rows in enumerate(joint.split(3 * d, dim=-1)):  # rows of one head: its q, k, v beside one another
        q = torch.stack([rotated(row[:d], c, s) for row, c, s in zip(rows, cos, sin, strict=True)])
        k = torch.stack([rotated(row[d : 2 * d], c, s) for row, c, s in zip(rows, cos, sin, strict=True)])
        v = rows[:, 2 * d :]
        d1, d2 = weights["D1"][0, head, :, 0], weights["D2"][0, head, :, 0]
        of_head = {"query": q, "key": k, "value": v} | kernel(q, k, v, weights["proj_matrix"], d1, d2)
        for name, value in of_head.items():
            found[name].append(value)
    seen = {name: torch.stack(parts) for name, parts in found.items()}
    merged = torch.cat(found["o"], dim=-1)
    gain, bias = weights["group_norm.weight"], weights["group_norm.bias"]
    normed = torch.stack([group_norm(row, d, gain, bias) for row in merged])
    opened = h @ weights["W_G"]
    gate = opened / (1 + torch.exp(-opened))
    out = linear(weights["dense.weight"], gate * normed) + weights["dense.bias"]
    beside = others(seen, weights["proj_matrix"])
    return (
        seen
        | {
            "attn_weights": seen.pop("S"),
            "attn_heads": seen.pop("o"),
            "group_norm_in": merged,
            "group_norm_out": normed,
            "gate": gate,
            "attn_out": out,
        }
        | beside
    )


def others(seen: Mapping[str, Tensor], features: Tensor) -> dict[str, Tensor]:
    """Maps to hold the kernel against, each [H, T, T] with rows that sum to 1: its own scores normalised, with and
    without decay, the exact softmax of the same queries and keys at three scales, and the paper's exp features (eq. 12)."""
    q, k, d = seen["query"], seen["key"], seen["query"].shape[-1]

    def products(a: Tensor, b: Tensor) -> Tensor:
        heads = zip(a, b, strict=True)
        return torch.stack(
            [torch.stack([torch.stack([x @ y for y in keys]) for x in queries]) for queries, keys in heads]
        )

    def shares(scores: Tensor) -> Tensor:
        seen_sums = [[row[: i + 1].sum() for i, row in enumerate(head)] for head in scores]
        return scores.tril() / scores.new_tensor(seen_sums).unsqueeze(-1)

    exact = {
        f"A_softmax_{name}": torch.stack([causal_map(head * scale) for head in products(q, k)])
        for name, scale in (("1", 1.0), ("rsqrt_d", d**-0.5), ("inv_d", 1 / d))
    }
    return exact | {
        "A_implied": shares(seen["S"]),
        "A_implied_nodecay": shares(products(seen["phi_q"], seen["phi_k"])),
        "A_paper_wdcf": shares(products(torch.exp(q @ features), torch.exp(k @ features))),
    }


def decay(weights: Mapping[str, Tensor], name: str, sign: int, heads: int, length: int) -> Tensor:
    """D1 (sign 1) or D2 (sign −1), [H, T]: γ_h^(±i) e^a with learned a, or the learned number itself. γ_h are RetNet's
    rates, 1 − 2^−5 … 1 − 2^−9 in equal steps of the logarithm."""
    if f"{name}.value" in weights:
        return weights[f"{name}.value"][:, :length]
    learned, rows = weights[f"{name}.exponent"], []
    for h in range(heads):
        rate = 1 - math.exp(math.log(1 / 32) + h / max(1, heads - 1) * (math.log(1 / 512) - math.log(1 / 32)))
        rows.append(torch.stack([rate ** (sign * i) * torch.exp(learned[h, i]) for i in range(length)]))
    return torch.stack(rows)


def shipped_attention(
    h: Tensor, weights: Mapping[str, Tensor], *, head_mask: Tensor, decays: bool, cos: Tensor, sin: Tensor
) -> dict[str, Tensor]:
    """The attention of the shipped model under the names of its captures: all features rotated, no biases.

    Args:
        h: [T, E], normed.
        head_mask: [H], what each head's part before the output projection is multiplied by.
        decays: whether D1 and D2 count; without them all distances weigh alike.
        cos, sin: rotary tables [T, d/2].
    """
    heads, length = len(head_mask), len(h)
    q = [rotate_all(head, cos, sin) for head in split_heads(linear(weights["q_proj.weight"], h), heads)]
    k = [rotate_all(head, cos, sin) for head in split_heads(linear(weights["k_proj.weight"], h), heads)]
    v = split_heads(linear(weights["v_proj.weight"], h), heads)
    d1, d2 = h.new_ones(heads, length), h.new_ones(heads, length)
    if decays:
        d1 = decay(weights, "decay_query", 1, heads, length)
        d2 = decay(weights, "decay_key", -1, heads, length)
    found = [kernel(q[n], k[n], v[n], weights["features"], d1[n], d2[n]) for n in range(heads)]
    phi_q, phi_k, scores, outs = (torch.stack([head[name] for head in found]) for name in ("phi_q", "phi_k", "S", "o"))
    # Eq. 13 has no denominator: the norm over as many groups as a head has features takes its place.
    gain, bias, width = weights["norm_weight"], weights["norm_bias"], h.shape[1] // heads
    normed = torch.stack([group_norm(row, width, gain, bias) for row in torch.cat(list(outs), dim=-1)])
    opened = linear(weights["gate.weight"], h)
    gate = opened / (1 + torch.exp(-opened))
    passed = [factor * part for factor, part in zip(head_mask, split_heads(gate * normed, heads), strict=True)]
    sums = torch.stack([torch.stack([sum(row) for row in head]) for head in scores])[..., None]
    return {
        "attention.query": torch.stack(q),
        "attention.key": torch.stack(k),
        "attention.value": torch.stack(list(v)),
        "kernel.query": phi_q,
        "kernel.key": phi_k,
        "kernel.decay.query": torch.log(d1.abs()),
        "kernel.decay.key": torch.log(d2.abs()),
        "kernel.scores": scores,
        "attention.effective": scores / sums,
        "attention.context": outs / sums,
        "kernel.gate": gate,
        "attention.output": torch.stack(passed),
        "out": linear(weights["out_proj.weight"], torch.cat(passed, dim=-1)),
    }


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole model on one text: every output of the exported graph by name, without the batch axis."""

    def attend(here: Here) -> dict[str, Tensor]:
        head_mask, decays = here.knobs["head_mask"], bool(here.knobs["decay"] >= 0.5)
        return shipped_attention(here.x, here.weights, head_mask=head_mask, decays=decays, **here.rotary)

    return pre_norm_decoder(config, weights, tokens, knobs, attend)
