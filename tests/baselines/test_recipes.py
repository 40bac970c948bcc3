"""Recipes: reading them, and what is wrong with them."""

from pathlib import Path

import pytest

from xstilts_baselines.cli import group
from xstilts_baselines.recipe import load_recipe, recipe_names
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import UsageError


def test_every_bundled_recipe_is_sound() -> None:
    assert "mini" in recipe_names()
    for name in recipe_names():
        recipe = load_recipe(name)
        assert recipe.name == name
        assert recipe.targets


def test_a_value_can_be_changed_in_a_table_and_in_a_target() -> None:
    recipe = load_recipe("mini", ["pretraining.steps=7", "targets.xnli.learning_rate=1e-3"])
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
    from importlib.resources import files

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
        (["plan", "minni"], "Did you mean mini?"),
        (["plan", "absent.toml"], "There is no recipe file absent.toml."),
        (["plan", "mini", "--set", "pretraining.stepps=3"], "unknown key 'stepps'"),
        (["plan", "mini", "--set", "pretrainin.steps=3"], "no such key"),
        (["plan", "mini", "--set", "pretraining"], "no key=value"),
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
    recipe = load_recipe("mini", ["targets.xnli.freeze_embeddings=false"])
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


def test_list_and_plan_say_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(group, "xstilts-baselines", ["list"]) == 0
    assert "mini: " in capsys.readouterr().out
    assert run(group, "xstilts-baselines", ["plan", "mini"]) == 0
    assert "pre-training: 5,000 steps" in capsys.readouterr().out


def test_a_run_never_writes_into_a_folder_that_is_not_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert run(group, "xstilts-baselines", ["run", "mini", "--out", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
