"""Joins the trees of two trainings: a decision then is a mean of both, in log odds."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from pipeline.training.decisions import write_about

_TREES = "TreeEnsembleRegressor"
_TREE_IDS = ("nodes_treeids", "target_treeids")
# What tells the second training's own texts, of which the first has seen none: sentences of a text.
_LENGTH = "text_sentences"


@dataclass(frozen=True)
class Alone:
    """Where the second of two trainings counts alone: up to some number of a feature."""

    column: int
    most: float


def join(
    folder: Path,
    other: Path,
    decisions: Collection[str],
    share: float = 0.5,
    alone_up_to: float | None = None,
) -> None:
    """Join decisions of another model folder into those of a folder, in place.

    Args:
        folder: a folder that `pipeline.training.decisions.export` wrote.
        other: the same of another training.
        decisions: which ones become the mean of both.
        share: what the other counts, from 0 to 1.
        alone_up_to: in texts of at most so many sentences the other counts alone, for decisions
            that know this number.

    Raises:
        ValueError: the two know other classes, or a decision has been joined with `alone_up_to`.
    """
    meta, theirs = (json.loads((f / "model.json").read_text("utf-8")) for f in (folder, other))
    for name in decisions:
        own, new = meta[name], theirs[name]
        if own["classes"] != new["classes"]:
            raise ValueError(f"{name}: classes {own['classes']} and {new['classes']}")
        features = list(dict.fromkeys([*own["features"], *new["features"]]))
        columns = [features.index(feature) for feature in new["features"]]
        one, two = (onnx.load(f / f"{name}.onnx") for f in (folder, other))
        if alone_up_to is not None and _LENGTH in features:
            alone = Alone(features.index(_LENGTH), alone_up_to)
            joined = parted(one, two, columns, share, alone)
        else:
            joined = mean(one, two, columns, share)
        (folder / f"{name}.onnx").write_bytes(joined.SerializeToString())
        own["features"] = features
    write_about(folder, meta)


def mean(
    one: onnx.ModelProto, two: onnx.ModelProto, columns: Sequence[int], share: float
) -> onnx.ModelProto:
    """Return a graph of `pipeline.training.trees` that is the mean of two.

    Args:
        one: a graph.
        two: another of the same classes.
        columns: for each feature of the second its number among those of the mean; the features
            of the first keep theirs.
        share: what the second counts, from 0 to 1.
    """
    joined = onnx.ModelProto()
    joined.CopyFrom(one)
    first, second = _attributes(one), _attributes(two, columns)
    offset = 1 + max(first["nodes_treeids"])
    for name in _TREE_IDS:
        second[name] = [number + offset for number in second[name]]
    first["target_weights"] = [weight * (1 - share) for weight in first["target_weights"]]
    second["target_weights"] = [weight * share for weight in second["target_weights"]]
    both = {
        name: first[name] + second[name] if isinstance(first[name], list) else first[name]
        for name in first
    }
    _replace(_ensemble(joined), both)
    onnx.checker.check_model(joined)
    return joined


def parted(
    one: onnx.ModelProto,
    two: onnx.ModelProto,
    columns: Sequence[int],
    share: float,
    alone: Alone,
) -> onnx.ModelProto:
    """Return a graph that is the mean of two, but the second where a feature is small.

    Args:
        one: a graph of `pipeline.training.trees`.
        two: another of the same classes.
        columns: as for `mean`.
        share: what the second counts elsewhere, from 0 to 1.
        alone: where it counts alone.
    """
    joined = onnx.ModelProto()
    joined.CopyFrom(mean(one, two, columns, share))
    ensemble = _ensemble(joined)
    (raw,) = ensemble.output
    ensemble.output[0] = "both"
    second = onnx.NodeProto()
    second.CopyFrom(_ensemble(two))
    second.input[0], second.output[0] = ensemble.input[0], "second"
    _replace(second, _attributes(two, columns))
    rest = list(joined.graph.node)[1:]
    del joined.graph.node[1:]
    joined.graph.node.extend(
        [
            second,
            helper.make_node("Gather", [ensemble.input[0], "alone_column"], ["size"], axis=1),
            helper.make_node("LessOrEqual", ["size", "alone_most"], ["alone"]),
            helper.make_node("Where", ["alone", "second", "both"], [raw]),
            *rest,
        ]
    )
    joined.graph.initializer.extend(
        [
            helper.make_tensor("alone_column", TensorProto.INT64, [1], [alone.column]),
            helper.make_tensor("alone_most", TensorProto.FLOAT, [1], [alone.most]),
        ]
    )
    onnx.checker.check_model(joined)
    return joined


def _ensemble(model: onnx.ModelProto) -> Any:
    """Return the trees of a graph.

    Raises:
        ValueError: they are not one ensemble.
    """
    found = [node for node in model.graph.node if node.op_type == _TREES]
    if len(found) != 1:
        raise ValueError("a decision of which one part counts alone cannot be joined again")
    return found[0]


def _replace(node: Any, attributes: dict[str, Any]) -> None:
    del node.attribute[:]
    node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())


def _attributes(model: onnx.ModelProto, columns: Sequence[int] | None = None) -> dict[str, Any]:
    """Return what describes the trees of a graph, their features numbered anew by `columns`."""
    found = {a.name: helper.get_attribute_value(a) for a in _ensemble(model).attribute}
    lists: dict[str, Any] = {n: list(v) if not isinstance(v, int) else v for n, v in found.items()}
    if columns is not None:
        lists["nodes_featureids"] = [columns[number] for number in lists["nodes_featureids"]]
    return lists
