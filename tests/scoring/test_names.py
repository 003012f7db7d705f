import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring import Names, fold
from pipeline.scoring.names import TITLES

PLAIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
WORDS = st.lists(PLAIN.filter(lambda w: w not in TITLES), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("VLADIMIR PUTIN", "Vladimir Putin"),
        ("Orbán Viktor", "Viktor Orban"),
        ("Orbán, Viktor", "Viktor Orbán"),
        ("Kim Jong-un", "Kim Jong Un"),
        ("Jean‑Claude Juncker", "Jean-Claude Juncker"),
        ("Pope Francis", "Francis"),
        ("King Charles III", "Charles III"),
        ("Queen Máxima", "Maxima"),
        ("Prince William", "William"),
        ("Princess Beatrix", "Beatrix"),
        ("Emperor Naruhito", "Naruhito"),
        ("Patriarch Daniel of Romania", "Daniel of Romania"),
        ("Sir Keir Starmer", "Keir Starmer"),
        ("Lars Løkke Rasmussen", "Lars Lokke Rasmussen"),
        ("Łódź", "Lodz"),
        ("Võ Văn Thưởng", "Vo Van Thuong"),
        ("Đà Nẵng", "Da Nang"),
        ("Gießen", "Giessen"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("İzmir", "Izmir"),
        ("Ankaralı", "Ankarali"),
        ("Sæbjørn", "Saebjorn"),
        ("Sana’a", "Sana'a"),
        ("Ṣanʿāʾ", "Sana"),
        ("To\u00a0Lam", "To Lam"),
    ],
)
def test_folds_away(left, right):
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Benedict XVI", "Benedict XV"),
        ("Kim Jong-un", "Kim Jong-il"),
        ("George Bush", "George W. Bush"),
        ("Francis of the Pope", "Francis of the"),
        ("President Francis", "Francis"),
        ("Putin", "Vladimir Putin"),
    ],
)
def test_keeps_apart(left, right):
    assert not Names().same(left, right)


def test_a_title_alone_is_a_name():
    assert fold("King") == "king"


@given(WORDS, st.randoms(use_true_random=False), st.sampled_from(sorted(TITLES)))
def test_order_hyphens_case_and_title_do_not_matter(words, random, title):
    shuffled = words.copy()
    random.shuffle(shuffled)
    assert fold(f"{title.capitalize()} {'-'.join(shuffled).upper()}") == fold(" ".join(words))


ALIASES = {
    "Vladimir Putin": {"Poetin", "Wladimir Putin"},
    "Kim Jong-un": {"Kim"},
    "Kim Yong-nam": {"Kim"},
}


def aliases(name):
    return ALIASES.get(name, set())


def test_a_known_alias_is_the_same_in_both_directions():
    names = Names(aliases)
    assert names.same("Vladimir Putin", "Poetin")
    assert names.same("wladimir putin", "Vladimir Putin")


def test_a_shared_alias_does_not_make_two_people_one():
    assert not Names(aliases).same("Kim Jong-un", "Kim Yong-nam")


def test_sets_compare_without_order_and_repetition():
    names = Names(aliases)
    assert names.equal(["Kyiv", "Lviv"], ["lviv", "Kyiv", "KYIV"])
    assert names.equal([], [])
    assert not names.equal(["Kyiv"], [])


def test_one_name_answers_only_one_name():
    names = Names(aliases)
    assert names.overlap(["Kim Jong-un", "Kim Yong-nam"], ["Kim"]) == (1, 2, 1)
    assert names.overlap(["Kim Jong-un", "Vladimir Putin"], ["Poetin", "Kim"]) == (2, 2, 2)
    assert names.overlap([], ["Kim"]) == (0, 0, 1)
