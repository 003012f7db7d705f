"""One analysed article on a terminal."""

from collections import defaultdict
from collections.abc import Iterator

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from spacy.tokens import Doc, Span

from pipeline.export.table import dates_of
from pipeline.schema import ArticleDate, VisitEvent

_LINKED = ("persons", "places", "organisations")
_STYLES = {
    "persons": "bold cyan",
    "places": "bold green",
    "organisations": "bold magenta",
    "dates": "bold yellow",
}


def show_doc(doc: Doc, console: Console) -> None:
    """Print the language and date of the article, its text, mentions and events."""
    article = doc._.article
    console.print(
        Text.assemble(
            (article.id if article else "article", "bold"),
            f"   language {doc._.lang}   date {_dated(doc._.article_date)}",
        )
    )
    console.print(Panel(_painted(doc), title="text as read"))
    console.print(_mentions(doc))
    if not doc._.visits:
        console.print("No visits found.")
    for event in doc._.visits:
        console.print(Panel(_event(event), title=f"{event.visitor} → {event.country}"))


def _dated(found: ArticleDate | None) -> str:
    interval = found.value.iso() if found else None
    if found is None or interval is None:
        return "unknown"
    return f"{' – '.join(dict.fromkeys(interval))} (from {found.source})"


def _painted(doc: Doc) -> Text:
    text = Text(doc.text)
    for region in doc.spans.get("regions", ()):
        text.stylize(
            "dim" if region.label_ == "CAPTION" else "bold", region.start_char, region.end_char
        )
    for group in ("dates", *_LINKED):
        for span in doc.spans.get(group, ()):
            text.stylize(_STYLES[group], span.start_char, span.end_char)
    return text


def _mentions(doc: Doc) -> Table:
    table = Table("kind", "words", "stands for", header_style="bold")
    rows: dict[tuple[str, str, str], int] = defaultdict(int)
    for kind, span, meaning in _found(doc):
        rows[kind, " ".join(span.text.split()), meaning] += 1
    for (kind, words, meaning), count in rows.items():
        table.add_row(kind, words if count == 1 else f"{words} ×{count}", meaning)
    return table


def _found(doc: Doc) -> Iterator[tuple[str, Span, str]]:
    for span in doc.ents:
        yield f"name {span.label_}", span, ""
    for group in _LINKED:
        for span in doc.spans.get(group, ()):
            entity = span._.entity
            parts = (entity.name, entity.id, entity.country) if entity else ()
            yield group[:-1], span, ", ".join(part for part in parts if part)
    for span in doc.spans.get("dates", ()):
        value = span._.date
        interval = value.iso() if value else None
        yield f"date ({span.label_})", span, " – ".join(dict.fromkeys(interval or ()))


def _event(event: VisitEvent) -> Text:
    facts = {
        "dates": dates_of(event),
        "status": str(event.status),
        "places": ", ".join(event.places),
        "met": ", ".join(event.counterparts),
        "bodies": ", ".join(event.organisations),
        "with": ", ".join(event.delegation),
        "domestic": "yes" if event.domestic else "",
        "confidence": f"{event.confidence:.2f}",
    }
    text = Text()
    for name, value in facts.items():
        if value:
            text.append(f"{name}: ", "dim").append(f"{value}\n")
    for evidence in event.evidence:
        words = " ".join(evidence.text.split())
        text.append(f"[{evidence.start}:{evidence.end}] ", "dim").append(f"{words}\n", "italic")
    text.rstrip()
    return text
