"""Every architecture of the registry as a graph: small random models, PyTorch against ONNX Runtime."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from foundry.__main__ import main
from foundry.contracts import CaptureSpec, KnobSpec
from foundry.export import export
from foundry.graph import ON_CPU, TOKENS, to_onnx
from foundry.manifest import read_manifest, validate
from foundry.observe import captures_of, default_knobs, observe
from foundry.parity import TOLERANCE, compare, differences, run_graph
from foundry.placement import on_processor
from foundry.record import Records
from foundry.registry import architectures, load_architecture
from foundry.tests.small import small_config, small_model


@dataclass(frozen=True)
class Exported:
    id: str
    module: ModuleType
    config: Any
    model: nn.Module
    folder: Path

    @property
    def graph(self) -> Path:
        return self.folder / "model.onnx"

    @property
    def captures(self) -> list[CaptureSpec]:
        return captures_of(self.module, self.config)

    @property
    def knobs(self) -> list[KnobSpec]:
        return self.module.knob_specs(self.config)

    def session(self) -> onnxruntime.InferenceSession:
        return onnxruntime.InferenceSession(str(self.graph), providers=["CPUExecutionProvider"])


def export_small(id: str, folder: Path) -> Exported:
    module = load_architecture(id)
    config = small_config(module)
    model = small_model(module, config)
    export(id, module, model, config, Records(None, None), folder)
    return Exported(id, module, config, model, folder)


@pytest.fixture(scope="module")
def export_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Exported]:
    return functools.cache(lambda id: export_small(id, tmp_path_factory.mktemp(id)))


@pytest.fixture(params=architectures())
def exported(request: pytest.FixtureRequest, export_once: Callable[[str], Exported]) -> Exported:
    return export_once(request.param)


def test_every_output_equals_pytorch_at_every_length(exported: Exported) -> None:
    errors = compare(exported.model, exported.module, exported.config, exported.graph, lengths=(1, 2, 7, 24))
    assert list(errors) == [spec.output for spec in exported.captures]
    assert max(errors.values()) <= TOLERANCE, max(errors.items(), key=lambda item: item[1])


def test_a_subset_of_outputs_can_be_fetched(exported: Exported) -> None:
    specs = exported.knobs
    tokens = torch.tensor([[0, 5, 9]])
    session, knobs = exported.session(), default_knobs(specs)
    every = run_graph(session, [output.name for output in session.get_outputs()], tokens, knobs)
    for name in every:
        np.testing.assert_allclose(run_graph(session, [name], tokens, knobs)[name], every[name], atol=1e-6)


def test_default_knobs_change_nothing(exported: Exported) -> None:
    tokens = torch.arange(11)[None]
    knobs = default_knobs(exported.knobs)
    computed = run_graph(exported.session(), ["logits"], tokens, knobs)["logits"]
    with torch.no_grad():
        untouched, _ = exported.model(tokens)
    np.testing.assert_allclose(computed, untouched.numpy(), atol=TOLERANCE)


def test_a_head_set_to_zero_is_gone(exported: Exported) -> None:
    knobs = default_knobs(exported.knobs)
    if "head_mask" not in knobs or "L1.attention.output" not in {
        s.output for s in exported.module.capture_specs(exported.config)
    }:
        pytest.skip("no heads to mask")
    knobs["head_mask"][1, 0] = 0
    found = run_graph(exported.session(), ["L1.attention.output"], torch.arange(5)[None], knobs)["L1.attention.output"]
    assert (found[0, 0] == 0).all()
    assert (found[0, 1:] != 0).any()


def test_the_graph_holds_each_weight_once_and_nothing_else_of_size(exported: Exported) -> None:
    graph = onnx.load(exported.graph).graph
    stored = sum(int(np.prod(tensor.dims)) for tensor in graph.initializer)
    parameters = sum(parameter.numel() for parameter in exported.model.parameters())
    assert stored < 1.1 * parameters
    assert not {node.op_type for node in graph.node} & ON_CPU


def test_the_manifest_says_what_the_files_are(exported: Exported) -> None:
    manifest = read_manifest(exported.folder / "manifest.json")
    session = exported.session()
    assert [entry.name for entry in session.get_inputs()] == [
        manifest["input"],
        *(knob["input"] for knob in manifest["knobs"]),
    ]
    assert [entry.name for entry in session.get_outputs()] == [capture["output"] for capture in manifest["captures"]]
    assert [list(entry.shape) for entry in session.get_inputs()[1:]] == [knob["shape"] for knob in manifest["knobs"]]
    assert manifest["training"] is None and manifest["evaluation"] is None
    assert "weights are random" in (exported.folder / "card.md").read_text(encoding="utf-8")


def test_the_probe_is_what_pytorch_computes(exported: Exported) -> None:
    with np.load(exported.folder / "probe.npz") as probe:
        tokens = torch.from_numpy(probe["tokens"])[None]
        assert tokens.shape[1] <= 12
        with torch.no_grad():
            found = observe(exported.model, exported.captures, tokens, default_knobs(exported.knobs))
        assert set(probe.files) == {"tokens", "__text__", *found}
        assert all(probe[name].flags.c_contiguous for name in probe.files), "the app reads arrays row by row"
        assert max(differences({name: value[0] for name, value in found.items()}, probe).values()) < TOLERANCE


@pytest.mark.parametrize("exported", ["transformer"], indirect=True)
def test_the_same_model_gives_the_same_bytes(exported: Exported, tmp_path: Path) -> None:
    export_small(exported.id, tmp_path)
    for file in ("model.onnx", "manifest.json", "card.md", "probe.npz"):
        assert (tmp_path / file).read_bytes() == (exported.folder / file).read_bytes(), file


@pytest.mark.parametrize("exported", ["transformer"], indirect=True)
def test_an_export_that_fails_leaves_the_files_as_they_were(exported: Exported) -> None:
    before = {file.name: file.read_bytes() for file in exported.folder.iterdir()}
    measured = {"nats_per_token": 1, "bits_per_byte": 1, "tokens": 1}
    records = Records(None, {"command": 1, "books": [], "validation": measured, "retrieval": {"cells": []}})
    with pytest.raises(ValueError, match="not valid"):
        export(exported.id, exported.module, exported.model, exported.config, records, exported.folder)
    assert {file.name: file.read_bytes() for file in exported.folder.iterdir()} == before


@pytest.mark.parametrize("exported", ["transformer"], indirect=True)
def test_a_graph_that_computes_otherwise_is_not_installed(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foundry.export.compare", lambda *_: {"logits": 2e-4, "L0.residual": 0.0})
    (tmp_path / "model.onnx").write_bytes(b"the good one")
    with pytest.raises(ValueError, match=r"differ by at most 2.0e-04 \(logits\), allowed 1e-04: .* left as it was"):
        export(exported.id, exported.module, exported.model, exported.config, Records(None, None), tmp_path)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"the good one"]


def test_random_weights_do_not_replace_a_trained_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("foundry.export.MODELS", tmp_path)
    (tmp_path / "diff").mkdir()
    (tmp_path / "diff/weights.safetensors").write_bytes(b"trained")
    assert main(["export", "--model", "diff", "--untrained"]) == 2
    assert f"{tmp_path / 'diff'} holds a trained model" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "diff").iterdir()] == ["weights.safetensors"]


class OffTheGpu(nn.Module):
    """Computes its one capture with an operator that WebGPU lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(8, 4)

    def forward(
        self, tokens: torch.Tensor, knobs: object, capture: bool
    ) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        x = self.table(tokens)
        return x, {"L0.residual": torch.log_softmax(x, dim=-1)}


