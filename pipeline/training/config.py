"""What a training run needs, read from `configs/train/*.toml` and validated."""

import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Paths(_Section):
    """Folders and files; relative ones count from the working directory.

    Attributes:
        corpora: IOB2 files.
        visits: articles with events; their words stay in the vocabulary.
        gazetteer: names to swap in.
        work: where what is made along the way lies.
    """

    corpora: Path
    visits: Path
    gazetteer: Path
    work: Path


class Corpus(_Section):
    """One IOB2 corpus.

    Attributes:
        file: stem of the file, without `-train.iob2.gz`.
        lang: ISO 639-1 code.
        labels: what the corpus annotates; other labels are masked out of the loss.
        share: fraction of the windows that an epoch takes, by prefix of the document id; the
            empty prefix stands for all others.
        connected: whether neighbouring sentences of a document belong together.
        second: stem of an edition of the same texts with another guideline; its tags train the
            second head where its tokens are the same.
    """

    file: str
    lang: str
    labels: tuple[str, ...]
    share: dict[str, float] = {"": 1.0}
    connected: bool = True
    second: str | None = None


class Model(_Section):
    """The encoder.

    Attributes:
        layers: how many of the pretrained layers stay.
        dropout: of the embeddings and before the heads.
    """

    layers: int = 12
    dropout: float = 0.1


class Optimiser(_Section):
    """AdamW with linear warm-up and decay.

    Progress is the larger of steps done over all steps, and minutes over `minutes` where that
    is set: a run on a slow machine ends in time, with a complete decay.
    """

    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warm_up: float = 0.1
    clip: float = 1.0
    epochs: float = 3.0
    minutes: float | None = None
    batch_tokens: int = 1024
    layer_decay: float = 1.0


class Augmentation(_Section):
    """Chances that a window is changed (each is drawn by itself)."""

    lower: float = 0.03
    upper: float = 0.02
    plain: float = 0.03
    old_accents: float = 0.02
    spaces: float = 0.08
    swap: float = 0.2
    tokens_apart: float = 0.1


class Losses(_Section):
    """Weights of the heads in the sum of the losses."""

    ner: float = 1.0
    second: float = 0.3


class TrainConfig(_Section):
    """A whole run.

    Attributes:
        seed: of all chance.
        threads: torch's.
        window: subwords of a window of sentences, at most.
        longest: subwords of any window, at most; the rest is cut off.
        checkpoint_minutes: time between checkpoints.
        start_from: weights of an earlier run.
        paths: folders and files.
        corpora: what to learn names from.
        model: the encoder.
        optimiser: steps.
        augmentation: chances of damage and variety.
        losses: weights of the heads.
        labels: of the main name head.
        second_labels: of the second name head.
    """

    seed: int = 1
    threads: int = 1
    window: int = 224
    longest: int = 510
    checkpoint_minutes: float = 10.0
    start_from: Path | None = None
    paths: Paths
    corpora: tuple[Corpus, ...]
    model: Model = Model()
    optimiser: Optimiser = Optimiser()
    augmentation: Augmentation = Augmentation()
    losses: Losses = Losses()
    labels: tuple[str, ...] = Field(default=("PER", "LOC", "ORG", "MISC", "DATE"))
    second_labels: tuple[str, ...] = Field(default=("PER", "LOC", "ORG", "MISC"))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a config file.

        Raises:
            pydantic.ValidationError: a field is missing, unknown or of the wrong kind.
        """
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
