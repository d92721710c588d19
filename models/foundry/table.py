"""`table`: every shipped model in one table, models/README.md, from the records beside their weights. Numbers are never written
by hand, nor are the verdicts on the papers' claims: each is a comparison of two models' numbers. table.md has the words."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from foundry.card import table
from foundry.claims import CLAIMS, Claim
from foundry.eval import LENGTHS, NEEDLES_AND_QUERIES
from foundry.manifest import read_manifest
from foundry.paths import FOUNDRY, MODELS
from foundry.record import Json, read_records
from foundry.retrieval import DEPTHS

HELP = "write models/README.md: all shipped models, how they were trained and how good they are"
OUT = MODELS / "README.md"
TEMPLATE = FOUNDRY / "table.md"


@dataclass(frozen=True)
class Model:
    """One shipped model with its records."""

    id: str
    manifest: Json
    training: Json
    evaluation: Json
    variant: str | None = None
    """Trained and measured like the model whose manifest it shares, but not shipped."""

    @property
    def name(self) -> str:
        """What claims call it."""
        return f"{self.id}/{self.variant}" if self.variant else self.id

    @property
    def task(self) -> str:
        return self.manifest["task"]

    @property
    def tokens(self) -> int:
        """Tokens that its weights have seen, those of the model it started from included."""
        origin = self.training.get("origin")
        return self.training["tokens"] + (origin["tokens"] if origin else 0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")


def run(args: argparse.Namespace) -> int:
    text = document(shipped())
    if args.check:
        fresh = OUT.is_file() and OUT.read_text(encoding="utf-8") == text
        print(f"{OUT} is {'up to date' if fresh else 'out of date: run `python -m foundry table`'}")
        return 0 if fresh else 1
    OUT.write_text(text, encoding="utf-8")
    print(OUT)
    return 0


def shipped() -> list[Model]:
    """Next-token models first, each kind by id, the plain transformer before all; variants below their model."""
    found = []
    for path in sorted(MODELS.glob("*/manifest.json")):
        manifest, records = read_manifest(path), read_records(path.parent)
        for variant, own in {None: records, **records.variants}.items():
            if own.training is not None and own.evaluation is not None:
                found.append(Model(path.parent.name, manifest, own.training, own.evaluation, variant))
    return sorted(found, key=lambda model: (model.task, model.id != "transformer", model.name))


def document(models: Sequence[Model]) -> str:
    return TEMPLATE.read_text(encoding="utf-8").format(
        sizes=sizes(models),
        losses=losses(models),
        retrieval=retrieval(models),
        seeds=len(models[0].evaluation["seeds"]),
        relations=relation_rows(models),
        attention=attention(models),
        claims=claims(models),
    )


def link(model: Model) -> str:
    place = f"{model.id}/card.md"
    return f"[{model.id}]({place}), `{model.variant}`" if model.variant else f"[{model.id}]({place})"


def sizes(models: Sequence[Model]) -> str:
    def row(model: Model) -> tuple[Any, ...]:
        origin = model.training.get("origin")
        seen = f"{model.training['tokens']:,}" + (f" + {origin['tokens']:,} as {origin['model']}" if origin else "")
        heads = model.manifest["size"]["heads"] or "none"
        return (
            link(model),
            model.manifest["architecture"]["name"],
            f"{model.training['parameters']:,}",
            heads,
            seen,
            f"{model.training['seconds'] / 60:.0f} min",
        )

    return table(("Model", "System", "Parameters", "Heads", "Tokens", "Wall time"), [row(model) for model in models])


def losses(models: Sequence[Model]) -> str:
    def row(model: Model) -> tuple[Any, ...]:
        found = model.evaluation["validation"]
        bits = found["bits_per_byte"]
        task = {"causal": "next token", "masked": "hidden tokens"}[model.task]
        return link(model), task, f"{found['nats_per_token']:.3f}", f"{bits:.3f}", f"{2**bits:.3f}"

    return table(("Model", "Predicts", "Nats a token", "Bits a byte", "Perplexity a byte"), [row(m) for m in models])


def spread(model: Model, read: Callable[[Json], float]) -> str:
    """Half the range of a number over the evaluation's seeds, in points."""
    values = [read(seed) for seed in model.evaluation["seeds"]]
    return f"± {50 * (max(values) - min(values)):.1f}"


def retrieval(models: Sequence[Model]) -> str:
    def accuracy(model: Model) -> Json:
        return model.evaluation["retrieval"]["accuracy"]

    # What no prompt fits into has no column.
    columns = [
        (f"{n},{r}", str(length))
        for n, r in NEEDLES_AND_QUERIES
        for length in LENGTHS
        if any(str(length) in accuracy(model)[f"{n},{r}"] for model in models)
    ]

    def row(model: Model) -> tuple[Any, ...]:
        return link(model), *(
            f"{accuracy(model)[kind][length]:.1%} {spread(model, lambda s, k=kind, n=length: s['retrieval'][k][n])}"
            for kind, length in columns
        )

    return table(("Model", *(f"({kind}) at {length}" for kind, length in columns)), [row(model) for model in models])


def relation_rows(models: Sequence[Model]) -> str:
    names = ("training_cells", "held_out_cells", "held_out_words")

    def row(model: Model) -> tuple[Any, ...]:
        shares = model.evaluation["relations"]
        return (
            link(model),
            *(f"{shares[n]:.1%} {spread(model, lambda s, n=n: s['relations'][n])}" for n in names),
        )

    return table(
        ("Model", "Ways of asking seen in training", "Held-out ways", "Held-out words"), [row(m) for m in models]
    )


def attention(models: Sequence[Model]) -> str:
    rows = []
    for model in models:
        found = model.evaluation["attention"]
        if found is None:
            continue
        for name in ("answer", "noise"):
            cells = []
            for entry in found["depths"]:
                share, signed = entry["share"][name], entry["signed"][name]
                cells.append(f"{share:.3f}" + (f" ({signed:.3f})" if abs(share - signed) > 5e-4 else ""))
            rows.append((link(model), name, *cells))
    return table(("Model", "to", *(f"{depth} %" for depth in DEPTHS)), rows)


def claims(models: Sequence[Model]) -> str:
    known = {model.name: model for model in models}
    rows = [judge(claim, known) for claim in CLAIMS if {claim.model, claim.against} <= set(known)]
    return table(("Claim", "Measured as", "Model", "Against", "Repeated here"), rows)


def longer(model: Model) -> str:
    """How much text a model has seen, where that is more than one training."""
    return f" ({model.tokens:,} tokens)" if model.tokens > model.training["tokens"] else ""


def judge(claim: Claim, models: dict[str, Model]) -> tuple[str, ...]:
    mine, other = (claim.read(models[id].evaluation) for id in (claim.model, claim.against))
    enough = other.value * (1 - claim.within if claim.more else 1 + claim.within)
    better = mine.value > enough if claim.more else mine.value < enough
    clear = mine.low > other.high or mine.high < other.low
    verdict = "yes" if better and clear else "no" if clear else "not decided: the intervals overlap"
    if not mine.has_interval:
        verdict = "yes" if better else "no"
    return (
        f"{claim.text} ({claim.source})",
        claim.measure,
        f"{claim.model}{longer(models[claim.model])}: {mine.text}",
        f"{claim.against}{longer(models[claim.against])}: {other.text}",
        verdict,
    )
