"""`golden`: the modules that are trained and exported, held against numbers computed with the authors' own code.

A case is an .npz of float64 arrays with a .json beside it that says what they are and which system they come from.
The architecture that a case belongs to is found by asking each folder's `golden.py`:

    matches(case) -> bool
    check(case) -> {"model/<array>" or "naive/<array>": (computed, expected)}
    INPUTS = names or patterns of the arrays that are read and not computed; weights need no mention
    ASIDE = {pattern: why no module should give these numbers}

An array that is neither compared nor accounted for in this way fails its case: nothing stored is passed over in silence.
"""

import argparse
import importlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch
from torch import Tensor

from foundry.paths import FOUNDRY

HELP = "compare the modules with vectors computed by the official code"

TOLERANCE = 1e-6
"""Largest absolute difference allowed in float64."""

WEIGHTS = ("w/*", "w:*")

Comparison = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Case:
    """One file of golden vectors."""

    name: str
    arch: str
    """The system's name as the file gives it."""
    config: Mapping[str, Any]
    arrays: Mapping[str, Tensor]
    meanings: Mapping[str, str]

    def __getitem__(self, array: str) -> Tensor:
        if array not in self.arrays:
            raise ValueError(f"{self.name}: the case has no array {array!r}")
        return self.arrays[array]

    def weights(self) -> dict[str, Tensor]:
        """The weights under their official state_dict names."""
        return {key[2:]: value for key, value in self.arrays.items() if key.startswith(("w/", "w:"))}


@dataclass(frozen=True)
class Outcome:
    """What came of one case."""

    errors: Mapping[str, float]
    """Largest absolute error of each compared array; NaN or a wrong shape count as infinite."""
    inputs: tuple[str, ...]
    """Arrays that were read: weights, inputs, upstream gradients."""
    aside: Mapping[str, str]
    """Arrays that are no target -> why."""
    forgotten: tuple[str, ...]
    """Arrays that nothing was compared with and that nobody accounts for."""

    @property
    def worst(self) -> str:
        return max(self.errors, key=self.errors.__getitem__)

    @property
    def passed(self) -> bool:
        return bool(self.errors) and not self.forgotten and all(error <= TOLERANCE for error in self.errors.values())


def load_case(path: Path) -> Case:
    """Reads a case from its .npz or .json.

    Raises:
        FileNotFoundError: one of the two files is missing.
        ValueError: the files do not hold a case.
    """
    arrays_file, facts_file = path.with_suffix(".npz"), path.with_suffix(".json")
    for file in (arrays_file, facts_file):
        if not file.is_file():
            raise FileNotFoundError(f"no such file: {file} (a case is an .npz with a .json beside it)")
    try:
        facts = json.loads(facts_file.read_text(encoding="utf-8"))
        with np.load(arrays_file) as stored:
            arrays = {key: torch.from_numpy(np.array(stored[key])) for key in stored.files}
    except (ValueError, TypeError, EOFError, BadZipFile) as error:
        raise ValueError(f"{path}: not a golden case: {error}") from error
    if not isinstance(facts, dict) or "arch" not in facts or "config" not in facts:
        raise ValueError(f'{facts_file}: not a golden case: "arch" or "config" is missing')
    meanings = {key: str(entry.get("meaning", "")) for key, entry in facts.get("arrays", {}).items()}
    return Case(path.stem, facts["arch"], facts["config"], arrays, meanings)


def checkers() -> dict[str, ModuleType]:
    """Architecture -> its golden.py, for every folder that has one."""
    return {
        path.parent.name: importlib.import_module(f"foundry.architectures.{path.parent.name}.golden")
        for path in sorted((FOUNDRY / "architectures").glob("*/golden.py"))
    }


def checker_for(case: Case) -> ModuleType:
    """The one golden.py that knows this case.

    Raises:
        ValueError: none does, or more than one.
    """
    known = checkers()
    found = [name for name, module in known.items() if module.matches(case)]
    if len(found) != 1:
        which = f"claimed by {' and '.join(found)}" if found else f"known are those of {', '.join(known) or 'nothing'}"
        raise ValueError(f'{case.name}: unknown architecture "{case.arch}": {which}')
    return known[found[0]]


