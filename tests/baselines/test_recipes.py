"""Recipes: reading them, and what is wrong with them."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

import xstilts_schemas
from xstilts_baselines.cli import group
from xstilts_baselines.data.intermediate import all_intermediate
from xstilts_baselines.recipes import (
    Recipe,
    ScratchRecipe,
    load_recipe,
    load_stilts,
    origin_of,
    recipe_names,
    variant_names,
)
from xstilts_baselines.run.folder import recipe_digest
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import UsageError


def scratch(*changes: str) -> ScratchRecipe:
    recipe = load_recipe("mini", changes)
    assert isinstance(recipe, ScratchRecipe)
    return recipe


@pytest.mark.parametrize("name", recipe_names())
def test_every_bundled_recipe_is_sound_and_fits_its_schema(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.name == name
    assert recipe.targets
    document = json.loads(json.dumps(recipe.as_json()))
    assert list(xstilts_schemas.validator("recipe").iter_errors(document)) == []


DIGESTS = {
    "mini-mnli": "9d6be449fce4c2c490fd51dc769778a23409ca05c07abf7b6f1eab0ac885a6c4",
    "minilm-multi": "f32fb66bc299c3d70e84342ef89b11824c276ff1947fcdc32fb7b025a38d26f4",
    "xlmr-large-mnli": "ecd2b74310d5e0c78cd5303f22c79deb937c0a9b91eb5bd6666964bd75abd876",
    "xlmr-base-multi-mlm": "11194f530efc69c193d50a458a6b30fd70acd0d1d014e90b3226a3df4ee64acf",
}
"""As recorded by runs before recipes had regimes, own tasks and arguments of the Trainer."""


@pytest.mark.parametrize("name", DIGESTS)
def test_the_digest_of_a_recorded_recipe_stays_what_it_was(name: str) -> None:
    assert recipe_digest(load_recipe(name).as_json()) == DIGESTS[name]


VARIANTS = {
    *("none", "anli", "mnli", "qqp", "squad", "squad_v2", "hellaswag", "ccg", "cosmos_qa"),
    *("commonsense_qa", "multi", "multi-no-ccg", "mnli-mlm", "multi-mlm"),
}
CHANGED = {f"mnli-{change}" for change in ("x2", "switched", "placebo", "fgm", "freelb", "r3f")}
"""MNLI first with one thing changed: the arms of the research questions."""
ARMS = {"none", "mnli", "squad"} | CHANGED
VARIANTS |= CHANGED


def test_every_base_has_its_variants() -> None:
    assert set(recipe_names()) == {
        "mini",
        *(f"{base}-{variant}" for base in ("mini", "mdeberta") for variant in ARMS),
        *(
            f"e5-{variant}"
            for variant in (*ARMS, *(f"mnli-{one}" for one in ("random", "pgd", "paraphrased")))
        ),
        "e5-heads-none",
        *(f"minilm-{v}" for v in ("none", "mnli", "squad", "commonsense_qa", "multi")),
        *(f"{base}-{variant}" for base in ("xlmr-large", "xlmr-base") for variant in VARIANTS),
        *(f"mbert-{v}" for v in ("none", "mnli", "squad")),
    }
    assert set(variant_names()) == VARIANTS


def test_the_multi_task_recipe_has_all_nine_tasks_and_one_of_them_can_be_left_out() -> None:
    nine = set(all_intermediate()) - {"anli", "snli"}
    assert {task.task for task in load_stilts("xlmr-large-multi").intermediate} == nine
    eight = {task.task for task in load_stilts("xlmr-large-multi-no-ccg").intermediate}
    assert eight == nine - {"ccg"}


def test_arms_of_a_base_differ_in_phase_2_alone() -> None:
    for base in ("xlmr-large", "xlmr-base", "mini"):
        none, other = load_stilts(f"{base}-none"), load_stilts(f"{base}-mnli")
        assert none.targets == other.targets
        assert none.base == other.base
        assert none.phase is None
        assert not none.intermediate


def test_common_settings_reach_every_phase_and_what_is_nearer_goes_before_them() -> None:
    recipe = load_stilts("xlmr-large-squad", ["settings.learning_rate=3e-6", "settings.batch=2"])
    assert recipe.phase is not None
    every = [recipe.phase, *(target.settings for target in recipe.targets)]
    assert {settings.learning_rate for settings in every} == {3e-6}
    assert {settings.batch for settings in every} == {2}
    by_task = {target.task: target.settings for target in recipe.targets}
    assert by_task["squad"].effective_batch == 8
    assert by_task["xnli"].effective_batch == 16


@pytest.mark.parametrize(
    ("table", "key", "origin"),
    [
        ("targets.xnli", "steps", "jiant"),
        ("targets.xnli", "learning_rate", "jiant"),
        ("phase", "steps", "ours"),
        ("phase", "learning_rate", "from memory"),
        ("phase", "warmup", "jiant"),
        ("mixing", "cap", "from memory"),
        ("masked", "share", "ours"),
        ("masked", "mask", "jiant"),
    ],
)
def test_a_recipe_says_what_its_numbers_rest_on(table: str, key: str, origin: str) -> None:
    assert origin_of(load_stilts("xlmr-large-multi-mlm"), table, key) == origin


def test_a_number_that_was_set_rests_on_who_set_it() -> None:
    recipe = load_stilts("xlmr-base-none", ["targets.xnli.epochs=1", "settings.batch=1"])
    assert origin_of(recipe, "targets.xnli", "epochs") == "--set"
    assert origin_of(recipe, "targets.pawsx", "epochs") == "jiant"
    assert origin_of(recipe, "targets.pawsx", "batch") == "--set"
    assert origin_of(recipe, "targets.pawsx", "learning_rate") == "xtreme"


@pytest.mark.parametrize(
    ("name", "change", "said", "remedy"),
    [
        (
            "mini-none",
            "settings.steps=9",
            "every target has steps",
            "Give --set targets.*.steps=9.",
        ),
        (
            *("mini-mnli", "settings.epochs=1", "the phase and every target have steps or epochs"),
            "Give --set phase.epochs=1 and --set targets.*.epochs=1.",
        ),
        (
            *("mini", "settings.steps=9", "trains its own encoder and has no shared settings"),
            "Give --set pretraining.steps=9 and --set targets.*.steps=9.",
        ),
        ("mini", "settings.clip=2.0", "has no shared settings", "See the recipe's file"),
    ],
)
def test_a_shared_setting_that_would_change_nothing_is_refused(
    name: str, change: str, said: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load_recipe(name, [change])
    assert "changes nothing" in caught.value.what and said in caught.value.what
    assert caught.value.remedy.startswith(remedy)


def test_a_shared_setting_reaches_what_has_no_value_of_its_own() -> None:
    recipe = load_stilts("mini-none", ["settings.learning_rate=1e-5"])
    rates = {target.task: target.settings.learning_rate for target in recipe.targets}
    assert rates["xnli"] == 1e-5
    assert rates["udpos"] == 5e-4


def test_steps_take_epochs_back_and_a_star_means_all_targets() -> None:
    recipe = load_stilts("xlmr-base-mnli", ["targets.*.steps=3", "phase.steps=5"])
    assert {target.settings.steps for target in recipe.targets} == {3}
    assert {target.settings.epochs for target in recipe.targets} == {None}
    assert recipe.phase is not None
    assert (recipe.phase.steps, recipe.phase.epochs) == (5, None)


def test_a_variant_goes_with_any_base() -> None:
    recipe = load_stilts("none", base="my-org/my-encoder")
    assert (recipe.base.model, recipe.base.revision) == ("my-org/my-encoder", None)
    assert recipe.targets == load_stilts("xlmr-large-none").targets
    pinned = load_stilts("mnli", base="my-org/my-encoder@v2")
    assert (pinned.base.model, pinned.base.revision) == ("my-org/my-encoder", "v2")


def test_a_base_replaces_that_of_a_recipe(tmp_path: Path) -> None:
    folder = tmp_path / "my@encoder"
    folder.mkdir()
    recipe = load_stilts("mini-none", base=str(folder))
    assert (recipe.base.model, recipe.base.revision, recipe.base.size) == (str(folder), None, None)
    assert recipe.data == {"": "miniature"}


def test_a_recipe_from_a_file_may_have_common_settings(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(STILTS)
    recipe = load_recipe(str(path), ["masked.share=0.3"])
    assert isinstance(recipe, Recipe)
    assert recipe.phase is not None
    assert recipe.phase.batch == recipe.targets[0].settings.batch == 8
    assert recipe.masked is not None
    assert recipe.masked.share == 0.3


STILTS = """
name = "mine"
description = "my own"
seed = 3
suite = "xtreme-8"
base = { model = "my-org/my-encoder" }
intermediate = [{ task = "mnli" }, { task = "squad" }]
mixing = { temperature = 2, cap = 1000 }
masked = { languages = ["de", "sw"], share = 0.1 }

