import pytest

from pipeline.mentions.dates.lexicon import load
from pipeline.mentions.dates.tense import tense

CASES = [
    ("nl", "Hij is @vrijdag aangekomen.", "past"),
    ("nl", "Hij zal @vrijdag aankomen.", "future"),
    ("nl", "De minister tekende @vrijdag het verdrag.", "past"),
    ("nl", "@Vrijdag reist hij af, zei een woordvoerder.", "future"),
    ("de", "Sie wurde @Freitag empfangen.", "past"),
    ("de", "Sie wird @Freitag empfangen, sagte er.", "future"),
    ("de", "Er hatte @Freitag abreisen wollen.", "past"),
    ("de", "Er könnte @Freitag abreisen.", "future"),
    ("hu", "@Pénteken érkezett Bécsbe.", "past"),
    ("hu", "@Pénteken érkezik Bécsbe.", "future"),
    ("hu", "@Pénteken elhagyta a várost.", "past"),
    ("nl", "@Vrijdag", None),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), CASES)
def test_the_nearest_cue_of_the_clause_decides(
    lang: str, marked: str, expected: str | None
) -> None:
    start = marked.index("@")
    text = marked.replace("@", "")
    end = start
    while end < len(text) and text[end].isalpha():
        end += 1
    assert tense(text, start, end, load(lang).tense) == expected
