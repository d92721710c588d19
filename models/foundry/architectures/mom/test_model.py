"""MoM: golden cases, that forced routes give back the vanilla model, and what a person may do to the routes."""

import pytest
import torch
from torch import Tensor

from foundry.architectures.mom import model as mom
from foundry.architectures.mom.routing import choose
from foundry.registry import load_architecture
from foundry.tests import zoo

gpt2 = load_architecture("gpt2-mini")
CONFIG = mom.Config(
    width=32,
    heads=4,
    head_width=8,
    ffn=40,
    vocabulary=50,
    context=24,
    depth=2,
    attention_modules=2,
    ffn_modules=2,
    router_width=6,
)


@pytest.mark.parametrize("case", ["mom_case1_forward", "mom_case1", "mom_case2"])
def test_golden(case: str) -> None:
    zoo.check_golden(case)


def test_conformance() -> None:
    anchored = mom.Config(**{**vars(CONFIG), "chunks": 2, "anchors": True, "router": "plain", "attention_modules": 1})
    for config in (CONFIG, anchored):
        zoo.check_paths(mom, config)
        zoo.check_knobs(mom, config)
        zoo.check_causal(mom, config)


def test_size() -> None:
    zoo.check_size(mom)


def forced(config: mom.Config) -> dict[str, Tensor]:
    """Step s takes module s alone, with gate 1."""
    path = torch.eye(config.depth, config.classes, dtype=torch.float64)
    return {"route_force.attention": path, "route_force.ffn": path}


@torch.no_grad()
def test_the_forced_path_is_the_vanilla_model() -> None:
    small = gpt2.Config(layers=6, width=32, heads=4, head_width=8, ffn=40, vocabulary=50, context=24)
    vanilla = zoo.build(gpt2, small)
    config = mom.Config(**{**vars(CONFIG), "depth": 4, "attention_modules": 4, "ffn_modules": 4})
    model = zoo.build(mom, config, seed=3)
    mom.start_from(model, vanilla.state_dict())
    tokens = zoo.some_tokens(small)
    expected, maps = vanilla(tokens, capture=True)
    for capture in (False, True):
        logits, found = model(tokens, forced(config), capture=capture)
        torch.testing.assert_close(logits, expected, atol=1e-10, rtol=0)
    # A step has no fixed projection behind which its values could be measured.
    assert maps.keys() - found.keys() == {f"L{i}.attention.transformed" for i in range(1, 5)}
    for name in maps.keys() & found.keys():
        torch.testing.assert_close(found[name], maps[name], atol=1e-10, rtol=0)
    assert (model(tokens)[0] - expected).abs().max() > 1e-3


def test_vanilla_of_another_depth_is_refused() -> None:
    for layers in (5, 7):
        small = gpt2.Config(layers=layers, width=128, heads=8, head_width=16, ffn=480)
        with pytest.raises(ValueError, match="vanilla"):
            mom.start_from(mom.Model(mom.Config()), gpt2.Model(small).state_dict())


def test_choice_by_hand() -> None:
    p = torch.tensor([0.5, 0.1, 0.3, 0.1])
    route = choose(p[None], 2)
    assert route.choice.tolist() == [[0, 2]]
    torch.testing.assert_close(route.gate, torch.tensor([[0.625, 0.375]]))
    torch.testing.assert_close(route.strength, torch.tensor([[0.625, 0, 0.375, 0]]))
    without = choose(p[None], 2, allowed=torch.tensor([0.0, 1, 1, 0]))
    assert without.choice.tolist() == [[2, 1]]
    alone = choose(p[None], 2, forced=torch.tensor([0.0, 1, 0, 0]))
    assert alone.choice.tolist() == [[1, 3]] and alone.gate.tolist() == [[1, 0]]
    assert alone.chosen.tolist() == [[0, 1, 0, 0]]
    nothing = choose(p[None], 2, allowed=torch.zeros(4))
    assert nothing.chosen.sum() == 0 and nothing.strength.sum() == 0


@torch.no_grad()
def test_skipping_leaves_the_stream_alone() -> None:
    model, tokens = zoo.build(mom, CONFIG), zoo.some_tokens(CONFIG)
    skip = torch.zeros(CONFIG.depth, CONFIG.classes, dtype=torch.float64)
    skip[:, -1] = 1
    _, found = model(tokens, {"route_force.attention": skip, "route_force.ffn": skip}, capture=True)
    torch.testing.assert_close(found["L1.residual"], found["L3.residual"], atol=0, rtol=0)
    assert found["L1.attention.scores"].abs().max() == 0


def test_training_hands_out_the_balancing_loss() -> None:
    model = mom.Model(CONFIG)
    _, extra = model(zoo.some_tokens(CONFIG))
    extra["auxiliary"].backward()
    assert model.blocks[1].ffn_router.classes.weight.grad.abs().max() > 0
    assert model.eval()(zoo.some_tokens(CONFIG))[1] == {}
