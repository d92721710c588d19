"""`trace`: what PyTorch computes for a text, saved under the names that the app's own `trace` command writes."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from foundry.contracts import KnobSpec
from foundry.load import load_model
from foundry.observe import captures_of, default_knobs, text_bytes, trace_arrays
from foundry.registry import load_architecture
from foundry.tokenizer import BOS, load_tokenizer

HELP = "save every capture of a text, computed by PyTorch, as .npz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, metavar="ID", help="a trained model of models/")
    parser.add_argument(
        "--weights", type=Path, metavar="DIR", help="folder with weights.safetensors and config.json (models/ID)"
    )
    parser.add_argument("--text", required=True, help="the prompt; the start token is put before it")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.npz")
    parser.add_argument(
        "--knob",
        action="append",
        default=[],
        metavar="NAME=JSON",
        help="a number for the whole knob, nested lists, or a file of them",
    )


def run(args: argparse.Namespace) -> int:
    model, config = load_model(args.model, args.weights)
    module = load_architecture(args.model)
    ids = [BOS, *load_tokenizer().encode(args.text, add_special_tokens=False).ids]
    if len(ids) > config.context:
        raise ValueError(f"the text has {len(ids)} tokens with the start token; {args.model} takes {config.context}")
    knobs = read_knobs(args.knob, module.knob_specs(config))
    arrays = trace_arrays(model, captures_of(module, config), ids, knobs)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(args.out, __model__=text_bytes(args.model), __text__=text_bytes(args.text), **arrays)
    print(f"{len(arrays) - 1} captures of {len(ids)} tokens -> {args.out}")
    return 0


def read_knobs(settings: Sequence[str], specs: Sequence[KnobSpec]) -> dict[str, Tensor]:
    """Every knob at its default, but for those set by `NAME=VALUE`.

    Raises:
        ValueError: an unknown knob, a value that is not JSON of the knob's shape, or one outside its range.
    """
    knobs: dict[str, Tensor] = default_knobs(specs)
    known: Mapping[str, KnobSpec] = {spec.input: spec for spec in specs}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in known:
            raise ValueError(f"no knob {name!r}; there are {', '.join(known)}")
        knobs[name] = read_knob(value, known[name])
    return knobs


def read_knob(value: str, spec: KnobSpec) -> Tensor:
    text = Path(value).read_text(encoding="utf-8") if value.endswith(".json") else value
    try:
        numbers = torch.tensor(json.loads(text), dtype=torch.float32)
    except (TypeError, ValueError) as error:
        raise ValueError(f"knob {spec.input}: {value!r} is not a number, nor lists of numbers, in JSON") from error
    if numbers.dim() == 0:
        numbers = numbers.expand(spec.shape).clone()
    if tuple(numbers.shape) != spec.shape:
        expected = f"{list(spec.shape)} ({', '.join(spec.axes)})"
        raise ValueError(f"knob {spec.input}: the shape is {list(numbers.shape)}, expected {expected}")
    if not bool(((numbers >= spec.minimum) & (numbers <= spec.maximum)).all()):
        raise ValueError(f"knob {spec.input}: values lie between {spec.minimum:g} and {spec.maximum:g}")
    return numbers
