import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="extra `train` is not installed")
pytest.importorskip("onnx", reason="extra `train` is not installed")

from pipeline.training.run import article_ids


def test_the_ids_of_several_files_are_joined(tmp_path: Path) -> None:
    files = [tmp_path / "a.articles.jsonl", tmp_path / "b.articles.jsonl"]
    for path, ids in zip(files, (("x", "y"), ("z",)), strict=True):
        lines = [json.dumps({"id": i, "text": "Rutte was in Bern."}) for i in ids]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert article_ids(files) == {"x", "y", "z"}
    assert article_ids([]) == set()
