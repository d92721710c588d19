import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from foundry.__main__ import main
from foundry.architectures.dcformer.mix import COMPILER
from foundry.books import Library
from foundry.load import load_model
from foundry.origin import Origin, build_model, chosen_config, load_origin
from foundry.progress import Progress
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


def plain_origin(tokens: int = 100, seed: int = 0) -> Origin:
    torch.manual_seed(seed)
    config = replace(small("transformer"), head_width=16)
    return Origin("transformer", tokens, load_architecture("transformer").Model(config).state_dict())


@pytest.fixture
def stopped(library: Library, tmp_path: Path) -> dict[str, Any]:
    """What `train` was given for a DiJiang that was stopped after a step."""
    config = replace(small("dijiang"), head_width=16)
    given = {"settings": settings("dijiang"), "config": config, "library": library, "origin": plain_origin()}
    given |= {"checkpoint": tmp_path, "quiet": True}
    train(**given, stop_after_steps=1)
    return given


def refusal(given: dict[str, Any], **changed: Any) -> str:
    with pytest.raises(ValueError, match="; use another --checkpoint folder$") as error:
        train(**{**given, **changed})
    return str(error.value)


def test_a_checkpoint_of_another_run_is_refused(stopped: dict[str, Any]) -> None:
    seeded, direct = replace(stopped["settings"], seed=2), replace(stopped["config"], exponents=False)
    books = stopped["library"]
    assert "(settings.seed: 1 there, 2 here);" in refusal(stopped, settings=seeded)
    assert "(config.exponents: True there, False here);" in refusal(stopped, config=direct)
    assert "(books: " in refusal(stopped, library=replace(books, tokens=books.tokens[::-1]))
    for other in (plain_origin(seed=1), plain_origin(tokens=200), None):
        assert "(origin: 'transformer, 100 tokens, " in refusal(stopped, origin=other)
    several = refusal(stopped, settings=seeded, config=direct, origin=None)
    assert all(f"{name}: " in several for name in ("settings.seed", "config.exponents", "origin"))
    assert "books" not in several
    assert train(**{**stopped, "origin": plain_origin()}, stop_after_steps=1).step == 2


def test_a_checkpoint_that_does_not_say_what_it_was_made_of_is_refused(stopped: dict[str, Any]) -> None:
    path = stopped["checkpoint"] / "checkpoint.pt"
    stored = torch.load(path, weights_only=False)
    del stored["run"]
    torch.save(stored, path)
    assert "older version" in refusal(stopped)


@pytest.mark.parametrize("option", ["--tokens", "--step-tokens", "--threads", "--stop-after-steps"])
@pytest.mark.parametrize("value", ["0", "-5", "many"])
def test_a_count_that_is_not_positive_is_refused(
    option: str, value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["train", "--model", "diff", "--corpus", str(tmp_path), option, value])
    assert stop.value.code == 2
    assert f"argument {option}: {value!r} is not a positive integer" in capsys.readouterr().err


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


@pytest.mark.skipif(COMPILER is None, reason="no C++ compiler: training does without torch.compile")
def test_resumed_equals_uninterrupted_when_compiled(library: Library, tmp_path: Path) -> None:
    compiled, config = replace(settings("transformer"), compile=True), replace(small("transformer"), layers=1)

    def run(folder: str, steps: int) -> Progress:
        torch.compiler.reset()  # a new process compiles anew
        return train(compiled, config, library, tmp_path / folder, quiet=True, stop_after_steps=steps)

    whole = run("whole", 4)
    run("parts", 2)
    parts = run("parts", 2)
    assert whole.step == parts.step == 4 and whole.recent == parts.recent
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, parts.model.state_dict()[name]), name


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
