import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc
from tokenizers import Tokenizer, models, pre_tokenizers

from pipeline.events.passages import Located, Mark, passages
from pipeline.events.reader import FILES, LIMIT, Reader, Reading, Readings, averages
from pipeline.events.scene import Scene
from pipeline.mentions.subwords import split
from pipeline.resources import resource_dir
from pipeline.schema import Status
from tests.events.conftest import Marks, day, person, place

TODAY = date(2022, 9, 12)
TEXT = "Rutte sprak maandag met Santokhi in Paramaribo .\nDaarna ging hij terug naar Utrecht ."
RUTTE, SANTOKHI = "wd:Q57792", "wd:Q1"
MARKS: Marks = {
    "Rutte": ("persons", "NAME", person("Mark Rutte", "NL", RUTTE)),
    "hij": ("persons", "PRONOUN", person("Mark Rutte", "NL", RUTTE)),
    "Santokhi": ("persons", "NAME", person("Chan Santokhi", "SR", SANTOKHI)),
    "maandag": ("dates", "date", day("2022-09-12")),
    "Paramaribo": ("places", "CITY", place("Paramaribo", "SR")),
    "Utrecht": ("places", "CITY", place("Utrecht", "NL")),
}
WORDS = ("Rutte", "Santokhi", "Paramaribo", "Utrecht")
# Ids of the toy tokenizer: four special ones, then `WORDS`.
PARAMARIBO = 4 + WORDS.index("Paramaribo")


