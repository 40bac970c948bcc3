"""The example notebook: it is clean, and its cells run in order on the miniature."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "kit" / "examples" / "first_row.ipynb"


def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == "code"]


def test_the_notebook_has_no_output_and_is_python() -> None:
    for cell in cells():
        assert cell["outputs"] == [] and cell["execution_count"] is None
        compile("".join(cell["source"]), cell["id"], "exec")


@pytest.mark.nightly
def test_the_notebooks_cells_run_in_order(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    program = "\n".join("".join(cell["source"]) for cell in cells())
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nassert len(compared.rows) > 9"],
        cwd=tmp_path,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "first-row: valid" in done.stdout
