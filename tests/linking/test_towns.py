from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.linking.component import LanguageLinker
from pipeline.linking.knowledge import KnowledgeBase
from pipeline.linking.text import words
from tests.linking.conftest import Read, places

LANGUAGES = ("nl", "de", "hu")


@pytest.mark.parametrize(
    ("lang", "text", "marked", "town", "country"),
    [
        ("de", "In Kiew sah er das zerstörte Irpin.", {"Kiew": "LOC"}, "Irpin", "UA"),
        ("de", "Er flog nach Taiwan; morgen sieht er noch Taichung.", {"Taiwan": "LOC"},
         "Taichung", "TW"),
        ("nl", "Vanuit Ethiopië reed hij naar de kerken van Lalibela.", {"Ethiopië": "LOC"},
         "Lalibela", "ET"),
        ("hu", "Pozsony után Losonc következik.", {"Pozsony": "LOC"}, "Losonc", "SK"),
    ],
)  # fmt: skip
def test_an_overlooked_town_is_found_where_its_country_is_named(
    read: Read, lang: str, text: str, marked: dict[str, str], town: str, country: str
) -> None:
    assert places(read(lang, text, marked))[town] == country
    assert town not in places(read(lang, f"Er war {town}."))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hegyeshalomban járt hétfőn.", {"Hegyeshalomban": "HU"}),
        ("Este volt. Révkomáromban tárgyaltak.", {"Révkomáromban": "SK"}),
        ("Hatvan éve volt. Ezen múlt. Abban bízott. Sokban múlt rajta.", {}),
        # A town in Peru.
        ("Juliban volt meleg.", {}),
    ],
)
def test_a_town_at_the_beginning_of_a_sentence_shows_by_its_ending(
    read: Read, text: str, found: dict[str, str]
) -> None:
    assert places(read("hu", text)) == found


@pytest.mark.parametrize(
    ("lang", "text", "marked", "town"),
    [
        ("de", "Er bereiste Kairo, Nablus und Beirut und Israel.",
         {"Kairo": "LOC", "Beirut": "LOC", "Israel": "LOC", "Nablus": "PER"}, None),
        ("de", "In Israel und im Westjordanland bereiste er Jericho, Ramallah und Beirut.",
         {"Israel": "LOC", "Westjordanland": "LOC", "Jericho": "LOC", "Ramallah": "PER"},
         "Ramallah"),
        ("hu", "Bulgáriában Szófiát és Plovdivot is megnézték.",
         {"Bulgáriában": "LOC", "Szófiát": "LOC", "Plovdivot": "PER"}, "Plovdivot"),
    ],
)  # fmt: skip
def test_a_town_taken_for_a_person_is_one_only_with_its_country(
    read: Read, lang: str, text: str, marked: dict[str, str], town: str | None
) -> None:
    doc = read(lang, text, marked)
    persons = [span.text for span in doc.spans["persons"]]
    if town is None:
        assert persons
    else:
        assert town in places(doc)
        assert town not in persons


@pytest.mark.parametrize(
    ("lang", "text", "marked", "word"),
    [
        # Rhede, Lage and Namur are towns.
        ("de", "In Deutschland hielt er eine Rede.", {"Deutschland": "LOC"}, "Rede"),
        ("de", "In Deutschland ist die Lage ernst.", {"Deutschland": "LOC"}, "Lage"),
        ("de", "In Belgien sprach er im Namen aller.", {"Belgien": "LOC"}, "Namen"),
        # At the beginning of a sentence any word has a capital.
        ("hu", "Magyarországon járt. Hatvan éve volt.", {"Magyarországon": "LOC"}, "Hatvan"),
        # A family name that is a town's.
        ("nl", "In Duitsland sprak toen Merz.", {"Duitsland": "LOC", "Merz": "PER"}, "Merz"),
    ],
)
def test_a_common_word_or_a_person_is_no_town(
    read: Read, lang: str, text: str, marked: dict[str, str], word: str
) -> None:
    assert word not in places(read(lang, text, marked))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LANGUAGES), st.text(alphabet="ABab .,ß-íő\n", max_size=60), st.data())
def test_marks_stay_inside_the_text_and_apart(
    kb: KnowledgeBase, lang: str, text: str, data: st.DataObject
) -> None:
    whole = f"In Deutschland {text} Berlin, {text}"
    tokens = words(whole)
    given_marks = [(3, 14, "LOC", 1.0)]
    if len(tokens) > 2:
        token = data.draw(st.sampled_from(tokens[2:]))
        given_marks.append((token.start, token.end, "PER", 0.9))
    found = sorted(LanguageLinker(kb, lang).towns.marked(whole, tokens, given_marks))
    assert all(0 <= start < end <= len(whole) for start, end, _, _ in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
    assert (3, 14, "LOC", 1.0) in found
