"""Where things live. Everything shipped is under `models/`; caches and checkpoints never are."""

from pathlib import Path

FOUNDRY = Path(__file__).resolve().parent
MODELS = FOUNDRY.parent
TOKENIZER = MODELS / "tokenizer"
