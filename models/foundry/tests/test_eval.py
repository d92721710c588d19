from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from foundry import eval as evaluation
from foundry.__main__ import commands, main
from foundry.books import Library
from foundry.retrieval import exact_matches, mean_loss, prompts
from foundry.tasks.filler import Pages
from foundry.tokenizer import VOCABULARY, load_tokenizer


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
    nats, tokens, size = evaluation.text_loss(model, context, text)
    assert (tokens, size) == (len(ids) - 1, len(text.encode()))
    assert nats == pytest.approx(expected, rel=1e-5)


def test_exact_match_needs_every_answer_token(library: Library) -> None:
    documents = prompts([3], Pages(library), 6, 128, 2, 2, 0.5)
    assert exact_matches(Oracle(), documents) == [True] * 6
    start, end = documents[0].answers[0][0], documents[0].answers[-1][1]
    assert not exact_matches(Oracle(start - 1), documents)[0]
    assert not exact_matches(Oracle(end - 2), documents)[0]
    assert exact_matches(Oracle(start - 3), documents)[0]


def test_prompts_do_not_depend_on_how_many_are_made(library: Library) -> None:
    few, many = prompts([4], Pages(library), 2, 128, 1, 1, 0.0), prompts([4], Pages(library), 5, 128, 1, 1, 0.0)
    assert [d.ids for d in few] == [d.ids for d in many[:2]]


def test_summary_is_the_mean_over_depths() -> None:
    rows = [
        {
            "needles": n,
            "queries": r,
            "length": length,
            "depth": d,
            "accuracy": None if (n, length) == (6, 128) else d / 100,
        }
        for n, r in evaluation.NEEDLES_AND_QUERIES
        for length in evaluation.LENGTHS
        for d in evaluation.DEPTHS
    ]
    table = evaluation.summarise(rows)
    assert table["1,1"] == {"128": 0.5, "256": 0.5, "512": 0.5, "all": 0.5}
    assert "128" not in table["6,2"]


def test_mean_loss_of_a_uniform_model_is_log_vocabulary() -> None:
    model = Bigrams()
    model.table.zero_()
    assert mean_loss(model, torch.randint(3, 2048, (3, 20))) == pytest.approx(np.log(VOCABULARY))


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
