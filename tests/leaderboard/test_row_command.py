"""The command on a row's page: pasted into a shell it is one command, or it is not shown."""

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from xstilts_kit.submission.manifest import Model
from xstilts_leaderboard.rows.loading import board_lock, load_rows
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.site.pages.citing import command_of, facts_of
from xstilts_leaderboard.store.submissions import read_store
from xstilts_leaderboard.tables.lines import Line


@pytest.fixture
def row(small_board: tuple[Path, Path]) -> ScoredRow:
    root, scored = small_board
    (found,) = load_rows(root, "mini", read_store(root), scored, board_lock(root))
    return found


def of_model(row: ScoredRow, **changes: object) -> ScoredRow:
    model = replace(row.manifest.models[0], **changes)  # type: ignore[arg-type]
    return replace(row, manifest=replace(row.manifest, models=(model,)))


@pytest.mark.parametrize(
    "name",
    [
        "org/a;touch${IFS}witness",
        "org/$(touch witness)",
        "org/`touch witness`",
        "org/a|touch witness",
        "org/a' && touch witness '",
        "org/a\n touch witness",
        "-rf",
        "org/model",
    ],
)
def test_a_models_id_is_one_word_of_the_command(name: str, row: ScoredRow, tmp_path: Path) -> None:
    command = command_of(of_model(row, kind="hub", id=name, revision="1" * 40))
    assert command is not None
    assert f"{' '.join(name.split())}@{'1' * 40}" in shlex.split(command)
    pasted = f"xstilts-submit() {{ :; }}\n{command}\n"
    subprocess.run(["bash", "-c", pasted], cwd=tmp_path, check=True)
    assert list(tmp_path.glob("witness*")) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "folder", "revision": None},
        {"kind": "imported", "revision": None},
        {"kind": "hub", "revision": None},
    ],
)
def test_a_row_that_nobody_can_reproduce_has_no_command(
    changes: dict[str, object], row: ScoredRow
) -> None:
    assert command_of(of_model(row, **changes)) is None


def test_the_bundled_checkpoint_is_called_by_its_name(row: ScoredRow) -> None:
    assert "--model mini" in str(command_of(of_model(row, kind="bundled", revision=None)))


def test_labels_that_contradict_the_configuration_are_shown_and_part_of_the_command(
    row: ScoredRow,
) -> None:
    given = {"0": "entailment", "1": "neutral", "10": "contradiction"}
    theirs = {"0": "contradiction", "1": "neutral", "10": "entailment"}
    changed = of_model(row, tasks=("xnli",), kind="bundled", label_map=given, config_labels=theirs)
    command = command_of(changed) or ""
    assert "--labels xnli=entailment,neutral,contradiction --override-labels" in command
    facts = dict(facts_of(Line(changed)))
    assert facts["Classes of xnli"] == (
        "entailment, neutral, contradiction, given by the author;"
        " config.json: contradiction, neutral, entailment"
    )
    assert "--override-labels" not in (command_of(of_model(row, kind="bundled")) or "")


def merged(row: ScoredRow, *models: Model) -> ScoredRow:
    return replace(row, manifest=replace(row.manifest, models=models))


def test_a_joined_row_has_a_command_for_each_set_of_settings(row: ScoredRow) -> None:
    """Options hold for all tasks of a command; the later commands add to the folder."""
    (model, *_), settings = row.manifest.models, row.manifest.settings
    half = replace(settings, dtype="float16", batch_tokens=512, max_lengths={"pawsx": 64})
    one = replace(model, kind="bundled", tasks=("xnli", "tatoeba"))
    two = replace(model, kind="hub", id="org/b", revision="2" * 40, tasks=("pawsx",), settings=half)
    first, second = str(command_of(merged(row, one, two))).split(" && ")
    assert "--model mini --task xnli,tatoeba" in first
    assert "--layer" in first
    assert f"--batch-tokens {settings.batch_tokens}" in first
    assert "--dtype" not in first
    assert f"--model org/b@{'2' * 40} --task pawsx" in second
    assert "--dtype float16 --batch-tokens 512 --max-length pawsx=64" in second
    assert "--layer" not in second
    assert first.partition(" --out ")[2] == second.partition(" --out ")[2]
    alike = replace(two, settings=None)
    joined = str(command_of(merged(row, one, alike)))
    assert "&&" not in joined
    assert f"--model xnli=mini --model tatoeba=mini --model pawsx=org/b@{'2' * 40}" in joined
    assert command_of(merged(row, one, replace(two, kind="folder"))) is None


def test_a_task_of_two_models_is_predicted_by_each_in_its_languages(row: ScoredRow) -> None:
    model = replace(row.manifest.models[0], kind="bundled", tasks=("xnli",))
    one = replace(model, languages=("de", "en"))
    two = replace(model, kind="hub", id="org/b", revision="2" * 40, languages=("sw",))
    first, second = str(command_of(merged(row, one, two))).split(" && ")
    assert "--model mini --task xnli --language de,en" in first
    assert f"--model org/b@{'2' * 40} --task xnli --language sw" in second
