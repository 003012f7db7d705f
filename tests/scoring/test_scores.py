import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.scoring import Names, ScoreInputError, score_files

from .builders import event, score
from .test_matching import EVENTS, PREDICTED

DOCS = st.sampled_from(["nl-1", "nl-2", "de-1", "hu-1"])
GOLD = st.lists(st.tuples(DOCS, EVENTS), min_size=1, max_size=6)
GUESSES = st.lists(st.tuples(DOCS, PREDICTED), min_size=1, max_size=6)


def placed(pairs):
    return [e.model_copy(update={"doc_id": doc_id}) for doc_id, e in pairs]


def values(scores):
    return {name: figure.value for name, figure in scores.overall.figures.items()}


@settings(max_examples=30, deadline=None)
@given(GOLD)
def test_gold_against_itself_is_perfect(pairs):
    gold = placed(pairs)
    scores = score(gold, gold)
    counted = [e for e in gold if not e.optional]
    assert scores.overall.matched == scores.overall.exact == len(counted)
    for name, value in values(scores).items():
        assert value in (None, 0.0 if name == "false_per_empty" else 1.0)
    if counted:
        assert scores.overall.value("visit_f1") == scores.overall.value("exact_f1") == 1.0


@settings(max_examples=30, deadline=None)
@given(GOLD, GUESSES, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(gold, guesses, random):
    wanted, given_ = placed(gold), placed(guesses)
    before = score(wanted, given_)
    random.shuffle(wanted)
    random.shuffle(given_)
    after = score(wanted, given_)
    assert after.overall == before.overall
    assert after.languages == before.languages
    assert after.matches == before.matches


@settings(max_examples=30, deadline=None)
@given(GOLD, GUESSES)
def test_figures_keep_their_bounds(gold, guesses):
    for group in score(placed(gold), placed(guesses)).languages.values():
        for name, figure in group.figures.items():
            if figure.value is not None and name != "false_per_empty":
                assert 0 <= figure.value <= 1
            if figure.low is not None and figure.high is not None:
                assert figure.low <= figure.high


@settings(max_examples=30, deadline=None)
@given(GOLD, GUESSES)
def test_unanswered_optional_events_change_nothing(gold, guesses):
    wanted, given_ = placed(gold), placed(guesses)
    extra = event(doc_id="nl-1", visitor="Nobody Else", optional=True)
    before, after = score(wanted, given_), score([*wanted, extra], given_)
    assert after.overall.gold == before.overall.gold
    assert values(after)["visit_f1"] == values(before)["visit_f1"]


@settings(max_examples=30, deadline=None)
@given(GOLD, GUESSES)
def test_answers_to_optional_events_change_nothing(gold, guesses):
    wanted, given_ = placed(gold), placed(guesses)
    extra = event(doc_id="nl-1", visitor="Nobody Else", optional=True)
    answer = extra.model_copy(update={"optional": False})
    documents = dict.fromkeys(["nl-1", "nl-2", "de-1", "hu-1"])
    before = score(wanted, given_, documents=documents)
    after = score([*wanted, extra], [*given_, answer], documents=documents)
    assert values(after) == values(before)
    assert after.overall == before.overall


def test_precision_recall_and_f1():
    gold = [event(country=c) for c in ("SR", "CN", "DE", "FR")]
    predicted = [event(country="SR"), event(country="CN", status="planned"), event(country="US")]
    scores = score(gold, predicted).overall
    assert scores.value("visit_precision") == pytest.approx(2 / 3)
    assert scores.value("visit_recall") == pytest.approx(2 / 4)
    assert scores.value("visit_f1") == pytest.approx(4 / 7)
    assert scores.value("exact_f1") == pytest.approx(2 / 7)
    assert scores.value("start_accuracy") == 1.0
    assert scores.value("status_accuracy") == pytest.approx(1 / 2)


def test_set_fields_are_micro_averaged_over_matched_events():
    gold = [event(country="SR", places=["A", "B"]), event(country="CN", places=["C"])]
    predicted = [event(country="SR", places=["A"]), event(country="US", places=["D"])]
    scores = score(gold, predicted).overall
    assert scores.value("places_f1") == pytest.approx(2 * 1 / (2 + 1))
    assert scores.value("counterparts_f1") is None


def test_optional_answers_are_no_part_of_field_scores():
    gold = [event(), event(country="CN", optional=True)]
    predicted = [event(), event(country="CN", status="planned", places=["X"])]
    scores = score(gold, predicted).overall
    assert (scores.gold, scores.predicted, scores.exact) == (1, 1, 1)
    assert scores.value("status_accuracy") == 1.0


def test_scores_are_micro_over_documents():
    gold = [event(doc_id="nl-1"), event(doc_id="nl-2"), event(doc_id="nl-2", country="CN")]
    scores = score(gold, gold[:2]).overall
    assert scores.value("visit_recall") == pytest.approx(2 / 3)


def test_false_events_per_article_that_has_none():
    gold = [event(doc_id="nl-1"), event(doc_id="nl-2", optional=True)]
    predicted = [
        event(doc_id="nl-1", country="US"),
        event(doc_id="nl-2"),
        event(doc_id="nl-2", country="US"),
        event(doc_id="nl-3"),
    ]
    documents = dict.fromkeys(["nl-1", "nl-2", "nl-3", "nl-4"], "nl")
    scores = score(gold, predicted, documents=documents).overall
    assert (scores.documents, scores.empty_documents, scores.false_in_empty) == (4, 3, 2)
    assert scores.value("false_per_empty") == pytest.approx(2 / 3)


def test_the_same_event_of_another_document_is_no_match():
    scores = score([event(doc_id="nl-1")], [event(doc_id="nl-2")]).overall
    assert (scores.matched, scores.gold, scores.predicted) == (0, 1, 1)
    assert scores.value("visit_f1") == 0.0


def test_languages_come_from_articles_then_events_then_ids():
    gold = [event(doc_id=i) for i in ("a", "b", "hu-dev-1", "plain")]
    predicted = [event(doc_id="b", lang="nl"), event(doc_id="a", lang="nl")]
    scores = score(gold, predicted, documents={"a": "de", "b": None, "de-9": None})
    assert dict(scores.language_of) == {
        "a": "de",
        "b": "nl",
        "hu-dev-1": "hu",
        "de-9": "de",
        "plain": "und",
    }
    assert sum(group.documents for group in scores.languages.values()) == 5


def test_intervals_hold_the_value_and_narrow_with_more_documents():
    def width(n):
        gold = [event(doc_id=f"nl-{i}") for i in range(n)]
        figure = score(gold, gold[::2]).overall.figures["visit_recall"]
        assert figure.low <= figure.value <= figure.high
        return figure.high - figure.low

    assert width(200) < width(20)


def test_intervals_are_the_same_in_every_run():
    gold = [event(doc_id=f"nl-{i}") for i in range(9)]
    first, second = (score(gold, gold[:5]).overall for _ in range(2))
    assert first == second


def test_nothing_to_score_is_an_error():
    with pytest.raises(ScoreInputError, match="nothing to score"):
        score([], [])


def test_no_predictions_at_all_is_a_score_of_zero(tmp_path):
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "events.jsonl"
    gold.write_text(event().model_dump_json())
    predicted.write_text("")
    scores = score_files([gold], [predicted], names=Names()).overall
    assert (scores.value("visit_f1"), scores.value("visit_precision")) == (0.0, None)
