"""Settings: `configs/default.toml`, overlaid by a user's file, validated."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import SettingsError
from pipeline.resources import resource_dir


class Section(BaseModel):
    """Base of all sections: immutable, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Columns(Section):
    """The names that a record's fields have in JSON Lines, CSV and Parquet input."""

    id: str = "id"
    text: str = "text"
    title: str = "title"
    published: str = "published"
    url: str = "url"
    lang: str = "lang"


class ReadSettings(Section):
    """Limits of one article; what goes beyond them is rejected, not cut."""

    max_bytes: int = Field(4_000_000, gt=0, description="one file or record, before decoding")
    max_chars: int = Field(100_000, gt=0, description="the text of one article")
    columns: Columns = Columns()


class LanguageSettings(Section):
    """How the language of an article is found."""

    neighbours: tuple[str, ...] = Field(description="languages that we only tell apart from ours")
    min_letters: int = Field(gt=0, description="fewer letters than this are too short to tell")
    sample_chars: int = Field(gt=0, description="characters that the detectors look at")
    margin: float = Field(
        ge=0, le=1, description="the fast detector decides alone above this lead over the second"
    )
    min_probability: float = Field(ge=0, le=1, description="what the slow detector must reach")
    seed: int


class EngineSettings(Section):
    """How many articles go through at once."""

    batch_size: int = Field(16, gt=0)
    workers: int = Field(1, gt=0)


class Settings(Section):
    """Everything that a run depends on beside its input."""

    nlp: str = Field("nlp.cfg", description="spaCy config: a path, or a name in configs/")
    read: ReadSettings
    language: LanguageSettings
    engine: EngineSettings

    @classmethod
    def load(cls, path: str | Path | None = None) -> "Settings":
        """Read the default settings and lay those of `path` (TOML) over them.

        Raises:
            SettingsError: the file cannot be read, is no TOML, or a value is unknown or wrong.
        """
        values = _read_toml(resource_dir("configs") / "default.toml")
        if path is not None:
            values = _overlay(values, _read_toml(Path(path)))
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"{path or 'default.toml'}: {where}: {first['msg']}") from error
        if path is not None:
            beside = Path(path).parent / settings.nlp
            if beside.is_file():
                return settings.model_copy(update={"nlp": str(beside.resolve())})
        return settings

    def with_workers(self, workers: int) -> "Settings":
        """Return the same settings for another number of processes."""
        engine = self.engine.model_copy(update={"workers": workers})
        return self.model_copy(update={"engine": engine})

    def nlp_path(self) -> Path:
        """Return the path of the spaCy config.

        Raises:
            SettingsError: there is no such file.
        """
        for candidate in (Path(self.nlp), resource_dir("configs") / self.nlp):
            if candidate.is_file():
                return candidate
        raise SettingsError(f"no spaCy config {self.nlp!r}")

    def digest(self) -> str:
        """Return a short hash of the settings and of the spaCy config they name."""
        content = self.model_dump_json(exclude={"nlp", "engine"}).encode()
        return hashlib.sha256(content + self.nlp_path().read_bytes()).hexdigest()[:16]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is no TOML: {error}") from error


def _overlay(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _overlay(below, value)
        else:
            merged[key] = value
    return merged
