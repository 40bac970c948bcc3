"""Recipes of one's own: a first file, its schema, tasks of one's own, all faults at once."""

import json
import re
import tomllib
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import xstilts_schemas
from xstilts_baselines.cli import group
from xstilts_baselines.data.opening import open_intermediate, open_target, read_places
from xstilts_baselines.data.own import OwnData
from xstilts_baselines.data.samples import ChoiceSample, PairSample, SpanSample, TagSample
from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.push import lay_out
from xstilts_baselines.recipes import Lora, Recipe, Settings, load_recipe, load_stilts
from xstilts_baselines.recipes.trainer import ALLOWED, REFUSED
from xstilts_baselines.run.carrying_out import Order, run_recipe
from xstilts_baselines.run.planning import plan_recipe
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import DataError, UsageError

SCHEMA = xstilts_schemas.validator("recipe-file")
HEAD = """
[base]
model = "mini"
[settings]
batch = 4
learning_rate = 1e-3
steps = 2
"""
XNLI = '\n[[targets]]\ntask = "xnli"\n'


def write(folder: Path, text: str, name: str = "mine.toml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def faults(folder: Path, text: str) -> str:
    with pytest.raises(UsageError) as caught:
        load_recipe(write(folder, text))
    return caught.value.what


@pytest.mark.parametrize("intermediate", [[], ["mnli"], ["mnli", "squad"]])
def test_a_new_recipe_can_be_planned_as_it_is(tmp_path: Path, intermediate: list[str]) -> None:
    path = tmp_path / "my-first.toml"
    options = [word for name in intermediate for word in ("--intermediate", name)]
    arguments = ["new", str(path), "--base", "a/b", "--target", "xnli", *options]
    assert run(group, "xstilts-baselines", arguments) == 0
    recipe = load_stilts(str(path))
    assert (recipe.name, recipe.seed, recipe.suite) == ("my-first", 1, "xtreme-8")
    assert [one.task for one in recipe.intermediate] == intermediate
    assert plan_recipe(recipe, {}, look=False).steps > 0
    assert list(SCHEMA.iter_errors(tomllib.loads(path.read_text()))) == []
    before = path.read_text()
    assert run(group, "xstilts-baselines", arguments) == 2
    assert path.read_text() == before


def test_every_key_that_a_new_recipe_shows_is_one(tmp_path: Path) -> None:
    """All comments taken away, the file is a recipe still."""
    path = tmp_path / "all.toml"
    assert run(group, "xstilts-baselines", ["new", str(path), "--intermediate", "mnli"]) == 0
    shown = re.sub(r"^# (?=\[|[a-z_]+ = )", "", path.read_text(), flags=re.M)
    document = tomllib.loads(shown)
    assert list(SCHEMA.iter_errors(document)) == []
    assert document["regime"]["kind"] == "random"
    recipe = load_stilts(write(tmp_path, shown, "b.toml"), ["phase.steps=1"])
    assert recipe.lora == Lora(rank=8)
    assert recipe.own_tasks == ("my_pairs",)
    assert recipe.trainer["lr_scheduler_type"] == "cosine"


def test_the_schema_has_the_keys_that_the_code_reads() -> None:
    schema = xstilts_schemas.load("recipe-file")
    own = {field.name for field in fields(OwnData)}
    settings = {field.name for field in fields(Settings)}
    properties = schema["properties"]
    assert set(properties) - {"settings"} == {field.name for field in fields(Recipe)}
    assert set(schema["$defs"]["settings"]["properties"]) == settings
    targets = set(properties["targets"]["items"]["properties"])
    assert targets == {"task", "examples", "languages"} | settings | own
    intermediate = set(properties["intermediate"]["items"]["properties"])
    assert intermediate == {"task", "examples", "max_length", "batch", "accumulate"} | own
    assert set(properties["lora"]["properties"]) == {field.name for field in fields(Lora)}


def test_bundled_files_with_one_recipe_are_not_of_another_form() -> None:
    family = tomllib.loads(
        (files("xstilts_baselines") / "recipes/minilm.toml").read_text(encoding="utf-8")
    )
    document = {key: family[key] for key in ("seed", "suite", "settings", "targets")}
    document["base"] = {"model": "x/y"}
    assert list(SCHEMA.iter_errors(document)) == []


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    said = faults(
        tmp_path,
        """
        suite = "xtreme-9"
        sed = 3
        [base]
        model = 3
        [settings]
        batsch = 8
        learning_rate = "fast"
        [trainer]
        optimm = "sgd"
        fp16 = true
        [[targets]]
        task = "xnil"
        epoch = 2
        [[targets]]
        """,
    )
    for part in (
        "unknown key 'sed'. Did you mean seed or masked?\n",
        "trainer.optimm: unknown key",
        "trainer.fp16: a recipe may not set it",
        "There is no target 'xnil'. Did you mean xnli?",
        "base: model: expected a value of type str",
        "settings: unknown key 'batsch'",
        "targets[0]: unknown key 'epoch'",
        "learning_rate: expected a value of type float",
        "targets[1]",
    ):
        assert part in said, part
    assert re.search(r"has \d+ faults:", said)


def test_faults_of_values_are_named_at_once(tmp_path: Path) -> None:
    text = f"""
    suite = "xtreme-9"
    {HEAD}
    colour = 3
    [trainer]
    optim = "adam"
    fp16 = true
    learning_rat = 1.0
    [[targets]]
    task = "xnil"
    [[targets]]
    task = "panx"
    warmup = 3
    languages = ["xx"]
    """
    said = faults(tmp_path, text)
    for part in (
        "settings: unknown key 'colour'",
        "xtreme-9",
        "trainer.optim: 'adam'; expected one of adamw_torch",
        "trainer.fp16: a recipe may not set it: training uses float32",
        "trainer.learning_rat: unknown key",
        "There is no target 'xnil'",
        "warmup = 3.0; expected a share below 1",
        "targets.panx: no training data in 'xx'",
    ):
        assert part in said, part


def test_every_argument_of_transformers_is_allowed_or_refused_with_a_reason() -> None:
    from dataclasses import fields as fields_of

    import transformers

    known = {field.name for field in fields_of(transformers.TrainingArguments)}
    assert known == set(ALLOWED) | set(REFUSED)
    assert set(ALLOWED).isdisjoint(REFUSED)
    assert all(REFUSED.values())


def test_the_recorded_form_of_what_is_new_fits_its_schema(tmp_path: Path) -> None:
    text = f"""{HEAD}
    dev_examples = 5
    patience = 2
    [lora]
    [regime]
    kind = "fgm"
    epsilon = 0.1
    [trainer]
    optim = "sgd"
    [[targets]]
    task = "mine"
    kind = "tags"
    labels = ["O", "X"]
    files = {{ dev = "dev.jsonl" }}
    """
    document = json.loads(json.dumps(load_stilts(write(tmp_path, text)).as_json()))
    assert list(xstilts_schemas.validator("recipe").iter_errors(document)) == []
    assert document["targets"][0]["own"]["kind"] == "tags"


PAIRS = "text_a\ttext_b\tlabel\n" + "".join(f"a{i}\tb{i}\t{i % 2}\n" for i in range(30))
TAGS = "\n".join("a\tO\nb\tX\n" for _ in range(30))
SPANS = "".join(
    json.dumps(
        {"context": f"c {i} d", "question": "q", "answers": {"text": [f"{i}"], "answer_start": [2]}}
    )
    + "\n"
    for i in range(30)
)
CHOICES = "".join(
    json.dumps({"context": f"c{i}", "options": ["x", "y"], "label": i % 2}) + "\n"
    for i in range(30)
)
KINDS: dict[str, tuple[str, str, str, Any]] = {
    "pair": ("tsv", PAIRS, 'labels = ["no", "yes"]', PairSample("0", "a0", "b0", "no")),
    "tags": ("txt", TAGS, 'labels = ["O", "X"]', TagSample("0", ("a", "b"), ("O", "X"))),
    "span": ("jsonl", SPANS, "", SpanSample("0", "c 0 d", "q", (("0", 2),))),
    "choice": ("jsonl", CHOICES, "choices = 2", ChoiceSample("0", "c0", "", ("x", "y"), 0)),
}


def own(folder: Path, kind: str, table: str = "intermediate") -> str:
    ending, content, more, _ = KINDS[kind]
    (folder / f"data.{ending}").write_text(content)
    place = f"{folder}/data.{ending}"
    return f"""
    [[{table}]]
    task = "mine"
    kind = "{kind}"
    {more}
    files = {{ train = "{place}", dev = "{place}" }}
    """


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_of_ones_own_is_read_from_its_files(tmp_path: Path, kind: str) -> None:
    text = HEAD + own(tmp_path, kind) + "[phase]\nsteps = 1\n" + XNLI
    recipe = load_stilts(write(tmp_path, text))
    data = open_intermediate(recipe.intermediate[0].known, {"": "miniature"})
    first, *others = data.samples("train")
    assert first == KINDS[kind][3]
    assert len(others) == 29
    assert [file.path for file in data.provenance.files] == [f"data.{KINDS[kind][0]}"]
    plan = plan_recipe(recipe, {})
    assert (plan.phases[0].tasks[0].train, plan.phases[0].tasks[0].dev) == (30, 30)


def test_a_dev_file_alone_is_divided_and_a_place_goes_before_the_recipe(tmp_path: Path) -> None:
    text = own(tmp_path, "pair", "targets")
    alone = re.sub(r'train = "[^"]*", ', "", text)
    target = load_stilts(write(tmp_path, HEAD + alone)).targets[0].known
    data = open_target(target, {})
    assert [len(data.samples(split)) for split in ("train", "dev")] == [27, 3]
    (tmp_path / "other.tsv").write_text(PAIRS.replace("a0", "else"))
    place = f"mine=files:{tmp_path}/other.tsv,{tmp_path}/other.tsv"
    other = open_target(target, read_places([place], own=["mine"]))
    assert other.samples("train")[0].text_a == "else"  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="there is no task 'mine'"):
        read_places([place])
    with pytest.raises(UsageError, match="hub has no data for it"):
        open_target(target, {"mine": "hub"})


