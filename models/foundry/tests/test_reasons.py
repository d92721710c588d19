"""Reasons that models/README.md gives for what its table shows, held against the shipped weights."""

import torch

from foundry.architectures.dijiang import model as dijiang
from foundry.load import load_model
from foundry.objective import objective_of
from foundry.registry import load_architecture
from foundry.retrieval import prompts
from foundry.tasks.filler import Scenes
from foundry.tokenizer import MASK

DIGITS = 4


def readings(id: str) -> tuple[float, list[float], list[float]]:
    """Over prompts of one needle: the share of written digits that are in the number; for each of its places, how often
    the digit there is right with all of them hidden, and with it alone hidden."""
    model, config = load_model(id)
    objective = objective_of(load_architecture(id), config)
    found = prompts((7,), Scenes(), 12, 128, 1, 1, None)
    inside, together, alone = 0, [0] * DIGITS, [0] * DIGITS
    for document in found:
        ((_, end),) = objective.exact(document)
        ids, places = torch.tensor(document.ids), torch.arange(end - DIGITS, end)
        number = ids[places].tolist()
        # First all digits hidden, then each by itself.
        read = ids.repeat(1 + DIGITS, 1)
        read[0, places] = MASK
        read[torch.arange(1, 1 + DIGITS), places] = MASK
        with torch.no_grad():
            said = model(read)[0][:, places].argmax(-1).tolist()
        inside += sum(digit in number for digit in said[0])
        for i, digit in enumerate(number):
            together[i] += said[0][i] == digit
            alone[i] += said[1 + i][i] == digit
    count = len(found)
    return inside / count / DIGITS, [right / count for right in together], [right / count for right in alone]


def test_bert_mini_finds_the_number_and_loses_the_order_of_its_middle_digits() -> None:
    inside, together, alone = readings("bert-mini")
    assert inside >= 0.95
    assert min(together[0], together[-1]) >= 0.9
    assert min(together[1:-1]) <= 0.6
    assert sum(alone) / DIGITS >= 0.8


def test_mosaicbert_keeps_it() -> None:
    inside, together, _ = readings("mosaicbert")
    assert inside >= 0.95
    assert min(together) >= 0.95


def test_dijiang_moves_all_its_decays_by_shares_of_themselves() -> None:
    model, config = load_model("dijiang")
    # The last two places have no target after them and keep their start.
    learned = slice(0, config.context - 2)
    for layer in model.layers:
        for decay in (layer.attention.decay_query, layer.attention.decay_key):
            moved = torch.log(decay() / decay.start)[:, learned]
            assert moved.abs().max() < 3
            spread = moved.std(1)
            assert spread.min() > 0.02
            assert spread.max() < 10 * spread.min()


def test_a_step_of_the_optimiser_is_nothing_to_the_largest_decay_and_turns_the_smallest() -> None:
    config = dijiang.Config()
    moved = {}
    for exponents in (True, False):
        decays = [
            dijiang.Decay(start[None], exponents)
            for start in dijiang.decay_rates(config.heads)[0] ** torch.tensor([[-config.context], [config.context]])
        ]
        before = torch.cat([decay().detach() for decay in decays])
        optimiser = torch.optim.AdamW([p for decay in decays for p in decay.parameters()], lr=3e-3, weight_decay=0)
        torch.log(decays[0]() * decays[1]().abs()).sum().backward()
        optimiser.step()
        moved[exponents] = torch.cat([decay().detach() for decay in decays]) / before
    assert (moved[True].log().abs() < 0.01).all()
    assert (moved[True] != 1).all()
    large, small = moved[False].flatten().tolist()
    assert abs(large - 1) < 1e-9
    assert small < 0
