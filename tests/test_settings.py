from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import Settings


def write(folder: Path, text: str) -> Path:
    path = folder / "visits.toml"
    path.write_text(text)
    return path


def test_a_file_is_laid_over_the_defaults(tmp_path: Path) -> None:
    path = write(tmp_path, '[read]\nmax_chars = 5\n[read.columns]\ntext = "body"\n')
    settings, default = Settings.load(path), Settings.load()
    assert settings.read.max_chars == 5
    assert settings.read.columns.text == "body"
    assert settings.read.columns.id == "id"
    assert settings.language == default.language


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[read]\nmax_char = 5\n", "read.max_char: Extra inputs"),
        ("[read]\nmax_chars = 0\n", "read.max_chars: .*greater than 0"),
        ('[read]\nmax_chars = "many"\n', "read.max_chars: .*integer"),
        ("[language]\nmargin = 2\n", "language.margin"),
        ("read = 3\n", "read: "),
        ("[read\n", "no TOML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Settings.load(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read .*nowhere\.toml"):
        Settings.load(tmp_path / "nowhere.toml")


def test_stages_are_found_beside_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "mine.cfg").write_text("[nlp]\n")
    settings = Settings.load(write(tmp_path, 'nlp = "mine.cfg"\n'))
    assert settings.nlp_path() == tmp_path / "mine.cfg"
    assert Settings.load().nlp_path().name == "nlp.cfg"
    with pytest.raises(SettingsError, match="no spaCy config"):
        Settings.load(write(tmp_path, 'nlp = "other.cfg"\n')).nlp_path()


def test_the_digest_tells_what_changes_results(tmp_path: Path) -> None:
    default = Settings.load()
    assert default.digest() == Settings.load().digest()
    assert default.with_workers(8).digest() == default.digest()
    assert Settings.load(write(tmp_path, "[read]\nmax_chars = 5\n")).digest() != default.digest()
