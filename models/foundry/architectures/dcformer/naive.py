"""DCMHA (Xiao et al. 2024, arXiv 2405.08553): composition as loops over pairs, the definition of the fast module.

`attention` is the official layer under the official names; `forward` is the shipped model, with W_b and without a norm
of queries and keys.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    Here,
    causal_map,
    linear,
    pre_norm_decoder,
    projected_lengths,
    rms_norm,
    rotate_all,
    scaled_scores,
    split_heads,
    weighted_sum,
)

EPS = 1e-6
STREAMS = ("pre_q", "pre_k", "post_q", "post_k")
STAGES = ("pre", "post")
SIDES = {"q": "query", "k": "key"}


def half_rotation(vector: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns the pairs (i, i + d/2) of one vector [d]; cos, sin [d/2]. The result is in the same order."""
    half = len(cos)
    a, b = vector[:half], vector[half:]
    return torch.cat([a * cos - b * sin, a * sin + b * cos])


def generate(token: Tensor, weights: Mapping[str, Tensor], heads: int, rank: int) -> dict[str, Tensor]:
    """The four streams of one token [E]: "<stream>w1", "<stream>w2" [R, H] and "<stream>dd" [H]."""
    found = {}
    for c, stream in enumerate(STREAMS):
        hidden = token @ weights["dyn_w_proj.dw1"][:, 0, c]
        hidden = hidden * 0.5 * (1 + torch.erf(hidden / math.sqrt(2)))
        rows = torch.einsum("k,krh->rh", hidden, weights["dyn_w_proj.qkw"][0, c])
        # Each rank's row of the first factor is normed over the heads; the second factor is left alone.
        found[f"{stream}w1"] = torch.stack([rms_norm(row, None, EPS) for row in rows[:rank]])
        found[f"{stream}w2"] = rows[rank:]
        found[f"{stream}dd"] = torch.tanh(token @ weights["dyn_w_proj.dd"][:, 0, c * heads : (c + 1) * heads])
    return found


def matrix(static: Tensor, query: Mapping[str, Tensor], key: Mapping[str, Tensor], stage: str) -> Tensor:
    """M_ij [H in, H out] of one pair (Fig. 2): the fixed part, then what the query and what the key add, if they do."""
    total = static
    for side, token in (("q", query), ("k", key)):
        if not token:
            continue
        name = f"{stage}_{side}"
        for first, second in zip(token[f"{name}w1"], token[f"{name}w2"], strict=True):
            total = total + torch.outer(first, second)
        total = total + torch.diag(token[f"{name}dd"])
    return total


def composed(maps: Tensor, matrices: Tensor) -> Tensor:
    """a'_ij = a_ij M_ij: maps [H, T, T], matrices [T, T, H, H] -> [H, T, T]."""
    length = maps.shape[-1]
    rows = [torch.stack([maps[:, i, j] @ matrices[i, j] for j in range(length)], dim=-1) for i in range(length)]
    return torch.stack(rows, dim=1)


def compose(
    queries: Sequence[Tensor],
    keys: Sequence[Tensor],
    values: Sequence[Tensor],
    tokens: Sequence[Mapping[str, Tensor]],
    static: Tensor,
) -> dict[str, Tensor]:
    """From one [T, d] a head and the streams of each token to what the heads pass on (Fig. 2); static [2, H, H]."""
    pre = torch.stack([torch.stack([matrix(static[0], i, j, "pre") for j in tokens]) for i in tokens])
    post = torch.stack([torch.stack([matrix(static[1], i, j, "post") for j in tokens]) for i in tokens])
    scores = torch.stack([scaled_scores(q, k) for q, k in zip(queries, keys, strict=True)])
    mixed_scores = composed(scores, pre)
    maps = torch.stack([causal_map(head) for head in mixed_scores])
    mixed_maps = composed(maps, post)
    return {
        "pre": pre,
        "post": post,
        "scores": scores,
        "composed": mixed_scores,
        "map": maps,
        "effective": mixed_maps,
        "context": torch.stack([weighted_sum(a, value) for a, value in zip(mixed_maps, values, strict=True)]),
    }


