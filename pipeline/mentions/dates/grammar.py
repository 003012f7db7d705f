"""Compiles the shared grammar of `grammar.toml` for a language's words."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.mentions.dates.lexicon import BREAK, NUMBER, OTHER, SPACE, Lexicon, load

_NEVER = "(?!)"
_LONGEST_RUN = 120
_NAME = re.compile(r"(?<!\?P)<(\w+)>")
_CLASS = re.compile(r"\[((?:<\w+>)+)\]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern over codes; `priority` breaks ties, lower first."""

    name: str
    pattern: re.Pattern[str]
    priority: int
    triggers: frozenset[str]


@dataclass(frozen=True)
class Grammar:
    """The rules of one language, and the patterns that join what they find.

    `run` finds stretches of words that all mean something, `head` a word that a rule needs, `item`
    the days of a list, `joiner` what stands between the two ends of a range, `clock_joiner` what
    stands between a day and its time.
    """

    rules: tuple[Rule, ...]
    heads: frozenset[str]
    head: re.Pattern[str]
    run: re.Pattern[str]
    item: re.Pattern[str]
    joiner: re.Pattern[str]
    clock_joiner: re.Pattern[str]


@cache
def _data() -> dict[str, Any]:
    source = files("pipeline.mentions.dates").joinpath("grammar.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _unfold(pattern: str) -> str:
    parts = _data()["parts"]
    names = re.compile(r"\b(" + "|".join(parts) + r")\b")
    while names.search(pattern):
        pattern = names.sub(lambda match: str(parts[match.group(1)]), pattern)
    return pattern


def compile_pattern(pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    """Turn a rule's notation into a pattern over the language's codes."""
    notation = _unfold(pattern).replace(", ", "<comma> ").replace(",?", "<comma>?")

    def union(match: re.Match[str]) -> str:
        codes = "".join(lexicon.classes.get(name, "") for name in _NAME.findall(match.group(1)))
        return f"[{codes}]" if codes else _NEVER

    def single(match: re.Match[str]) -> str:
        codes = lexicon.classes.get(match.group(1), "")
        return f"[{codes}]" if codes else _NEVER

    return re.compile(_NAME.sub(single, _CLASS.sub(union, notation)))


@cache
def grammar(lang: str) -> Grammar:
    """Compile the grammar for the language with this ISO 639-1 code."""
    lexicon = load(lang)
    data = _data()
    rules = tuple(
        Rule(
            rule["name"],
            compile_pattern(rule["pattern"], lexicon),
            number,
            _codes(data["triggers"][rule["name"]], lexicon),
        )
        for number, rule in enumerate(data["rules"])
        if rule.get("order", lexicon.order) == lexicon.order
    )
    heads = frozenset().union(*(rule.triggers for rule in rules))
    idle = f"{OTHER}{BREAK}{NUMBER}"
    return Grammar(
        rules=rules,
        heads=heads,
        head=re.compile(f"[{''.join(heads)}]"),
        run=re.compile(f"[^{idle}{SPACE}][^{idle}]{{0,{_LONGEST_RUN}}}"),
        item=compile_pattern("(?P<lead>WD)?(?:,? ?(?:<article> )?)?(?P<day>DAYNUM|<day>)", lexicon),
        clock_joiner=compile_pattern(",? (?:<clock_prep> )?", lexicon),
        joiner=compile_pattern(
            " ?<dash> ?|,? <until> (?:<until> )?(?:<article> )?"
            "|(?P<and> <and> (?:<article> )?)|(?P<gap> )",
            lexicon,
        ),
    )


def _codes(names: list[str], lexicon: Lexicon) -> frozenset[str]:
    return frozenset("".join(lexicon.classes.get(name, "") for name in names))
