"""What a model is trained to predict: the next token, or the tokens that were hidden. Everything that differs between the two
stands here: batches for training, the loss of a text, and what a right answer is. `TASK` of an architecture says which."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry.tasks.segments import Tokens
from foundry.tokenizer import BOS, MASK, PAD, SPECIALS, VOCABULARY

Span = tuple[int, int]


@dataclass(frozen=True)
class Batch:
    tokens: Tensor  # [B, T] int64: what the model reads
    targets: Tensor  # [B, T] int64: what it should say at each place; PAD where nothing is asked
    weights: Tensor  # [B, T] float32: weight of that in the loss, 0 where nothing is asked


class Objective(Protocol):
    one_way: bool
    """Whether a token is predicted from what comes before it only."""
    asking: str
    """How the model is asked for an answer."""

    @property
    def text(self) -> str:
        """What the training loss is, in one sentence."""
        ...

    def batch(self, documents: Sequence[Tokens], context: int, rng: np.random.Generator) -> Batch:
        """The first `context` tokens of each document, for training."""
        ...

    def loss(self, model: nn.Module, pages: Tensor, skip: int = 0, passes: int | None = None) -> tuple[float, int]:
        """(sum of nats, predicted tokens) over windows [B, T] that start with <bos>; each other token but the first `skip`
        counts once. Fewer `passes` than there are measure a sample of the tokens."""
        ...

    def right(self, model: nn.Module, documents: Sequence[Tokens], spans: Sequence[Sequence[Span]]) -> list[list[bool]]:
        """For each span of each document, whether the model gives exactly what stands there."""
        ...

    def exact(self, document: Tokens) -> list[Span]:
        """The spans that must all be right for a retrieval prompt to count as answered."""
        ...

    def reading(self, document: Tokens) -> tuple[list[int], int]:
        """(what the model reads when it must give the first answer, the place whose attention decides that answer)."""
        ...


def objective_of(module: ModuleType, config: Any) -> Objective:
    """The objective of an architecture, with the share of hidden tokens that its configuration asks for."""
    masked = getattr(module, "TASK", "causal") == "masked"
    return Masked(config.masking) if masked else Causal()


@torch.no_grad()
def best_tokens(model: nn.Module, rows: Sequence[Sequence[int]], size: int = 16) -> list[list[int]]:
    """The most likely token at each place of each row. Only rows of one length are read together: a model that sees both
    sides would read the padding after the shorter ones, which no training has shown it."""
    found: list[list[int]] = [[] for _ in rows]
    of_length: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        of_length.setdefault(len(row), []).append(place)
    for places in of_length.values():
        for at in range(0, len(places), size):
            group = places[at : at + size]
            guesses = model(torch.tensor([rows[place] for place in group]))[0].argmax(-1).tolist()
            for place, guess in zip(group, guesses, strict=True):
                found[place] = guess
    return found


class Causal:
    """Next-token prediction. Greedy decoding gives exactly the reference if, and only if, every token of it is the most likely
    one after the reference up to there: one forward pass decides."""

    one_way = True
    asking = "the model writes them, greedily"
    text = "weighted mean nats a token; answers weigh more, the random first round of repeats nothing"

    def batch(self, documents: Sequence[Tokens], context: int, rng: np.random.Generator) -> Batch:
        tokens, weights = collate(documents, context)
        targets = np.roll(tokens, -1, axis=1)
        targets[:, -1] = PAD
        weights = np.roll(weights, -1, axis=1)
        weights[:, -1] = 0.0
        return as_batch(tokens, targets, weights)

    @torch.no_grad()
    def loss(self, model: nn.Module, pages: Tensor, skip: int = 0, passes: int | None = None) -> tuple[float, int]:
        logits, targets = model(pages)[0][:, skip:-1], pages[:, skip + 1 :]
        return float(F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")), targets.numel()

    def right(self, model: nn.Module, documents: Sequence[Tokens], spans: Sequence[Sequence[Span]]) -> list[list[bool]]:
        found = []
        for best, document, asked in zip(best_tokens(model, [d.ids for d in documents]), documents, spans, strict=True):
            found.append([best[start - 1 : end - 1] == document.ids[start:end] for start, end in asked])
        return found

    def exact(self, document: Tokens) -> list[Span]:
        """From the first answer to the end of the last: the words between the answers, too, are the model's to write."""
        return [(document.answers[0][0], document.answers[-1][1])]

    def reading(self, document: Tokens) -> tuple[list[int], int]:
        """Up to the space that is an answer's first token: what is said after it is the first digit."""
        start = document.answers[0][0]
        return document.ids[: start + 1], start


