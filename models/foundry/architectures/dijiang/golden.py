"""DiJiang against the authors' code: the whole Pythia model with its attention replaced.

`model` is our model in Pythia's layout with the official weights, `recurrent` the same token by token, `naive` the loops
of each layer's attention on the official input of that layer. The rotary tables are those of the file, which were
rounded to float32; they turn one pair of features, so that halves and neighbours are the same thing.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from foundry.architectures.dijiang import naive
from foundry.architectures.dijiang.model import Config, Model, cosines
from foundry.golden import Case, Comparison

NAMES = {
    "gpt_neox.embed_in": "embedding",
    "gpt_neox.final_layer_norm": "norm",
    "embed_out": "head",
    "gpt_neox.layers": "layers",
    "input_layernorm": "attention_norm",
    "post_attention_layernorm": "ffn_norm",
    "attention.proj_matrix": "attention.features",
    "attention.W_G": "attention.gate.weight",
    "attention.D1": "attention.decay_query.value",
    "attention.D2": "attention.decay_key.value",
    "attention.dense": "attention.out_proj",
    "attention.group_norm.": "attention.norm_",
    "mlp.dense_h_to_4h": "ffn.up",
    "mlp.dense_4h_to_h": "ffn.down",
}
INPUTS = ("input_ids", "rope_cos", "rope_sin")
ASIDE = {
    "logits_official_kv_cache": "the authors' token-by-token run sees only the first key: a known error of their code"
}


def matches(case: Case) -> bool:
    return case.arch == "dijiang"


def check(case: Case) -> dict[str, Comparison]:
    runs = {"model": run_model(case), "recurrent": run_recurrent(case), "naive": run_naive(case)}
    return {f"{twin}/{name}": (value, case[name]) for twin, found in runs.items() for name, value in found.items()}


def official_to_ours(weights: dict[str, Tensor], heads: int) -> dict[str, Tensor]:
    ours = {}
    for official, value in weights.items():
        name = official
        for theirs, own in NAMES.items():
            name = name.replace(theirs, own)
        if ".query_key_value." in name:  # rows of a head: its q, k and v below one another
            parts = value.unflatten(0, (heads, 3, -1)).transpose(0, 1).flatten(1, 2)
            for part, rows in zip("qkv", parts, strict=True):
                ours[name.replace("query_key_value", f"{part}_proj")] = rows
        elif name.endswith(".value"):
            ours[name] = value[0, :, :, 0]
        else:
            ours[name] = value.T if name.endswith("gate.weight") else value
    return ours


def load(case: Case) -> Model:
    config = case.config
    model = Model(
        Config(
            layers=config["num_hidden_layers"],
            width=config["hidden_size"],
            heads=config["num_attention_heads"],
            head_width=config["head_size"],
            ffn=config["intermediate_size"],
            vocabulary=config["vocab_size"],
            context=config["max_position_embeddings"],
            rotary_width=config["rotary_ndims"],
            neox=True,
            exponents=False,
        )
    ).double()
    model.load_state_dict(official_to_ours(case.weights(), config["num_attention_heads"]))
    half = config["rotary_ndims"] // 2
    model.cos, model.sin = case["rope_cos"][:, :half], case["rope_sin"][:, :half]
    return model.eval()


@torch.no_grad()
def run_model(case: Case) -> dict[str, Tensor]:
    model, ids = load(case), case["input_ids"]
    logits, found = model(ids, capture=True)
    fast, _ = model(ids)
    layers = len(model.layers)
    named = {
        "logits": fast,
        "loss": F.cross_entropy(logits[0, :-1], ids[0, 1:]),
        "dct_C": cosines(case.config["head_size"]),
    }
    named |= {f"hidden_states.{i}": found[f"L{i}.residual"] for i in range(layers)}
    named[f"hidden_states.{layers}"] = model.norm(found[f"L{layers}.residual"])
    for i, layer in enumerate(model.layers):
        official = {
            "query": "attention.query",
            "key": "attention.key",
            "value": "attention.value",
            "phi_q": "kernel.query",
            "phi_k": "kernel.key",
            "attn_weights": "kernel.scores",
            "gate": "kernel.gate",
            "A_implied": "attention.effective",
        }
        named |= {f"L{i}.{name}": found[f"L{i}.{ours}"] for name, ours in official.items()}
        sums = found[f"L{i}.kernel.scores"].sum(-1, keepdim=True)
        named[f"L{i}.attn_heads"] = found[f"L{i}.attention.context"] * sums
        named[f"L{i}.out"] = found[f"L{i + 1}.residual"]
        passed = found[f"L{i}.attention.output"].transpose(1, 2).flatten(-2)
        named[f"L{i}.attn_out"] = layer.attention.out_proj(passed)
        entering = found[f"L{i}.residual"]
        h, fed = layer.attention_norm(entering), layer.ffn_norm(entering)
        named |= {f"L{i}.ln1": h, f"L{i}.ln2": fed, f"L{i}.mlp_out": layer.ffn(fed)}
        parts = [part(h) for part in (layer.attention.q_proj, layer.attention.k_proj, layer.attention.v_proj)]
        by_head = torch.stack([part.unflatten(-1, (layer.attention.heads, -1)) for part in parts], dim=-2)
        named[f"L{i}.qkv"] = by_head.flatten(2)  # of each head its query, key and value beside one another
        for short, name in (("q", "query"), ("k", "key")):
            named[f"L{i}.proj_{short}"] = torch.matmul(found[f"L{i}.attention.{name}"], layer.attention.features)
        named[f"L{i}.dct_w"] = torch.diagonal(named["dct_C"].T @ layer.attention.features)
    without = {"decay": torch.zeros(layers, dtype=torch.float64)}
    _, plain = model(ids, without, capture=True)
    # Only the first layer still has the official input once the decay is gone.
    named["L0.A_implied_nodecay"] = plain["L0.attention.effective"]
    return named


@torch.no_grad()
def run_recurrent(case: Case) -> dict[str, Tensor]:
    model = load(case)
    state, logits = model.empty(1), []
    for place, token in enumerate(case["input_ids"][0]):
        out, state = model.step(token[None], place, state)
        logits.append(out)
    return {"logits": torch.stack(logits, dim=1)}


def run_naive(case: Case) -> dict[str, Tensor]:
    named: dict[str, Tensor] = {}
    for i in range(case.config["num_hidden_layers"]):
        place = f"gpt_neox.layers.{i}.attention."
        own = {name.removeprefix(place): value for name, value in case.weights().items() if name.startswith(place)}
        heads = case.config["num_attention_heads"]
        found = naive.attention(case[f"L{i}.ln1"][0], own, heads, case["rope_cos"], case["rope_sin"])
        for name, value in found.items():
            named[f"L{i}.{name}"] = value if name.startswith("group_norm") else value[None]
    return named
