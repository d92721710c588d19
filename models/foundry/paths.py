"""Where things live. Everything shipped is under `models/`; caches and checkpoints never are."""

from pathlib import Path

FOUNDRY = Path(__file__).resolve().parent
MODELS = FOUNDRY.parent
TOKENIZER = MODELS / "tokenizer"


def model_folder(id: str, variant: str | None = None) -> Path:
    """Where the records of a model are, and its weights if it is shipped; those of a variant lie in a folder beneath."""
    return MODELS / id / "variants" / variant if variant else MODELS / id
