import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring import calibrate

from .builders import event, score

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


def test_calibration_error_weighs_the_gap_of_each_bin_by_its_events():
    result = calibrate([0.95, 0.95, 0.95, 0.15], [True, True, False, False], gold=4)
    assert result.ece == pytest.approx((3 * abs(0.95 - 2 / 3) + 1 * 0.15) / 4)
    assert result.reliability["events"].tolist() == [1, 3]
    assert result.reliability["low"].tolist() == pytest.approx([0.1, 0.9])


def test_certainty_falls_into_the_last_bin():
    result = calibrate([1.0, 0.0], [True, False], gold=1)
    assert result.ece == 0.0
    assert result.reliability["high"].tolist() == pytest.approx([0.1, 1.0])


def test_thresholds_tell_what_is_kept():
    table = calibrate([0.9, 0.6, 0.2], [True, False, True], gold=4).thresholds
    row = table.set_index("min_confidence").loc[0.9]
    assert (row["events"], row["precision"], row["recall"]) == (1, 1.0, 0.25)
    assert table["recall"].iloc[0] == 0.5


def test_without_confidences_there_is_no_calibration():
    result = score([event()], [event()]).calibration
    assert result.ece is None
    assert result.reliability.empty


def test_answers_to_optional_events_are_not_judged():
    gold = [event(), event(country="CN", optional=True)]
    predicted = [event(confidence=0.75), event(country="CN", confidence=0.1)]
    assert score(gold, predicted).calibration.reliability["events"].sum() == 1


@given(JUDGED)
def test_calibration_error_is_bounded(judged):
    confidence, correct = zip(*judged, strict=True)
    result = calibrate(confidence, correct, gold=len(correct))
    assert 0 <= result.ece <= 1
    assert result.reliability["events"].sum() == len(judged)
