"""The books: read from a corpus folder, cut into sentences, tokenised once and cached outside the repository."""

import argparse
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from foundry.paths import TOKENIZER
from foundry.tasks import heldout

# A sentence ends at a stop (and its closing quote) before white space, which goes to the next sentence.
_SENTENCE = re.compile(r"(?<=[.!?])(?=\s)|(?<=[.!?][\"'])(?=\s)|(?=\n)")


@dataclass(frozen=True)
class Library:
    """Tokenised books of one split. Sentence i is tokens[starts[i]:starts[i + 1]]."""

    tokens: np.ndarray  # [tokens] uint16
    starts: np.ndarray  # [sentences + 1] int64
    last: np.ndarray  # [sentences] int64: index of the sentence after the end of this sentence's book
    bytes: int  # of the text

    @property
    def sentences(self) -> int:
        return len(self.starts) - 1

    def run(self, first: int, length: int) -> list[list[int]]:
        """Whole sentences in order from `first`, at least `length` tokens unless the book ends; each a list of ids."""
        found: list[list[int]] = []
        total = 0
        for i in range(first, int(self.last[first])):
            if total >= length:
                break
            found.append(self.tokens[self.starts[i] : self.starts[i + 1]].tolist())
            total += len(found[-1])
        return found


def _index(corpus: Path) -> list[dict]:
    path = corpus / "index.json"
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing: give the corpus folder, or make one with `python -m foundry fetch`"
        )
    return sorted(json.loads(path.read_text(encoding="utf-8"))["books"], key=lambda book: book["gutenberg_id"])


def texts(corpus: Path, held_out: bool) -> Iterator[str]:
    for book in _index(corpus):
        if (book["gutenberg_id"] in heldout.BOOKS) == held_out:
            yield (corpus / book["file"]).read_text(encoding="utf-8")


def held_out_titles(corpus: Path) -> list[str]:
    """What evaluation may say it was measured on."""
    return [book["title"] for book in _index(corpus) if book["gutenberg_id"] in heldout.BOOKS]


def training_texts(corpus: Path) -> Iterator[str]:
    return texts(corpus, held_out=False)


def sentences(text: str) -> list[str]:
    """The text in pieces that joined give it back."""
    return [piece for piece in _SENTENCE.split(text) if piece]


def load_library(corpus: Path, cache: Path, held_out: bool) -> Library:
    """Tokenised books of a split, from the cache if the corpus' index and the tokenizer are the same."""
    from foundry.tokenizer import load_tokenizer

    index = _index(corpus)
    key = hashlib.sha256((TOKENIZER / "tokenizer.json").read_bytes())
    key.update(json.dumps([index, sorted(heldout.BOOKS)], sort_keys=True).encode())
    key.update(_SENTENCE.pattern.encode())
    path = cache / f"books-{'heldout' if held_out else 'training'}-{key.hexdigest()[:16]}.npz"
    if path.is_file():
        with np.load(path) as stored:
            return Library(stored["tokens"], stored["starts"], stored["last"], int(stored["bytes"]))
    tokenizer = load_tokenizer()
    tokens: list[np.ndarray] = []
    starts, last, size = [0], [], 0
    for text in tqdm(list(texts(corpus, held_out)), desc="tokenising books", unit="book"):
        pieces = sentences(text)
        size += len(text.encode())
        for encoding in tokenizer.encode_batch(pieces, add_special_tokens=False):
            tokens.append(np.array(encoding.ids, dtype=np.uint16))
            starts.append(starts[-1] + len(encoding.ids))
        last += [len(last) + len(pieces)] * len(pieces)
    library = Library(np.concatenate(tokens), np.array(starts), np.array(last), size)
    cache.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".tmp.npz")
    np.savez(partial, tokens=library.tokens, starts=library.starts, last=library.last, bytes=size)
    partial.replace(path)
    return library


def add_corpus_arguments(parser: argparse.ArgumentParser, required: bool = True) -> None:
    parser.add_argument("--corpus", type=Path, required=required, help="folder of the books with its index.json")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path.home() / ".cache" / "heddle-foundry",
        help="folder for tokenised books (default: %(default)s)",
    )
