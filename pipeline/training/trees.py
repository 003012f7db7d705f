"""Writes gradient-boosted trees of scikit-learn as a small ONNX graph."""

from collections import defaultdict
from typing import Any

import onnx
from onnx import TensorProto, helper
from sklearn.ensemble import HistGradientBoostingClassifier

OPSET = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
IR_VERSION = 8


def to_onnx(estimator: HistGradientBoostingClassifier, classes: int) -> bytes:
    """Return the serialised graph `features [rows, columns] -> probabilities [rows, classes]`.

    Columns of the output follow the integer labels that the estimator was fitted on; a class
    that it never saw has probability 0. Features must be finite.
    """
    seen = [int(label) for label in estimator.classes_]
    raw = 1 if len(seen) == 2 else len(seen)
    trees = _tree_attributes(estimator)
    base = [float(value) for value in estimator._baseline_prediction.ravel()]
    nodes = [
        helper.make_node(
            "TreeEnsembleRegressor",
            ["features"],
            ["raw"],
            domain="ai.onnx.ml",
            n_targets=raw,
            base_values=base,
            **trees,
        )
    ]
    spread = [float(label == column) for label in seen for column in range(classes)]
    constants = [helper.make_tensor("spread", TensorProto.FLOAT, [len(seen), classes], spread)]
    if raw == 1:
        constants.append(helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0]))
        nodes.append(helper.make_node("Sigmoid", ["raw"], ["yes"]))
        nodes.append(helper.make_node("Sub", ["one", "yes"], ["no"]))
        nodes.append(helper.make_node("Concat", ["no", "yes"], ["seen"], axis=1))
    else:
        nodes.append(helper.make_node("Softmax", ["raw"], ["seen"], axis=1))
    nodes.append(helper.make_node("MatMul", ["seen", "spread"], ["probabilities"]))
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


def _tree_attributes(estimator: HistGradientBoostingClassifier) -> dict[str, Any]:
    columns: defaultdict[str, list[Any]] = defaultdict(list)
    tree = 0
    for iteration in estimator._predictors:
        for target, predictor in enumerate(iteration):
            for index, node in enumerate(predictor.nodes):
                leaf = bool(node["is_leaf"])
                columns["nodes_treeids"].append(tree)
                columns["nodes_nodeids"].append(index)
                columns["nodes_featureids"].append(0 if leaf else int(node["feature_idx"]))
                columns["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
                columns["nodes_values"].append(0.0 if leaf else float(node["num_threshold"]))
                columns["nodes_truenodeids"].append(0 if leaf else int(node["left"]))
                columns["nodes_falsenodeids"].append(0 if leaf else int(node["right"]))
                if leaf:
                    columns["target_treeids"].append(tree)
                    columns["target_nodeids"].append(index)
                    columns["target_ids"].append(target)
                    columns["target_weights"].append(float(node["value"]))
            tree += 1
    return dict(columns)
