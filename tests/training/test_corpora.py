import gzip
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.training.corpora import (
    Sentence,
    join_tokens,
    read_iob2,
    sentence_text,
    tag_spans,
)
from pipeline.training.docbin import sentence_doc

FILE = """# doc news/1
Anna\tB-PER
Kovács\tI-PER
reist\tO

Sie\tO
.\tO

# doc news/2
#Paris\tB-LOC
"""


def write(path: Path, text: str) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(text)
    return path


def test_sentences_with_their_documents(tmp_path: Path) -> None:
    sentences = list(read_iob2(write(tmp_path / "x.iob2.gz", FILE)))
    assert [s.doc for s in sentences] == ["news/1", "news/1", "news/2"]
    assert sentences[0].tokens == ("Anna", "Kovács", "reist")
    assert sentences[2].tags == ("B-LOC",)


def test_a_line_of_no_known_kind(tmp_path: Path) -> None:
    path = write(tmp_path / "x.iob2.gz", "Anna B-PER\n")
    with pytest.raises(ValueError, match=":1:"):
        list(read_iob2(path))


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ((), []),
        (("O", "O"), []),
        (("B-PER", "I-PER", "O"), [(0, 2, "PER")]),
        (("B-PER", "B-PER"), [(0, 1, "PER"), (1, 2, "PER")]),
        (("O", "B-LOC"), [(1, 2, "LOC")]),
    ],
)
def test_spans_of_tags(tags: tuple[str, ...], spans: list[tuple[int, int, str]]) -> None:
    assert tag_spans(tags) == spans


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("Hij zei : ja , ( nu ) .", "Hij zei: ja, (nu)."),
        ('Er sagte : " Nein " , und ging', 'Er sagte: "Nein", und ging'),
        ("„ Ja “ , sagte sie", "„Ja“, sagte sie"),
        ("Azt mondta : „ Nem ” .", "Azt mondta: „Nem”."),
        ("“ Yes ” he said", "“Yes” he said"),
    ],
)
def test_running_text(tokens: str, text: str) -> None:
    assert join_tokens(tuple(tokens.split()))[0] == text


TOKENS = st.lists(
    st.sampled_from(["Anna", "Wien", ".", ",", '"', "(", ")", "„", "“", "”", "'", "5", "%"])
)


@given(TOKENS)
def test_offsets_give_the_tokens_back(tokens: list[str]) -> None:
    text, offsets = join_tokens(tuple(tokens))
    assert [text[a:b] for a, b in offsets] == tokens
    assert text.replace(" ", "") == "".join(tokens)


@settings(deadline=None)
@given(TOKENS.filter(bool))
def test_docs_have_the_tokens_and_the_text(tokens: list[str]) -> None:
    sentence = Sentence("d", tuple(tokens), ("B-PER", *["O"] * (len(tokens) - 1)))
    doc = sentence_doc(spacy.blank("xx").vocab, [sentence, sentence])
    text = sentence_text(sentence)[0]
    assert [token.text for token in doc] == tokens * 2
    assert doc.text.strip() == f"{text} {text}"
    assert [ent.start for ent in doc.ents] == [0, len(tokens)]
