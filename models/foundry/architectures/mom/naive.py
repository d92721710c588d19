"""MoM (Gong et al. 2024, arXiv 2407.06677) token by token: only what a token chose is computed for it.

Weights and results carry the official names; linear maps of the GPT-2 parts are stored (in, out), as there.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    causal_map,
    gelu_tanh,
    layer_norm,
    linear,
    scaled_scores,
    softmax,
    split_heads,
    weighted_sum,
)

EPS = 1e-5


def conv(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    """x W + b of one token, W stored (in, out)."""
    return x @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def affine(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return weights[f"{name}.weight"] @ x + weights[f"{name}.bias"]


def normed(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return layer_norm(x, weights[f"{name}.weight"], weights[f"{name}.bias"], EPS)


def router(weights: Mapping[str, Tensor], place: str, x: Tensor, state: Tensor, gru: bool) -> tuple[Tensor, Tensor]:
    """Logits and new state of one token."""
    if not gru:
        return affine(weights, f"{place}.router.2", torch.relu(affine(weights, f"{place}.router.0", x))), state
    from_x = affine(weights, f"{place}.x2h", x).chunk(3)
    from_h = affine(weights, f"{place}.h2h", state).chunk(3)
    reset, update = torch.sigmoid(from_x[0] + from_h[0]), torch.sigmoid(from_x[1] + from_h[1])
    new = torch.tanh(from_x[2] + reset * from_h[2])
    state = new + update * (state - new)
    return affine(weights, f"{place}.router", state), state


def choose(score: Tensor, count: int) -> tuple[list[int], Tensor, Tensor]:
    """Ids of the best classes, their scores, and these divided by their sum."""
    ids = sorted(range(len(score)), key=lambda c: -score[c].item())[:count]
    raw = torch.stack([score[c] for c in ids])
    return ids, raw, raw / raw.sum()


def heads_attention(joint: Tensor, heads: int) -> dict[str, Tensor]:
    """[T, 3E] -> q, k, v, probs, ctx a head, and the heads joined [T, E]."""
    q, k, v = (split_heads(part, heads) for part in joint.chunk(3, dim=-1))
    maps = [causal_map(scaled_scores(a, b)) for a, b in zip(q, k, strict=True)]
    contexts = [weighted_sum(weights, values) for weights, values in zip(maps, v, strict=True)]
    found = {"q": q, "k": k, "v": v, "probs": maps, "ctx": contexts}
    return {name: torch.stack(list(parts)) for name, parts in found.items()} | {"merged": torch.cat(contexts, dim=-1)}


def feed_forward(weights: Mapping[str, Tensor], place: str, suffix: str, x: Tensor) -> Tensor:
    inner = normed(weights, f"{place}.ffn_layernorm{suffix}", x)
    return conv(weights, f"{place}.c_proj{suffix}", gelu_tanh(conv(weights, f"{place}.c_fc{suffix}", inner)))


def layer(weights: Mapping[str, Tensor], place: str, x: Tensor, heads: int) -> tuple[Tensor, dict[str, Tensor]]:
    """An ordinary GPT-2 layer: x [T, E] -> the new stream and what was computed."""
    attn = f"{place}.mot_attn"
    joint = torch.stack([conv(weights, f"{attn}.c_attn", normed(weights, f"{attn}.attention_layernorm", t)) for t in x])
    found = heads_attention(joint, heads)
    out = torch.stack([conv(weights, f"{attn}.c_proj", token) for token in found.pop("merged")])
    middle = x + out
    fed = torch.stack([feed_forward(weights, f"{place}.mot_ffn", "", token) for token in middle])
    named = {f"step0/attn/{name}": value for name, value in (found | {"in": x, "out": out}).items()}
    return middle + fed, named | {"step0/ffn/in": middle, "step0/ffn/out": fed}


def pool(
    weights: Mapping[str, Tensor], place: str, x: Tensor, config: Mapping[str, Any]
) -> tuple[Tensor, dict[str, Tensor]]:
    """One chunk: `depth_per_chunk` assembly steps with the same modules."""
    gru = config["router_type"].startswith("gru")
    states = {part: [x.new_zeros(config["router_dim"]) for _ in x] for part in ("attn", "ffn")}
    named: dict[str, Tensor] = {}

    def route(part: str, step: int, stream: Tensor) -> tuple[list[list[int]], Tensor]:
        rows: dict[str, list[Tensor]] = {}
        chosen = []
        for t, token in enumerate(stream):
            logits, states[part][t] = router(weights, f"{place}.mot_{part}.router", token, states[part][t], gru)
            score = softmax(logits / config["router_softmax_temperature"])
            ids, raw, gate = choose(score, config["routing_top_k"])
            chosen.append(ids)
            seen = {"router_logits": logits, "router_score": score, "top_raw": raw, "top_score": gate}
            for name, value in (seen | ({"gru_h": states[part][t]} if gru else {})).items():
                rows.setdefault(name, []).append(value)
        found = {name: torch.stack(values) for name, values in rows.items()} | {"top_ids": torch.tensor(chosen)}
        named.update({f"step{step}/{part}/{name}": value for name, value in found.items()})
        return chosen, found["top_score"]

    for step in range(config["depth_per_chunk"]):
        attn, ffn = f"{place}.mot_attn", f"{place}.mot_ffn"
        chosen, gates = route("attn", step, x)
        real = [[m for m in ids if m < config["num_attn"]] for ids in chosen]
        joint = []
        for token, modules in zip(x, real, strict=True):
            total = x.new_zeros(3 * x.shape[1])
            for m in modules:
                inner = normed(weights, f"{attn}.attention_layernorm.{m}", token)
                total = total + conv(weights, f"{attn}.c_attn.{m}", inner)
            joint.append(total)
        found = heads_attention(torch.stack(joint), config["n_head"])
        outs = []
        for t, token in enumerate(found.pop("merged")):
            parts = [
                gates[t, r] * conv(weights, f"{attn}.c_proj.{m}", token)
                for r, m in enumerate(chosen[t])
                if m < config["num_attn"]
            ]
            outs.append(sum(parts, torch.zeros_like(x[t])))
        out = torch.stack(outs)
        named |= {f"step{step}/attn/{name}": value for name, value in (found | {"in": x, "out": out}).items()}
        x = x + out

        chosen, gates = route("ffn", step, x)
        outs = []
        for t, token in enumerate(x):
            parts = [
                gates[t, r] * feed_forward(weights, ffn, f".{m}", token)
                for r, m in enumerate(chosen[t])
                if m < config["num_ffn"]
            ]
            outs.append(sum(parts, torch.zeros_like(token)))
        out = torch.stack(outs)
        named |= {f"step{step}/ffn/in": x, f"step{step}/ffn/out": out}
        x = x + out
    return x, named


def imbalance(scores: Tensor) -> Tensor:
    """C · Σ_c f_c P_c of scores [N, C] (Fedus et al. 2021, eq. 4), P from a second softmax as in the authors' code."""
    count, classes = scores.shape
    first = [max(range(classes), key=lambda c: row[c].item()) for row in scores]
    shares = [sum(best == c for best in first) / count for c in range(classes)]
    mean = torch.stack([softmax(row) for row in scores]).mean(0)
    return classes * sum(share * p for share, p in zip(shares, mean, strict=True))


