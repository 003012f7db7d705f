from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from pipeline.settings import Settings

# Deadlines measure how busy the machine is.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")

ROOT = Path(__file__).resolve().parents[1]

DUTCH = (
    "Premier Anna Voorbeeld is dinsdag aangekomen in Lissabon, waar zij twee dagen lang met haar "
    "Portugese collega over visserij en havens spreekt. Woensdag reist zij terug naar Den Haag."
)
GERMAN = (
    "Außenministerin Erika Mustermann ist am Dienstag in Lissabon eingetroffen, wo sie zwei Tage "
    "lang mit ihrem portugiesischen Kollegen spricht. Am Mittwoch fliegt sie zurück nach Berlin."
)
HUNGARIAN = (
    "Kedden Lisszabonba érkezett Minta Katalin külügyminiszter, aki két napon át portugál "
    "kollégájával tárgyal a kikötőkről és a halászatról. Szerdán visszautazik Budapestre."
)
ENGLISH = (
    "The foreign minister arrived in Lisbon on Tuesday, where she will spend two days talking to "
    "her Portuguese colleague about fishing and harbours. She flies home on Wednesday."
)

NLP = """
[nlp]
lang = "xx"
pipeline = ["visit_sentences"]

[components]

[components.visit_sentences]
factory = "visit_sentences"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration without models: articles go in, no events come out."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "sentences.cfg").write_text(NLP)
    path = folder / "visits.toml"
    path.write_text('nlp = "sentences.cfg"\n')
    return path


@pytest.fixture
def settings(config: Path) -> Settings:
    return Settings.load(config)


@pytest.fixture(scope="session")
def real_articles() -> Path:
    """The five real articles beside the repository, which may not be part of it."""
    folder = ROOT.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("no ../shared/seeds beside the repository")
    return folder
