"""Which nodes of a graph ONNX Runtime Web runs on the CPU although WebGPU was asked for.

Its WebGPU computes nothing with integers of 64 bits: a node whose data are such integers runs on the CPU, be it only the
`Shape` of the token ids. Sizes, axes and ids that a node merely reads do not draw it there, and neither does the shape
of a tensor that lies on the GPU. `renderer/engine/placement.gpu.test.ts` asks the library itself, of every shipped
model, and must find the same nodes.
"""

import onnx
from onnx import ModelProto, NodeProto, TensorProto

READS_SIZES = {
    *(
        "Expand",
        "Gather",
        "GatherElements",
        "GatherND",
        "Pad",
        "ReduceMax",
        "ReduceMean",
        "ReduceSum",
        "Reshape",
        "Slice",
    ),
    *("Split", "Squeeze", "Tile", "TopK", "Trilu", "Unsqueeze"),
}
"""Operators of whose inputs only the first is data; the others say where, how many or which axis."""


RUNTIME = "ONNX Runtime Web 1.30"


def on_processor(proto: ModelProto, ids: str) -> list[NodeProto]:
    """The nodes that run on the CPU, all of them arithmetic on the length of the text.

    Args:
        ids: name of the graph's input of token ids, which lie on the CPU when a run begins.

    Raises:
        ValueError: one of them needs a number that the GPU computed: it would be carried over and back in every run.
    """
    inferred = onnx.shape_inference.infer_shapes(proto).graph
    values = [*inferred.value_info, *inferred.input, *inferred.output]
    whole = {value.name for value in values if value.type.tensor_type.elem_type == TensorProto.INT64}
    constants = {tensor.name for tensor in proto.graph.initializer}
    whole |= {tensor.name for tensor in proto.graph.initializer if tensor.data_type == TensorProto.INT64}
    sizes: set[str] = set()
    found = []
    for node in proto.graph.node:
        data = set(node.input[:1] if node.op_type in READS_SIZES else node.input)
        if node.op_type == "Shape":
            sizes.update(node.output)
        if not whole & data:
            continue
        if strangers := data - sizes - constants - ({ids} if node.op_type == "Shape" else set()):
            raise ValueError(
                f"node {node.name} ({node.op_type}) takes {', '.join(sorted(strangers))} from the GPU to the CPU: "
                "WebGPU has no arithmetic on 64-bit integers"
            )
        sizes.update(node.output)
        found.append(node)
    return found
