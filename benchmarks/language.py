"""Language detection: how often it is right, and what it costs.

Run `python benchmarks/language.py ARTICLES...` on JSON Lines files whose records have `lang`, with
`--rivals` to compare with langdetect alone. The claim: right on every article, also on its first
100 characters, and less than a tenth of what a whole run costs.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import langdetect

from pipeline.language import Detector, Guess, languages
from pipeline.settings import Settings


def measure(name: str, detect: Callable[[str], Guess | None], rows: list[dict[str, str]]) -> None:
    times, wrong, unclear = [], 0, 0
    for row in rows:
        start = time.perf_counter()
        guess = detect(row["text"])
        times.append(1000 * (time.perf_counter() - start))
        unclear += guess is None
        wrong += guess is not None and guess.lang != row["lang"]
    print(
        f"{name:28} {len(rows) - wrong - unclear:5} {wrong:6} {unclear:8}"
        f" {statistics.mean(times):9.3f} {max(times):9.3f}"
    )


def whole(text: str) -> Guess | None:
    langdetect.DetectorFactory.seed = 0
    best = langdetect.detect_langs(text)[0]
    return Guess(best.lang, best.prob)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--rivals", action="store_true")
    arguments = parser.parse_args()
    rows = [json.loads(line) for path in arguments.articles for line in path.open()]
    settings = Settings.load().language
    detector = Detector(settings, tuple(languages()))
    detectors: dict[str, Callable[[str], Guess | None]] = {"ours": detector.detect}
    if arguments.rivals:
        detectors["fast detector alone"] = lambda text: detector.fast(detector.sample(text))
        detectors["langdetect, restricted"] = lambda text: detector.slow(detector.sample(text))
        detectors["langdetect, whole text"] = whole
    print(f"{'':28} right  wrong  unclear   mean ms    max ms")
    for length in (None, 300, 100):
        cut = [row | {"text": row["text"][:length]} for row in rows]
        print(f"{'whole article' if length is None else f'first {length} characters'}:")
        for name, detect in detectors.items():
            detect(cut[0]["text"])
            measure(f"  {name}", detect, cut)


if __name__ == "__main__":
    main()
