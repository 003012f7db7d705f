"""The figures that the resolver is held to, on annotated data that lies beside the checkout."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data" / "temporal"

FLOORS = [
    # set, prefix, line of the score, floor
    ("de_krauts_dev", "", "relaxed", 85.0),
    ("de_krauts_dev", "", "strict ", 76.0),
    ("de_krauts_dev", "", "cal recall", 84.0),
    ("nl_meantime", "", "relaxed", 93.0),
    ("nl_meantime", "", "strict ", 80.0),
    ("nl_meantime", "", "cal recall", 90.0),
    ("hu_nerkor", "test__news", "relaxed", 80.0),
    ("hu_nerkor", "test__news", "strict-tok", 70.0),
    ("hu_nerkor", "test__news", "cal recall", 88.0),
]

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no annotated dates at {DATA}")


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dates_benchmark", ROOT / "benchmarks/dates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figure(report: str, name: str) -> float:
    if name == "cal recall":
        found = re.search(r"cal recall\s+([\d.]+)", report)
    else:
        found = re.search(rf"^{name}.*/\s*([\d.]+)$", report, re.MULTILINE)
    assert found, report
    return float(found.group(1))


@needs_data
@pytest.mark.parametrize(("name", "prefix", "line", "floor"), FLOORS)
def test_figure_stays_above_its_floor(
    benchmark: ModuleType, tmp_path: Path, name: str, prefix: str, line: str, floor: float
) -> None:
    lang, glue = benchmark.SETS[name]
    target = tmp_path / "predictions.jsonl"
    with target.open("w", encoding="utf-8") as out:
        for document in benchmark.read(DATA / f"{name}.tsv.gz"):
            if not document.name.startswith(prefix):
                continue
            for unit, results, base in benchmark.predict(document, lang, glue):
                rows = benchmark.spans(results, base, lang != "hu", len(unit.text))
                record = {"doc_id": document.name, "unit": unit.number, "spans": rows}
                out.write(json.dumps(record) + "\n")
    report = benchmark.score(DATA, name, prefix, target)
    assert figure(report, line) >= floor, report
