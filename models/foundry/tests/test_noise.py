from types import SimpleNamespace

import pytest
import torch

from foundry.books import Library
from foundry.contracts import CaptureSpec
from foundry.noise import SEGMENTS, attention_shares, attention_table, segments
from foundry.objective import Causal, Masked
from foundry.registry import load_architecture
from foundry.retrieval import prompts
from foundry.tasks.filler import Pages
from foundry.tokenizer import MASK, load_tokenizer


def test_segments_cut_a_prompt_at_the_number_and_the_question(library: Library) -> None:
    for document in prompts([5], Pages(library), 4, 128, 3, 1, 0.5):
        start, end = document.answers[0]
        found = segments(document, start)
        assert torch.equal(sum(found[name].int() for name in SEGMENTS), torch.ones(start, dtype=torch.int32))
        ids = torch.tensor(document.ids[:start])
        assert found["bos"].nonzero().flatten().tolist() == [0]
        assert load_tokenizer().decode(ids[found["query"]].tolist()).startswith(" What is the magic number of")


def test_the_answer_segment_is_the_number_that_is_asked_for(library: Library) -> None:
    for document in prompts([6], Pages(library), 4, 128, 1, 1, 0.25):
        start, end = document.answers[0]
        inside = segments(document, start)["answer"].nonzero().flatten().tolist()
        assert [document.ids[i] for i in inside] == document.ids[start:end]


@pytest.mark.parametrize("id", ["transformer", "mosaicbert"])
def test_equal_weights_are_shared_by_the_number_of_tokens(library: Library, id: str) -> None:
    """With queries of zero every visible token gets the same weight."""
    module = load_architecture(id)
    config = module.Config(alibi=False) if id == "mosaicbert" else module.Config()
    model = module.Model(config).eval()
    for name, parameter in model.named_parameters():
        if "q_proj" in name or "qkv" in name:
            torch.nn.init.zeros_(parameter)
    document = prompts([7], Pages(library), 1, 128, 1, 1, 0.5)[0]
    start, end = document.answers[0]
    length = start + 1 if id == "transformer" else end + 1
    found = attention_shares(module, model, config, [document])
    for name, inside in segments(document, length).items():
        assert found["share"][name] == pytest.approx(float(inside.float().mean()), abs=1e-6)
        assert found["signed"][name] == pytest.approx(found["share"][name], abs=1e-6)


def test_signed_shares_are_of_the_rows_sum(library: Library) -> None:
    module = load_architecture("diff")
    model = module.Model(module.Config()).eval()
    table = attention_table(module, model, module.Config(), Pages(library), 1, 1)
    assert table is not None and [row["depth"] for row in table["depths"]] == [0, 25, 50, 75, 100]
    for row in table["depths"]:
        assert sum(row["share"].values()) == pytest.approx(1)
        assert sum(row["signed"].values()) == pytest.approx(1)
        assert row["share"] != row["signed"]


def test_the_deciding_row_is_that_of_the_first_digit(library: Library) -> None:
    document = prompts([8], Pages(library), 1, 128, 1, 1, 0.5)[0]
    start, end = document.answers[0]
    ids, row = Causal().reading(document)
    assert len(ids) == row + 1 and load_tokenizer().decode([document.ids[row + 1]]).isdigit()
    ids, row = Masked(0.15).reading(document)
    assert ids[row] == MASK and load_tokenizer().decode([document.ids[row]]).isdigit()


def test_signed_shares_are_means_over_rows_and_rows_that_cancel_have_none(library: Library) -> None:
    document = prompts([9], Pages(library), 1, 128, 1, 1, 0.5)[0]
    ids, row = Causal().reading(document)
    inside = segments(document, len(ids))["answer"]
    maps = torch.zeros(1, 3, len(ids), len(ids))
    # Half of the first head's weights; of the second's, which is ten times as large, none; the third's row adds up to 0.
    maps[0, 0, row, inside.nonzero()[0]], maps[0, 0, row, 0] = 1.0, 1.0
    maps[0, 1, row, 0] = 20.0
    maps[0, 2, row, inside.nonzero()[0]], maps[0, 2, row, 0] = 1.0, -1.0

    def model(tokens: torch.Tensor, capture: bool) -> tuple[None, dict[str, torch.Tensor]]:
        return None, {"map": maps}

    spec = CaptureSpec("map", "attention.effective", 0, None, ("head", "query", "key"), "signed")
    module = SimpleNamespace(capture_specs=lambda config: [spec], TASK="causal")
    found = attention_shares(module, model, None, [document])
    assert found["signed"]["answer"] == pytest.approx(0.5 / 3)
    assert found["share"]["answer"] == pytest.approx((0.5 + 0 + 0.5) / 3)
