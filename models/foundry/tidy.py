"""Rewrites a traced graph so that it holds only what a run needs and stays on the GPU from the ids to the outputs."""

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper


def tidy(proto: ModelProto) -> None:
    """Everything below, in place. What is computed does not change."""
    square_by_product(proto.graph)
    compute_causal_masks(proto.graph)
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
        cut = helper.make_node("Slice", [positions, *rows[0].input[1:]], [keys], name=keys)
        column = helper.make_node("Unsqueeze", [keys, axis], [queries], name=queries)
        compared = helper.make_node("GreaterOrEqual", [queries, keys], list(columns[0].output), name=mask.name)
        replace_nodes(graph, columns[0], [cut, column, compared])
        graph.node.remove(rows[0])


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
    """Constants that no node reads, and the exporter's guesses at inner shapes."""
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
