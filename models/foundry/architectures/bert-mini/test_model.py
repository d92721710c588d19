"""bert-mini: fast against plain, and the checks that every architecture passes."""

import importlib

import torch

from foundry.registry import load_architecture
from foundry.tests import zoo

bert = load_architecture("bert-mini")
naive = importlib.import_module("foundry.architectures.bert-mini.naive")
CONFIG = bert.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24)


def test_conformance() -> None:
    zoo.check_paths(bert, CONFIG)
    zoo.check_knobs(bert, CONFIG)


def test_size() -> None:
    zoo.check_size(bert)


@torch.no_grad()
def test_fast_equals_plain() -> None:
    model, tokens = zoo.build(bert, CONFIG), zoo.some_tokens(CONFIG, length=9, batch=1)
    plain = naive.model(tokens[0], model.state_dict(), CONFIG.layers, CONFIG.heads)
    torch.testing.assert_close(model(tokens)[0][0], plain, atol=1e-10, rtol=0)