def test_an_operator_that_falls_to_the_cpu_is_refused() -> None:
    config = type("Config", (), {"vocabulary": 8, "context": 16})
    captures = [CaptureSpec("L0.residual", "residual", 0, None, ("token", "feature"), "value")]
    with pytest.raises(ValueError, match="LogSoftmax"):
        to_onnx(OffTheGpu(), config, captures, [])


class CountsOnTheGpu(nn.Module):
    """Computes with the ids themselves, which are integers."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(8, 4)

    def forward(
        self, tokens: torch.Tensor, knobs: object, capture: bool
    ) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        x = self.table(tokens)
        _, first = x.topk(1, dim=-1)
        return x, {"L0.residual": x * first.to(x.dtype)}


def test_integers_that_go_from_the_gpu_to_the_cpu_are_refused() -> None:
    config = type("Config", (), {"vocabulary": 8, "context": 16})
    captures = [CaptureSpec("L0.residual", "residual", 0, None, ("token", "feature"), "value")]
    with pytest.raises(ValueError, match="from the GPU to the CPU"):
        to_onnx(CountsOnTheGpu(), config, captures, [])


def test_the_card_lists_what_runs_on_the_cpu(exported: Exported) -> None:
    graph = onnx.load(exported.graph)
    nodes = on_processor(graph, TOKENS)
    assert [node.op_type for node in nodes][0] == "Shape"
    text = (exported.folder / "card.md").read_text(encoding="utf-8")
    for node in nodes:
        assert f"| {node.name} | {node.op_type} |" in text
    assert f"{len(graph.graph.node) - len(nodes)} of the graph's {len(graph.graph.node)} nodes run on the GPU" in text


def capture(role: str, axes: str, kind: str) -> dict[str, Any]:
    return {"captures": [{"output": "x", "role": role, "axes": axes.split(), "kind": kind}]}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"format": "heddle-model/0"}, "format"),
        (capture("attention.mood", "token feature", "value"), "captures.0.role"),
        (capture("attention.map", "head query key", "probability"), "captures.0: 'layer'"),
        (capture("logits", "token", "logit"), "captures.0.axes"),
        (capture("logits", "token vocabulary", "scalar"), "captures.0.kind"),
        ({"graph": {"file": "/etc/passwd", "bytes": 1, "sha256": "0" * 64, "opset": 20}}, "graph.file"),
    ],
)
@pytest.mark.parametrize("exported", ["transformer"], indirect=True)
def test_a_wrong_manifest_is_refused(exported: Exported, change: dict[str, Any], where: str) -> None:
    manifest = read_manifest(exported.folder / "manifest.json")
    with pytest.raises(ValueError, match=where):
        validate({**manifest, **change})
