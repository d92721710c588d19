"""Repeated sequences: after the first round every token is predictable by looking back, the work of induction heads."""

import numpy as np

from foundry.books import Library
from foundry.tasks.segments import Tokens
from foundry.tokenizer import SPECIALS, VOCABULARY


def training_sample(rng: np.random.Generator, library: Library, length: int) -> Tokens:
    """Random tokens, or a shuffled list of short book sentences, said again until the length is filled."""
    period = int(rng.integers(8, max(9, min(128, length // 2))))
    found = Tokens()
    if rng.random() < 0.5:
        block = rng.integers(len(SPECIALS), VOCABULARY, period).tolist()
        first = 0.0  # drawn uniformly: there is nothing to learn in the first round
    else:
        block = [token for _ in range(8) for token in library.run(int(rng.integers(library.sentences)), 1)[0][:24]]
        block = block[:period]
        first = 1.0
    found.add_ids(block, weight=first)
    while len(found) < length:
        found.add_ids(block[: length - len(found)])
    return found
