"""A threshold belongs to the dev split it was fitted on, also after an interruption."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import xstilts_kit.prediction.cells
from xstilts_kit.cell import Cell
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Prepared, Request, prepare


@pytest.mark.parametrize("changed", ["gold", "de"])
def test_an_interrupted_run_fits_again_on_a_dev_split_that_changed(
    changed: str,
    data: Path,
    whole_checkpoint: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = tmp_path / "download"
    shutil.copytree(data / "download/bucc2018", root / "bucc2018")
    pairs = [f"de-{i:09}\ten-{j:09}\n" for i in range(1, 5) for j in range(1, 6)]
    (root / "bucc2018/de-en.dev.gold").write_text("".join(pairs), encoding="utf-8")

    def prepared() -> Prepared:
        return prepare(
            Request(
                models=[str(whole_checkpoint)],
                suite="bucc2018",
                sources=[f"folder:{root}"],
                languages=["de", "zh"],
            )
        )

    write = xstilts_kit.prediction.cells.write_records

    def stop(out: Path, cell: Cell, records: Any) -> object:
        if cell.language == "zh":
            raise KeyboardInterrupt
        return write(out, cell, records)

    with monkeypatch.context() as patch:
        patch.setattr(xstilts_kit.prediction.cells, "write_records", stop)
        with pytest.raises(KeyboardInterrupt):
            predict(prepared(), tmp_path / "out")
    path = root / f"bucc2018/de-en.dev.{changed}"
    if changed == "gold":
        path.write_text("de-000000001\ten-000000099\n", encoding="utf-8")
    else:
        more = "".join(f"de-{i:09}\tSatz {i}\n" for i in range(5, 30))
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    again = predict(prepared(), tmp_path / "out")
    fresh = predict(prepared(), tmp_path / "fresh")
    assert again.settings.thresholds == fresh.settings.thresholds
