import pytest
import torch

from foundry.architectures.diff.model import Config as DiffConfig
from foundry.architectures.diff.model import DiffAttention
from foundry.architectures.diff.model import Model as DiffModel
from foundry.architectures.transformer.model import Attention
from foundry.layers import causal_mask, masked_softmax, rotary_tables
from foundry.paths import FOUNDRY
from foundry.registry import architectures, load_architecture

IDS = architectures()


def build(id: str, **changes: int) -> torch.nn.Module:
    torch.manual_seed(0)
    module = load_architecture(id)
    return module.Model(module.Config(**changes)).eval()


def is_masked(id: str) -> bool:
    """True for a model that fills gaps and sees the whole text."""
    return getattr(load_architecture(id), "TASK", "causal") == "masked"


def has_heads_to_mask(id: str) -> bool:
    module = load_architecture(id)
    return "head_mask" in {spec.input for spec in module.knob_specs(module.Config())}


def tokens(length: int = 40, batch: int = 2) -> torch.Tensor:
    return torch.randint(3, 2048, (batch, length), generator=torch.Generator().manual_seed(1))


def test_both_are_found() -> None:
    assert {"transformer", "diff"} <= set(IDS)


@pytest.mark.parametrize("id", IDS)
def test_parameters_are_within_three_per_cent(id: str) -> None:
    def count(name: str) -> int:
        return sum(p.numel() for p in build(name).parameters())

    assert abs(count(id) / count("transformer") - 1) < 0.03


