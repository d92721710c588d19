"""The training stream: batch `step` of seed `seed` is the same for every model and every run.

A document is one sequence of `context` tokens that starts with <bos>. Of the documents 56 % are book pages, 28 % hold
one or more retrieval episodes, 8 % relation lines and 8 % repeats. Lengths of retrieval episodes vary within a document,
so short and easy ones are always among them; needles lie in book sentences or in generated scenes.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from foundry.books import Library
from foundry.tasks import needles, relations, repeats
from foundry.tasks.filler import Pages, Scenes
from foundry.tasks.segments import Tokens
from foundry.tokenizer import BOS, PAD

MIX = (("book", 0.56), ("needles", 0.28), ("relations", 0.08), ("repeats", 0.08))


@dataclass(frozen=True)
class Batch:
    tokens: Tensor  # [B, T] int64
    targets: Tensor  # [B, T] int64: the next token; the last column is PAD
    weights: Tensor  # [B, T] float32: weight of predicting that target, 0 for PAD


@dataclass(frozen=True)
class Stream:
    library: Library
    seed: int
    context: int = 512
    batch: int = 8

    def document(self, index: int) -> tuple[str, Tokens]:
        """Document `index`: its kind and at most `context` tokens."""
        rng = np.random.default_rng([self.seed, index])
        kind = str(rng.choice([name for name, _ in MIX], p=[share for _, share in MIX]))
        found = Tokens()
        found.add_ids([BOS], weight=0.0)
        while len(found) < self.context:
            left = self.context - len(found)
            if kind == "book":
                found.extend(self._pages(rng, left))
            elif kind == "needles":
                if left < 90:
                    break
                # Log-uniform lengths: half of the episodes are shorter than about 200 tokens.
                length = min(left, int(np.exp(rng.uniform(np.log(90), np.log(self.context)))))
                filler = Pages(self.library) if rng.random() < 0.75 else Scenes()
                found.extend(needles.training_episode(rng, filler, length))
            elif kind == "relations":
                found.extend(relations.training_sample(rng, 8))
            else:
                found.extend(repeats.training_sample(rng, self.library, min(left, int(rng.integers(128, 512)))))
        if len(found) < self.context:
            found.extend(self._pages(rng, self.context - len(found)))
        return kind, found

    def _pages(self, rng: np.random.Generator, length: int) -> Tokens:
        found = Tokens()
        for sentence in Pages(self.library).sentences(rng, length):
            found.add_ids(sentence)
        return found

    def step(self, step: int) -> Batch:
        documents = [self.document(step * self.batch + i)[1] for i in range(self.batch)]
        return collate(documents, self.context)


def collate(documents: list[Tokens], context: int) -> Batch:
    tokens = np.full((len(documents), context), PAD, dtype=np.int64)
    weights = np.zeros((len(documents), context), dtype=np.float32)
    for row, document in enumerate(documents):
        ids = document.ids[:context]
        tokens[row, : len(ids)] = ids
        weights[row, : len(ids)] = document.weights[:context]
    targets = np.roll(tokens, -1, axis=1)
    targets[:, -1] = PAD
    weights = np.roll(weights, -1, axis=1)
    weights[:, -1] = 0.0
    return Batch(torch.from_numpy(tokens), torch.from_numpy(targets), torch.from_numpy(weights))


def validation_pages(library: Library, context: int, count: int) -> Tensor:
    """`count` windows [count, context] spread evenly over the held-out books, each starting with <bos>."""
    starts = np.linspace(0, len(library.tokens) - context, count).astype(np.int64)
    rows = [np.concatenate(([BOS], library.tokens[s : s + context - 1].astype(np.int64))) for s in starts]
    return torch.from_numpy(np.stack(rows))
