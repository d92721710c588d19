"""How much attention goes to the answer and how much to noise: Table 3 of the DIFF paper (arXiv 2410.05258), for every model
whose weights on tokens can be read, on single-needle prompts.

Rows are those of the token whose attention decides the first digit of the answer. A row is cut into five segments: <bos>, the
number in its needle ("answer"), the question with what follows it ("query"), the rest of the needle's sentence and the filler
("noise"; the paper's words for it are irrelevant context). Weights may be negative (DIFF, DCMHA): `share` is of the absolute
weights, `signed` divides by the row's sum, which is 1 for probabilities and 1 − λ for DIFF; a row whose weights nearly cancel
has no such shares and counts as 0. Both are means over prompts, layers and heads (or groups of channels).
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from foundry.contracts import CaptureSpec
from foundry.objective import objective_of
from foundry.retrieval import DEPTHS, prompts
from foundry.tasks.filler import Filler
from foundry.tasks.segments import Tokens

MAPS = ("attention.effective", "attention.map", "wkv.map")
"""What a layer weighs tokens with, the most telling first."""
SEGMENTS = ("bos", "answer", "noise", "query")
LENGTH = 512
LEAST_SUM = 0.01
"""Sum of a row over that of its absolute values, below which it has no signed shares; the app's bars have the same."""


def weight_maps(specs: Sequence[CaptureSpec]) -> list[CaptureSpec]:
    """The one map of each layer that multiplies what is read; several for layers of several parts."""
    for role in MAPS:
        found = [spec for spec in specs if spec.role == role]
        if found:
            return found
    return []


def segments(document: Tokens, length: int) -> dict[str, Tensor]:
    """Segment -> [length] booleans, which add up to every token once."""
    place = torch.arange(length)
    bos = place == 0
    (start, end), (asked, _) = document.facts[0], document.questions[0]
    answer = (place >= start) & (place < end)
    query = place >= asked
    return {"bos": bos, "answer": answer, "query": query, "noise": ~(bos | answer | query)}


@torch.no_grad()
def attention_shares(module: ModuleType, model: nn.Module, config: Any, documents: Sequence[Tokens]) -> dict[str, Any]:
    """Mean share of each segment over the documents, by absolute weight and signed."""
    objective, maps = objective_of(module, config), weight_maps(module.capture_specs(config))
    absolute: dict[str, list[float]] = {name: [] for name in SEGMENTS}
    signed: dict[str, list[float]] = {name: [] for name in SEGMENTS}
    for document in documents:
        ids, row = objective.reading(document)
        _, captures = model(torch.tensor([ids]), capture=True)
        weights = torch.cat([captures[spec.output][0][:, row] for spec in maps])  # [maps, tokens]
        size, total = weights.abs(), weights.sum(-1)
        cancels = total.abs() < LEAST_SUM * size.sum(-1)
        for name, inside in segments(document, len(ids)).items():
            absolute[name].append(float((size[:, inside].sum(-1) / size.sum(-1)).mean()))
            shares = torch.where(cancels, 0.0, weights[:, inside].sum(-1) / total.where(~cancels, torch.ones(())))
            signed[name].append(float(shares.mean()))
    return {
        "share": {name: float(np.mean(values)) for name, values in absolute.items()},
        "signed": {name: float(np.mean(values)) for name, values in signed.items()},
    }


def attention_table(
    module: ModuleType, model: nn.Module, config: Any, filler: Filler, count: int, seed: int
) -> dict[str, Any] | None:
    """Shares for each depth of the needle; None for a model without weights on tokens."""
    maps = weight_maps(module.capture_specs(config))
    if not maps:
        return None
    length = min(LENGTH, config.context)
    return {
        "role": maps[0].role,
        "length": length,
        "n": count,
        "depths": [
            {
                "depth": depth,
                **attention_shares(
                    module, model, config, prompts([seed, 3, depth], filler, count, length, 1, 1, depth / 100)
                ),
            }
            for depth in DEPTHS
        ],
    }
