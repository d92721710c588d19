"""A tiny library made of scenes, so that no test needs the corpus."""

import numpy as np
import pytest

from foundry.books import Library
from foundry.tasks.filler import Scenes


@pytest.fixture(scope="session")
def library() -> Library:
    rng = np.random.default_rng(0)
    found = Scenes().sentences(rng, 20_000)
    starts = np.cumsum([0] + [len(sentence) for sentence in found])
    last = np.full(len(found), len(found))
    return Library(np.concatenate([np.array(s, dtype=np.uint16) for s in found]), starts, last, 80_000)
