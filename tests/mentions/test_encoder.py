import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions.encoder import EOS, Encoded, Encoder
from pipeline.resources import resource_dir

TEXTS = (
    "Angela Merkel reiste am Montag nach Kiew.",
    "Mark Rutte bezocht dinsdag Paramaribo.\n\nDaar sprak hij met Chan Santokhi.",
    "Orbán Viktor szerdán Pekingbe utazott, ahol Hszi Csin-ping fogadta.",
    "",
    " \n ",
    "Ende.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(resource_dir("models") / "visit-encoder")


def words(text: str) -> list[tuple[int, int]]:
    spans = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    return spans


def encode(encoder: Encoder, texts: Sequence[str]) -> list[Encoded]:
    return list(encoder.encode((text, words(text), ()) for text in texts))


def as_bytes(encoded: Encoded) -> bytes:
    arrays = (encoded.names, encoded.second, encoded.hidden)
    return b"".join(array.tobytes() for array in arrays)


def test_results_do_not_depend_on_other_texts(encoder: Encoder) -> None:
    together = [as_bytes(x) for x in encode(encoder, TEXTS)]
    shuffled = [as_bytes(x) for x in encode(encoder, TEXTS[::-1])][::-1]
    single = [as_bytes(encode(encoder, [text])[0]) for text in TEXTS]
    assert together == shuffled == single


def test_results_do_not_depend_on_threads(encoder: Encoder) -> None:
    long = "\n".join(TEXTS * 40)
    threaded = Encoder(encoder.folder, threads=2)
    assert as_bytes(encode(encoder, [long])[0]) == as_bytes(encode(threaded, [long])[0])


def test_pickling_keeps_settings(encoder: Encoder) -> None:
    again = pickle.loads(pickle.dumps(Encoder(encoder.folder, threads=2, limit=100)))
    assert (again.folder, again.threads, again.limit) == (encoder.folder, 2, 100)
    assert as_bytes(encode(again, TEXTS[:1])[0]) == as_bytes(encode(encoder, TEXTS[:1])[0])


def test_rows_are_probabilities(encoder: Encoder) -> None:
    for text, encoded in zip(TEXTS, encode(encoder, TEXTS), strict=True):
        assert encoded.names.shape == (len(text.split()), len(encoder.classes))
        assert encoded.hidden.shape == (len(text.split()), 384)
        np.testing.assert_allclose(encoded.names.sum(1), 1, atol=1e-5)
        np.testing.assert_allclose(encoded.second.sum(1), 1, atol=1e-5)


def test_unreadable_tokens_are_no_names(encoder: Encoder) -> None:
    text = "\u00ad \x01 Rom"
    encoded = encode(encoder, [text])[0]
    assert encoded.names[:2, 0].tolist() == [1, 1]
    assert encoded.hidden[0].any() == 0


def test_what_is_beyond_the_limit_gets_no_answer(encoder: Encoder) -> None:
    short = Encoder(encoder.folder, limit=50)
    text = "Anna reist. " * 100
    encoded = encode(short, [text])[0]
    assert 0 < encoded.read < 300
    last = encoded.names[-1]
    assert last[0] == 1
    assert not encoded.hidden[-1].any()


def test_a_long_line_is_tokenised_in_pieces(encoder: Encoder) -> None:
    text = "Budapest " * 8_000
    assert len(encoder.subwords(text).ids) >= 8_000
    assert len(encoder.subwords("x" * 70_000).ids) <= encoder.limit


def test_subwords_point_at_their_characters(encoder: Encoder) -> None:
    text = "Poetin  in „Noord-Korea”.\n\nFin"
    subwords = encoder.subwords(text)
    pieces = [text[a:b] for a, b in zip(subwords.starts, subwords.ends, strict=True)]
    assert "".join(pieces) == "".join(text.split())
    assert [p for p, i in zip(pieces, subwords.ids, strict=True) if i == EOS] == ["", ""]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "Anna", "Kovácséknál", ".", "\n", "ő"]), max_size=3000),
    st.integers(1, 50),
)
def test_windows_answer_for_each_subword_once(
    encoder: Encoder, parts: list[str], every: int
) -> None:
    subwords = encoder.subwords(" ".join(parts))
    windows = encoder.windows(subwords, subwords.starts.tolist()[::every])
    answered = [i for w in windows for i in range(w.core, w.core_end)]
    assert answered == list(range(len(subwords.ids)))
    assert all(w.first <= w.core < w.core_end <= w.last for w in windows)
    assert all(w.last - w.first <= 510 for w in windows)


def test_windows_break_at_lines(encoder: Encoder) -> None:
    line = "Merkel traf Macron in Paris und sprach mit ihm über Europa. " * 4
    subwords = encoder.subwords("\n".join([line] * 12))
    starts = [w.core for w in encoder.windows(subwords) if w.core]
    assert starts
    assert all(subwords.ids[start - 1] == EOS for start in starts)


def test_a_missing_model_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"model\.onnx"):
        Encoder(resource_dir("models"))
