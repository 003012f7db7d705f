"""Cue words for visits, read from `configs/languages/<lang>/{visits,relations}.toml`.

The files hold tables of named groups; each group is a list of regular expressions that match
from the start of a word, case-insensitively. A cue found in a text carries `table.group`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.resources import resource_dir

FILES = ("visits.toml", "relations.toml")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue word: characters `[start, end)` and the group that it belongs to."""

    start: int
    end: int
    group: str


@dataclass(frozen=True)
class Lexicon:
    """The compiled cue patterns of one language, by group."""

    patterns: Mapping[str, re.Pattern[str]]

    def find(self, text: str) -> list[Cue]:
        """Return every cue in `text`, in order of position."""
        cues = [
            Cue(match.start(), match.end(), group)
            for group, pattern in self.patterns.items()
            for match in pattern.finditer(text)
        ]
        return sorted(cues, key=lambda cue: (cue.start, cue.end, cue.group))


def read_lexicon(*paths: Path) -> Lexicon:
    """Compile the cue groups of some files.

    Raises:
        FileNotFoundError: there is no such file.
        re.error: a pattern does not compile.
    """
    tables: dict[str, Any] = {}
    for path in paths:
        tables |= tomllib.loads(path.read_text(encoding="utf-8"))
    patterns: dict[str, re.Pattern[str]] = {}
    for table, groups in tables.items():
        named = groups if isinstance(groups, dict) else {"all": groups}
        for group, fragments in named.items():
            if not fragments:
                continue
            alternatives = "|".join(f"(?:{fragment})" for fragment in fragments)
            name = table if group == "all" else f"{table}.{group}"
            patterns[name] = re.compile(rf"(?<!\w)(?:{alternatives})", re.IGNORECASE)
    return Lexicon(patterns)


@cache
def load_lexicon(lang: str) -> Lexicon:
    """Return the lexicon of `lang`, an empty one where there is none."""
    folder = resource_dir("configs") / "languages" / lang
    return read_lexicon(*(path for name in FILES if (path := folder / name).is_file()))
