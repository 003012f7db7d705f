"""The languages that we read: one folder each in `configs/languages`."""

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.resources import resource_dir


class Language(BaseModel):
    """One language that we read; see `configs/languages/nl/language.toml` for the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    letters: str = ""


@cache
def languages() -> dict[str, Language]:
    """Return the languages that have a `language.toml`, by ISO 639-1 code, in its order."""
    found = {}
    for path in sorted((resource_dir("configs") / "languages").glob("*/language.toml")):
        language = Language.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        found[language.code] = language
    return found


def letters() -> frozenset[str]:
    """Return the letters beyond ASCII that are usual in the languages that we read."""
    return frozenset("".join(language.letters for language in languages().values()))


def code_of(name: str) -> str | None:
    """Return our code for what a record calls its language ("nl-BE", "Deutsch"), or `None`."""
    plain = name.strip().casefold()
    primary = plain.replace("_", "-").split("-")[0]
    for code, language in languages().items():
        if code == primary or plain in language.aliases or primary in language.aliases:
            return code
    return None
