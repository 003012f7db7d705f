import spacy

from pipeline.mentions.dates.component import RESULTS
from tests.mentions.dates.helpers import article_day


def test_spans_labels_and_characters() -> None:
    nlp = spacy.blank("hu")
    nlp.add_pipe("visit_dates")
    doc = nlp.make_doc("Az elnök keddtől kétnapos látogatásra készül 2024. június 25-én.")
    doc._.article_date = article_day()
    doc = nlp.get_pipe("visit_dates")(doc)
    assert [(span.text, span.label_, span._.date.bound) for span in doc.spans["dates"]][:2] == [
        ("keddtől", "date", "from"),
        ("kétnapos", "duration", None),
    ]
    start, end, value = doc.user_data[RESULTS][2]
    assert doc.text[start:end] == "2024. június 25-én"
    assert value.timex == "2024-06-25"


def test_span_covers_the_tokens_it_touches() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("visit_dates")
    doc = nlp("bezoek(28-29 juni 2023)aan")
    (span,) = doc.spans["dates"]
    (found,) = doc.user_data[RESULTS]
    assert doc.text[found[0] : found[1]] == "28-29 juni 2023"
    assert span.start_char <= found[0]
    assert span.end_char >= found[1]


def test_language_of_the_document_decides() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("visit_dates")
    doc = nlp.make_doc("am 3. Mai 2023")
    doc._.lang = "de"
    doc = nlp.get_pipe("visit_dates")(doc)
    assert [span._.date.iso() for span in doc.spans["dates"]] == [("2023-05-03", "2023-05-03")]