@dataclass(frozen=True)
class Masked:
    """Filling in hidden tokens, all of them in one pass.

    For training a share of the tokens is chosen: of these 80 % are hidden, 10 % replaced by any token and 10 % left, as in
    BERT. Half of the answers are hidden whole, because that is what they are asked for whole later.

    A text is measured in seven passes, each with every seventh token hidden: every token is predicted once, and one in seven is
    close to the 15 % that BERT's own evaluation hides. The nats are not those of a next-token model: half of what a token
    is predicted from comes after it.
    """

    share: float

    PASSES = 7
    one_way = False
    asking = "every token of an answer is hidden, and all are filled in at once"

    @property
    def text(self) -> str:
        return f"weighted mean nats a chosen token; {self.share:.0%} are chosen, and half of the answers hidden whole"

    def batch(self, documents: Sequence[Tokens], context: int, rng: np.random.Generator) -> Batch:
        tokens, weights = collate(documents, context)
        chosen = rng.random(tokens.shape) < self.share
        how = rng.random(tokens.shape)
        for row, document in enumerate(documents):
            for start, end in document.answers:
                if rng.random() < 0.5:
                    chosen[row, start:end], how[row, start:end] = True, 0.0
        chosen &= (tokens != PAD) & (tokens != BOS)
        anything = rng.integers(len(SPECIALS), VOCABULARY, tokens.shape)
        read = np.where(chosen & (how < 0.8), MASK, np.where(chosen & (how >= 0.9), anything, tokens))
        return as_batch(read, np.where(chosen, tokens, PAD), np.where(chosen, weights, 0.0).astype(np.float32))

    @torch.no_grad()
    def loss(self, model: nn.Module, pages: Tensor, skip: int = 0, passes: int | None = None) -> tuple[float, int]:
        nats, count = 0.0, 0
        place = torch.arange(pages.shape[1])
        for which in range(passes or self.PASSES):
            hidden = (place % self.PASSES == which) & (place > skip)
            if not hidden.any():
                continue
            logits = model(pages.masked_fill(hidden, MASK))[0][:, hidden]
            nats += float(F.cross_entropy(logits.flatten(0, 1), pages[:, hidden].flatten(), reduction="sum"))
            count += pages[:, hidden].numel()
        return nats, count

    def right(self, model: nn.Module, documents: Sequence[Tokens], spans: Sequence[Sequence[Span]]) -> list[list[bool]]:
        """Spans of one document that stand after one another are asked for one by one, each with the text up to it: what
        comes after it would only be there if it had been answered."""
        rows, asked = [], []
        for document, own in zip(documents, spans, strict=True):
            for start, end in own:
                # Answers end with a stop, which says nothing about them but tells the model that the gap ends.
                rows.append([*document.ids[:start], *[MASK] * (end - start), *document.ids[end : end + 1]])
                asked.append((start, end))
        given = iter(zip(best_tokens(model, rows), asked, strict=True))
        found = []
        for document, own in zip(documents, spans, strict=True):
            mine = [next(given) for _ in own]
            found.append([best[start:end] == document.ids[start:end] for best, (start, end) in mine])
        return found

    def exact(self, document: Tokens) -> list[Span]:
        """Each number by itself; the words between the numbers are given."""
        return list(document.answers)

    def reading(self, document: Tokens) -> tuple[list[int], int]:
        start, end = document.answers[0]
        return [*document.ids[:start], *[MASK] * (end - start), *document.ids[end : end + 1]], start + 1


def collate(documents: Sequence[Tokens], context: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids [B, context], PAD after the end, and the weights of predicting them."""
    tokens = np.full((len(documents), context), PAD, dtype=np.int64)
    weights = np.zeros((len(documents), context), dtype=np.float32)
    for row, document in enumerate(documents):
        ids = document.ids[:context]
        tokens[row, : len(ids)] = ids
        weights[row, : len(ids)] = document.weights[:context]
    return tokens, weights


def as_batch(tokens: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Batch:
    return Batch(torch.from_numpy(tokens), torch.from_numpy(targets), torch.from_numpy(weights))


def mean_loss(
    objective: Objective, model: nn.Module, pages: Tensor, size: int = 16, passes: int | None = None
) -> float:
    """Nats a token over windows [N, T]."""
    nats, count = 0.0, 0
    for group in pages.split(size):
        more = objective.loss(model, group, passes=passes)
        nats, count = nats + more[0], count + more[1]
    return nats / count


def exact_matches(objective: Objective, model: nn.Module, documents: Sequence[Tokens]) -> list[bool]:
    """For each retrieval prompt, whether everything that was asked for is exactly right."""
    return [all(right) for right in objective.right(model, documents, [objective.exact(d) for d in documents])]


def answer_accuracy(objective: Objective, model: nn.Module, documents: Sequence[Tokens]) -> list[list[bool]]:
    """For each document and each of its answers, whether it is given with the true text before it."""
    return objective.right(model, documents, [d.answers for d in documents])
