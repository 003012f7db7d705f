"""Joins the trees of two trainings: a decision then is the mean of both, in log odds."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import onnx
from onnx import helper

from pipeline.training.decisions import write_about

_TREES = "TreeEnsembleRegressor"
_TREE_IDS = ("nodes_treeids", "target_treeids")


def join(folder: Path, other: Path, decisions: Collection[str]) -> None:
    """Join decisions of another model folder into those of a folder, in place.

    Args:
        folder: a folder that `pipeline.training.decisions.export` wrote.
        other: the same of another training.
        decisions: which ones become the mean of both.

    Raises:
        ValueError: the two know other classes.
    """
    meta, theirs = (json.loads((f / "model.json").read_text("utf-8")) for f in (folder, other))
    for name in decisions:
        own, new = meta[name], theirs[name]
        if own["classes"] != new["classes"]:
            raise ValueError(f"{name}: classes {own['classes']} and {new['classes']}")
        features = list(dict.fromkeys([*own["features"], *new["features"]]))
        columns = [features.index(feature) for feature in new["features"]]
        one, two = (onnx.load(f / f"{name}.onnx") for f in (folder, other))
        (folder / f"{name}.onnx").write_bytes(mean(one, two, columns).SerializeToString())
        own["features"] = features
    write_about(folder, meta)


def mean(one: onnx.ModelProto, two: onnx.ModelProto, columns: Sequence[int]) -> onnx.ModelProto:
    """Return a graph of `pipeline.training.trees` that is the mean of two.

    Args:
        one: a graph.
        two: another of the same classes.
        columns: for each feature of the second its number among those of the mean; the features
            of the first keep theirs.
    """
    joined = onnx.ModelProto()
    joined.CopyFrom(one)
    first, second = (_attributes(model) for model in (one, two))
    offset = 1 + max(first["nodes_treeids"])
    for name in _TREE_IDS:
        second[name] = [number + offset for number in second[name]]
    second["nodes_featureids"] = [columns[number] for number in second["nodes_featureids"]]
    both = {
        name: first[name] + second[name] if isinstance(first[name], list) else first[name]
        for name in first
    }
    both["target_weights"] = [weight / 2 for weight in both["target_weights"]]
    node = _ensemble(joined)
    del node.attribute[:]
    node.attribute.extend(helper.make_attribute(name, value) for name, value in both.items())
    onnx.checker.check_model(joined)
    return joined


def _ensemble(model: onnx.ModelProto) -> Any:
    return next(node for node in model.graph.node if node.op_type == _TREES)


def _attributes(model: onnx.ModelProto) -> dict[str, Any]:
    found = {a.name: helper.get_attribute_value(a) for a in _ensemble(model).attribute}
    return {name: list(v) if not isinstance(v, int) else v for name, v in found.items()}
