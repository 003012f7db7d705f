"""Articles of which less is known."""

from dataclasses import replace
from datetime import date

import pytest

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("sklearn", reason="extra `train` is not installed")

from pipeline.schema import ArticleDate, DateValue
from pipeline.scoring.records import ScoredEvent
from pipeline.training.decisions import Example
from pipeline.training.redating import monthly, undated
from tests.training.test_decisions import MakeExample, event, make_example

__all__ = ["make_example"]

TEXT = "Rutte sprak gisteren met Cassis in Bern, en op 12 september 2022 in Lyon. Vorige maand ook."


def example_of(make_example: MakeExample, *days: tuple[str | None, str | None]) -> Example:
    events = [event(TEXT, TEXT, start=start, end=end) for start, end in days]
    return make_example(TEXT, *events)


def days_of(gold: tuple[ScoredEvent, ...]) -> list[tuple[str | None, str | None]]:
    return [(one.start, one.end) for one in gold]


def test_an_undated_article_keeps_the_days_that_it_tells(make_example: MakeExample) -> None:
    example = example_of(
        make_example,
        ("2022-09-12", "2022-09-12"),
        ("2022-10-03", "2022-10-03"),
        ("2022-09-30", "2022-09-30"),
        (None, None),
    )
    found = undated(example, lambda _: example.scene.doc)
    assert found.article is None
    assert days_of(found.gold) == [
        ("2022-09-12", "2022-09-12"),
        (None, None),
        ("2022-09", "2022-09"),
        (None, None),
    ]
    told = {m.span.text: m.date.iso() for m in found.scene.dates if m.date}
    assert told["12 september 2022"] == ("2022-09-12", "2022-09-12")
    assert told["gisteren"] is None


def test_an_article_of_a_month_tells_months(make_example: MakeExample) -> None:
    day = date(2022, 10, 4)
    value = DateValue(kind="date", start=day, end=day, precision="day")
    example = example_of(
        make_example, ("2022-10-03", "2022-10-03"), ("2022-09-12", "2022-09-14"), ("2022", "2022")
    )
    example = replace(example, article=ArticleDate(value=value, source="metadata"))
    found = monthly(example, lambda _: example.scene.doc)
    assert found is not None
    assert found.article is not None
    assert found.article.value.iso() == ("2022-10", "2022-10")
    assert days_of(found.gold) == [("2022-10", "2022-10"), ("2022-09", "2022-09"), ("2022", "2022")]
    told = {m.span.text: m.date.iso() for m in found.scene.dates if m.date}
    assert told["Vorige maand"] == ("2022-09", "2022-09")


@pytest.mark.parametrize("precision", ["month", "year"])
def test_no_month_is_made_of_less(make_example: MakeExample, precision: str) -> None:
    value = DateValue.model_validate(
        {"kind": "date", "start": "2022-01-01", "end": "2022-12-31", "precision": precision}
    )
    example = example_of(make_example, ("2022", "2022"))
    example = replace(example, article=ArticleDate(value=value, source="dateline"))
    assert monthly(example, lambda _: example.scene.doc) is None
