"""The reader in torch: the names encoder's lower layers, frozen, and its upper ones with marks."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.events.passages import REGIONS, Mark
from pipeline.schema import Status
from pipeline.training.config import TrainConfig
from pipeline.training.model import VisitEncoder, load_tensors

# Of twelve layers, those that read a passage before it is known who is asked about.
LOWER = 6
# What a mention can be to a visit besides its place, each scored against the place.
RELATIONS = ("inside", "start", "end", "both", "counterpart", "delegation", "organisation")
# Those of a date, by which a visit takes place within it, begins, ends or does both.
DATES = RELATIONS[:4]
_PAIR_WIDTH = 96
# Log odds to begin with: few mentions belong to a visit.
_RARE = -2.5


class Lower(nn.Module):
    """Subwords to hidden states; nothing of it is trained."""

    def __init__(self, encoder: VisitEncoder) -> None:
        super().__init__()
        self.word, self.position, self.norm = encoder.word, encoder.position, encoder.norm
        self.layers = encoder.layers[:LOWER]
        self.requires_grad_(False)

    def forward(self, ids: Tensor) -> Tensor:
        """Map ids `[n]` to `[n, width]`."""
        x: Tensor = self.norm(self.word(ids) + self.position[: len(ids)])[None]
        nothing = x.new_zeros(1, 1, 1, len(ids))
        for layer in self.layers:
            x = layer(x, nothing)
        return x[0]


class Upper(nn.Module):
    """Hidden states and marks to what each place is to the person who is asked about."""

    def __init__(self, encoder: VisitEncoder, dropout: float) -> None:
        super().__init__()
        width = encoder.norm.weight.shape[0]
        self.layers = encoder.layers[LOWER:]
        self.marks = nn.Embedding(len(Mark) + 1, width)
        self.regions = nn.Embedding(len(REGIONS), width)
        nn.init.normal_(self.marks.weight, std=0.05)
        nn.init.normal_(self.regions.weight, std=0.02)
        self.dropout = nn.Dropout(dropout)
        self.join = nn.Linear(2 * width, width)
        self.visit = nn.Linear(width, 1)
        self.place = nn.Linear(width, 1)
        self.status = nn.Linear(width, len(Status))
        self.left = nn.Linear(width, len(RELATIONS) * _PAIR_WIDTH)
        self.right = nn.Linear(width, len(RELATIONS) * _PAIR_WIDTH)
        self.bias = nn.Parameter(torch.full((len(RELATIONS),), _RARE))

    def forward(self, hidden: Tensor, marks: Tensor, regions: Tensor, mask: Tensor) -> Tensor:
        """Map `[batch, n, width]` to the same shape; `mask` is false where padded."""
        x = self.dropout(hidden + self.marks(marks) + self.regions(regions))
        bias = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def pairs(self, x: Tensor, places: Tensor, asked: Tensor) -> Tensor:
        """Return vectors `[places, width]` of each place with the person.

        Args:
            x: one passage, `[n, width]`.
            places: subwords of places, `[places, 2]`.
            asked: subwords of the person's mentions, `[k, 2]`.
        """
        person = pool(x, asked).mean(0) if len(asked) else x.new_zeros(x.shape[1])
        joined = torch.cat([pool(x, places), person.expand(len(places), -1)], -1)
        result: Tensor = self.dropout(functional.gelu(self.join(joined)))
        return result

    def related(self, pairs: Tensor, x: Tensor, mentions: Tensor, relation: str) -> Tensor:
        """Return log odds `[places, mentions]` of other mentions being that to a visit."""
        i = RELATIONS.index(relation)
        part = slice(i * _PAIR_WIDTH, (i + 1) * _PAIR_WIDTH)
        left, right = self.left(pairs)[:, part], self.right(pool(x, mentions))[:, part]
        result: Tensor = left @ right.T / _PAIR_WIDTH**0.5 + self.bias[i]
        return result

    def dated(self, pairs: Tensor, x: Tensor, dates: Tensor) -> Tensor:
        """Return scores `[places, dates, 5]` of the classes of the decision `date`."""
        told = [self.related(pairs, x, dates, relation) for relation in DATES]
        return torch.stack([torch.zeros_like(told[0]), *told], -1)


def pool(x: Tensor, spans: Tensor) -> Tensor:
    """Return the means of `x` `[n, width]` over subword spans `[m, 2]`."""
    places = torch.arange(len(x))
    inside = ((places >= spans[:, :1]) & (places < spans[:, 1:])).to(x.dtype)
    return (inside @ x) / inside.sum(1, keepdim=True).clamp(min=1)


def load_halves(config: TrainConfig, weights: Path, dropout: float) -> tuple[Lower, Upper]:
    """Return both halves as the names encoder of a run has them.

    Args:
        config: the run that trained the names.
        weights: what it wrote.
        dropout: of the upper half.
    """
    encoder = VisitEncoder(
        load_tensors(config.paths.work / "base"),
        config.model.layers,
        len(config.labels),
        len(config.second_labels),
        0.0,
    )
    encoder.load_state_dict(torch.load(weights, weights_only=True)["model"], strict=False)
    return Lower(encoder), Upper(encoder, dropout)
