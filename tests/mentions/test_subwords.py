import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from pipeline.mentions.subwords import EOS, Subwords, split
from pipeline.resources import resource_dir

# "Poetin was" and "thuis" on a line each: "Poe" "tin" "was", end sign, "thuis", end sign.
SUBWORDS = Subwords(
    ids=np.array([10, 11, 12, EOS, 13, EOS]),
    starts=np.array([0, 3, 7, 10, 11, 16]),
    ends=np.array([3, 6, 10, 10, 16, 16]),
)
WORDS = st.sampled_from(["Anna", "Poetin", "Kovácséknál", "x", "Noord-Korea", "ő", ".", "½"])


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    path = resource_dir("models") / "visit-encoder" / "tokenizer.json"
    return Tokenizer.from_file(str(path))


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (0, 6, (0, 2)),
        (0, 3, (0, 1)),
        (1, 2, (0, 1)),
        (2, 4, (0, 2)),
        (6, 10, (2, 3)),
        (3, 10, (1, 3)),
        (7, 16, (2, 5)),
        (11, 16, (4, 5)),
        (16, 17, None),
        (40, 50, None),
    ],
)
def test_characters_are_covered_by_the_subwords_that_touch_them(
    start: int, end: int, wanted: tuple[int, int] | None
) -> None:
    assert SUBWORDS.covered(start, end) == wanted


def test_no_subwords_cover_nothing() -> None:
    nothing = np.zeros(0, np.int64)
    assert Subwords(nothing, nothing, nothing).covered(0, 5) is None


@given(lines=st.lists(st.lists(WORDS, max_size=12), max_size=8))
def test_the_subwords_of_a_word_spell_it(tokenizer: Tokenizer, lines: list[list[str]]) -> None:
    text = "\n".join("  ".join(line) for line in lines)
    subwords = split(tokenizer, text, 10_000)
    at = 0
    for word in text.split():
        at = text.index(word, at)
        covered = subwords.covered(at, at + len(word))
        assert covered is not None
        first, last = covered
        assert (subwords.starts[first], subwords.ends[last - 1]) == (at, at + len(word))
        assert EOS not in subwords.ids[first:last]
        at += len(word)


@given(
    lines=st.lists(st.lists(WORDS, max_size=12), max_size=8),
    limit=st.integers(0, 150),
)
def test_a_limit_keeps_the_first_subwords(
    tokenizer: Tokenizer, lines: list[list[str]], limit: int
) -> None:
    text = "\n".join(" ".join(line) for line in lines)
    full, cut = split(tokenizer, text, 10_000), split(tokenizer, text, limit)
    assert len(cut.ids) == min(limit, len(full.ids))
    for whole, part in ((full.ids, cut.ids), (full.starts, cut.starts), (full.ends, cut.ends)):
        assert part.dtype == np.int64
        assert part.tolist() == whole[:limit].tolist()


def test_what_is_beyond_the_limit_is_not_covered(tokenizer: Tokenizer) -> None:
    text = "Anna " * 30
    subwords = split(tokenizer, text, 10)
    assert subwords.covered(0, 4) is not None
    assert subwords.covered(len(text) - 5, len(text) - 1) is None


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", "\u00ad"])
def test_nothing_to_read_gives_no_subwords(tokenizer: Tokenizer, text: str) -> None:
    assert len(split(tokenizer, text, 100).ids) == 0


def test_only_lines_with_words_have_an_end_sign(tokenizer: Tokenizer) -> None:
    text = "Anna\n\n\nBern\n"
    subwords = split(tokenizer, text, 100)
    places = subwords.starts[subwords.ids == EOS].tolist()
    assert places == [text.index("\n"), len(text) - 1]


def test_pieces_of_one_long_line_have_one_end_sign(tokenizer: Tokenizer) -> None:
    text = "Budapest " * 6_000
    subwords = split(tokenizer, text, 100_000)
    assert np.flatnonzero(subwords.ids == EOS).tolist() == [len(subwords.ids) - 1]
    assert (np.diff(subwords.starts) >= 0).all()
    assert (np.diff(subwords.ends) >= 0).all()