def largest_error(computed: Tensor, expected: Tensor) -> float:
    """max |computed - expected|; infinite for a wrong shape or a number that is not finite."""
    if computed.shape != expected.shape:
        return float("inf")
    if computed.numel() == 0:
        return 0.0
    error = (computed.detach().to(torch.float64) - expected.detach().to(torch.float64)).abs().max().item()
    return error if error == error else float("inf")


def gradients(output: Tensor, upstream: Tensor, leaves: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """d Σ(output · upstream) / d leaf, for every leaf."""
    found = torch.autograd.grad((output * upstream).sum(), list(leaves.values()))
    return dict(zip(leaves, found, strict=True))


def run_case(case: Case) -> Outcome:
    """Compares everything the architecture's golden.py computes with what the case holds.

    Raises:
        ValueError: the case lacks what the model needs, or holds something that does not fit it.
    """
    checker = checker_for(case)
    try:
        comparisons: dict[str, Comparison] = checker.check(case)
    except KeyError as error:
        raise ValueError(f"{case.name}: its config or its weights lack {error}") from error
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{case.name}: its weights and its config do not fit the model: {reason}") from error
    errors = {name: largest_error(computed, expected) for name, (computed, expected) in comparisons.items()}
    rest = sorted(set(case.arrays) - {name.split("/", 1)[1] for name in errors})
    inputs = tuple(name for name in rest if is_one_of(name, (*WEIGHTS, *checker.INPUTS)))
    reasons: Mapping[str, str] = getattr(checker, "ASIDE", {})
    aside = {
        name: next(reason for pattern, reason in reasons.items() if fnmatchcase(name, pattern))
        for name in rest
        if name not in inputs and is_one_of(name, reasons)
    }
    return Outcome(errors, inputs, aside, tuple(name for name in rest if name not in inputs and name not in aside))


def is_one_of(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def expand(paths: Iterable[str]) -> list[Path]:
    """Files, folders and patterns to cases, each once, in the order given.

    Raises:
        FileNotFoundError: a path or a pattern that stands for nothing.
    """
    cases: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            found = sorted(path.glob("*.npz"))
        elif "*" in path.name:
            found = sorted(file for file in path.parent.glob(path.name) if file.suffix == ".npz")
        else:
            found = [path.with_suffix(".npz")]
        if not found:
            raise FileNotFoundError(f"no golden case at {given}")
        cases.update(dict.fromkeys(found))
    return list(cases)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a case (.npz with its .json), a folder or a pattern")
    parser.add_argument("--verbose", action="store_true", help="print every array, not only the worst one")


def run(args: argparse.Namespace) -> int:
    failed = 0
    for path in expand(args.paths):
        try:
            case = load_case(path)
            outcome = run_case(case)
        except ValueError as error:
            print(f"FAIL  {error}")
            failed += 1
            continue
        failed += not outcome.passed
        print(report(case, outcome, args.verbose))
    return 1 if failed else 0


def report(case: Case, outcome: Outcome, verbose: bool) -> str:
    """One line for a case, and with `verbose` one for each of its arrays."""
    worst = outcome.worst
    lines = [
        f"{'ok  ' if outcome.passed else 'FAIL'}  {case.name}: largest error {outcome.errors[worst]:.1e} "
        f"({worst}) in {len(outcome.errors)} comparisons, allowed {TOLERANCE:.0e}"
    ]
    if verbose:
        width = max(map(len, outcome.errors))
        for name, error in outcome.errors.items():
            meaning = case.meanings.get(name.split("/", 1)[1], "")
            lines.append(f"      {'' if error <= TOLERANCE else 'x':1} {name:{width}}  {error:.1e}  {meaning}".rstrip())
        lines += [f"      - {name}: {reason}" for name, reason in outcome.aside.items()]
        lines.append(f"      read: {', '.join(outcome.inputs)}")
    if outcome.forgotten:
        lines.append(f"      compared with nothing: {', '.join(outcome.forgotten)}")
    return "\n".join(lines)
