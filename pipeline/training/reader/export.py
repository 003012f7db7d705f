"""Writes the trained reader as two ONNX graphs, int8.

`lower.onnx` reads `ids` (int64 `[n]`) and gives `hidden` (float32 `[n, width]`). `upper.onnx` reads
`hidden`, `marks` and `regions` (int64 `[n]`), `places` (float32 `[m, n]`, rows that average the
subwords of a place) and `asked` (float32 `[1, n]`, the same for the person), and gives `answers`
(float32 `[m, 7]`): log odds of a visit and of a destination, log probabilities of the status.
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
from pipeline.training.reader.model import LOWER, Lower, Upper
from pipeline.training.reader.targets import Document

_HEADS = ("join", "visit", "place", "status")


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
        ],
        [("answers", TensorProto.FLOAT, ["m", count])],
    )


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
