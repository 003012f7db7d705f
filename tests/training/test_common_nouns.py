import gzip
from pathlib import Path

from pipeline.linking.knowledge import default_knowledge_base
from pipeline.training.common_nouns import common_nouns


def test_words_with_a_capital_that_are_a_town_and_mostly_no_name(tmp_path: Path) -> None:
    path = tmp_path / "de.iob2.gz"
    lines = [
        "Die\tO", "Rede\tO", "in\tO", "Essen\tB-LOC", "",
        "Essen\tB-LOC", "und\tO", "Essen\tO", "", "Lesung\tO", "",
    ]  # fmt: skip
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    # Rhede is a town; Essen is one more often than a meal here; a Lesung is no town.
    assert common_nouns([path], default_knowledge_base(), "de") == ["rede"]
