"""MoM (Gong et al. 2024, arXiv 2407.06677) token by token: only what a token chose is computed for it.

Weights and results carry the official names; linear maps of the GPT-2 parts are stored (in, out), as there. `forward` is
the shipped model under its own names, with its GRU routers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    causal_map,
    gelu_tanh,
    layer_norm,
    linear,
    plain_heads,
    projected_lengths,
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
    state = gru_step(weights, place, x, state)
    return affine(weights, f"{place}.router", state), state


def gru_step(weights: Mapping[str, Tensor], place: str, x: Tensor, state: Tensor) -> Tensor:
    """The state of one token after the next assembly step (Cho et al. 2014, gates in the order reset, update, new)."""
    from_x = affine(weights, f"{place}.x2h", x).chunk(3)
    from_h = affine(weights, f"{place}.h2h", state).chunk(3)
    reset, update = torch.sigmoid(from_x[0] + from_h[0]), torch.sigmoid(from_x[1] + from_h[1])
    new = torch.tanh(from_x[2] + reset * from_h[2])
    return new + update * (state - new)


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


def turned_choice(score: Tensor, count: int, forced: Tensor, allowed: Tensor) -> tuple[list[int], Tensor]:
    """`choose` where a person may step in: `allowed` multiplies the scores, and `forced`, unless it is all zero, takes
    their place. A class left with nothing is not taken: its place holds SKIP with gate 0."""
    open_, score = allowed > 0, score * allowed
    if forced.sum() > 0:
        open_, score = forced > 0, forced / forced.sum()
    ids, raw, _ = choose(score, count)
    raw = torch.stack([value if open_[c] else torch.zeros_like(value) for c, value in zip(ids, raw, strict=True)])
    return [c if open_[c] else len(score) - 1 for c in ids], raw / raw.sum().clamp(min=1e-9)


def shipped_heads(joint: Sequence[Tensor], head_mask: Tensor) -> tuple[dict[str, Tensor], Tensor]:
    """Queries, keys and values of every token beside one another -> what attention captures, and its heads [T, E]."""
    parts = torch.stack(list(joint)).chunk(3, dim=-1)
    found = plain_heads(*(split_heads(part, len(head_mask)) for part in parts), head_mask)
    named = {f"attention.{name}": value for name, value in found.items()}
    return named, torch.cat(list(found["output"]), dim=-1)


def shipped_joint(weights: Mapping[str, Tensor], place: str, x: Tensor) -> Tensor:
    return affine(weights, f"{place}.qkv", normed(weights, f"{place}.norm", x))


def shipped_feed(weights: Mapping[str, Tensor], place: str, x: Tensor) -> Tensor:
    inner = affine(weights, f"{place}.up", normed(weights, f"{place}.norm", x))
    return affine(weights, f"{place}.down", gelu_tanh(inner))


def shipped_layer(weights: Mapping[str, Tensor], x: Tensor, head_mask: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """An ordinary layer: x [T, E] -> the new stream and its captures."""
    named, merged = shipped_heads([shipped_joint(weights, "attention", token) for token in x], head_mask)
    values, projection = list(named["attention.value"]), weights["attention.out_proj.weight"]
    named["attention.transformed"] = projected_lengths(values, projection, head_mask)
    x = x + torch.stack([affine(weights, "attention.out_proj", token) for token in merged])
    return x + torch.stack([shipped_feed(weights, "ffn", token) for token in x]), named


def shipped_step(
    config: Any, weights: Mapping[str, Tensor], x: Tensor, states: dict[str, list[Tensor]], knobs: Mapping[str, Tensor]
) -> tuple[Tensor, dict[str, Tensor]]:
    """One assembly step of a pool: x [T, E] -> the new stream and its captures.

    Args:
        states: of both routers, one [R] a token; replaced by those after this step.
        knobs: head_mask [H], route_force.<kind> and module_mask.<kind> [C].
    """
    named: dict[str, Tensor] = {}

    def route(kind: str, stream: Tensor, modules: int) -> list[list[tuple[int, Tensor]]]:
        """The real modules that each token takes, with their gates; surplus classes and the last are SKIP."""
        place, taken, rows = f"{kind}_router", [], []
        states[kind] = [
            gru_step(weights, place, token, state) for token, state in zip(stream, states[kind], strict=True)
        ]
        for state in states[kind]:
            score = softmax(affine(weights, f"{place}.classes", state) / config.temperature)
            forced, allowed = knobs[f"route_force.{kind}"], knobs[f"module_mask.{kind}"]
            ids, gates = turned_choice(score, config.choices, forced, allowed)
            rows.append((score, score.new_tensor(ids), gates))
            taken.append([(m, gate) for m, gate in zip(ids, gates, strict=True) if m < modules])
        for name, values in zip(("probability", "choice", "gate"), zip(*rows, strict=True), strict=True):
            named[f"route.{kind}.{name}"] = torch.stack(values)
        return taken

    # [q; k; v] = Σ_m W_m LN_m(x), without gates; a token that skips is a key of zeros that the others see.
    taken, nothing = route("attention", x, config.attention_modules), x.new_zeros(3 * x.shape[1])
    joint = [
        sum((shipped_joint(weights, f"attention.{m}", token) for m, _ in mine), nothing)
        for token, mine in zip(x, taken, strict=True)
    ]
    seen, merged = shipped_heads(joint, knobs["head_mask"])
    # o = Σ_m g_m W'_m MHA(q, k, v), and after it o = Σ_m g_m FFN_m(LN_m(x)).
    x = x + torch.stack(
        [
            sum((gate * affine(weights, f"attention.{m}.out_proj", token) for m, gate in mine), torch.zeros_like(token))
            for token, mine in zip(merged, taken, strict=True)
        ]
    )
    taken = route("ffn", x, config.ffn_modules)
    fed = [
        sum((gate * shipped_feed(weights, f"ffn.{m}", token) for m, gate in mine), torch.zeros_like(token))
        for token, mine in zip(x, taken, strict=True)
    ]
    return x + torch.stack(fed), named | seen


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole shipped model on one text: every output of the exported graph by name, without the batch axis.

    Args:
        weights: the module's state_dict, of any float type.
    """
    embedding = weights["embedding.weight"]
    x = torch.stack([embedding[token] + weights["position.weight"][t] for t, token in enumerate(tokens)])
    named, layer, step = {"L0.residual": x}, 0, 0
    for i in range(config.bottom + config.chunks * (1 + config.anchors) + config.top):
        place = f"blocks.{i}."
        own = {name.removeprefix(place): value for name, value in weights.items() if name.startswith(place)}
        pooled = "ffn_router.classes.weight" in own
        states = {kind: [x.new_zeros(config.router_width) for _ in x] for kind in ("attention", "ffn")}
        for _ in range(config.depth if pooled else 1):
            head_mask = knobs["head_mask"][layer]
            if pooled:
                of_step = {name: value[step] for name, value in knobs.items() if name.startswith("route_force.")}
                masks = {name: value for name, value in knobs.items() if name.startswith("module_mask.")}
                x, found = shipped_step(config, own, x, states, {"head_mask": head_mask} | of_step | masks)
                step += 1
            else:
                x, found = shipped_layer(own, x, head_mask)
            named |= {f"L{layer}.{name}": value for name, value in found.items()}
            layer += 1
            named[f"L{layer}.residual"] = x
    return named | {"logits": linear(embedding, normed(weights, "norm", x))}
