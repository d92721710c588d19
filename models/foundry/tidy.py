"""Rewrites a traced graph so that it holds only what a run needs and stays on the GPU from the ids to the outputs."""

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

HIDDEN = -1e9
"""A score that no softmax gives anything to."""


def tidy(proto: ModelProto) -> None:
    """Everything below, in place. What is computed does not change."""
    square_by_product(proto.graph)
    compute_causal_masks(proto.graph)
    expand_fills(proto.graph)
    name_constant_outputs(proto.graph)
    merge_equal_constants(proto.graph)
    drop_unused(proto.graph)
    drop_remarks(proto)


def square_by_product(graph: GraphProto) -> None:
    """x² as x · x: a power is slower, and WGSL leaves `pow` of negative numbers open."""
    squares = {tensor.name for tensor in graph.initializer if is_scalar(tensor, 2)}
    for node in graph.node:
        if node.op_type == "Pow" and node.input[1] in squares:
            node.CopyFrom(helper.make_node("Mul", [node.input[0]] * 2, list(node.output), name=node.name))


def compute_causal_masks(graph: GraphProto) -> None:
    """A stored causal mask cut to the text's length becomes a comparison of positions.

    ONNX Runtime's WebGPU cannot slice booleans: the mask would be cut on the CPU and carried over in every run, and as
    a constant it takes context² bytes. mask[:T, :T] = (p[:T, None] >= p[None, :T]) with p = 0, 1, 2, ... in float32.

    Where the mask only hides scores from a softmax, 10⁹ · min(p_query − p_key, 0) is added to them instead: the softmax
    gives the same to the last bit, and no boolean is left that a graph optimiser could wish to transpose, which WebGPU
    cannot do either.
    """
    for mask in [tensor for tensor in graph.initializer if is_causal_mask(tensor)]:
        rows = [node for node in graph.node if mask.name in node.input]
        if len(rows) != 1 or not is_slice(graph, rows[0], axis=0):
            continue
        columns = [node for node in graph.node if rows[0].output[0] in node.input]
        if len(columns) != 1 or not is_slice(graph, columns[0], axis=1) or columns[0].input[2] != rows[0].input[2]:
            continue
        positions, axis = f"{mask.name}.positions", f"{mask.name}.axis"
        graph.initializer.append(numpy_helper.from_array(np.arange(mask.dims[0], dtype=np.float32), positions))
        graph.initializer.append(numpy_helper.from_array(np.array([1], dtype=np.int64), axis))
        keys, queries = f"{mask.name}.keys", f"{mask.name}.queries"
        visible = columns[0].output[0]
        new = [
            helper.make_node("Slice", [positions, *rows[0].input[1:]], [keys], name=keys),
            helper.make_node("Unsqueeze", [keys, axis], [queries], name=queries),
            helper.make_node("GreaterOrEqual", [queries, keys], [visible], name=mask.name),
        ]
        hiding = [node for node in graph.node if node.input[:1] == [visible] and hides_from_softmax(graph, node)]
        if hiding:
            new += distance_penalty(graph, mask.name, queries, keys)
        for node in hiding:
            added = helper.make_node("Add", [node.input[1], f"{mask.name}.penalty"], list(node.output), name=node.name)
            node.CopyFrom(added)
        replace_nodes(graph, columns[0], new)
        graph.node.remove(rows[0])


def hides_from_softmax(graph: GraphProto, node: NodeProto) -> bool:
    """True for Where(mask, scores, a very negative constant) that nothing but softmaxes over the keys read."""
    known = {tensor.name: tensor for tensor in graph.initializer}
    if node.op_type != "Where" or node.input[2] not in known or node.output[0] in {out.name for out in graph.output}:
        return False
    if (numpy_helper.to_array(known[node.input[2]]) > HIDDEN).any():
        return False
    readers = [reader for reader in graph.node if node.output[0] in reader.input]
    return all(reader.op_type == "Softmax" and [a.i for a in reader.attribute] in ([], [-1]) for reader in readers)


def distance_penalty(graph: GraphProto, name: str, queries: str, keys: str) -> list[NodeProto]:
    """Nodes that compute `<name>.penalty` [T, T]: 0 where the key is not after the query, else far below any score."""
    for part, value in (("zero", 0.0), ("steep", -HIDDEN)):
        graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.float32), f"{name}.{part}"))
    return [
        helper.make_node("Sub", [queries, keys], [f"{name}.distance"], name=f"{name}.distance"),
        helper.make_node("Min", [f"{name}.distance", f"{name}.zero"], [f"{name}.ahead"], name=f"{name}.ahead"),
        helper.make_node("Mul", [f"{name}.ahead", f"{name}.steep"], [f"{name}.penalty"], name=f"{name}.penalty"),
    ]


