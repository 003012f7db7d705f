"""Words that are set in capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.capitals import lowered, spellings
from pipeline.ingest.clean import Cleaner
from pipeline.schema import Article

BODY = {
    "nl": "Premier Anna Voorbeeld sprak in Oslo met de koning. Ze reist niet naar Bergen.",
    "de": "Ministerin Erika Muster ist in Oslo. Die Reise nach Bergen fällt aus, sagte sie.",
    "hu": "Minta Katalin miniszter Oslóban járt, és nem utazik tovább Bergenbe.",
}
TITLES = {
    "nl": ("ANNA VOORBEELD NIET NAAR BERGEN", "Anna Voorbeeld niet naar Bergen"),
    "de": ("ERIKA MUSTER SAGTE REISE NACH BERGEN AB", "Erika Muster sagte Reise nach Bergen AB"),
    "hu": ("MINTA KATALIN NEM UTAZIK BERGENBE", "Minta Katalin nem utazik Bergenbe"),
}


@pytest.mark.parametrize("lang", BODY)
def test_words_get_the_letters_that_they_have_elsewhere(lang: str) -> None:
    given, usual = TITLES[lang]
    assert lowered(given, spellings(BODY[lang])) == usual
    article = Article(id="a", title=given, text=f"{given}\n\n{BODY[lang]}", lang=lang)
    assert Cleaner(lang).clean(article).text == f"{usual}\n\n{BODY[lang]}"


def test_words_that_stand_nowhere_else_keep_a_capital() -> None:
    assert lowered("DONALD TUSK ÎN VIZITA OFICIALA", {}) == "Donald TUSK ÎN Vizita Oficiala"


def test_a_run_begins_with_a_capital() -> None:
    assert lowered("DE KONING IS TERUG IN OSLO", spellings(BODY["nl"])).startswith("De koning")


@pytest.mark.parametrize(
    "text",
    [
        "DEN HAAG (ANP) - De koning is terug.",
        "WASHINGTON/PEKING (ANP/RTR) - De koning is terug.",
        "De top van NAVO, EU, VN en OVSE begon.",
        "BERN, 15. Januar 2017 (sda). – Der König ist da.",
        "De koning is terug.",
    ],
)
def test_towns_agencies_and_bodies_stay(text: str) -> None:
    assert lowered(text, spellings(BODY["nl"])) == text


def test_the_more_frequent_spelling_counts() -> None:
    assert spellings("Dag en dag en dag")["dag"] == "dag"
    assert spellings("Oslo OSLO")["oslo"] == "Oslo"


def test_a_word_of_another_length_stays() -> None:
    text = "JOSEF STRAUSS SPRICHT HEUTE ABEND"
    assert lowered(text, spellings("Strauß")) == "Josef Strauss Spricht Heute Abend"


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\n AB.ß"), max_size=300))
def test_any_text_keeps_its_length(text: str) -> None:
    found = lowered(text, spellings(text))
    assert len(found) == len(text)
    assert found.casefold() == text.casefold()
