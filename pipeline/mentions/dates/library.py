"""Full absolute dates by the dateparser library, for substrings that the grammar found clean."""

from datetime import date
from functools import lru_cache
from typing import Any, cast

import dateparser

_ORDERS = {"dmy": "DMY", "ymd": "YMD"}


@lru_cache(maxsize=4096)
def parse_absolute(text: str, lang: str, order: str) -> date | None:
    """Parse a substring that names a day, a month and a year and nothing else.

    Args:
        text: such as `17. Juni 2024`, `2024. június 17-én` or `17-6-'24`.
        lang: ISO 639-1 code.
        order: `dmy` or `ymd`.

    Returns:
        The day, or `None` where the library cannot read one.
    """
    settings = {"DATE_ORDER": _ORDERS[order], "REQUIRE_PARTS": ["day", "month", "year"]}
    parsed = dateparser.parse(text, languages=[lang], settings=cast(Any, settings))
    return parsed.date() if parsed else None
