"""Writes the trained encoder as an ONNX graph, fp32 or int8, without torch's exporters.

The graph reads one window (`ids`, int64 `[n]`): no batch, no padding and no mask, so that what
else is read at the same time cannot change a result. Outputs, all float32: `ner` `[n, 11]`,
`ner_nerkor` `[n, 9]`, `roles` `[n, 12]`, `status` `[n, 5]` (scores before softmax or sigmoid),
`link_left` and `link_right` `[n, 128]`, `hidden` `[n, 384]`.
"""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from pipeline.training.config import TrainConfig
from pipeline.training.fit import new_model
from pipeline.training.model import EPSILON, HEADS_OF_ATTENTION, VisitEncoder, load_tensors
from pipeline.training.visits import ROLES, STATUSES
from pipeline.training.windows import CorpusWindows, encode_lines

_OPSET = 20
_BLOCK = 32
_NIBBLES = 16
_OUTPUTS = {
    "ner": "ner",
    "ner_nerkor": "second",
    "roles": "roles",
    "status": "status",
    "link_left": "left",
    "link_right": "right",
}

# Inputs of these layers have columns that are far larger than the rest.
_SMOOTHED = (".qkv", ".up", ".down")
# Windows of each corpus that the inputs are measured on.
_MEASURED = 20

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


class _Graph:
    """Collects nodes and weights; each method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.names: set[str] = set()

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        if name not in self.names:
            self.names.add(name)
            self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant("i_" + "_".join(map(str, values)), np.array(values, np.int64))

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, list(inputs), [output], name=f"n_{output}", **attributes)
        )
        return output

    def linear(self, x: str, state: State, name: str, output: str = "") -> str:
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
        scale = self.constant(f"{name}.weight", state[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", state[f"{name}.bias"])
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON, name=output)


def _embed(graph: _Graph, state: State) -> str:
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


def _layer(graph: _Graph, state: State, name: str, x: str, output: str = "") -> str:
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


def input_ranges(model: VisitEncoder, texts: Sequence[Sequence[int]]) -> State:
    """Return the largest magnitude of each input of the wide layers, over texts of subwords."""
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
        for ids in texts:
            model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool))
    for hook in hooks:
        hook.remove()
    return found


def _smoothed(config: TrainConfig, state: State) -> State:
    """Return the state with the factors of `smoothing`, measured on training text."""
    model = new_model(config.model_copy(update={"start_from": None}))
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    tokenizer = Tokenizer.from_file(str(config.paths.work / "base" / "tokenizer.json"))
    rng = random.Random(config.seed)
    texts = []
    for corpus in config.corpora:
        windows = list(CorpusWindows(config.paths.corpora, corpus).draw(config, rng))
        for window in rng.sample(windows, min(_MEASURED, len(windows))):
            texts.append(encode_lines(tokenizer, window.text)[0][: config.visit_window])
    ranges = input_ranges(model.eval(), texts)
    return state | {
        f"{name}.smooth": smoothing(largest, state[f"{name}.weight"])
        for name, largest in ranges.items()
    }


def build_graph(state: State) -> onnx.ModelProto:
    """Return the fp32 graph of a `VisitEncoder` state."""
    graph = _Graph()
    layers = len({key.split(".")[1] for key in state if key.startswith("layers.")})
    branch = len({key.split(".")[1] for key in state if key.startswith("branch.")})
    x = _embed(graph, state)
    for index in range(layers - branch):
        x = _layer(graph, state, f"layers.{index}", x, "" if index < layers - 1 else "hidden")
    own = x
    for index in range(layers - branch, layers):
        x = _layer(graph, state, f"layers.{index}", x, "" if index < layers - 1 else "hidden")
    for index in range(branch):
        own = _layer(graph, state, f"branch.{index}", own)
    visit = graph.op("Gelu", graph.linear(own, state, "visit"))
    for output, name in _OUTPUTS.items():
        source = "hidden" if name in {"ner", "second"} else visit
        graph.linear(source, state, name, output)
    widths = {out: state[f"{name}.bias"].shape[0] for out, name in _OUTPUTS.items()}
    widths["hidden"] = state["norm.bias"].shape[0]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "visit-encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width])
                for name, width in widths.items()
            ],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model


def quantise(source: Path, target: Path) -> None:
    """Write `source` with int8 weights (one scale a column) and dynamic int8 activations.

    The small matrices of the heads stay fp32: they cost nothing.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(source)
    heads = [f"n_{name}.matmul" for name in _OUTPUTS.values()]
    assert {node.name for node in model.graph.node} >= set(heads)
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=heads,
        extra_options={"MatMulConstBOnly": True},
    )


def export(config: TrainConfig, weights: Path, folder: Path) -> Path:
    """Write `model.onnx` (int8), `tokenizer.json` and `config.json` into `folder`.

    Args:
        config: the run that made the weights.
        weights: what `fit` returned.
        folder: the model's folder.

    Returns:
        The fp32 graph, beside the weights, to compare with.
    """
    saved = torch.load(weights, weights_only=True)["model"]
    state = {name: value.float().numpy() for name, value in saved.items()}
    # Frozen, and rounded to bf16 in training: the exact ones are those that training began with.
    state["word.weight"] = load_tensors(config.paths.work / "base")["emb.word"]
    state = _smoothed(config, state)
    full = weights.with_name("model-fp32.onnx")
    onnx.save(build_graph(state), full)
    folder.mkdir(parents=True, exist_ok=True)
    quantise(full, folder / "model.onnx")
    shutil.copy(config.paths.work / "base" / "tokenizer.json", folder / "tokenizer.json")
    described = {
        "labels": list(config.labels),
        "second_labels": list(config.second_labels),
        "roles": list(ROLES),
        "statuses": list(STATUSES),
        "link_bias": float(state["link_bias"][0]),
        "link_width": int(state["left.bias"].shape[0]),
        "hidden": int(state["norm.bias"].shape[0]),
        "window": int(state["position"].shape[0]),
        "layers": config.model.layers,
    }
    (folder / "config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return full
