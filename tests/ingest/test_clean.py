from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest import Cleaner, CleanText
from pipeline.schema import Article
from tests.conftest import DUTCH, GERMAN, HUNGARIAN

BODY = {"nl": DUTCH, "de": GERMAN, "hu": HUNGARIAN}


def clean(text: str, lang: str = "nl", title: str | None = None) -> CleanText:
    article = Article(id="x", text=text, title=title, published=date(2024, 5, 16))
    return Cleaner(lang).clean(article)


def labels(cleaned: CleanText) -> dict[str, str]:
    return {cleaned.text[region.start : region.end]: region.label for region in cleaned.regions}


def lines(cleaned: CleanText) -> list[str]:
    return [line for line in cleaned.text.split("\n") if line]


def test_plain_text_stays_as_it_is() -> None:
    text = f"{DUTCH}\n\nEen tweede alinea volgt hier."
    cleaned = clean(text)
    assert cleaned.text == text
    assert [place for place in cleaned.offsets if place >= 0] == [
        place for place, char in enumerate(text) if char != "\n"
    ]
    assert labels(cleaned) == {DUTCH: "LEAD"}


def test_the_title_stands_first_as_a_paragraph_from_nowhere() -> None:
    cleaned = clean(DUTCH, title="Voorbeeld naar Lissabon")
    assert cleaned.text == f"Voorbeeld naar Lissabon\n\n{DUTCH}"
    assert set(cleaned.offsets[: len("Voorbeeld naar Lissabon\n\n")]) == {-1}
    assert labels(cleaned)["Voorbeeld naar Lissabon"] == "TITLE"


@pytest.mark.parametrize("before", ["", "Home | Nieuws | Sport\n"])
def test_a_title_that_the_text_has_is_not_put_before_it(before: str) -> None:
    title = "Voorbeeld naar Lissabon voor overleg"
    text = f"{before}{title}\n\n{DUTCH}"
    cleaned = clean(text, title=title)
    assert lines(cleaned) == [title, DUTCH]
    assert cleaned.offsets[0] == text.index(title)
    assert labels(cleaned)[title] == "TITLE"


@pytest.mark.parametrize(
    "again",
    [
        "Voorbeeld naar Lissabon voor lang overleg",
        "VOORBEELD naar Lissabon voor lang overleg.",
        "Voorbeeld naar Lissabon voor lang",
        "Voorbeeld naar Lissabon voor lang overleg Delen Facebook Print",
    ],
)
def test_a_title_repeated_or_cut_short_is_dropped(again: str) -> None:
    title = "Voorbeeld naar Lissabon voor lang overleg"
    assert lines(clean(f"{title}\n{again}\n\n{DUTCH}")) == [title, DUTCH]


def test_a_paragraph_that_stands_twice_is_kept_once() -> None:
    assert lines(clean(f"{DUTCH}\n\nIets anders dan dat.\n\n{DUTCH}")) == [
        DUTCH,
        "Iets anders dan dat.",
    ]


NOISE = {
    "nl": [
        "Advertentie",
        "Lees ook: Minister bezoekt Oslo",
        "LEES OOK Koning toch niet naar Parijs",
        "READ  Premier reist naar Washington",
        "Home | Nieuws | Binnenland | Sport | Inloggen",
        "NieuwsBinnenlandBuitenlandSportRegio",
        "Deel dit artikel op Facebook",
        "Delen0 Tweet0 Pin0",
        "Deze website gebruikt cookies. Akkoord?",
        "Ontvang onze nieuwsbrief",
        "© De Krant – alle rechten voorbehouden",
        "[[ad:300x250]]",
        "***",
        '"/>',
    ],
    "de": [
        "Anzeige",
        "Lesen Sie auch: Minister besucht Oslo",
        "Mehr zum Thema: König doch nicht in Paris",
        "READ  Kanzler reist nach Washington",
        "Startseite | Politik | Ausland | Wirtschaft | Sport",
        "News Börse Wetter TV-Programm Rätsel",
        "Startseite » Ausland",
        "Artikel drucken | Artikel versenden | Leserbrief",
        "Diese Website verwendet Cookies. Mehr erfahren OK",
        "Abonnieren Sie unseren Newsletter",
        "Impressum",
    ],
    "hu": [
        "Hirdetés",
        "Olvassa el ezt is: A miniszter Oslóba látogat",
        "EZT IS OLVASSA EL: Mégsem utazik Párizsba a király?",
        "Kapcsolódó: Washingtonba utazik a kormányfő",
        "Főoldal Belföld Külföld Gazdaság Sport Belépés",
        "Főoldal > Külföld > Európa",
        "Weboldalunk sütiket használ. Elfogadom",
        "Iratkozzon fel hírlevelünkre!",
        "Megosztás Facebook X Nyomtatás",
        "© Minden jog fenntartva",
        "“Utazik a miniszter” bővebben",
    ],
}


