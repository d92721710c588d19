import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from foundry.books import Library
from foundry.load import load_model
from foundry.origin import build_model, chosen_config, load_origin
from foundry.recipe import Settings
from foundry.registry import architectures, load_architecture
from foundry.train import Check, train, write_result

SMALL = {"layers": 2, "width": 32, "heads": 2, "head_width": 8, "ffn": 48, "context": 128}


def settings(id: str) -> Settings:
    return Settings(id, tokens=4000, step_tokens=256, warmup_steps=4, compile=False, threads=1)


def small(id: str) -> Any:
    """The architecture's defaults with those of the sizes made small that it has."""
    default = load_architecture(id).Config()
    return replace(default, **{name: size for name, size in SMALL.items() if name in vars(default)})


@pytest.mark.parametrize("id", architectures())
def test_resumed_equals_uninterrupted(id: str, library: Library, tmp_path: Path) -> None:
    config = small(id)
    whole = train(settings(id), config, library, tmp_path / "whole", quiet=True)
    torch.manual_seed(99)  # a new process knows nothing of the old one's random state
    for _ in range(4):
        parts = train(settings(id), config, library, tmp_path / "parts", quiet=True, stop_after_steps=7)
    assert whole.step == parts.step > 14
    assert whole.tokens == parts.tokens
    assert [p["training_loss"] for p in whole.curve] == [p["training_loss"] for p in parts.curve]
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, parts.model.state_dict()[name]), name


def test_a_checkpoint_of_other_settings_is_refused(library: Library, tmp_path: Path) -> None:
    config = load_architecture("transformer").Config(**SMALL)
    train(settings("transformer"), config, library, tmp_path, quiet=True, stop_after_steps=1)
    with pytest.raises(ValueError, match="other settings"):
        train(replace(settings("transformer"), seed=2), config, library, tmp_path, quiet=True)


def test_result_is_loaded_again(library: Library, tmp_path: Path) -> None:
    config = load_architecture("diff").Config(**SMALL)
    check = Check(library, config.context)
    progress = train(settings("diff"), config, library, tmp_path / "checkpoint", check, quiet=True)
    assert math.isfinite(progress.curve[-1]["validation_loss"] or math.nan)
    write_result(progress, config, tmp_path / "out")
    model, loaded = load_model("diff", tmp_path / "out")
    assert loaded == config
    tokens = torch.arange(3, 40)[None]
    with torch.no_grad():
        assert torch.equal(model(tokens)[0], progress.model.eval()(tokens)[0])


def test_learning_rate_warms_up_stays_and_falls() -> None:
    plan = Settings("diff", tokens=0)
    rates = [plan.rate(step, step / 1000) for step in range(1001)]
    assert rates[0] < rates[50] < rates[99] == rates[500] == max(rates)
    assert rates[560:] == sorted(rates[560:], reverse=True)
    assert rates[-1] == pytest.approx(1e-4)


def test_mom_starts_from_the_trained_vanilla_model(library: Library, tmp_path: Path) -> None:
    gpt2, mom = load_architecture("gpt2-mini"), load_architecture("mom")
    config = replace(gpt2.Config(), **{**SMALL, "layers": 6})
    vanilla = train(settings("gpt2-mini"), config, library, tmp_path / "gpt2", quiet=True, stop_after_steps=2)
    write_result(vanilla, config, tmp_path / "out")
    origin = load_origin("mom", tmp_path / "out")
    assert origin is not None and (origin.model, origin.tokens) == ("gpt2-mini", vanilla.tokens)
    sizes = {name: size for name, size in SMALL.items() if name != "layers"}
    started = build_model(settings("mom"), replace(mom.Config(), **sizes), origin).state_dict()
    trained = vanilla.model.state_dict()
    assert torch.equal(started["embedding.weight"], trained["embedding.weight"])
    assert torch.equal(started["blocks.1.ffn.2.up.weight"], trained["layers.3.ffn.up.weight"])
    assert load_origin("transformer", None) is None


def test_what_an_architecture_adds_to_the_loss_is_trained(library: Library, tmp_path: Path) -> None:
    config = small("mom")
    losses = [
        train(settings("mom"), replace(config, balance=weight), library, tmp_path / str(weight), quiet=True)
        for weight in (0.0, 10.0)
    ]
    first = [run.curve[0]["training_loss"] for run in losses]
    assert first[1] > first[0] + 10


def test_variants_are_of_the_models_size_and_named(tmp_path: Path) -> None:
    for id in architectures():
        module = load_architecture(id)
        size = sum(p.numel() for p in module.Model(module.Config()).parameters())
        for name in getattr(module, "VARIANTS", {}):
            variant = module.Model(chosen_config(id, name))
            assert abs(sum(p.numel() for p in variant.parameters()) / size - 1) < 0.03
    with pytest.raises(ValueError, match="dcformer has no variant 'x'; it has static"):
        chosen_config("dcformer", "x")
