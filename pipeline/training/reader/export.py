"""Writes the trained reader as two ONNX graphs, int8.

`lower.onnx` reads `ids` (int64 `[n]`) and gives `hidden` (float32 `[n, width]`). `upper.onnx` reads
`hidden`, `marks` and `regions` (int64 `[n]`), `places` (float32 `[m, n]`, rows that average the
subwords of a place), `asked` (float32 `[1, n]`, the same for the person) and `dates` (float32
`[d, n]`, the same for dates, one row at least). It gives `answers` (float32 `[m, 7]`): log odds of
a visit and of a destination, log probabilities of the status; and `dated` (float32 `[m, d, 5]`):
log probabilities of what each date is to the visit.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto

from pipeline.training.graph import (
    Graph,
    State,
    embed,
    finish,
    input_ranges,
    layer,
    quantise,
    smoothed,
)
from pipeline.training.model import load_tensors
from pipeline.training.reader.fit import Item, states
from pipeline.training.reader.model import DATES, LOWER, RELATIONS, Lower, Upper
from pipeline.training.reader.targets import Document

_HEADS = ("join", "visit", "place", "status", "left", "right")


def lower_graph(state: State) -> onnx.ModelProto:
    """Return the fp32 graph of a `Lower` state."""
    graph = Graph()
    x = embed(graph, state)
    for index in range(LOWER):
        x = layer(graph, state, f"layers.{index}", x, "hidden" if index == LOWER - 1 else "")
    width = state["norm.bias"].shape[0]
    return finish(
        graph,
        "visit-reader-lower",
        [("ids", TensorProto.INT64, ["n"])],
        [("hidden", TensorProto.FLOAT, ["n", width])],
    )


def upper_graph(state: State) -> onnx.ModelProto:
    """Return the fp32 graph of an `Upper` state."""
    graph = Graph()
    width = state["join.bias"].shape[0]
    added = "hidden"
    for name in ("marks", "regions"):
        table = graph.constant(f"{name}.table", state[f"{name}.weight"])
        added = graph.op("Add", added, graph.op("Gather", table, name, axis=0))
    layers = len({key.split(".")[1] for key in state if key.startswith("layers.")})
    x = added
    for index in range(layers):
        x = layer(graph, state, f"layers.{index}", x)
    places = graph.op("MatMul", "places", x)
    person = graph.op("Expand", graph.op("MatMul", "asked", x), graph.op("Shape", places))
    joined = graph.op("Concat", places, person, axis=1)
    pairs = graph.op("Gelu", graph.linear(joined, state, "join"))
    status = graph.op("LogSoftmax", graph.linear(pairs, state, "status"), axis=-1)
    visit, place = (graph.linear(pairs, state, name) for name in ("visit", "place"))
    graph.op("Concat", visit, place, status, axis=1, name="answers")
    _dated(graph, state, pairs, graph.op("MatMul", "dates", x))
    count = 2 + state["status.bias"].shape[0]
    return finish(
        graph,
        "visit-reader-upper",
        [
            ("hidden", TensorProto.FLOAT, ["n", width]),
            ("marks", TensorProto.INT64, ["n"]),
            ("regions", TensorProto.INT64, ["n"]),
            ("places", TensorProto.FLOAT, ["m", "n"]),
            ("asked", TensorProto.FLOAT, [1, "n"]),
            ("dates", TensorProto.FLOAT, ["d", "n"]),
        ],
        [
            ("answers", TensorProto.FLOAT, ["m", count]),
            ("dated", TensorProto.FLOAT, ["m", "d", len(DATES) + 1]),
        ],
    )


def _dated(graph: Graph, state: State, pairs: str, dates: str) -> None:
    """Score each date against each pair; the first class, of no relation, scores 0."""
    width, count = len(state["left.bias"]) // len(RELATIONS), len(DATES)
    sides = {}
    for name, x in (("left", pairs), ("right", dates)):
        part = {
            f"{name}.{kind}": state[f"{name}.{kind}"][: count * width]
            for kind in ("weight", "bias")
        }
        flat = graph.linear(x, part, name)
        sides[name] = graph.op("Reshape", flat, graph.integers(0, count, width))
    left = graph.op("Transpose", sides["left"], perm=[1, 0, 2])
    right = graph.op("Transpose", sides["right"], perm=[1, 2, 0])
    scale = graph.constant("scale", np.array(width**-0.5, np.float32))
    scores = graph.op("Mul", graph.op("MatMul", left, right), scale)
    bias = graph.constant("relations.bias", state["bias"][:count].reshape(count, 1, 1))
    scores = graph.op("Transpose", graph.op("Add", scores, bias), perm=[1, 2, 0])
    padded = graph.op("Pad", scores, graph.integers(0, 0, 1, 0, 0, 0))
    graph.op("LogSoftmax", padded, axis=-1, name="dated")


def export(
    work: Path, lower: Lower, upper: Upper, documents: Sequence[Document], folder: Path
) -> None:
    """Write `lower.onnx`, `upper.onnx` and `tokenizer.json` into `folder`.

    Args:
        work: where `base` lies, the encoder that all training began with.
        lower: in fp32.
        upper: in fp32.
        documents: texts to measure the layers' inputs on, for int8.
        folder: the model's folder.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def read() -> None:
        for document in documents:
            for passage in document.passages:
                lower(torch.from_numpy(passage.ids))

    def answer() -> None:
        for document in documents:
            for number, question in document.questions:
                hidden = lower(torch.from_numpy(document.passages[number].ids))
                states(upper.eval(), [Item(hidden, question)])

    base = load_tensors(work / "base")["emb.word"]
    lower_state = _state(lower) | {"word.weight": np.asarray(base, np.float32)}
    for name, graph in (
        ("lower", lower_graph(smoothed(lower_state, input_ranges(lower, read)))),
        ("upper", upper_graph(smoothed(_state(upper), input_ranges(upper, answer)))),
    ):
        full = folder / f"{name}-fp32.onnx"
        onnx.save(graph, full)
        quantise(full, folder / f"{name}.onnx", _HEADS if name == "upper" else ())
        full.unlink()
    shutil.copy(work / "base" / "tokenizer.json", folder / "tokenizer.json")


def _state(model: torch.nn.Module) -> State:
    return {name: value.float().numpy() for name, value in model.state_dict().items()}
