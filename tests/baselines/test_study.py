"""Studies: equal means, every run, one table with a schema."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from xstilts_baselines.cli import group
from xstilts_baselines.studies.planning import plan_runs
from xstilts_baselines.studies.study import chosen, load_study, study_names
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_schemas import validator

RECIPE = """
name = "{name}"
description = "one head, two steps"
seed = 1
suite = "mini"
data = {{ "" = "miniature" }}
{phase}
[base]
model = "mini"

[settings]
batch = 8
learning_rate = 1e-3
precision = "fp32"
steps = 2
eval_every = 2

[[targets]]
task = "panx"
examples = {examples}
"""
PHASE = """
intermediate = [{ task = "mnli", examples = 64 }]
phase = { steps = 3 }
"""


def write(folder: Path, *, examples: int = 64, seeds: str = "[1, 2]", extra: str = "") -> str:
    """A study of two arms, with recipes that take seconds; its path."""
    none = RECIPE.format(name="tiny-none", phase="", examples=64)
    mnli = RECIPE.format(name="tiny-mnli", phase=PHASE, examples=examples)
    (folder / "none.toml").write_text(none)
    (folder / "mnli.toml").write_text(mnli)
    path = folder / "study.toml"
    path.write_text(
        f"""
name = "tiny"
title = "Two arms"
question = "Does it run?"
baseline = "none"
seeds = {seeds}
arms = [
    {{ name = "none", recipe = "{folder}/none.toml" }},
    {{ name = "mnli", recipe = "{folder}/mnli.toml" }},
]
{extra}
"""
    )
    return str(path)


def study(*arguments: str) -> int:
    quick = ("--task", "panx", "--device", "cpu")
    return run(group, "xstilts-baselines", ["study", *arguments, *quick])


@pytest.fixture(scope="module")
def _done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    assert study(write(folder), "--out", str(folder / "out")) == 0
    return folder


@pytest.fixture
def done(_done: Path, tmp_path: Path) -> Path:
    """The folder of a finished study of its own for every test."""
    return Path(shutil.copytree(_done / "out", tmp_path / "out"))


def value_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "study.json").read_text())
    return found


def test_every_bundled_study_can_be_planned() -> None:
    assert {"mini", "xlmr-base", "xlmr-large"} <= set(study_names())
    for name in study_names():
        found = load_study(name)
        planned = plan_runs(found, recipes="mini" if found.answers else None)
        assert len(planned) == len(found.arms) * len(found.seeds)
        assert len({one.name for one in planned}) == len(planned)


def test_a_study_has_every_run_and_a_difference_for_every_score(done: Path) -> None:
    value = value_of(done)
    validator("study").validate(value)
    assert [(row["arm"], row["seed"]) for row in value["runs"]] == [
        ("none", 1),
        ("mnli", 1),
        ("none", 2),
        ("mnli", 2),
    ]
    (task,) = (d for d in value["deltas"] if d["kind"] == "task")
    scores = {(r["arm"], r["seed"]): r["tasks"]["panx"] for r in value["runs"]}
    by_seed = [scores["mnli", seed] - scores["none", seed] for seed in (1, 2)]
    assert task["by_seed"] == pytest.approx(by_seed)
    assert task["delta"] == pytest.approx(sum(by_seed) / 2)
    assert task["verdict"] in ("better", "worse", "not shown")
    cells = [d["name"] for d in value["deltas"] if d["kind"] == "cell"]
    assert len(cells) == 10
    assert value["edition"] == "mini-2"
    assert value["arms"][1]["phase_2"]["examples"] == 3 * 8
    assert {b["of"]: b["equal"] for b in value["budgets"]} == {
        "base": True,
        "phase 3": True,
        "seeds": True,
        "phase 2": False,
        "lengths": True,
    }
    assert value["arms"][1]["phase_2"]["mean_length"] > 3
    assert value["arms"][1]["phase_2"]["truncated"] == 0


def test_a_run_that_was_trained_on_other_data_is_told_from_the_rest(
    done: Path, _done: Path
) -> None:
    path = done / "runs/mnli-seed2/run.json"
    record = json.loads(path.read_text())
    record["data"]["panx/panx"]["provenance"]["notes"] = ["a newer edition"]
    path.write_text(json.dumps(record))
    assert study(str(_done / "study.toml"), "--out", str(done)) == 0
    equal = {budget["of"]: budget["equal"] for budget in value_of(done)["budgets"]}
    assert (equal["base"], equal["phase 3"]) == (True, False)


@pytest.mark.slow
def test_a_study_of_the_first_rows_has_means_of_its_tasks_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert study(write(tmp_path, seeds="[1]"), "--out", str(out), "--limit", "5") == 0
    value = value_of(out)
    (task,) = (d for d in value["deltas"] if d["kind"] == "task")
    cells = [d["delta"] for d in value["deltas"] if d["kind"] == "cell"]
    assert task["delta"] == pytest.approx(sum(cells) / len(cells))
    assert task["interval_items"] is None or task["interval_items"][0] <= task["delta"]
    for row in value["runs"]:
        assert row["overall"] is None
        assert row["tasks"]["panx"] == pytest.approx(sum(row["cells"].values()) / 10)
    note = "panx is not a complete score, but a mean over the first 5 rows of each."
    assert note in value["notes"]


@pytest.mark.slow
def test_a_run_whose_folder_is_lost_is_made_again_and_no_other(
    done: Path, _done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = value_of(done)
    shutil.rmtree(done / "runs/mnli-seed2")
    kept = (done / "runs/none-seed1/run.json").stat().st_mtime_ns
    assert study(str(_done / "study.toml"), "--out", str(done)) == 0
    assert (done / "runs/none-seed1/run.json").stat().st_mtime_ns == kept
    after = value_of(done)
    assert [r["tasks"] for r in after["runs"]] == [r["tasks"] for r in before["runs"]]
    assert after["deltas"] == before["deltas"]
    assert "| mnli |" in capsys.readouterr().out


def test_one_seed_makes_a_table_that_claims_nothing(
    done: Path, _done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(_done / "study.toml")
    assert study(path, "--out", str(done), "--seed", "1") == 0
    assert "(one seed)" in capsys.readouterr().out
    value = value_of(done)
    assert {d["verdict"] for d in value["deltas"]} == {"one seed"}
    assert all(d["sd"] is None and d["interval"] is None for d in value["deltas"])


def test_runs_on_other_data_are_not_compared(
    done: Path, _done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = done / "runs/mnli-seed1/submissions/tiny-mnli-seed1/manifest.json"
    manifest = json.loads(path.read_text())
    entry = manifest["data"].pop()
    lost = f"predictions/{entry['task']}/{entry['language']}.jsonl"
    manifest["files"] = [file for file in manifest["files"] if file["path"] != lost]
    path.write_text(json.dumps(manifest))
    (path.parent / lost).unlink()
    assert study(str(_done / "study.toml"), "--out", str(done)) == 3
    assert "was scored as" in capsys.readouterr().err


def test_arms_with_unequal_means_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, examples=128)
    assert study(path, "--out", str(tmp_path / "out")) == 2
    assert "the arm mnli differs from none in targets.panx.examples" in capsys.readouterr().err


REGIMES = (
    "",
    '[regime]\nkind = "noise"\nepsilon = 0.1\n',
    '[regime]\nkind = "fgm"\nepsilon = 0.1\n',
)


def write_arms(folder: Path, varies: str, *more: str) -> str:
    """A study whose arms are the same recipe with more in each; its path."""
    for number, text in enumerate(more):
        recipe = RECIPE.format(name=f"arm{number}", phase="", examples=64)
        (folder / f"arm{number}.toml").write_text(f"{recipe}\n{text}")
    arms = "".join(
        f'[[arms]]\nname = "arm{n}"\nrecipe = "{folder}/arm{n}.toml"\n' for n in range(len(more))
    )
    path = folder / "study.toml"
    head = 'name = "tiny"\ntitle = "Arms"\nquestion = "Which?"\nbaseline = "arm0"\nseeds = [1]\n'
    path.write_text(f'{head}varies = "{varies}"\n{arms}')
    return str(path)


@pytest.mark.slow
def test_a_study_of_regimes_is_carried_out_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert study(write_arms(tmp_path, "regime", *REGIMES), "--out", str(out), "--limit", "2") == 0
    value = value_of(out)
    validator("study").validate(value)
    assert value["varies"] == "regime"
    assert [arm["regime"]["kind"] for arm in value["arms"]] == ["plain", "noise", "fgm"]
    assert any("what a training step minimises" in note for note in value["notes"])
    encoders = {
        json.loads(path.read_text())["phases"][1]["encoder_after"]
        for path in out.glob("runs/*/run.json")
    }
    assert len(encoders) == 3


OWN = """
[[targets]]
task = "mine"
kind = "pair"
labels = ["no", "yes"]
files = {{ dev = "{}" }}
"""
SAME = OWN.format("a.tsv")
TWO_STEPS = '[[intermediate]]\ntask = "mnli"\n[phase]\nsteps = 2\n'
FGM = '[regime]\nkind = "fgm"\nepsilon = 0.1\nat = "intermediate"\n'


@pytest.mark.parametrize(
    ("varies", "one", "two", "complaint"),
    [
        ("regime", REGIMES[0], REGIMES[1], None),
        ("phase", REGIMES[0], REGIMES[1], "differs from arm0 in regime"),
        ("data", REGIMES[0], REGIMES[1], "differs from arm0 in regime"),
        ("data", OWN.format("a.tsv"), OWN.format("b.tsv"), None),
        ("regime", OWN.format("a.tsv"), OWN.format("b.tsv"), "targets.mine.own.files.dev"),
        ("phase", OWN.format("a.tsv"), OWN.format("b.tsv"), "targets.mine.own.files.dev"),
        ("data", SAME, f"{SAME}steps = 9", "targets.mine.settings.steps"),
        ("regime", SAME, f"{SAME}steps = 9", "targets.mine.settings.steps"),
        ("regime", "", '[trainer]\noptim = "sgd"', "differs from arm0 in trainer"),
        ("speed", "", "", "varies: expected one of phase, regime, data, intermediate"),
        ("intermediate", "", '[trainer]\noptim = "sgd"', "differs from arm0 in trainer"),
        ("intermediate", "", f"{TWO_STEPS}{FGM}", None),
        ("intermediate", TWO_STEPS, f"{TWO_STEPS}{FGM}", None),
        ("intermediate", "", TWO_STEPS + FGM.replace('"intermediate"', '"both"'), "target_regime"),
    ],
)
def test_arms_differ_in_what_the_study_varies_and_in_nothing_else(
    tmp_path: Path, varies: str, one: str, two: str, complaint: str | None
) -> None:
    path = write_arms(tmp_path, varies, one, two)
    if complaint is None:
        assert len(plan_runs(load_study(path))) == 2
        return
    with pytest.raises(UsageError) as caught:
        plan_runs(load_study(path))
    assert complaint in caught.value.what


def test_places_of_data_may_differ_where_data_vary(tmp_path: Path) -> None:
    path = write_arms(tmp_path, "data", "", "")
    arm = tmp_path / "arm1.toml"
    arm.write_text(arm.read_text().replace('"" = "miniature"', 'panx = "hub"'))
    assert len(plan_runs(load_study(path))) == 2
    file = Path(path)
    for varies in ("regime", "phase"):
        file.write_text(file.read_text().replace('varies = "data"', f'varies = "{varies}"'))
        with pytest.raises(UsageError, match=r"differs from arm0 in data"):
            plan_runs(load_study(path))
        file.write_text(file.read_text().replace(f'varies = "{varies}"', 'varies = "data"'))


@pytest.mark.parametrize(
    ("extra", "seeds", "complaint"),
    [
        ("", "[1, 1]", "occurs twice"),
        ("speed = 3", "[1]", "unknown key 'speed'"),
        ("", "[]", "no seed"),
    ],
)
def test_a_faulty_study_is_refused(
    tmp_path: Path, extra: str, seeds: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert study(write(tmp_path, seeds=seeds, extra=extra), "--out", str(tmp_path / "out")) == 2
    assert complaint in capsys.readouterr().err


def test_a_study_that_is_not_known_suggests_one() -> None:
    with pytest.raises(UsageError, match=r"Did you mean xlmr-base or"):
        load_study("xlmr-bse")


def test_the_baseline_stays_whatever_arms_are_chosen() -> None:
    found = chosen(load_study("mini"), ["squad"], [7])
    assert ([arm.name for arm in found.arms], found.seeds) == (["none", "squad"], (7,))
    with pytest.raises(UsageError, match="no arm 'sqad'"):
        chosen(load_study("mini"), ["sqad"], [])


def test_a_change_can_be_for_one_arm(tmp_path: Path) -> None:
    found = load_study(write(tmp_path))
    planned = plan_runs(found, ["mnli:phase.steps=9", "targets.panx.steps=5"])
    phases = {one.arm.name: one.recipe.phase for one in planned}
    assert phases["none"] is None
    assert phases["mnli"] is not None
    assert phases["mnli"].steps == 9
    assert {one.recipe.targets[0].settings.steps for one in planned} == {5}


def array(text: str) -> Sequence[str]:
    return [line for line in text.splitlines() if line.startswith("srun")]


def test_an_array_job_has_a_task_for_every_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["study", write(tmp_path), "--out", str(tmp_path / "out"), "--slurm"]
    monkeypatch.setattr("sys.argv", ["xstilts-baselines", *arguments])
    assert run(group, "xstilts-baselines", arguments) == 0
    script = capsys.readouterr().out
    assert "#SBATCH --array=0-3" in script
    (line,) = array(script)
    assert line.endswith('--only "$SLURM_ARRAY_TASK_ID"')
    assert "--slurm" not in line
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_one_run_of_a_study_alone_makes_no_table(tmp_path: Path) -> None:
    path, out = write(tmp_path), tmp_path / "out"
    alone = ("--only", "1", "--limit", "2", "--drop-models")
    assert study(path, "--out", str(out), *alone) == 0
    assert not (out / "runs/mnli-seed1/model").exists()
    assert (out / "runs/mnli-seed1/submissions/tiny-mnli-seed1").is_dir()
    assert [folder.name for folder in (out / "runs").iterdir()] == ["mnli-seed1"]
    assert not (out / "study.json").exists()
    assert study(path, "--out", str(out), "--only", "4") == 2
