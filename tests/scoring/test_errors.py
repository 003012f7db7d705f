import pytest

from pipeline.scoring import DocView, Mention, Names, losses

from .builders import event, match

FULL = DocView(persons=frozenset({"Mark Rutte"}), countries=frozenset({"SR"}))
PER, LOC = Mention(0, 5, "PER", "Rutte"), Mention(20, 30, "LOC", "Paramaribo")


def blame(gold, predicted, view=None):
    """Return {(kind, stage)} of all losses of one document."""
    return {(x.kind, x.stage) for x in losses(match(gold, predicted), view, Names())}


def test_nothing_lost():
    assert blame([event()], [event(delegation=["A"], domestic=True)]) == set()


def test_mention_where_no_name_was_found():
    gold = event(evidence=[[0, 40]])
    assert blame([gold], [], DocView()) == {("missed", "mention")}
    assert blame([gold], [], DocView(mentions=(PER,))) == {("missed", "mention")}


def test_a_name_outside_the_evidence_counts_where_it_looks_like_the_one_wanted():
    gold = event(evidence=[[100, 140]])
    view = DocView(countries=frozenset({"SR"}), mentions=(PER,))
    assert blame([gold], [], view) == {("missed", "link")}
    other = DocView(countries=frozenset({"SR"}), mentions=(Mention(0, 5, "PER", "Merkel"),))
    assert blame([gold], [], other) == {("missed", "mention")}


def test_link_where_a_name_was_found_and_stands_for_nobody_wanted():
    gold = event(evidence=[[0, 40]])
    assert blame([gold], [], DocView(mentions=(PER, LOC))) == {("missed", "link")}
    country_lost = DocView(persons=frozenset({"Mark Rutte"}), mentions=(PER, LOC))
    assert blame([gold], [], country_lost) == {("missed", "link")}


def test_role_where_everything_was_linked():
    assert blame([event()], [], FULL) == {("missed", "role")}


def test_date_where_only_the_date_is_wrong():
    both = {("missed", "date"), ("false", "date")}
    assert blame([event()], [event(when="2015")]) == both
    assert blame([event()], [event(when=None)], FULL) == both


def test_merge_where_two_stays_became_one():
    gold = [event(when="2022-09-12"), event(when="2022-09-20")]
    assert blame(gold, [event(when="2022-09")]) == {("missed", "merge"), ("inexact", "date")}


def test_merge_where_one_stay_became_two():
    assert blame([event()], [event(), event()]) == {("false", "merge")}
    assert blame([event()], [event(), event(when=None)]) == {("false", "merge")}
    again = event(when="2015", evidence=[[0, 9]])
    assert blame([event(evidence=[[5, 20]])], [event(), again]) == {("false", "merge")}


def test_another_stay_that_was_not_found_is_no_merge():
    gold = [event(), event(when="2015")]
    assert blame(gold, [event()], FULL) == {("missed", "role")}


def test_an_invented_stay_has_a_wrong_date():
    assert blame([event()], [event(), event(when="2015")]) == {("false", "date")}


def test_a_false_event_with_nothing_behind_it_is_a_role_error():
    assert blame([], [event()], FULL) == {("false", "role")}


def test_both_halves_of_a_wrong_visitor_have_the_same_stage():
    gold = event(evidence=[[0, 40]])
    wrong = event(visitor="Nobody Else", evidence=[[10, 30]])
    lost = DocView(countries=frozenset({"SR"}), mentions=(PER,))
    assert blame([gold], [wrong], lost) == {("missed", "link"), ("false", "link")}
    assert blame([gold], [wrong], FULL) == {("missed", "role"), ("false", "role")}


@pytest.mark.parametrize(
    ("wrong", "stage"),
    [
        ({"status": "planned"}, "status"),
        ({"start": "2022-09"}, "date"),
        ({"end": "2022-09-12", "status": "planned"}, "date"),
        ({"places": ["Paramaribo", "Albina"]}, "role"),
    ],
)
def test_matched_events_with_wrong_fields(wrong, stage):
    gold = event(places=["Paramaribo"])
    predicted = event(**({"places": ["Paramaribo"]} | wrong))
    [loss] = losses(match([gold], [predicted]), FULL, Names())
    assert (loss.kind, loss.stage, set(loss.wrong)) == ("inexact", stage, set(wrong))


def test_a_missing_place_is_traced_to_where_it_was_lost():
    gold, predicted = event(places=["Paramaribo"], evidence=[[0, 40]]), event()
    assert blame([gold], [predicted]) == {("inexact", "unknown")}
    assert blame([gold], [predicted], DocView()) == {("inexact", "mention")}
    assert blame([gold], [predicted], DocView(mentions=(LOC,))) == {("inexact", "link")}
    known = DocView(places=frozenset({"Paramaribo"}))
    assert blame([gold], [predicted], known) == {("inexact", "role")}


def test_counterparts_and_organisations_are_a_kind_of_their_own():
    gold = event(counterparts=["Chan Santokhi"], organisations=["NATO"], evidence=[[0, 40]])
    predicted = event(counterparts=["Chan Santokhi"])
    assert blame([gold], [predicted], DocView()) == {("partial", "mention")}
    org = Mention(5, 9, "ORG", "NAVO")
    assert blame([gold], [predicted], DocView(mentions=(org,))) == {("partial", "link")}
    known = DocView(organisations=frozenset({"NATO"}))
    assert blame([gold], [predicted], known) == {("partial", "role")}
    alone = event(organisations=["NATO"])
    assert blame([gold], [alone], DocView(mentions=(PER,))) == {("partial", "link")}


def test_wrong_counterparts_do_not_hide_what_made_an_event_inexact():
    gold, predicted = event(counterparts=["A"]), event(status="planned")
    [loss] = losses(match([gold], [predicted]), DocView(), Names())
    assert (loss.kind, loss.stage, loss.wrong) == ("inexact", "status", ("status", "counterparts"))


def test_the_output_alone_tells_roles_and_owns_up_otherwise():
    assert blame([event()], []) == {("missed", "unknown")}
    others = [event(country="GY"), event(visitor="A", country="SR", when="2015")]
    assert ("missed", "role") in blame([event()], others)


def test_optional_events_are_no_losses():
    assert blame([event(optional=True)], []) == set()
    assert blame([event(optional=True)], [event(status="planned")]) == set()
