"""Lines that were kept short."""

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.clean import Cleaner
from pipeline.ingest.wrapped import unwrap
from pipeline.schema import Article

PARAGRAPHS = {
    "nl": [
        "De president is dinsdag op het vliegveld van Bamako aangekomen, waar de minister van "
        "Buitenlandse Zaken hem samen met een erewacht stond op te wachten. Woensdag reist hij "
        "verder naar de kust.",
        "Volgens zijn woordvoerder gaat het bij het overleg vooral over water, over de spoorlijn "
        "en over de lonen van de mannen die haar aanleggen.",
    ],
    "de": [
        "Der Präsident ist am Dienstag auf dem Flughafen von Bamako eingetroffen, wo ihn der "
        "Außenminister gemeinsam mit einer Ehrengarde erwartete. Am Mittwoch reist er weiter an "
        "die Küste.",
        "Nach Angaben seiner Sprecherin geht es bei den Gesprächen vor allem um Wasser, um die "
        "Bahnstrecke und um die Löhne der Männer, die sie bauen.",
    ],
    "hu": [
        "Az elnök kedden érkezett meg a bamakói repülőtérre, ahol a külügyminiszter díszőrséggel "
        "együtt várta. Szerdán továbbutazik a tengerpartra.",
        "Szóvivője szerint a megbeszéléseken elsősorban a vízről, a vasútvonalról és az azt építő "
        "férfiak béréről lesz szó, de szóba kerül a halászat is.",
    ],
}


def wrapped(paragraphs: list[str], width: int, between: str, newline: str = "\n") -> str:
    lines = [newline.join(textwrap.wrap(text, width)) for text in paragraphs]
    return between.join(lines)


@pytest.mark.parametrize("lang", PARAGRAPHS)
@pytest.mark.parametrize("width", [48, 60, 72])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapped_paragraphs_become_lines(lang: str, width: int, newline: str) -> None:
    text = wrapped(PARAGRAPHS[lang], width, newline * 2, newline)
    found = unwrap(text)
    assert len(found) == len(text)
    assert re.sub(" +", " ", found) == (newline * 2).join(PARAGRAPHS[lang])


def test_headings_between_wrapped_lines_stay_lines() -> None:
    first, second = PARAGRAPHS["de"]
    text = wrapped([first, "Was nun", second], 60, "\n")
    assert unwrap(text).split("\n") == [first, "Was nun", second]


def test_a_word_cut_at_its_hyphen_is_one_again() -> None:
    first, _ = PARAGRAPHS["de"]
    head = "Zum ersten Mal seit dem Ende des langen Streits ist der Chef der EU-"
    text = f"{head}\n" + "\n".join(textwrap.wrap(f"Kommission dort. {first}", len(head)))
    cleaned = Cleaner("de").clean(Article(id="a", text=text, lang="de")).text
    assert "der EU-Kommission dort." in cleaned


@pytest.mark.parametrize("lang", PARAGRAPHS)
def test_each_sentence_and_each_paragraph_on_its_line_stays(lang: str) -> None:
    for text in (
        "\n".join(PARAGRAPHS[lang]),
        "\n".join(re.split(r"(?<=\.) ", " ".join(PARAGRAPHS[lang]))),
    ):
        assert unwrap(text) == text


def test_a_list_stays_a_list() -> None:
    text = "\n".join(
        [
            "14 mei – de premier bezoekt een school in Gent",
            "2 juni – zij opent een brug over de Schelde bij Antwerpen",
            "9 juni – staatsbezoek aan Noorwegen met de koning",
            "30 juni – topontmoeting in Brussel",
            "4 juli – ontvangst van de Ierse ambassadeur op het stadhuis van Mechelen",
        ]
    )
    assert unwrap(text) == text


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\n\r -.ab"), max_size=800))
def test_any_text_keeps_its_length_and_its_words(text: str) -> None:
    found = unwrap(text)
    assert len(found) == len(text)
    assert "".join(found.replace("\u2060", "").split()) == "".join(
        text.replace("\u2060", "").split()
    )


def test_a_line_of_spaces_is_no_line_however_long() -> None:
    text = "\n".join([PARAGRAPHS["nl"][0], " " * 100_000, PARAGRAPHS["nl"][1]])
    assert unwrap(text) == text


def test_the_cleaned_text_of_a_wrapped_article_knows_its_places() -> None:
    text = wrapped(PARAGRAPHS["hu"], 60, "\n\n")
    cleaned = Cleaner("hu").clean(Article(id="a", text=text, lang="hu"))
    assert cleaned.text == "\n\n".join(PARAGRAPHS["hu"])
    word = "továbbutazik"
    start = cleaned.text.index(word)
    first, last = cleaned.offsets[start], cleaned.offsets[start + len(word) - 1]
    assert text[first : last + 1] == word
