"""Marks of other formats in the text of articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.clean import Cleaner
from pipeline.ingest.mapped import MappedText
from pipeline.ingest.markup import plain, unquoted
from pipeline.schema import Article

PLAIN = "Premier Voorbeeld sprak in Oslo met de koning."


@pytest.mark.parametrize(
    "line",
    [
        "**Premier Voorbeeld** sprak in Oslo met de koning.",
        "Premier *Voorbeeld* sprak in __Oslo__ met de _koning._",
        "***Premier*** Voorbeeld sprak in `Oslo` met de koning.",
        "[Premier Voorbeeld](https://example.org/v) sprak in [Oslo](/steden/oslo) met de koning.",
        'Premier Voorbeeld sprak in [Oslo](https://example.org/a_(b) "Oslo") met de koning.',
        "Premier Voorbeeld[3] sprak in Oslo met de koning.[12]",
        "![foto](https://example.org/a.jpg)Premier Voorbeeld sprak in Oslo met de koning.",
        "## Premier Voorbeeld sprak in Oslo met de koning.",
    ],
)
def test_marks_go_and_words_keep_their_places(line: str) -> None:
    found = plain(MappedText.of(line))
    assert found.text == PLAIN
    for word in PLAIN.split():
        place = found.places[found.text.index(word)]
        assert line[place : place + 2] == word[:2]


@pytest.mark.parametrize(
    "line",
    [
        "Zij zei [lachend] dat Oslo (Noorwegen) mooi is [...] en koud.",
        "Oslo: 3 * 4 = 12, 5 < 6 en a_b is een naam; stand [1] volgt.",
        "* Oslo",
        "1. Oslo (zie https://example.org/oslo)",
        "#oslo en # zijn geen koppen",
        "Bern (sda) [red. Meyer]",
    ],
)
def test_other_marks_stay(line: str) -> None:
    assert plain(MappedText.of(line)).text == line


def test_quoted_mail_is_read_as_what_it_quotes() -> None:
    lines = ["Premier Voorbeeld sprak in Oslo", "met de koning.", "", "Ze bleef tot vrijdag."]
    text = "\n".join(f"> {line}" for line in lines)
    assert unquoted(text) == "\n".join(f"  {line}" for line in lines)
    nested = "\n".join(f">> {line}" for line in lines)
    assert "".join(unquoted(nested).split()) == "".join("".join(lines).split())


def test_a_few_lines_behind_such_marks_are_no_mail() -> None:
    text = f"{PLAIN}\n{PLAIN}\n{PLAIN}\n> Lees ook dit\n> En dat\n"
    assert unquoted(text) == text


def test_an_article_in_markdown_is_the_article() -> None:
    body = "De premier reist woensdag verder naar Bergen, waar zij een school opent."
    text = f"# Voorbeeld opnieuw in Oslo\n\n**Premier Voorbeeld** sprak in [Oslo](https://a.example).\n\n{body}"
    cleaned = Cleaner("nl").clean(Article(id="a", text=text, lang="nl"))
    assert (
        cleaned.text == f"Voorbeeld opnieuw in Oslo\n\nPremier Voorbeeld sprak in Oslo.\n\n{body}"
    )
    assert cleaned.regions[0].label == "TITLE"


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("*_[]()#>`!/ a"), max_size=200))
def test_any_line_can_be_read(line: str) -> None:
    found = plain(MappedText.of(line))
    assert len(found.text) == len(found.places)
    assert len(unquoted(line)) == len(line)
