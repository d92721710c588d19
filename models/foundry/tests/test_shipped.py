"""The files in models/: what the manifest says of them, and the stored prompt through both runtimes."""

import hashlib
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from foundry.load import load_model
from foundry.manifest import read_manifest
from foundry.observe import captures_of, default_knobs, trace_arrays
from foundry.parity import TOLERANCE, differences, run_graph
from foundry.paths import MODELS
from foundry.registry import load_architecture

SHIPPED = sorted(path.parent.name for path in MODELS.glob("*/manifest.json"))
pytestmark = pytest.mark.parametrize("id", SHIPPED)


def test_manifest_is_valid_and_names_its_files(id: str) -> None:
    folder = MODELS / id
    manifest = read_manifest(folder / "manifest.json")
    assert manifest["id"] == id
    for entry in (manifest["graph"], manifest["tokenizer"]):
        data = (folder / entry["file"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"]), entry["file"]
    assert manifest["graph"]["bytes"] <= 8_000_000
    weights = folder / "weights.safetensors"
    assert manifest["graph"]["bytes"] + (weights.stat().st_size if weights.is_file() else 0) < 16_000_000
    assert (folder / "probe.npz").stat().st_size <= 300_000
    assert (folder / "card.md").read_text(encoding="utf-8").startswith(f"# {manifest['title']}\n")


def test_the_graph_reproduces_the_probe(id: str) -> None:
    manifest = read_manifest(MODELS / id / "manifest.json")
    session = onnxruntime.InferenceSession(str(MODELS / id / "model.onnx"), providers=["CPUExecutionProvider"])
    with np.load(MODELS / id / "probe.npz") as probe:
        knobs = {knob["input"]: torch.full(knob["shape"], knob["default"]) for knob in manifest["knobs"]}
        names = [capture["output"] for capture in manifest["captures"]]
        found = run_graph(session, names, torch.from_numpy(probe["tokens"])[None], knobs)
        expected = {name: torch.from_numpy(probe[name])[None] for name in names}
    assert max(differences(expected, found).values()) <= TOLERANCE
    for capture in manifest["captures"]:
        if capture["kind"] == "probability":
            np.testing.assert_allclose(found[capture["output"]].sum(-1), 1, atol=1e-5)


def test_the_weights_reproduce_the_probe(id: str) -> None:
    if not (MODELS / id / "weights.safetensors").is_file():
        pytest.skip("random weights: a stand-in until the model is trained")
    model, config = load_model(id)
    module = load_architecture(id)
    with np.load(MODELS / id / "probe.npz") as probe:
        tokens = probe["tokens"].tolist()
        expected = {name: torch.from_numpy(probe[name]) for name in probe.files if not name.startswith("__")}
    found = trace_arrays(model, captures_of(module, config), tokens, default_knobs(module.knob_specs(config)))
    assert max(differences(expected, found).values()) <= TOLERANCE


def test_a_shipped_model_was_trained_and_measured(id: str) -> None:
    folder: Path = MODELS / id
    if not (folder / "weights.safetensors").is_file():
        pytest.skip("random weights: a stand-in until the model is trained")
    manifest = read_manifest(folder / "manifest.json")
    assert manifest["training"] is not None and manifest["evaluation"] is not None
