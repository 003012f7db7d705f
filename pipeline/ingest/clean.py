"""From an article as crawled to the text that the other stages read.

What goes: menus, teasers, cookie and subscription notices, share buttons, comments, lines that
stand twice. What stays but is marked: titles, headings, captions, list items. What is mended:
mojibake, HTML entities, stray white space. Each kept character knows its place in the source.
"""

import re
import tomllib
import unicodedata
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, Literal

import ftfy

from pipeline.ingest.capitals import lowered, spellings
from pipeline.ingest.mapped import MappedText
from pipeline.ingest.markup import plain, unquoted
from pipeline.ingest.wrapped import unwrap
from pipeline.resources import resource_dir
from pipeline.schema import Article

Label = Literal["TITLE", "HEADING", "CAPTION", "ITEM", "LEAD"]

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")
# Mending may turn letters into a line break; within a line it is a space.
_SPACES = re.compile(r"\s{2,}|[^\S ]")
# Machine translation leaves spaces before marks: "a munkáját , amikor". An ellipsis may have one.
_GAP_BEFORE_MARK = re.compile(r"(?<=[\w)\]%\"”“’»']) (?!\.\.)(?=[,;.!?](?:[\s,;.!?\"”“’»)\]']|$))")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
_WORDS = re.compile(r"[A-ZÀ-ÖØ-ÞŐŰ]?[a-zß-öø-ÿőű]+|[A-ZÀ-ÖØ-ÞŐŰ]+(?![a-zß-öø-ÿőű])")
_NOT_WORD = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"(\s*\[+[^\[\]]*\]+)+[^.!?]{0,40}$")
# A way through the site: "Start > Afrika > Kenia".
_PATH = re.compile(
    r"[^›»>►|]{1,40}(?:[›»>►][^›»>►|]{1,40}){2,}[›»>►]?$|(?:[^›»>►|]{1,40}[›»>►]\s?){2,}$"
)
_BULLET = re.compile(r"[-–—•*●▪■►»·+]+\s+\S|\(?\d{1,2}[.)]\s+\S|\d{1,2}[.:]\d{2}\b")
_ROW = re.compile(r"\S \| [^|]+ \| \S")
_SENTENCE_END = re.compile(r"[.!?…][\"'”“’»)\]]*$")
_CUT_OFF = re.compile(r"(?:…|\.\.\.)\W*$")
# A line with a full date in it may be what dates the article, however it looks.
_DATED = re.compile(
    r"\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)?\d\d\b|\b(?:19|20)\d\d[./-]\s?\d{1,2}\b"
    r"|\b\d{1,2}\.?\s[^\W\d_]{3,}\.?,?\s(?:19|20)\d\d\b|\b[^\W\d_]{3,}\s\d{1,2},\s(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d\.\s[^\W\d_]{3,}"
)

_FTFY = ftfy.TextFixerConfig(uncurl_quotes=False, fix_character_width=False, explain=False)
_TITLE_WITHIN = 12  # lines
_TITLE_CHARS = 220
_HEADING_CHARS = 90
_HEADING_WORDS = 12
_LEAD_CHARS = 80
_SHORT = 160
_NOTICE_CHARS = 300
_TITLE_LETTERS = 20
_DUPLICATE_LETTERS = 40  # shorter lines may be cells of a table
_TEASERS_IN_A_ROW = 6
_SENTENCE_WORDS = 5
# Lines at the end that may each tell of one author, their letters, and the name they open with.
_AUTHORS = 3
_AUTHOR_CHARS = 400
_AUTHOR = r"\W{0,3}(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*,? (?:[a-z]{2,4} ){0,2}){2,4}"


@dataclass(frozen=True)
class Region:
    """Characters `[start, end)` of the cleaned text that are no running text, and what they are."""

    start: int
    end: int
    label: Label


@dataclass(frozen=True)
class CleanText:
    """The cleaned text of an article.

    `offsets` gives for each character its place in the article's text, -1 where it has none.
    """

    text: str
    offsets: "array[int]"
    regions: tuple[Region, ...]