@pytest.mark.parametrize(
    ("kind", "old", "new", "complaint"),
    [
        ("pair", "a3\tb3\t1", "a3\tb3\t7", r"data.tsv:5: '7' is not a label"),
        ("pair", "a3\tb3\t1", "a3\tb3", r"data.tsv:5: 2 cells"),
        ("pair", "text_a", "first_text", r"no text in 'text_a'"),
        ("tags", "a\tO", "a", r"data.txt:1: 1 cells"),
        ("choice", '"label": 1', '"label": 2', r"data.jsonl:2: the answer '2'"),
        ("span", '"c 1 d"', '"c x d"', r"is not at offset 2"),
    ],
)
def test_faults_of_own_files_have_their_line(
    tmp_path: Path, kind: str, old: str, new: str, complaint: str
) -> None:
    text = HEAD + own(tmp_path, kind) + "[phase]\nsteps = 1\n" + XNLI
    recipe = load_stilts(write(tmp_path, text))
    path = tmp_path / f"data.{KINDS[kind][0]}"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DataError, match=complaint):
        open_intermediate(recipe.intermediate[0].known, {}).samples("train")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('task = "mine"', 'task = "xnli"', "xnli is a built-in task"),
        ('task = "mine"', 'task = "My own"', "'My own' is not a valid name"),
        ('labels = ["no", "yes"]', "", "labels: expected two or more"),
        ('labels = ["no", "yes"]', 'labels = ["no", "no"]', "labels: expected two or more"),
        ("files", "file", "unknown key 'file'"),
        ('kind = "pair"', 'kind = "pairs"', "expected one of pair, tags, span, choice"),
        ('kind = "pair"', "", "unknown key 'labels'"),
        ('kind = "pair"', 'kind = "pair"\nchoices = 3', "choices: the number of options"),
        ('kind = "pair"', 'kind = "pair"\nmetric = "exact_f1"', "kind pair has accuracy, f1"),
        ("train =", "test =", "files: expected"),
    ],
)
def test_a_task_of_ones_own_that_cannot_be_meant_is_refused(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    text = own(tmp_path, "pair", "targets")
    assert old in text
    assert complaint in faults(tmp_path, HEAD + text.replace(old, new, 1))


@pytest.mark.slow
def test_own_tasks_are_trained_recorded_and_pushed_without_their_folders(tmp_path: Path) -> None:
    first = own(tmp_path, "tags").replace('task = "mine"', 'task = "first"')
    second = own(tmp_path, "pair", "targets").replace('task = "mine"', 'task = "second"')
    data = '[data]\nxnli = "miniature"\n[regime]\nkind = "noise"\nepsilon = 0.1\n'
    text = (
        f'suite = "mini"\n{HEAD}eval_every = 2\n{first}[phase]\n{data}{XNLI}examples = 16\n{second}'
    )
    recipe = load_stilts(write(tmp_path, text))
    out = tmp_path / "run"
    evaluation = Evaluation(tasks=["xnli"], limit=1, device="cpu")
    record = run_recipe(recipe, Order(out, evaluation=evaluation, device="cpu"), lambda line: None)
    assert [phase["phase"] for phase in record["phases"]] == ["phase-2", "xnli", "second"]
    assert set(record["data"]) == {"phase-2/first", "xnli/xnli", "second/second"}
    assert 0 <= record["phases"][2]["dev"][-1]["second"] <= 100
    head = json.loads((out / "model/second/config.json").read_text())
    assert head["id2label"] == {"0": "no", "1": "yes"}
    pushed = lay_out(out, "a/b", licence="mit")
    assert "second/model.safetensors" in pushed.files
    for name in ("run.json", "README.md"):
        content = pushed.files[name]
        assert isinstance(content, bytes)
        assert str(tmp_path) not in content.decode()
    assert isinstance(content, bytes)
    assert "the regime `noise`: at = both, epsilon = 0.1, draw = gaussian." in content.decode()
    assert any("first example of each file" in line for line in pushed.warnings)
    assert any("no scores for pawsx, " in line for line in pushed.warnings)
