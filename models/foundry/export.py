"""`export`: weights -> the files that the app ships: graph, manifest, card and a stored prompt to test engines with.

Exporting again never trains again: everything is made from weights.safetensors, config.json, training.json and
evaluation.json of the model's folder. The same files give the same bytes.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn

from foundry.card import card
from foundry.graph import to_onnx
from foundry.load import load_model
from foundry.manifest import build_manifest
from foundry.observe import captures_of
from foundry.parity import TOLERANCE, compare
from foundry.paths import MODELS
from foundry.probe import write_probe
from foundry.record import Records, read_records
from foundry.registry import architectures, load_architecture

HELP = "write model.onnx, manifest.json, card.md and probe.npz of a model"

LARGEST = 8_000_000
"""Bytes that a graph may have."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, metavar="ID", help=f"a model: {', '.join(architectures())}")
    parser.add_argument("--weights", type=Path, metavar="DIR", help="folder that `train` wrote (default: models/ID)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write (default: models/ID)")
    parser.add_argument(
        "--untrained", action="store_true", help="random weights: a stand-in until the model is trained"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the random weights of --untrained")


def run(args: argparse.Namespace) -> int:
    source: Path = args.weights or MODELS / args.model
    folder: Path = args.out or MODELS / args.model
    module = load_architecture(args.model)
    if args.untrained:
        if args.out is None and (folder / "weights.safetensors").is_file():
            raise ValueError(f"{folder} holds a trained model: say with --out where its stand-in shall be written")
        torch.manual_seed(args.seed)
        config = module.Config()
        model, records = module.Model(config).eval(), Records(None, None)
    else:
        (model, config), records = load_model(args.model, source), read_records(source)
    folder.mkdir(parents=True, exist_ok=True)
    errors = export(args.model, module, model, config, records, folder)
    for path in sorted(folder.iterdir()):
        print(f"{path}  {path.stat().st_size:,} bytes")
    print(difference(errors))
    return 0


def export(
    id: str, module: ModuleType, model: nn.Module, config: Any, records: Records, folder: Path
) -> dict[str, float]:
    """Writes all files of one model into `folder`, and gives each output's largest difference from PyTorch. When a file
    cannot be made, or the graph computes something else than the model, none is touched.

    Raises:
        ValueError: the graph is too large, uses what WebGPU lacks or differs from PyTorch, or the manifest is not valid.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as name:
        made = Path(name)
        make(id, module, model, config, records, made)
        errors = compare(model, module, config, made / "model.onnx")
        if max(errors.values()) > TOLERANCE:
            raise ValueError(f"{difference(errors)}: {folder} is left as it was")
        for file in sorted(made.iterdir()):
            file.replace(folder / file.name)
    return errors


def difference(errors: Mapping[str, float]) -> str:
    worst = max(errors, key=errors.__getitem__)
    return f"PyTorch and ONNX Runtime differ by at most {errors[worst]:.1e} ({worst}), allowed {TOLERANCE:.0e}"


def make(id: str, module: ModuleType, model: nn.Module, config: Any, records: Records, folder: Path) -> None:
    """The files of one model in an empty folder."""
    proto = to_onnx(model, config, captures_of(module, config), module.knob_specs(config))
    graph = proto.SerializeToString(deterministic=True)
    if len(graph) > LARGEST:
        raise ValueError(f"the graph of {id} has {len(graph):,} bytes; {LARGEST:,} are allowed")
    (folder / "model.onnx").write_bytes(graph)
    write_probe(model, module, config, folder)
    manifest = build_manifest(id, module, model, config, records, folder)
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    (folder / "card.md").write_text(card(manifest, records, proto), encoding="utf-8")
