import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.events.acceptance import (
    FAR,
    LONG_AGO,
    UNKNOWN_DAY,
    Surest,
    certainty,
    describe,
    stay_features,
)
from pipeline.events.assembly import extract_events
from pipeline.events.features import MISSING, Features
from pipeline.events.judge import Judge, Visit
from pipeline.events.model import LEAST, Calibration, VisitModel, log_odds
from pipeline.events.scene import Scene
from pipeline.events.stays import Stay, stays
from pipeline.schema import ArticleDate, DateValue, Status
from tests.events.conftest import Marks, day, person, place
from tests.events.test_assembly import Fixed, fixed_model
from tests.events.test_stays import (
    BERLIN,
    MAY,
    MERKEL,
    PROBABILITIES,
    RUTTE,
    SEPTEMBER,
    VISITS,
    YEAR,
    visit,
)

EMPTY = Scene(spacy.blank("xx")(""))
TODAY = date(2022, 9, 14)
CASSIS = person("Ignazio Cassis", "CH", "wd:Q1")
TEXT = "Rutte sprak op 12 september 2022 met Santokhi in Paramaribo. Het regende."
MARKS: Marks = {
    "Rutte": ("persons", "NAME", RUTTE),
    "Santokhi": ("persons", "NAME", person("Chan Santokhi", "SR", "wd:Q2")),
    "Paramaribo": ("places", "CITY", place("Paramaribo", "SR")),
    "12 september 2022": ("dates", "date", SEPTEMBER),
}


def judge(**fields: object) -> Judge:
    return Judge(EMPTY, replace(fixed_model(), **fields), None)


def features(stay: Stay, *others: Stay, today: date | None = TODAY) -> Features:
    return stay_features(EMPTY, stay, others, today)


def one(*dates: DateValue, **fields: object) -> Stay:
    return Stay([visit(*dates, **fields)])


ARTICLES = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(
    lambda published: ArticleDate(value=day(published.isoformat()), source="metadata")
)


@given(st.lists(VISITS, max_size=8), ARTICLES)
def test_any_stay_has_the_same_finite_numbers(
    visits: list[Visit], article: ArticleDate | None
) -> None:
    found = stays(visits)
    rows = describe(Judge(EMPTY, fixed_model(), article), found)
    assert len(rows) == len(found)
    for row in rows:
        assert list(row) == list(features(one()))
        assert all(type(value) is float and math.isfinite(value) for value in row.values())


