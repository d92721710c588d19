"""DiJiang attention (Chen et al. 2024, arXiv 2403.19928) as its recurrence, token by token, under the official names."""

from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import causal_map, layer_norm, linear, softmax

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


def attention(h: Tensor, weights: Mapping[str, Tensor], heads: int, cos: Tensor, sin: Tensor) -> dict[str, Tensor]:
    """h [T, E], normed; cos, sin [T, r] -> every intermediate of the file and `attn_out` [T, E]."""
    length, width = h.shape
    d = width // heads
    joint = linear(weights["query_key_value.weight"], h) + weights["query_key_value.bias"]
    found: dict[str, list[Tensor]] = {name: [] for name in ("query", "key", "value", "phi_q", "phi_k", "S", "o")}
    for head, rows in enumerate(joint.split(3 * d, dim=-1)):  # rows of one head: its q, k, v beside one another
        q = torch.stack([rotated(row[:d], c, s) for row, c, s in zip(rows, cos, sin, strict=True)])
        k = torch.stack([rotated(row[d : 2 * d], c, s) for row, c, s in zip(rows, cos, sin, strict=True)])
        v = rows[:, 2 * d :]
        phi_q = torch.stack([softmax(row @ weights["proj_matrix"]) for row in q])
        phi_k = torch.stack([softmax(row @ weights["proj_matrix"]) for row in k])
        d1, d2 = weights["D1"][0, head, :, 0], weights["D2"][0, head, :, 0]
        # Eq. 13 token by token, with the decays of the code: Z_i = Z_{i-1} + D2_i φ(k_i)ᵀ v_i and o_i = D1_i φ(q_i) Z_i.
        state, outs, scores = h.new_zeros(d, d), [], h.new_zeros(length, length)
        for i in range(length):
            state = state + d2[i] * torch.outer(phi_k[i], v[i])
            outs.append(d1[i] * phi_q[i] @ state)
            for j in range(i + 1):
                scores[i, j] = d1[i] * d2[j] * (phi_q[i] @ phi_k[j])
        values = (q, k, v, phi_q, phi_k, scores, torch.stack(outs))
        for name, value in zip(found, values, strict=True):
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
