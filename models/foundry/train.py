"""Training: data, loss and optimiser in steps, a checkpoint every 45 seconds, and the files of the result.

A run is a function of its settings and seed: the data of a step depends on nothing else, and a checkpoint holds everything
that a step changes. Killed and started again, it ends in bit-identical weights.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from tqdm import tqdm

from foundry.arguments import positive
from foundry.books import Library, add_corpus_arguments, load_library
from foundry.data import KINDS, Stream, plan, validation_pages
from foundry.memory import keep_freed_memory
from foundry.objective import Causal, Objective, exact_matches, mean_loss, objective_of
from foundry.origin import Origin, build_model, chosen_config, load_origin
from foundry.paths import model_folder
from foundry.progress import Progress, description
from foundry.recipe import Optimiser, Settings, build_loss
from foundry.registry import architectures, load_architecture
from foundry.retrieval import prompts
from foundry.speed import measure
from foundry.tasks.filler import Pages
from foundry.tasks.segments import ANSWER_WEIGHT

HELP = "train a model from scratch; started again after being killed, it goes on from its last checkpoint"


@dataclass(frozen=True)
class Check:
    """What is measured now and then while training, on held-out books."""

    library: Library
    context: int
    objective: Objective = Causal()

    def __call__(self, model: nn.Module) -> dict[str, float]:
        model.eval()
        pages = validation_pages(self.library, self.context, 32)
        result = {"validation_loss": mean_loss(self.objective, model, pages, passes=1)}
        for needles in (1, 4):
            documents = prompts([11, needles], Pages(self.library), 32, min(256, self.context), needles, 1, None)
            result[f"retrieval_{needles}_1"] = float(np.mean(exact_matches(self.objective, model, documents)))
        model.train()
        return result


def train(
    settings: Settings,
    config: Any,
    library: Library,
    checkpoint: Path,
    check: Check | None = None,
    origin: Origin | None = None,
    check_every: int = 250,
    save_every_seconds: float = 45.0,
    stop_after_steps: int | None = None,
    quiet: bool = False,
) -> Progress:
    """Train to the end, or until `stop_after_steps` steps of this call, from the checkpoint if there is one."""
    torch.set_num_threads(settings.threads)
    model = build_model(settings, config, origin)
    optimiser = Optimiser(model, settings)
    progress = Progress(model, optimiser, settings, description(settings, config, library, origin))
    path = checkpoint / "checkpoint.pt"
    if path.is_file():
        progress.load(path)
    loss_of = build_loss(model, settings)
    phases = plan(settings.tokens, config.context, settings.step_tokens)
    stream = Stream(library, settings.seed, phases, objective_of(load_architecture(settings.model), config))
    steps, all_tokens = sum(phase.steps for phase in phases), sum(phase.tokens for phase in phases)
    last = steps if stop_after_steps is None else min(steps, progress.step + stop_after_steps)
    bar = tqdm(total=steps, initial=progress.step, desc=settings.model, unit="step", disable=quiet, mininterval=5)
    clock = saved = time.monotonic()
    while progress.step < last:
        rate = settings.rate(progress.step, progress.tokens / all_tokens)
        batch = stream.step(progress.step)
        loss = loss_of(batch.tokens, batch.targets, batch.weights)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), settings.clip)
        optimiser.step(rate)
        progress.step += 1
        progress.tokens += batch.tokens.numel()
        progress.recent.append(loss.item())
        if progress.step % 50 == 0 or progress.step == steps:
            point: dict[str, float | int | None] = {
                "step": progress.step,
                "tokens": progress.tokens,
                "training_loss": float(np.mean(progress.recent)),
                "learning_rate": rate,
            }
            progress.recent = []
            if check is not None and (progress.step % check_every == 0 or progress.step == steps):
                point.update(check(model))
            now = time.monotonic()
            progress.seconds, clock = progress.seconds + now - clock, now
            point["seconds"] = round(progress.seconds, 1)
            progress.curve.append(point)
            if not quiet:
                tqdm.write(json.dumps({k: round(v, 5) if isinstance(v, float) else v for k, v in point.items()}))
        bar.update()
        if time.monotonic() - saved > save_every_seconds or progress.step == last:
            now = time.monotonic()
            progress.seconds, clock = progress.seconds + now - clock, now
            progress.save(path)
            saved = time.monotonic()
    bar.close()
    return progress


def write_result(progress: Progress, config: Any, out: Path, origin: Origin | None = None) -> None:
    """weights.safetensors, config.json and training.json."""
    settings = progress.settings
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: value.contiguous() for name, value in progress.model.state_dict().items()}
    save_file(weights, str(out / "weights.safetensors"), metadata={"format": "pt"})
    (out / "config.json").write_text(json.dumps(asdict(config), indent=1) + "\n", encoding="utf-8")
    training = {
        "settings": asdict(settings),
        "parameters": sum(p.numel() for p in progress.model.parameters()),
        "steps": progress.step,
        "tokens": progress.tokens,
        "origin": None if origin is None else {"model": origin.model, "tokens": origin.tokens},
        "seconds": round(progress.seconds, 1),
        "tokens_per_second": round(progress.tokens / max(progress.seconds, 1e-9), 1),
        "data": {
            "kinds": KINDS,
            "phases": [asdict(phase) for phase in plan(settings.tokens, config.context, settings.step_tokens)],
            "answer_weight": ANSWER_WEIGHT,
            "loss": objective_of(load_architecture(settings.model), config).text,
        },
        "optimiser": "Muon on the weights of linear layers, AdamW on all else; warm-up, plateau, linear fall",
        "torch": torch.__version__,
        "curve": progress.curve,
    }
    (out / "training.json").write_text(json.dumps(training, indent=1) + "\n", encoding="utf-8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, choices=architectures())
    add_corpus_arguments(parser)
    parser.add_argument("--variant", help="train a variant that the architecture lists in VARIANTS; it is not shipped")
    parser.add_argument("--tokens", type=positive, default=10_000_000, help="tokens to train on (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--step-tokens", type=positive, default=4096, help="tokens a step in the long phases (default: %(default)s)"
    )
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="bf16")
    parser.add_argument(
        "--no-compile", action="store_true", help="do not use torch.compile (slower, needs no C++ compiler)"
    )
    parser.add_argument("--threads", type=positive, default=1)
    parser.add_argument(
        "--checkpoint", type=Path, help="folder of the checkpoint, outside the repository; one for each run"
    )
    parser.add_argument(
        "--origin",
        type=Path,
        help="folder of the trained model that this one starts from (default: its own in models/)",
    )
    parser.add_argument("--out", type=Path, help="folder for the result (default: models/<model>)")
    parser.add_argument("--stop-after-steps", type=positive, help="stop early, leaving a checkpoint and no result")
    parser.add_argument(
        "--measure", action="store_true", help="only measure tokens a second, with and without each speed-up"
    )


def run(args: argparse.Namespace) -> int:
    settings = Settings(
        model=args.model,
        tokens=args.tokens,
        seed=args.seed,
        step_tokens=args.step_tokens,
        learning_rate=args.learning_rate,
        precision=args.precision,
        compile=not args.no_compile,
        threads=args.threads,
    )
    keep_freed_memory()
    config = chosen_config(args.model, args.variant)
    library = load_library(args.corpus, args.cache, held_out=False)
    if args.measure:
        measure(settings, config, library)
        return 0
    if args.checkpoint is None:
        raise ValueError("--checkpoint FOLDER is needed: where to keep what a killed run needs to go on")
    objective = objective_of(load_architecture(args.model), config)
    check = Check(load_library(args.corpus, args.cache, held_out=True), config.context, objective)
    origin = load_origin(args.model, args.origin)
    progress = train(settings, config, library, args.checkpoint, check, origin, stop_after_steps=args.stop_after_steps)
    if progress.tokens < sum(p.tokens for p in plan(settings.tokens, config.context, settings.step_tokens)):
        print(f"stopped at step {progress.step}; run the same command without --stop-after-steps to go on")
        return 0
    out = args.out or model_folder(args.model, args.variant)
    write_result(progress, config, out, origin)
    print(f"{progress.step} steps in {progress.seconds:.0f} s -> {out}")
    return 0
