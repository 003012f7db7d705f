"""Fine-tunes the encoder on names; stops and resumes at checkpoints."""

import itertools
import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from pipeline.training import augment
from pipeline.training.config import Losses, TrainConfig
from pipeline.training.master import MasterWeights, decayed
from pipeline.training.model import Outputs, VisitEncoder, load_tensors
from pipeline.training.vocabulary import PAD
from pipeline.training.windows import (
    IGNORE,
    CorpusWindows,
    Example,
    make_example,
    vary,
)

_LOG = logging.getLogger(__name__)
# Batches are drawn from pools of this many, sorted by length within.
_POOL = 100
# Widths are rounded up: the CPU kernels are compiled anew for each shape of a batch.
_WIDTH_STEP = 16


@dataclass
class Batch:
    """Examples padded to the longest."""

    ids: Tensor
    mask: Tensor
    examples: list[Example]

    def stack(self, arrays: Sequence[np.ndarray], fill: float) -> Tensor:
        """Pad `[n, ...]` arrays and stack them."""
        width = self.ids.shape[1]
        shape = (len(arrays), width, *arrays[0].shape[1:])
        stacked = np.full(shape, fill, arrays[0].dtype)
        for row, array in zip(stacked, arrays, strict=True):
            row[: len(array)] = array
        return torch.from_numpy(stacked)


