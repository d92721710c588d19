"""Evaluation: loss on any text, and the tasks on what training never saw."""

import argparse
import json
import sys
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from foundry.arguments import positive
from foundry.books import Library, add_corpus_arguments, held_out_titles, load_library
from foundry.data import validation_pages
from foundry.load import load_model
from foundry.memory import keep_freed_memory
from foundry.noise import attention_table
from foundry.objective import Objective, answer_accuracy, exact_matches, mean_loss, objective_of
from foundry.origin import chosen_config, variant_of
from foundry.paths import model_folder
from foundry.record import weights_hash
from foundry.registry import architectures, load_architecture
from foundry.retrieval import DEPTHS, prompts
from foundry.tasks import heldout, relations
from foundry.tasks.filler import Pages
from foundry.tasks.segments import Tokens
from foundry.tokenizer import BOS, load_tokenizer

HELP = "loss on text files (--text), or retrieval, relations and validation loss (--tasks), as JSON"

NEEDLES_AND_QUERIES = ((1, 1), (2, 2), (4, 2), (6, 2))
LENGTHS = (128, 256, 512)
ATTENTION_PROMPTS = 20
DIVERSITY_PAGES = 8


def text_loss(objective: Objective, model: nn.Module, context: int, text: str) -> tuple[float, int, int]:
    """(sum of nats, tokens, bytes). For a next-token model windows start with <bos> and overlap by half, so that every token
    but the first ones is predicted from at least half a context; for a model that fills gaps they stand side by side."""
    ids = load_tokenizer().encode(text).ids
    nats, start, done = 0.0, 0, 0
    while done < len(ids):
        window = ids[start : start + context - 1]
        more, count = objective.loss(model, torch.tensor([[BOS, *window]]), skip=done - start)
        assert count == len(window) - (done - start)
        nats += more
        done = start + len(window)
        start = max(0, done - context // 2) if objective.one_way else done
    return nats, len(ids), len(text.encode())


def evaluate_texts(objective: Objective, model: nn.Module, context: int, files: list[Path]) -> dict[str, float | int]:
    nats, tokens, size = 0.0, 0, 0
    for path in tqdm(files, desc="texts", file=sys.stderr):
        if not path.is_file():
            raise FileNotFoundError(f"{path} is not a file")
        found = text_loss(objective, model, context, path.read_text(encoding="utf-8"))
        nats, tokens, size = nats + found[0], tokens + found[1], size + found[2]
    if not tokens:
        raise ValueError("the texts are empty")
    return {"nats_per_token": nats / tokens, "bits_per_byte": nats / np.log(2) / size, "tokens": tokens}


def retrieval_cells(
    objective: Objective, model: nn.Module, library: Library, count: int, seed: int
) -> list[dict[str, Any]]:
    """One row for each (N, R), length and depth: how many of `count` prompts have all R answers exactly right.

    Under (6, 2) a length of 128 tokens is all needles and question: what does not fit has no row.
    """
    rows = []
    filler = Pages(library)
    cells = list(product(NEEDLES_AND_QUERIES, LENGTHS, DEPTHS))
    for (needles, queries), length, depth in tqdm(cells, desc=f"retrieval, seed {seed}", file=sys.stderr):
        key = [seed, needles, queries, length, depth]
        documents = prompts(key, filler, count, length, needles, queries, depth / 100)
        if max(map(len, documents)) > length:
            continue
        right = sum(exact_matches(objective, model, documents))
        row = {"needles": needles, "queries": queries, "length": length, "depth": depth}
        rows.append({**row, "correct": right, "total": count})
    return rows


def add_up(tables: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The same cells of several seeds as one table."""
    return [
        {**cells[0], "correct": sum(c["correct"] for c in cells), "total": sum(c["total"] for c in cells)}
        for cells in zip(*tables, strict=True)
    ]


def summarise(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Over the depths: "N,R" -> length -> accuracy, and "all" over the lengths."""

    def share(cells: list[dict[str, Any]]) -> float:
        return sum(c["correct"] for c in cells) / sum(c["total"] for c in cells)

    table: dict[str, dict[str, float]] = {}
    for needles, queries in NEEDLES_AND_QUERIES:
        mine = [r for r in rows if (r["needles"], r["queries"]) == (needles, queries)]
        lengths = sorted({r["length"] for r in mine})
        table[f"{needles},{queries}"] = {
            str(length): share([r for r in mine if r["length"] == length]) for length in lengths
        } | {"all": share(mine)}
    return table


def relation_accuracy(
    objective: Objective, model: nn.Module, cells: list[str], words_held_out: bool, count: int, seed: int
) -> float:
    """Share of right answers in lines 3-8 of samples of eight lines (the first two lines show what is asked)."""
    right: list[bool] = []
    for i, cell in enumerate(tqdm(cells, desc="relations", file=sys.stderr)):
        documents = []
        for k in range(count):
            document = Tokens()
            document.add_ids([BOS])
            document.extend(relations.sample(np.random.default_rng([seed, i, k]), cell, 8, words_held_out))
            documents.append(document)
        right += [answer for answers in answer_accuracy(objective, model, documents) for answer in answers[2:]]
    return float(np.mean(right))


def relation_table(objective: Objective, model: nn.Module, few: int, count: int, seed: int) -> dict[str, float]:
    trained, held_out = list(relations.TRAINING_CELLS), sorted(heldout.RELATION_CELLS)
    return {
        "training_cells": relation_accuracy(objective, model, trained, False, few, seed),
        "held_out_cells": relation_accuracy(objective, model, held_out, False, count, seed),
        "held_out_words": relation_accuracy(objective, model, trained, True, few, seed),
    }


@torch.no_grad()
def diversity_by_layer(module: ModuleType, model: nn.Module, config: Any, pages: Tensor) -> list[float]:
    """How far the tokens of a page are from being all alike in the stream that enters each layer, and leaves the last:
    ‖Z − mean over tokens‖ / ‖Z‖ (Frobenius), mean over pages [N, T]. It falls towards 0 where features collapse (Dong et al.
    2021; PanGu-π, arXiv 2312.17276, section 3)."""
    streams = [spec.output for spec in module.capture_specs(config) if spec.role == "residual"]
    rows = []
    for page in pages:
        _, captures = model(page[None], capture=True)
        rows.append([float((z - z.mean(0)).norm() / z.norm()) for z in (captures[name][0] for name in streams)])
    return np.mean(rows, axis=0).tolist()


def evaluate_tasks(
    module: ModuleType, model: nn.Module, config: Any, library: Library, count: int, seeds: list[int]
) -> dict[str, Any]:
    """Validation loss; retrieval and relations for each seed and together; attention to answer and noise."""
    objective = objective_of(module, config)
    pages = validation_pages(library, config.context, 256)
    nats = mean_loss(objective, model, pages)
    tables = [retrieval_cells(objective, model, library, count, seed) for seed in seeds]
    related = [relation_table(objective, model, max(1, count // 10), count, seed) for seed in seeds]
    together = add_up(tables)
    return {
        "validation": {
            "nats_per_token": nats,
            "bits_per_byte": nats / np.log(2) * len(library.tokens) / library.bytes,
            "tokens": int(pages[:, 1:].numel()),
        },
        "retrieval": {"accuracy": summarise(together), "cells": together},
        "relations": {name: float(np.mean([table[name] for table in related])) for name in related[0]},
        "seeds": [
            {"seed": seed, "retrieval": summarise(table), "relations": row}
            for seed, table, row in zip(seeds, tables, related, strict=True)
        ],
        "diversity": diversity_by_layer(module, model, config, pages[:: len(pages) // DIVERSITY_PAGES]),
        "attention": attention_table(module, model, config, Pages(library), ATTENTION_PROMPTS, seeds[0]),
    }


def command(id: str, variant: str | None, count: int, seeds: list[int]) -> str:
    """What makes these numbers again; CORPUS is the folder of the books."""
    which = f"{id} --variant {variant}" if variant else id
    listed = " ".join(map(str, seeds))
    return f"python -m foundry eval --model {which} --tasks --corpus CORPUS --n {count} --seeds {listed}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, choices=architectures())
    parser.add_argument("--variant", help="measure a variant that the architecture lists in VARIANTS")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--text", type=Path, nargs="+", metavar="FILE", help="print nats a token and bits a byte of these files"
    )
    what.add_argument("--tasks", action="store_true", help="run the tasks and write evaluation.json beside the weights")
    add_corpus_arguments(parser, required=False)
    parser.add_argument("--weights", type=Path, help="folder of the weights (default: where `train` leaves them)")
    parser.add_argument(
        "--n",
        type=positive,
        default=20,
        help="prompts in a cell of the retrieval table for each seed (default: %(default)s)",
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="seeds of the prompts (default: 1 2 3)")
    parser.add_argument("--threads", type=positive, default=2)


def run(args: argparse.Namespace) -> int:
    keep_freed_memory()
    torch.set_num_threads(args.threads)
    wanted = chosen_config(args.model, args.variant)
    folder = args.weights or model_folder(args.model, args.variant)
    module = load_architecture(args.model)
    model, config = load_model(args.model, folder)
    variant = variant_of(args.model, config)
    if args.variant and config != wanted:
        raise ValueError(f"the weights in {folder} are not those of the variant {args.variant!r}")
    objective = objective_of(module, config)
    if args.text:
        found = evaluate_texts(objective, model, config.context, args.text)
        print(json.dumps(found, indent=1))
        return 0
    if args.corpus is None:
        raise ValueError("--tasks needs --corpus: pages of the held-out books are its filler")
    library = load_library(args.corpus, args.cache, held_out=True)
    result = {
        "command": command(args.model, variant, args.n, args.seeds),
        "protocol": {
            "n": args.n,
            "seeds": args.seeds,
            "retrieval": "unseen cities and numbers in pages of held-out books; all R numbers exact: "
            + objective.asking,
            "relations": "answers of lines 3-8 of eight-line samples: " + objective.asking,
        },
        "weights": weights_hash(folder),
        "books": held_out_titles(args.corpus),
        **evaluate_tasks(module, model, config, library, args.n, args.seeds),
    }
    text = json.dumps(result, indent=1)
    (folder / "evaluation.json").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0
