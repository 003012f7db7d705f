"""Fits gradient-boosted trees with LightGBM and writes them as small ONNX graphs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import onnx
from onnx import TensorProto, helper

from pipeline.events.model import FloatArray

OPSET = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
IR_VERSION = 8
SEED = 13
Node = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How large an ensemble becomes.

    Attributes:
        rounds: trees, one a class.
        leaves: of a tree.
        rate: what each tree adds.
        least_rows: of a leaf.
        share: of the features, what a tree may ask about.
    """

    rounds: int
    leaves: int
    rate: float = 0.05
    least_rows: int = 12
    share: float = 0.2


def fit_trees(
    rows: FloatArray,
    labels: Sequence[int],
    weights: Sequence[float],
    classes: int,
    size: Size,
) -> lightgbm.Booster:
    """Fit trees on rows of finite numbers.

    Args:
        rows: numbers `[rows, features]`.
        labels: the class of each row, from 0 to `classes - 1`.
        weights: what each row counts.
        classes: 2 or more; some may not occur.
        size: how large the ensemble becomes.
    """
    settings: dict[str, Any] = {
        "objective": "binary" if classes == 2 else "multiclass",
        "num_leaves": size.leaves,
        "learning_rate": size.rate,
        "min_data_in_leaf": size.least_rows,
        "feature_fraction": size.share,
        "lambda_l2": 5.0,
        "use_missing": False,
        "deterministic": True,
        "force_col_wise": True,
        "seed": SEED,
        "verbose": -1,
    }
    if classes > 2:
        settings["num_class"] = classes
    data = lightgbm.Dataset(rows, np.asarray(labels), weight=np.asarray(weights), params=settings)
    return lightgbm.train(settings, data, size.rounds)


def probabilities(trees: lightgbm.Booster, rows: FloatArray) -> FloatArray:
    """Return probabilities `[rows, classes]`."""
    found = np.asarray(trees.predict(rows), np.float32)
    return found if found.ndim == 2 else np.stack([1 - found, found], axis=1)


def to_onnx(trees: lightgbm.Booster) -> bytes:
    """Return the serialised graph `features [rows, columns] -> probabilities [rows, classes]`.

    Features must be finite.
    """
    dumped = trees.dump_model()
    raw = int(dumped["num_tree_per_iteration"])
    roots = [tree["tree_structure"] for tree in dumped["tree_info"]]
    nodes = [
        helper.make_node(
            "TreeEnsembleRegressor",
            ["features"],
            ["raw"],
            domain="ai.onnx.ml",
            n_targets=raw,
            **_tree_attributes(roots, raw),
        )
    ]
    constants = []
    if raw == 1:
        constants.append(helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0]))
        nodes.append(helper.make_node("Sigmoid", ["raw"], ["yes"]))
        nodes.append(helper.make_node("Sub", ["one", "yes"], ["no"]))
        nodes.append(helper.make_node("Concat", ["no", "yes"], ["probabilities"], axis=1))
    else:
        nodes.append(helper.make_node("Softmax", ["raw"], ["probabilities"], axis=1))
    classes = max(2, raw)
    graph = helper.make_graph(
        nodes,
        "decision",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, None])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, classes])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=OPSET, ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _tree_attributes(roots: Sequence[Node], targets: int) -> dict[str, Any]:
    columns: defaultdict[str, list[Any]] = defaultdict(list)
    for number, root in enumerate(roots):
        for index, node, below, above in _numbered(root):
            leaf = "leaf_value" in node
            columns["nodes_treeids"].append(number)
            columns["nodes_nodeids"].append(index)
            columns["nodes_featureids"].append(0 if leaf else node["split_feature"])
            columns["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
            columns["nodes_values"].append(0.0 if leaf else _single(node["threshold"]))
            columns["nodes_truenodeids"].append(below)
            columns["nodes_falsenodeids"].append(above)
            if leaf:
                columns["target_treeids"].append(number)
                columns["target_nodeids"].append(index)
                columns["target_ids"].append(number % targets)
                columns["target_weights"].append(float(node["leaf_value"]))
    return dict(columns)


def _numbered(root: Node) -> Iterator[tuple[int, Node, int, int]]:
    """Yield each node of a tree with its number and those of its two branches, 0 for a leaf."""
    waiting = [(0, root)]
    used = 1
    while waiting:
        number, node = waiting.pop()
        if "leaf_value" in node:
            yield number, node, 0, 0
            continue
        below, above = used, used + 1
        used += 2
        yield number, node, below, above
        waiting += [(below, node["left_child"]), (above, node["right_child"])]


def _single(threshold: float) -> float:
    """Return the largest number of single precision that is not above a threshold."""
    near = np.float32(threshold)
    return float(near if near <= threshold else np.nextafter(near, np.float32(-np.inf)))
