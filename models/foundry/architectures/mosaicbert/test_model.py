"""MosaicBERT: golden cases, padded = unpadded, and what it sees."""

import pytest
import torch

from foundry.architectures.mosaicbert import model as bert
from foundry.tests import zoo

CONFIG = bert.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24)


@pytest.mark.parametrize("case", ["mosaicbert_s0", "mosaicbert_s2"])
def test_golden(case: str) -> None:
    zoo.check_golden(case)


def test_conformance() -> None:
    zoo.check_paths(bert, CONFIG)
    zoo.check_knobs(bert, CONFIG)


def test_size() -> None:
    zoo.check_size(bert)


@pytest.mark.parametrize("alibi", [True, False])
@torch.no_grad()
def test_padded_equals_unpadded_and_each_text_alone(alibi: bool) -> None:
    config = bert.Config(**{**vars(CONFIG), "alibi": alibi})
    model, tokens = zoo.build(bert, config), zoo.some_tokens(config, length=12, batch=3)
    lengths = torch.tensor([12, 7, 1])
    present = torch.arange(12) < lengths[:, None]
    for capture in (False, True):
        packed, _ = model(tokens, capture=capture, present=present)
        padded, _ = model(tokens, capture=capture, present=present, unpad=False)
        torch.testing.assert_close(packed[present], padded[present], atol=1e-10, rtol=0)
        for row, length in enumerate(lengths.tolist()):
            alone, _ = model(tokens[row : row + 1, :length], capture=capture)
            torch.testing.assert_close(packed[row, :length], alone[0], atol=1e-10, rtol=0)


@torch.no_grad()
def test_it_sees_both_ways_and_without_alibi_no_places() -> None:
    model, tokens = zoo.build(bert, CONFIG), zoo.some_tokens(CONFIG, length=8)
    changed = tokens.clone()
    changed[:, -1] = (changed[:, -1] + 1) % CONFIG.vocabulary
    assert (model(tokens)[0][:, 0] - model(changed)[0][:, 0]).abs().max() > 1e-4
    blind = {"alibi_scale": torch.zeros(CONFIG.layers, dtype=torch.float64)}
    order = torch.tensor([3, 0, 7, 1, 2, 6, 5, 4])
    shuffled, _ = model(tokens[:, order], blind)
    torch.testing.assert_close(shuffled, model(tokens, blind)[0][:, order], atol=1e-10, rtol=0)


def test_slopes() -> None:
    assert bert.alibi_slopes(4).tolist() == [2**-2, 2**-4, 2**-6, 2**-8]
    twelve = bert.alibi_slopes(12)
    torch.testing.assert_close(twelve[8:], torch.tensor([2**-0.5, 2**-1.5, 2**-2.5, 2**-3.5]))
