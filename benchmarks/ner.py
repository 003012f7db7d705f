"""Names by the shipped encoder against a spaCy CNN of the usual small size on the same data.

    python benchmarks/ner.py train --minutes 10          (once; writes out/cnn)
    python benchmarks/ner.py measure --cores 1 2

`train` fits `tok2vec` (width 96, depth 4, 2000 rows) and spaCy's transition-based `ner` on the
training splits that the encoder saw, for so many minutes of CPU time. `measure` runs each system
in a process of its own on the same docs (test splits, ten sentences a doc), alone on so many
cores: words per second over the second of two passes (by the clock, and by the CPU time of the
process, which other work disturbs less), peak memory of the process, seconds from
nothing to the first doc, size on disk, and span F1 on the four classes. Labels that a test set
lacks are not counted as wrong.

The claim: at least half the CNN's words per second on two cores, and 12 points more F1.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import compounding, load_config_from_str, minibatch

from pipeline.training.corpora import Sentence, read_iob2
from pipeline.training.docbin import sentence_doc

ROOT = Path(__file__).resolve().parents[1]
TRAINING = ("nl-conll2002", "de-germeval2014", "de-smartdata", "hu-nerkor-onpp")
TESTS = {
    "nl-conll2002": ("PER", "LOC", "ORG", "MISC"),
    "de-germeval2014": ("PER", "LOC", "ORG", "MISC"),
    "hu-nerkor-onpp": ("PER", "LOC", "ORG", "MISC"),
}
CNN = """
[nlp]
lang = "xx"
pipeline = ["tok2vec","ner"]

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.HashEmbedCNN.v2"
pretrained_vectors = null
width = 96
depth = 4
embed_size = 2000
window_size = 1
maxout_pieces = 3
subword_features = true

