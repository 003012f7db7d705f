from datetime import date

import pytest
import spacy
from spacy.language import Language

from pipeline import document
from pipeline.mentions import article_date as module
from pipeline.mentions.article_date import EXPRESSIONS, article_date
from pipeline.mentions.dates import component
from pipeline.schema import Article

DATELINES = [
    ("nl", "BRUSSEL, 20 oktober 2025 – De prinses leidt een zending.", "2025-10-20"),
    ("nl", "Kop\n\nGepubliceerd op 18-04-2023 om 21:07\n\nDe president vertrok.", "2023-04-18"),
    ("nl", "LIMA, 3 april 2023Delen via XDe president is zondag geland.", "2023-04-03"),
    ("nl", "date 2024-10 XYZ De leiders in Rome\n\nZij spraken elkaar.", "2024-10"),
    ("de", "Wien, 3. März 2021 (XY) Die Ministerin reist ab.", "2021-03-03"),
    ("de", "Stand: 14.05.2024\n\nDer Kanzler kam am Montag.", "2024-05-14"),
    ("de", "Linz, 5. August 2025. Seit heute geht es um Häfen.", "2025-08-05"),
    ("hu", "Bécs, 2014. március 12., szerda (XY) – A miniszter aláírt.", "2014-03-12"),
    ("hu", "Cím – Frissítve 2024. június 17-én, 7:58\n\nAz elnök keddtől ott lesz.", "2024-06-17"),
    ("hu", "Pozsony, 1999. február 3. A miniszter útja elmarad.", "1999-02-03"),
    ("hu", "GENF, 2025. június 26. – Tegnap este zárult az ülés.", "2025-06-26"),
    ("nl", "WASHINGTON, 27 jan. 1979 – Morgen komt de gast aan.", "1979-01-27"),
    ("hu", "Gondar, Etiópia, 2025. szeptember 9. – Kedden avatták fel.", "2025-09-09"),
    ("hu", "Teherán, június 16., 2023 – Az elnök hazatért.", "2023-06-16"),
    ("hu", "Dakar, február 8., 2023. A miniszter megérkezett.", "2023-02-08"),
    ("de", "(XYZ, 2. Juli 2019) Die Ministerin ist zurück.", "2019-07-02"),
    ("de", "Bregenz, im Mai 2014. Vor hundert Jahren kam er an.", "2014-05"),
    ("nl", "Van onze man in Azië. ASTANA, 21 december 2025 - De premier kwam aan.", "2025-12-21"),
    ("nl", "Stand van zaken: vrijdag 31 oktober 2025, 08.15 uur\n\nHij kwam.", "2025-10-31"),
    ("nl", "In het museum hangt vanaf vandaag, 14 maart 2025, een kaart.", "2025-03-14"),
    ("de", "Dort sitzen sie heute, am 30. April 2019, vor dem Haus.", "2019-04-30"),
    ("hu", "Ma, 2019. április 30-án nyílik meg a ház.", "2019-04-30"),
]
BODY = "De minister was dinsdag in Praag. " * 50
IMPRINTS = [
    ("de", "Veröffentlicht am 14. Februar 2025", "2025-02-14"),
    ("de", "(Ausgabe vom 9. Mai 2025)", "2025-05-09"),
    ("de", "Erschienen am 16. August 2023 in der Ausgabe vom Mittwoch.", "2023-08-16"),
    ("hu", "(2017. június 9.)", "2017-06-09"),
    ("hu", "Az írás 2023. augusztus 24-én jelent meg.", "2023-08-24"),
    ("hu", "A lap 2018. november 23-án frissült.", "2018-11-23"),
    ("nl", "Dit stuk verscheen in de krant van 30 november 2023.", "2023-11-30"),
]


@pytest.mark.parametrize(("lang", "text", "value"), DATELINES)
def test_dateline_or_updated_line(lang: str, text: str, value: str) -> None:
    found = article_date(text, None, None, lang)
    assert found is not None
    assert found.source == "dateline"
    assert found.value.iso() == (value, value)
    assert found.span is not None
    start, end = found.span
    assert text[start:end].strip()


@pytest.mark.parametrize(("lang", "line", "value"), IMPRINTS)
def test_a_last_line_tells_when_the_text_appeared(lang: str, line: str, value: str) -> None:
    found = article_date(f"{BODY}\n{line}", None, None, lang)
    assert found is not None
    assert (found.source, found.value.iso()) == ("dateline", (value, value))


