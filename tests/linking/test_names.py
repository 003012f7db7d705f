"""Which words are a person's name, and where it ends."""

import pytest

from tests.linking.conftest import Read, persons


@pytest.mark.parametrize(
    ("text", "marks", "name"),
    [
        ("Toen sprak Gerard 't Hooft.", {"Gerard 't Hooft": "PER"}, "Gerard 't Hooft"),
        ("Ook kwam Sophie in 't Veld.", {"Sophie": "PER", "Veld": "LOC"}, "Sophie in 't Veld"),
        ("Ook kwam Jan ten Kroon.", {"Jan": "PER", "Kroon": "LOC"}, "Jan ten Kroon"),
        ("Ook kwam Kees op den Kamp.", {"Kees": "PER"}, "Kees op den Kamp"),
        ("Ook kwam Jeanne d'Ursel.", {"Jeanne": "PER"}, "Jeanne d'Ursel"),
        ("Ook kwam Jeanne d'Ursel.", {"Jeanne d'Ursel": "PER"}, "Jeanne d'Ursel"),
    ],
)
def test_small_words_of_a_name(read: Read, text: str, marks: dict[str, str], name: str) -> None:
    assert persons(read("nl", text, marks)) == {name.removesuffix("."): name}


@pytest.mark.parametrize(
    ("lang", "text", "marks", "named"),
    [
        ("hu", "A Fico–Trump-találkozóra kedden kerül sor.", {}, "Fico Trump"),
        ("nl", "Na de top Trump-Poetin bleef het stil.", {}, "Trump Putin"),
        ("de", "Der Merz-Macron-Gipfel war kurz.", {"Merz-Macron": "PER"}, "Merz Macron"),
        ("de", "Es kam Strack-Zimmermann.", {}, "Strack-Zimmermann"),
    ],
)
def test_a_hyphen_between_two_leaders(
    read: Read, lang: str, text: str, marks: dict[str, str], named: str
) -> None:
    doc = read(lang, text, marks, "2025-06-10")
    assert " ".join(span._.entity.name.split()[-1] for span in doc.spans["persons"]) == named


def test_one_word_names_somebody_again_with_an_ending(read: Read) -> None:
    doc = read("nl", "Hij sprak met Erdogan. Erdogans reis ging door.", {}, "")
    assert persons(doc) == {}
    doc = read("nl", "Hij sprak met Erdogan. Erdogans reis ging door.", {"Erdogan": "PER"}, "")
    assert set(persons(doc)) == {"Erdogan", "Erdogans"}


@pytest.mark.parametrize(
    ("lang", "text", "marks"),
    [
        ("nl", "Het toestel landde op luchthaven Ben-Gurion.", {"Ben-Gurion": "PER"}),
        ("nl", "Het duel is in het Nelson Mandela-stadion.", {}),
        ("de", "Die Maschine kam am Flughafen Charles de Gaulle an.", {}),
        ("de", "Er sprach bei der Konrad-Adenauer-Stiftung.", {"Konrad-Adenauer": "PER"}),
    ],
)
def test_a_thing_named_after_somebody(
    read: Read, lang: str, text: str, marks: dict[str, str]
) -> None:
    assert persons(read(lang, text, marks, "2024-05-01")) == {}


def test_a_leader_may_stand_behind_a_thing(read: Read) -> None:
    text = "Het was fris toen hij op de luchthaven Macron ontmoette."
    assert persons(read("nl", text, {"Macron": "PER"}, "2024-05-01")) == {
        "Macron": "Emmanuel Macron"
    }


@pytest.mark.parametrize("name", ["Franz-Josef Tannroth", "Willem-Alexander Jansen"])
def test_known_given_names_do_not_cut_a_longer_name(read: Read, name: str) -> None:
    assert persons(read("de", f"Danach kam {name} an.", {name: "PER"})) == {name: name}


@pytest.mark.parametrize(
    ("lang", "text", "name", "known"),
    [
        ("de", "Danach kam A. N. Kossygin an.", "A. N. Kossygin", "Alexei Kosygin"),
        ("nl", "Daarna kwam N. Chroesjtsjov aan.", "N. Chroesjtsjov", "Nikita Khrushchev"),
        ("de", "Danach kam W. N. Kossygin an.", "W. N. Kossygin", "W. N. Kossygin"),
    ],
)
def test_initials(read: Read, lang: str, text: str, name: str, known: str) -> None:
    assert persons(read(lang, text, {name: "PER"}, "1970-05-01")) == {name: known}


def test_credits_are_no_persons(read: Read) -> None:
    credit = "MTI/EPA/Szerhij Dolzsenko"
    doc = read("hu", f"Kijev romjai. Fotó: {credit}", {credit: "PER"})
    assert set(persons(doc).values()) == {"Szerhij Dolzsenko"}
