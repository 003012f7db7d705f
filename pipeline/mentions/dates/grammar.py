"""The shared grammar: how atoms of time combine, in any of the languages.

A rule is a pattern over a text's string of codes (see `lexicon`). `<name>` stands for one word
with that meaning, a blank for white space, capitals for a part that is defined below. A named
group hands its meaning to the builder of the expression; the group `span`, where there is one,
is what the expression covers. What a language lacks (a class without words) never matches, so
that one list of rules serves all languages; only the order of day, month and year differs.
Every repetition is bounded, so that matching takes time linear in the text's length.
"""

import re
from dataclasses import dataclass
from functools import cache

from pipeline.mentions.dates.lexicon import BREAK, NUMBER, OTHER, SPACE, Lexicon, load

_NEVER = "(?!)"
_LONGEST_RUN = 120

_PARTS = {
    "ORD": "(?:<day_suffix>|<dot>?<dash><day_suffix>|<dot>)",
    "DAYNUM": "(?:<day>ORD?|<ordinal>|<day_word>)",
    "WD": "(?:<weekday>|<weekday_abbr><dot>?)",
    "MONTH": "(?:<month>|<month_abbr><dot>?)",
    "YEARNUM": "(?:<year>|<apostrophe><short_year>)",
    "RELYEAR": "(?:(?:<article> )?<direction> <unit_year>|<year_word>)",
    "AFTERYEAR": (
        "(?:(?:,? |<dot>? ?<slash> ?)(?P<year>YEARNUM)"
        "|(?: <of>)? (?P<relyear>RELYEAR)|,? (?P<trailing><trailing>))"
    ),
    "BEFOREYEAR": (
        "(?:(?P<year><year>)(?:<dot>?,?|<dash>(?!<bound>)<day_suffix>)(?: <year_noun>)?|(?P<relyear>RELYEAR))"
    ),
    "ITEM": "(?:WD,? ?(?:<article> )?)?DAYNUM",
    "SEP": (
        "(?: ?<dash> ?|, ?| <and> (?:<article> )?|,? <until> (?:<until> )?(?:<article> )?| ?<slash> ?)"
    ),
    "MDSEP": (
        "(?: ?<dash> ?| <and> |(?<=<day_suffix>) (?=<day><dot>?<dash><day_suffix>))"
    ),
    "ITEMS": "ITEM(?:SEP ?ITEM){0,6}",
    "MDITEMS": "DAYNUM(?:MDSEP(?:DAYNUM|<day>)|, <day>ORD){0,6}(?!<colon><minute>)",
    "NUM": "(?:<number>(?:<comma><number>)?)",
    "QTY": (
        "(?:(?P<number>NUM)|(?P<vague_number><vague_number>))(?:<dash>| <filler> | )"
        "(?P<unit><unit>)(?: <and> (?P<number2>NUM) (?P<unit2><unit>))?"
    ),
    "CLOCK": "(?:<hour>[<colon><dot>]<minute>(?:[<colon><dot>]<minute>)?|<hour>)",
}  # fmt: skip

