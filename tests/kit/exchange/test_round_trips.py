"""What goes out comes in again, with and without the inputs at hand."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import miniature
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.exchange.importing import import_predictions
from xstilts_kit.exchange.selection import Selection
from xstilts_kit.scoring.scoring import score
from xstilts_kit.submission.manifest import manifest_from_json
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_kit.validation.validating import validate
from xstilts_schemas import validator

MINI = Selection(suite="mini", languages=("de", "ru"))
WITHOUT = Selection(suite="xtreme", sources=("none",), languages=("de", "ru"))
"""The same files under a suite that has no data of its own."""

MadeUp = dict[tuple[str, str], list[dict[str, Any]]]


def predictions(folder: Path) -> MadeUp:
    return {
        (path.parent.name, path.stem): [
            json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
        ]
        for path in (folder / "predictions").glob("*/*.jsonl")
    }


def without_scores(records: MadeUp) -> MadeUp:
    bare = {"score": None}
    return {
        cell: [{**record, **(bare if "score" in record else {})} for record in found]
        for cell, found in records.items()
    }


def in_xtreme(records: MadeUp) -> MadeUp:
    """The part of the miniature whose languages XTREME's tasks have."""
    suite = get_suite("xtreme")
    return {
        (task, language): found
        for (task, language), found in records.items()
        if language in suite.languages_of(get_task(task))
    }


