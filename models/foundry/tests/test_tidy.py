"""Rewritten graphs compute what they computed before."""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from foundry.tidy import tidy

LENGTH = 6


def masked_graph(mask: np.ndarray, low: float = -1, softmax: bool = False) -> bytes:
    """y = where(mask[:T, :T], x², low) for x [T, T], or its softmax, and the constant `c` as a second output."""
    slices = {"start": [0], "rows": [0], "columns": [1], "step": [1]}
    constants = [
        numpy_helper.from_array(mask, "mask"),
        numpy_helper.from_array(np.array(2, dtype=np.float32), "two"),
        numpy_helper.from_array(np.array(low, dtype=np.float32), "low"),
        numpy_helper.from_array(np.array([7], dtype=np.float32), "c"),
        numpy_helper.from_array(np.zeros(1000, dtype=np.float32), "unused"),
        *(numpy_helper.from_array(np.array(value, dtype=np.int64), name) for name, value in slices.items()),
    ]
    nodes = [
        helper.make_node("Shape", ["x"], ["length"], start=0, end=1),
        helper.make_node("Slice", ["mask", "start", "length", "rows", "step"], ["cut"]),
        helper.make_node("Slice", ["cut", "start", "length", "columns", "step"], ["visible"]),
        helper.make_node("Pow", ["x", "two"], ["squared"], doc_string="a remark"),
        helper.make_node("Where", ["visible", "squared", "low"], ["scores" if softmax else "y"]),
        *([helper.make_node("Softmax", ["scores"], ["y"], axis=-1)] if softmax else []),
    ]
    float32 = TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", float32, ["t", "t"])],
        [helper.make_tensor_value_info("y", float32, ["t", "t"]), helper.make_tensor_value_info("c", float32, [1])],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10).SerializeToString()


def run(model: bytes, length: int) -> list[np.ndarray]:
    x = np.linspace(-3, 3, length * length, dtype=np.float32).reshape(length, length)
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, {"x": x})


def tidied(model: bytes) -> tuple[bytes, list[str]]:
    from onnx import load_model_from_string

    proto = load_model_from_string(model)
    tidy(proto)
    return proto.SerializeToString(), [node.op_type for node in proto.graph.node]


def test_a_causal_mask_is_computed_from_positions() -> None:
    before = masked_graph(np.tri(LENGTH, dtype=bool))
    after, operators = tidied(before)
    assert sorted(operators) == ["GreaterOrEqual", "Identity", "Mul", "Shape", "Slice", "Unsqueeze", "Where"]
    assert len(after) < len(before) - 3500
    for length in (1, 2, LENGTH):
        for old, new in zip(run(before, length), run(after, length), strict=True):
            np.testing.assert_array_equal(old, new)


def test_what_a_mask_hides_from_a_softmax_is_hidden_without_booleans() -> None:
    before = masked_graph(np.tri(LENGTH, dtype=bool), low=-1e9, softmax=True)
    after, operators = tidied(before)
    assert not {"Where", "GreaterOrEqual"} & set(operators)
    for length in (1, 2, LENGTH):
        for old, new in zip(run(before, length), run(after, length), strict=True):
            np.testing.assert_array_equal(old, new)


def test_a_mask_that_does_more_than_hide_stays_a_mask() -> None:
    for low, softmax in ((-1.0, True), (-1e9, False)):
        before = masked_graph(np.tri(LENGTH, dtype=bool), low, softmax)
        after, operators = tidied(before)
        assert "Where" in operators
        np.testing.assert_array_equal(run(before, 4)[0], run(after, 4)[0])


def test_a_fill_is_expanded_and_what_no_output_needs_is_gone() -> None:
    """y = x + fill of x's shape; the fill of integers and a lonely product are not needed."""
    seven = numpy_helper.from_array(np.array([7], dtype=np.float32), "seven")
    whole = numpy_helper.from_array(np.array([1], dtype=np.int64), "whole")
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("ConstantOfShape", ["shape"], ["filled"], value=seven),
        helper.make_node("ConstantOfShape", ["shape"], ["ones"], value=whole),
        helper.make_node("Mul", ["x", "x"], ["squared"]),
        helper.make_node("Add", ["x", "filled"], ["y"]),
    ]
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["t", "t"]) for name in ("x", "y")]
    graph = helper.make_graph(nodes, "g", values[:1], values[1:])
    before = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10).SerializeToString()
    after, operators = tidied(before)
    assert operators == ["Shape", "Expand", "Add"]
    np.testing.assert_array_equal(run(before, 3)[0], run(after, 3)[0])


def test_another_mask_is_left_as_it_is() -> None:
    mask = np.tri(LENGTH, dtype=bool)
    mask[0, 1] = True
    before = masked_graph(mask)
    after, operators = tidied(before)
    assert operators.count("Slice") == 2
    np.testing.assert_array_equal(run(before, 4)[0], run(after, 4)[0])


def test_equal_constants_are_stored_once() -> None:
    """y = x a + x b, a = b: one of them stays, and two outputs that are the same constant both stay."""
    weight = np.arange(4, dtype=np.float32).reshape(2, 2)
    value = np.array([7], dtype=np.float32)
    arrays = {"a": weight, "b": weight, "c": value, "d": value}
    constants = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    nodes = [
        helper.make_node("MatMul", ["x", "a"], ["xa"]),
        helper.make_node("MatMul", ["x", "b"], ["xb"]),
        helper.make_node("Add", ["xa", "xb"], ["y"]),
    ]
    shapes = {"y": [1, 2], "c": [1], "d": [1]}
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 2])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()],
        constants,
    )
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    tidy(proto)
    assert len(proto.graph.initializer) == 2
    x = np.array([[1, 2]], dtype=np.float32)
    y, c, d = onnxruntime.InferenceSession(proto.SerializeToString()).run(None, {"x": x})
    np.testing.assert_array_equal(y, 2 * x @ weight)
    assert c == d == value
