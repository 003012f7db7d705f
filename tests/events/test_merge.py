from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.merge import merge
from pipeline.schema import Evidence, VisitEvent


def event(doc: str, start: str | None, end: str | None = None, **fields: Any) -> VisitEvent:
    base: dict[str, Any] = {
        "event_id": f"{doc}-{start}",
        "doc_id": doc,
        "lang": "nl",
        "visitor": "Vladimir Putin",
        "visitor_id": "wd:Q7747",
        "country": "KP",
        "start": start,
        "end": end or start,
        "status": "completed",
        "confidence": 0.8,
        "evidence": (Evidence(start=0, end=4, text="Text"),),
    }
    return VisitEvent.model_validate(base | fields)


def test_articles_in_several_languages_tell_one_stay() -> None:
    stays = merge(
        [
            event("nl-1", "2024-06-18", "2024-06-19", places=("Pyongyang",)),
            event("de-1", "2024-06", lang="de", confidence=0.5),
            event("hu-1", "2024-06-18", lang="hu"),
        ]
    )
    assert len(stays) == 1
    stay = stays[0]
    assert {source.lang for source in stay.sources} == {"nl", "de", "hu"}
    assert (stay.start, stay.places) == ("2024-06-18", ("Pyongyang",))
    assert stay.confidence > 0.9


def test_different_dates_stay_apart() -> None:
    assert len(merge([event("a", "2024-06-18"), event("b", "2000-07-19")])) == 2


def test_the_latest_report_decides_the_status_and_the_rest_is_shown() -> None:
    stays = merge(
        [
            event("early", "2024-06-18", status="planned"),
            event("late", "2024-06-18", status="cancelled"),
        ],
        {"early": date(2024, 6, 1), "late": date(2024, 6, 17)},
    )
    assert [stay.status for stay in stays] == ["cancelled"]
    claims = {(claim.field, claim.value, claim.doc_ids) for claim in stays[0].disagreements}
    assert claims == {("status", "planned", ("early",))}


def test_an_undated_report_joins_the_only_stay_but_never_picks_among_two() -> None:
    assert len(merge([event("a", "2024-06-18"), event("b", None)])) == 1
    assert len(merge([event("a", "2024-06-18"), event("b", "2019-01-01"), event("c", None)])) == 3


def test_other_visitors_and_countries_stay_apart() -> None:
    other = event("b", "2024-06-18", visitor="Kim Jong-un", visitor_id="wd:Q56226")
    assert (
        len(merge([event("a", "2024-06-18"), other, event("c", "2024-06-18", country="VN")])) == 3
    )


@given(st.permutations([("a", "2024-06-18"), ("b", "2024-06"), ("c", "2024"), ("d", "2023-01-01")]))
def test_order_of_input_does_not_matter(order: list[tuple[str, str]]) -> None:
    stays = merge([event(doc, start) for doc, start in order])
    assert stays == merge([event(doc, start) for doc, start in sorted(order)])
    assert sum(len(stay.sources) for stay in stays) == 4
