from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from foundry.__main__ import main
from foundry.golden import Case, checker_for, largest_error, load_case, report, run_case
from foundry.paths import FOUNDRY
from foundry.tests.zoo import outcome_of

CASES = sorted((FOUNDRY / "golden").glob("*.npz"))


@pytest.fixture(scope="module")
def diff_case() -> Case:
    return load_case(FOUNDRY / "golden" / "diff_case1.npz")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_stored_case_passes(path: Path) -> None:
    outcome = outcome_of(path.stem)
    assert outcome.forgotten == (), "arrays that nothing was compared with"
    assert outcome.passed, f"{outcome.worst}: {outcome.errors[outcome.worst]:.1e}"
    assert all(reason for reason in outcome.aside.values())


def test_differential_attention_is_exact_to_rounding(diff_case: Case) -> None:
    assert max(run_case(diff_case).errors.values()) < 1e-12


def test_every_intermediate_of_differential_attention_is_compared(diff_case: Case) -> None:
    outcome = run_case(diff_case)
    assert outcome.aside == {} and outcome.forgotten == ()
    assert {name for name in outcome.inputs if not name.startswith("w/")} == {"x", "cos", "sin", "grad/dout"}
    names = {twin: {n.split("/", 1)[1] for n in outcome.errors if n.startswith(twin)} for twin in ("naive", "model")}
    # The module keeps λ₁ and λ₂ to itself; the fused pass hands out only its result.
    assert names["naive"] - names["model"] == {"lambda_1", "lambda_2"}
    assert {"fused/out", "fused/grad/x", "fused/grad/w/q_proj.weight"} <= set(outcome.errors)


def test_shared_keys_follow_the_pairing_of_the_paper() -> None:
    outcome = run_case(load_case(FOUNDRY / "golden" / "diff_case3_gqa.npz"))
    assert {"model/flash/map2", "model/out_flashdiff_1", "fused/out_flashdiff_1"} <= set(outcome.errors)
    assert "model/out" not in outcome.errors and "out" in outcome.aside


@pytest.mark.parametrize("array", ["map2", "lambda_full", "out", "grad/w/subln.weight"])
def test_a_wrong_number_is_found(diff_case: Case, array: str) -> None:
    wrong = diff_case[array].clone()
    wrong.view(-1)[-1] += 1e-5
    outcome = run_case(replace(diff_case, arrays={**diff_case.arrays, array: wrong}))
    assert not outcome.passed
    assert outcome.worst.endswith(array)


def test_an_array_that_nothing_is_compared_with_fails_its_case(diff_case: Case) -> None:
    more = replace(diff_case, arrays={**diff_case.arrays, "map3": torch.zeros(2)})
    outcome = run_case(more)
    assert outcome.forgotten == ("map3",) and not outcome.passed
    assert "compared with nothing: map3" in report(more, outcome, verbose=False)


def test_a_shape_or_a_nan_is_an_infinite_error() -> None:
    assert largest_error(torch.zeros(2, 3), torch.zeros(3, 2)) == float("inf")
    assert largest_error(torch.tensor([0.0, float("nan")]), torch.zeros(2)) == float("inf")
    assert largest_error(torch.ones(2), torch.zeros(2)) == 1


def test_an_unknown_architecture_says_so(diff_case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match='unknown architecture "Perceptron"'):
        checker_for(replace(diff_case, arch="Perceptron"))
    source = FOUNDRY / "golden" / "diff_case1"
    (tmp_path / "odd.npz").write_bytes(source.with_suffix(".npz").read_bytes())
    text = source.with_suffix(".json").read_text(encoding="utf-8")
    (tmp_path / "odd.json").write_text(text.replace(diff_case.arch, "Perceptron"), encoding="utf-8")
    assert main(["golden", str(tmp_path / "odd.npz")]) == 1
    assert 'unknown architecture "Perceptron"' in capsys.readouterr().out


@pytest.mark.parametrize("problem", ["truncated", "no json", "no array"])
def test_a_broken_case_fails_in_a_sentence(problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = FOUNDRY / "golden" / "diff_case1"
    arrays, facts = source.with_suffix(".npz").read_bytes(), source.with_suffix(".json").read_text(encoding="utf-8")
    (tmp_path / "odd.npz").write_bytes(arrays[:1000] if problem == "truncated" else arrays)
    (tmp_path / "odd.json").write_text("{" if problem == "no json" else facts, encoding="utf-8")
    if problem == "no array":
        with np.load(source.with_suffix(".npz")) as stored:
            np.savez(tmp_path / "odd.npz", **{key: stored[key] for key in stored.files if key != "map1"})
    assert main(["golden", str(tmp_path / "odd.npz")]) == 1
    assert capsys.readouterr().out.startswith("FAIL  ")


@pytest.mark.parametrize("missing", ["depth", "lambda_q1"])
def test_a_case_without_a_setting_or_a_weight_is_named(missing: str, diff_case: Case) -> None:
    less = replace(
        diff_case,
        config={key: value for key, value in diff_case.config.items() if key != missing},
        arrays={key: value for key, value in diff_case.arrays.items() if key != f"w/{missing}"},
    )
    with pytest.raises(ValueError, match=f"^diff_case1: its config or its weights lack '{missing}'"):
        run_case(less)


def test_a_case_whose_weights_do_not_fit_is_named() -> None:
    case = load_case(FOUNDRY / "golden" / "dijiang_s0.npz")
    name = "w:gpt_neox.embed_in.weight"
    for arrays in (
        {key: value for key, value in case.arrays.items() if key != name},
        {**case.arrays, name: case[name][:-1]},
    ):
        with pytest.raises(ValueError, match="^dijiang_s0: its weights and its config do not fit the model"):
            run_case(replace(case, arrays=arrays))


def test_the_command_prints_a_line_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["golden", str(FOUNDRY / "golden" / "diff_*.npz")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["ok    diff_case1", "ok    diff_case3_gqa"]
    assert all("largest error" in line for line in lines)


def test_a_missing_case_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["golden", str(tmp_path / "none.npz")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main(["golden", str(tmp_path)]) == 2
