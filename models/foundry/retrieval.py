"""The retrieval test: unseen places and numbers in pages of unseen books, exact match.

A prompt ends with the question and the words "The magic number of X is" of its answer; a next-token model writes the rest,
which for R questions includes the other places; a model that fills gaps is asked for each number.
"""

from collections.abc import Sequence

import numpy as np

from foundry.tasks.filler import Filler
from foundry.tasks.needles import episode, held_out_needles
from foundry.tasks.segments import Tokens
from foundry.tokenizer import BOS

DEPTHS = (0, 25, 50, 75, 100)
"""Where the needle that is asked for lies, in percent of the haystack."""


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
