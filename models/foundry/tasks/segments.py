"""A text in pieces that are encoded one by one, so that a token knows whether it is an answer.

Pieces begin with their space (" Paris"), which is where the tokenizer cuts anyway: joined pieces give the joined tokens.
"""

from dataclasses import dataclass, field

from foundry.tokenizer import encode_piece

ANSWER_WEIGHT = 4.0
"""An answer token counts this much in the training loss: it is a few per cent of the tokens and most of the point."""


@dataclass
class Tokens:
    """Token ids with, for each, its weight in the loss, and spans [start, end): answers, the questions that ask for them, and
    the facts that hold them."""

    ids: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    answers: list[tuple[int, int]] = field(default_factory=list)
    questions: list[tuple[int, int]] = field(default_factory=list)
    facts: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str, answer: bool = False) -> None:
        self.add_ids(encode_piece(text), answer)

    def add_ids(self, ids: list[int], answer: bool = False, weight: float = 1.0) -> None:
        if answer:
            self.answers.append((len(self.ids), len(self.ids) + len(ids)))
        self.ids.extend(ids)
        self.weights.extend([ANSWER_WEIGHT if answer else weight] * len(ids))

    def extend(self, other: "Tokens") -> None:
        start = len(self.ids)
        self.ids.extend(other.ids)
        self.weights.extend(other.weights)
        for mine, new in (
            (self.answers, other.answers),
            (self.questions, other.questions),
            (self.facts, other.facts),
        ):
            mine.extend((a + start, b + start) for a, b in new)

    def __len__(self) -> int:
        return len(self.ids)
