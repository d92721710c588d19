"""How a model was trained and how good it is: from training.json and evaluation.json, which `train` and `eval` write,
to what the manifest holds. No number is written here."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foundry.tasks import heldout

Json = dict[str, Any]

WEIGHTS = "weights.safetensors"

KINDS = {
    "book": ("pages of public-domain books", "公版书页"),
    "needles": ("multi-needle retrieval", "多针检索"),
    "relations": ("relation lines", "关系句"),
    "repeats": ("repeated sequences", "重复序列"),
}
"""What the documents of a kind are, in English and Chinese; a kind that is not listed goes by its own name."""


@dataclass(frozen=True)
class Records:
    """What the two files hold; None for a model that was never trained, or never measured."""

    training: Json | None
    evaluation: Json | None
    variants: Mapping[str, "Records"] = field(default_factory=dict)
    """Name of a variant that was measured -> its records."""


def read_records(folder: Path) -> Records:
    """The records beside a model's weights.

    Raises:
        ValueError: the evaluation is of other weights.
    """
    measured = [path.parent for path in sorted(folder.glob("variants/*/evaluation.json"))]
    return Records(
        read_json(folder / "training.json"),
        evaluation_of(folder),
        {variant.name: read_records(variant) for variant in measured},
    )


def weights_hash(folder: Path) -> str:
    """SHA-256 of the weights in a model's folder."""
    return hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()


def evaluation_of(folder: Path) -> Json | None:
    """What was measured of the weights beside it; those of a variant are not kept.

    Raises:
        ValueError: it was measured on other weights.
    """
    found = read_json(folder / "evaluation.json")
    if found is not None and (folder / WEIGHTS).is_file() and found.get("weights") != weights_hash(folder):
        raise ValueError(f"{folder / 'evaluation.json'} was measured on other weights: run `{found['command']}` again")
    return found


def read_json(path: Path) -> Json | None:
    """The file's content, or None when there is no such file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def training_entry(found: Json | None) -> Json | None:
    """training.json -> the manifest's `training`."""
    if found is None:
        return None
    recipe = {**found["settings"], "optimiser": found["optimiser"], "loss": found["data"]["loss"]}
    origin = found.get("origin")
    if origin is not None:
        recipe["starts from"] = f"{origin['model']}, trained on {origin['tokens']:,} tokens, which come on top"
    return {
        "tokens": found["tokens"],
        "seconds": found["seconds"],
        "seed": recipe.pop("seed"),
        "data": describe_data(found["data"]["kinds"], found["data"]["phases"]),
        "recipe": {name: plain(value) for name, value in recipe.items() if name not in ("model", "tokens")},
    }


def describe_data(kinds: Sequence[str], phases: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Which share of the tokens was what, and how long the documents were, as a sentence in both languages."""
    tokens = [phase["steps"] * phase["batch"] * phase["context"] for phase in phases]
    names = [KINDS.get(kind, (kind, kind)) for kind in kinds]
    english, chinese = [], []
    for i, (name, wording) in enumerate(names):
        share = sum(count * phase["mix"][i] for count, phase in zip(tokens, phases, strict=True)) / sum(tokens)
        english.append(f"{share:.0%} {name}")
        chinese.append(f"{share:.0%} {wording}")
    lengths = [str(phase["context"]) for phase in phases]
    return {
        "en": f"Tokens: {', '.join(english)}; in documents of first {', then '.join(lengths)} tokens.",
        "zh": f"词元构成：{'，'.join(chinese)}；文档长度依次为 {'、'.join(lengths)} 个词元。",
    }


def plain(value: object) -> str | float | bool:
    """A setting as the manifest may hold it: lists become text."""
    if isinstance(value, bool | int | float | str):
        return value
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def evaluation_entry(found: Json | None) -> Json | None:
    """evaluation.json -> the manifest's `evaluation`."""
    if found is None:
        return None
    validation = found["validation"]
    return {
        "command": found["command"],
        "books": found.get("books", [f"Project Gutenberg {number}" for number in sorted(heldout.BOOKS)]),
        "natsPerToken": validation["nats_per_token"],
        "bitsPerByte": validation["bits_per_byte"],
        "tokens": validation["tokens"],
        "retrieval": found["retrieval"]["cells"],
    }
