"""What training never sees, so that evaluation asks for the skill and not for memory.

Books, cities and relation cells are listed in `heldout.json` (the cities were drawn among those that no training book
names). Four-digit numbers and the words of the relation task follow a stable hash, because listing them would say nothing.
"""

import hashlib
import json
from pathlib import Path

_LISTS = json.loads(Path(__file__).with_name("heldout.json").read_text(encoding="utf-8"))

BOOKS: frozenset[int] = frozenset(_LISTS["books"])
"""Project Gutenberg numbers: Treasure Island, The Wind in the Willows, Heidi."""
CITIES: tuple[str, ...] = tuple(_LISTS["cities"])
RELATION_CELLS: frozenset[str] = frozenset(_LISTS["relation_cells"])
"""Combinations of family, question, level and polarity, written `family ask level positive`."""


def _percent(kind: str, word: str) -> int:
    """A number in 0..99 that depends on nothing but the word."""
    return int.from_bytes(hashlib.sha256(f"{kind}:{word}".encode()).digest()[:8], "big") % 100


def number_is_held_out(number: int) -> bool:
    """One number in ten."""
    return _percent("number", str(number)) < 10


def word_is_held_out(word: str) -> bool:
    """About one word in six of the relation task."""
    return _percent("relation", word) < 16
