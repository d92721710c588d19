"""Repeated sequences: after the first round every token is predictable by looking back, the work of induction heads."""

import numpy as np

from foundry.books import Library
from foundry.tasks.segments import Tokens
from foundry.tokenizer import SPECIALS, VOCABULARY


def training_sample(rng: np.random.Generator, library: Library, length: int) -> Tokens:
    """Random tokens, or sentences of a book, said again until the length is filled. Periods are log-uniform: short ones
    are learnt first and teach the long ones."""
    period = int(np.exp(rng.uniform(np.log(4), np.log(max(5, min(160, length // 2))))))
    found = Tokens()
    if rng.random() < 0.7:
        block = rng.integers(len(SPECIALS), VOCABULARY, period).tolist()
        first = 0.0  # drawn uniformly: there is nothing to learn in the first round
    else:
        pages = library.run(int(rng.integers(library.sentences)), period)
        block = [token for sentence in pages for token in sentence][:period]
        first = 1.0
    found.add_ids(block, weight=first)
    while len(found) < length:
        found.add_ids(block[: length - len(found)])
    return found
