"""From bytes to text: UTF-8, UTF-16 with its mark, or an old Windows code page."""

import codecs

# Code pages of Western and Central Europe. A text in one reads as nonsense in the other: "ő" as
# "õ", "ï" as "ď". No general detector tells them apart on text that is mostly ASCII.
_CODE_PAGES = ("cp1252", "cp1250")
_USUAL_MARKS = frozenset("„”“’‘‚«»‹›–—…•·°§©®€£\xa0\xad")
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENOUGH = 0.9


class UndecodableError(ValueError):
    """The bytes are no text that we can read; the message says why."""


def decode(data: bytes, letters: frozenset[str]) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding.

    Args:
        data: the bytes of one file or record.
        letters: the letters beyond ASCII that the languages we read use.

    Raises:
        UndecodableError: the bytes are binary, or no known encoding gives likely text.
    """
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UndecodableError(f"broken {encoding}: {error.reason}") from error
    if _is_binary(data):
        raise UndecodableError("binary data, not text")
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError as error:
        best = max(_CODE_PAGES, key=lambda name: _likelihood(data, name, letters))
        if _likelihood(data, best, letters) < _ENOUGH:
            raise UndecodableError(
                f"invalid UTF-8 at byte {error.start}, and no other encoding fits"
            ) from error
        return data.decode(best), best


def _is_binary(data: bytes) -> bool:
    head = data[:65536]
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\v\x1b" for byte in head)
    return b"\x00" in head or controls > len(head) / 50


def _likelihood(data: bytes, encoding: str, letters: frozenset[str]) -> float:
    """Return the share of the characters beyond ASCII that our languages use, or 0."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    foreign = [char for char in text if not char.isascii()]
    usual = sum(char.lower() in letters or char in _USUAL_MARKS for char in foreign)
    return usual / max(len(foreign), 1)
