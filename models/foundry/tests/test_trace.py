import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from foundry.__main__ import main
from foundry.observe import captures_of, default_knobs, observe
from foundry.registry import load_architecture
from foundry.tests.small import small_config, small_model
from foundry.trace import read_knobs

MODULE = load_architecture("diff")
CONFIG = small_config(MODULE)
SPECS = MODULE.knob_specs(CONFIG)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("diff")
    save_file(small_model(MODULE, CONFIG).state_dict(), str(found / "weights.safetensors"))
    (found / "config.json").write_text(json.dumps(asdict(CONFIG)), encoding="utf-8")
    return found


def trace(folder: Path, *more: str) -> int:
    return main(["trace", "--model", "diff", "--weights", str(folder), "--out", str(folder / "t.npz"), *more])


def expected(model: nn.Module, tokens: np.ndarray) -> dict[str, torch.Tensor]:
    with torch.no_grad():
        return observe(model, captures_of(MODULE, CONFIG), torch.from_numpy(tokens)[None], default_knobs(SPECS))


def test_captures_are_saved_without_the_batch_axis(folder: Path) -> None:
    assert trace(folder, "--text", "One heddle 织机") == 0
    with np.load(folder / "t.npz") as found:
        assert bytes(found["__model__"]).decode() == "diff"
        assert bytes(found["__text__"]).decode() == "One heddle 织机"
        assert found["tokens"].dtype == np.int64 and found["tokens"][0] == 0
        wanted = expected(small_model(MODULE, CONFIG), found["tokens"])
        assert set(found.files) == {"__model__", "__text__", "tokens", *wanted}
        for name, value in wanted.items():
            assert found[name].dtype == np.float32
            np.testing.assert_allclose(found[name], value[0].numpy(), atol=1e-5)


def test_a_knob_is_a_number_lists_or_a_file(folder: Path) -> None:
    assert trace(folder, "--text", "a", "--knob", "lambda_scale=0") == 0
    with np.load(folder / "t.npz") as found:
        np.testing.assert_array_equal(found["L0.attention.effective"], found["L0.attention.map.1"])
    mask = torch.ones(SPECS[0].shape)
    mask[0, 1] = 0
    (folder / "mask.json").write_text(json.dumps(mask.tolist()), encoding="utf-8")
    for value in (json.dumps(mask.tolist()), str(folder / "mask.json")):
        assert torch.equal(read_knobs([f"head_mask={value}"], SPECS)["head_mask"], mask)


def config_of_another_model(folder: Path) -> None:
    module = load_architecture("mom")
    (folder / "config.json").write_text(json.dumps(asdict(small_config(module))), encoding="utf-8")


def weights_of_another_model(folder: Path) -> None:
    module = load_architecture("transformer")
    save_file(module.Model(small_config(module)).state_dict(), str(folder / "weights.safetensors"))


def half_of_the_weights(folder: Path) -> None:
    path = folder / "weights.safetensors"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def half_of_the_config(folder: Path) -> None:
    (folder / "config.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil", [config_of_another_model, weights_of_another_model, half_of_the_weights, half_of_the_config]
)
def test_a_folder_of_another_model_is_named(
    spoil: Callable[[Path], None], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in ("weights.safetensors", "config.json"):
        shutil.copy(folder / file, tmp_path)
    spoil(tmp_path)
    assert trace(tmp_path, "--text", "a") == 2
    assert f"in {tmp_path} are not those of diff: give the folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("gain=1", "no knob 'gain'; there are head_mask, lambda_scale"),
        ("head_mask=[1, 1]", "shape is \\[2\\], expected"),
        ("head_mask=-1", "between 0 and 2"),
        ("head_mask=much", "not a number"),
    ],
)
def test_a_wrong_knob_is_named(setting: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_knobs([setting], SPECS)


def test_a_text_beyond_the_context_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace(folder, "--text", "7 " * 40) == 2
    assert f"takes {CONFIG.context}" in capsys.readouterr().err
