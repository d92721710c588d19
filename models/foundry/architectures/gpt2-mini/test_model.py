"""gpt2-mini: fast against plain, and the checks that every architecture passes."""

import importlib

import torch

from foundry.registry import load_architecture
from foundry.tests import zoo

gpt2 = load_architecture("gpt2-mini")
naive = importlib.import_module("foundry.architectures.gpt2-mini.naive")
CONFIG = gpt2.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24)


def test_conformance() -> None:
    zoo.check_paths(gpt2, CONFIG)
    zoo.check_knobs(gpt2, CONFIG)
    zoo.check_causal(gpt2, CONFIG)


def test_size() -> None:
    zoo.check_size(gpt2)


@torch.no_grad()
def test_fast_equals_plain() -> None:
    model, tokens = zoo.build(gpt2, CONFIG), zoo.some_tokens(CONFIG, length=9, batch=1)
    plain = naive.model(tokens[0], model.state_dict(), CONFIG.layers, CONFIG.heads)
    logits, captures = model(tokens, capture=True)
    for name, value in plain.items():
        found = logits if name == "logits" else captures[name]
        torch.testing.assert_close(found[0], value, atol=1e-10, rtol=0)