def save_tokenizer(path: Path) -> None:
    pieces = {word: i for i, word in enumerate(("<s>", "<pad>", "</s>", "<unk>", *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(pieces, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(path))


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A model that answers with what it was given.

    The hidden state of a subword is its id. The answers are the mean id and mark of the place, of
    the asked person, the first region, the subwords of the passage, and 0; of a date the mark.
    """
    onnx = pytest.importorskip("onnx", reason="`onnx` (extra `train`) is not installed")
    folder = tmp_path_factory.mktemp("reader")
    save_tokenizer(folder / "tokenizer.json")
    for name, text in (("lower", LOWER), ("upper", UPPER)):
        model = onnx.parser.parse_model(text)
        onnx.checker.check_model(model)
        onnx.save(model, folder / f"{name}.onnx")
    return Reader(folder)


LOWER = """
<ir_version: 9, opset_import: ["": 20]>
lower (int64[n] ids) => (float[n, 1] hidden) {
    numbers = Cast<to: int = 1>(ids)
    columns = Constant<value: tensor = int64[2] {-1, 1}>()
    hidden = Reshape(numbers, columns)
}
"""
UPPER = """
<ir_version: 9, opset_import: ["": 20]>
upper (
    float[n, 1] hidden, int64[n] marks, int64[n] regions, float[m, n] places, float[1, n] asked,
    float[d, n] dates
) => (float[m, 7] answers, float[m, d, 5] dated) {
    columns = Constant<value: tensor = int64[2] {-1, 1}>()
    kinds = Cast<to: int = 1>(marks)
    kind = Reshape(kinds, columns)
    inputs = Concat<axis: int = 1>(hidden, kind)
    of_place = MatMul(places, inputs)
    of_person = MatMul(asked, inputs)
    zero = Constant<value: tensor = int64[1] {0}>()
    one = Constant<value: tensor = int64[1] {1}>()
    second = Constant<value: tensor = int64[1] {2}>()
    region = Slice(regions, one, second)
    first = Cast<to: int = 1>(region)
    length = Shape(marks)
    width = Cast<to: int = 1>(length)
    nothing = Cast<to: int = 1>(zero)
    tail = Concat<axis: int = 0>(first, width, nothing)
    row = Constant<value: tensor = int64[2] {1, -1}>()
    tail_row = Reshape(tail, row)
    told = Concat<axis: int = 1>(of_person, tail_row)
    shape = Shape(of_place)
    rows = Slice(shape, zero, one)
    all = Constant<value: tensor = int64[1] {1}>()
    target = Concat<axis: int = 0>(rows, all)
    spread = Expand(told, target)
    answers = Concat<axis: int = 1>(of_place, spread)
    of_date = MatMul(dates, kind)
    date_shape = Shape(of_date)
    date_rows = Slice(date_shape, zero, one)
    classes = Constant<value: tensor = int64[1] {5}>()
    date_target = Concat<axis: int = 0>(rows, date_rows, classes)
    dated = Expand(of_date, date_target)
}
"""


@pytest.fixture(scope="module")
def shipped() -> Reader:
    folder = resource_dir("models") / "visit-reader"
    if not folder.is_dir():
        pytest.skip("models/visit-reader has not been trained yet")
    return Reader(folder)


def same(one: Reading, other: Reading) -> bool:
    return _plain(one) == _plain(other)


def _plain(reading: Reading) -> tuple[object, ...]:
    dates = {start: told.tolist() for start, told in reading.dates.items()}
    return reading.visit, reading.place, reading.status.tolist(), dates


def ask(reader: Reader, scene: Scene, *keys: str) -> Readings:
    """Ask whether persons visit any of the places of a text."""
    return reader.read(scene, {(key, m.start) for key in keys for m in scene.places}, TODAY)


def of(readings: Readings, key: str) -> Readings:
    return {pair: reading for pair, reading in readings.items() if pair[0] == key}


@pytest.mark.parametrize("missing", FILES)
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    for name in FILES:
        if name != missing:
            (tmp_path / name).touch()
    with pytest.raises(FileNotFoundError, match=missing):
        Reader(tmp_path)


def test_without_doubts_the_model_is_not_opened(
    make_doc: Callable[..., Doc], tmp_path: Path
) -> None:
    for name in FILES:
        (tmp_path / name).touch()
    assert Reader(tmp_path).read(Scene(make_doc(TEXT, MARKS)), set(), TODAY) == {}


def test_averages_spread_a_mention_over_its_subwords(make_doc: Callable[..., Doc]) -> None:
    mention = Scene(make_doc(TEXT, MARKS)).places[0]
    weights = averages([Located(mention, 1, 3), Located(mention, 4, 5)], 6)
    assert weights.dtype == np.float32
    assert weights.tolist() == [[0, 0.5, 0.5, 0, 0, 0], [0, 0, 0, 0, 1, 0]]
    assert averages([], 6).shape == (0, 6)
    assert averages([], 6, least=1).tolist() == [[0.0] * 6]


def test_every_place_is_read_as_the_person_sees_it(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    found = ask(toy, Scene(make_doc(TEXT, MARKS)), RUTTE, SANTOKHI)
    abroad, home = TEXT.index("Paramaribo"), TEXT.index("Utrecht")
    assert {pair: reading.place for pair, reading in found.items()} == {
        (RUTTE, abroad): Mark.PLACE_ABROAD,
        (RUTTE, home): Mark.PLACE_AT_HOME,
        (SANTOKHI, abroad): Mark.PLACE_AT_HOME,
        (SANTOKHI, home): Mark.PLACE_ABROAD,
    }
    assert {found[key, abroad].visit for key in (RUTTE, SANTOKHI)} == {PARAMARIBO}


def test_every_date_of_the_passage_is_read(make_doc: Callable[..., Doc], toy: Reader) -> None:
    found = ask(toy, Scene(make_doc(TEXT, MARKS)), RUTTE)
    for reading in found.values():
        (told,) = reading.dates.items()
        assert told[0] == TEXT.index("maandag")
        assert told[1].tolist() == [Mark.RECENT] * 5
    dateless = {words: mark for words, mark in MARKS.items() if mark[0] != "dates"}
    for reading in ask(toy, Scene(make_doc(TEXT, dateless)), RUTTE).values():
        assert reading.dates == {}


def test_the_person_is_the_mean_of_all_own_mentions(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    found = ask(toy, Scene(make_doc(TEXT, MARKS)), RUTTE, SANTOKHI)
    abroad = TEXT.index("Paramaribo")
    asked = [Mark.ASKED_BY_NAME, Mark.ASKED]
    # "Rutte" is known to the tokenizer, "hij" is not.
    assert found[RUTTE, abroad].status[:2].tolist() == [np.mean([4, 3]), np.mean(asked)]
    assert found[SANTOKHI, abroad].status[:2].tolist() == [5, Mark.ASKED_BY_NAME]


def test_regions_reach_the_model(make_doc: Callable[..., Doc], toy: Reader) -> None:
    doc = make_doc(TEXT, MARKS)
    before = ask(toy, Scene(doc), RUTTE)
    doc.spans["regions"] = [doc.char_span(0, TEXT.index("\n"), label="TITLE")]
    after = ask(toy, Scene(doc), RUTTE)
    place_start = TEXT.index("Paramaribo")
    assert [x[RUTTE, place_start].status[2] for x in (before, after)] == [0, 1]


def test_one_person_or_several_get_the_same_answer(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    together = ask(toy, scene, SANTOKHI, RUTTE)
    for key in (RUTTE, SANTOKHI):
        alone = ask(toy, scene, key)
        assert alone.keys() == of(together, key).keys()
        assert all(same(together[pair], reading) for pair, reading in alone.items())


def test_persons_that_are_not_in_the_text_get_no_answer(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    assert ask(toy, scene, "wd:Q0") == {}
    assert {key for key, _ in ask(toy, scene, "wd:Q0", RUTTE)} == {RUTTE}


def test_a_doubt_is_answered_the_same_whatever_else_is_in_doubt(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    scene = Scene(make_doc(TEXT + " woord" * 700, MARKS))
    together = ask(toy, scene, RUTTE, SANTOKHI)
    for pair, reading in together.items():
        assert same(toy.read(scene, {pair}, TODAY)[pair], reading)


def test_a_doubt_about_no_place_of_the_text_gets_no_answer(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    assert toy.read(Scene(make_doc(TEXT, MARKS)), {(RUTTE, 0)}, TODAY) == {}


def test_texts_without_places_or_words_get_no_answer(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    persons = {words: mark for words, mark in MARKS.items() if mark[0] == "persons"}
    doubts = {(RUTTE, TEXT.index("Paramaribo"))}
    assert toy.read(Scene(make_doc(TEXT, persons)), doubts, TODAY) == {}
    assert toy.read(Scene(make_doc("", {})), doubts, TODAY) == {}


def test_a_place_in_several_passages_gets_the_mean(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    text = TEXT + " woord" * 700
    scene = Scene(make_doc(text, MARKS))
    tokenizer = Tokenizer.from_file(str(toy.folder / "tokenizer.json"))
    widths = [len(x.ids) for x in passages(scene, split(tokenizer, text, LIMIT))]
    assert len(set(widths)) > 1
    found = ask(toy, scene, RUTTE)
    assert found[RUTTE, text.index("Paramaribo")].status[3] == pytest.approx(np.mean(widths))


def test_a_place_far_from_the_person_gets_no_answer(
    make_doc: Callable[..., Doc], toy: Reader
) -> None:
    text = "woord " * 100 + "Rutte" + " woord" * 700 + " Paramaribo ."
    marks = {words: MARKS[words] for words in ("Rutte", "Paramaribo")}
    assert ask(toy, Scene(make_doc(text, marks)), RUTTE) == {}
    near = text.replace(" woord" * 600, "")
    assert len(ask(toy, Scene(make_doc(near, marks)), RUTTE)) == 1


def test_a_pickled_reader_answers_the_same(make_doc: Callable[..., Doc], toy: Reader) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    before = ask(toy, scene, RUTTE)
    again = pickle.loads(pickle.dumps(toy))
    assert again.folder == toy.folder
    after = ask(again, scene, RUTTE)
    assert before.keys() == after.keys()
    assert all(same(after[pair], reading) for pair, reading in before.items())


def test_the_shipped_reader_answers_for_all_places(
    make_doc: Callable[..., Doc], shipped: Reader
) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    found = ask(shipped, scene, RUTTE, SANTOKHI)
    starts = [TEXT.index("Paramaribo"), TEXT.index("Utrecht")]
    assert found.keys() == {(key, start) for key in (RUTTE, SANTOKHI) for start in starts}
    for reading in found.values():
        assert np.isfinite([reading.visit, reading.place]).all()
        assert reading.status.shape == (len(Status),)
        assert np.exp(reading.status).sum() == pytest.approx(1, abs=1e-4)


def test_the_shipped_reader_tells_the_guest_from_the_host(
    make_doc: Callable[..., Doc], shipped: Reader
) -> None:
    text = (
        "Premier Rutte is maandag aangekomen in Paramaribo voor een bezoek van twee dagen. "
        "Merkel bleef in Berlijn en belde met hem."
    )
    marks: Marks = {
        "Rutte": MARKS["Rutte"],
        "Merkel": ("persons", "NAME", person("Angela Merkel", "DE", "wd:Q567")),
        "maandag": MARKS["maandag"],
        "Paramaribo": MARKS["Paramaribo"],
        "Berlijn": ("places", "CITY", place("Berlin", "DE")),
    }
    found = ask(shipped, Scene(make_doc(text, marks)), RUTTE, "wd:Q567")
    paramaribo = text.index("Paramaribo")
    assert found[RUTTE, paramaribo].visit > found["wd:Q567", paramaribo].visit


def test_the_shipped_reader_is_the_same_for_one_and_several(
    make_doc: Callable[..., Doc], shipped: Reader
) -> None:
    scene = Scene(make_doc(TEXT, MARKS))
    together = ask(shipped, scene, RUTTE, SANTOKHI)
    for key in (RUTTE, SANTOKHI):
        alone = ask(pickle.loads(pickle.dumps(shipped)), scene, key)
        assert alone.keys() == of(together, key).keys()
        assert all(same(together[pair], reading) for pair, reading in alone.items())