def attention(
    x: Tensor,
    weights: Mapping[str, Tensor],
    *,
    heads: int,
    rank: int,
    qk_eps: float,
    static: Tensor,
    cos: Tensor,
    sin: Tensor,
) -> dict[str, Tensor]:
    """One sequence through DCMHA.

    Args:
        x: [T, E], the normed residual stream.
        weights: the official names.
        static: I + W_b before and after the softmax, [2, H, H].
        cos, sin: rotary tables [T, d/2].

    Returns:
        Every intermediate by name; `out` is [T, E].
    """
    width = x.shape[-1]
    wq, wk, wv = weights["wqkv.weight"].split(width)
    vectors = {}
    for name, weight in (("q", wq), ("k", wk)):
        gain = weights.get(f"{name}_norm.scale")
        heads_of = split_heads(linear(weight, x), heads)
        if gain is not None:
            heads_of = [rms_norm(head, gain, qk_eps) for head in heads_of]
        vectors[name] = [
            torch.stack([half_rotation(t, c, s) for t, c, s in zip(head, cos, sin, strict=True)]) for head in heads_of
        ]
    values = split_heads(linear(wv, x), heads)

    tokens = [generate(token, weights, heads, rank) for token in x]
    found = compose(vectors["q"], vectors["k"], values, tokens, static)
    merged = torch.cat(list(found.pop("context")), dim=-1)
    return {
        "query": torch.stack(vectors["q"]),
        "key": torch.stack(vectors["k"]),
        **{name: torch.stack([token[name] for token in tokens]) for name in tokens[0]},
        **found,
        "merged": merged,
        "out": linear(weights["wo.weight"], merged),
    }


def turned_streams(token: Mapping[str, Tensor], gains: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The streams of a token with what a person turned: the gain of a side multiplies its second factors, and so the
    product; the gain of the gates those of both sides."""
    found = dict(token)
    for stream in STREAMS:
        stage, side = stream.split("_")
        found[f"{stream}w2"] = token[f"{stream}w2"] * gains[f"compose_gain.{stage}.{SIDES[side]}"]
        found[f"{stream}dd"] = token[f"{stream}dd"] * gains[f"compose_gain.{stage}.gates"]
    return found


def shipped_attention(
    x: Tensor, weights: Mapping[str, Tensor], *, knobs: Mapping[str, Tensor], cos: Tensor, sin: Tensor
) -> dict[str, Tensor]:
    """One sequence through the shipped layer: x [T, E], normed -> captures under their names and `out` [T, E].

    Without generator weights nothing depends on query and key; without `static` the fixed part is the identity.
    """
    head_mask = knobs["head_mask"]
    heads = len(head_mask)
    q = [rotate_all(head, cos, sin) for head in split_heads(linear(weights["q_proj.weight"], x), heads)]
    k = [rotate_all(head, cos, sin) for head in split_heads(linear(weights["k_proj.weight"], x), heads)]
    v = split_heads(linear(weights["v_proj.weight"], x), heads)
    static = torch.stack([torch.eye(heads, dtype=x.dtype)] * 2)
    if "static" in weights:
        gains = [knobs[f"compose_gain.{stage}.static"] for stage in STAGES]
        static = torch.stack([static[n] + gain * weights["static"][n] for n, gain in enumerate(gains)])
    tokens: list[dict[str, Tensor]] = [{} for _ in x]
    if "generator.w_in" in weights:
        official = {
            "dyn_w_proj.dw1": weights["generator.w_in"].unsqueeze(1),
            "dyn_w_proj.qkw": weights["generator.w_out"].unsqueeze(0),
            "dyn_w_proj.dd": weights["generator.w_gate"].unsqueeze(1),
        }
        rank = weights["generator.w_out"].shape[2] // 2
        tokens = [turned_streams(generate(token, official, heads, rank), knobs) for token in x]
    found = compose(q, k, v, tokens, static)
    outputs = [factor * context for factor, context in zip(head_mask, found["context"], strict=True)]
    named = {
        "attention.scores": found["scores"],
        "compose.scores": found["composed"],
        "attention.map": found["map"],
        "attention.effective": found["effective"],
        "attention.query": torch.stack(q),
        "attention.key": torch.stack(k),
        "attention.value": torch.stack(list(v)),
        "attention.context": found["context"],
        "attention.output": torch.stack(outputs),
        "attention.transformed": projected_lengths(v, weights["out_proj.weight"], head_mask),
        "compose.static.pre": static[0],
        "compose.static.post": static[1],
        "out": linear(weights["out_proj.weight"], torch.cat(outputs, dim=-1)),
    }
    for name in tokens[0]:
        stage, side, part = name[:-4], SIDES[name[-3]], {"w1": "w1", "w2": "w2", "dd": "gate"}[name[-2:]]
        named[f"compose.{side}.{stage}.{part}"] = torch.stack([token[name] for token in tokens])
    return named


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole model on one text: every output of the exported graph by name, without the batch axis."""

    def attend(here: Here) -> dict[str, Tensor]:
        return shipped_attention(here.x, here.weights, knobs=here.knobs, **here.rotary)

    return pre_norm_decoder(config, weights, tokens, knobs, attend)
