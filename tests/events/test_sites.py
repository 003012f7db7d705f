import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.events.assembly import extract_events
from pipeline.events.features import MISSING, Features
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel, log_odds
from pipeline.events.scene import Scene
from pipeline.events.sites import FAR, SURE_NAME, Sites, within_country
from pipeline.events.stays import Stay, stays
from pipeline.schema import DateValue, Entity
from tests.events.conftest import Marks, day, marked_doc, person, place
from tests.events.test_assembly import Fixed, fixed_model
from tests.events.test_model import Says
from tests.events.test_stays import BERN, MAY, MERKEL, MONTH, RUTTE, SEPTEMBER, mention, visit

CASSIS = person("Ignazio Cassis", "CH", "wd:Q1")
DAVOS = place("Davos", "CH")
VALAIS = place("Valais", "CH", "region")
SWITZERLAND = place("Switzerland", "CH", "sovereign country")
BERLIN = place("Berlin", "DE", "capital")
UNKNOWN = Entity(kind="place", id=None, name="Oord")
MARKS: Marks = {
    "Rutte": ("persons", "NAME", RUTTE),
    "Hij": ("persons", "PRONOUN", RUTTE),
    "Merkel": ("persons", "NAME", MERKEL),
    "Cassis": ("persons", "NAME", CASSIS),
    "Bern": ("places", "CITY", BERN),
    "Davos": ("places", "CITY", DAVOS),
    "Wallis": ("places", "REGION", VALAIS),
    "Zwitserland": ("places", "COUNTRY", SWITZERLAND),
    "Berlijn": ("places", "CITY", BERLIN),
    "Oord": ("places", "SITE", UNKNOWN),
    "Oordse": ("places", "ADJECTIVE", UNKNOWN),
    "maandag": ("dates", "date", SEPTEMBER),
    "woensdag": ("dates", "date", day("2022-09-14")),
    "meidag": ("dates", "date", MAY),
    "september": ("dates", "date", MONTH),
    "vrijdag": ("dates", "date", day("2022-09-16", bound="until")),
    "weekend": ("dates", "duration", DateValue(kind="duration", duration="P2D")),
}
TEXT = "Rutte was maandag in Bern.\nDavos trof een ramp."


def marked(text: str, **fields: Any) -> Doc:
    return marked_doc(text, {w: MARKS[w] for w in MARKS if w in text}, **fields)


@st.composite
def docs(draw: st.DrawFn) -> Doc:
    """Articles in which marked words stand in any order, sentences and paragraphs."""
    words = draw(st.lists(st.sampled_from(list(MARKS)), min_size=2, unique=True))
    gaps = st.sampled_from([" ", ", ", " sprak in ", ". ", ".\n"])
    text = "".join(word + draw(gaps) for word in words) + "Einde."
    return marked(text, published=draw(st.sampled_from([None, "2022-09-14", "2022-05-02"])))


def doubtful_model(**fields: Any) -> VisitModel:
    """A model that is sure of who and what stand in one sentence and rules out nothing else."""
    near = Fixed(["no", "yes"], lambda row: [0.1, 0.9] if row["same_sentence"] else [0.7, 0.3])
    return replace(fixed_model(), visit=near, **fields)


def made(doc: Doc, model: VisitModel | None = None) -> tuple[Judge, list[Stay], Sites]:
    """The stays of an article and what decides about their places."""
    judge = Judge(Scene(doc), model or doubtful_model(), doc._.article_date)
    found = stays(judge.visits())
    return judge, found, Sites(judge, found, judge.model.site)


def named(sites: Sites, stay: Stay) -> dict[str, Features]:
    return {m.entity.name: row for m, row in sites.options(stay) if m.entity}


def beside(stay: Stay, *others: Stay, text: str = "Bern. Davos. Wallis. Berlijn.") -> Any:
    """What tells of each place that a text names without any person, beside a stay."""
    judge = Judge(Scene(marked(text)), fixed_model(), None)
    return named(Sites(judge, [stay, *others], judge.model.site), stay)


def one(*dates: DateValue, **fields: Any) -> Stay:
    return Stay([visit(*dates, **fields)])


@given(docs())
def test_any_place_beside_any_stay_has_the_same_finite_numbers(doc: Doc) -> None:
    _, found, sites = made(doc)
    names = list(beside(one())["Bern"])
    for stay in found:
        for _, row in sites.options(stay):
            assert list(row) == names
            assert all(type(value) is float and math.isfinite(value) for value in row.values())