def expand_fills(graph: GraphProto) -> None:
    """A block of one float is spread from a single number: ONNX Runtime's WebGPU has Expand but not ConstantOfShape."""
    for node in graph.node:
        if node.op_type != "ConstantOfShape":
            continue
        value = numpy_helper.to_array(node.attribute[0].t) if node.attribute else np.zeros(1, dtype=np.float32)
        if value.dtype != np.float32:
            continue
        name = f"{node.output[0]}.value"
        graph.initializer.append(numpy_helper.from_array(value.reshape(()), name))
        node.CopyFrom(helper.make_node("Expand", [name, node.input[0]], list(node.output), name=node.name))


def name_constant_outputs(graph: GraphProto) -> None:
    """An output that folding turned into a stored constant is copied from it by a node: some runtimes refuse a graph
    whose output no node computes."""
    outputs = {output.name for output in graph.output}
    for tensor in graph.initializer:
        if tensor.name in outputs:
            value = f"{tensor.name}.value"
            graph.node.append(helper.make_node("Identity", [value], [tensor.name], name=f"{tensor.name}.copy"))
            tensor.name = value


def merge_equal_constants(graph: GraphProto) -> None:
    """One copy of constants that hold the same: a weight that is used at several steps is stored once for each by the
    exporter, because it stores each use's transpose."""
    first: dict[tuple[int, tuple[int, ...], bytes], str] = {}
    kept_for: dict[str, str] = {}
    for tensor in graph.initializer:
        content = tensor.data_type, tuple(tensor.dims), numpy_helper.to_array(tensor).tobytes()
        kept_for[tensor.name] = first.setdefault(content, tensor.name)
    for node in graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = kept_for.get(name, name)


def drop_unused(graph: GraphProto) -> None:
    """Nodes and constants that no output needs, and the exporter's guesses at inner shapes."""
    needed = {output.name for output in graph.output}
    kept_nodes = []
    for node in reversed(graph.node):  # they stand in an order in which they can run
        if needed.intersection(node.output):
            kept_nodes.append(node)
            needed.update(node.input)
    kept_nodes.reverse()
    del graph.node[:]
    graph.node.extend(kept_nodes)
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.value_info[:]


def drop_remarks(proto: ModelProto) -> None:
    """Stack traces, module names and versions: a tenth of the file, and not the same on two machines."""
    graph = proto.graph
    for part in (proto, graph, *graph.node, *graph.initializer, *graph.input, *graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
    proto.producer_name, proto.producer_version = "heddle-foundry", ""
    graph.name = "model"
    del proto.functions[:]


def is_scalar(tensor: TensorProto, value: float) -> bool:
    return len(tensor.dims) == 0 and numpy_helper.to_array(tensor).item() == value


def is_causal_mask(tensor: TensorProto) -> bool:
    """True for a square of booleans that is true where the key is not after the query."""
    if tensor.data_type != TensorProto.BOOL or len(tensor.dims) != 2 or tensor.dims[0] != tensor.dims[1]:
        return False
    return np.array_equal(numpy_helper.to_array(tensor), np.tri(tensor.dims[0], dtype=bool))


def is_slice(graph: GraphProto, node: NodeProto, axis: int) -> bool:
    """True for x[:end] along `axis`: a Slice from 0 in steps of 1."""
    if node.op_type != "Slice" or len(node.input) != 5:
        return False
    known = {tensor.name: tensor for tensor in graph.initializer}
    if not all(name in known for name in (node.input[1], node.input[3], node.input[4])):
        return False
    start, axes, step = (numpy_helper.to_array(known[node.input[i]]).tolist() for i in (1, 3, 4))
    return (start, axes, step) == ([0], [axis], [1])


def replace_nodes(graph: GraphProto, old: NodeProto, new: list[NodeProto]) -> None:
    """Puts `new` in the place of `old`, so that the nodes stay in an order in which they can run."""
    place = list(graph.node).index(old)
    nodes = list(graph.node)
    nodes[place : place + 1] = new
    del graph.node[:]
    graph.node.extend(nodes)