@dataclass
class _Line:
    mapped: MappedText
    paragraph: bool  # whether an empty line stands before it
    label: Label | None = None

    @property
    def text(self) -> str:
        return self.mapped.text


class _Patterns:
    """The cleaning data of one language on top of what all languages share."""

    def __init__(self, tables: Sequence[Mapping[str, Any]]):
        def words(key: str) -> list[str]:
            return [str(word) for table in tables for word in table.get(key, ())]

        def pattern(key: str, before: str = "", after: str = "") -> re.Pattern[str]:
            choice = "|".join(words(key))
            return re.compile(f"{before}(?:{choice}){after}" if choice else r"(?!)", re.IGNORECASE)

        self.menu = frozenset(word.casefold() for word in words("menu"))
        self.glued_menu = pattern("menu", after="{2,}$")
        self.notice = pattern("notice_start", before=r"[\W\d_]*")
        self.notice_word = pattern("notice_word", before=r"[\W\d_]*")
        self.notice_anywhere = pattern("notice")
        self.teaser = pattern("teaser_start", before=r"\W*")
        self.teaser_anywhere = pattern("teaser")
        self.teaser_head = pattern("teaser_head", before=r"\W*", after=r"\W*$")
        self.end = pattern("end", before=r"\W*")
        self.author = re.compile(f"{_AUTHOR}(?i:{'|'.join(words('author')) or '(?!)'})\\b")
        self.hour = pattern("hours", before=r"\d{1,2}(?:[.:]\d{2})?\s?", after=r"\b")
        self.caption = re.compile("|".join(words("caption")) or r"(?!)")
        letters: dict[str, str] = {}
        for table in tables:
            letters |= table.get("letters", {})
        self.good_letters = frozenset(letters.values())
        self.bad_letters = str.maketrans(letters)
        months, weekdays = "|".join(words("months")), "|".join(words("weekdays"))
        joint = "|".join(words("range"))
        day = rf"\d{{1,2}}\.?(?:\s?(?:[-–/,]|{joint})\s?\d{{1,2}}\.?)*(?:-?[a-zéáőű]+\b)?"
        year = r"(?:19|20)\d\d\.?"
        self.date = re.compile(
            rf"(?:{year}\s)?(?:(?:{weekdays})\b\.?,?\s)?"
            rf"(?:{day}\s(?:{months})\b\.?|(?:{months})\b\.?\s{day}|\d{{1,2}}[./]\d{{1,2}}\.?)"
            rf"(?:\s?(?:[-–]|{joint})\s?(?:{day}\s)?(?:{months})\b\.?(?:\s\d{{1,2}}\.?)?)?"
            rf"(?:,?\s{year})?"
            rf"|(?:{weekdays}|{months})\b\.?(?:,?\s{year})?(?=\s*(?:[,:–|(-]|$))|{year}$",
            re.IGNORECASE,
        )


