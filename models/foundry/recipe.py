"""How models are trained: Muon for the matrices, AdamW for the rest, bfloat16 products on float32 weights."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


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