[settings]
batch = 8
learning_rate = 1e-5

[phase]
steps = 10

[[targets]]
task = "xnli"
epochs = 1
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("batch = 8", "batsch = 8", "settings: unknown key 'batsch'"),
        ("epochs = 1", "epoch = 1", "targets[0]: unknown key 'epoch'"),
        ("epochs = 1", "epochs = 1\nsteps = 3", "steps or epochs must be given, not both"),
        ("epochs = 1", "", "steps or epochs must be given, not neither"),
        ("epochs = 1", "epochs = 0", "epochs = 0.0; expected a number above 0"),
        ("epochs = 1", "epochs = inf", "epochs = inf; expected a number above 0"),
        ("steps = 10", "epochs = 2", "several tasks have no common epoch"),
        ("[phase]\nsteps = 10", "", "intermediate tasks without a [phase]"),
        ('intermediate = [{ task = "mnli" }, { task = "squad" }]', "", "without an intermediate"),
        ('{ task = "squad" }', '{ task = "mnli" }', "mnli occurs twice"),
        ('{ task = "squad" }', '{ task = "sqad" }', "There is no intermediate task 'sqad'"),
        ('{ task = "squad" }]', "]", "there is only one intermediate task"),
        ('task = "xnli"', 'task = "xquad"', "There is no target 'xquad'"),
        ('task = "xnli"', 'task = "xnli"\nlanguages = ["xx"]', "no training data in 'xx'"),
        ('task = "xnli"', 'task = "xnli"\nlanguages = []', "there are no languages"),
        ("share = 0.1", "share = 1.5", "share = 1.5; expected a share below 1"),
        ("temperature = 2", "temperature = 0", "temperature = 0.0"),
        ("temperature = 2", 'sampler = "random"', "expected one of proportional, uniform"),
        ('languages = ["de", "sw"]', "languages = []", "masked.languages: there are none"),
        ('suite = "xtreme-8"', 'suite = "xtreme-9"', "xtreme-9"),
        ("[settings]", '[origin]\nseed = "a friend"\n[settings]', "'a friend' is not one of"),
        ("[settings]", "[data]\nmnli = 3\n[settings]", "expected a value of type str"),
        ("[settings]", '[data]\nnmli = "hub"\n[settings]', "data.nmli: there is no task 'nmli'"),
        ("[settings]", '[data]\nmnli = "huub"\n[settings]', "'huub' is not a place"),
        ("batch = 8", 'batch = 8\nprecision = "fp8"', "expected one of auto, fp32, bf16"),
        ("[settings]", "[variants.none]\n[settings]", "contains a family of recipes"),
        ("[settings]\n", "settings = 3\n", "settings: expected a table"),
    ],
)
def test_a_faulty_stilts_recipe_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert old in STILTS
    path = tmp_path / "mine.toml"
    path.write_text(STILTS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_recipe(str(path))
    assert complaint in caught.value.what


def test_a_base_says_nothing_to_a_recipe_from_scratch() -> None:
    with pytest.raises(UsageError, match="trains its own encoder"):
        load_recipe("mini", base="my-org/my-encoder")
    with pytest.raises(UsageError, match="trains an encoder from scratch"):
        load_stilts("mini")


def test_a_value_can_be_changed_in_a_table_and_in_a_target() -> None:
    recipe = scratch("pretraining.steps=7", "targets.xnli.learning_rate=1e-3")
    assert recipe.pretraining.steps == 7
    assert {t.task: t.learning_rate for t in recipe.targets}["xnli"] == 1e-3


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("hidden = 128", "hiden = 128", "unknown key 'hiden'"),
        ("hidden = 128\n", "", "hidden is missing"),
        ("hidden = 128", 'hidden = "wide"', "expected a value of type int"),
        ("hidden = 128", "hidden = true", "expected a value of type int"),
        ("hidden = 128", "hidden = ", "not TOML"),
        ('task = "xnli"', 'task = "xnil"', "There is no task 'xnil'"),
        ("[encoder]", "[[encoder]]", "expected a table"),
    ],
)
def test_a_faulty_recipe_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    text = (files("xstilts_baselines") / "recipes/mini.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_recipe(str(path))
    assert complaint in caught.value.what


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["plan", "minni"], "Did you mean mini"),
        (["plan", "xlmr-large-mlni"], "Did you mean xlmr-large-mnli"),
        (["plan", "none"], "has no encoder of its own, and --base is missing"),
        (["plan", "absent.toml"], "There is no recipe file absent.toml."),
        (["plan", "mini", "--set", "pretraining.stepps=3"], "unknown key 'stepps'"),
        (["plan", "mini", "--set", "pretrainin.steps=3"], "no such key"),
        (["plan", "mini", "--set", "pretraining"], "expected key=value"),
        (["plan", "mini", "--set", "targets.panx.steps=-5"], "steps = -5"),
        (["plan", "mini", "--set", "encoder.layers=0"], "layers = 0"),
        (["plan", "mini", "--set", "seed=many"], "expected a value of type int"),
    ],
)
def test_mistakes_on_the_command_line_end_with_usage(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, "xstilts-baselines", arguments) == 2
    assert complaint in capsys.readouterr().err


def test_a_value_that_the_recipe_leaves_to_its_default_can_be_set() -> None:
    recipe = scratch("targets.xnli.freeze_embeddings=false")
    assert {t.task: t.freeze_embeddings for t in recipe.targets}["xnli"] is False
    assert {t.task: t.freeze_embeddings for t in recipe.targets}["panx"] is True


def test_a_recipe_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"not UTF-8"):
        load_recipe(str(path))


def test_a_folder_that_cannot_be_made_is_an_error_of_storage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    out = tmp_path / "file" / "checkpoint"
    assert run(group, "xstilts-baselines", ["run", "mini", "--out", str(out)]) == 5
    assert str(out) in capsys.readouterr().err


def test_a_plan_of_the_miniatures_checkpoint_says_what_is_trained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(group, "xstilts-baselines", ["plan", "mini"]) == 0
    assert "pre-training: 5,000 steps" in capsys.readouterr().out


def test_a_run_never_writes_into_a_folder_that_is_not_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert run(group, "xstilts-baselines", ["run", "mini", "--out", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
