"""DIFF V2: golden case, and what λ = 0 and a fixed λ give."""

import torch

from foundry.registry import load_architecture
from foundry.tests import zoo

diff = load_architecture("diff-v2")
CONFIG = diff.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24)


def test_golden() -> None:
    zoo.check_golden("diffv2_case1")


def test_conformance() -> None:
    zoo.check_paths(diff, CONFIG)
    zoo.check_knobs(diff, CONFIG)
    zoo.check_causal(diff, CONFIG)


def test_size() -> None:
    zoo.check_size(diff)


@torch.no_grad()
def test_lambda_zero_is_plain_attention_of_the_first_map() -> None:
    model, tokens = zoo.build(diff, CONFIG), zoo.some_tokens(CONFIG)
    off = {"lambda_scale": torch.zeros(CONFIG.layers, dtype=torch.float64)}
    _, found = model(tokens, off, capture=True)
    torch.testing.assert_close(found["L0.attention.effective"], found["L0.attention.map.1"], atol=0, rtol=0)
    by_hand = found["L0.attention.map.1"] @ found["L0.attention.value"]
    torch.testing.assert_close(found["L0.attention.output"], by_hand, atol=1e-12, rtol=0)


@torch.no_grad()
def test_a_fixed_lambda_is_used_by_every_token_of_its_layer_only() -> None:
    model, tokens = zoo.build(diff, CONFIG), zoo.some_tokens(CONFIG)
    _, usual = model(tokens, capture=True)
    _, found = model(tokens, {"lambda_override": torch.tensor([-1.0, 0.25], dtype=torch.float64)}, capture=True)
    torch.testing.assert_close(found["L0.diff.lambda"], usual["L0.diff.lambda"], atol=0, rtol=0)
    assert (found["L1.diff.lambda"] == 0.25).all()
    rows = found["L1.attention.effective"].sum(-1)
    torch.testing.assert_close(rows, torch.full_like(rows, 0.75), atol=1e-12, rtol=0)
