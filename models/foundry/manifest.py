"""The manifest: everything the app knows of a model, written beside its graph and checked against the app's schema."""

import functools
import hashlib
import importlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
from torch import nn

from foundry.contracts import CaptureSpec, KnobSpec
from foundry.graph import OPSET, TOKENS
from foundry.observe import axes_of, captures_of
from foundry.paths import FOUNDRY, MODELS, TOKENIZER
from foundry.record import Json, Records, evaluation_entry, training_entry

FORMAT = "heddle-model/1"
SPECIAL_TOKENS = {"bos": "<bos>", "pad": "<pad>", "mask": "<mask>"}


def build_manifest(id: str, module: ModuleType, model: nn.Module, config: Any, records: Records, folder: Path) -> Json:
    """The manifest of the model in `folder`, whose graph is already written there, and so is the stored prompt.

    Raises:
        FileNotFoundError: the graph, the stored prompt, the tokenizer or the architecture's notes are missing.
        ValueError: the result is not what the app's schema asks for.
    """
    meta = about(module)
    manifest: Json = {
        "format": FORMAT,
        "id": id,
        "title": meta.get("title", meta["name"]),
        "architecture": {
            "id": architecture_of(module),
            "name": meta["name"],
            "paper": meta["paper"] | {"authors": names(meta["paper"]["authors"])},
            "equations": [dict(equation) for equation in meta["equations"]],
            "notes": notes(module),
        },
        "size": size(model, config),
        "task": getattr(module, "TASK", "causal"),
        "tokenizer": file_entry(TOKENIZER / "tokenizer.json", "../tokenizer/tokenizer.json") | special_tokens(),
        "graph": file_entry(folder / "model.onnx", "model.onnx") | {"opset": OPSET},
        "probe": file_entry(folder / "probe.npz", "probe.npz"),
        "input": TOKENS,
        "captures": [capture_entry(spec) for spec in captures_of(module, config)],
        "knobs": [knob_entry(spec) for spec in module.knob_specs(config)],
        "training": training_entry(records.training),
        "evaluation": evaluation_entry(records.evaluation),
    }
    validate(manifest)
    return manifest


def read_manifest(path: Path) -> Json:
    """A manifest from a file, checked."""
    manifest: Json = json.loads(path.read_text(encoding="utf-8"))
    validate(manifest)
    return manifest


def validate(manifest: Json) -> None:
    """Raises ValueError naming the first field that the app would refuse."""
    errors = sorted(schema_validator().iter_errors(manifest), key=lambda error: list(map(str, error.path)))
    if errors:
        where = ".".join(map(str, errors[0].absolute_path)) or "the file as a whole"
        raise ValueError(f"the manifest of {manifest.get('id')} is not valid: {where}: {errors[0].message}")


@functools.cache
def schema_validator() -> jsonschema.Draft7Validator:
    """The app's schema, which `npm run schema` writes from shared/manifest/schema.ts."""
    return jsonschema.Draft7Validator(json.loads((MODELS / "manifest.schema.json").read_text(encoding="utf-8")))


def architecture_of(module: ModuleType) -> str:
    """Id of the folder that an architecture's `model` module lies in."""
    return module.__name__.split(".")[-2]


def about(module: ModuleType) -> Mapping[str, Any]:
    """What the architecture says about itself: META of its meta.py (name, paper, equations)."""
    return importlib.import_module(f"{module.__name__.rpartition('.')[0]}.meta").META


def names(authors: str | Sequence[str]) -> str:
    return authors if isinstance(authors, str) else ", ".join(authors)


def notes(module: ModuleType) -> dict[str, str]:
    """What to look for in this architecture, in Markdown, in both languages of the app."""
    folder = FOUNDRY / "architectures" / architecture_of(module)
    return {
        language: (folder / f"notes.{language}.md").read_text(encoding="utf-8").strip() for language in ("en", "zh")
    }


def size(model: nn.Module, config: Any) -> dict[str, int]:
    return {
        "layers": config.layers,
        "heads": getattr(config, "heads", 0),
        **({"groups": config.groups} if hasattr(config, "groups") and not hasattr(config, "heads") else {}),
        "headWidth": getattr(config, "head_width", 0),
        "width": config.width,
        "vocabulary": config.vocabulary,
        "context": config.context,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
    }


def file_entry(path: Path, name: str) -> Json:
    """Name as the manifest gives it, size in bytes and SHA-256 of a file."""
    data = path.read_bytes()
    return {"file": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def special_tokens() -> dict[str, int]:
    """Ids of the special tokens that the tokenizer has."""
    tokenizer = json.loads((TOKENIZER / "tokenizer.json").read_text(encoding="utf-8"))
    ids = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    return {name: ids[content] for name, content in SPECIAL_TOKENS.items() if content in ids}


def capture_entry(spec: CaptureSpec) -> Json:
    entry: Json = {"output": spec.output, "role": spec.role}
    if spec.layer is not None:
        entry["layer"] = spec.layer
    if spec.step is not None:
        entry["step"] = spec.step
    if spec.branch is not None:
        entry["branch"] = str(spec.branch)
    return entry | {"axes": list(axes_of(spec)), "kind": spec.kind}


def knob_entry(spec: KnobSpec) -> Json:
    entry: Json = {
        "input": spec.input,
        "title": dict(spec.title),
        "text": dict(spec.text),
        "axes": list(spec.axes),
        "shape": list(spec.shape),
        "default": spec.default,
        "minimum": spec.minimum,
        "maximum": spec.maximum,
    }
    if spec.acts != "factor":
        entry["acts"] = spec.acts
    if spec.set_from is not None:
        entry["setFrom"] = spec.set_from
    return entry
