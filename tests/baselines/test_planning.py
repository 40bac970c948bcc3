"""Plans: steps, cost, licences and what is missing; nothing is started, fetched or generated."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from intermediate_data import write_original
from xstilts_baselines.cli import group
from xstilts_baselines.recipes import EncoderSize, load_stilts, recipe_names, variant_names
from xstilts_baselines.run import cost
from xstilts_baselines.run.planning import plan_recipe
from xstilts_kit.cli import run

BASE = EncoderSize(layers=12, hidden=768, feed_forward=3072, heads=12, vocabulary=250_002)
LARGE = EncoderSize(layers=24, hidden=1024, feed_forward=4096, heads=16, vocabulary=250_002)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("XSTILTS_CACHE", str(tmp_path / "cache"))


# Arithmetic. The numbers are of a table that was computed by somebody else: MiB of a sequence's
# activations in 16 bits, and hours at 40 and 120 TFLOP/s.


@pytest.mark.parametrize(
    ("length", "base", "large"), [(128, 50, 132), (256, 122, 324), (384, 216, 576), (512, 333, 888)]
)
def test_activations_of_one_sequence(length: int, base: float, large: float) -> None:
    for size, expected in ((BASE, base), (LARGE, large)):
        one, none = (cost.memory(size, cost.Load(1, n, length)) for n in (1, 0))
        assert (one - none) / 2**20 == pytest.approx(expected, abs=1)


def test_state_of_the_optimiser() -> None:
    assert cost.parameters(BASE) == pytest.approx(278e6, rel=0.01)
    assert cost.parameters(LARGE) == pytest.approx(560e6, rel=0.01)
    for size, gib in ((BASE, 4.1), (LARGE, 8.3)):
        assert cost.memory(size, cost.Load(1, 0, 128)) / 2**30 == pytest.approx(gib, abs=0.1)


@pytest.mark.parametrize(
    ("sequences", "length", "base", "large"),
    [
        (2 * 392_702, 256, (0.75, 0.25), (2.6, 0.9)),
        (2 * 87_599, 384, (0.3, 0.1), (0.9, 0.3)),
        (3 * 4 * 25_262, 256, (0.3, 0.1), (1.0, 0.3)),
        (5 * 49_401, 256, (0.2, 0.1), (0.8, 0.3)),
    ],
)
def test_hours(
    sequences: int, length: int, base: tuple[float, float], large: tuple[float, float]
) -> None:
    for size, expected in ((BASE, base), (LARGE, large)):
        found = cost.hours(size, cost.Load(sequences, 4, length))
        assert (found["gpu_40"], found["gpu_120"]) == pytest.approx(expected, abs=0.06)


def test_predicting_words_takes_memory_for_every_word_of_the_vocabulary() -> None:
    with_words, without = (cost.memory(BASE, cost.Load(1, 10, 128, share)) for share in (0.1, 0.0))
    assert (with_words - without) / 2**20 == pytest.approx(122, rel=0.01)


# Plans.


@pytest.mark.parametrize("name", [n for n in recipe_names() if n != "mini"])
def test_every_recipe_can_be_planned_and_says_what_each_number_rests_on(name: str) -> None:
    plan = plan_recipe(load_stilts(name), {}, look=False)
    assert plan.steps > 0
    for phase in plan.phases:
        assert phase.hours is not None
        assert "unknown" not in phase.origins.values()
        assert sum(task.share for task in phase.tasks) == pytest.approx(1)
        assert all(task.licence for task in phase.tasks)


def test_steps_are_epochs_over_the_published_examples() -> None:
    plan = plan_recipe(load_stilts("xlmr-large-mnli"), {}, look=False)
    steps = {phase.name: phase.steps for phase in plan.phases}
    assert steps["phase 2"] == 2 * 12_272
    assert steps["pawsx"] == 5 * 1_544
    assert steps["squad"] == 2 * 5_475


def test_local_data_are_read_for_their_true_size(tmp_path: Path) -> None:
    folder = write_original(tmp_path, "mnli")
    recipe = load_stilts("mnli", ["phase.epochs=10", "phase.batch=1", "phase.accumulate=2"], "x/y")
    plan = plan_recipe(recipe, {"mnli": f"folder:{folder}"})
    (task,) = plan.phases[0].tasks
    assert (task.train, task.dev) == (4, 4)
    assert plan.phases[0].steps == 20
    assert str(folder) in task.data


def test_faults_of_local_data_and_what_is_not_here_are_missing(tmp_path: Path) -> None:
    folder = write_original(tmp_path, "mnli")
    (folder / "MNLI/train.tsv").write_text("sentence1\tsentence2\tgold_label\na\tb\tx\n")
    plan = plan_recipe(load_stilts("xlmr-base-mnli"), {"mnli": f"folder:{folder}"})
    found = "\n".join(plan.missing)
    assert f"{folder}/MNLI/train.tsv:2: 'x' is not a label" in found
    assert "UD-POS/en: the train split has not been prepared" in found
    assert "xstilts-submit data prepare" in found


def test_ccg_is_missing_until_a_folder_is_named(tmp_path: Path) -> None:
    recipe = load_stilts("xlmr-base-ccg")
    assert any("LDC2005T13" in line for line in plan_recipe(recipe, {}).missing)
    places = {"ccg": f"folder:{write_original(tmp_path, 'ccg')}"}
    assert not any("LDC2005T13" in line for line in plan_recipe(recipe, places).missing)


def test_the_miniature_needs_nothing(tmp_path: Path) -> None:
    plan = plan_recipe(load_stilts("mini-mnli"), {}, tmp_path)
    assert plan.missing == ()
    assert [phase.name for phase in plan.phases] == [
        *("phase 2", "xnli", "pawsx", "udpos", "panx", "squad", "tydiqa")
    ]


def test_too_little_space_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shutil import _ntuple_diskusage  # type: ignore[attr-defined]

    monkeypatch.setattr("shutil.disk_usage", lambda path: _ntuple_diskusage(10**9, 10**9, 10**6))
    plan = plan_recipe(load_stilts("mini-none"), {}, tmp_path / "run")
    assert any("are needed for checkpoints and heads" in line for line in plan.missing)


def test_a_base_of_ones_own_is_measured_by_its_configuration(tmp_path: Path) -> None:
    config = {
        "num_hidden_layers": 12,
        "hidden_size": 768,
        "intermediate_size": 3072,
        "num_attention_heads": 12,
        "vocab_size": 250_002,
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    known = plan_recipe(load_stilts("none", base=str(tmp_path)), {}, look=False)
    same = plan_recipe(load_stilts("xlmr-base-none"), {}, look=False)
    assert known.hours == pytest.approx(same.hours, rel=1e-3)
    unknown = plan_recipe(load_stilts("none", base="my-org/my-encoder"), {}, look=False)
    assert unknown.hours is None
    assert unknown.steps == known.steps


def test_a_base_that_is_not_there_is_missing(tmp_path: Path) -> None:
    plan = plan_recipe(load_stilts("none", base=str(tmp_path / "absent")), {})
    assert any("There is no folder" in line for line in plan.missing)


# Commands.


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(group, "xstilts-baselines", list(arguments)) == 0
    return capsys.readouterr().out


def test_list_has_every_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "list")
    assert all(name in text for name in (*recipe_names(), *variant_names()))
    found = json.loads(said(capsys, "list", "--json"))
    rows = found["recipes"]
    assert "minilm" in text
    assert {"mini", "minilm"} <= {study["name"] for study in found["studies"]}
    assert [row["name"] for row in rows] == list(recipe_names())
    assert all(row["steps"] > 0 for row in rows)


def test_a_plan_tells_data_licences_cost_and_origins(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "plan", "xlmr-large-mnli")
    for part in (
        "phase 2: 24,544 steps",
        "nyu-mll/glue on the Hub",
        "licence: CC BY-NC 4.0",
        "2.6 h on a V100-class",
        "(jiant)",
        "\nmissing\n",
    ):
        assert part in text


def test_a_plan_as_json_is_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    document: Any = json.loads(said(capsys, "plan", "mini-squad", "--json"))
    assert document["missing"] == []
    assert document["steps"] == sum(phase["steps"] for phase in document["phases"])
    assert document["recipe"]["kind"] == "stilts"
    assert json.loads(said(capsys, "plan", "mini", "--json"))["recipe"]["kind"] == "scratch"


def test_the_commonest_wish_is_planned_with_any_base(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "plan", "none", "--base", "my-org/my-encoder@main")
    assert "base         my-org/my-encoder at main" in text
    assert "phase 2" not in text


def test_planning_loads_no_model_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom xstilts_baselines.run.planning import plan_recipe\n"
        "from xstilts_baselines.recipes import load_stilts\n"
        "plan_recipe(load_stilts('mini-mnli'), {})\n"
        "assert not {'torch', 'transformers', 'datasets'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
