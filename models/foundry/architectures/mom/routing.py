"""Routers and what follows from their probabilities: which modules a token takes, and how strongly."""

from typing import NamedTuple

import torch
from torch import Tensor, nn


class GruRouter(nn.Module):
    """One step of a GRU over the assembly steps of a token (not over tokens), then one logit a class."""

    def __init__(self, width: int, hidden: int, classes: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.x2h = nn.Linear(width, 3 * hidden)
        self.h2h = nn.Linear(hidden, 3 * hidden)
        self.classes = nn.Linear(hidden, classes)

    def forward(self, x: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """x [B, T, E], state [B, T, R] or None at the first step -> (logits [B, T, C], new state)."""
        x_reset, x_update, x_new = self.x2h(x).chunk(3, dim=-1)
        # Zeros as the first state: their product is the bias alone.
        h_reset, h_update, h_new = (self.h2h.bias if state is None else self.h2h(state)).chunk(3, dim=-1)
        reset, update = torch.sigmoid(x_reset + h_reset), torch.sigmoid(x_update + h_update)
        new = torch.tanh(x_new + reset * h_new)
        state = new + update * ((0 if state is None else state) - new)
        return self.classes(state), state


class PlainRouter(nn.Module):
    """Two linear maps with a ReLU between; it remembers nothing."""

    def __init__(self, width: int, hidden: int, classes: int) -> None:
        super().__init__()
        self.x2h = nn.Linear(width, hidden)
        self.classes = nn.Linear(hidden, classes)

    def forward(self, x: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor | None]:
        return self.classes(torch.relu(self.x2h(x))), state


class Route(NamedTuple):
    """The choice of one step, for each token."""

    probability: Tensor
    """[B, T, C], the router's own; the last class is SKIP."""
    choice: Tensor
    """[B, T, k], class ids as floats, best first; a place that a person emptied holds SKIP."""
    gate: Tensor
    """[B, T, k]."""
    chosen: Tensor
    """[B, T, C], 1 where a class was taken."""
    strength: Tensor
    """[B, T, C], the gate of each taken class, 0 elsewhere."""


def choose(probability: Tensor, count: int, forced: Tensor | None = None, allowed: Tensor | None = None) -> Route:
    """The best `count` classes, their probabilities renormalised over just these.

    A person may step in: `allowed` [C] multiplies the probabilities (0: the module cannot be taken), and `forced` [C],
    wherever it is not all zero, stands in for them. What is then left without any probability is not taken, also if it
    is among the best because nothing better is left.
    """
    classes = probability.shape[-1]
    order = torch.arange(classes, dtype=probability.dtype, device=probability.device)
    preferred, open_ = probability, torch.ones_like(order)
    if allowed is not None:
        preferred, open_ = preferred * allowed, (allowed > 0).to(preferred.dtype)
    if forced is not None:
        total = forced.sum()
        preferred = torch.where(total > 0, forced / total.clamp(min=1e-9), preferred)
        open_ = torch.where(total > 0, (forced > 0).to(open_.dtype), open_)
    largest = best_first(preferred, count, order)
    best, picked = (largest * preferred.unsqueeze(-2)).sum(-1), largest * open_  # [B, T, k] and [B, T, k, C]
    taken = picked.sum(-1)
    gate = best * taken
    gate = gate / gate.sum(-1, keepdim=True).clamp(min=1e-9)
    choice = (picked * order).sum(-1) + (1 - taken) * (classes - 1)
    return Route(probability, choice, gate, picked.sum(-2), (picked * gate.unsqueeze(-1)).sum(-2))


def best_first(values: Tensor, count: int, order: Tensor) -> Tensor:
    """The `count` largest of values [..., C] as rows of ones and zeros [..., k, C], the largest first and the earlier of
    equals first; order [C] is 0, 1, 2, … in floats. A top-k says the same in integers, which ONNX Runtime Web would carry
    from the GPU to the CPU and back at every step.
    """
    one, other = values.unsqueeze(-1), values.unsqueeze(-2)
    earlier = (order < order.unsqueeze(-1)).to(values.dtype)
    rank = ((other > one).to(values.dtype) + (other == one).to(values.dtype) * earlier).sum(-1)
    return (rank.unsqueeze(-2) == order[:count].unsqueeze(-1)).to(values.dtype)


def imbalance(probability: Tensor) -> Tensor:
    """C · Σ_c f_c P_c over all leading axes: f the share of tokens whose best class is c, P the mean softmax of the
    scores. The scores are probabilities already: the authors' second softmax is kept, it only weakens the pull."""
    classes = probability.shape[-1]
    scores = probability.reshape(-1, classes)
    best = torch.nn.functional.one_hot(scores.argmax(-1), classes).to(scores.dtype)
    return classes * (best.mean(0) * torch.softmax(scores, dim=-1).mean(0)).sum()
