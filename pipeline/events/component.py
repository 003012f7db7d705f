"""The spaCy component `visit_events`: reads the linked mentions, writes `doc._.visits`."""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.events.assembly import extract_events
from pipeline.events.judge import Judge
from pipeline.events.model import VisitModel, load_model
from pipeline.events.scene import Scene
from pipeline.resources import model_dir


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
    default_config={"model": "visit-events", "reader": "visit-reader"},
    assigns=["doc._.visits"],
)
def make_visit_events(nlp: Language, name: str, model: str, reader: str) -> VisitEvents:
    """Create the component from two models, each a folder or a name in `models/`."""
    del nlp, name
    return VisitEvents(load_model(model_dir(model), model_dir(reader)))
