"""The training stream: the documents of batch `step` of a plan and seed are the same for every model and every run.

A document is one sequence that starts with <bos>: book pages, retrieval episodes, relation lines or repeats. Documents grow
from 64 tokens to the full context in four phases: always at full length, retrieval had not begun when it was there already
with short documents (README, "Training"). Lengths of retrieval episodes vary within a document; needles lie in book
sentences or in generated scenes.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from foundry.books import Library
from foundry.objective import Batch, Causal, Objective
from foundry.tasks import needles, relations, repeats
from foundry.tasks.filler import Pages, Scenes
from foundry.tasks.segments import Tokens
from foundry.tokenizer import BOS

SHORTEST_EPISODE = 60
KINDS = ("book", "needles", "relations", "repeats")
SHORT_MIX = (0.45, 0.32, 0.03, 0.20)
LONG_MIX = (0.54, 0.28, 0.08, 0.10)


@dataclass(frozen=True)
class Phase:
    """A stretch of training: `steps` batches of `batch` documents of `context` tokens, kinds drawn by `mix`."""

    steps: int
    context: int
    batch: int
    mix: tuple[float, ...]

    @property
    def tokens(self) -> int:
        return self.steps * self.batch * self.context


def plan(tokens: int, context: int, step_tokens: int) -> list[Phase]:
    """Phases of an eighth, a quarter, a half and the whole of the context; the first two with half as many tokens a step,
    because what they teach takes steps more than tokens."""
    phases = []
    for share, part, short in ((0.15, 8, True), (0.15, 4, True), (0.2, 2, False), (0.5, 1, False)):
        length = context // part
        batch = max(1, step_tokens // (2 if short else 1) // length)
        steps = max(1, round(share * tokens / (batch * length)))
        phases.append(Phase(steps, length, batch, SHORT_MIX if short else LONG_MIX))
    return phases


@dataclass(frozen=True)
class Stream:
    library: Library
    seed: int
    phases: list[Phase]
    objective: Objective = Causal()

    def document(self, phase: int, index: int) -> tuple[str, Tokens]:
        """Document `index` of a phase: its kind and at least `context` tokens, of which the first `context` are used."""
        context = self.phases[phase].context
        rng = np.random.default_rng([self.seed, phase, index])
        kind = str(rng.choice(KINDS, p=self.phases[phase].mix))
        found = Tokens()
        found.add_ids([BOS], weight=0.0)
        while len(found) < context:
            left = context - len(found)
            if kind == "book":
                found.extend(self._pages(rng, left))
            elif kind == "needles":
                if left < SHORTEST_EPISODE:
                    break
                # Log-uniform: short and easy episodes stay common in long documents.
                length = min(left, int(np.exp(rng.uniform(np.log(SHORTEST_EPISODE), np.log(left + 1)))))
                filler = Pages(self.library) if rng.random() < 0.75 else Scenes()
                found.extend(needles.training_episode(rng, filler, length))
            elif kind == "relations":
                found.extend(relations.training_sample(rng, 8))
            else:
                found.extend(repeats.training_sample(rng, self.library, min(left, int(rng.integers(48, 512)))))
        if len(found) < context:
            found.extend(self._pages(rng, context - len(found)))
        return kind, found

    def _pages(self, rng: np.random.Generator, length: int) -> Tokens:
        found = Tokens()
        for sentence in Pages(self.library).sentences(rng, length):
            found.add_ids(sentence)
        return found

    def step(self, step: int) -> Batch:
        for which, phase in enumerate(self.phases):
            if step < phase.steps:
                rows = range(step * phase.batch, (step + 1) * phase.batch)
                documents = [self.document(which, i)[1] for i in rows]
                return self.objective.batch(
                    documents, phase.context, np.random.default_rng([self.seed, which, step, 1])
                )
            step -= phase.steps
        raise IndexError("the plan has no such step")


def validation_pages(library: Library, context: int, count: int) -> Tensor:
    """`count` windows [count, context] spread evenly over the held-out books, each starting with <bos>."""
    starts = np.linspace(0, len(library.tokens) - context, count).astype(np.int64)
    rows = [np.concatenate(([BOS], library.tokens[s : s + context - 1].astype(np.int64))) for s in starts]
    return torch.from_numpy(np.stack(rows))
