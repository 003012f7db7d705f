"""`configs/transformer.cfg` with a tiny model that was never trained."""

from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config

from pipeline.resources import resource_dir
from pipeline.training.corpora import Sentence
from pipeline.training.docbin import sentence_doc

pytest.importorskip("spacy_transformers", reason="extra `transformers` is not installed")
transformers = pytest.importorskip("transformers")

WORDS = ("Anna", "Kovács", "bezoekt", "Budapest", "en", "Wenen", "vandaag", ".")
TAGS = ("B-PER", "I-PER", "O", "B-LOC", "O", "B-LOC", "O", "O")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    tokenizer = transformers.BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=False)
    config = transformers.BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
    )
    transformers.BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_a_model_on_disk_trains_and_finds_names(tiny_model: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "train.spacy"
    doc = sentence_doc(spacy.blank("xx").vocab, [Sentence("d", WORDS, TAGS)])
    DocBin(docs=[doc] * 40).to_disk(corpus)
    config = load_config(
        resource_dir("configs") / "transformer.cfg",
        overrides={
            "paths.train": str(corpus),
            "paths.dev": str(corpus),
            "paths.model": str(tiny_model),
            "system.gpu_allocator": None,
            "training.max_steps": 60,
            "training.eval_frequency": 20,
            "training.accumulate_gradient": 1,
            "training.optimizer.learn_rate.warmup_steps": 1,
            "training.optimizer.learn_rate.initial_rate": 0.01,
        },
    )
    nlp = init_nlp(config)
    (tmp_path / "out").mkdir()
    train(nlp, tmp_path / "out")

    again = spacy.load(tmp_path / "out" / "model-last")
    found = again(" ".join(WORDS))
    assert [(ent.text, ent.label_) for ent in found.ents] == [
        ("Anna Kovács", "PER"),
        ("Budapest", "LOC"),
        ("Wenen", "LOC"),
    ]