# name, pattern, order ("" for any). Earlier rules win among matches of the same length.
_RULES = (
    # full and partial dates, day before month
    ("day_month", "(?P<items>ITEMS) ?(?:<of> )?(?P<month>MONTH)AFTERYEAR?", "dmy"),
    ("month", "(?:(?P<part><part>) (?:<of> )?(?:<article> )?)?(?:(?P<direction><direction>) )?"
              "(?P<month><month>)(?:AFTERYEAR)?", "dmy"),
    ("month", "(?:(?P<part><part>) )?(?P<month>MONTH)AFTERYEAR", "dmy"),
    ("month", "(?P<relyear>RELYEAR) (?:<in> )?(?P<month><month>)", "dmy"),
    # month before day
    ("month_day", "(?:(?P<lead><weekday>), )?(?:BEFOREYEAR )?(?P<month>MONTH) "
                  "(?P<items>MDITEMS)(?:,? ?<open>?(?P<tail>(?!<bound>)WD)<close>?)?(?: <between_after>)?", "ymd"),
    ("month", "(?:BEFOREYEAR |(?P<direction><direction>) )?(?P<month><month>)(?: <month_noun>)?"
              "(?: (?P<part><part>))?", "ymd"),
    ("month", "BEFOREYEAR (?P<month><month_abbr>)<dot>?", "ymd"),
    # numeric
    ("numeric", "(?:(?P<lead>WD),? (?:<article> )?)?(?P<day><day>)<dot> ?(?P<month><month_number>)"
                "<dot> ?(?P<year><year>|<apostrophe>?<short_year>)", "dmy"),
    ("numeric", "(?:(?P<lead>WD),? (?:<article> )?)?(?P<day><day>)(?:<dash>(?P<month><month_number>)"
                "<dash>|<slash>(?P<month2><month_number>)<slash>)"
                "(?P<year><year>|<apostrophe>?<short_year>)", "dmy"),
    ("numeric", "(?P<lead>WD),? (?P<day><day>)(?:<slash>|<dot>|<dash>)(?P<month><month_number>)<dot>?", "dmy"),
    ("numeric", "(?<=<until> )(?P<day><day>)(?:<slash>|<dot>)(?P<month><month_number>)<dot>?", "dmy"),
    ("numeric", "(?P<day><day>)<dot>(?P<month><month_number>)<dot>", "dmy"),
    ("numeric", "(?<=<day_prep> )(?P<day><day>)<dot>(?P<month><two_digits>)(?! ?(?:<oclock>|<percent>))", "dmy"),
    ("numeric_range", "(?P<day><day>)<dot>?<dash>(?P<day2><day>)<dot> ?(?P<month><month_number>)<dot>"
                      " ?(?P<year><year>)?", "dmy"),
    ("numeric", "(?<!<dot> )(?P<day><day>)<dot> (?P<month><month_number>)<dot>(?! ?<number>)", "dmy"),
    ("numeric_month", "(?P<year><year>)<dash>(?P<month><month_number>)(?!<dash>)", ""),
    ("english", "(?P<month>MONTH) (?P<day><day>),? (?P<year><year>)", "dmy"),
    ("numeric", "(?P<year><year>)<dash>(?P<month><month_number>)<dash>(?P<day><day>)", ""),
    ("numeric", "(?P<year><year>)(?:<dot> ?(?P<month><month_number>)<dot> ?|"
                "<slash>(?P<month2><month_number>)<slash>)(?P<day><day>)"
                "(?:<dot>?<dash><day_suffix>|<dot>)?(?:,? <open>?(?P<tail>(?!<bound>)WD)<close>?)?", "ymd"),
    ("weekday_clock", "(?P<weekday><weekday>),? (?P<hour><hour>)[<colon><dot>](?P<minute><minute>)", "ymd"),
    ("weekday_day", "(?P<lead>WD),? (?:<article> )?(?P<day><day>)ORD", ""),
    ("weekday_day", "(?P<lead>WD),? (?P<article><article>) (?P<day><day>)ORD?", ""),
    ("bare_day", "(?<=<day_prep> )(?P<span>(?P<items><day>ORD(?:SEP<day>ORD){0,4}))", "dmy"),
    ("line_day", "(?:<from> )?(?P<items><day><dot>?(?:SEP<day><dot>?)?)(?=<colon>| <dash> | ?<bar>)", ""),
    ("bare_day", "(?P<items>(?P<day><day>)<dash>(?:<date_suffix>))", "ymd"),
    # weekdays
    ("weekday", "(?:(?:(?P<article><article>) )?(?P<direction><direction>) )?(?P<weekday><weekday>)"
                "(?:,? (?:<early> )?(?P<daypart><daypart>))?", ""),
    ("weekday", "(?P<weekday><weekday>),? (?:<of> )?(?:<article> )?(?P<weekdir><direction>) <unit_week>"
                "(?: (?P<daypart><daypart>))?", ""),
    ("weekday", "(?:<det> )?(?P<weekdir><direction>) <unit_week>,? (?:<in> )?(?P<weekday><weekday>)"
                "(?: (?P<daypart><daypart>))?", ""),
    ("weekday", "(?P<weekday><weekday>) (?P<trailing><trailing>)", ""),
    ("weekday_in", "(?P<weekday><weekday>) (?P<in_time><in_time>) QTY", ""),
    ("weekday_abbr", "(?P<weekday><weekday_abbr>)<dot>(?:<slash>(?P<weekday2><weekday_abbr>)<dot>)?", "dmy"),
    # parts of the day, and relative days
    ("daypart", "(?P<daypart><daypart_alone>)", ""),
    ("daypart", "(?<=<in> <article> )(?:<early> )?(?P<daypart2><daypart>)", "dmy"),
    ("daypart", "(?<=<of_daytime> )(?:<early> )?(?P<daypart2><daypart>)", "dmy"),
    ("relative_day", "(?:(?P<early><early>) )?(?P<relday><relative_day>)(?:,? (?:<early> )?(?P<daypart><daypart>))?", ""),
    ("relative_day", "(?P<relday><relative_day>) <day_noun>", "dmy"),
    ("relative_day", "(?:<article> )?(?P<relday><relative_day>) <day_noun>", "ymd"),
    ("anaphor", "(?P<anaphor><anaphor>)(?: (?P<daypart><daypart>))?", ""),
    ("today_ago", "(?P<relday><relative_day>) QTY (?P<ago><ago>)", ""),
    ("today_ago", "(?P<relday><relative_day>) (?P<ago><ago_before>) QTY", ""),
    # units counted from now
    ("unit", "(?:(?P<part><part>) (?:<of> )?|<early> )?(?:<article> )?(?P<direction><direction>) (?:<filler> )?(?P<unit><unit>)", "dmy"),
    ("unit", "(?P<part><part>) (?:<of> )?(?P<article><article>) (?P<unit><unit>)", "dmy"),
    ("unit", "(?P<unit><unit>) (?P<direction><unit_after>)", ""),
    ("unit", "(?:<article> (?=<wide>))?(?P<direction><direction>) (?P<unit><unit>)(?: (?P<part><part>))?", "ymd"),
    ("unit", "(?:(?P<article><article>) )?(?P<unit><unit_singular>) (?P<part><part>)", "ymd"),
    ("unit", "(?P<unit><unit_alone>)", ""),
    ("unit", "(?<=<in> <article> )(?P<unit><unit_weekend>)", ""),
    ("unit", "(?<=<weekend_prep> )(?P<unit><unit_weekend>)", ""),
    ("plural", "(?<=<plural_prep> )(?P<unit><unit>)", "dmy"),
    ("nth_week", "(?P<of_unit><unit_singular>) (?P<nth><ordinal>) (?P<unit><unit_week>)", "ymd"),
    ("year_word", "(?:(?P<part><part>) (?:<of> )?)?(?P<relyear><year_word>)(?: <unit_year>)?(?: (?P<part2><part>))?", ""),
    ("year_word", "(?:(?P<part><part>) (?:<of> )?)(?P<relyear>RELYEAR)", ""),
    ("counted", "(?:<det> |<article> (?=<wide>))?(?P<direction><direction>) (?P<number>NUM)(?: <filler>)? (?P<unit><unit>)", ""),
    ("counted", "(?:<det> |<article> (?=<wide>))?(?P<direction><direction>) (?P<vague_number><vague_number>) (?P<unit><unit>)", ""),
    ("half", "(?:<det> )?(?P<nth><ordinal>) (?P<fraction><fraction>)(?:(?: <of>)?(?: <article>)? (?P<year><year>)|(?: <of>)? "
             "(?P<relyear>RELYEAR)|(?: <of>)?(?: <article>)? (?P<direction>(?:<direction> )?)(?P<unit><unit>)|(?: <of>)? (?P<month><month>))?", "dmy"),
    ("half", "(?:BEFOREYEAR |(?:(?P<direction><direction>) )?(?P<unit><unit>) |(?P<month><month>) )?"
             "(?P<nth><ordinal>) (?P<fraction><fraction>)", "ymd"),
    ("nth_week", "(?:<det> )?(?P<nth><ordinal>) (?P<unit><unit_week>) (?:<of> )?(?P<month><month>)(?:AFTERYEAR)?", "dmy"),
    ("nth_week", "(?:BEFOREYEAR )?(?P<month><month>) (?P<nth><ordinal>) (?P<unit><unit_week>)", "ymd"),
    ("week_number", "<unit_week> (?P<number><number>)", "dmy"),
    ("week_number", "(?P<number><number>)<dot> <week_noun>", "ymd"),
    # years, seasons, decades, holidays
    ("year", "(?:(?P<part><part>) (?:<of> )?)?(?:(?:<article> )?(?P<noun><unit_year>) )?(?P<year><year>)", "dmy"),
    ("year", "(?P<year><year>)(?:(?P<suffix><dot>?<dash> ?<day_suffix>)|<dot>)?(?: (?P<noun><unit_year>))?(?: (?P<part><part>))?", "ymd"),
    ("year_pair", "(?P<year><year>)[<slash><dash>](?P<short><short_year>)(?P<suffix><dash><day_suffix>)?", ""),
    ("season", "(?:(?P<part><part>) (?:<of> )?(?:<article> )?)?(?:(?P<direction><direction>) )?(?P<season><season>)"
               "(?:(?: <of>)? (?P<year><year>)|(?: <of>)?(?: <article> <unit_year>)? (?P<year2><year>)|(?: <of>)? (?P<relyear>RELYEAR))?", "dmy"),
    ("season", "(?:BEFOREYEAR |(?P<direction><direction>) )?(?:<early> )?(?P<season><season>)(?: (?P<part><part>))?", "ymd"),
    ("decade", "(?:<det> )?(?P<decade><number>)(?P<era><decade_suffix>)(?:(?: |<dash>)<unit_year>)?", ""),
    ("decade", "(?:<article> )?(?P<decade><decade>)(?: (?:<unit_year>))", ""),
    ("decade", "(?:<det> )?<unit_year> (?P<decade><decade>|<apostrophe><short_year>)", "dmy"),
    ("decade", "(?:<article> )?(?P<decade><number>)<dash>(?P<era><decade_suffix>) (?:<unit_year>)(?: (?P<part><part>))?", "ymd"),
    ("century", "(?:<det> )?(?P<nth><number>ORD|<ordinal>) (?P<unit><unit_century>)", ""),
    ("holiday", "(?P<holiday><holiday>)(?:(?: <of>)? (?P<year><year>)|(?: <of>)? (?P<relyear>RELYEAR))?", "dmy"),
    ("holiday", "(?:BEFOREYEAR )?(?P<holiday><holiday>)", "ymd"),
    # lengths and distances
    ("ago", "QTY (?P<ago><ago>)", ""),
    ("ago", "(?<=<ago_before> )(?P<span>QTY)", "dmy"),
    ("ago", "(?:<approx> )?(?P<number>NUM) (?P<unit><unit_ago>)", ""),
    ("ago", "(?:<approx> )?(?P<vague_number><vague_number>) (?P<unit><unit_ago>)", ""),
    ("in_time", "(?<=<in_time> )(?P<span>QTY)", "dmy"),
    ("in_time", "QTY (?P<in_time><in_time>)", "ymd"),
    ("duration", "(?:<approx> )?QTY(?: (?P<lasting_word><lasting_word>))?", ""),
    ("duration", "(?P<lasting><lasting>)", ""),
    ("duration", "(?P<number>NUM)(?:<dash>| )?(?P<unit><lasting_suffix>)", ""),
    ("duration", "(?P<plenty><plenty>)", ""),
    ("duration", "(?P<half_unit><half_unit>)", ""),
    ("later", "QTY (?P<later><later>)", ""),
    ("later", "(?P<unit><unit_singular>) (?P<later><later>)", "dmy"),
    # clock times and parts of the day
    ("clock", "(?P<hour><hour>)(?:[<colon><dot>](?P<minute><minute>))? (?P<oclock><oclock>)(?: (?P<minute2><minute>)(?: ?<minute_noun>)?)?(?: <zone>)?", ""),
    ("clock", "(?P<hour><hour>)(?:[<colon><dot>](?P<minute><minute>))?(?P<suffix>)"
              "(?= ?(?:<dash>|<until>) ?<hour>(?:[<colon><dot>]<minute>)? <oclock>)", ""),
    ("clock", "(?P<hour><hour>)<colon>(?P<minute><minute>)(?P<suffix><dash><day_suffix>)?", ""),
    ("clock", "(?P<daypart><daypart>) (?P<hour><hour>)(?:[<colon><dot>](?P<minute><minute>))?(?: <oclock>|<dash><day_suffix>)?", ""),
    ("clock", "(?P<word_hour><number>) <oclock>", ""),
    ("clock", "(?P<half_hour><half_hour>) (?P<word_hour><number>)(?: <oclock>)?", ""),
    ("vague", "(?P<vague><vague>)", ""),
    # repeated times
    ("set", "(?P<each><each>) (?:(?P<nth><ordinal>|<number>) )?(?P<unit><unit>|<weekday>|<daypart>|<season>|<month>)", ""),
    ("set", "(?P<recurring><recurring>)", ""),
)  # fmt: skip


