"""Training: Muon for the matrices, AdamW for the rest, bfloat16 products on float32 weights, a checkpoint every 45 seconds.

A run is a function of its settings and seed: the data of a step depends on nothing else, and a checkpoint holds everything
that a step changes. Killed and started again, it ends in bit-identical weights.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn
from tqdm import tqdm

from foundry.books import Library, add_corpus_arguments, load_library
from foundry.data import KINDS, Stream, plan, validation_pages
from foundry.load import load_model
from foundry.memory import keep_freed_memory
from foundry.objective import Causal, Objective, exact_matches, mean_loss, objective_of
from foundry.paths import MODELS
from foundry.record import read_json
from foundry.registry import architectures, load_architecture
from foundry.retrieval import prompts
from foundry.tasks.filler import Pages
from foundry.tasks.segments import ANSWER_WEIGHT

HELP = "train a model from scratch; started again after being killed, it goes on from its last checkpoint"


@dataclass(frozen=True)
class Settings:
    """Everything that decides the final weights, besides the architecture and the books."""

    model: str
    tokens: int
    seed: int = 1
    step_tokens: int = 4096
    learning_rate: float = 3e-3
    final_learning_rate: float = 1e-4
    warmup_steps: int = 100
    decay_share: float = 0.45
    weight_decay: float = 0.1
    betas: tuple[float, float] = (0.9, 0.95)
    clip: float = 1.0
    precision: str = "bf16"
    compile: bool = True
    threads: int = 1

    def rate(self, step: int, share: float) -> float:
        """Linear warm-up, a plateau, and a straight fall over the last `decay_share` of the tokens; `share` of them is done."""
        warm = min(1.0, (step + 1) / self.warmup_steps)
        fall = max(0.0, share - (1 - self.decay_share)) / self.decay_share
        return warm * (self.learning_rate + fall * (self.final_learning_rate - self.learning_rate))


@dataclass(frozen=True)
class Origin:
    """A trained model that an architecture starts from, because its paper does: named by `STARTS_FROM`."""

    model: str
    tokens: int
    weights: Mapping[str, Tensor]


def load_origin(id: str, folder: Path | None) -> Origin | None:
    """The origin of an architecture, from `folder` or models/<origin>; None for one that starts from random weights."""
    name = getattr(load_architecture(id), "STARTS_FROM", None)
    if name is None:
        return None
    model, _ = load_model(name, folder)
    training = read_json((folder or MODELS / name) / "training.json")
    if training is None:
        raise FileNotFoundError(f"training.json of {name} is missing: how many tokens {id} has seen could not be said")
    return Origin(name, training["tokens"], model.state_dict())


def chosen_config(id: str, variant: str | None) -> Any:
    """The architecture's own configuration, or that of one of its variants.

    Raises:
        ValueError: there is no such variant.
    """
    module = load_architecture(id)
    if variant is None:
        return module.Config()
    known = getattr(module, "VARIANTS", {})
    if variant not in known:
        raise ValueError(f"{id} has no variant {variant!r}; it has {', '.join(known) or 'none'}")
    return known[variant]


def build_model(settings: Settings, config: Any, origin: Origin | None = None) -> nn.Module:
    torch.manual_seed(settings.seed)
    module = load_architecture(settings.model)
    model = module.Model(config)
    if origin is not None:
        module.start_from(model, origin.weights)
    return model


class Optimiser:
    """Muon on the weights of linear layers; AdamW, without decay, on embeddings, gains and every other parameter."""

    def __init__(self, model: nn.Module, settings: Settings) -> None:
        linear = {id(module.weight) for module in model.modules() if isinstance(module, nn.Linear)}
        matrices = [parameter for parameter in model.parameters() if id(parameter) in linear]
        others = [parameter for parameter in model.parameters() if id(parameter) not in linear]
        rate = settings.learning_rate
        self.parts: list[torch.optim.Optimizer] = [
            torch.optim.Muon(matrices, lr=rate, weight_decay=settings.weight_decay, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=rate, betas=settings.betas, weight_decay=0.0, fused=True),
        ]

    def step(self, rate: float) -> None:
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = rate
            part.step()
            part.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict[str, Any]]:
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, state: list[dict[str, Any]]) -> None:
        for part, stored in zip(self.parts, state, strict=True):
            part.load_state_dict(stored)


def build_loss(model: nn.Module, settings: Settings) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
    """(tokens, targets, weights) -> weighted mean nats a token, and what the architecture itself adds while it trains."""

    def loss(tokens: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.precision == "bf16"):
            logits, captures = model(tokens)
        each = F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), reduction="none")
        mean = (each * weights.flatten()).sum() / weights.sum()
        return mean + captures["auxiliary"] if "auxiliary" in captures else mean

    return torch.compile(loss, dynamic=False) if settings.compile else loss


class Progress:
    """Everything a checkpoint holds."""

    def __init__(self, model: nn.Module, optimiser: Optimiser, settings: Settings) -> None:
        self.model, self.optimiser, self.settings = model, optimiser, settings
        self.step = 0
        self.tokens = 0
        self.seconds = 0.0
        self.recent: list[float] = []  # training losses since the last point of the curve
        self.curve: list[dict[str, float | int | None]] = []

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        torch.save(
            {
                "settings": asdict(self.settings),
                "model": self.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "random": (torch.get_rng_state(), random.getstate(), np.random.get_state()),
                "step": self.step,
                "tokens": self.tokens,
                "seconds": self.seconds,
                "recent": self.recent,
                "curve": self.curve,
            },
            partial,
        )
        os.replace(partial, path)

    def load(self, path: Path) -> None:
        # Our own file: it holds Python's and NumPy's random states, which the safe loader refuses.
        stored = torch.load(path, weights_only=False)
        if stored["settings"] != asdict(self.settings):
            raise ValueError(
                f"{path} was made with other settings: {stored['settings']}; use another --checkpoint folder"
            )
        self.model.load_state_dict(stored["model"])
        self.optimiser.load_state_dict(stored["optimiser"])
        torch_state, python_state, numpy_state = stored["random"]
        torch.set_rng_state(torch_state)
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        self.step, self.tokens, self.seconds = stored["step"], stored["tokens"], stored["seconds"]
        self.recent, self.curve = stored["recent"], stored["curve"]


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
    progress = Progress(model, optimiser, settings)
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
        "optimiser": "Muon on the matrices of the layers, AdamW on embeddings and vectors; warm-up, plateau, linear fall",
        "torch": torch.__version__,
        "curve": progress.curve,
    }
    (out / "training.json").write_text(json.dumps(training, indent=1) + "\n", encoding="utf-8")


def measure(settings: Settings, config: Any, library: Library, steps: int = 12) -> None:
    """Tokens a second of this machine under the ways to train that were weighed against each other."""
    from dataclasses import replace

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, choices=architectures())
    add_corpus_arguments(parser)
    parser.add_argument("--variant", help="train a variant that the architecture lists in VARIANTS; it is not shipped")
    parser.add_argument("--tokens", type=int, default=10_000_000, help="tokens to train on (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--step-tokens", type=int, default=4096, help="tokens a step in the long phases (default: %(default)s)"
    )
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="bf16")
    parser.add_argument(
        "--no-compile", action="store_true", help="do not use torch.compile (slower, needs no C++ compiler)"
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--checkpoint", type=Path, help="folder of the checkpoint, outside the repository; one for each run"
    )
    parser.add_argument(
        "--origin",
        type=Path,
        help="folder of the trained model that this one starts from (default: its own in models/)",
    )
    parser.add_argument("--out", type=Path, help="folder for the result (default: models/<model>)")
    parser.add_argument("--stop-after-steps", type=int, help="stop early, leaving a checkpoint and no result")
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
    out = args.out or MODELS / args.model / (f"variants/{args.variant}" if args.variant else "")
    write_result(progress, config, out, origin)
    print(f"{progress.step} steps in {progress.seconds:.0f} s -> {out}")
    return 0
