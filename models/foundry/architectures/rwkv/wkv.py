"""The WKV operator in three forms that give the same numbers, all in one floating type and safe from overflow.

    wkv_t = (Σ_{i<t} e^{k_i − (t−1−i) w} v_i + e^{u + k_t} v_t) / (the same sum without v)          per channel

`chunked` trains, `whole` shows every weight, `advance` goes token by token with a state.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

NOTHING = -1e30
"""Exponent of what is not there."""

CHUNK = 16


class State(NamedTuple):
    """Numerator and denominator so far are e^top · sum_v and e^top · sum_1: each [B, C], or [B, T, C] for all tokens."""

    sum_v: Tensor
    sum_1: Tensor
    top: Tensor


def readable(state: State) -> dict[str, Tensor]:
    """The same state in numbers that stay small however long the text: the weighted mean of the values so far, the
    natural logarithm of their whole weight, and the largest exponent. The sums are e^(mass − top) · mean and
    e^(mass − top)."""
    mean, mass = state.sum_v / state.sum_1, torch.log(state.sum_1) + state.top
    return {"mean": mean, "mass": mass, "top": state.top}


def chunked(k: Tensor, v: Tensor, w: Tensor, u: Tensor) -> Tensor:
    """wkv [B, T, C] from k, v [B, T, C], w, u [C], with work and memory in T · CHUNK.

    Inside a chunk the sum is written out; what lies before a chunk reaches it as one state. The states of all chunks are
    again such sums, over chunks, so nothing goes step by step.
    """
    length, size = k.shape[1], CHUNK
    count = -(-length // size)
    padding = (0, 0, 0, count * size - length)
    k, v = (F.pad(x, padding).transpose(1, 2).unflatten(-1, (count, size)) for x in (k, v))  # [B, C, N, S]
    place = torch.arange(size, dtype=k.dtype, device=k.device)
    rate = w[:, None, None]  # [C, 1, 1]

    # Each chunk alone: its state after its last token.
    exponent = k - (size - 1 - place) * rate
    top = exponent.amax(-1).detach()  # [B, C, N]; the tops cancel, so no slope goes through them
    powers = torch.exp(exponent - top[..., None])
    sum_v, sum_1 = (powers * v).sum(-1), powers.sum(-1)

    # The state that enters each chunk, out of the chunks before it.
    chunk = torch.arange(count, dtype=k.dtype, device=k.device)
    between = chunk[:, None] - 1 - chunk
    exponent = torch.where(between >= 0, top[..., None, :] - between * (size * rate), NOTHING)  # [B, C, N, N]
    enters = exponent.amax(-1).detach()
    powers = torch.exp(exponent - enters[..., None]) * (between >= 0)
    sum_v, sum_1 = (powers * sum_v[..., None, :]).sum(-1), (powers * sum_1[..., None, :]).sum(-1)

    # Each token: what it sees in its chunk, and the state that entered.
    distance = place[:, None] - place
    bias = torch.where(distance > 0, -(distance - 1) * rate, torch.where(distance == 0, u[:, None, None], NOTHING))
    exponent = k[..., None, :] + bias[:, None]  # [B, C, N, S, S]
    carried = enters[..., None] - place * rate
    top = torch.maximum(exponent.amax(-1), carried).detach()
    powers, share = torch.exp(exponent - top[..., None]), torch.exp(carried - top)
    numerator = (powers * v[..., None, :]).sum(-1) + share * sum_v[..., None]
    denominator = powers.sum(-1) + share * sum_1[..., None]
    return (numerator / denominator).flatten(2)[..., :length].transpose(1, 2)


def read(k: Tensor, v: Tensor, u: Tensor, before: State) -> tuple[Tensor, Tensor, Tensor]:
    """What a token sees, given the state before it: (wkv, factor on what the state holds, share of the token itself)."""
    top = torch.maximum(before.top, u + k)
    old, new = torch.exp(before.top - top), torch.exp(u + k - top)
    total = old * before.sum_1 + new
    return (old * before.sum_v + new * v) / total, old / total, new / total


def advance(k: Tensor, v: Tensor, w: Tensor, u: Tensor, state: State) -> tuple[Tensor, State]:
    """One token: k, v [B, C] -> (wkv [B, C], the state after it)."""
    top = torch.maximum(state.top - w, k)
    old, new = torch.exp(state.top - w - top), torch.exp(k - top)
    return read(k, v, u, state)[0], State(old * state.sum_v + new * v, old * state.sum_1 + new, top)


def later(x: Tensor, first: float) -> Tensor:
    """Everything one token later, `first` before it: x [B, T, C]."""
    return torch.cat([torch.full_like(x[:, :1], first), x[:, :-1]], dim=1)


def whole(k: Tensor, v: Tensor, w: Tensor, u: Tensor, distance: Tensor, groups: int) -> tuple[Tensor, Tensor, State]:
    """(wkv [B, T, C], mean weights of each group of neighbouring channels [B, G, T, T], the state after every token).

    What every state is made of stands in one tensor, powers[c, t, i] = e^{k_i − (t−i) w − top_t}. The weights of the
    next token are that row times one factor, and its own share on the diagonal.
    """
    exponent = k.transpose(1, 2).unsqueeze(-2) - distance * w[:, None, None]
    exponent = torch.where(distance >= 0, exponent, torch.full_like(exponent[..., :1, :1], NOTHING))  # [B, C, T, T]
    top = exponent.amax(-1, keepdim=True)
    powers = torch.exp(exponent - top)
    sum_v = torch.matmul(powers, v.transpose(1, 2).unsqueeze(-1)).squeeze(-1)
    after = State(sum_v.transpose(1, 2), powers.sum(-1).transpose(1, 2), top.squeeze(-1).transpose(1, 2))
    before = State(later(after.sum_v, 0.0), later(after.sum_1, 0.0), later(after.top, NOTHING))
    found, factor, own = read(k, v, u, before)

    factor_of_next = torch.cat([factor[:, 1:], torch.zeros_like(factor[:, :1])], dim=1).transpose(1, 2)
    of_next = (powers * factor_of_next.unsqueeze(-1)).unflatten(1, (groups, -1)).mean(2)  # [B, G, T, T]
    earlier = torch.cat([torch.zeros_like(of_next[:, :, :1]), of_next[:, :, :-1]], dim=2)
    diagonal = own.transpose(1, 2).unflatten(1, (groups, -1)).mean(2).unsqueeze(-1) * (distance == 0).to(own.dtype)
    return found, earlier + diagonal, after
