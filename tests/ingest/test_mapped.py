import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.mapped import NOWHERE, MappedText

SPACES = re.compile(" +")


@given(st.text(), st.integers(0, 1000))
def test_untouched_text_stands_where_it_stood(text: str, start: int) -> None:
    mapped = MappedText.of(text, start)
    assert list(mapped.places) == list(range(start, start + len(text)))
    assert mapped.rewrite(lambda part: part) == mapped


@given(st.text("ab c"))
def test_replacing_keeps_the_other_characters_in_place(text: str) -> None:
    mapped = MappedText.of(text).sub(SPACES, " ").strip()
    assert mapped.text == " ".join(text.split(" ")).replace("  ", " ").strip() or "  " in text
    assert len(mapped.text) == len(mapped.places)
    for char, place in zip(mapped.text, mapped.places, strict=True):
        assert text[place] == char


@given(st.text(), st.text("xyzü ", max_size=5))
def test_any_rewriting_gives_ascending_places_within_the_text(text: str, new: str) -> None:
    mapped = MappedText.of(text).rewrite(lambda part: part.replace("a", new))
    assert len(mapped.text) == len(mapped.places)
    known = [place for place in mapped.places if place != NOWHERE]
    assert known == sorted(known)
    assert all(0 <= place < len(text) for place in known)


def test_mended_characters_stand_where_the_broken_ones_stood() -> None:
    broken = "Caf\u00c3\u00a9 in Besan\u00c3\u00a7on"
    mapped = MappedText.of(broken).rewrite(lambda part: part.encode("latin-1").decode())
    assert mapped.text == "Café in Besançon"
    word = mapped.text.index("in")
    assert broken[mapped.places[word] :].startswith("in Besan")
    assert mapped.places[-1] == len(broken) - 1


def test_a_long_line_is_rewritten_in_pieces() -> None:
    text = "über alles " * 5000
    mapped = MappedText.of(text).rewrite(lambda part: part.replace("ü", "ue"))
    assert mapped.text == text.replace("ü", "ue")
    last = mapped.text.rindex("alles")
    assert text[mapped.places[last] :] == "alles "


def test_a_line_without_spaces_is_cut_all_the_same() -> None:
    text = "a" * 10_001
    assert MappedText.of(text).rewrite(str.upper).text == text.upper()
