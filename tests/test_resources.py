"""Where models and data are found."""

from pathlib import Path

import pytest

from pipeline.resources import model_dir, resource_dir


def test_a_folder_is_itself(tmp_path: Path) -> None:
    assert model_dir(str(tmp_path)) == tmp_path


def test_a_name_is_a_folder_of_the_shipped_models() -> None:
    assert model_dir("visit-events") == resource_dir("models") / "visit-events"
    assert (model_dir("visit-events") / "model.json").is_file()


def test_an_unknown_folder_of_data_is_named_in_the_error() -> None:
    with pytest.raises(FileNotFoundError, match="'nowhere'"):
        resource_dir("nowhere")