class Cleaner:
    """Cleans articles of one language.

    Args:
        lang: ISO 639-1 code of a folder of `configs/languages`; another code gets what all
            languages share.
    """

    def __init__(self, lang: str):
        configs = resource_dir("configs")
        paths = (configs / "cleaning.toml", configs / "languages" / lang / "cleaning.toml")
        self._patterns = _Patterns([tomllib.loads(p.read_text()) for p in paths if p.is_file()])

    def clean(self, article: Article) -> CleanText:
        """Return the cleaned text of `article`; it is empty where nothing but noise was there.

        The title stands first, as a paragraph of its own.
        """
        text, given = unwrap(unquoted(article.text)), article.title
        known = spellings(text)
        lines = list(self._mended(lowered(text, known)))
        given = lowered(given, known) if given else given
        title = self._title(given, lines)
        lines = self._told(list(self._kept(lines, title)))
        if not lines:
            return CleanText("", array("i"), ())
        self._label(lines, title)
        if given and not any(line.label == "TITLE" for line in lines):
            made = MappedText.made(" ".join(self._mend(given).split()))
            lines.insert(0, _Line(made, paragraph=True, label="TITLE"))
        return _join(lines)

    def _mend(self, text: str) -> str:
        if text.isascii() and "&" not in text:
            return text
        fixed = ftfy.fix_text(text, _FTFY)
        if any(good in fixed for good in self._patterns.good_letters):
            return fixed
        return fixed.translate(self._patterns.bad_letters)

    def _mended(self, text: str) -> Iterator[_Line]:
        end = 0
        for match in _LINE.finditer(text):
            gap = text[end : match.start()].replace("\r\n", "\n")
            mapped = MappedText.of(match[0], match.start())
            mapped = (
                plain(mapped)
                .rewrite(self._mend)
                .sub(_INVISIBLE, "")
                .sub(_SPACES, " ")
                .sub(_GAP_BEFORE_MARK, "")
                .strip()
            )
            if mapped.text:
                yield _Line(mapped, paragraph=len(gap) > 1 or end == 0)
                end = match.end()

    def _title(self, given: str | None, lines: Sequence[_Line]) -> str | None:
        """Return the title, given or guessed: a line that stands twice, or the first long one."""
        if given:
            return " ".join(self._mend(given).split())
        heads = []
        for line in islice(lines, _TITLE_WITHIN):
            if self._is_noise(line.text) or self._is_apart(line.text):
                continue
            if len(line.text) > _TITLE_CHARS or _SENTENCE_END.search(line.text):
                break
            heads.append(line.text)
        folded = [_fold(head) for head in heads]
        for head, key in zip(heads, folded, strict=True):
            if folded.count(key) > 1:
                return head
        titles = [head for head in heads if len(head.split()) > 3]
        return next((head for head in titles if not _DATED.search(head)), next(iter(titles), None))

    def _is_apart(self, text: str) -> bool:
        patterns = self._patterns
        return bool(
            patterns.caption.search(text) or patterns.date.match(text) or _BULLET.match(text)
        )

    def _kept(self, lines: Sequence[_Line], title: str | None) -> Iterator[_Line]:
        patterns = self._patterns
        seen: set[str] = set()
        titled = False
        teasers = 0
        paragraph = False
        for number, line in enumerate(lines):
            paragraph = paragraph or line.paragraph
            text = line.text
            if patterns.end.match(text) and _only_remarks(lines[number + 1 :]):
                return
            if patterns.teaser_head.match(text):
                teasers = _TEASERS_IN_A_ROW
                continue
            if teasers and _is_teased(text):
                teasers -= 1
                continue
            teasers = 0
            if self._is_noise(text):
                continue
            key = _fold(text)
            if title and number < _TITLE_WITHIN * 2 and self._repeats(text, title):
                if titled or key != _fold(title):
                    continue
                titled = True
            elif len(key) >= _DUPLICATE_LETTERS and key in seen:
                continue
            seen.add(key)
            yield _Line(line.mapped, paragraph)
            paragraph = False

    def _told(self, lines: list[_Line]) -> list[_Line]:
        """Leave out the last lines that tell who has written the article."""
        author = self._patterns.author
        end = len(lines)
        while end > max(1, len(lines) - _AUTHORS):
            text = lines[end - 1].text
            if len(text) > _AUTHOR_CHARS or not author.match(text):
                break
            end -= 1
        return lines[:end]

    def _is_noise(self, text: str) -> bool:
        patterns = self._patterns
        if not any(char.isalnum() for char in text) or _BRACKETED.match(text):
            return True
        if len(text) > _NOTICE_CHARS:
            return False
        if patterns.teaser.match(text) or patterns.teaser_anywhere.search(text):
            return True
        if _DATED.search(text):
            return False
        return bool(
            patterns.notice.match(text)
            or patterns.notice_anywhere.search(text)
            or (patterns.notice_word.match(text) and not _is_sentence(text))
            or self._is_menu(text)
        )

    def _is_menu(self, text: str) -> bool:
        if _PATH.match(text) or self._patterns.glued_menu.match(text):
            return not _SENTENCE_END.search(text)
        words = [word.casefold() for word in _WORDS.findall(text)]
        hits = sum(word in self._patterns.menu for word in words)
        if len(words) <= 2:
            return 0 < hits == len(words)
        return hits >= 2 and hits / len(words) >= 0.4 and not _SENTENCE_END.search(text)

    def _repeats(self, text: str, title: str) -> bool:
        """Tell whether a line is the title, perhaps cut short or with a menu stuck to it."""
        key, full = _fold(text), _fold(title)
        if key == full:
            return True
        if len(key) < _TITLE_LETTERS or _SENTENCE_END.search(text):
            return False
        if key.startswith(full):
            rest = text[len(title) :]
            return len(rest) < _HEADING_CHARS and self._is_menu(rest)
        part = full[: len(key) + 5]
        return SequenceMatcher(a=key, b=part, autojunk=False).ratio() > 0.9

    def _label(self, lines: Sequence[_Line], title: str | None) -> None:
        key = _fold(title) if title else None
        led = titled = False
        for line in lines:
            if not titled and key and _fold(line.text) == key:
                line.label = "TITLE"
                titled = True
                continue
            line.label = self._kind(line.text)
            if line.label is None and not led and len(line.text) >= _LEAD_CHARS:
                line.label = "LEAD"
                led = True
        self._find_lists(lines)

    def _find_lists(self, lines: Sequence[_Line]) -> None:
        """Call what looks like a heading an item where no text or item follows it in its list."""
        bare = [
            line.label == "HEADING" and not self._patterns.date.match(line.text) for line in lines
        ]
        listed = [line.label in ("HEADING", "ITEM") for line in lines]
        for number, line in enumerate(lines):
            after = listed[number + 1 : number + 3]
            bare_after = bare[number + 1 : number + 3]
            in_list = (
                number > 0
                and listed[number - 1]
                and (not after or lines[number + 1].label == "HEADING")
            )
            if bare[number] and (in_list or bare_after == [True, True]):
                line.label = "ITEM"

    def _kind(self, text: str) -> Label | None:
        patterns = self._patterns
        caption = patterns.caption.search(text)
        # A credit at the end of a long paragraph belongs to a picture that is not there.
        if caption and (caption.start() == 0 or len(text) <= _NOTICE_CHARS):
            return "CAPTION"
        date = patterns.date.match(text)
        if date and len(text) - date.end() <= 2:
            return "HEADING"
        if date or _BULLET.match(text) or patterns.hour.match(text) or _ROW.search(text):
            return "ITEM"
        short = len(text) <= _HEADING_CHARS and len(text.split()) <= _HEADING_WORDS
        return "HEADING" if short and not _SENTENCE_END.search(text) else None


