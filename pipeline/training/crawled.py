"""Articles as crawls give them: filed elsewhere, signed, without a title, with other line breaks.

Most lines such as "PRAAG (AFP) –" in the training articles name the place of the visit, so that
without others each such line did.
"""

import random
import re
import tomllib
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from pipeline.resources import resource_dir
from pipeline.schema import Article

# Something before a dash, a colon or an agency; a town and a full stop; a short line.
_HAS_LINE = re.compile(
    r"\s*[^\n]{2,45}?(?:\s[–—|-]\s|:\s|\([\w/]{2,12}\))|\s*[^\s.]+(?: [^\s.]+)?\.\s|[^\n]{2,60}\n"
)
_SENTENCE_GAP = re.compile(r"(?<=[^\W\d_]{2}[.!?]) (?=[^\W\d_])")
_SPREAD = 1024


class Openings(BaseModel):
    """The lines that articles of a language open with (`configs/train/crawled.toml`).

    Attributes:
        agencies: names of news agencies.
        given, family: what reporters may be called.
        filed: lines with a place, with `{city}`, `{CITY}`, `{agency}` and `{name}` to fill in.
        signed: lines without one.
        cities: names by country.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agencies: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    filed: tuple[str, ...]
    signed: tuple[str, ...]
    cities: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def load_openings() -> dict[str, Openings]:
    """Load the lines that articles open with, by language."""
    with (resource_dir("configs") / "train/crawled.toml").open("rb") as file:
        return {lang: Openings.model_validate(raw) for lang, raw in tomllib.load(file).items()}


def crawled(article: Article, told: Collection[str]) -> tuple[Article, int]:
    """Return an article as a crawl might give it.

    Of twelve, four are filed elsewhere, two have a line a sentence, one has a single line, two have
    no title, one is signed. An article that opens with such a line already keeps it.

    Args:
        article: any article; what becomes of it depends on its id alone. Where it does not tell
            its language, no line is put before its text.
        told: the countries that it tells visits to.

    Returns:
        The article, and how many characters stand before its text now.
    """
    part = zlib.crc32(article.id.encode()) // _SPREAD % len(_SHARES)
    way = _SHARES[part]
    return (article, 0) if way is None else WAYS[way](article, told)


def filed(article: Article, told: Collection[str]) -> tuple[Article, int]:
    """Put a line before an article that names a place where nothing of it happened."""
    return _opened(article, told, "filed")


def signed(article: Article, told: Collection[str]) -> tuple[Article, int]:
    """Put a line before an article that names who wrote it."""
    return _opened(article, told, "signed")


def a_line_a_sentence(article: Article, told: Collection[str]) -> tuple[Article, int]:
    """Begin a line with each sentence."""
    return article.model_copy(update={"text": _SENTENCE_GAP.sub("\n", article.text)}), 0


def one_line(article: Article, told: Collection[str]) -> tuple[Article, int]:
    """Put all of an article on one line."""
    return article.model_copy(update={"text": article.text.replace("\n", " ")}), 0


def untitled(article: Article, told: Collection[str]) -> tuple[Article, int]:
    """Take an article's title away."""
    return article.model_copy(update={"title": None}), 0


Way = Callable[[Article, Collection[str]], tuple[Article, int]]
WAYS: Mapping[str, Way] = MappingProxyType(
    {
        "filed": filed,
        "signed": signed,
        "a line a sentence": a_line_a_sentence,
        "one line": one_line,
        "untitled": untitled,
    }
)
"""How a crawl may change an article: each returns it and the characters put before its text."""
_SHARES = (
    *("filed", "a line a sentence", "untitled", "filed", "untitled", "one line"),
    *("filed", "signed", "a line a sentence", "filed", None, None),
)


def _opened(
    article: Article, told: Collection[str], kind: Literal["filed", "signed"]
) -> tuple[Article, int]:
    openings = load_openings().get(article.lang or "")
    if openings is None or _HAS_LINE.match(article.text):
        return article, 0
    chance = random.Random(zlib.crc32(article.id.encode()))
    whole = f"{article.title or ''} {article.text}"
    cities = [
        city
        for country, names in openings.cities.items()
        if country not in told
        for city in names
        if city[:4] not in whole
    ]
    if not cities:
        return article, 0
    city = chance.choice(cities)
    name = chance.choice(openings.given), chance.choice(openings.family)
    forms = openings.filed if kind == "filed" else openings.signed
    line = chance.choice(forms).format(
        city=city,
        CITY=city.upper(),
        agency=chance.choice(openings.agencies),
        name=" ".join(reversed(name) if article.lang == "hu" else name),
    )
    return article.model_copy(update={"text": line + article.text}), len(line)


def shifted(event: Mapping[str, Any], by: int) -> dict[str, Any]:
    """Return a gold event, as its file has it, whose text begins some characters later.

    Args:
        event: with character spans in `evidence` and, by role, in `mentions`.
        by: characters put before the text.
    """
    moved = dict(event)
    if "evidence" in event:
        moved["evidence"] = _moved(event["evidence"], by)
    if "mentions" in event:
        moved["mentions"] = {role: _moved(spans, by) for role, spans in event["mentions"].items()}
    return moved


def _moved(spans: Sequence[Sequence[int]], by: int) -> list[list[int]]:
    return [[start + by, end + by] for start, end in spans]