def _rounded(width: int) -> int:
    return -(-width // _WIDTH_STEP) * _WIDTH_STEP


def make_batch(examples: list[Example]) -> Batch:
    """Pad the ids of `examples`."""
    width = _rounded(max(len(x.ids) for x in examples))
    ids = np.full((len(examples), width), PAD, np.int64)
    for row, example in zip(ids, examples, strict=True):
        row[: len(example.ids)] = example.ids
    tensor = torch.from_numpy(ids)
    return Batch(tensor, tensor != PAD, examples)


def name_loss(scores: Tensor, classes: Tensor, free: Tensor) -> Tensor:
    """Return the mean cross entropy over the known subwords.

    Args:
        scores: float `[subwords, classes]`.
        classes: int64 `[subwords]`, `IGNORE` where unknown.
        free: bool `[subwords, classes]`: where the class is O, these count as right as well,
            since nobody looked for them.
    """
    known = classes != IGNORE
    logs = functional.log_softmax(scores[known].float(), dim=-1)
    classes, free = classes[known], free[known]
    right = functional.one_hot(classes, scores.shape[-1]).bool()
    right |= free & (classes == 0)[:, None]
    return -logs.masked_fill(~right, -torch.inf).logsumexp(-1).mean()


def batch_loss(outputs: Outputs, batch: Batch, weights: Losses) -> Tensor:
    """Return the weighted sum of the heads' losses."""
    total = outputs.ner.new_zeros((), dtype=torch.float32)
    width = outputs.ner.shape[-1]
    ner = batch.stack([x.ner for x in batch.examples], IGNORE)
    if weights.ner and (ner != IGNORE).any():
        free = torch.zeros(len(batch.examples), width, dtype=torch.bool)
        for row, example in zip(free, batch.examples, strict=True):
            row[list(example.free)] = True
        spread = free[:, None].expand(-1, ner.shape[1], -1)
        total = total + weights.ner * name_loss(
            outputs.ner.flatten(0, 1), ner.flatten(), spread.flatten(0, 1)
        )
    second = batch.stack([x.second for x in batch.examples], IGNORE)
    if weights.second and (second != IGNORE).any():
        scores = outputs.second.flatten(0, 1).float()
        total = total + weights.second * functional.cross_entropy(scores, second.flatten())
    return total


class Data:
    """Everything that is drawn from in training."""

    def __init__(self, config: TrainConfig, tokenizer: Tokenizer) -> None:
        self.config = config
        self.tokenizer = tokenizer
        self.corpora = [CorpusWindows(config.paths.corpora, corpus) for corpus in config.corpora]
        languages = sorted({c.lang for c in config.corpora})
        self.names = augment.load_names(config.paths.gazetteer, languages)

    def epoch(self, number: int) -> list[list[Example]]:
        """Return the batches of one epoch; the same for the same seed and number."""
        rng = random.Random(f"{self.config.seed}-{number}")
        windows = [w for corpus in self.corpora for w in corpus.draw(self.config, rng)]
        chances = self.config.augmentation
        examples = [
            make_example(vary(w, self.names, chances, rng), self.tokenizer, self.config)
            for w in windows
        ]
        rng.shuffle(examples)
        return list(_batches(examples, self.config.optimiser.batch_tokens, rng))


def _batches(examples: list[Example], tokens: int, rng: random.Random) -> Iterator[list[Example]]:
    """Yield batches of about `tokens` subwords, padding included."""
    mean = sum(len(x.ids) for x in examples) / max(1, len(examples))
    pool_size = max(1, int(_POOL * tokens / max(1.0, mean)))
    for start in range(0, len(examples), pool_size):
        pool = sorted(examples[start : start + pool_size], key=lambda x: -len(x.ids))
        batches: list[list[Example]] = []
        at = 0
        while at < len(pool):
            # The longest comes first and sets the width, so that few shapes occur.
            rows = max(1, tokens // _rounded(len(pool[at].ids)))
            batches.append(pool[at : at + rows])
            at += rows
        rng.shuffle(batches)
        yield from batches


class Trainer:
    """A model in bf16 with its weights in fp32 beside it, and the optimiser over those."""

    def __init__(self, config: TrainConfig, model: VisitEncoder) -> None:
        self.config = config
        self.model = model
        self.master = MasterWeights(model, lambda name, weight: _group(name, weight, config))
        self.step_number = 0
        self.seconds = 0.0

    def step(self, batch: Batch, progress: float) -> float:
        """Take one step; return the loss."""
        optimiser = self.config.optimiser
        self.model.train()
        loss = batch_loss(self.model(batch.ids, batch.mask), batch, self.config.losses)
        self.step_number += 1
        return self.master.step(loss, decayed(progress, optimiser.warm_up), optimiser.clip)

    def weights(self) -> dict[str, Tensor]:
        """Return the state in fp32."""
        state = {name: value.float() for name, value in self.model.state_dict().items()}
        return state | self.master.weights()

    def save(self, path: Path, done: tuple[int, int]) -> None:
        """Write a checkpoint: epoch and batch done, weights, optimiser, time."""
        temporary = path.with_suffix(".part")
        torch.save(
            {
                "done": done,
                "seconds": self.seconds,
                "step": self.step_number,
                "model": self.weights(),
                "optimiser": self.master.optimiser.state_dict(),
            },
            temporary,
        )
        temporary.replace(path)

    def load(self, path: Path) -> tuple[int, int]:
        """Go on from a checkpoint; return the epoch and batch done."""
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.master.load(state["model"])
        self.master.optimiser.load_state_dict(state["optimiser"])
        self.seconds, self.step_number = state["seconds"], state["step"]
        epoch, batch = state["done"]
        return int(epoch), int(batch)


_HEADS = ("ner.", "second.")


def _group(name: str, parameter: Tensor, config: TrainConfig) -> tuple[float, float]:
    optimiser = config.optimiser
    rate = optimiser.head_rate if name.startswith(_HEADS) else optimiser.rate
    if name.startswith("layers."):
        depth = config.model.layers - 1 - int(name.split(".")[1])
        rate *= optimiser.layer_decay**depth
    return rate, optimiser.decay if parameter.ndim > 1 else 0.0


def new_model(config: TrainConfig) -> VisitEncoder:
    """Return the pretrained encoder with fresh heads, or the weights of `start_from`."""
    model = VisitEncoder(
        load_tensors(config.paths.work / "base"),
        config.model.layers,
        len(config.labels),
        len(config.second_labels),
        config.model.dropout,
    )
    if config.start_from is not None:
        state = torch.load(config.start_from, weights_only=True)["model"]
        model.load_state_dict(state, strict=False)
    return model


def fit(config: TrainConfig, folder: Path) -> Path:
    """Train as `config` says; go on from `folder/checkpoint.pt` where there is one.

    Args:
        config: the run.
        folder: where checkpoints, `log.jsonl` and the final `model.pt` go.

    Returns:
        The path of the final weights (fp32 state in `{"model": ...}`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    tokenizer = Tokenizer.from_file(str(config.paths.work / "base" / "tokenizer.json"))
    data = Data(config, tokenizer)
    trainer = Trainer(config, new_model(config))
    checkpoint = folder / "checkpoint.pt"
    epoch, skip = trainer.load(checkpoint) if checkpoint.exists() else (0, 0)
    limit = config.optimiser.minutes
    began = saved = time.monotonic() - trainer.seconds
    words = 0
    losses: list[float] = []
    progress = 0.0
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        for number in itertools.count(epoch):
            if progress >= 1:
                break
            batches = data.epoch(number)
            _LOG.info("epoch %d: %d batches", number, len(batches))
            for index, examples in enumerate(batches):
                if number == epoch and index < skip:
                    continue
                trainer.seconds = time.monotonic() - began
                progress = (number + index / len(batches)) / config.optimiser.epochs
                if limit is not None:
                    progress = max(progress, trainer.seconds / (60 * limit))
                if progress >= 1:
                    break
                losses.append(trainer.step(make_batch(examples), progress))
                words += sum(len(x.ids) for x in examples)
                if trainer.step_number % 50 == 0:
                    line = {
                        "step": trainer.step_number,
                        "progress": round(progress, 4),
                        "seconds": round(trainer.seconds, 1),
                        "loss": round(sum(losses) / len(losses), 4),
                        "subwords": words,
                    }
                    log.write(json.dumps(line) + "\n")
                    log.flush()
                    losses = []
                if time.monotonic() - saved > 60 * config.checkpoint_minutes:
                    trainer.save(checkpoint, (number, index + 1))
                    saved = time.monotonic()
    final = folder / "model.pt"
    torch.save({"model": trainer.weights()}, final)
    return final
