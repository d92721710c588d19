"""PanGu-π: golden cases, and that without its two parts it is the plain model."""

import pytest
import torch

from foundry.architectures.pangu import model as pangu
from foundry.architectures.transformer import model as transformer
from foundry.tests import zoo

CONFIG = pangu.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24, reduction=8)


@pytest.mark.parametrize("case", ["pangu_paper_s0", "pangu_augvit_linear2", "pangu_vanillanet_act"])
def test_golden(case: str) -> None:
    zoo.check_golden(case)


def test_conformance() -> None:
    for config in (CONFIG, pangu.Config(**{**vars(CONFIG), "terms": 3, "shortcuts": 2, "tied": False})):
        zoo.check_paths(pangu, config)
        zoo.check_knobs(pangu, config)
        zoo.check_causal(pangu, config)


def test_size() -> None:
    zoo.check_size(pangu)


@torch.no_grad()
def test_without_shortcuts_and_series_it_is_the_plain_model() -> None:
    model, tokens = zoo.build(pangu, CONFIG), zoo.some_tokens(CONFIG)
    for layer in model.layers:
        layer.ffn.series.scale[0], layer.ffn.series.shift[0] = 1, 0
    sizes = {name: getattr(CONFIG, name) for name in vars(transformer.Config())}
    plain = transformer.Model(transformer.Config(**sizes)).double()
    plain.load_state_dict({name: value for name, value in model.state_dict().items() if name in plain.state_dict()})
    off = torch.zeros(CONFIG.layers, dtype=torch.float64)
    logits, _ = model(tokens, {"shortcut_gain": off, "series_gain": off})
    torch.testing.assert_close(logits, plain(tokens)[0], atol=1e-9, rtol=0)


def test_diversity_by_hand() -> None:
    alike = torch.ones(1, 5, 4)
    assert pangu.diversity(alike).item() == 0
    opposite = torch.stack([torch.ones(4), -torch.ones(4)])[None]
    assert pangu.diversity(opposite).item() == 1
