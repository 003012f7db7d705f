from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from spacy.tokens import Doc

from pipeline.events.candidates import Candidate, candidates
from pipeline.events.judge import Judge
from pipeline.events.scene import Scene
from pipeline.events.wording import Wording, date_words, other_words, status_words, visit_words
from pipeline.words import Linear, Words
from tests.events.conftest import Marks, day, marked_doc, person, place
from tests.events.test_assembly import Fixed, fixed_model
from tests.events.test_sites import docs
from tests.test_words import linear

MARKS: Marks = {
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL", "wd:Q1")),
    "Angela Merkel": ("persons", "NAME", person("Angela Merkel", "DE", "wd:Q2")),
    "Bern": ("places", "CITY", place("Bern", "CH")),
    "Parijs": ("places", "CITY", place("Paris", "FR")),
    "1 mei": ("dates", "date", day("2022-05-01")),
}


def scene(text: str, lang: str = "nl") -> Scene:
    return Scene(marked_doc(text, {w: m for w, m in MARKS.items() if w in text}, lang))


def pair(found: Scene, visitor: str, where: str) -> Candidate:
    return next(
        p for p in candidates(found) if (p.visitor.span.text, p.place.span.text) == (visitor, where)
    )


def visit(text: str, visitor: str = "Rutte", where: str = "Bern", lang: str = "nl") -> Words:
    found = scene(text, lang)
    return visit_words(found, pair(found, visitor, where))


@given(docs())
def test_words_of_anything_are_hashes_each_once_in_order(doc: Doc) -> None:
    found = Scene(doc)
    for candidate in candidates(found):
        said = [visit_words(found, candidate), status_words(found, candidate)]
        said += [date_words(found, candidate, m) for m in found.dates]
        said += [other_words(found, candidate, m) for m in found.persons]
        for words in said:
            assert words.dtype == np.uint32
            assert words.size
            assert (np.diff(words.astype(np.int64)) > 0).all()


def test_it_does_not_matter_who_visits_what() -> None:
    assert np.array_equal(
        visit("Vandaag reist Rutte naar Bern."),
        visit("Vandaag reist Angela Merkel naar Parijs.", "Angela Merkel", "Parijs"),
    )


@pytest.mark.parametrize(
    "other",
    [
        "Vandaag reist Rutte naar huis. Bern wacht.",
        "Vandaag belt Rutte met Bern.",
        "Vandaag reist Bern naar Rutte.",
        "Vandaag reist Rutte niet naar Bern.",
    ],
)
def test_it_matters_how_it_is_told(other: str) -> None:
    assert not np.array_equal(visit("Vandaag reist Rutte naar Bern."), visit(other))


def test_visitor_and_host_of_one_sentence_are_worded_differently() -> None:
    text = "Rutte ontvangt Angela Merkel in Bern."
    assert not np.array_equal(visit(text), visit(text, "Angela Merkel"))


def test_the_same_letters_are_other_words_in_another_language() -> None:
    text = "Rutte was in Bern."
    assert not set(visit(text).tolist()) & set(visit(text, lang="de").tolist())


def test_a_date_is_worded_by_what_stands_beside_it() -> None:
    found = scene("Rutte was tot 1 mei in Bern.")
    other = scene("Rutte was sinds 1 mei in Bern.")
    tot, sinds = (date_words(s, pair(s, "Rutte", "Bern"), s.dates[0]) for s in (found, other))
    shared = set(tot.tolist()) & set(sinds.tolist())
    assert shared
    assert len(shared) < min(len(tot), len(sinds))


@given(docs())
def test_units_are_the_words_and_mentions_of_the_text_in_order(doc: Doc) -> None:
    found = Scene(doc)
    starts = [unit.start for unit in found.units]
    assert starts == sorted(set(starts))
    for unit in found.units:
        if unit.mention is not None:
            assert unit.start == unit.mention.start
            low, high = found.units_in(unit.start, unit.mention.end)
            assert high - low == 1
        assert found.units[found.unit_at(unit.start)] == unit


def test_numbers_are_one_word() -> None:
    words = [unit.word for unit in scene("Rutte zag 12 of 1300 Zwanen.").units]
    assert words == ["@persons", "zag", "#", "of", "#", "zwanen", "."]


def test_only_decisions_with_a_model_get_columns() -> None:
    wording = Wording({"date": linear(1, 2.0, 3.0)})
    words = np.array([1], np.uint32)
    assert wording.columns("visit", words) == {}
    assert wording.columns("date", words) == {"words:date0": 2.0, "words:date1": 3.0}


@pytest.mark.parametrize(
    ("text", "score"), [("Rutte reist naar Bern.", 0.9), ("Rutte in Bern.", 0.2)]
)
def test_decisions_hear_what_the_words_say(text: str, score: float) -> None:
    telling = set(visit("Rutte reist naar Bern.").tolist()) - set(visit("Rutte in Bern.").tolist())
    table = np.zeros((1 << 16, 1), np.float16)
    table[[word % (1 << 16) for word in telling]] = 1.0

    def hears(row: Mapping[str, float]) -> list[float]:
        return [0.1, 0.9] if row["words:visit0"] > 0 else [0.8, 0.2]

    model = replace(
        fixed_model(),
        visit=Fixed(["no", "yes"], hears),
        wording=Wording({"visit": Linear(table, (0.0,))}),
    )
    (claim,) = Judge(scene(text), model, None).claims
    assert claim.visit == pytest.approx(score)
