"""The report against a golden file; `python -m tests.scoring.test_report` writes it anew."""

import json
from pathlib import Path

import pytest

from pipeline.schema import Article
from pipeline.scoring import DocView, Mention, ScoreInputError, run_score

DATA = Path(__file__).parent / "data"
GOLD, PREDICTED = DATA / "gold.events.jsonl", DATA / "predicted.jsonl"
ARTICLES, REPORT = DATA / "articles.jsonl", DATA / "report.txt"

ALIASES = {"Pope Clement": {"Clemens"}}


def aliases(name):
    return ALIASES.get(name, set())


def views(articles):
    """See the persons and places that the articles name, but for one that linking lost."""
    known = {
        "nl-1": DocView(frozenset({"Anna de Boer", "Piet Jansen"}), frozenset({"SR"})),
        "de-1": DocView(
            frozenset({"Eva Weber"}),
            frozenset({"CN"}),
            frozenset({"Shanghai"}),
            mentions=(Mention(34, 40, "LOC", "Peking"), Mention(70, 75, "LOC", "Tokio")),
        ),
    }
    return {article.id: known[article.id] for article in articles if article.id in known}


def report(**options):
    return run_score(GOLD, PREDICTED, ARTICLES, errors=True, aliases=aliases, **options)


def test_the_report_is_as_it_was():
    assert report(views=views) + "\n" == REPORT.read_text(encoding="utf-8")


def test_json_holds_what_the_text_holds():
    found = json.loads(report(views=views, as_json=True))
    assert set(found["scores"]) == {"all", "de", "hu", "nl"}
    scores = found["scores"]["all"]
    assert (scores["gold"], scores["predicted"], scores["matched"]) == (7, 7, 4)
    assert scores["figures"]["visit_f1"]["value"] == pytest.approx(8 / 14)
    assert scores["figures"]["exact_f1"]["value"] == pytest.approx(4 / 14)
    stages = {(e["visitor"], e["country"]): e["stage"] for e in found["missed"]}
    assert stages == {
        ("Piet Jansen", "SR"): "date",
        ("Eva Weber", "JP"): "link",
        ("Pál Szabó", "PL"): "unknown",
    }
    assert [e["wrong"] for e in found["inexact"]] == [
        {"places": ["Shanghai"]},
        {"status": "ongoing"},
    ]
    assert [e["wrong"] for e in found["partial"]] == [{"counterparts": []}]
    assert found["missed"][0]["words"] == "Eine Reise nach Tokio sagte sie ab"
    assert sum(row["date"] for row in found["errors"]) == 2
    assert sum(row["merge"] for row in found["errors"]) == 1


def test_json_is_valid_where_nothing_can_be_measured(tmp_path):
    empty = tmp_path / "events.jsonl"
    empty.write_text("")
    text = run_score(empty, empty, ARTICLES, as_json=True, aliases=aliases)
    found = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert found["scores"]["all"]["figures"]["visit_f1"]["value"] is None
    assert found["scores"]["all"]["figures"]["false_per_empty"]["value"] == 0
    assert found["calibration"]["ece"] is None


def test_without_errors_no_stages_are_told():
    text = run_score(GOLD, PREDICTED, ARTICLES, aliases=aliases)
    assert "stage" not in text
    found = json.loads(run_score(GOLD, PREDICTED, as_json=True, aliases=aliases))
    assert "errors" not in found
    assert "stage" not in found["missed"][0]


def test_without_articles_those_without_events_are_not_known():
    found = json.loads(run_score(GOLD, PREDICTED, as_json=True, aliases=aliases))
    assert found["scores"]["all"]["documents"] == 5
    assert found["false"][0]["words"] != ""
    assert found["missed"][0]["words"] == ""


def test_only_articles_with_errors_are_analysed_again():
    asked = []

    def record(articles):
        asked.extend(article.id for article in articles)
        return {}

    report(views=record)
    assert sorted(asked) == ["de-1", "de-2", "hu-1", "nl-1", "nl-2"]
    asked.clear()
    run_score(GOLD, GOLD, ARTICLES, errors=True, aliases=aliases, views=record)
    assert asked == []


def test_names_compare_through_the_knowledge_base(tmp_path):
    gold = json.loads(GOLD.read_text(encoding="utf-8").splitlines()[0])
    for name, visitor in (("gold", "Vladimir Putin"), ("found", "Vlagyimir Putyin")):
        line = json.dumps(gold | {"visitor": visitor})
        (tmp_path / f"{name}.jsonl").write_text(line, encoding="utf-8")
    text = run_score(tmp_path / "gold.jsonl", tmp_path / "found.jsonl", as_json=True)
    assert json.loads(text)["scores"]["all"]["matched"] == 1


def test_the_language_of_an_article_that_does_not_say_it_is_found(tmp_path):
    told = Article(
        id="x", text="De minister-president is maandag in Paramaribo aangekomen. Hij blijft er twee"
        " dagen en spreekt er met de president van het land over de handel tussen beide landen.",
    )  # fmt: skip
    unclear = Article(id="y", text="1234")
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(a.model_dump_json() for a in (told, unclear)), encoding="utf-8")
    empty = tmp_path / "events.jsonl"
    empty.write_text("")
    found = json.loads(run_score(empty, empty, path, as_json=True, aliases=aliases))
    assert set(found["scores"]) == {"all", "nl", "und"}


@pytest.mark.parametrize("missing", ["gold", "events", "articles"])
def test_a_missing_file_is_one_clear_error(missing):
    paths = {"gold": GOLD, "events": PREDICTED, "articles": ARTICLES}
    paths[missing] = DATA / "nowhere.jsonl"
    with pytest.raises(ScoreInputError, match=r"nowhere\.jsonl: no such file"):
        run_score(**paths, aliases=aliases)


if __name__ == "__main__":
    REPORT.write_text(report(views=views) + "\n", encoding="utf-8")
