"""The notebooks of examples/ run from their first cell to their last, and still say what they say there."""

import pathlib

import pytest

pytestmark = pytest.mark.notebooks
nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
FOLDER = pathlib.Path(__file__).parents[3] / "examples"


def said(notebook):
    """What the cells printed, and what they showed as text."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_runs(path):
    notebook = nbformat.read(path, as_version=4)
    before = said(notebook)
    assert before, "it is kept as it was run"
    nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}}).execute()
    if path.stem == "functions":
        assert said(notebook) == before
    else:
        assert [text.count("\n") for text in said(notebook)] == [text.count("\n") for text in before]