@pytest.mark.parametrize(("lang", "noise"), [(k, line) for k, v in NOISE.items() for line in v])
@pytest.mark.parametrize("place", ["{noise}\n{body}\n\n{more}", "{body}\n\n{noise}\n\n{more}"])
def test_lines_of_the_site_are_dropped(lang: str, noise: str, place: str) -> None:
    more = "Hier staat nog een alinea."
    cleaned = clean(place.format(noise=noise, body=BODY[lang], more=more), lang)
    assert lines(cleaned) == [BODY[lang], more]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("nl", "Lezers en schrijvers ontvingen de minister in Lissabon."),
        ("nl", "Eerder deze week was zij in Madrid, zo meldde het ministerie."),
        ("nl", "7 februari | Straatsburg | hoorzitting in het Europees Parlement"),
        ("nl", "Home | zaterdag 3 februari 2024 | Inloggen"),
        ("nl", "Bijgewerkt: donderdag 1 juni 2023, 14.22 uur"),
        ("nl", "In de coulissen"),
        ("nl", "Read sprak met de minister over de reis naar Madrid."),
        ("de", "Werbung für Europa machte die Ministerin auch in Porto, wo sie abends sprach."),
        ("de", "Stand: 16. November 2016"),
        ("de", "Kommentar des Ministers: Die Reise nach Porto war ein Erfolg."),
        ("hu", "Frissítve: 2023. január 11., 18:40"),
        ("hu", "Megosztásra szánta a miniszter a portói útjáról készült képet."),
        ("hu", "Világszerte tiltakoztak a látogatás ellen."),
    ],
)
def test_lines_of_the_article_are_kept(lang: str, line: str) -> None:
    assert line in lines(clean(f"{BODY[lang]}\n\n{line}\n\nNog iets van belang.", lang))


def test_teasers_under_their_heading_are_dropped() -> None:
    teasers = "Meest gelezen\n\nKoning naar Oslo\nMinister blijft thuis\n\n"
    after = "De premier zei daar verder niets over te kwijt te willen."
    assert lines(clean(f"{DUTCH}\n\n{teasers}{after}")) == [DUTCH, after]


@pytest.mark.parametrize("end", ["…", "...", " […]", "…»"])
def test_teasers_with_words_that_are_cut_off_are_dropped(end: str) -> None:
    words = "De koning was dinsdag in Oslo. " * 6 + "Daar opende hij met"
    teasers = f"Meer nieuws\n\nKoning opent brug\n{words}{end}\n\n"
    after = "De premier zei daar verder niets over te kwijt te willen."
    assert lines(clean(f"{DUTCH}\n\n{teasers}{after}")) == [DUTCH, after]
    assert len(lines(clean(f"{DUTCH}\n\n{words}{end}"))) == 2


def test_a_year_after_teasers_is_no_teaser() -> None:
    cleaned = clean(f"{DUTCH}\n\nLees ook\nKoning naar Oslo\n2009\n- 3 maart, Oslo: bezoek.")
    assert lines(cleaned) == [DUTCH, "2009", "- 3 maart, Oslo: bezoek."]


def test_remarks_of_readers_are_dropped() -> None:
    assert lines(clean(f"{DUTCH}\n\n2 reacties\njan58: zij was ook al in Oslo!\npiet: ja")) == [
        DUTCH
    ]


@pytest.mark.parametrize(
    ("lang", "author"),
    [
        ("nl", "Anna de Vries is correspondent in Moskou. Eerder werkte zij in Parijs en Nairobi."),
        ("nl", "Jan van den Berg is freelance journalist."),
        ("de", "Anna Weber ist Korrespondentin in Moskau. Zuvor berichtete sie aus Nairobi."),
        ("hu", "Kovács Anna lapunk moszkvai tudósítója. Korábban Nairobiból tudósított."),
    ],
)
def test_who_has_written_an_article_is_no_part_of_it(lang: str, author: str) -> None:
    assert lines(clean(f"{BODY[lang]}\n\n{author}", lang)) == lines(clean(BODY[lang], lang))
    assert author in clean(f"{author}\n\n{BODY[lang]}", lang).text


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("nl", "Mark Rutte is met een journalist naar Bern gereisd."),
        ("de", "Angela Merkel ist mit einem Redakteur befreundet."),
        ("hu", "Végh László, a nemzeti park munkatársa szerint Bécsben is esett."),
    ],
)
def test_a_last_line_that_names_a_journalist_stays(lang: str, line: str) -> None:
    assert line in clean(f"{BODY[lang]}\n\n{line}", lang).text


