"""Evaluation: loss on any text, and the tasks on what training never saw."""

import argparse
import json
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from foundry.books import Library, add_corpus_arguments, held_out_titles, load_library
from foundry.data import validation_pages
from foundry.load import load_model
from foundry.paths import MODELS
from foundry.registry import architectures
from foundry.retrieval import answer_accuracy, exact_matches, mean_loss, prompts
from foundry.tasks import heldout, relations
from foundry.tasks.filler import Pages
from foundry.tasks.segments import Tokens
from foundry.tokenizer import BOS, load_tokenizer

HELP = "loss on text files (--text), or retrieval, relations and validation loss (--tasks), as JSON"

NEEDLES_AND_QUERIES = ((1, 1), (2, 2), (4, 2), (6, 2))
LENGTHS = (128, 256, 512)
DEPTHS = (0, 25, 50, 75, 100)


@torch.no_grad()
def text_loss(model: nn.Module, context: int, text: str) -> tuple[float, int, int]:
    """(sum of nats, tokens, bytes). Windows start with <bos> and overlap by half, so that every token but the first ones
    is predicted from at least half a context."""
    ids = load_tokenizer().encode(text).ids
    nats, start, done = 0.0, 0, 0
    while done < len(ids):
        window = ids[start : start + context - 1]
        logits = model(torch.tensor([[BOS, *window]]))[0][0, done - start : -1]
        targets = torch.tensor(window[done - start :])
        nats += float(nn.functional.cross_entropy(logits, targets, reduction="sum"))
        done = start + len(window)
        start = max(0, done - context // 2)
    return nats, len(ids), len(text.encode())


def evaluate_texts(model: nn.Module, context: int, files: list[Path]) -> dict[str, float | int]:
    nats, tokens, size = 0.0, 0, 0
    for path in tqdm(files, desc="texts", file=sys.stderr):
        if not path.is_file():
            raise FileNotFoundError(f"{path} is not a file")
        found = text_loss(model, context, path.read_text(encoding="utf-8"))
        nats, tokens, size = nats + found[0], tokens + found[1], size + found[2]
    if not tokens:
        raise ValueError("the texts are empty")
    return {"nats_per_token": nats / tokens, "bits_per_byte": nats / np.log(2) / size, "tokens": tokens}


def retrieval_table(model: nn.Module, library: Library, count: int, seed: int) -> list[dict[str, Any]]:
    """One row for each (N, R), length and depth: share of prompts with all R answers exactly right.

    Under (6, 2) a length of 128 tokens is all needles and question: what does not fit has no row.
    """
    rows = []
    filler = Pages(library)
    cells = list(product(NEEDLES_AND_QUERIES, LENGTHS, DEPTHS))
    for (needles, queries), length, depth in tqdm(cells, desc="retrieval", file=sys.stderr):
        key = [seed, needles, queries, length, depth]
        documents = prompts(key, filler, count, length, needles, queries, depth / 100)
        row = {"needles": needles, "queries": queries, "length": length, "depth": depth, "n": count}
        if max(map(len, documents)) > length:
            rows.append({**row, "accuracy": None})
            continue
        rows.append({**row, "accuracy": float(np.mean(exact_matches(model, documents)))})
    return rows


def summarise(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Mean over depths: "(N,R)" -> length -> accuracy, and "all" over the lengths."""
    table: dict[str, dict[str, float]] = {}
    for needles, queries in NEEDLES_AND_QUERIES:
        mine = [r for r in rows if (r["needles"], r["queries"]) == (needles, queries) and r["accuracy"] is not None]
        table[f"{needles},{queries}"] = {
            str(length): float(np.mean([r["accuracy"] for r in mine if r["length"] == length]))
            for length in LENGTHS
            if any(r["length"] == length for r in mine)
        } | {"all": float(np.mean([r["accuracy"] for r in mine]))}
    return table


def relation_accuracy(model: nn.Module, cells: list[str], words_held_out: bool, count: int, seed: int) -> float:
    """Share of right answers in lines 3-8 of samples of eight lines (the first two lines show what is asked)."""
    right: list[bool] = []
    for i, cell in enumerate(tqdm(cells, desc="relations", file=sys.stderr)):
        documents = []
        for k in range(count):
            document = Tokens()
            document.add_ids([BOS])
            document.extend(relations.sample(np.random.default_rng([seed, i, k]), cell, 8, words_held_out))
            documents.append(document)
        right += [answer for answers in answer_accuracy(model, documents) for answer in answers[2:]]
    return float(np.mean(right))


def evaluate_tasks(model: nn.Module, context: int, library: Library, count: int, seed: int) -> dict[str, Any]:
    pages = validation_pages(library, context, 256)
    nats = mean_loss(model, pages)
    rows = retrieval_table(model, library, count, seed)
    few = max(1, count // 10)
    held_out_cells = sorted(heldout.RELATION_CELLS)
    return {
        "validation": {
            "nats_per_token": nats,
            "bits_per_byte": nats / np.log(2) * len(library.tokens) / library.bytes,
            "tokens": int(pages[:, 1:].numel()),
        },
        "retrieval": {"accuracy": summarise(rows), "cells": rows},
        "relations": {
            "training_cells": relation_accuracy(model, list(relations.TRAINING_CELLS), False, few, seed),
            "held_out_cells": relation_accuracy(model, held_out_cells, False, count, seed),
            "held_out_words": relation_accuracy(model, list(relations.TRAINING_CELLS), True, few, seed),
        },
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, choices=architectures())
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--text", type=Path, nargs="+", metavar="FILE", help="print nats a token and bits a byte of these files"
    )
    what.add_argument("--tasks", action="store_true", help="run the tasks and write models/<model>/evaluation.json")
    add_corpus_arguments(parser, required=False)
    parser.add_argument("--weights", type=Path, help="folder of the weights (default: models/<model>)")
    parser.add_argument(
        "--n", type=int, default=50, help="prompts in a cell of the retrieval table (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)


def run(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    folder = args.weights or MODELS / args.model
    model, config = load_model(args.model, folder)
    if args.text:
        print(json.dumps(evaluate_texts(model, config.context, args.text), indent=1))
        return 0
    if args.corpus is None:
        raise ValueError("--tasks needs --corpus: pages of the held-out books are its filler")
    library = load_library(args.corpus, args.cache, held_out=True)
    result = {
        "command": f"python -m foundry eval --model {args.model} --tasks --corpus CORPUS --n {args.n} --seed {args.seed}",
        "protocol": {
            "n": args.n,
            "seed": args.seed,
            "retrieval": "unseen cities and numbers in pages of held-out books; greedy; all R numbers exact",
            "relations": "answers of lines 3-8 of eight-line samples, greedy",
        },
        "books": held_out_titles(args.corpus),
        **evaluate_tasks(model, config.context, library, args.n, args.seed),
    }
    text = json.dumps(result, indent=1)
    (folder / "evaluation.json").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0
