"""How fast a machine trains, under the ways to train that were weighed against each other."""

import json
import time
from dataclasses import replace
from typing import Any

import torch

from foundry.books import Library
from foundry.data import Stream, plan
from foundry.objective import objective_of
from foundry.origin import build_model
from foundry.recipe import Optimiser, Settings, build_loss
from foundry.registry import load_architecture


def measure(settings: Settings, config: Any, library: Library, steps: int = 12) -> None:
    """Tokens a second of this machine under the ways to train that were weighed against each other."""
    for threads in (1, 2):
        for precision in ("fp32", "bf16"):
            for compiled in (False, True):
                trial = replace(settings, threads=threads, precision=precision, compile=compiled)
                torch.set_num_threads(threads)
                torch.compiler.reset()
                model = build_model(trial, config)
                optimiser = Optimiser(model, trial)
                loss_of = build_loss(model, trial)
                objective = objective_of(load_architecture(trial.model), config)
                stream = Stream(library, 0, plan(1, config.context, trial.step_tokens)[-1:], objective)
                batch = stream.step(0)
                for i in range(steps + 3):
                    if i == 3:
                        start = time.monotonic()
                    loss_of(batch.tokens, batch.targets, batch.weights).backward()
                    optimiser.step(1e-3)
                rate = steps * batch.tokens.numel() / (time.monotonic() - start)
                print(
                    json.dumps(
                        {
                            "threads": threads,
                            "precision": precision,
                            "compile": compiled,
                            "tokens_per_second": round(rate),
                        }
                    ),
                    flush=True,
                )