@pytest.mark.parametrize(
    ("lang", "text", "week"),
    [
        ("nl", f"{BODY}\nBijschrift: de minister op de trap, 12 maart 2026.", "2026-03-09"),
        ("de", "Agenda des Rates, 19. bis 25. Januar 2026 (ohne Gewähr)\n\nMontag", "2026-01-19"),
        ("hu", "A hivatal hétfőn (2023. november 27.) ülésezett, kedden nem.", "2023-11-27"),
        ("hu", f"{BODY}\nKépaláírás: a miniszter 2023. március 27-én (Fotó: N.N.)", "2023-03-27"),
        ("de", "Agenda, 19. bis 25. Januar 2026\n\nMontag\nSie ist in Genf.", "2026-01-19"),
        ("nl", "WEEK VAN 23 TOT EN MET 29 MEI 2011\n\nma 23 – Dublin: de president.", "2011-05-23"),
        ("de", "Er kam am Mittwoch, dem 13. Dezember. Im Jänner 2018 wieder.", "2017-12-11"),
    ],
)  # fmt: skip
def test_a_picture_an_agenda_and_a_weekday_tell_the_week(lang: str, text: str, week: str) -> None:
    found = article_date(text, None, None, lang)
    assert found is not None
    assert found.value.precision == "week"
    assert found.value.start == date.fromisoformat(week)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", f"{BODY}\nHij was op 12 maart 2026 voor het laatst in Brussel."),
        ("de", "Am 13. Dezember kam er. Im Januar 2018 kommt er wieder."),
        ("de", "Am Dienstag, dem 13. Dezember, kam er. Im Januar 2018 kommt er wieder."),
        ("de", "Im Jahr 2023 war er vom 31. Januar an in Kinshasa, von Freitag an in Juba."),
        ("de", "2017\n2. bis 7. November / Australien / Perth\n"),
    ],
)
def test_other_dates_tell_nothing_of_the_article(lang: str, text: str) -> None:
    assert article_date(text, None, None, lang) is None


def test_metadata_wins() -> None:
    found = article_date("BRUSSEL, 20 oktober 2025 – x", None, date(2025, 10, 21), "nl")
    assert found is not None
    assert (found.source, found.span) == ("metadata", None)
    assert found.value.iso() == ("2025-10-21", "2025-10-21")


def test_updated_line_wins_over_a_site_header() -> None:
    text = (
        "Heute ist Mittwoch, 3. März 2021 | 12°C\n\nTitel\nAktualisiert: 17. Oktober 2011\n\nText."
    )
    found = article_date(text, None, None, "de")
    assert found is not None
    assert found.value.iso() == ("2011-10-17", "2011-10-17")


def test_caption_with_a_weekday_tells_the_week() -> None:
    text = "Foto: de minister in Horst, dinsdag 14 mei 2024. Donderdag vliegt hij terug."
    found = article_date(text, None, None, "nl")
    assert found is not None
    assert found.source == "text"
    assert found.value.precision == "week"
    assert found.value.iso() == ("2024-05-13", "2024-05-19")


def test_header_that_a_caption_belies_loses() -> None:
    text = (
        "november 23, 2024\n\nNieuws van alle dag\n\nDe president is donderdag aangekomen voor "
        "een bezoek.\n\nDe gast op het vliegveld, donderdag 16 mei 2024 (foto: XY)."
    )
    found = article_date(text, None, None, "nl")
    assert found is not None
    assert found.value.iso() == ("2024-05-13", "2024-05-19")


def test_header_from_another_season_is_no_article_date() -> None:
    text = "2020. május 5. Gotthárd\n\nÉjjeli út\n\nDecember 23-án repült a miniszter Bécsbe."
    assert article_date(text, None, None, "hu") is None


@pytest.mark.parametrize("text", ["", "Er kam am Freitag.", "Sie war 1974 dort, im Mai 2001 auch."])
def test_nothing_is_invented(text: str) -> None:
    assert article_date(text, None, None, "de") is None


@pytest.fixture
def nlp() -> Language:
    pipeline = spacy.blank("nl")
    pipeline.add_pipe("visit_article_date")
    pipeline.add_pipe("visit_dates")
    return pipeline


def test_components_share_what_was_found(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(text: str, lang: str) -> list[object]:
        calls.append(text)
        return []

    monkeypatch.setattr(module, "find_dates", counted)
    monkeypatch.setattr(component, "find_dates", counted)
    doc = nlp("Hij kwam gisteren.")
    assert len(calls) == 1
    assert doc.user_data[EXPRESSIONS] == []


def test_metadata_comes_from_the_article(nlp: Language) -> None:
    document.register_extensions()
    doc = nlp.make_doc("Hij kwam gisteren aan.")
    doc._.article = Article(id="x", text=doc.text, published=date(2024, 6, 19))
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    assert doc._.article_date.source == "metadata"
    assert [span._.date.iso() for span in doc.spans["dates"]] == [("2024-06-18", "2024-06-18")]


@pytest.mark.parametrize(
    ("published", "text", "source", "start", "precision"),
    [
        ("2024-05", "Hij kwam gisteren.", "metadata", date(2024, 5, 1), "month"),
        ("2024", "Hij kwam gisteren.", "metadata", date(2024, 1, 1), "year"),
        ("2024-05", "BRUSSEL, 16 mei 2024 – Hij kwam.", "dateline", date(2024, 5, 16), "day"),
        ("2024", "BRUSSEL, 16 mei 2024 – Hij kwam.", "dateline", date(2024, 5, 16), "day"),
        ("2024-06", "BRUSSEL, 16 mei 2024 – Hij kwam.", "metadata", date(2024, 6, 1), "month"),
    ],
)
def test_a_month_or_year_of_the_metadata_bounds_what_the_text_tells(
    published: str, text: str, source: str, start: date, precision: str
) -> None:
    found = article_date(text, None, published, "nl")
    assert found is not None
    assert (found.source, found.value.start, found.value.precision) == (source, start, precision)


def test_relative_words_count_from_the_month_of_the_metadata(nlp: Language) -> None:
    document.register_extensions()
    doc = nlp.make_doc("Hij kwam vorige maand aan.")
    doc._.article = Article(id="x", text=doc.text, published="2024-01")
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    assert [span._.date.iso() for span in doc.spans["dates"]] == [("2023-12", "2023-12")]
