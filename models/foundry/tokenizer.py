"""Byte-level BPE with 2,048 entries, digits one by one, saved as a Hugging Face `tokenizer.json`.

The splitting pattern names its white space and uses no other shorthand, because Rust and JavaScript disagree on what
`\\s` and "is numeric" mean for rare characters; the same file must give the same tokens in Python and in the app.
"""

import argparse
import functools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from foundry.paths import TOKENIZER

HELP = "train the byte-level BPE tokenizer on the training books and samples of the tasks"

SPECIALS = ("<bos>", "<pad>", "<mask>")
BOS, PAD, MASK = range(3)
VOCABULARY = 2048

# Contractions, letters, single digits, everything else, and white space that leaves one blank to the next word.
PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+|\p{N}| ?[^ \t\r\n\p{L}\p{N}]+|[ \t\r\n]+(?![^ \t\r\n])|[ \t\r\n]+"

PROBES = [
    "",
    " ",
    "a",
    "The cat sat on the mat.",
    " leading space",
    "trailing space ",
    "two  spaces,   three",
    "line\nbreak\n\nand a\ttab\r\n",
    "What is the magic number of Paris? The magic number of Paris is 4821.",
    "0 12 345 6789 3.14159 1,000,000",
    "It's what they'd say; we've won, I'll go, you're it, isn't it?",
    "UPPER lower MiXeD",
    "naïve café Ångström straße",
    "你好，世界。龙年快乐！",
    "日本語のテキスト",
    "Привет, мир",
    "مرحبا بالعالم ٣٤٥",
    "½ ² Ⅷ ① 五",
    "😀👍🏽👩‍👩‍👧‍👦🇫🇷",
    "a\u0000b\u0001c\u007f\u0085d",
    "\ufeffbyte order mark",
    "no\u00a0break, em\u2003space, zero\u200bwidth, line\u2028separator",
    "e\u0301 is not \u00e9",
    "<bos>literal specials<pad><mask>",
    "def f(x):\n    return x ** 2  # square",
    "\"quoted\" 'single' “curly” ‘inner’ — dash… end",
    "\U0001f9f6\ufe0f\u20e3 \U000e0041",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
]
"""Strings on which the app's tokenizer must agree with this one."""


def train_tokenizer(texts: Iterable[str], progress: bool = True) -> Tokenizer:
    """BPE over bytes; the same texts give the same file."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=list(SPECIALS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=progress,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


@functools.cache
def load_tokenizer() -> Tokenizer:
    path = TOKENIZER / "tokenizer.json"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run `python -m foundry tokenizer` first")
    return Tokenizer.from_file(str(path))


@functools.lru_cache(maxsize=20_000)
def _encode_piece(text: str) -> tuple[int, ...]:
    return tuple(load_tokenizer().encode(text, add_special_tokens=False).ids)


def encode_piece(text: str) -> list[int]:
    """Ids of a short text, remembered: the tasks use the same few pieces again and again."""
    return list(_encode_piece(text))


def _training_texts(corpus: Path) -> Iterator[str]:
    # Imported here because the tasks encode with the tokenizer that this module makes.
    from foundry.books import training_texts
    from foundry.tasks.needles import sample_text as needle_text
    from foundry.tasks.relations import sample_text as relation_text

    yield from training_texts(corpus)
    for seed in range(1500):
        yield relation_text(seed)
        yield needle_text(seed)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the books with its index.json")
    parser.add_argument("--out", type=Path, default=TOKENIZER, help="folder to write (default: models/tokenizer)")


def run(args: argparse.Namespace) -> int:
    tokenizer = train_tokenizer(_training_texts(args.corpus))
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(args.out / "tokenizer.json"))
    probes = [{"text": text, "ids": tokenizer.encode(text).ids} for text in PROBES]
    (args.out / "probes.json").write_text(json.dumps(probes, indent=1) + "\n", encoding="utf-8")
    print(f"{tokenizer.get_vocab_size()} entries -> {args.out / 'tokenizer.json'}")
    return 0