def test_what_looks_like_remarks_but_goes_on_is_kept() -> None:
    long = "De reis naar Lissabon duurt twee dagen. " * 10
    assert lines(clean(f"2 reacties\n\n{long}\n\n{DUTCH}"))[-2:] == [long.strip(), DUTCH]


@pytest.mark.parametrize(
    ("lang", "line", "label"),
    [
        ("nl", "FOTO: de premier op het vliegveld van Lissabon", "CAPTION"),
        ("nl", "BESTAND – De premier spreekt in Lissabon, 6 mei 2024.", "CAPTION"),
        ("nl", "EPA Premier Voorbeeld in Lissabon", "CAPTION"),
        ("nl", "De premier in Lissabon, dinsdag. (Jan Jansen, Pool via AP)", "CAPTION"),
        ("nl", "De premier in Lissabon © ANP", "CAPTION"),
        ("de", "Foto: Mustermann 2015 in Lissabon (Archiv)", "CAPTION"),
        ("hu", "Minta Katalin Lisszabonban (Fotó: MTI)", "CAPTION"),
        ("nl", "2009", "HEADING"),
        ("nl", "December 2005", "HEADING"),
        ("nl", "Dinsdag 4 juni", "HEADING"),
        ("nl", "MA 6/5", "HEADING"),
        ("nl", "Nieuw verdrag met Portugal", "HEADING"),
        ("hu", "2016. november 7–9.", "HEADING"),
        ("nl", "- 14 oktober, Malawi: top in Lilongwe.", "ITEM"),
        ("nl", "• Rutte zondag naar Chicago", "ITEM"),
        ("nl", "28-29 juni, Turkmenistan – bezoek aan Asjchabad.", "ITEM"),
        ("nl", "van 21 tot en met 23 juli", None),
        ("nl", "Rutte en Costa in Lissabon. Beeld ANP", "CAPTION"),
        ("nl", "Rutte en Costa in Lissabon (archieffoto).", "CAPTION"),
        ("nl", "Archiefbeeld: Rutte en Costa in Lissabon.", "CAPTION"),
        ("de", "Merz und Costa in Lissabon. © IMAGO / Zuma", "CAPTION"),
        ("de", "Merz und Costa in Lissabon. (Quelle: picture alliance)", "CAPTION"),
        ("de", "Merz und Costa in Lissabon. | Quelle: AFP", "CAPTION"),
        ("hu", "Orbán és Costa Lisszabonban (archív fotó)", "CAPTION"),
        ("nl", "10.30 Welkom op de Dam", "ITEM"),
        ("nl", "3. Waarheen verhuist het servies?", "ITEM"),
        ("de", "10./11. Januar: Südafrika, Gespräche in Pretoria.", "ITEM"),
        ("de", "14. bis 16. September: Libanon.", "ITEM"),
        ("hu", "Február 24. – március 16.: Havanna, harmadik műtét.", "ITEM"),
        ("hu", "• április 11–14.: Volgográd. Koszorúzás.", "ITEM"),
    ],
)
def test_lines_that_are_no_running_text_are_marked(lang: str, line: str, label: str | None) -> None:
    cleaned = clean(f"{BODY[lang]}\n\n{line}\n\nNog een zin van het stuk.", lang)
    assert labels(cleaned).get(line) in ({label} if label else {None, "HEADING"})


def test_a_dateline_with_an_agency_is_no_caption() -> None:
    line = "AFP – De premier kwam dinsdag in Lissabon aan, waar zij twee dagen lang overleg voert."
    assert labels(clean(line)) == {line: "LEAD"}


def test_the_title_is_guessed_behind_a_header() -> None:
    title = "Voorbeeld arriveert in Lissabon als blijk van vriendschap"
    text = f"november 23, 2024\n\nKoninkrijksrelaties\n\n{title}\n\n{title}\n\n{DUTCH}"
    cleaned = clean(text)
    assert lines(cleaned) == ["november 23, 2024", "Koninkrijksrelaties", title, DUTCH]
    assert labels(cleaned)[title] == "TITLE"
    assert labels(cleaned)["november 23, 2024"] == "HEADING"


