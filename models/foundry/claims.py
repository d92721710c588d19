"""Claims of the papers that small models can put to the test: two models, a number, and which way it should come out."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from foundry.record import Json


@dataclass(frozen=True)
class Number:
    """A measured number, with its 95 % interval where the evaluation gives one."""

    value: float
    text: str
    low: float = math.nan
    high: float = math.nan

    @property
    def has_interval(self) -> bool:
        return not math.isnan(self.low)


@dataclass(frozen=True)
class Claim:
    text: str
    source: str
    model: str
    """Its id, or `id/variant`."""
    against: str
    measure: str
    read: Callable[[Json], Number]
    """The number in an evaluation.json."""
    more: bool
    """Whether the claim is that `model` has more of it."""
    within: float = 0.0
    """How far `model` may fall short of `against`, as a share, where the claim is that it comes close."""


def wilson(right: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    share, square = right / total, z * z / total
    middle, half = share + square / 2, z * math.sqrt(share * (1 - share) / total + square / total / 4)
    return (middle - half) / (1 + square), (middle + half) / (1 + square)


def found(needles: int, queries: int, evaluation: Json) -> Number:
    """Retrieval over all lengths, depths and seeds."""
    cells = [c for c in evaluation["retrieval"]["cells"] if (c["needles"], c["queries"]) == (needles, queries)]
    right, total = sum(c["correct"] for c in cells), sum(c["total"] for c in cells)
    low, high = wilson(right, total)
    return Number(right / total, f"{right / total:.1%} [{low:.1%}, {high:.1%}]", low, high)


def attended(segment: str, evaluation: Json) -> Number:
    """Signed share of the row, as Table 3 of the DIFF paper is read here; mean over the depths."""
    depths = evaluation["attention"]["depths"]
    value = sum(entry["signed"][segment] for entry in depths) / len(depths)
    return Number(value, f"{value:.3f}")


def bits(evaluation: Json) -> Number:
    value = evaluation["validation"]["bits_per_byte"]
    return Number(value, f"{value:.3f}")


def related(kind: str, evaluation: Json) -> Number:
    """Over the seeds: their range, because answers of one sample are not independent."""
    values = [seed["relations"][kind] for seed in evaluation["seeds"]]
    value = evaluation["relations"][kind]
    return Number(value, f"{value:.1%} [{min(values):.1%}, {max(values):.1%}]", min(values), max(values))


def apart(evaluation: Json) -> Number:
    """How far the tokens of a page are from being all alike in the stream that leaves the last layer."""
    value = evaluation["diversity"][-1]
    return Number(value, f"{value:.3f}")


DIFF, DIFF2 = "arXiv 2410.05258", "Differential Transformer V2"
DCMHA, MOM, DIJIANG = "arXiv 2405.08553", "arXiv 2407.06677", "arXiv 2403.19928"
PANGU, RWKV, MOSAIC = "arXiv 2312.17276", "arXiv 2305.13048", "arXiv 2312.17482"
BITS = "bits a byte of unseen books"

CLAIMS = (
    Claim("DIFF finds several needles more often", DIFF, "diff", "transformer", "(2,2)", partial(found, 2, 2), True),
    Claim("DIFF finds several needles more often", DIFF, "diff", "transformer", "(4,2)", partial(found, 4, 2), True),
    Claim("DIFF finds several needles more often", DIFF, "diff", "transformer", "(6,2)", partial(found, 6, 2), True),
    Claim(
        "DIFF attends more to the answer",
        DIFF,
        "diff",
        "transformer",
        "signed share to the answer",
        partial(attended, "answer"),
        True,
    ),
    Claim(
        "DIFF attends less to noise",
        DIFF,
        "diff",
        "transformer",
        "signed share to noise",
        partial(attended, "noise"),
        False,
    ),
    Claim("DIFF has a lower loss at equal size", DIFF, "diff", "transformer", BITS, bits, False),
    Claim("DIFF V2 has a lower loss than a Transformer", DIFF2, "diff-v2", "transformer", BITS, bits, False),
    Claim("DCFormer has a lower loss at equal size", DCMHA, "dcformer", "transformer", BITS, bits, False),
    Claim(
        "Composed heads do better on relations that ask for two steps",
        DCMHA,
        "dcformer",
        "transformer",
        "held-out ways of asking",
        partial(related, "held_out_cells"),
        True,
    ),
    Claim(
        "Mixing by query and key adds to mixing by fixed weights",
        DCMHA,
        "dcformer",
        "dcformer/static",
        BITS,
        bits,
        False,
    ),
    Claim("MoM is better than the vanilla model it starts from", MOM, "mom", "gpt2-mini", BITS, bits, False),
    Claim(
        "DiJiang comes close to the model it starts from (at most 1 % more)",
        DIJIANG,
        "dijiang",
        "transformer",
        BITS,
        bits,
        False,
        within=0.01,
    ),
    Claim("PanGu-π is better at equal size", PANGU, "pangu", "transformer", BITS, bits, False),
    Claim(
        "Shortcuts and series keep tokens from growing alike",
        PANGU,
        "pangu",
        "pangu/plain",
        "‖Z − mean‖ / ‖Z‖ leaving the last layer",
        apart,
        True,
    ),
    Claim(
        "RWKV is on a par with Transformers (at most 1 % more)",
        RWKV,
        "rwkv",
        "transformer",
        BITS,
        bits,
        False,
        within=0.01,
    ),
    Claim("MosaicBERT is better than BERT after equal training", MOSAIC, "mosaicbert", "bert-mini", BITS, bits, False),
)
