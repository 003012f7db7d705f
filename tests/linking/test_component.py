"""The component `visit_linker` on small texts."""

from datetime import date

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.linking.component import VisitLinker
from pipeline.schema import ArticleDate, DateValue


@pytest.fixture(scope="module")
def linker() -> VisitLinker:
    return VisitLinker()


def read(linker: VisitLinker, lang: str, text: str, names: dict[str, str], day: str = "") -> Doc:
    """Link a text whose names, `{words: label}`, are marked by hand."""
    doc = spacy.blank(lang)(text)
    spans = []
    for name, label in names.items():
        start = text.index(name)
        spans.append(doc.char_span(start, start + len(name), label=label, alignment_mode="expand"))
    doc.ents = tuple(spans)
    if day:
        on = date.fromisoformat(day)
        value = DateValue(kind="date", start=on, end=on, precision="day")
        doc._.article_date = ArticleDate(value=value, source="metadata")
    return linker(doc)


def persons(doc: Doc) -> dict[str, str]:
    return {span.text: span._.entity.name for span in doc.spans["persons"]}


def places(doc: Doc) -> dict[str, str | None]:
    return {span.text: span._.entity.country for span in doc.spans["places"]}


def test_title_of_a_country_finds_its_holder(linker: VisitLinker) -> None:
    doc = read(
        linker, "nl", "De Franse president reist naar Kigali.", {"Kigali": "LOC"}, "2021-05-26"
    )
    assert persons(doc)["Franse president"] == "Emmanuel Macron"
    assert places(doc)["Kigali"] == "RW"


def test_inflected_hungarian_names(linker: VisitLinker) -> None:
    doc = read(
        linker,
        "hu",
        "Orbán Viktor Moszkvában tárgyalt Vlagyimir Putyinnal.",
        {"Orbán Viktor": "PER", "Moszkvában": "LOC", "Vlagyimir Putyinnal": "PER"},
        "2024-07-05",
    )
    assert persons(doc)["Orbán Viktor"] == "Viktor Orbán"
    assert persons(doc)["Vlagyimir Putyinnal"] == "Vladimir Putin"
    assert places(doc)["Moszkvában"] == "RU"


def test_unknown_person_takes_country_from_the_title(linker: VisitLinker) -> None:
    doc = read(
        linker,
        "de",
        "Der estnische Minister Jaan Näidis flog nach Riga. Der Minister bleibt zwei Tage.",
        {"Jaan Näidis": "PER", "Riga": "LOC"},
    )
    found = [span._.entity for span in doc.spans["persons"]]
    assert [entity.name for entity in found] == ["Jaan Näidis", "Jaan Näidis"]
    assert found[0].country == "EE"
    assert found[0].id is None


def test_travel_compound_names_the_place(linker: VisitLinker) -> None:
    doc = read(linker, "de", "Die China-Reise des Kanzlers war kurz.", {})
    assert [(s.text, s.label_) for s in doc.spans["places"]] == [("China-Reise", "COMPOUND")]


def test_other_languages_are_left_alone(linker: VisitLinker) -> None:
    doc = linker(spacy.blank("fr")("Le président est à Paris."))
    assert "persons" not in doc.spans
