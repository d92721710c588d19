"""How long values are behind the output projection: by hand, and against what the models really add to their streams."""

import re
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from foundry.layers import projected_norms
from foundry.registry import architectures, load_architecture
from foundry.tests.small import small_config
from foundry.tests.zoo import build, knobs_in_float64

OF_A_LAYER = re.compile(r"(layers|blocks)\.\d+\.(attention\.)?out_proj")
"""Names of the output projections that belong to one layer alone."""


def lengths_of(id: str) -> list[Any]:
    module = load_architecture(id)
    return [spec for spec in module.capture_specs(small_config(module)) if spec.role == "attention.transformed"]


def test_by_hand() -> None:
    """Two heads of width 2 into a stream of width 3: v (3, 4) behind [[1, 0], [0, 1], [0, 0]] is (3, 4, 0), and so on."""
    projection = torch.tensor([[1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    v = torch.tensor([[[[3.0, 4.0], [0.0, 0.0], [-5.0, 12.0]], [[3.0, 8.0], [0.0, -2.0], [4.0, 15.0]]]])
    assert projected_norms(v, projection).tolist() == [[[5, 0, 13], [10, 2, 17]]]
    assert projected_norms(v, projection, torch.tensor([0.0, 0.5])).tolist() == [[[0, 0, 0], [5, 1, 8.5]]]


def test_they_are_left_out_where_no_fixed_map_leads_to_the_stream() -> None:
    assert not any(lengths_of(id) for id in ("diff", "dijiang", "rwkv"))
    assert [spec.layer for spec in lengths_of("mom")] == [0, 5]  # its steps choose their projections


@pytest.mark.parametrize("id", [id for id in architectures() if lengths_of(id)])
@torch.no_grad()
def test_a_head_alone_adds_its_weight_times_this_length(id: str) -> None:
    """On a text of one token, with one head let through by a half, what leaves the output projection is α · ½ · f(x)."""
    module = load_architecture(id)
    config = small_config(module)
    model = build(module, config)
    added: dict[str, Tensor] = {}
    for name, part in model.named_modules():
        if OF_A_LAYER.fullmatch(name):
            assert isinstance(part, nn.Linear)
            bias = 0 if part.bias is None else part.bias
            part.register_forward_hook(lambda _m, _i, out, name=name, bias=bias: added.update({name: out - bias}))
    specs = lengths_of(id)
    for head in range(config.heads):
        knobs = knobs_in_float64(module, config)
        knobs["head_mask"] = torch.zeros_like(knobs["head_mask"])
        knobs["head_mask"][:, head] = 0.5
        _, found = model(torch.tensor([[7 + head]]), knobs, capture=True)
        for spec, written in zip(specs, added.values(), strict=True):
            place = f"L{spec.layer}.attention"
            map_name = next(name for name in (f"{place}.effective", f"{place}.map") if name in found)
            weight, length = found[map_name][0, head, 0, 0], found[spec.output][0, head, 0]
            assert length > 1e-3
            torch.testing.assert_close(written.norm(), weight.abs() * length, atol=1e-10, rtol=1e-10)
