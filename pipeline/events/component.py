"""The spaCy component `visit_events`: reads the linked mentions, writes `doc._.visits`."""

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.events.assembly import extract_events
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel, load_model
from pipeline.events.scene import Scene
from pipeline.resources import resource_dir


class VisitEvents:
    """Finds the visits of a doc with the model of one folder."""

    def __init__(self, model: VisitModel) -> None:
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.visits`; the doc's article gives the document id."""
        scene = Scene(doc)
        judge = Judge(scene, self._model, doc._.article_date)
        article = doc._.article
        doc._.visits = extract_events(judge, article.id if article else "doc")
        return doc


@Language.factory(
    "visit_events",
    default_config={"model": None, "reader": None},
    assigns=["doc._.visits"],
)
def make_visit_events(
    nlp: Language, name: str, model: str | None, reader: str | None
) -> VisitEvents:
    """Create the component; its folders are the shipped ones where they are `None`."""
    shipped = resource_dir("models")
    return VisitEvents(
        load_model(
            Path(model) if model else shipped / "visit-events",
            Path(reader) if reader else shipped / "visit-reader",
        )
    )
