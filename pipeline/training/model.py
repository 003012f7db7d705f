"""The encoder with its heads, in torch."""

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

HEADS_OF_ATTENTION = 12
EPSILON = 1e-12


class Outputs(NamedTuple):
    """Scores by subword, `[batch, subwords, ...]`."""

    ner: Tensor
    second: Tensor
    hidden: Tensor


class Layer(nn.Module):
    """A BERT layer, normalised after each half."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_attention = nn.LayerNorm(width, eps=EPSILON)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map `[batch, subwords, width]`; `bias` is added to the attention's scores."""
        batch, length, width = x.shape
        size = width // HEADS_OF_ATTENTION
        # Written out: on CPU the backward pass of the fused attention costs a third more.
        parts = self.qkv(x).view(batch, length, 3, HEADS_OF_ATTENTION, size)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        scores = (q / math.sqrt(size)) @ k.transpose(-1, -2) + bias
        mixed = torch.softmax(scores, dim=-1) @ v
        x = self.norm_attention(x + self.out(mixed.transpose(1, 2).reshape(batch, length, width)))
        result: Tensor = self.norm(x + self.down(nn.functional.gelu(self.up(x))))
        return result


class VisitEncoder(nn.Module):
    """Encoder and name heads; the word embeddings are frozen."""

    def __init__(
        self,
        tensors: dict[str, np.ndarray],
        layers: int,
        labels: int,
        second_labels: int,
        dropout: float,
    ) -> None:
        super().__init__()
        width = tensors["emb.word"].shape[1]
        inner = tensors["l0.fi.w"].shape[0]
        self.word = nn.Embedding.from_pretrained(torch.tensor(tensors["emb.word"]), freeze=True)
        positions = tensors["emb.pos"] + tensors["emb.type"][0]
        self.position = nn.Parameter(torch.tensor(positions))
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(width, inner) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)
        self.ner = nn.Linear(width, 2 * labels + 1)
        self.second = nn.Linear(width, 2 * second_labels + 1)
        self._load(tensors)

    def _load(self, tensors: dict[str, np.ndarray]) -> None:
        state: dict[str, np.ndarray] = {
            "norm.weight": tensors["emb.ln.w"],
            "norm.bias": tensors["emb.ln.b"],
        }
        names = {
            "out": "ao",
            "norm_attention": "aln",
            "up": "fi",
            "down": "fo",
            "norm": "oln",
        }
        for index in range(len(self.layers)):
            for kind, suffix in (("weight", "w"), ("bias", "b")):
                for ours, theirs in names.items():
                    key = f"layers.{index}.{ours}.{kind}"
                    state[key] = tensors[f"l{index}.{theirs}.{suffix}"]
                state[f"layers.{index}.qkv.{kind}"] = np.concatenate(
                    [tensors[f"l{index}.{part}.{suffix}"] for part in "qkv"]
                )
        missing = self.load_state_dict({k: torch.tensor(v) for k, v in state.items()}, strict=False)
        assert not missing.unexpected_keys

    def forward(self, ids: Tensor, mask: Tensor) -> Outputs:
        """Score subwords.

        Args:
            ids: int64 `[batch, subwords]`, at most 512 wide.
            mask: bool of the same shape, false where padded.
        """
        x = self.norm(self.word(ids) + self.position[: ids.shape[1]])
        x = self.dropout(x)
        bias = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        top = self.dropout(x)
        return Outputs(
            ner=self.ner(top),
            second=self.second(top),
            hidden=x,
        )


def load_tensors(folder: Path) -> dict[str, np.ndarray]:
    """Return the arrays that `trim` wrote."""
    with np.load(folder / "encoder.npz") as file:
        return {name: file[name] for name in file.files}
