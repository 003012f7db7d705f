import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from spacy.language import Language

import pipeline.mentions.ner  # noqa: F401  registers the component
from pipeline.mentions.encoder import FloatArray, softmax
from pipeline.mentions.ner import decode_names

CLASSES = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
TEXT = (
    "Rutte in Suriname\n\nPremier Mark Rutte is maandag in Paramaribo aangekomen. "
    "Hij sprak er met president Chan Santokhi."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("visit_ner")
    return nlp


@pytest.mark.parametrize("lang", ["xx", "nl", "de", "hu"])
def test_names_in_any_language_of_spacy(lang: str) -> None:
    nlp = spacy.blank(lang)
    nlp.add_pipe("visit_ner")
    doc = nlp("Angela Merkel reiste nach Paris. Mark Rutte bezocht Orbán Viktor in Berlijn.")
    found = {(ent.text, ent.label_) for ent in doc.ents}
    assert found >= {
        ("Angela Merkel", "PER"),
        ("Paris", "LOC"),
        ("Mark Rutte", "PER"),
        ("Berlijn", "LOC"),
    }
    assert all(0 < ent._.score <= 1 for ent in doc.ents)


def test_what_is_written_on_a_doc(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert {ent.label_ for ent in doc.ents} <= {"PER", "LOC", "ORG", "MISC"}
    assert {span.label_ for span in doc.spans["name_dates"]} <= {"DATE"}
    assert doc.tensor.shape == (len(doc), 384)
    assert doc.tensor.dtype == np.float32


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00ad"])
def test_docs_without_words(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert len(doc.ents) == 0
    assert doc.tensor.shape == (len(doc), 384)


def test_pipe_gives_what_single_calls_give(nlp: Language) -> None:
    texts = [TEXT, "", "Kiew.", TEXT[::-1], "Macron besucht Kairo."] * 3
    single = [nlp(text).to_bytes(exclude=["user_data"]) for text in texts]
    piped = [doc.to_bytes(exclude=["user_data"]) for doc in nlp.pipe(texts, batch_size=4)]
    assert piped == single


def test_names_do_not_cross_lines(nlp: Language) -> None:
    doc = nlp("Angela\nMerkel\n\nParis")
    assert all("\n" not in ent.text for ent in doc.ents)


def test_settings_are_checked() -> None:
    nlp = spacy.blank("xx")
    with pytest.raises(ValueError, match="guideline"):
        nlp.add_pipe("visit_ner", config={"guideline": "other"})
    with pytest.raises(FileNotFoundError):
        nlp.add_pipe("visit_ner", config={"model": "no-such-model"})


def test_a_pipeline_is_read_back(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert [e.text for e in again(TEXT).ents] == [e.text for e in nlp(TEXT).ents]


def test_no_torch_at_run_time() -> None:
    code = (
        "import sys, spacy, pipeline.mentions.ner\n"
        "nlp = spacy.blank('nl'); nlp.add_pipe('visit_ner'); nlp('Rutte in Rome')\n"
        "assert not {'torch', 'transformers'} & set(sys.modules), 'torch was imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def best_by_search(scores: FloatArray) -> float:
    """Score of the best valid sequence, by trying all."""

    def sequences(length: int) -> Iterator[list[int]]:
        if length == 0:
            yield []
            return
        for head in sequences(length - 1):
            for tag in range(5):
                if tag in (2, 4) and (not head or head[-1] not in (tag, tag - 1)):
                    continue
                yield [*head, tag]

    logs = np.log(np.maximum(scores, 1e-12))
    return max(sum(logs[i, t] for i, t in enumerate(s)) for s in sequences(len(scores)))


@given(
    arrays.arrays(np.float32, (5, 5), elements=st.floats(-4, 4, width=16)),
)
def test_decoded_names_are_the_best_valid_sequence(raw: FloatArray) -> None:
    scores = softmax(raw)
    spans = decode_names(scores, CLASSES)
    tags = np.zeros(5, int)
    for start, end, label, score in spans:
        assert 0 <= start < end <= 5
        assert 0 < score <= 1
        tags[start] = CLASSES.index(f"B-{label}")
        tags[start + 1 : end] = tags[start] + 1
    total = float(np.log(np.maximum(scores, 1e-12))[np.arange(5), tags].sum())
    assert total == pytest.approx(best_by_search(scores), abs=1e-4)
