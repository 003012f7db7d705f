"""Trains the upper half of the reader on questions; the lower half's answers are kept."""

import itertools
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict
from torch import Tensor
from torch.nn import functional

from pipeline.training.master import MasterWeights, decayed
from pipeline.training.reader.model import Lower, Upper
from pipeline.training.reader.targets import (
    COUNTERPART,
    DELEGATION,
    UNKNOWN,
    Document,
    EventTargets,
    Question,
    spans,
)

_LOG = logging.getLogger(__name__)
_POOL = 400
_WIDTH_STEP = 16


class ReaderConfig(BaseModel):
    """A run, as in `configs/train/reader.toml`.

    Attributes:
        seed: of all chance.
        threads: torch's.
        names: the run that trained the names encoder.
        weights: of that run.
        held_out: one of so many articles is left out, to weigh the reader against the trees.
        epochs: passes over the questions.
        minutes: the run ends after so many, with a complete decay of the rate.
        rate: of the layers; all else learns five times as fast.
        negatives: share of the questions without any visit that an epoch asks.
        batch_tokens: subwords of a batch.
        dropout: of the inputs and before the heads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 3
    threads: int = 1
    names: Path
    weights: Path
    held_out: int = 10
    epochs: float = 4
    minutes: float | None = None
    rate: float = 2e-4
    negatives: float = 0.3
    batch_tokens: int = 1536
    dropout: float = 0.1
    warm_up: float = 0.08


@dataclass(frozen=True)
class Item:
    """A question with the lower half's states of its passage."""

    hidden: Tensor
    question: Question

    @property
    def width(self) -> int:
        """Subwords, rounded up so that few shapes occur."""
        return -(-len(self.hidden) // _WIDTH_STEP) * _WIDTH_STEP


def make_items(documents: Sequence[Document], lower: Lower) -> list[Item]:
    """Run the lower half over all passages."""
    items = []
    with torch.no_grad():
        for document in documents:
            states = [lower(torch.from_numpy(p.ids)) for p in document.passages]
            items += [Item(states[number], question) for number, question in document.questions]
    return items


def epoch(items: Sequence[Item], config: ReaderConfig, number: int) -> list[list[Item]]:
    """Return the batches of an epoch; the same for the same seed and number."""
    rng = random.Random(f"{config.seed}-{number}")
    chosen = [x for x in items if x.question.positive or rng.random() < config.negatives]
    rng.shuffle(chosen)
    batches: list[list[Item]] = []
    for start in range(0, len(chosen), _POOL):
        pool = sorted(chosen[start : start + _POOL], key=lambda x: -x.width)
        parts = list(_cut(pool, config.batch_tokens))
        rng.shuffle(parts)
        batches += parts
    return batches


def _cut(items: Sequence[Item], tokens: int) -> Iterator[list[Item]]:
    at = 0
    while at < len(items):
        rows = max(1, tokens // items[at].width)
        yield list(items[at : at + rows])
        at += rows


def states(model: Upper, batch: Sequence[Item]) -> Tensor:
    """Return the upper half's states `[batch, n, width]` of padded questions."""
    width = max(item.width for item in batch)
    hidden = batch[0].hidden.new_zeros(len(batch), width, batch[0].hidden.shape[1])
    kinds, regions = torch.zeros(2, len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.bool)
    for row, item in enumerate(batch):
        count = len(item.hidden)
        hidden[row, :count] = item.hidden
        kinds[row, :count] = torch.from_numpy(item.question.marks)
        regions[row, :count] = torch.from_numpy(item.question.passage.regions)
        mask[row, :count] = True
    result: Tensor = model(hidden, kinds, regions, mask)
    return result


class Answers:
    """Scores and right answers of one batch, by head."""

    def __init__(self) -> None:
        self._scores: dict[str, list[Tensor]] = {}
        self._right: dict[str, list[int]] = {}

    def add(self, head: str, scores: Tensor, right: Sequence[int]) -> None:
        """Add scores in the order of their answers; `UNKNOWN` ones do not count."""
        self._scores.setdefault(head, []).append(scores)
        self._right.setdefault(head, []).extend(right)

    def known(self, head: str) -> tuple[Tensor, Tensor] | None:
        """All scores and answers of a head, `None` where there is none."""
        right = torch.tensor(self._right.get(head, []))
        known = right != UNKNOWN
        if not known.any():
            return None
        return torch.cat(self._scores[head]).float()[known], right[known]


_WEIGHTS = {"place": 0.4, "counterpart": 0.5, "delegation": 0.5, "organisation": 0.3}
_CLASS_WEIGHTS = {"status": 0.3, "date": 0.8}
# Places of a question, to tie the loss to the number of questions and not of places.
_PLACES = 4


def batch_loss(model: Upper, batch: Sequence[Item]) -> Tensor:
    """Return the weighted sum of the heads' losses."""
    answers = Answers()
    for x, item in zip(states(model, batch), batch, strict=True):
        _ask(model, x, item.question, answers)
    total = x.new_zeros((), dtype=torch.float32)
    visits = answers.known("visit")
    if visits is not None:
        loss = functional.binary_cross_entropy_with_logits(
            visits[0], visits[1].float(), reduction="sum"
        )
        total = total + loss / (_PLACES * len(batch))
    for head, weight in _CLASS_WEIGHTS.items():
        classes = answers.known(head)
        if classes is not None:
            total = total + weight * functional.cross_entropy(*classes)
    for head, weight in _WEIGHTS.items():
        known = answers.known(head)
        if known is not None:
            loss = functional.binary_cross_entropy_with_logits(known[0], known[1].float())
            total = total + weight * loss
    return total


def _ask(model: Upper, x: Tensor, question: Question, answers: Answers) -> None:
    places = question.passage.places
    asked = torch.from_numpy(spans(question.asked))
    pairs = model.pairs(x, torch.from_numpy(spans(places)), asked)
    answers.add("visit", model.visit(pairs)[:, 0], question.visits)
    told = [(i, event) for i, event in enumerate(question.events) if event is not None]
    if not told:
        return
    pairs = pairs[[i for i, _ in told]]
    answers.add("status", model.status(pairs), [event.status for _, event in told])
    starts = [places[i].mention.start for i, _ in told]
    known = [e.places.get(start, UNKNOWN) for start, (_, e) in zip(starts, told, strict=True)]
    answers.add("place", model.place(pairs)[:, 0], known)
    events = [event for _, event in told]
    _ask_related(model, x, pairs, question, events, answers)


def _ask_related(
    model: Upper,
    x: Tensor,
    pairs: Tensor,
    question: Question,
    events: Sequence[EventTargets],
    answers: Answers,
) -> None:
    passage, others = question.passage, question.others
    if passage.dates:
        roles = [[e.dates.get(m.mention.start, UNKNOWN) for m in passage.dates] for e in events]
        scores = model.dated(pairs, x, torch.from_numpy(spans(passage.dates)))
        answers.add("date", scores.flatten(0, 1), list(itertools.chain(*roles)))
    companions = [[e.companions[m.mention.start] for m in others] for e in events]
    for head, mentions, right in (
        ("counterpart", others, [[int(c == COUNTERPART) for c in row] for row in companions]),
        ("delegation", others, [[int(c == DELEGATION) for c in row] for row in companions]),
        (
            "organisation",
            passage.bodies,
            [[e.bodies[m.mention.start] for m in passage.bodies] for e in events],
        ),
    ):
        if mentions:
            scores = model.related(pairs, x, torch.from_numpy(spans(mentions)), head)
            answers.add(head, scores.flatten(), list(itertools.chain(*right)))


class Trainer:
    """The upper half with its optimiser."""

    def __init__(self, config: ReaderConfig, model: Upper) -> None:
        self.config = config
        self.model = model.train()
        self.master = MasterWeights(model, self._group)

    def _group(self, name: str, weight: Tensor) -> tuple[float, float]:
        rate = self.config.rate * (1 if name.startswith("layers.") else 5)
        return rate, 0.01 if weight.ndim > 1 else 0.0

    def step(self, batch: Sequence[Item], share: float) -> float:
        """Take one step, `share` of the run being done; return the loss."""
        loss = batch_loss(self.model, batch)
        return self.master.step(loss, decayed(share, self.config.warm_up), 1.0)

    def save(self, path: Path, epochs: int, seconds: float) -> None:
        """Write a checkpoint after so many epochs and seconds."""
        temporary = path.with_suffix(".part")
        torch.save(
            {
                "epochs": epochs,
                "seconds": seconds,
                "upper": self.master.weights(),
                "optimiser": self.master.optimiser.state_dict(),
            },
            temporary,
        )
        temporary.replace(path)

    def load(self, path: Path) -> tuple[int, float]:
        """Go on from a checkpoint; return the epochs and seconds that it has behind it."""
        state = torch.load(path, weights_only=True)
        self.master.load(state["upper"])
        self.master.optimiser.load_state_dict(state["optimiser"])
        return int(state["epochs"]), float(state["seconds"])


def fit(config: ReaderConfig, upper: Upper, items: Sequence[Item], target: Path) -> None:
    """Train the upper half and write its weights; go on from the last epoch's end, if there is one.

    Args:
        config: the run.
        upper: the model, changed in place.
        items: what to ask.
        target: the file for the weights, `{"upper": ...}`; the checkpoint lies beside it.
    """
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    target.parent.mkdir(parents=True, exist_ok=True)
    checkpoint = target.with_suffix(".checkpoint")
    trainer = Trainer(config, upper)
    epochs, seconds = trainer.load(checkpoint) if checkpoint.exists() else (0, 0.0)
    began = time.monotonic() - seconds
    for number in itertools.count(epochs):
        losses = [
            trainer.step(batch, share) for share, batch in _shares(config, items, number, began)
        ]
        if not losses:
            break
        _LOG.info("epoch %d: %d steps, mean loss %.3f", number, len(losses), np.mean(losses))
        trainer.save(checkpoint, number + 1, time.monotonic() - began)
    torch.save({"upper": trainer.master.weights()}, target)


def _shares(
    config: ReaderConfig, items: Sequence[Item], number: int, began: float
) -> Iterator[tuple[float, list[Item]]]:
    """Yield the batches of an epoch with the share of the run that is done, until all is."""
    batches = epoch(items, config, number)
    for index, batch in enumerate(batches):
        share = (number + index / len(batches)) / config.epochs
        if config.minutes is not None:
            share = max(share, (time.monotonic() - began) / (60 * config.minutes))
        if share >= 1:
            return
        yield share, batch
