"""Guests who are named in a row."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from spacy.tokens import Doc

from pipeline.events.judge import Judge
from pipeline.events.opinions import Opinion, first, outlines
from pipeline.events.rows import shared
from pipeline.events.scene import Scene
from pipeline.events.stays import Stay, stays
from tests.events.conftest import day, person, place
from tests.events.test_assembly import fixed_model

TEXT = "Rutte en Merkel waren op 12 mei in Wenen, waar volgens de gastheren ook Macron was."
MARKS = {
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL")),
    "Merkel": ("persons", "NAME", person("Angela Merkel", "DE")),
    "Macron": ("persons", "NAME", person("Emmanuel Macron", "FR")),
    "12 mei": ("dates", "date", day("2021-05-12")),
    "Wenen": ("places", "CITY", place("Vienna", "AT")),
}
DONE, GOING = (0.8, 0.2, 0.0, 0.0, 0.0), (0.1, 0.9, 0.0, 0.0, 0.0)


@pytest.fixture
def thought(make_doc: Callable[..., Doc]) -> tuple[Scene, list[Stay], dict[str, Opinion]]:
    scene = Scene(make_doc(TEXT, MARKS))
    judge = Judge(scene, fixed_model(), None)
    found = stays(judge.visits())
    opinions = {}
    for opinion in first(judge.model, outlines(judge, found)):
        opinions[opinion.outline.person] = replace(
            opinion, score=0.8, status=GOING if "rutte" in opinion.outline.person else DONE
        )
    return scene, found, opinions


def names(opinions: list[Opinion]) -> dict[str, Opinion]:
    return {opinion.outline.person.split()[-1]: opinion for opinion in opinions}


def test_guests_of_one_row_share_their_status(
    thought: tuple[Scene, list[Stay], dict[str, Opinion]],
) -> None:
    scene, found, opinions = thought
    told = names(shared(scene, found, list(opinions.values())))
    assert told["rutte"].status == pytest.approx((0.45, 0.55, 0, 0, 0))
    assert told["merkel"].status == told["rutte"].status


def test_what_most_of_a_row_came_for_all_did(
    thought: tuple[Scene, list[Stay], dict[str, Opinion]],
) -> None:
    scene, found, opinions = thought
    half = [
        replace(x, bodies=frozenset({"opec"}) if "rutte" in x.outline.person else frozenset())
        for x in opinions.values()
    ]
    assert names(shared(scene, found, half))["merkel"].bodies == {"opec"}
    unlikely = [replace(x, score=0.3) if x.bodies else x for x in half]
    assert names(shared(scene, found, unlikely))["rutte"].bodies == frozenset()


def test_who_came_on_unknown_days_keeps_an_opinion_of_its_own(
    thought: tuple[Scene, list[Stay], dict[str, Opinion]],
) -> None:
    scene, found, opinions = thought
    undated = [replace(x, chances=x.chances[:0]) for x in opinions.values()]
    undated = [replace(x, outline=replace(x.outline, options=(), placed=())) for x in undated]
    assert [x.status for x in shared(scene, found, undated)] == [x.status for x in undated]


def test_who_stands_in_no_row_is_told_alone(
    thought: tuple[Scene, list[Stay], dict[str, Opinion]],
) -> None:
    scene, found, opinions = thought
    assert names(shared(scene, found, list(opinions.values())))["macron"].status == DONE
