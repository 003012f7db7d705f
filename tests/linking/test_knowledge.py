"""The knowledge base and its build."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.linking.build import Offices, build, build_adjectives, build_organisations
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
    assert kb.head("QQ", None) is None


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
