"""Writes the trained encoder as an ONNX graph.

The graph reads one window (`ids`, int64 `[n]`): no batch, no padding and no mask, so that what
else is read at the same time cannot change a result. Outputs, all float32: `ner` `[n, 11]`,
`ner_nerkor` `[n, 9]` (scores before softmax), `hidden` `[n, 384]`.
"""

import json
import random
import shutil
from pathlib import Path

import onnx
import torch
from onnx import TensorProto
from tokenizers import Tokenizer

from pipeline.training.config import TrainConfig
from pipeline.training.fit import new_model
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
from pipeline.training.windows import CorpusWindows, encode_lines

_OUTPUTS = {"ner": "ner", "ner_nerkor": "second"}
# Windows of each corpus that the inputs are measured on.
_MEASURED = 20


def measured_texts(config: TrainConfig) -> list[list[int]]:
    """Return subwords of some training windows, to measure a model's inputs on."""
    tokenizer = Tokenizer.from_file(str(config.paths.work / "base" / "tokenizer.json"))
    rng = random.Random(config.seed)
    texts = []
    for corpus in config.corpora:
        windows = list(CorpusWindows(config.paths.corpora, corpus).draw(config, rng))
        for window in rng.sample(windows, min(_MEASURED, len(windows))):
            texts.append(encode_lines(tokenizer, window.text)[0][: config.longest])
    return texts


def _smoothed(config: TrainConfig, state: State) -> State:
    model = new_model(config.model_copy(update={"start_from": None}))
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    model.eval()
    texts = measured_texts(config)

    def run() -> None:
        for ids in texts:
            model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool))

    return smoothed(state, input_ranges(model, run))


def build_graph(state: State) -> onnx.ModelProto:
    """Return the fp32 graph of a `VisitEncoder` state."""
    graph = Graph()
    layers = len({key.split(".")[1] for key in state if key.startswith("layers.")})
    x = embed(graph, state)
    for index in range(layers):
        x = layer(graph, state, f"layers.{index}", x, "" if index < layers - 1 else "hidden")
    for output, name in _OUTPUTS.items():
        graph.linear("hidden", state, name, output)
    widths = {out: state[f"{name}.bias"].shape[0] for out, name in _OUTPUTS.items()}
    widths["hidden"] = state["norm.bias"].shape[0]
    return finish(
        graph,
        "visit-encoder",
        [("ids", TensorProto.INT64, ["n"])],
        [(name, TensorProto.FLOAT, ["n", width]) for name, width in widths.items()],
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
    quantise(full, folder / "model.onnx", list(_OUTPUTS.values()))
    shutil.copy(config.paths.work / "base" / "tokenizer.json", folder / "tokenizer.json")
    described = {
        "labels": list(config.labels),
        "second_labels": list(config.second_labels),
        "hidden": int(state["norm.bias"].shape[0]),
        "window": int(state["position"].shape[0]),
        "layers": config.model.layers,
    }
    (folder / "config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return full