def model(weights: Mapping[str, Tensor], ids: Tensor, stack: list[str], config: Mapping[str, Any]) -> dict[str, Tensor]:
    """ids [T] -> every array of the file: `h<i>/...` of each block, `logits`, `loss`, `aux_loss` and `total`."""
    embedding = weights["transformer.wte.weight"]
    x = torch.stack([embedding[token] + weights["transformer.wpe.weight"][t] for t, token in enumerate(ids)])
    named: dict[str, Tensor] = {}
    for i, kind in enumerate(stack):
        named[f"h{i}/in"] = x
        place = f"transformer.h.{i}"
        if kind == "MoTBlock":
            x, found = pool(weights, place, x, config)
        else:
            x, found = layer(weights, place, x, config["n_head"])
        named |= {f"h{i}/{name}": value for name, value in found.items()} | {f"h{i}/out": x}
    logits = linear(embedding, normed(weights, "transformer.ln_f", x))
    losses = [-torch.log(softmax(row)[target]) for row, target in zip(logits[:-1], ids[1:], strict=True)]
    loss = sum(losses) / len(losses)
    scores = {part: [v for n, v in named.items() if n.endswith(f"{part}/router_score")] for part in ("attn", "ffn")}
    if config.get("depthwise_bal_loss"):
        aux = sum(imbalance(score) for part in scores.values() for score in part) / len(scores["ffn"])
    else:
        aux = sum(imbalance(torch.cat(part)) for part in scores.values())
    return named | {"logits": logits, "loss": loss, "aux_loss": aux, "total": loss + 0.01 * aux}