def _join(lines: Sequence[_Line]) -> CleanText:
    parts: list[str] = []
    offsets: array[int] = array("i")
    regions: list[Region] = []
    length = 0
    for number, line in enumerate(lines):
        if number:
            title_before = lines[number - 1].label == "TITLE"
            between = MappedText.made("\n\n" if line.paragraph or title_before else "\n")
            parts.append(between.text)
            offsets.extend(between.places)
            length += len(between.text)
        if line.label:
            regions.append(Region(length, length + len(line.text), line.label))
        parts.append(line.text)
        offsets.extend(line.mapped.places)
        length += len(line.text)
    return CleanText("".join(parts), offsets, tuple(regions))


def _fold(text: str) -> str:
    return _NOT_WORD.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _is_sentence(text: str) -> bool:
    return len(text.split()) > _SENTENCE_WORDS and _SENTENCE_END.search(text) is not None


def _is_teased(text: str) -> bool:
    if len(text) < _NOTICE_CHARS and _CUT_OFF.search(text):
        return True
    has_words = any(char.isalpha() for char in text)
    return has_words and len(text) < _SHORT and not text.endswith(".")


def _only_remarks(lines: Sequence[_Line]) -> bool:
    return all(len(line.text) < _NOTICE_CHARS for line in lines)