[components.ner]
factory = "ner"

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
upstream = "*"
"""


def docs_of(nlp: Language, path: Path, sentences: int = 10) -> Iterator[Doc]:
    group: list[Sentence] = []
    for sentence in read_iob2(path):
        if group and (group[-1].doc != sentence.doc or len(group) == sentences):
            yield sentence_doc(nlp.vocab, group)
            group = []
        group.append(sentence)
    yield sentence_doc(nlp.vocab, group)


def unlabelled(nlp: Language, doc: Doc) -> Doc:
    return Doc(nlp.vocab, [t.text for t in doc], [bool(t.whitespace_) for t in doc])


def train(data: Path, minutes: float, output: Path, seed: int) -> None:
    spacy.util.fix_random_seed(seed)
    rng = random.Random(seed)
    nlp = spacy.util.load_model_from_config(load_config_from_str(CNN), auto_fill=True)
    docs = [doc for stem in TRAINING for doc in docs_of(nlp, data / f"{stem}-train.iob2.gz")]
    rng.shuffle(docs)

    def examples(chosen: Sequence[Doc]) -> list[Example]:
        return [Example(unlabelled(nlp, doc), doc) for doc in chosen]

    optimizer = nlp.initialize(lambda: examples(docs[:2000]))
    began = time.process_time()
    words = 0
    size = compounding(8.0, 64.0, 1.005)
    while time.process_time() - began < 60 * minutes:
        rng.shuffle(docs)
        for batch in minibatch(docs, size):
            nlp.update(examples(batch), sgd=optimizer, drop=0.1)
            words += sum(map(len, batch))
            if time.process_time() - began > 60 * minutes:
                break
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(output)
    print(f"{words} words in {time.process_time() - began:.0f} s")


def load(system: str, model: Path, threads: int) -> Language:
    if system == "cnn":
        return spacy.load(model)
    nlp = spacy.blank("xx")
    nlp.add_pipe("visit_ner", config={"model": str(model), "threads": threads})
    return nlp


def work(system: str, model: Path, data: Path, cores: int, limit: int) -> None:
    """Measure one system in this process; prints JSON."""
    began = time.perf_counter()
    nlp = load(system, model, cores)
    nlp("Angela Merkel reiste nach Paris.")
    seconds_to_first = time.perf_counter() - began
    scores, words, seconds, cpu = {}, 0, 0.0, 0.0
    for stem, labels in TESTS.items():
        gold = list(islice(docs_of(nlp, data / f"{stem}-test.iob2.gz"), limit))
        for _ in range(2):
            blank = [unlabelled(nlp, doc) for doc in gold]
            began, busy = time.perf_counter(), time.process_time()
            found = list(nlp.pipe(blank))
            last, last_cpu = time.perf_counter() - began, time.process_time() - busy
        words += sum(map(len, gold))
        seconds += last
        cpu += last_cpu
        right = total = 0
        for a, b in zip(gold, found, strict=True):
            wanted = {(e.start, e.end, e.label_) for e in a.ents if e.label_ in labels}
            given = {(e.start, e.end, e.label_) for e in b.ents if e.label_ in labels}
            right += 2 * len(wanted & given)
            total += len(wanted) + len(given)
        scores[stem] = round(100 * right / total, 1)
    size = sum(file.stat().st_size for file in model.rglob("*") if file.is_file())
    print(
        json.dumps(
            {
                "system": system,
                "words_per_second": round(words / seconds),
                "words_per_cpu_second": round(words / cpu),
                "first_doc_seconds": round(seconds_to_first, 2),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "size_mb": round(size / 1e6, 1),
                **scores,
            }
        )
    )


def measure(models: dict[str, Path], data: Path, cores: Sequence[int], limit: int) -> None:
    for count in cores:
        chosen = sorted(os.sched_getaffinity(0))[-count:]
        for name, model in models.items():
            system = "cnn" if name == "cnn" else "encoder"
            command = [sys.executable, __file__, "work", system, str(model)]
            command += ["--data", str(data), "--cores", str(count), "--docs", str(limit)]
            # The CNN has no threads: on two cores two processes do the work at the same time.
            copies = count if system == "cnn" else 1
            pinned = ["taskset", "-c", ",".join(map(str, chosen)), *command]
            alone = {**os.environ, "OMP_NUM_THREADS": "1"}
            running = [
                subprocess.Popen(pinned, stdout=subprocess.PIPE, text=True, env=alone)
                for _ in range(copies)
            ]
            rows = [json.loads(process.communicate()[0]) for process in running]
            row = rows[0] | {"words_per_second": sum(r["words_per_second"] for r in rows)}
            row["peak_mb"] = sum(r["peak_mb"] for r in rows)
            print(json.dumps({"model": name, "cores": count, **row}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("train")
    fit.add_argument("--minutes", type=float, default=10)
    fit.add_argument("--seed", type=int, default=1)
    compare = commands.add_parser("measure")
    compare.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    compare.add_argument("--models", type=Path, nargs="+", default=[ROOT / "models/visit-encoder"])
    one = commands.add_parser("work")
    one.add_argument("system", choices=["cnn", "encoder"])
    one.add_argument("model", type=Path)
    one.add_argument("--cores", type=int, default=1)
    for command in (fit, compare, one):
        command.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/ner")
    for command in (compare, one):
        command.add_argument("--docs", type=int, default=10**9, help="docs of each test set")
    for command in (fit, compare):
        command.add_argument("--cnn", type=Path, default=ROOT / "out/cnn")
    arguments = parser.parse_args()
    if arguments.command == "train":
        train(arguments.data, arguments.minutes, arguments.cnn, arguments.seed)
    elif arguments.command == "work":
        work(arguments.system, arguments.model, arguments.data, arguments.cores, arguments.docs)
    else:
        models = {"cnn": arguments.cnn} | {path.name: path for path in arguments.models}
        measure(models, arguments.data, arguments.cores, arguments.docs)


if __name__ == "__main__":
    main()