@given(docs())
def test_each_place_within_the_country_is_possible_once(doc: Doc) -> None:
    judge, found, sites = made(doc)
    for stay in found:
        country = stay.best.candidate.country
        inside = [m for m in judge.scene.places if m.country == country and within_country(m)]
        possible = [m for m, _ in sites.options(stay)]
        assert [m.key for m in possible] == list(dict.fromkeys(m.key for m in inside))
        assert all(m in inside for m in possible)


@given(docs(), st.sampled_from([0.25, 0.5, 0.75]))
def test_places_are_chosen_from_the_possible_ones(doc: Doc, probability: float) -> None:
    known = Fixed(["no", "yes"], lambda row: [0.0, row["known"] * probability])
    _, found, sites = made(doc, doubtful_model(site=known))
    for stay in found:
        possible = [m for m, row in sites.options(stay) if row["known"]]
        assert sites.of(stay) == (possible if probability >= 0.5 else [])


@given(docs(), st.sampled_from([0.0, 0.25, 0.75]))
def test_told_takes_the_places_of_the_visits(doc: Doc, behind: float) -> None:
    rule = Fixed(["no", "yes"], lambda row: [0.0, 0.75 if row["visitor_first"] else behind])
    _, found, sites = made(doc, doubtful_model(place=rule))
    for stay in found:
        told = {v.candidate.place.key for v in stay.visits if v.place_score >= 0.5}
        expected = [m.key for m, _ in sites.options(stay) if m.key in told]
        assert [m.key for m in sites.of(stay)] == expected


@pytest.mark.parametrize(
    ("entity", "form", "score", "inside"),
    [
        (BERN, "CITY", 0.1, True),
        (BERN, "ADJECTIVE", 0.1, True),
        (VALAIS, "REGION", 1.0, True),
        (SWITZERLAND, "COUNTRY", 1.0, False),
        (SWITZERLAND, "NOMINAL", 1.0, False),
        (place("Singapore", "SG", "city-state"), "CITY", 1.0, False),
        (place("Cuba", "CU", "sovereignty"), "ADJECTIVE", 1.0, False),
        (place("Kosovo", "XK", "disputed"), "NOMINAL", 1.0, False),
        (place("Greenland", "GL", "dependency"), "ADJECTIVE", 1.0, False),
        (UNKNOWN, "SITE", SURE_NAME, True),
        (UNKNOWN, "SITE", SURE_NAME - 0.1, False),
        (UNKNOWN, "ADJECTIVE", 1.0, False),
    ],
)
def test_countries_and_doubtful_names_are_no_places(
    entity: Entity, form: str, score: float, inside: bool
) -> None:
    assert within_country(replace(mention(0, entity, form), score=score)) == inside


def test_a_place_is_described_by_the_visits_at_it() -> None:
    stay = Stay(
        [
            visit(SEPTEMBER, score=0.9, place_score=0.6, dated=0.8),
            visit(score=0.5, place_score=0.7),
            visit(score=0.4, place_score=0.2, where=DAVOS),
        ]
    )
    names = ("own", "own_place", "own_visits", "own_best", "own_date", "own_agrees")
    found = beside(stay)
    assert {place: tuple(row[n] for n in names) for place, row in found.items()} == {
        "Bern": (0.9, 0.7, 2, 1, 0.8, 1),
        "Davos": (0.4, 0.2, 1, 0, MISSING, MISSING),
        "Valais": (0, MISSING, 0, 0, MISSING, MISSING),
    }
    others = {place: (row["others_told"], row["others_place"]) for place, row in found.items()}
    assert others == {"Bern": (1, 0.2), "Davos": (1, 0.7), "Valais": (2, 0.7)}


def test_one_visit_at_a_place_in_the_days_of_the_stay_is_enough() -> None:
    doubtful = {"score": 0.3, "dated": 0.5}
    stay = Stay([visit(SEPTEMBER), visit(MAY, **doubtful), visit(MAY, where=DAVOS, **doubtful)])
    found = beside(stay)
    assert (found["Bern"]["own_agrees"], found["Davos"]["own_agrees"]) == (1, 0)


def test_the_stay_itself_is_described_beside_each_of_its_places() -> None:
    stay = Stay([visit(MONTH, score=0.7), visit(score=0.4, where=SWITZERLAND)])
    for row in beside(stay).values():
        assert (row["score"], row["visits"]) == (log_odds(0.7), 2)
        assert (row["days"], row["precision"], row["countries_only"]) == (29, 2, 0)
        assert row["options"] == 3
    undated = beside(one(where=SWITZERLAND))["Bern"]
    assert (undated["days"], undated["precision"]) == (MISSING, MISSING)
    assert undated["countries_only"] == 1


