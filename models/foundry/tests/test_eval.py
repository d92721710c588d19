import json
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from foundry import eval as evaluation
from foundry.__main__ import commands, main
from foundry.books import Library
from foundry.contracts import CaptureSpec
from foundry.load import load_model
from foundry.objective import Causal, Masked, best_tokens, exact_matches, mean_loss
from foundry.origin import chosen_config, variant_of
from foundry.paths import MODELS, model_folder
from foundry.registry import load_architecture
from foundry.retrieval import prompts
from foundry.tasks.filler import Pages
from foundry.tokenizer import BOS, MASK, VOCABULARY, load_tokenizer


class Bigrams(nn.Module):
    """Looks at one token only, so that the loss of a text must not depend on how it is cut into windows."""

    def __init__(self) -> None:
        super().__init__()
        self.table = torch.randn(VOCABULARY, VOCABULARY, generator=torch.Generator().manual_seed(0))

    def forward(self, tokens: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        return self.table[tokens], {}


class Oracle(nn.Module):
    """Predicts exactly the next token, but errs at one place."""

    def __init__(self, wrong: int | None = None) -> None:
        super().__init__()
        self.wrong = wrong

    def forward(self, tokens: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        following = torch.roll(tokens, -1, 1)
        if self.wrong is not None:
            following[:, self.wrong] = 5
        return nn.functional.one_hot(following, VOCABULARY).float(), {}


@pytest.mark.parametrize("context", [8, 33, 512])
def test_windows_count_every_token_once(context: int) -> None:
    text = "The miller walked to the river. Nobody spoke. It was 1234 o'clock. " * 4
    model = Bigrams()
    ids = torch.tensor([0, *load_tokenizer().encode(text).ids])
    expected = float(nn.functional.cross_entropy(model.table[ids[:-1]], ids[1:], reduction="sum"))
    nats, tokens, size = evaluation.text_loss(Causal(), model, context, text)
    assert (tokens, size) == (len(ids) - 1, len(text.encode()))
    assert nats == pytest.approx(expected, rel=1e-5)


def test_exact_match_needs_every_answer_token(library: Library) -> None:
    documents = prompts([3], Pages(library), 6, 128, 2, 2, 0.5)
    assert exact_matches(Causal(), Oracle(), documents) == [True] * 6
    start, end = documents[0].answers[0][0], documents[0].answers[-1][1]
    assert not exact_matches(Causal(), Oracle(start - 1), documents)[0]
    assert not exact_matches(Causal(), Oracle(end - 2), documents)[0]
    assert exact_matches(Causal(), Oracle(start - 3), documents)[0]


def test_prompts_do_not_depend_on_how_many_are_made(library: Library) -> None:
    few, many = prompts([4], Pages(library), 2, 128, 1, 1, 0.0), prompts([4], Pages(library), 5, 128, 1, 1, 0.0)
    assert [d.ids for d in few] == [d.ids for d in many[:2]]


def test_summary_adds_depths_and_lengths() -> None:
    rows = [
        {"needles": n, "queries": r, "length": length, "depth": d, "correct": d, "total": 100}
        for n, r in evaluation.NEEDLES_AND_QUERIES
        for length in evaluation.LENGTHS
        for d in evaluation.DEPTHS
        if (n, length) != (6, 128)
    ]
    table = evaluation.summarise(rows)
    assert table["1,1"] == {"128": 0.5, "256": 0.5, "512": 0.5, "all": 0.5}
    assert "128" not in table["6,2"]
    twice = evaluation.add_up([rows, rows])
    assert [row["total"] for row in twice] == [200] * len(rows)
    assert evaluation.summarise(twice) == table


def test_mean_loss_of_a_uniform_model_is_log_vocabulary() -> None:
    model = Bigrams()
    model.table.zero_()
    assert mean_loss(Causal(), model, torch.randint(3, 2048, (3, 20))) == pytest.approx(np.log(VOCABULARY))


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of a variant."""
    folder = tmp_path_factory.mktemp("static")
    config = chosen_config("dcformer", "static")
    torch.manual_seed(0)
    save_file(load_architecture("dcformer").Model(config).state_dict(), str(folder / "weights.safetensors"))
    (folder / "config.json").write_text(json.dumps(asdict(config)), encoding="utf-8")
    return folder


def test_a_variant_is_measured_from_its_own_weights(static: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (static / "text.txt").write_text("The miller walked to the river.", encoding="utf-8")
    chosen = ["eval", "--model", "dcformer", "--weights", str(static), "--text", str(static / "text.txt")]
    assert main(chosen) == 0
    plain = capsys.readouterr().out
    assert main([*chosen, "--variant", "static"]) == 0
    assert capsys.readouterr().out == plain and json.loads(plain)["tokens"] > 5
    assert main([*chosen, "--variant", "dynamic"]) == 2
    assert "dcformer has no variant 'dynamic'; it has static" in capsys.readouterr().err


def test_weights_of_another_configuration_are_refused(static: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (static / "other").mkdir()
    config = load_architecture("dcformer").Config(layers=1)
    save_file(load_architecture("dcformer").Model(config).state_dict(), str(static / "other/weights.safetensors"))
    (static / "other/config.json").write_text(json.dumps(asdict(config)), encoding="utf-8")
    assert (
        main(["eval", "--model", "dcformer", "--variant", "static", "--weights", str(static / "other"), "--tasks"]) == 2
    )
    assert "are not those of the variant 'static'" in capsys.readouterr().err


def test_the_command_names_the_variant_that_was_measured(static: Path) -> None:
    _, config = load_model("dcformer", static)
    variant = variant_of("dcformer", config)
    assert evaluation.command("dcformer", variant, 20, [1, 2]) == (
        "python -m foundry eval --model dcformer --variant static --tasks --corpus CORPUS --n 20 --seeds 1 2"
    )
    assert variant_of("dcformer", chosen_config("dcformer", None)) is None
    shipped = json.loads((MODELS / "transformer/evaluation.json").read_text(encoding="utf-8"))
    assert evaluation.command("transformer", None, 20, [1, 2, 3]) == shipped["command"]
    assert model_folder("dcformer", "static") == MODELS / "dcformer/variants/static"
    assert model_folder("dcformer") == MODELS / "dcformer"


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"tokenizer", "train", "eval", "fetch"} <= set(commands())
    for name in commands():
        with pytest.raises(SystemExit) as stop:
            main([name, "--help"])
        assert stop.value.code == 0
    assert "--corpus" in capsys.readouterr().out


def test_a_missing_file_is_a_sentence_and_not_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tokenizer", "--corpus", str(tmp_path)]) == 2
    assert "index.json is missing" in capsys.readouterr().err


class GapOracle(nn.Module):
    """Knows what stands behind every gap of one text, but errs at one place."""

    def __init__(self, ids: list[int], wrong: int | None = None) -> None:
        super().__init__()
        self.ids, self.wrong, self.read = ids, wrong, []

    def forward(self, tokens: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        self.read += tokens.tolist()
        said = torch.tensor(self.ids)[: tokens.shape[1]].repeat(len(tokens), 1)
        if self.wrong is not None and self.wrong < tokens.shape[1]:
            said[:, self.wrong] = 5
        return 50.0 * nn.functional.one_hot(said, VOCABULARY).float(), {}


def test_a_model_that_fills_gaps_is_asked_for_each_number_with_the_text_before_it(library: Library) -> None:
    document = prompts([3], Pages(library), 1, 128, 2, 2, 0.5)[0]
    (first, first_end), (second, second_end) = document.answers
    oracle = GapOracle(document.ids)
    assert exact_matches(Masked(0.15), oracle, [document]) == [True]
    for read, (start, end) in zip(oracle.read, document.answers, strict=True):
        assert read[:start] == document.ids[:start]
        assert set(read[start:end]) == {MASK}
        assert read[end:] == document.ids[end : end + 1]
    for wrong, right in ((first, False), (second_end - 1, False), (first_end + 1, True)):
        assert exact_matches(Masked(0.15), GapOracle(document.ids, wrong), [document]) == [right]


def test_an_answer_does_not_depend_on_what_is_asked_beside_it() -> None:
    module = load_architecture("mosaicbert")
    torch.manual_seed(1)
    model = module.Model(module.Config(layers=2, width=32, heads=4, head_width=8, ffn=40, context=40)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    rng = np.random.default_rng(1)
    rows = [[BOS, *rng.integers(8, VOCABULARY, n).tolist()] for n in (5, 20, 5, 33, 20, 9)]
    assert best_tokens(model, rows, size=2) == [best_tokens(model, [row])[0] for row in rows]


@pytest.mark.parametrize("length", [2, 9, 30])
def test_every_token_is_hidden_once(length: int) -> None:
    ids = [BOS, *range(10, 9 + length)]
    oracle = GapOracle(ids)
    nats, count = Masked(0.15).loss(oracle, torch.tensor([ids]))
    assert count == length - 1 and nats == pytest.approx(0, abs=1e-6)
    hidden = np.array(oracle.read) == MASK
    assert hidden.sum(0).tolist() == [0] + [1] * (length - 1)


@pytest.mark.parametrize("context", [9, 33])
def test_texts_of_gaps_count_every_token_once(context: int) -> None:
    text = "The miller walked to the river. Nobody spoke. It was 1234 o'clock. " * 4
    model = Bigrams()
    model.table.zero_()
    nats, tokens, _ = evaluation.text_loss(Masked(0.15), model, context, text)
    assert nats == pytest.approx(tokens * np.log(VOCABULARY), rel=1e-5)


def test_diversity_is_zero_for_equal_tokens_and_one_for_opposite_ones() -> None:
    class Stream(nn.Module):
        def forward(self, tokens: Tensor, capture: bool = False) -> tuple[Tensor, dict[str, Tensor]]:
            signs = torch.tensor([1.0, -1.0] * 4)[None, :, None]
            return tokens, {"L0.residual": torch.ones(1, 8, 3), "L1.residual": torch.ones(1, 8, 3) * signs}

    specs = [CaptureSpec(f"L{i}.residual", "residual", i, None, ("token", "feature"), "value") for i in range(2)]
    module = ModuleType("module")
    module.capture_specs = lambda config: specs  # type: ignore[attr-defined]
    found = evaluation.diversity_by_layer(module, Stream(), None, torch.zeros(2, 8))
    assert found == pytest.approx([0.0, 1.0])
