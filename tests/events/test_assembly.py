from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.events.acceptance import Surest
from pipeline.events.assembly import extract_events
from pipeline.events.hearing import Trees, TreesOfDates
from pipeline.events.intervals import Combined
from pipeline.events.judge import Judge
from pipeline.events.model import Calibration, VisitModel
from pipeline.events.review import Kept, KeptBodies, KeptCompany, KeptStatus
from pipeline.events.scene import Scene
from pipeline.events.sites import Visited
from pipeline.schema import ArticleDate, VisitEvent
from tests.events.conftest import day, person, place


class Fixed:
    """Answers every row with the probabilities that a rule gives."""

    def __init__(self, classes: Sequence[str], rule: Callable[[Mapping[str, float]], list[float]]):
        self.classes = list(classes)
        self._rule = rule

    def predict(self, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        return np.array([self._rule(row) for row in rows]).reshape(-1, len(self.classes))


def near(row: Mapping[str, float]) -> list[float]:
    return [0.1, 0.9] if row["same_sentence"] else [0.9, 0.1]


def same_sentence_date(row: Mapping[str, float]) -> list[float]:
    return [0.1, 0, 0, 0, 0.9] if row["d_same_sentence"] else [0.9, 0, 0, 0, 0.1]


def fixed_model() -> VisitModel:
    statuses = ["completed", "ongoing", "planned", "cancelled", "uncertain"]
    return VisitModel(
        visit=Fixed(["no", "yes"], near),
        place=Fixed(["no", "yes"], lambda row: [0.0, 1.0 - row["quoted"]]),
        date=Fixed(["no", "inside", "start", "end", "both"], same_sentence_date),
        status=Fixed(statuses, lambda _: [0.6, 0.1, 0.1, 0.1, 0.1]),
        participant=Fixed(
            ["none", "counterpart", "delegation"], lambda row: [0.1, row["p_host"], 0.0]
        ),
        organisation=Fixed(["no", "yes"], lambda _: [1.0, 0.0]),
        visit_read=Trees(),
        date_read=TreesOfDates(),
        stay=Surest(),
        site=Visited(),
        interval=Combined(),
        stay_again=Kept(),
        interval_again=Kept(),
        status_again=KeptStatus(),
        company_again=KeptCompany(),
        body_again=KeptBodies(),
        thresholds={
            "visit": 0.5,
            "entry": 0.5,
            "least": 0.2,
            "stay": 0.5,
            "text": 0.0,
            "own": 0.95,
            "place": 0.5,
            "date": 0.5,
            "counterpart": 0.5,
            "delegation": 0.5,
            "organisation": 0.5,
        },
        calibration=Calibration((0.0, 1.0), (0.0, 1.0)),
    )


@pytest.fixture
def model() -> VisitModel:
    return fixed_model()


def extract(doc: Doc, model: VisitModel) -> list[VisitEvent]:
    return extract_events(Judge(Scene(doc), model, doc._.article_date), "a1")


def rutte(*marks: tuple[str, tuple[str, str, object]]) -> dict[str, tuple[str, str, object]]:
    return {"Rutte": ("persons", "NAME", person("Mark Rutte", "NL", "wd:Q57792")), **dict(marks)}


def test_event_has_dates_host_and_the_words_it_rests_on(
    make_doc: Callable[..., Doc], model: VisitModel
) -> None:
    text = "Rutte sprak op 12 september 2022 met Santokhi in Paramaribo. Het regende."
    marks = rutte(
        ("12 september 2022", ("dates", "date", day("2022-09-12"))),
        ("Santokhi", ("persons", "NAME", person("Chan Santokhi", "SR", "wd:Q1"))),
        ("Paramaribo", ("places", "CITY", place("Paramaribo", "SR"))),
    )
    events = {event.visitor: event for event in extract(make_doc(text, marks), model)}
    event = events["Mark Rutte"]
    assert (event.country, event.places, event.place_ids) == (
        "SR",
        ("Paramaribo",),
        ("gn:Paramaribo",),
    )
    assert (event.start, event.end, event.status) == ("2022-09-12", "2022-09-12", "completed")
    assert event.counterparts == ("Chan Santokhi",)
    assert [quote.text for quote in event.evidence] == [text[: text.index(".") + 1]]
    assert not event.domestic
    assert events["Chan Santokhi"].domestic


def test_days_of_one_trip_are_one_stay_and_years_apart_are_two(
    make_doc: Callable[..., Doc], model: VisitModel
) -> None:
    text = "Rutte was 1 mei in Bern. Hij was 2 mei in Davos. De premier was 9 juni 2015 in Genf."
    rutte_again = person("Mark Rutte", "NL", "wd:Q57792")
    marks = rutte(
        ("Hij", ("persons", "PRONOUN", rutte_again)),
        ("De premier", ("persons", "TITLE", rutte_again)),
        ("1 mei", ("dates", "date", day("2022-05-01"))),
        ("2 mei", ("dates", "date", day("2022-05-02"))),
        ("9 juni 2015", ("dates", "date", day("2015-06-09"))),
        ("Bern", ("places", "CITY", place("Bern", "CH"))),
        ("Davos", ("places", "CITY", place("Davos", "CH"))),
        ("Genf", ("places", "CITY", place("Geneva", "CH"))),
    )
    events = extract(make_doc(text, marks), model)
    assert [(e.start, e.end, e.places) for e in events] == [
        ("2022-05-01", "2022-05-02", ("Bern", "Davos")),
        ("2015-06-09", "2015-06-09", ("Geneva",)),
    ]
    assert len({e.event_id for e in events}) == 2


def test_of_two_companions_the_surer_one_is_the_visitor(
    make_doc: Callable[..., Doc], model: VisitModel
) -> None:
    text = "Rutte was met Santokhi in Paramaribo."
    marks = rutte(
        ("Santokhi", ("persons", "NAME", person("Chan Santokhi", "SR", "wd:Q1"))),
        ("Paramaribo", ("places", "CITY", place("Paramaribo", "SR"))),
    )
    companions = replace(
        model,
        participant=Fixed(["none", "counterpart", "delegation"], lambda _: [0.1, 0.0, 0.9]),
        stay=Fixed(["no", "yes"], lambda row: [0.4, 0.6] if row["domestic"] else [0.1, 0.9]),
    )
    (event,) = extract(make_doc(text, marks), companions)
    assert (event.visitor, event.delegation) == ("Mark Rutte", ("Chan Santokhi",))
    sure = replace(companions, thresholds={**companions.thresholds, "own": 0.5})
    assert {(e.visitor, e.delegation) for e in extract(make_doc(text, marks), sure)} == {
        ("Mark Rutte", ()),
        ("Chan Santokhi", ()),
    }


def test_undated_visit_falls_back_to_the_month_of_the_article(
    make_doc: Callable[..., Doc], model: VisitModel
) -> None:
    text = "Rutte was in Bern."
    marks = rutte(("Bern", ("places", "CITY", place("Bern", "CH"))))
    dated = extract(make_doc(text, marks, published="2022-09-12"), model)
    assert [(e.start, e.end) for e in dated] == [("2022-09", "2022-09")]
    assert [(e.start, e.end) for e in extract(make_doc(text, marks), model)] == [(None, None)]


def test_ids_do_not_change_between_runs(make_doc: Callable[..., Doc], model: VisitModel) -> None:
    marks = rutte(("Bern", ("places", "CITY", place("Bern", "CH"))))
    first = extract(make_doc("Rutte was in Bern.", marks), model)
    assert first == extract(make_doc("Rutte was in Bern.", marks), model)


def test_countries_and_city_states_are_no_places(
    make_doc: Callable[..., Doc], model: VisitModel
) -> None:
    text = "Rutte was in Zwitserland en in Monaco."
    marks = rutte(
        ("Zwitserland", ("places", "COUNTRY", place("Switzerland", "CH", "sovereign country"))),
        ("Monaco", ("places", "CITY", place("Monaco", "MC", "city-state"))),
    )
    events = extract(make_doc(text, marks), model)
    assert [(e.country, e.places) for e in events] == [("CH", ()), ("MC", ())]


def test_a_city_that_is_judged_no_destination_is_left_out(
    make_doc: Callable[..., Doc], model: VisitModel
) -> None:
    text = "Rutte sprak in Bern over de “ramp in Davos”."
    marks = rutte(
        ("Bern", ("places", "CITY", place("Bern", "CH"))),
        ("Davos", ("places", "CITY", place("Davos", "CH"))),
    )
    assert [e.places for e in extract(make_doc(text, marks), model)] == [("Bern",)]


@given(text=st.text(max_size=80))
def test_any_text_without_mentions_gives_no_events(text: str) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    assert extract(nlp(text), fixed_model()) == []


@pytest.mark.parametrize(
    ("article", "status"),
    [("2022-09-11", "planned"), ("2022-09-12", "completed"), ("2022-09-13", "completed")],
)
def test_the_articles_day_bounds_what_a_visit_can_be(
    make_doc: Callable[..., Doc], model: VisitModel, article: str, status: str
) -> None:
    told = Fixed(model.status.classes, lambda _: [0.5, 0.4, 0.1, 0.0, 0.0])
    text = "Rutte sprak op 12 september 2022 in Paramaribo."
    marks = rutte(
        ("12 september 2022", ("dates", "date", day("2022-09-12"))),
        ("Paramaribo", ("places", "CITY", place("Paramaribo", "SR"))),
    )
    judge = Judge(
        Scene(make_doc(text, marks)),
        replace(model, status=told),
        ArticleDate(value=day(article), source="metadata"),
    )
    (event,) = extract_events(judge, "a1")
    assert event.status == status
