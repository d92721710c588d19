"""DCFormer: golden cases, and that composition without its parts is plain attention."""

import pytest
import torch

from foundry.architectures.dcformer import model as dcformer
from foundry.architectures.dcformer.mix import COMPILER
from foundry.architectures.dcformer.model import SIDES, Factors, compose, compose_visible
from foundry.architectures.transformer import model as transformer
from foundry.layers import causal_mask
from foundry.tests import zoo

CONFIG = dcformer.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24)


@pytest.mark.parametrize("case", ["dcformer_case1", "dcformer_case3_officialinit"])
def test_golden(case: str) -> None:
    zoo.check_golden(case)


def test_conformance() -> None:
    for config in (CONFIG, dcformer.Config(**{**vars(CONFIG), "dynamic": False})):
        zoo.check_paths(dcformer, config)
        zoo.check_knobs(dcformer, config)
        zoo.check_causal(dcformer, config)


def test_size() -> None:
    zoo.check_size(dcformer)


@torch.no_grad()
def test_without_composition_it_is_plain_attention() -> None:
    composed = zoo.build(dcformer, CONFIG)
    sizes = {name: getattr(CONFIG, name) for name in vars(transformer.Config())}
    plain = transformer.Model(transformer.Config(**sizes)).double()
    plain.load_state_dict({name: value for name, value in composed.state_dict().items() if name in plain.state_dict()})
    tokens, knobs = zoo.some_tokens(CONFIG), zoo.knobs_in_float64(dcformer, CONFIG)
    off = {name: value if name == "head_mask" else value * 0 for name, value in knobs.items()}
    logits, captures = composed(tokens, off, capture=True)
    torch.testing.assert_close(logits, plain(tokens)[0], atol=1e-9, rtol=1e-9)
    torch.testing.assert_close(captures["L0.attention.effective"], captures["L0.attention.map"], atol=1e-12, rtol=0)


@torch.no_grad()
def test_captured_factors_rebuild_the_weights() -> None:
    """Also with gains: what is captured is what was used."""
    model, tokens = zoo.build(dcformer, CONFIG), zoo.some_tokens(CONFIG)
    knobs = {name: value * 0.5 for name, value in zoo.knobs_in_float64(dcformer, CONFIG).items()}
    _, found = model(tokens, knobs, capture=True)
    maps, q, k = found["L1.attention.map"], 9, 4
    total = found["L1.compose.static.post"]
    for side, token in (("query", q), ("key", k)):
        w1, w2, gate = (found[f"L1.compose.{side}.post.{part}"][:, token] for part in ("w1", "w2", "gate"))
        total = total + w1.transpose(-1, -2) @ w2 + torch.diag_embed(gate)
    by_hand = (maps[:, None, :, q, k] @ total)[:, 0]
    torch.testing.assert_close(by_hand, found["L1.attention.effective"][:, :, q, k], atol=1e-12, rtol=0)


@pytest.mark.skipif(COMPILER is None, reason="no C++ compiler: training uses the plain composition")
def test_the_compiled_composition_is_the_plain_one_with_its_slopes() -> None:
    torch.manual_seed(0)
    heads, length = 4, 19
    visible = causal_mask(length)
    given = [torch.randn(2, heads, length, length), torch.randn(heads, heads)]
    given += [torch.randn(2, length, *shape) for _ in SIDES for shape in ((2, heads), (2, heads), (heads,))]
    found = []
    for mix in (compose, compose_visible):
        maps, static, *parts = [x.clone().requires_grad_() for x in given]
        query, key = Factors(*parts[:3]), Factors(*parts[3:])
        out = mix(maps, static, query, key, torch.eye(heads)) * visible
        (out.sin().sum()).backward()
        found.append([out, *(x.grad for x in (maps, static, *parts))])
    for plain, compiled in zip(*found, strict=True):
        torch.testing.assert_close(compiled, plain, atol=2e-5, rtol=1e-4)
