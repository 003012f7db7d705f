import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.training import augment
from pipeline.training.corpora import Label

NAMES = augment.Names(
    persons={"nl": ["Kwame Nkrumah"], "hu": ["Kwame Nkrumah"], "de": ["Kwame Nkrumah"]},
    places={"nl": ["Lima"], "hu": ["Lima"], "de": ["Lima"]},
)


def labelled(text: str, *names: tuple[str, str]) -> list[Label]:
    return [Label(text.index(n), text.index(n) + len(n), label) for n, label in names]


def test_edits_move_spans_along() -> None:
    text = "Mark Rutte in Rome."
    labels = labelled(text, ("Mark Rutte", "PER"), ("Rome", "LOC"))
    new, move = augment.apply_edits(text, [(0, 10, "Li"), (10, 11, ""), (14, 18, "Lima")])
    assert new == "Liin Lima."
    moved = [move(label) for label in labels]
    assert [(new[x.start : x.end], x.label) for x in moved if x] == [("Li", "PER"), ("Lima", "LOC")]


def test_what_is_cut_out_has_no_place() -> None:
    _, move = augment.apply_edits("a b c", [(2, 4, "")])
    assert move(Label(2, 3, "X")) is None
    assert move(Label(4, 5, "X")) == Label(2, 3, "X")


@given(st.text("ab .-", max_size=40), st.integers(0, 2**32))
def test_broken_spaces_keep_words_in_their_spans(text: str, seed: int) -> None:
    spans = [Label(i, j, "X") for i in range(len(text)) for j in range(i + 1, len(text) + 1)]
    new, move = augment.apply_edits(text, augment.broken_spaces(text, random.Random(seed)))
    assert new.replace(" ", "") == text.replace(" ", "")
    for span in spans:
        moved = move(span)
        inside = new[moved.start : moved.end] if moved else ""
        assert inside.replace(" ", "") == text[span.start : span.end].replace(" ", "")


@given(st.text(max_size=30))
def test_changes_of_letters_keep_the_length(text: str) -> None:
    for change in (augment.lower, augment.upper, augment.plain, augment.old_accents):
        assert len(change(text)) == len(text)


def test_changes_of_letters() -> None:
    assert augment.plain("Győr Genève") == "Gyor Geneve"
    assert augment.old_accents("Győr, Űr") == "Gyõr, Ûr"
    assert augment.upper("große Hőség") == "GROßE HŐSÉG"


@pytest.mark.parametrize(
    ("old", "new", "inflected"),
    [
        ("Budapesten", "Lima", "Lima"),
        ("Bécsben", "Lima", "Limaban"),
        ("Rómában", "Peking", "Pekingben"),
        ("Kovácsnak", "Merkel", "Merkelnek"),
        ("Kovács", "Merkel", "Merkel"),
    ],
)
def test_case_endings_follow_the_vowels(old: str, new: str, inflected: str) -> None:
    assert augment.inflect_like(old, new) == inflected


def test_names_are_swapped_for_names_of_their_kind() -> None:
    text = "Mark Rutte bezoekt Rome, zegt Shell."
    labels = labelled(text, ("Mark Rutte", "PER"), ("Rome", "LOC"), ("Shell", "ORG"))
    seen = set()
    for seed in range(30):
        edits = augment.swap_names(text, labels, NAMES, "nl", random.Random(seed))
        new, move = augment.apply_edits(text, edits)
        seen.add(tuple(new[x.start : x.end] for y in labels if (x := move(y))))
    assert seen == {
        (person, place, "Shell")
        for person in ("Mark Rutte", "Kwame Nkrumah")
        for place in ("Rome", "Lima")
    }


def test_names_come_from_the_gazetteer(tmp_path: Path) -> None:
    for name, text in (
        ("persons", "name_en\tname_nl\nJohn Doe\t\nMary Roe\tMarie Ree\n"),
        ("places", "kind\tfeature\tname_en\tname_nl\ncity\tcapital\tRome\t\ncity\tcity\tUlm\t\n"),
    ):
        with gzip.open(tmp_path / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.write(text)
    names = augment.load_names(tmp_path, ["nl"])
    assert names.persons["nl"] == ["John Doe", "Marie Ree"]
    assert names.places["nl"].count("Rome") > names.places["nl"].count("Ulm") > 0