def test_mojibake_is_mended_and_words_keep_their_places() -> None:
    text = f"Het stuk komt uit CuraÃ§ao â€“ naar verluidt.\n\n{DUTCH}"
    cleaned = clean(text)
    assert cleaned.text.startswith("Het stuk komt uit Curaçao – naar verluidt.")
    start = cleaned.text.index("naar")
    assert text[cleaned.offsets[start] :].startswith("naar verluidt")


def test_entities_and_invisible_characters_are_mended() -> None:
    text = f"Den\u00a0Haag &amp; Lissa\u00adbon zijn\u200b het eens.\n\n{DUTCH}"
    assert clean(text).text.startswith("Den Haag & Lissabon zijn het eens.")


def test_spaces_before_marks_go_and_words_keep_their_places() -> None:
    text = f'De reis , die kort was , duurde "3 dagen ." Daarna ... niets .\n\n{DUTCH}'
    cleaned = clean(text)
    assert cleaned.text.startswith('De reis, die kort was, duurde "3 dagen." Daarna ... niets.')
    assert text[cleaned.offsets[cleaned.text.index("duurde")] :].startswith('duurde "3')


def test_hungarian_letters_of_old_encodings_are_mended() -> None:
    text = "A miniszterelnök az elsõ napon a fõvárosba utazott, ahol a külügyminiszterrel beszélt."
    assert "első napon a fővárosba" in clean(text, "hu").text
    assert "São Tomé õ" in clean("São Tomé õ. " + DUTCH, "nl").text


def test_a_line_break_that_mending_brings_is_a_space() -> None:
    assert lines(clean(f"{DUTCH} Eenâ€©twee."))[-1].endswith("Een twee.")


def test_nothing_but_noise_gives_no_text() -> None:
    assert clean("Advertentie\nHome | Nieuws | Sport", title="Een titel").text == ""


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("aé Â€â“\n\r-–.:|2019AB©&;ÃŸ\u200b"), max_size=200))
def test_any_text_is_cleaned_and_mapped(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.offsets) == len(cleaned.text)
    known = [place for place in cleaned.offsets if place >= 0]
    assert known == sorted(known)
    assert all(place < len(text) for place in known)
    for region in cleaned.regions:
        assert 0 <= region.start < region.end <= len(cleaned.text)
        assert "\n" not in cleaned.text[region.start : region.end]


def test_real_articles_keep_their_paragraphs(real_articles: Path) -> None:
    for path in sorted(real_articles.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        lang = "hu" if "003" in path.name else "de" if "004" in path.name else "nl"
        cleaned = clean(text, lang)
        assert not any(line.startswith("READ") for line in lines(cleaned))
        assert len(set(lines(cleaned))) == len(lines(cleaned))
        assert len(cleaned.text) > 0.8 * len(text)
        assert sum(region.label == "TITLE" for region in cleaned.regions) == 1
        for char, place in zip(cleaned.text, cleaned.offsets, strict=True):
            assert place == -1 or char == " " or text[place] == char


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("nl", "Tekst gaat door onder de foto"),
        ("nl", "Het artikel loopt verder onder de advertentie."),
        ("de", "Nach der Anzeige weiterlesen"),
        ("de", "Der Artikel wird nach der Werbung fortgesetzt."),
        ("hu", "Cikkünk a hirdetés után folytatódik!"),
        ("hu", "Olvasta már? Macron Berlinben járt"),
        ("hu", "Korábban írtuk: Scholz Budapestre utazik"),
    ],
)
def test_what_points_elsewhere_is_dropped(lang: str, line: str) -> None:
    assert lines(clean(f"{BODY[lang]}\n\n{line}\n\n{BODY[lang][:60]}.", lang)) == [
        BODY[lang],
        f"{BODY[lang][:60]}.",
    ]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("nl", "Het verhaal gaat verder onder de opvolger van Rutte."),
        ("de", "Der Text geht auf einen Besuch in Wien zurück."),
        ("hu", "Olvasta már a levelet, mondta Orbán Viktor Brüsszelben."),
    ],
)
def test_a_sentence_that_only_sounds_so_stays(lang: str, line: str) -> None:
    assert line in lines(clean(f"{BODY[lang]}\n\n{line}", lang))
