"""Finds the data that ships beside the code, in a checkout or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """Return the folder `configs` or `models`.

    Raises:
        FileNotFoundError: neither the wheel's copy nor the checkout's folder exists.
    """
    for candidate in (_PACKAGE / f"_{name}", _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"no folder {name!r} beside the package {_PACKAGE}")


def model_dir(model: str) -> Path:
    """Return the folder of a model: a path that exists, or else a name in `models/`."""
    return Path(model) if Path(model).is_dir() else resource_dir("models") / model
