"""What needles are hidden in: sentences of books, or generated scenes in which nothing is worth remembering."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from foundry.books import Library
from foundry.tokenizer import encode_piece


class Filler(Protocol):
    def sentences(self, rng: np.random.Generator, length: int) -> list[list[int]]:
        """Sentences (token ids) of exactly `length` tokens together; none if `length` is not positive."""
        ...


def _cut(sentences: list[list[int]], length: int) -> list[list[int]]:
    """The first `length` tokens; the last sentence may lose its end."""
    kept = []
    for sentence in sentences:
        if length <= 0:
            break
        kept.append(sentence[:length])
        length -= len(sentence)
    return kept


@dataclass(frozen=True)
class Pages:
    """Consecutive sentences of one book from a random place."""

    library: Library

    def sentences(self, rng: np.random.Generator, length: int) -> list[list[int]]:
        if length <= 0:
            return []
        found: list[list[int]] = []
        while sum(map(len, found)) < length:
            found += self.library.run(int(rng.integers(self.library.sentences)), length)
        return _cut(found, length)


_WHO = ("the miller", "an old sailor", "the baker's wife", "a tired soldier", "the schoolmaster", "a small boy")
_WHO += ("the gardener", "a travelling tinker", "her grandmother", "the ferryman", "two sisters", "the blacksmith")
_DID = ("walked to the river", "shut the gate", "carried the water home", "sat down by the fire", "looked at the sky")
_DID += ("mended the roof", "sang a long song", "went up the hill", "waited under the trees", "cut the bread")
_WHEN = ("In the morning", "After supper", "Every day", "Before the rain", "At last", "In the winter", "Once", "Later")
_ALSO = ("The wind was cold.", "Nobody spoke.", "It was a quiet place.", "The grass was wet.", "A dog barked far away.")
_ALSO += ("The road was empty.", "Then the bells rang.", "There was nothing more to do.", "The lamp burned low.")


@dataclass(frozen=True)
class Scenes:
    """Small generated sentences."""

    def text(self, rng: np.random.Generator, count: int) -> list[str]:
        lines = []
        for _ in range(count):
            if rng.random() < 0.35:
                lines.append(str(rng.choice(_ALSO)))
            else:
                lines.append(f"{rng.choice(_WHEN)} {rng.choice(_WHO)} {rng.choice(_DID)}.")
        return lines

    def sentences(self, rng: np.random.Generator, length: int) -> list[list[int]]:
        if length <= 0:
            return []
        found: list[list[int]] = []
        while sum(map(len, found)) < length:
            found += [encode_piece(f" {line}") for line in self.text(rng, 4)]
        return _cut(found, length)
