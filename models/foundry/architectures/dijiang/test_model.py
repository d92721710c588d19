"""DiJiang: golden case, parallel and recurrent forms, and the start from a trained plain model."""

import pytest
import torch

from foundry.architectures.dijiang import model as dijiang
from foundry.architectures.transformer import model as transformer
from foundry.tests import zoo

CONFIG = dijiang.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24)


def test_golden() -> None:
    zoo.check_golden("dijiang_s0")


def test_conformance() -> None:
    for changes in ({}, {"exponents": False}, {"neox": True, "rotary_width": 4}):
        config = dijiang.Config(**{**vars(CONFIG), **changes})
        zoo.check_paths(dijiang, config)
        zoo.check_knobs(dijiang, config)
        zoo.check_causal(dijiang, config)


def test_size() -> None:
    zoo.check_size(dijiang)


@torch.no_grad()
def test_parallel_equals_recurrent() -> None:
    model, tokens = zoo.build(dijiang, CONFIG), zoo.some_tokens(CONFIG, length=24)
    parallel, _ = model(tokens)
    state = model.empty(len(tokens))
    for place in range(tokens.shape[1]):
        logits, state = model.step(tokens[:, place], place, state)
        torch.testing.assert_close(logits, parallel[:, place], atol=1e-9, rtol=0)


@torch.no_grad()
def test_decay_starts_as_powers_of_the_distance_and_can_be_turned_off() -> None:
    model, tokens = dijiang.Model(CONFIG).double(), zoo.some_tokens(CONFIG)
    _, found = model(tokens, capture=True)
    power = found["L0.kernel.decay.query"][0, :, 9] + found["L0.kernel.decay.key"][0, :, 4]
    torch.testing.assert_close(torch.exp(power), dijiang.decay_rates(CONFIG.heads) ** 5, atol=1e-6, rtol=0)
    _, found = model(tokens, {"decay": torch.zeros(2, dtype=torch.float64)}, capture=True)
    expected = (found["L0.kernel.query"] @ found["L0.kernel.key"].transpose(-1, -2)).tril()
    torch.testing.assert_close(found["L0.kernel.scores"], expected, atol=1e-12, rtol=0)


@torch.no_grad()
def test_the_context_is_the_mean_of_the_values_and_the_norm_does_not_mind() -> None:
    model, tokens = zoo.build(dijiang, CONFIG), zoo.some_tokens(CONFIG)
    _, found = model(tokens, capture=True)
    context = found["L1.attention.context"]
    expected = found["L1.attention.effective"] @ found["L1.attention.value"]
    torch.testing.assert_close(context, expected, atol=1e-12, rtol=0)
    # A query's decay is one factor of all that its norm divides by the size of: only eps sees it.
    norm = model.layers[1].attention.group_norm
    rows = [torch.randn(1, 3, 32, dtype=torch.float64) * scale for scale in (1.0, 1000.0)]
    torch.testing.assert_close(norm(rows[1] * 10), norm(rows[1]), atol=1e-8, rtol=0)
    assert (norm(rows[0] * 0.01) - norm(rows[0])).abs().max() > 1e-3


@torch.no_grad()
def test_the_start_from_a_plain_model() -> None:
    sizes = {name: getattr(CONFIG, name) for name in vars(transformer.Config())}
    plain = zoo.build(transformer, transformer.Config(**{**sizes, "ffn": 56}))
    quiet = [3, 5, 8, 13, 21, 34, 50, 51, 52, 53, 54, 55, 0, 1, 2, 4]
    for layer in plain.layers:
        layer.ffn.down.weight[:, quiet] = 0  # 16 units that say nothing are those to go
    model = zoo.build(dijiang, CONFIG, seed=5)
    dijiang.start_from(model, plain.state_dict())
    x = torch.randn(3, 32, dtype=torch.float64)
    for ours, theirs in zip(model.layers, plain.layers, strict=True):
        torch.testing.assert_close(ours.ffn(x), theirs.ffn(x), atol=1e-12, rtol=0)
        assert torch.equal(ours.attention.q_proj.weight, theirs.attention.q_proj.weight)
    assert torch.equal(model.embedding.weight, plain.embedding.weight)
    with pytest.raises(ValueError, match="plain model"):
        dijiang.start_from(dijiang.Model(CONFIG), transformer.Model(transformer.Config()).state_dict())
