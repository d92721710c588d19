"""Multi-needle retrieval: N sentences that give a place its number, hidden in filler; at the end R of them are asked for.

... The magic number of Paris is 4821. ... What is the magic number of Paris? The magic number of Paris is 4821.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from foundry.tasks import heldout
from foundry.tasks.filler import Filler, Scenes
from foundry.tasks.names import CITIES, invented_place
from foundry.tasks.segments import Tokens

TRAINING_CITIES = tuple(sorted(set(CITIES) - set(heldout.CITIES)))
_NUMBERS = range(1000, 10000)
TRAINING_NUMBERS = np.array([n for n in _NUMBERS if not heldout.number_is_held_out(n)])
HELD_OUT_NUMBERS = np.array([n for n in _NUMBERS if heldout.number_is_held_out(n)])


@dataclass(frozen=True)
class Needle:
    place: str
    number: int

    def tokens(self, answer: bool = False) -> Tokens:
        found = Tokens()
        found.add(f" The magic number of {self.place} is")
        before = len(found)
        found.add(f" {self.number}", answer)
        if not answer:
            found.facts.append((before, len(found)))
        found.add(".")
        return found


def training_needles(rng: np.random.Generator, count: int) -> list[Needle]:
    """Different places, half of them invented, with different numbers; nothing that is held out."""
    places: list[str] = []
    while len(places) < count:
        place = invented_place(rng) if rng.random() < 0.5 else str(rng.choice(TRAINING_CITIES))
        if place not in places and place not in heldout.CITIES:
            places.append(place)
    numbers = rng.choice(TRAINING_NUMBERS, count, replace=False)
    return [Needle(p, int(n)) for p, n in zip(places, numbers, strict=True)]


def held_out_needles(rng: np.random.Generator, count: int) -> list[Needle]:
    places = rng.choice(np.array(heldout.CITIES), count, replace=False)
    numbers = rng.choice(HELD_OUT_NUMBERS, count, replace=False)
    return [Needle(str(p), int(n)) for p, n in zip(places, numbers, strict=True)]


def question(needles: Sequence[Needle]) -> Tokens:
    """One question about all of these needles, with its answer written out."""
    found = Tokens()
    if len(needles) == 1:
        found.add(f" What is the magic number of {needles[0].place}?")
    else:
        *first, last = [needle.place for needle in needles]
        found.add(f" What are the magic numbers of {', '.join(first)} and {last}?")
    found.questions.append((0, len(found)))
    for needle in needles:
        found.extend(needle.tokens(answer=True))
    return found


def episode(
    rng: np.random.Generator,
    filler: Filler,
    length: int,
    needles: Sequence[Needle],
    questions: Sequence[Sequence[Needle]],
    depth: float | None = None,
) -> Tokens:
    """At most `length` tokens: needles at random sentence boundaries of the filler, then the questions.

    `depth` in 0..1 puts the first needle at that share of the filler; the others stay at random places.
    """
    hidden = [needle.tokens() for needle in needles]
    asked = [question(group) for group in questions]
    room = length - sum(map(len, hidden)) - sum(map(len, asked))
    pieces = filler.sentences(rng, room)
    slots = rng.integers(0, len(pieces) + 1, len(hidden))
    if depth is not None:
        ends = np.cumsum([0] + [len(piece) for piece in pieces])
        slots[0] = int(np.argmin(np.abs(ends - depth * ends[-1])))
    found = Tokens()
    # At the two ends the first needle must be the very first or the very last sentence.
    order = list(rng.permutation(len(hidden)))
    if depth is not None:
        order.remove(0)
        order = [0, *order] if depth < 0.5 else [*order, 0]
    for at in range(len(pieces) + 1):
        for which in order:
            if slots[which] == at:
                found.extend(hidden[which])
        if at < len(pieces):
            found.add_ids(pieces[at])
    for group in asked:
        found.extend(group)
    return found


def training_episode(rng: np.random.Generator, filler: Filler, length: int) -> Tokens:
    """1-8 needles, up to six of them asked for, one or two or three at a time; fewer if the length is short."""
    most = max(1, min(8, (length - 30) // 16))
    needles = training_needles(rng, int(rng.integers(1, most + 1)))
    room = max(1, min(6, (length - 16 * len(needles)) // 28))
    asked = [needles[i] for i in rng.permutation(len(needles))[:room]]
    groups = []
    while asked:
        size = min(len(asked), int(rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1])))
        groups.append(asked[:size])
        asked = asked[size:]
    return episode(rng, filler, length, needles, groups)


def sample_text(seed: int) -> str:
    """A short training sample as text, for the tokenizer."""
    rng = np.random.default_rng([seed, 2])
    needles = training_needles(rng, 6)
    lines: Iterator[str] = (f"The magic number of {n.place} is {n.number}." for n in needles)
    pair = f"What are the magic numbers of {needles[0].place} and {needles[1].place}?"
    return " ".join([*Scenes().text(rng, 8), *lines, f"What is the magic number of {needles[2].place}?", pair])
