"""The knowledge base and its build."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.linking.build import (
    Candidate,
    Offices,
    build,
    build_adjectives,
    build_organisations,
    close_terms,
    drop_rivals,
    note_aliases,
)
from pipeline.linking.knowledge import DATA, KnowledgeBase, Office

GAZETTEER = Path(__file__).resolve().parents[3] / "shared" / "data" / "gazetteer"


def test_lookups_by_id(kb: KnowledgeBase) -> None:
    putin = kb.person("wd:Q7747")
    assert putin is not None
    assert putin.name == "Vladimir Putin"
    assert kb.person("wd:Q0") is None
    moscow = kb.place("wd:Q649")
    assert moscow is not None
    assert (moscow.name, moscow.country) == ("Moscow", "RU")
    assert kb.place("wd:Q0") is None


def test_capitals(kb: KnowledgeBase) -> None:
    names = {code: kb.capital(code) for code in ("GH", "NL", "US", "XK", "PS")}
    assert names["GH"] is not None
    assert names["GH"].name == "Accra"
    assert names["US"] is not None
    assert names["US"].name == "Washington, D.C."
    assert kb.capital("QQ") is None


@pytest.mark.parametrize(
    ("office", "country", "day", "name"),
    [
        ("President", "RU", date(2010, 1, 1), "Dmitry Medvedev"),
        ("President", "RU", date(2013, 1, 1), "Vladimir Putin"),
        ("Prime Minister", "HU", date(2015, 1, 1), "Viktor Orbán"),
        ("Head of State", "NL", date(2005, 1, 1), "Beatrix of the Netherlands"),
        ("Minister of Foreign Affairs", "US", date(2010, 1, 1), "Hillary Clinton"),
        ("Secretary-General", "NATO", date(2016, 1, 1), "Jens Stoltenberg"),
        # Interpol's president was Chinese, and India's foreign secretary is no minister.
        ("President", "CN", date(2024, 5, 1), "Xi Jinping"),
        ("Minister of Foreign Affairs", "IN", date(2023, 5, 1), "Subrahmanyam Jaishankar"),
        ("Minister of Foreign Affairs", "US", date(2014, 1, 1), "John Kerry"),
        ("Head of State", "BF", date(2024, 1, 1), "Ibrahim Traoré"),
        ("Head of State", "JO", date(2024, 1, 1), "Abdullah II of Jordan"),
        ("Head of State", "KR", date(2025, 4, 20), "Han Duck-soo"),
        ("Prime Minister", "LY", date(2024, 1, 1), "Abdulhamid Dbeibeh"),
    ],
)
def test_officeholders(kb: KnowledgeBase, office: str, country: str, day: date, name: str) -> None:
    assert kb.officeholders(office, country, day)[0].name == name


def test_offices_of_which_the_world_has_one(kb: KnowledgeBase) -> None:
    for office, country in kb.sole.items():
        (holder,) = kb.officeholders(office, country, date(2010, 1, 1))
        assert holder.name == {"Pope": "Benedict XVI", "Dalai Lama": "14th Dalai Lama"}[office]


@pytest.mark.parametrize("word", ["koning", "konig", "kiraly", "prinses", "konigin"])
def test_words_for_offices_are_no_names_of_crowned_heads(kb: KnowledgeBase, word: str) -> None:
    assert not any(o.name == "King" for p in kb.persons_surnamed(word) for o in p.offices)
    assert not kb.given_name(word)


@pytest.mark.parametrize("word", ["filip", "philippe", "fulop"])
def test_crowned_heads_are_known_by_their_first_names(kb: KnowledgeBase, word: str) -> None:
    assert "Philippe of Belgium" in {person.name for person in kb.persons_surnamed(word)}


def test_nobody_holds_an_office_of_nowhere(kb: KnowledgeBase) -> None:
    assert kb.officeholders("President", "QQ", date(2020, 1, 1)) == []


def test_aliases(kb: KnowledgeBase) -> None:
    assert {"vladimir poetin", "wladimir putin"} <= kb.aliases("Vladimir Putin")
    assert {"kiev", "kiew", "kijev"} <= kb.aliases("Kyiv")
    assert kb.aliases("No Such Name") == {"no such name"}


def test_organisation(kb: KnowledgeBase) -> None:
    nato = kb.organisation("NATO")
    assert nato is not None
    assert nato.id == "wd:Q7184"
    assert kb.organisation("No Such Body") is None


@pytest.mark.parametrize(
    ("start", "end", "day", "slack", "covers"),
    [
        ("2012", "2016-05-01", date(2012, 1, 1), 0, True),
        ("2012", "2016-05-01", date(2016, 5, 1), 0, True),
        ("2012", "2016-05-01", date(2016, 5, 2), 0, False),
        ("2012", "2016-05-01", date(2016, 12, 2), 1, True),
        ("2012-03", "", date(2030, 1, 1), 0, True),
        ("", "", date(2030, 1, 1), 0, False),
    ],
)
def test_terms(start: str, end: str, day: date, slack: int, covers: bool) -> None:
    assert Office("President", "RU", start, end).covers(day, slack) is covers


def test_parsing_offices() -> None:
    offices = Offices({"ghana": "GH"})
    found = list(
        offices.parse("President / RU / 2000..2008 ; Prime Minister of Ghana / 2009..", "X")
    )
    assert found == [("President", "RU", "2000", "2008"), ("Prime Minister", "GH", "2009", "")]


@pytest.mark.parametrize(
    ("text", "office", "scope"),
    [
        ("Minister of Foreign Affairs / IN", "Minister of Foreign Affairs", "IN"),
        ("Minister of Foreign Affairs of Ghana", "Minister of Foreign Affairs", "GH"),
        ("Secretary of State / US", "Minister of Foreign Affairs", "US"),
        ("Foreign Secretary / IN", "Deputy Minister of Foreign Affairs", "IN"),
        ("Head of State / SD", "President", "SD"),
        ("President of the Swiss Confederation / CH", "President", "CH"),
        ("President of Interpol / CN", "President", "Interpol"),
        ("Ambassador to NATO / US", "Ambassador", "US"),
        ("President of Tatarstan / RU", "Leader", "Tatarstan"),
        ("Foreign Minister of the Shadow Cabinet / GB", "Minister", "Shadow Cabinet"),
        ("Chairman of the Foreign Affairs Committee / DE", "Member of Parliament", "DE"),
    ],
)
def test_offices_of_bodies_and_of_parts_of_countries(text: str, office: str, scope: str) -> None:
    assert list(Offices({"ghana": "GH"}).parse(text, "X")) == [(office, scope, "", "")]


def _people(*terms: tuple[str, str, bool]) -> list[Candidate]:
    people = []
    for start, end, told in terms:
        person = Candidate("", f"{start} {end}")
        person.offices["President", "GH", start, end] = None
        person.told = {("President", "GH", start)} if told else set()
        people.append(person)
    return people


def test_a_later_holder_ends_an_open_term() -> None:
    people = _people(("2001", "", True), ("2009-01", "", True))
    close_terms(people, Offices({}))
    assert list(people[0].offices) == [("President", "GH", "2001", "2009-01")]
    assert list(people[1].offices) == [("President", "GH", "2009-01", "")]


def test_a_rival_who_has_gone_ends_no_term() -> None:
    people = _people(("2001", "", True), ("2009-01", "2010", True))
    close_terms(people, Offices({}))
    assert list(people[0].offices) == [("President", "GH", "2001", "")]


def test_the_tables_know_better_who_held_an_office() -> None:
    people = _people(("2001-01", "2009", True), ("2005", "2007", False), ("2009", "", False))
    drop_rivals(people, Offices({}))
    assert [len(person.offices) for person in people] == [1, 0, 1]


def test_a_row_finds_whom_the_gazetteer_spells_in_another_way() -> None:
    people: dict[str, Candidate] = {"Q1": Candidate("Q1", "Nikos Beispiel", iso2="CY")}
    keys = {"nikos beispiel": "Q1"}
    row = {"wikidata": "", "name_en": "Nicos Beispiel", "aliases": "Nikos Beispiel", "iso2": "CY"}
    note_aliases(people, keys, {**row, "iso2": "GR"})
    assert "nicos beispiel" not in keys
    note_aliases(people, keys, row)
    assert keys["nicos beispiel"] == "Q1"


@given(st.text(max_size=60))
def test_parsing_offices_never_fails(text: str) -> None:
    for office, _, _, _ in Offices({}).parse(text, "RU"):
        assert office


def test_data_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.glob("*.gz")) < 15_000_000


@pytest.mark.skipif(not GAZETTEER.is_dir(), reason="the shared gazetteer is not here")
def test_build_gives_the_same_bytes(tmp_path: Path) -> None:
    # Places and persons take too long to build here.
    build_organisations(GAZETTEER, tmp_path)
    build_adjectives(GAZETTEER, tmp_path)
    for path in tmp_path.glob("*.gz"):
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name


def test_build_without_gazetteer(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        build(tmp_path / "nowhere", tmp_path)
