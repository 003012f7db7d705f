import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.mentions.sentences import SentenceSplitter, sentence_starts

BLANK = spacy.blank("xx")


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("visit_sentences")
    return nlp


def sentences(nlp: Language, lang: str, text: str) -> list[str]:
    doc = nlp.make_doc(text)
    doc._.lang = lang
    return [sentence.text.strip() for sentence in nlp(doc).sents]


# Each text is cut at the bars and nowhere else.
CASES = [
    ("nl", "De premier kwam aan.| Zij sprak lang."),
    ("nl", "Dr. Jansen en prof. dr. De Vries waren o.a. in St. Petersburg."),
    ("nl", "George W. Bush en C.C. Wei spraken elkaar jl. dinsdag."),
    ("nl", "In 2015 was hij er ook.| 's Ochtends vertrok hij."),
    ("nl", "Dat was in 2015.| 's Avonds sprak hij."),
    ("nl", "“We weigerden nooit.”| “Wij streven naar vrede.”"),
    ("nl", "'Komt hij?' vroeg de minister."),
    ("nl", '"Een prioriteit", zei hij.| "Zij ontwikkelt zich."| Daarna vertrok hij.'),
    ("nl", "Hij (en zij.)| Toen gingen ze."),
    ("nl", "Om 13.05 uur vertrekt hij uit Den Haag...| Daar wacht Beatrix."),
    ("nl", "Hij sprak over Nu.nl en de N.V. Nederlandse Spoorwegen."),
    ("nl", "Elizabeth II.| De koningin kwam."),
    ("de", "Am 3. März und 24./25. April war Dr. Müller bzw. Frau Dr. Maier dort."),
    ("de", "Papst Benedikt XVI. Ehrengast war er nie."),
    ("de", "Zuletzt kam Elizabeth II.| Der Besuch war kurz."),
    ("de", "Er wurde herzlich begrüßt.|Die beiden gingen."),
    ("de", "Am 26. Juni 2015.| Danach fuhr er heim."),
    ("de", "Sie sprachen über Öl, Gas usw.| Die Reise endet am 5. Mai."),
    ("de", "„Er kommt.“| Das sagte sie am 3. Tag."),
    ("de", "Mit 200.000 Menschen rechnete niemand, z.B. in Berlin."),
    ("hu", "Frissítve 2024. június 17-én, 7:58 EDT.| Dr. Kovács pl. itt volt."),
    ("hu", "II. János Pál a 2. Világkongresszuson járt."),
    ("hu", "VI. Fülöp spanyol király január 5. és 7. között érkezik."),
    ("hu", "A 2022. 05. 10-i csúcs után 2022. IV. 28-án is ott járt."),
    ("hu", "2025. február. 28. péntek"),
    ("hu", "Ez 2022 volt.| 2023. január 5-én jött."),
    ("de", "Univ.-Prof. Dr. Maier, Dipl.-Ing. Huber und Bgm. Nagl kamen."),
    ("hu", "Utoljára 2015.| Azóta nem járt itt."),
    ("hu", "„Nem megyek.” – mondta Kiss G. Ilona."),
    ("hu", "Az Alfa Kft. nyert, a Béta Zrt. nem."),
    ("nl", "Een titel zonder punt|\n\nEen alinea.|\nNog een"),
    ("xx", "A language without data. |Still has sentences."),
]


@pytest.mark.parametrize(("lang", "marked"), CASES)
def test_sentences_end_at_the_bars(nlp: Language, lang: str, marked: str) -> None:
    expected = [part.strip() for part in marked.split("|")]
    assert sentences(nlp, lang, marked.replace("|", "")) == expected


@given(st.text("aAéŐ.!?… \n\"'”“„1XIV)(", max_size=80), st.sampled_from(["nl", "de", "hu"]))
def test_every_token_is_decided_and_new_lines_end_sentences(text: str, lang: str) -> None:
    doc = BLANK.make_doc(text)
    doc._.lang = lang
    doc = SentenceSplitter()(doc)
    assert all(token.is_sent_start is not None for token in doc)
    for sentence in doc.sents:
        assert "\n" not in sentence.text.strip()
    assert all(0 < start < len(text) for start in sentence_starts(text, lang))