def test_the_numbers_of_a_real_text_are_the_same(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc(TEXT, MARKS, published="2022-09-14")
    found = Judge(Scene(doc), fixed_model(), doc._.article_date)
    rutte, santokhi = describe(found, stays(found.visits()))
    assert set(rutte) == set(santokhi) == set(features(one()))
    assert (rutte["topic"], santokhi["topic"]) == (1, 0)
    assert (rutte["domestic"], santokhi["domestic"]) == (0, 1)
    assert rutte["mentions"] == rutte["country_mentions"] == rutte["rivals"] == 1
    assert (rutte["text_stays"], rutte["text_sentences"]) == (2, 2)
    assert (rutte["dated"], rutte["ahead"], rutte["days"]) == (1, -2, 0)


def test_the_visits_of_a_stay_add_up() -> None:
    stay = Stay([visit(score=0.5), visit(score=0.8, sentence=3), visit(score=0.2, sentence=3)])
    row = features(stay)
    assert (row["score"], row["second"]) == (log_odds(0.8), log_odds(0.5))
    assert row["total"] == pytest.approx(1.5)
    assert (row["visits"], row["sentences"]) == (3, 2)
    assert features(one())["second"] == MISSING


@pytest.mark.parametrize("status", list(Status))
def test_the_status_of_the_best_visit_is_named(status: Status) -> None:
    sure = tuple(float(other == status) for other in Status)
    row = features(Stay([visit(score=0.9, status=sure), visit(score=0.1)]))
    assert {other: row[f"status={other}"] for other in Status} == {
        other: float(other == status) for other in Status
    }


@pytest.mark.parametrize(
    ("today", "ahead"),
    [
        (date(2022, 9, 10), 2.0),
        (date(2022, 9, 14), -2.0),
        (date(2010, 1, 1), LONG_AGO),
        (date(2029, 1, 1), -LONG_AGO),
        (None, UNKNOWN_DAY),
    ],
)
def test_days_are_counted_from_the_article(today: date | None, ahead: float) -> None:
    assert features(one(SEPTEMBER), today=today)["ahead"] == ahead


def test_dates_are_described() -> None:
    stay = Stay([visit(SEPTEMBER, dated=0.6), visit(day("2022-09-14"), dated=0.8, score=0.5)])
    row = features(stay)
    assert (row["dated"], row["dates"], row["date_score"], row["precision"]) == (1, 2, 0.8, 0)
    assert row["date_sure"] == pytest.approx(0.8 * 0.6)
    assert features(one(YEAR))["precision"] == 3
    assert features(one(YEAR))["days"] == FAR
    undated = features(one())
    assert (undated["dated"], undated["dates"], undated["date_sure"]) == (0, 0, 0)
    assert {undated[name] for name in ("date_score", "precision", "days")} == {MISSING}
    assert undated["ahead"] == UNKNOWN_DAY


@given(PROBABILITIES, PROBABILITIES)
def test_a_surer_date_makes_a_stay_more_certain(score: float, dated: float) -> None:
    assert certainty(one(score=score)) == score
    assert certainty(one(SEPTEMBER, score=score, dated=dated)) == score * dated
    both = Stay([visit(score=score), visit(SEPTEMBER, score=score, dated=dated)])
    assert certainty(both) == score


@given(PROBABILITIES, st.tuples(PROBABILITIES, PROBABILITIES).map(sorted))
def test_a_surer_rival_at_the_place_lowers_the_lead(own: float, rivals: list[float]) -> None:
    stay = one(score=own)
    low, high = (features(stay, one(who=MERKEL, score=score)) for score in rivals)
    assert low["rivals"] == high["rivals"] == 1
    assert (low["rival_score"], high["rival_score"]) == tuple(rivals)
    assert features(stay)["rival_lead"] >= low["rival_lead"] >= high["rival_lead"]
    assert high["rival_lead"] == own - rivals[1]


def test_each_rival_counts_once_and_the_surest_leads() -> None:
    others = [
        one(who=MERKEL, score=0.3),
        one(who=MERKEL, where=BERLIN, score=0.6),
        one(who=CASSIS, score=0.5),
    ]
    row = features(one(score=0.5), *others)
    assert (row["rivals"], row["rival_score"]) == (2, 0.6)
    assert row["rival_lead"] == pytest.approx(-0.1)


@pytest.mark.parametrize("other", [one(who=MERKEL, sentence=1), one(MAY), one(where=BERLIN)])
def test_others_elsewhere_and_oneself_are_no_rivals(other: Stay) -> None:
    row = features(one(SEPTEMBER), other)
    assert (row["rivals"], row["rival_score"], row["rival_lead"]) == (0, 0, 0.8)


def test_the_same_person_in_another_country_of_the_sentence_is_seen() -> None:
    assert features(one(), one(where=BERLIN, score=0.6))["elsewhere"] == 0.6
    for other in (one(where=BERLIN, sentence=1), one(where=BERLIN, who=MERKEL), one(MAY)):
        assert features(one(), other)["elsewhere"] == 0


def test_siblings_are_other_stays_of_the_person_in_the_country() -> None:
    stay = one(SEPTEMBER, score=0.5, dated=0.8)
    siblings = [one(MAY, score=0.2, dated=0.5), one(day("2022-09-20"), score=0.9, dated=1.0)]
    strangers = [one(SEPTEMBER, who=MERKEL), one(SEPTEMBER, where=BERLIN)]
    row = features(stay, *siblings, *strangers)
    assert (row["siblings"], row["sibling_rank"], row["sibling_gap"]) == (2, 1, 8)
    assert row["sibling_score"] == pytest.approx(0.9)
    assert row["sibling_lead"] == pytest.approx(0.4 - 0.9)


def test_a_stay_without_siblings_has_no_lead() -> None:
    row = features(one(SEPTEMBER), one(SEPTEMBER, who=MERKEL))
    assert (row["siblings"], row["sibling_rank"]) == (0, 0)
    names = ("sibling_score", "sibling_lead", "sibling_gap")
    assert {row[name] for name in names} == {MISSING}


@pytest.mark.parametrize(("when", "gap"), [((), MISSING), ((MAY,), FAR), ((YEAR,), 0.0)])
def test_the_gap_to_a_sibling_needs_dates(when: tuple[DateValue, ...], gap: float) -> None:
    assert features(one(SEPTEMBER), one(*when))["sibling_gap"] == gap


def test_each_stay_is_described_beside_all_others() -> None:
    found = [one(SEPTEMBER), one(MAY), one(who=MERKEL)]
    rows = describe(judge(), found)
    assert [row["siblings"] for row in rows] == [1, 1, 0]
    assert [row["rivals"] for row in rows] == [1, 1, 1]
    assert {row["text_stays"] for row in rows} == {3}


@given(st.lists(PROBABILITIES, min_size=1, max_size=4))
def test_surest_gives_the_score_of_the_best_visit_back(scores: list[float]) -> None:
    stay = Stay([visit(score=score, sentence=i) for i, score in enumerate(scores)])
    ((no, yes),) = Surest().predict([features(stay)])
    assert yes == pytest.approx(min(1 - LEAST, max(LEAST, max(scores))), abs=1e-6)
    assert no + yes == pytest.approx(1)


def test_nothing_to_accept_is_no_error() -> None:
    assert Surest().predict([]).shape == (0, 2)


def visitors(doc: Doc, model: VisitModel) -> dict[str, float]:
    """The visitors of a text's events with the confidence of each."""
    found = extract_events(Judge(Scene(doc), model, doc._.article_date), "a1")
    return {event.visitor: event.confidence for event in found}


def test_a_stay_that_does_not_stand_is_no_event(make_doc: Callable[..., Doc]) -> None:
    doc = make_doc(TEXT, MARKS)
    assert list(visitors(doc, fixed_model())) == ["Chan Santokhi", "Mark Rutte"]
    guests = Fixed(["no", "yes"], lambda row: [row["domestic"], 1 - row["domestic"]])
    assert list(visitors(doc, replace(fixed_model(), stay=guests))) == ["Mark Rutte"]
    never = Fixed(["no", "yes"], lambda _: [0.6, 0.4])
    assert visitors(doc, replace(fixed_model(), stay=never)) == {}


def test_the_confidence_is_the_calibrated_probability_of_the_stay(
    make_doc: Callable[..., Doc],
) -> None:
    model = replace(
        fixed_model(),
        stay=Fixed(["no", "yes"], lambda row: [0.4, 0.6] if row["domestic"] else [0.2, 0.8]),
        calibration=Calibration((0.0, 1.0), (0.0, 0.5)),
    )
    assert visitors(make_doc(TEXT, MARKS), model) == {"Mark Rutte": 0.4, "Chan Santokhi": 0.3}


def test_a_visit_that_is_not_sure_is_an_event_where_its_stay_stands(
    make_doc: Callable[..., Doc],
) -> None:
    doc = make_doc(TEXT, MARKS)
    doubtful = replace(fixed_model(), visit=Fixed(["no", "yes"], lambda _: [0.7, 0.3]))
    assert visitors(doc, doubtful) == {}
    always = Fixed(["no", "yes"], lambda _: [0.1, 0.9])
    assert set(visitors(doc, replace(doubtful, stay=always))) == {"Mark Rutte", "Chan Santokhi"}
    out = replace(doubtful, stay=always, visit=Fixed(["no", "yes"], lambda _: [0.9, 0.1]))
    assert visitors(doc, out) == {}


def test_what_trees_and_reader_say_is_told_apart() -> None:
    row = features(one(score=0.7, trees=0.5, reading=2.5))
    assert row["score"] == pytest.approx(log_odds(0.7))
    assert (row["trees"], row["reading"]) == (0.0, 2.5)
    assert features(one())["reading"] == MISSING


def test_guests_of_the_same_country_are_fellows() -> None:
    fellow, elsewhere = one(MAY, who=MERKEL, score=0.6), one(who=CASSIS, where=BERLIN, score=0.9)
    row = features(one(SEPTEMBER), fellow, elsewhere)
    assert (row["fellows"], row["fellow_score"]) == (1, 0)
    assert features(one(MAY), fellow, elsewhere)["fellow_score"] == 0.6
    doubtful = one(MAY, who=MERKEL, score=0.3, sure=False)
    assert features(one(MAY), doubtful)["fellows"] == 0


def test_a_row_of_guests_speaks_for_each_of_them(make_doc: Callable[..., Doc]) -> None:
    text = "Rutte, Merkel en Cassis waren in Bern. Scholz bleef thuis."
    marks: Marks = {
        "Rutte": ("persons", "NAME", RUTTE),
        "Merkel": ("persons", "NAME", MERKEL),
        "Cassis": ("persons", "NAME", CASSIS),
        "Scholz": ("persons", "NAME", person("Olaf Scholz", "DE", "wd:Q3")),
        "Bern": ("places", "CITY", place("Bern", "CH")),
    }
    found = Judge(Scene(make_doc(text, marks)), fixed_model(), None)
    made = stays(found.visits())
    rows = dict(
        zip(
            (stay.best.candidate.visitor.span.text for stay in made),
            describe(found, made),
            strict=True,
        )
    )
    assert rows["Rutte"]["row"] == len(rows.keys() & {"Merkel", "Cassis"}) > 0
    assert rows["Rutte"]["row_score"] > 0
