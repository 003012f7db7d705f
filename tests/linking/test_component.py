"""The component `visit_linker` as a whole."""

import pickle

import pytest
import spacy

from pipeline.linking.component import VisitLinker
from tests.linking.conftest import Read, persons, places


def test_is_a_registered_factory() -> None:
    assert spacy.blank("nl").add_pipe("visit_linker") is not None


def test_other_languages_are_left_alone(linker: VisitLinker) -> None:
    doc = linker(spacy.blank("fr")("Le président est à Paris."))
    assert "persons" not in doc.spans


def test_empty_text(read: Read) -> None:
    doc = read("hu", "")
    assert [len(doc.spans[k]) for k in ("persons", "places", "organisations")] == [0, 0, 0]


def test_same_words_may_be_a_place_and_a_person(read: Read) -> None:
    doc = read(
        "nl",
        "Premier Petteri Orpo landde in Praag. De Fin bleef een dag.",
        {"Petteri Orpo": "PER", "Praag": "LOC"},
        "2024-05-01",
    )
    assert persons(doc)["Fin"] == "Petteri Orpo"
    assert places(doc)["Praag"] == "CZ"


def test_entities_survive_pickling(read: Read) -> None:
    doc = read("de", "Angela Merkel flog nach Riga.", {"Angela Merkel": "PER", "Riga": "LOC"})
    again = pickle.loads(pickle.dumps(doc))
    assert persons(again) == persons(doc) == {"Angela Merkel": "Angela Merkel"}


def test_scores_lie_between_zero_and_one(read: Read) -> None:
    doc = read(
        "hu",
        "Orbán Viktor Bécsben járt. A kormányfő onnan Pozsonyba ment, ő fogadta Robert Ficót.",
        {"Orbán Viktor": "PER", "Bécsben": "LOC", "Pozsonyba": "LOC", "Robert Ficót": "PER"},
        "2024-01-16",
    )
    for group in ("persons", "places"):
        assert all(0.0 <= span._.score <= 1.0 for span in doc.spans[group])


@pytest.mark.parametrize(
    ("lang", "text", "surfaces"),
    [
        ("nl", "Giorgia Meloni kwam. Toen zag hij de Italiaanse ambassade.", []),
        ("nl", "Giorgia Meloni kwam. De Italiaanse en Griekse vlag wapperden.", []),
        ("nl", "Giorgia Meloni kwam. De Italiaanse reisde door.", ["Italiaanse"]),
        ("nl", "Giorgia Meloni kwam. Men sprak met de Italiaanse.", ["Italiaanse"]),
        ("de", "Joe Biden kam. Man sah, dass die Amerikaner jubelten.", []),
        ("de", "Joe Biden kam. Man sah, dass der Amerikaner jubelte.", ["Amerikaner"]),
    ],
)
def test_a_word_for_an_inhabitant_is_one_person_and_no_adjective(
    read: Read, lang: str, text: str, surfaces: list[str]
) -> None:
    doc = read(lang, text, {}, "2023-05-02")
    assert [span.text for span in doc.spans["persons"] if span.label_ == "TITLE"] == surfaces


def test_a_title_beside_another_countrys_leader_is_a_guest_of_its_own(read: Read) -> None:
    text = "Gasten: Keir Starmer, de Italiaanse premier en Emmanuel Macron."
    assert list(persons(read("nl", text, {}, "2025-05-02")).values()) == [
        "Keir Starmer",
        "Giorgia Meloni",
        "Emmanuel Macron",
    ]


def test_a_title_before_a_leader_who_never_held_it_is_the_subject(read: Read) -> None:
    text = "Joe Biden kwam. Het verraste dat de president Rishi Sunak opzocht."
    assert persons(read("nl", text, {}, "2023-05-02"))["president"] == "Joe Biden"


def test_a_title_in_apposition_to_its_holder_is_no_person_more(read: Read) -> None:
    text = "Gasten: Keir Starmer, de Britse premier, en Emmanuel Macron."
    assert list(persons(read("nl", text, {}, "2025-05-02"))) == ["Keir Starmer", "Emmanuel Macron"]


@pytest.mark.parametrize(
    ("lang", "text", "mark", "label", "name"),
    [
        ("de", "Der Bolivianer Evo Morales kam.", "Evo Morales", "ORG", "Evo Morales"),
        ("hu", "A tárgyalás után Akihito hazautazott.", "Akihito", "LOC", "Akihito"),
        ("hu", "Evo Moralest is várták.", "Evo Moralest", "ORG", "Evo Morales"),
    ],
)
def test_a_full_name_is_a_persons_whatever_it_was_taken_for(
    read: Read, lang: str, text: str, mark: str, label: str, name: str
) -> None:
    doc = read(lang, text, {mark: label})
    assert [s._.entity.name for s in doc.spans["persons"]] == [name]
    assert not doc.spans["places"]
    assert not doc.spans["organisations"]
