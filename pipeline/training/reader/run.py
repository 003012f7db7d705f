"""The whole run of the reader: articles to questions, training, export."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from pipeline.scoring.names import default_names
from pipeline.training.config import TrainConfig
from pipeline.training.decisions import linking, read_examples
from pipeline.training.reader.export import export
from pipeline.training.reader.fit import ReaderConfig, fit, make_items
from pipeline.training.reader.model import load_halves
from pipeline.training.reader.targets import Document, held_out, read_document

# Articles that the layers' inputs are measured on, for int8.
_MEASURED = 40


def train(articles: Sequence[Path], config: Path, weights: Path, folder: Path) -> None:
    """Train the reader and write it.

    Args:
        articles: files `NAME.articles.jsonl`; the gold events are in `NAME.events.jsonl` beside.
        config: a file like `configs/train/reader.toml`.
        weights: where the trained weights go.
        folder: the model's folder.
    """
    run = ReaderConfig.model_validate(tomllib.loads(config.read_text(encoding="utf-8")))
    encoder = TrainConfig.load(run.names)
    lower, upper = load_halves(encoder, run.weights, run.dropout)
    documents = read_documents(articles, encoder.paths.work)
    kept = [document for document in documents if not held_out(document.doc_id, run.held_out)]
    fit(run, upper, make_items(kept, lower.bfloat16()), weights)
    write(run, weights, kept[:: max(1, len(kept) // _MEASURED)], folder)


def read_documents(articles: Sequence[Path], work: Path) -> list[Document]:
    """Process articles up to linking and ask the questions that they answer."""
    tokenizer = Tokenizer.from_file(str(work / "base" / "tokenizer.json"))
    names = default_names()
    examples = read_examples(articles, linking())
    return [read_document(example, names, tokenizer) for example in examples]


def write(run: ReaderConfig, weights: Path, documents: Sequence[Document], folder: Path) -> None:
    """Write trained weights as ONNX, int8; `documents` tell how large the layers' inputs are."""
    encoder = TrainConfig.load(run.names)
    lower, upper = load_halves(encoder, run.weights, 0.0)
    upper.load_state_dict(torch.load(weights, weights_only=True)["upper"])
    export(encoder.paths.work, lower, upper, documents, folder)