@pytest.fixture(scope="module")
def cut(
    _exported: Path, made_up: MadeUp, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The exported files whose languages XTREME has."""
    root = tmp_path_factory.mktemp("cut")
    for task, language in in_xtreme(made_up):
        for path in (_exported / task).glob(f"test-{language}.*"):
            (root / task).mkdir(exist_ok=True)
            (root / task / path.name).write_bytes(path.read_bytes())
    yield root


def test_shuffled_records_come_out_in_the_order_of_the_source(
    imported: Path, made_up: MadeUp
) -> None:
    assert predictions(imported) == made_up
    assert len({task for task, _ in made_up}) == 9


def test_an_imported_submission_is_valid_verified_and_can_be_scored(imported: Path) -> None:
    report = validate(imported, ["mini"])
    assert report.valid
    assert report.unverified == ()
    scores = score(imported, ["mini"], write=False)
    assert scores.inputs_verified
    assert all(cell.metrics is not None for cell in scores.cells)


def test_the_manifest_says_imported_and_nothing_that_is_not_known(imported: Path) -> None:
    written = json.loads((imported / "manifest.json").read_text(encoding="utf-8"))
    assert list(validator("manifest").iter_errors(written)) == []
    manifest = manifest_from_json(written)
    assert manifest.imported_from == "jsonl"
    (model,) = manifest.models
    assert (model.kind, model.id, model.digest, model.files) == ("imported", "made-up", None, ())
    assert manifest.settings.dtype is None
    assert manifest.settings.max_lengths == {}
    assert all(entry.inputs_fingerprint and entry.source == "mini" for entry in manifest.data)


def test_export_then_import_is_identity_but_for_the_scores_of_pairs(
    exported: Path, made_up: MadeUp, tmp_path: Path
) -> None:
    done = import_predictions(exported, tmp_path / "again", "xtreme", MINI)
    assert list(done.problems) == []
    assert predictions(tmp_path / "again") == without_scores(made_up)
    assert validate(tmp_path / "again", ["mini"]).valid


@pytest.mark.parametrize("gold", [True, False], ids=["ids from gold", "row numbers"])
def test_without_inputs_the_predictions_are_the_same_and_unverified(
    gold: bool, cut: Path, made_up: MadeUp, tmp_path: Path
) -> None:
    labels = [miniature.LABELS] if gold else []
    done = import_predictions(cut, tmp_path / "bare", "xtreme", WITHOUT, gold=labels)
    assert predictions(tmp_path / "bare") == without_scores(in_xtreme(made_up))
    assert all(entry.inputs_fingerprint is None for entry in done.manifest.data)
    assert len(done.unverified) == len(in_xtreme(made_up))
    assert validate(tmp_path / "bare").valid


def test_without_inputs_the_scores_are_the_same(
    cut: Path, imported: Path, made_up: MadeUp, tmp_path: Path
) -> None:
    import_predictions(cut, tmp_path / "bare", "xtreme", WITHOUT, gold=[miniature.LABELS])
    with pytest.raises(DataError, match="no gold"):
        score(tmp_path / "bare", write=False)
    bare = score(tmp_path / "bare", gold=[miniature.LABELS], write=False)
    full = score(imported, ["mini"], write=False)
    expected = {
        (cell.task, cell.language): cell.metrics
        for cell in full.cells
        if (cell.task, cell.language) in in_xtreme(made_up)
    }
    assert {(cell.task, cell.language): cell.metrics for cell in bare.cells} == expected
    assert "inputs:unknown" in bare.signature


@pytest.mark.parametrize("gold", [True, False])
def test_json_lines_without_inputs(
    gold: bool, shuffled: Path, made_up: MadeUp, tmp_path: Path
) -> None:
    labels = [miniature.LABELS] if gold else []
    import_predictions(shuffled, tmp_path / "bare", "jsonl", WITHOUT, gold=labels)
    found, expected = predictions(tmp_path / "bare"), in_xtreme(made_up)
    if gold:
        assert found == expected
    for cell, records in expected.items():
        own = get_task(cell[0]).ids == "own" and get_task(cell[0]).family != "mining"
        assert sorted(map(str, found[cell])) == sorted(map(str, records))
        assert own or found[cell] == records
    assert validate(tmp_path / "bare").valid


def test_a_submission_folder_can_be_imported_itself(
    imported: Path, made_up: MadeUp, tmp_path: Path
) -> None:
    done = import_predictions(imported, tmp_path / "again", "jsonl", MINI)
    assert list(done.problems) == []
    assert predictions(tmp_path / "again") == made_up


def test_a_limit_goes_all_the_way(exported: Path, made_up: MadeUp, tmp_path: Path) -> None:
    from xstilts_kit.exchange.exporting import export_predictions

    few = replace(MINI, tasks=("xnli", "xquad", "bucc2018"), limit=4)
    for task in ("xnli", "xquad", "bucc2018"):
        for language in few.languages:
            (tmp_path / "few" / task).mkdir(parents=True, exist_ok=True)
            records = made_up[task, language][: 4 if task != "bucc2018" else 2]
            (tmp_path / f"few/{task}/{language}.jsonl").write_text(
                "\n".join(map(json.dumps, records)), encoding="utf-8"
            )
    done = import_predictions(tmp_path / "few", tmp_path / "sub", "jsonl", few)
    assert {entry.limit for entry in done.manifest.data} == {4}
    assert all(entry.examples > 4 for entry in done.manifest.data)
    assert validate(tmp_path / "sub", ["mini"]).valid
    assert {cell.limit for cell in score(tmp_path / "sub", ["mini"], write=False).cells} == {4}
    export_predictions(tmp_path / "sub", tmp_path / "out")
    import_predictions(tmp_path / "out", tmp_path / "again", "xtreme", few)
    assert predictions(tmp_path / "again") == without_scores(predictions(tmp_path / "sub"))


def test_a_limit_needs_to_know_the_whole(cut: Path, tmp_path: Path) -> None:
    selection = replace(WITHOUT, languages=("de",), tasks=("xnli",), limit=4)
    with pytest.raises(UsageError, match="--limit"):
        import_predictions(cut, tmp_path / "out", "xtreme", selection)


def test_a_language_or_task_that_is_left_out_is_not_read(exported: Path, tmp_path: Path) -> None:
    (exported / "xnli/test-ru.tsv").write_text("damaged\n", encoding="utf-8")
    one = Selection(suite="mini", languages=("de",), tasks=("xnli",))
    done = import_predictions(exported, tmp_path / "one", "xtreme", one)
    assert list(done.problems) == []
    assert [(entry.task, entry.language) for entry in done.manifest.data] == [("xnli", "de")]
    assert done.absent == ()


def test_a_source_that_lacks_the_inputs_refuses(exported: Path, data: Path, tmp_path: Path) -> None:
    selection = Selection(suite="xnli", sources=(f"folder:{data / 'download'}",))
    with pytest.raises(DataError, match="xnli/ru: no "):
        import_predictions(exported, tmp_path / "out", "xtreme", selection)
    assert not (tmp_path / "out").exists()
