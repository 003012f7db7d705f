"""How many plain sentences are read rightly, each with one more sentence around it.

usage: python benchmarks/sentences.py [--wrong]

The sentences of `sentences.tsv` tell visits in the ways in which news does, or tell none. A
sentence is right where the visitors and countries found are just those told; the statuses are
counted apart. The claim: four in five are right.
"""

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

import pipeline
from pipeline.schema import Article

DAY = date(2025, 3, 19)
KINDS = ("telling", "other", "statuses")
AFTER = {
    "nl": "Het ministerie gaf verder geen toelichting.",
    "de": "Das Ministerium äußerte sich zunächst nicht.",
    "hu": "A minisztérium nem közölt további részleteket.",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wrong", action="store_true", help="print the sentences that are wrong")
    arguments = parser.parse_args()
    visits = pipeline.load()
    counts: dict[str, Counter[str]] = {}
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        lang, text, told = line.split("\t")
        fields = [visit.split(":") for visit in told.split(";") if visit != "-"]
        expected = {(visitor, country): status for visitor, country, *status in fields}
        article = Article(id="a", lang=lang, text=f"{text} {AFTER[lang]}", published=DAY)
        found = {(x.visitor, x.country): x.status.value for x in visits.extract(article)}
        count = counts.setdefault(lang, Counter())
        kind = "telling" if expected else "other"
        right = found.keys() == expected.keys()
        count[kind] += 1
        count[f"{kind}, right"] += right
        asked = [key for key, status in expected.items() if status and key in found]
        count["statuses"] += len(asked)
        count["statuses, right"] += sum([found[key]] == expected[key] for key in asked)
        if arguments.wrong and not right:
            print(lang, text, sorted(found), sep="\t")
    for lang, count in counts.items():
        shares = (f"{name} {count[f'{name}, right']}/{count[name]}" for name in KINDS)
        print(lang, *shares, sep="   ")


if __name__ == "__main__":
    main()