@pytest.mark.parametrize("id", IDS)
@torch.no_grad()
def test_capturing_path_equals_fast_path(id: str) -> None:
    model = build(id)
    for length in (1, 2, 7, 40, 513 - 1):
        fast, nothing = model(tokens(length, 1))
        slow, _ = model(tokens(length, 1), capture=True)
        assert nothing == {}
        torch.testing.assert_close(fast, slow, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("id", IDS)
@torch.no_grad()
def test_captures_are_those_of_the_specs(id: str) -> None:
    model, module = build(id), load_architecture(id)
    _, captures = model(tokens(9, 2), capture=True)
    specs = module.capture_specs(model.config)
    assert set(captures) == {spec.output for spec in specs}
    heads, width = getattr(model.config, "heads", 0), model.config.width
    for spec in specs:
        shape = captures[spec.output].shape
        if spec.axes == ():
            assert shape == (1,)
            continue
        assert len(shape) == len(spec.axes) + 1 and shape[0] == 2
        if spec.axes == ("head", "query", "key"):
            assert shape == (2, heads, 9, 9)
        if spec.role == "residual":
            assert shape == (2, 9, width)
        if spec.role == "attention.map":
            torch.testing.assert_close(captures[spec.output].sum(-1), torch.ones(2, heads, 9))
            assert is_masked(id) or (captures[spec.output].triu(1) == 0).all()


@pytest.mark.parametrize("id", IDS)
@torch.no_grad()
def test_knobs_at_their_defaults_change_nothing(id: str) -> None:
    model, module = build(id), load_architecture(id)
    knobs = {spec.input: torch.full(spec.shape, spec.default) for spec in module.knob_specs(model.config)}
    for capture in (False, True):
        assert torch.equal(model(tokens(), knobs, capture)[0], model(tokens(), None, capture)[0])


@pytest.mark.parametrize("id", [id for id in IDS if has_heads_to_mask(id)])
@torch.no_grad()
def test_a_masked_head_is_silent(id: str) -> None:
    model = build(id)
    mask = torch.ones(model.config.layers, model.config.heads)
    mask[2, 1] = 0
    for capture in (False, True):
        changed, captures = model(tokens(), {"head_mask": mask}, capture)
        assert not torch.allclose(changed, model(tokens())[0], atol=1e-6)
    assert (captures["L2.attention.output"][:, 1] == 0).all()
    assert (captures["L2.attention.context"][:, 1] != 0).any()


@pytest.mark.parametrize("id", [id for id in IDS if not is_masked(id)])
@torch.no_grad()
def test_the_future_changes_nothing_before_it(id: str) -> None:
    model = build(id)
    one = tokens()
    two = one.clone()
    two[:, 25:] = (two[:, 25:] + 17) % 2000 + 3
    for capture in (False, True):
        torch.testing.assert_close(model(one, None, capture)[0][:, :25], model(two, None, capture)[0][:, :25])


@torch.no_grad()
def test_diff_with_lambda_scale_zero_is_plain_attention_of_the_first_map() -> None:
    torch.manual_seed(0)
    diff = DiffAttention(width=64, depth=2, heads=2, head_width=16).double()
    x = torch.randn(2, 11, 64, dtype=torch.float64)
    cos, sin = rotary_tables(11, 16, dtype=torch.float64)
    visible = causal_mask(11)
    silent = torch.zeros(1, dtype=torch.float64)
    out, captures = diff(x, cos, sin, visible, {"lambda_scale": silent}, capture=True)
    first = masked_softmax(captures["attention.query.1"] @ captures["attention.key.1"].transpose(-1, -2) / 4, visible)
    context = first @ captures["attention.value"]
    normed = context / (context.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt() * diff.subln.weight
    expected = (normed * (1 - diff.lambda_init)).transpose(1, 2).flatten(-2) @ diff.out_proj.weight.T
    torch.testing.assert_close(out, expected)
    assert torch.equal(captures["attention.effective"], captures["attention.map.1"])


@torch.no_grad()
def test_diff_lambda_starts_near_its_initial_value_and_grows_with_depth() -> None:
    model = DiffModel(DiffConfig())
    _, captures = model(tokens(3, 1), capture=True)
    initial = [float(captures[f"L{i}.diff.lambda_init"]) for i in range(6)]
    assert [round(v, 3) for v in initial] == [0.2, 0.356, 0.471, 0.556, 0.619, 0.666]
    for i in range(6):
        assert abs(float(captures[f"L{i}.diff.lambda"]) - initial[i]) < 0.25
        rows = captures[f"L{i}.attention.effective"].sum(-1)
        torch.testing.assert_close(rows, (1 - captures[f"L{i}.diff.lambda"]).expand_as(rows))


@torch.no_grad()
def test_diff_with_a_fixed_lambda_uses_it_in_its_layer_only() -> None:
    model = DiffModel(DiffConfig())
    fixed = torch.tensor([-1.0, 0.0, 0.25, -0.5, 1.5, -1.0])
    _, own = model(tokens(9, 1), {"lambda_scale": torch.full((6,), 0.5)}, capture=True)
    _, found = model(tokens(9, 1), {"lambda_scale": torch.full((6,), 0.5), "lambda_override": fixed}, capture=True)
    for i, value in enumerate(fixed.tolist()):
        used = float(found[f"L{i}.diff.lambda"])
        assert used == (float(own[f"L{i}.diff.lambda"]) if value < 0 else value)
        rows = found[f"L{i}.attention.effective"].sum(-1)
        torch.testing.assert_close(rows, torch.full_like(rows, 1 - used))
    assert torch.equal(found["L1.attention.effective"], found["L1.attention.map.1"])


@torch.no_grad()
def test_grouped_queries_equal_repeated_keys() -> None:
    """Heads that share keys and values give what separate ones with copied weights give."""
    torch.manual_seed(0)
    x = torch.randn(1, 9, 64, dtype=torch.float64)
    cos, sin = rotary_tables(9, 8, dtype=torch.float64)
    few = Attention(64, 8, 8, kv_heads=2).double()
    many = Attention(64, 8, 8).double()
    few_pairs = DiffAttention(64, 1, 4, 8, kv_heads=2).double()
    many_pairs = DiffAttention(64, 1, 4, 8).double()
    for small, large, width, times in ((few, many, 8, 4), (few_pairs, many_pairs, 16, 2)):
        state = dict(small.state_dict())
        for name in ("k_proj.weight", "v_proj.weight"):
            state[name] = state[name].unflatten(0, (-1, width)).repeat_interleave(times, 0).flatten(0, 1)
        large.load_state_dict(state)
        for capture in (False, True):
            one, _ = small(x, cos, sin, causal_mask(9), capture=capture)
            two, _ = large(x, cos, sin, causal_mask(9), capture=capture)
            torch.testing.assert_close(one, two)


@pytest.mark.parametrize("id", IDS)
def test_notes_exist_in_both_languages(id: str) -> None:
    for language in ("en", "zh"):
        assert (FOUNDRY / "architectures" / id / f"notes.{language}.md").read_text(encoding="utf-8").strip()