def test_a_place_is_described_by_what_it_is_and_where_it_stands() -> None:
    found = beside(one(sentence=2))
    kinds = {name: {key for key in row if "=" in key and row[key]} for name, row in found.items()}
    assert kinds["Bern"] == kinds["Davos"] == {"form=CITY", "kind=city"}
    assert kinds["Valais"] == {"form=REGION", "kind=region"}
    where = {name: (row["gap"], row["before"], row["first"]) for name, row in found.items()}
    assert where == {"Bern": (2, 1, 1), "Davos": (1, 1, 0), "Valais": (0, 0, 0)}
    assert beside(one(sentence=50))["Bern"]["gap"] == FAR
    twice = beside(Stay([visit(sentence=1), visit(sentence=40)]))["Valais"]
    assert (twice["gap"], twice["before"]) == (1, 0)


def test_other_stays_of_the_visitor_tell_where_in_the_country() -> None:
    sibling = Stay([visit(MAY, score=0.6, where=DAVOS)])
    elsewhere = one(MAY, where=BERLIN)
    found = beside(one(SEPTEMBER), sibling, elsewhere)
    assert {name: row["sibling"] for name, row in found.items()} == {
        "Bern": 0,
        "Davos": 0.6,
        "Valais": 0,
    }
    assert {row["fellows"] for row in found.values()} == {0}


def test_fellow_guests_tell_where_in_the_country() -> None:
    guests = [one(SEPTEMBER, who=MERKEL, where=DAVOS), one(who=CASSIS)]
    found = beside(one(SEPTEMBER), *guests)
    assert {row["fellows"] for row in found.values()} == {2}
    shares = {name: row["fellow_share"] for name, row in found.items()}
    assert shares == {"Bern": 0.5, "Davos": 0.5, "Valais": 0}
    passing = one(SEPTEMBER, who=MERKEL, place_score=0.4)
    assert beside(one(SEPTEMBER), passing)["Bern"]["fellow_share"] == 0


@pytest.mark.parametrize(
    "other",
    [
        one(MAY, who=MERKEL),
        one(SEPTEMBER, who=MERKEL, sure=False),
        one(SEPTEMBER, who=MERKEL, where=BERLIN),
    ],
)
def test_guests_of_other_days_or_countries_and_doubtful_ones_tell_nothing(other: Stay) -> None:
    row = beside(one(SEPTEMBER), other)["Bern"]
    assert (row["fellows"], row["fellow_share"]) == (0, MISSING)


def test_what_is_claimed_of_the_visitor_at_a_place_counts_though_it_is_no_visit() -> None:
    _, (stay,), sites = made(marked(TEXT))
    assert [v.candidate.place.key for v in stay.visits] == ["gn:Bern"]
    found = named(sites, stay)
    names = ("claims", "claim_visit", "claim_place", "joint", "rank", "own_visits")
    assert {place: tuple(row[n] for n in names) for place, row in found.items()} == {
        "Bern": (1, log_odds(0.9), 1, 0.9, 0, 1),
        "Davos": (1, log_odds(0.3), 1, 0.3, 1, 0),
    }
    assert found["Bern"]["lead"] == -found["Davos"]["lead"] == pytest.approx(0.6)


def test_nothing_is_claimed_where_nobody_is_named() -> None:
    row = beside(one())["Bern"]
    assert (row["claims"], row["joint"], row["rank"]) == (0, 0, 0)
    names = ("claim_visit", "claim_place", "claim_read", "place_most")
    assert {row[name] for name in names} == {MISSING}


def test_the_reader_is_heard_about_a_place() -> None:
    _, (stay,), sites = made(marked(TEXT), doubtful_model(reader=Says(5.0, place=2.5)))
    assert {row["claim_read"] for row in named(sites, stay).values()} == {2.5}
    _, (stay,), sites = made(marked(TEXT))
    assert {row["claim_read"] for row in named(sites, stay).values()} == {MISSING}


@pytest.mark.parametrize(
    ("probability", "places"), [(0.4, ()), (0.5, ("Bern", "Davos")), (0.9, ("Bern", "Davos"))]
)
def test_an_event_has_the_places_that_are_decided_for(
    probability: float, places: tuple[str, ...]
) -> None:
    doc = marked(TEXT)
    model = doubtful_model(site=Fixed(["no", "yes"], lambda _: [1 - probability, probability]))
    (event,) = extract_events(Judge(Scene(doc), model, None), "a1")
    assert event.places == places
    assert event.place_ids == tuple(f"gn:{name}" for name in places)
    (told,) = extract_events(Judge(Scene(doc), doubtful_model(), None), "a1")
    assert told.places == ("Bern",)
