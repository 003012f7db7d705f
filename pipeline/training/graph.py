"""Builds ONNX graphs of transformer layers, fp32 or int8, without torch's exporters."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from pipeline.training.model import EPSILON, HEADS_OF_ATTENTION

_OPSET = 20
_BLOCK = 32
_NIBBLES = 16

# Inputs of these layers have columns that are far larger than the rest.
_SMOOTHED = (".qkv", ".up", ".down")
State = dict[str, npt.NDArray[np.float32]]


def pack_embeddings(
    table: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]:
    """Pack rows into 4 bits with a scale for each 32 weights.

    The embeddings were frozen, so the 4-bit values that they came as are found again exactly:
    of each block the weight of largest magnitude is -8 times the scale.

    Returns:
        Bytes `[rows, width / 2]`, low nibble first of each block's halves, and scales
        `[rows, width / 32]`.
    """
    rows, width = table.shape
    blocks = table.reshape(rows, width // _BLOCK, _BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[..., None], axis=2)
    scales = (largest / -8).astype(np.float16)
    divisor = np.where(scales == 0, np.float32(1), scales.astype(np.float32))
    nibbles = (np.clip(np.rint(blocks / divisor), -8, 7) + 8).astype(np.uint8)
    half = _BLOCK // 2
    packed: npt.NDArray[np.uint8] = nibbles[..., :half] | (nibbles[..., half:] << np.uint8(4))
    return packed.reshape(rows, width // 2), scales[..., 0]


class Graph:
    """Collects nodes and weights; each method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.names: set[str] = set()

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        """Keep an array under a name, once."""
        if name not in self.names:
            self.names.add(name)
            self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        """Keep a list of integers."""
        return self.constant("i_" + "_".join(map(str, values)), np.array(values, np.int64))

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add an operator with one output."""
        output = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, list(inputs), [output], name=f"n_{output}", **attributes)
        )
        return output

    def linear(self, x: str, state: State, name: str, output: str = "") -> str:
        """Add a linear layer of a state, smoothed where the state has factors for it."""
        matrix = state[f"{name}.weight"].T
        smooth = state.get(f"{name}.smooth")
        if smooth is not None:
            x = self.op("Mul", x, self.constant(f"{name}.smooth", 1 / smooth))
            matrix = matrix * smooth[:, None]
        weight = self.constant(f"{name}.weight", matrix)
        bias = self.constant(f"{name}.bias", state[f"{name}.bias"])
        product = self.op("MatMul", x, weight, name=f"{name}.matmul")
        return self.op("Add", product, bias, name=output)

    def norm(self, x: str, state: State, name: str, output: str = "") -> str:
        """Add a layer norm of a state."""
        scale = self.constant(f"{name}.weight", state[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", state[f"{name}.bias"])
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON, name=output)


def embed(graph: Graph, state: State) -> str:
    """Add the 4-bit word embeddings and positions of the input `ids`; return `[n, width]`."""
    packed, scales = pack_embeddings(state["word.weight"])
    width = state["word.weight"].shape[1]
    blocks = width // _BLOCK
    table = graph.constant("word.packed", packed)
    rows = graph.op("Gather", table, "ids", axis=0)
    shape = graph.integers(0, blocks, _BLOCK // 2)
    rows = graph.op("Reshape", rows, shape)
    low = graph.op("Mod", rows, graph.constant("nibble", np.array(_NIBBLES, np.uint8)))
    high = graph.op("Div", rows, "nibble")
    nibbles = graph.op("Concat", low, high, axis=2)
    values = graph.op("Cast", nibbles, to=TensorProto.FLOAT)
    values = graph.op("Sub", values, graph.constant("eight", np.array(8, np.float32)))
    scale = graph.op("Gather", graph.constant("word.scales", scales), "ids", axis=0)
    scale = graph.op("Cast", scale, to=TensorProto.FLOAT)
    scale = graph.op("Reshape", scale, graph.integers(0, blocks, 1))
    words = graph.op("Reshape", graph.op("Mul", values, scale), graph.integers(0, width))
    length = graph.op("Shape", "ids")
    positions = graph.op(
        "Slice", graph.constant("position", state["position"]), graph.integers(0), length
    )
    return graph.norm(graph.op("Add", words, positions), state, "norm")


def layer(graph: Graph, state: State, name: str, x: str, output: str = "") -> str:
    """Add a `pipeline.training.model.Layer` over `[n, width]`."""
    width = state[f"{name}.out.weight"].shape[0]
    size = width // HEADS_OF_ATTENTION
    qkv = graph.linear(x, state, f"{name}.qkv")
    split = [f"{name}.{part}" for part in "qkv"]
    graph.nodes.append(
        helper.make_node(
            "Split", [qkv, graph.integers(width, width, width)], split, axis=1, name=f"{name}.split"
        )
    )
    heads = graph.integers(0, HEADS_OF_ATTENTION, size)
    q, k, v = (graph.op("Reshape", part, heads) for part in split)
    q = graph.op("Transpose", q, perm=[1, 0, 2])
    k = graph.op("Transpose", k, perm=[1, 2, 0])
    v = graph.op("Transpose", v, perm=[1, 0, 2])
    root = graph.constant("root", np.array(1 / size**0.5, np.float32))
    scores = graph.op("MatMul", graph.op("Mul", q, root), k)
    mixed = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), v)
    mixed = graph.op("Transpose", mixed, perm=[1, 0, 2])
    mixed = graph.op("Reshape", mixed, graph.integers(0, width))
    mixed = graph.linear(mixed, state, f"{name}.out")
    x = graph.norm(graph.op("Add", x, mixed), state, f"{name}.norm_attention")
    inner = graph.op("Gelu", graph.linear(x, state, f"{name}.up"))
    inner = graph.linear(inner, state, f"{name}.down")
    return graph.norm(graph.op("Add", x, inner), state, f"{name}.norm", output)


def smoothing(
    largest: npt.NDArray[np.float32], weight: npt.NDArray[np.float32], strength: float = 0.75
) -> npt.NDArray[np.float32]:
    """Return what to divide a layer's inputs by, and multiply its weights with, before int8.

    A few columns of the inputs are far larger than the rest; one scale for all would round the
    rest away (Xiao et al. 2023, "SmoothQuant").

    Args:
        largest: largest magnitude of each input on some text, `[in]`.
        weight: `[out, in]`.
        strength: 0 leaves all to the inputs, 1 all to the weights.
    """
    inputs = np.maximum(largest, 1e-4) ** strength
    outputs = np.maximum(np.abs(weight).max(0), 1e-4) ** (1 - strength)
    factors: npt.NDArray[np.float32] = (inputs / outputs).astype(np.float32)
    return factors


def input_ranges(model: torch.nn.Module, run: Callable[[], None]) -> State:
    """Return the largest magnitude of each input of the wide layers while `run` uses a model."""
    found: State = {}

    def watch(name: str) -> Callable[[torch.nn.Module, tuple[torch.Tensor]], None]:
        def look(_: torch.nn.Module, inputs: tuple[torch.Tensor]) -> None:
            largest = inputs[0].abs().flatten(0, -2).amax(0).numpy()
            found[name] = np.maximum(found.get(name, 0), largest)

        return look

    hooks = [
        part.register_forward_pre_hook(watch(name))
        for name, part in model.named_modules()
        if name.endswith(_SMOOTHED)
    ]
    with torch.no_grad():
        run()
    for hook in hooks:
        hook.remove()
    return found


def smoothed(state: State, ranges: State) -> State:
    """Return a state with the factors of `smoothing` beside the weights that they belong to."""
    return state | {
        f"{name}.smooth": smoothing(largest, state[f"{name}.weight"])
        for name, largest in ranges.items()
    }


Value = tuple[str, int, list[str | int]]


def finish(
    graph: Graph, name: str, inputs: Sequence[Value], outputs: Sequence[Value]
) -> onnx.ModelProto:
    """Return the checked model of a graph.

    Args:
        graph: nodes and weights.
        name: of the model.
        inputs: name, element type and shape of each.
        outputs: the same.
    """
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [helper.make_tensor_value_info(*value) for value in inputs],
            [helper.make_tensor_value_info(*value) for value in outputs],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model


def quantise(source: Path, target: Path, heads: Sequence[str] = ()) -> None:
    """Write `source` with int8 weights (one scale a column) and dynamic int8 activations.

    Args:
        source: an fp32 model.
        target: the file to write.
        heads: names of small matrices that stay fp32: they cost nothing.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(source)
    kept = [f"n_{name}.matmul" for name in heads]
    assert {node.name for node in model.graph.node} >= set(kept)
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=kept,
        extra_options={"MatMulConstBOnly": True},
    )