_TRIGGERS: dict[str, tuple[str, ...]] = {
    "day_month": ("month", "month_abbr"),
    "month": ("month", "month_abbr"),
    "month_day": ("month", "month_abbr"),
    "numeric": ("month_number",),
    "numeric_range": ("month_number",),
    "weekday_day": ("weekday", "weekday_abbr"),
    "bare_day": ("day_prep", "date_suffix"),
    "line_day": ("day",),
    "weekday": ("weekday",),
    "weekday_in": ("weekday",),
    "weekday_abbr": ("weekday_abbr",),
    "weekday_clock": ("weekday",),
    "numeric_month": ("month_number",),
    "english": ("month", "month_abbr"),
    "plural": ("plural_prep",),
    "relative_day": ("relative_day",),
    "anaphor": ("anaphor",),
    "today_ago": ("relative_day",),
    "unit": ("unit",),
    "year_word": ("year_word", "unit_year"),
    "counted": ("unit",),
    "half": ("fraction",),
    "nth_week": ("unit_week",),
    "week_number": ("unit_week",),
    "year": ("year",),
    "year_pair": ("year",),
    "season": ("season",),
    "decade": ("decade", "decade_suffix", "unit_year"),
    "century": ("unit_century",),
    "holiday": ("holiday",),
    "duration": ("unit", "lasting", "lasting_suffix", "plenty", "half_unit"),
    "ago": ("ago", "ago_before", "unit_ago"),
    "later": ("later",),
    "in_time": ("in_time",),
    "clock": ("oclock", "minute", "daypart", "half_hour"),
    "daypart": ("daypart_alone", "daypart"),
    "vague": ("vague",),
    "set": ("each", "recurring"),
}
"""Which meanings a stretch of text must hold for a rule to be worth trying."""

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

    `run` finds stretches of words that all mean something, `head` a word that a rule needs, `item` the days of a list, `joiner`
    what stands between the two ends of a range, `clock_joiner` between a day and its time.
    """

    rules: tuple[Rule, ...]
    heads: frozenset[str]
    head: re.Pattern[str]
    run: re.Pattern[str]
    item: re.Pattern[str]
    joiner: re.Pattern[str]
    clock_joiner: re.Pattern[str]


def _unfold(pattern: str) -> str:
    names = re.compile(r"\b(" + "|".join(_PARTS) + r")\b")
    while names.search(pattern):
        pattern = names.sub(lambda match: _PARTS[match.group(1)], pattern)
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
    rules = tuple(
        Rule(name, compile_pattern(pattern, lexicon), number, _codes(_TRIGGERS[name], lexicon))
        for number, (name, pattern, order) in enumerate(_RULES)
        if order in ("", lexicon.order)
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
            " ?<dash> ?|,? <until> (?:<until> )?(?:<article> )?|(?P<and> <and> (?:<article> )?)|(?P<gap> )",
            lexicon,
        ),
    )


def _codes(names: tuple[str, ...], lexicon: Lexicon) -> frozenset[str]:
    return frozenset("".join(lexicon.classes.get(name, "") for name in names))
