"""RWKV-4: golden cases, and that its parallel, chunked and recurrent forms are one."""

import pytest
import torch

from foundry.architectures.rwkv import model as rwkv
from foundry.architectures.rwkv import wkv
from foundry.tests import zoo

CONFIG = rwkv.Config(layers=2, width=32, ffn=40, vocabulary=50, context=40, groups=4)


@pytest.mark.parametrize("case", ["rwkv_s0", "rwkv_s2"])
def test_golden(case: str) -> None:
    zoo.check_golden(case)


def test_conformance() -> None:
    for config in (CONFIG, rwkv.Config(**{**vars(CONFIG), "first_ffn": True, "tied": False})):
        zoo.check_paths(rwkv, config)
        zoo.check_knobs(rwkv, config)
        zoo.check_causal(rwkv, config)


def test_size() -> None:
    zoo.check_size(rwkv)


@pytest.mark.parametrize("length", [1, 15, 16, 17, 40])
@torch.no_grad()
def test_parallel_equals_recurrent(length: int) -> None:
    model, tokens = zoo.build(rwkv, CONFIG), zoo.some_tokens(CONFIG, length)
    parallel, _ = model(tokens)
    state = model.empty(len(tokens))
    for t in range(length):
        logits, state = model.step(tokens[:, t], state)
        torch.testing.assert_close(logits, parallel[:, t], atol=1e-10, rtol=0)
    _, found = model(tokens, capture=True)
    for i, layer in enumerate(state):
        for name, value in wkv.readable(layer.wkv).items():
            torch.testing.assert_close(found[f"L{i}.wkv.state.{name}"][:, -1], value, atol=1e-10, rtol=0)


def operands(length: int, dtype: torch.dtype, spread: float = 3.0) -> list[torch.Tensor]:
    torch.manual_seed(2)
    k, v = (torch.randn(2, length, 8, dtype=dtype) for _ in range(2))
    w = torch.exp(torch.linspace(-6, 3, 8, dtype=dtype))
    return [k * spread, v, w, torch.randn(8, dtype=dtype)]


def test_slopes_of_the_chunked_form() -> None:
    """They are those of the weights written out."""
    length = 37
    distance = torch.arange(length)[:, None] - torch.arange(length)
    results = []
    for form in ("chunked", "whole"):
        leaves = [x.clone().requires_grad_() for x in operands(length, torch.float64)]
        k, v, w, u = leaves
        if form == "chunked":
            out = wkv.chunked(k, v, w, u)
        else:
            out, _, _ = wkv.whole(k, v, w, u, distance.double(), groups=8)
        upstream = torch.sin(torch.arange(out.numel(), dtype=out.dtype)).view_as(out)
        results.append([out, *torch.autograd.grad((out * upstream).sum(), leaves)])
    for chunked, whole in zip(*results, strict=True):
        torch.testing.assert_close(chunked, whole, atol=1e-9, rtol=0)


@torch.no_grad()
def test_large_keys_and_fast_decay_stay_finite_in_float32() -> None:
    k, v, w, u = operands(64, torch.float32, spread=60.0)
    exact = wkv.chunked(k.double(), v.double(), w.double(), u.double())
    torch.testing.assert_close(wkv.chunked(k, v, w, u).double(), exact, atol=1e-4, rtol=0)


@torch.no_grad()
def test_without_decay_distance_does_not_matter() -> None:
    """Every earlier token then weighs e^k, however far it is."""
    model, tokens = zoo.build(rwkv, CONFIG), zoo.some_tokens(CONFIG)
    _, found = model(tokens, {"decay_scale": torch.zeros(2, dtype=torch.float64)}, capture=True)
    k = found["L0.wkv.key"]
    assert (found["L0.wkv.decay"] == 1).all()
    past = torch.softmax(k[:, :-1], dim=1) if k.shape[1] > 1 else k
    row = found["L0.wkv.map"][:, :, -1, :-1]
    expected = past.transpose(1, 2)  # [B, C, T - 1], each scaled by what the token itself leaves
    own = torch.exp(found["L0.wkv.bonus"] + k[:, -1])
    rest = 1 - own / (own + torch.exp(k[:, :-1]).sum(1))
    by_hand = (expected * rest[..., None]).unflatten(1, (CONFIG.groups, -1)).mean(2)
    torch.testing.assert_close(row, by_hand, atol=1e-10, rtol=0)
