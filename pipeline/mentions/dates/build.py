"""Turns one match of a grammar rule into what its words say."""

import re

from pipeline.mentions.dates import days, lengths, periods
from pipeline.mentions.dates.coding import Coded
from pipeline.mentions.dates.expressions import DateExpression
from pipeline.mentions.dates.match import RuleMatch

_BUILDERS = {**days.BUILDERS, **periods.BUILDERS, **lengths.BUILDERS}


def build(name: str, match: re.Match[str], coded: Coded) -> list[DateExpression]:
    """Return the expressions that a rule's match stands for; none where it is no time at all."""
    return _BUILDERS[name](RuleMatch(name, match, coded))
