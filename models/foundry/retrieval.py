"""The retrieval test: unseen places and numbers in pages of unseen books, greedy decoding, exact match.

A prompt ends with the question and the words "The magic number of X is" of its answer; the model writes the rest, which for
R questions includes the other places. Greedy decoding gives exactly the reference if, and only if, every token of it is the
most likely one after the reference up to there, so one forward pass over prompt and reference decides, for a whole batch.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from foundry.tasks.filler import Filler
from foundry.tasks.needles import episode, held_out_needles
from foundry.tasks.segments import Tokens
from foundry.tokenizer import BOS, PAD


def prompts(
    seed: Sequence[int], filler: Filler, count: int, length: int, needles: int, queries: int, depth: float | None
) -> list[Tokens]:
    """`count` documents of `length` tokens, <bos> included; the first needle, at `depth`, is among those asked for."""
    found = []
    for i in range(count):
        rng = np.random.default_rng([*seed, i])
        hidden = held_out_needles(rng, needles)
        asked = [hidden[k] for k in rng.permutation(queries)]
        document = Tokens()
        document.add_ids([BOS])
        document.extend(episode(rng, filler, length - 1, hidden, [asked], depth))
        found.append(document)
    return found


def pad(documents: Sequence[Tokens]) -> Tensor:
    """[B, longest] token ids."""
    longest = max(map(len, documents))
    return torch.tensor([d.ids + [PAD] * (longest - len(d)) for d in documents])


@torch.no_grad()
def exact_matches(model: nn.Module, documents: Sequence[Tokens], batch: int = 16) -> list[bool]:
    """For each document, whether greedy decoding from its first answer on gives all answers."""
    found = []
    for at in range(0, len(documents), batch):
        group = documents[at : at + batch]
        tokens = pad(group)
        best = model(tokens)[0].argmax(-1)  # [B, T]: best[t] is the guess for token t + 1
        for row, document in enumerate(group):
            start, end = document.answers[0][0], document.answers[-1][1]
            found.append(bool((best[row, start - 1 : end - 1] == tokens[row, start:end]).all()))
    return found


@torch.no_grad()
def answer_accuracy(model: nn.Module, documents: Sequence[Tokens], batch: int = 16) -> list[list[bool]]:
    """For each document and each of its answers, whether greedy decoding gives it with the true text before it."""
    found = []
    for at in range(0, len(documents), batch):
        group = documents[at : at + batch]
        tokens = pad(group)
        best = model(tokens)[0].argmax(-1)
        for row, document in enumerate(group):
            found.append([bool((best[row, a - 1 : b - 1] == tokens[row, a:b]).all()) for a, b in document.answers])
    return found


@torch.no_grad()
def mean_loss(model: nn.Module, pages: Tensor, batch: int = 16) -> float:
    """Nats a token over windows [N, T], predicting every token but the first of each."""
    total = 0.0
    for group in pages.split(batch):
        logits = model(group)[0][:, :-1]
        total += float(nn.functional.cross_entropy(logits.flatten(0, 1), group[:, 1:].flatten(), reduction="sum"))
    return total / pages[:, 1:].numel()
