import pytest

from pipeline.events.features import CUE_GROUPS, RELATION_GROUPS
from pipeline.events.lexicon import load_lexicon

LANGUAGES = ("nl", "de", "hu")
# Only Hungarian turns places into adjectives by rule.
HUNGARIAN_ONLY = {"place_prepositions.adjective"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_group_that_features_ask_for_has_patterns(lang: str) -> None:
    wanted = {*CUE_GROUPS, *RELATION_GROUPS} - (set() if lang == "hu" else HUNGARIAN_ONLY)
    assert wanted <= set(load_lexicon(lang).patterns)


@pytest.mark.parametrize(
    ("lang", "text", "group"),
    [
        ("nl", "Hij reist morgen naar Parijs", "triggers.travel"),
        ("de", "Er besucht am Montag Paris", "triggers.visit"),
        ("hu", "Hétfőn Párizsba látogat", "triggers.visit"),
        ("nl", "ontvangen door premier Rutte", "person_prepositions.agent"),
        ("hu", "Macronnal egyeztetett", "person_prepositions.with"),
        ("de", "Scholz und Macron", "coordination.row"),
    ],
)
def test_cues_stand_where_the_words_are(lang: str, text: str, group: str) -> None:
    found = [cue for cue in load_lexicon(lang).find(text) if cue.group == group]
    assert found
    assert all(0 <= cue.start < cue.end <= len(text) for cue in found)


def test_a_language_without_lexicon_has_no_cues() -> None:
    assert load_lexicon("xx").find("Hij reist naar Parijs") == []
