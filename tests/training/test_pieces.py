"""Pieces of articles as articles."""

from collections.abc import Callable
from typing import Any

import pytest
from spacy.tokens import Doc

pytest.importorskip("onnx", reason="extra `train` is not installed")
pytest.importorskip("sklearn", reason="extra `train` is not installed")

from pipeline.errors import ArticleRejectedError
from pipeline.schema import Article, Reject
from pipeline.training.decisions import Example
from pipeline.training.pieces import cut, piece, sentences
from tests.training.test_decisions import MARKS, TODAY, MakeExample, event, make_example, span

__all__ = ["make_example"]

Process = Callable[[Article], Doc]

BERN = "Rutte was op 12 september in Bern."
GENEVA = "Hij kent Genève goed."
MERKEL = "Merkel bleef in Berlijn."
TEXT = f"{BERN} {GENEVA} {MERKEL}"


@pytest.fixture
def process(make_doc: Callable[..., Doc]) -> Process:
    def run(article: Article) -> Doc:
        known = {words: value for words, value in MARKS.items() if words in article.text}
        return make_doc(article.text, known, published=TODAY)

    return run


def texts(example: Example) -> list[str]:
    text = example.scene.text
    bounds = map(example.scene.sentence_bounds, range(len(example.scene.sentences)))
    return [text[start:end].strip() for start, end in bounds]


def test_the_sentences_of_an_article_are_characters_of_its_text(make_example: MakeExample) -> None:
    found = sentences(make_example(TEXT))
    assert [TEXT[start:end].strip() for start, end in found] == [BERN, GENEVA, MERKEL]


def test_a_piece_tells_what_it_tells(make_example: MakeExample, process: Process) -> None:
    example = make_example(
        TEXT,
        event(TEXT, BERN, start="2022-09-12", end="2022-09-14"),
        event(TEXT, GENEVA, places=["Geneva"], start="2022-01", end="2022-01"),
        arguments=[{"place": [span(TEXT, "Bern")]}, {"place": [span(TEXT, "Genève")]}],
    )
    start = TEXT.index(GENEVA)
    found = cut(example, start, start + len(GENEVA), False, process)
    assert found is not None
    assert found.scene.text == GENEVA
    assert [one.optional for one in found.gold] == [True, False]
    quote = found.gold[1].evidence[0]
    assert (quote.start, quote.end) == (0, len(GENEVA))
    assert found.arguments == ({"place": []}, {"place": [span(GENEVA, "Genève")]})
    assert (found.gold[1].start, found.gold[1].end) == (None, None)


def test_days_that_a_piece_does_not_tell_become_the_month_of_the_article(
    make_example: MakeExample, process: Process
) -> None:
    month = TODAY[:7]
    example = make_example(
        TEXT, event(TEXT, BERN), event(TEXT, GENEVA, start=f"{month}-02", end=f"{month}-03")
    )
    found = cut(example, 0, TEXT.index(MERKEL), False, process)
    assert found is not None
    assert [(one.start, one.end) for one in found.gold] == [
        ("2022-09-12", "2022-09-12"),
        (month, month),
    ]


def test_a_quote_ends_with_its_piece(make_example: MakeExample, process: Process) -> None:
    example = make_example(TEXT, event(TEXT, TEXT))
    start = TEXT.index(GENEVA)
    found = cut(example, start, start + len(GENEVA), False, process)
    assert found is not None
    quote = found.gold[0].evidence[0]
    assert (quote.start, quote.end) == (0, len(GENEVA))


def test_an_article_gives_the_same_piece_each_time(
    make_example: MakeExample, process: Process
) -> None:
    many = [make_example(TEXT, event(TEXT, BERN), doc_id=f"a{i}") for i in range(60)]
    found = [piece(example, process) for example in many]
    again = [piece(example, process) for example in many]
    assert [one and one.scene.text for one in found] == [one and one.scene.text for one in again]
    cuts = [texts(one) for one in found if one is not None]
    whole = [BERN, GENEVA, MERKEL]
    runs = [whole[i:j] for i in range(3) for j in range(i + 1, 4)]
    assert all(one in runs for one in cuts)
    assert {len(one) for one in cuts} == {1, 2, 3}
    told = sum(BERN in one for one in cuts)
    assert told > len(cuts) / 2


def test_a_short_text_is_its_own_piece(make_example: MakeExample, process: Process) -> None:
    assert piece(make_example(f"{BERN} {GENEVA}"), process) is None


def test_what_cannot_be_read_is_no_piece(make_example: MakeExample) -> None:
    def refuse(article: Article) -> Any:
        raise ArticleRejectedError(Reject(id=article.id, stage="clean", reason="no running text"))

    assert cut(make_example(TEXT), 0, len(BERN), True, refuse) is None
