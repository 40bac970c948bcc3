"""Every recipe trains: a tiny random encoder of its own kind, a few steps, all its phases."""

from pathlib import Path

import pytest

from intermediate_data import NAMES, write_download, write_original
from loopback_hub import Hub
from loopback_hub.repository import Commit
from published_layouts import mdeberta
from tiny_encoders import save_tiny
from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.recipes import load_stilts, recipe_names
from xstilts_baselines.run.carrying_out import Order, run_recipe
from xstilts_baselines.run.planning import plan_recipe

KINDS = {
    "xlmr-large": "xlm-roberta",
    "xlmr-base": "xlm-roberta",
    "mbert": "bert",
    "mdeberta": "deberta-v2",
    "minilm": "bert",
    "e5-heads": "bert",
    "e5": "bert",
}
"""Base → the kind of its encoder; the miniature's recipes run whole elsewhere."""


def base_of(recipe: str) -> str | None:
    """The base that a recipe's name begins with; of two, the longer one, which comes first."""
    return next((base for base in KINDS if recipe.startswith(f"{base}-")), None)


def variant_of(recipe: str) -> str:
    """The variant that a recipe's name ends with."""
    return recipe.removeprefix(f"{base_of(recipe)}-")


RECIPES = [name for name in recipe_names() if base_of(name) is not None]

WHOLE = ("xlmr-base", "minilm")
"""Bases of which every variant trains; of the others, what these do not have, and a few."""

TRAINED = [
    name
    for name in RECIPES
    if base_of(name) in WHOLE
    or variant_of(name) in ("none", "mnli")
    or f"xlmr-base-{variant_of(name)}" not in RECIPES
]

_QUICKEST = ("e5", "minilm", "mbert", "mdeberta", "xlmr-base", "xlmr-large")
QUICK = {f"{base}-mnli" for base in _QUICKEST} | {
    next(name for base in _QUICKEST if (name := f"{base}-{variant}") in TRAINED)
    for variant in map(variant_of, TRAINED)
    if not variant.endswith(("-fgm", "-freelb", "-r3f", "-x2"))
}
"""Every base with one variant, and every variant with one base, but those with a regime that
test_regimes.py trains; the others train at night.
"""


def test_no_recipe_is_left_out() -> None:
    others = set(recipe_names()) - set(RECIPES)
    assert {name.partition("-")[0] for name in others} == {"mini"}
    assert {base_of(name) for name in TRAINED} == set(KINDS)
    assert set(map(variant_of, TRAINED)) == set(map(variant_of, RECIPES))


@pytest.mark.parametrize("name", sorted(set(RECIPES) - set(TRAINED)))
def test_a_variant_is_the_same_on_every_base(name: str) -> None:
    """So it is enough that it trains on one of them."""
    variant = variant_of(name)
    own, other = load_stilts(name), load_stilts(f"xlmr-base-{variant}")
    tasks = [one.task for one in other.intermediate]
    assert [one.task for one in own.intermediate] == tasks
    assert own.regime.kind == other.regime.kind
    assert (own.switch, own.masked) == (other.switch, other.masked)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("bases")
    return {kind: save_tiny(folder / kind, kind, 128) for kind in set(KINDS.values())}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Small invented data of everything, in the publishers' own files."""
    folder = tmp_path_factory.mktemp("data")
    for language in ("de", "sw"):
        lines = [f"{language} sentence number {n}" for n in range(40)]
        (folder / f"{language}.txt").write_text("\n".join(lines))
    return {
        "": f"folder:{write_download(folder / 'download')}",
        "text": f"folder:{folder}",
        "lexicons": f"folder:{write_lexicons(folder / 'lexicons')}",
        "synonyms": f"folder:{write_synonyms(folder / 'synonyms')}",
        **{name: f"folder:{write_original(folder, name)}" for name in NAMES},
    }


def write_lexicons(folder: Path) -> Path:
    """Lexicons of the languages that training text is switched into."""
    folder.mkdir()
    for language in ("ar", "de", "es", "hi", "ru", "tr", "zh"):
        (folder / f"en-{language}.txt").write_text(f"the\t{language}1\na\t{language}2\n")
    return folder


def write_synonyms(folder: Path) -> Path:
    folder.mkdir()
    (folder / "synonyms.json").write_text('{"the": ["this"], "a": ["one"]}')
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.nightly] * (name not in QUICK)) for name in TRAINED],
)
def test_a_recipe_goes_through_all_its_phases(
    name: str, bases: dict[str, Path], places: dict[str, str], tmp_path: Path
) -> None:
    kind = KINDS[str(base_of(name))]
    plain = load_stilts(name)
    changes = ["suite=mini", "targets.*.steps=1"]
    if plain.phase is not None:
        changes += ["phase.steps=4", "phase.eval_every=4"]
    if plain.masked is not None:
        changes += ["masked.languages=['de', 'sw']", "masked.share=0.5"]
    recipe = load_stilts(name, changes, str(bases[kind]))
    evaluation = Evaluation(tasks=["xnli"], limit=1, device="cpu")
    order = Order(tmp_path / "run", places, evaluation, "cpu", changes)
    record = run_recipe(recipe, order, lambda line: None)
    assert record["status"] == "finished"
    expected = {f"phase-2/{task.task}" for task in plain.intermediate}
    expected |= {f"{target.task}/{target.task}" for target in plain.targets}
    assert set(record["data"]) == expected | ({"phase-2/text"} if plain.masked else set())
    heads = {path.name for path in (tmp_path / "run/model").iterdir() if path.is_dir()}
    assert heads == {target.task for target in plain.targets}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mdeberta-none", "mdeberta-squad"])
def test_an_mdeberta_recipe_starts_from_its_published_repository(
    name: str, hub: Hub, places: dict[str, str], tmp_path: Path
) -> None:
    """Its main branch has a pickle alone; the pinned commit safetensors, and spm.model alone."""
    changes = ["suite=mini", "targets.*.steps=1"]
    if load_stilts(name).phase is not None:
        changes += ["phase.steps=2", "phase.eval_every=2"]
    recipe = load_stilts(name, changes)
    files = mdeberta(tmp_path / "base", max_position_embeddings=128)
    repository = hub.add("model", recipe.base.model)
    whole = repository.commits[repository.commit(files)].files
    revision = recipe.base.revision
    assert revision is not None
    repository.commits[revision] = Commit(revision, whole, "safetensors")
    repository.commit({"model.safetensors": None, "pytorch_model.bin": b"pickle"})
    assert plan_recipe(recipe, places, look=False).phases
    evaluation = Evaluation(tasks=["xnli"], limit=1, device="cpu")
    record = run_recipe(
        recipe, Order(tmp_path / "run", places, evaluation, "cpu", changes), lambda line: None
    )
    assert record["status"] == "finished"
    assert record["base"]["revision"] == revision


_BESIDE = {
    "minilm": {
        "modules.json": b"[]",
        "1_Pooling/config.json": b"{}",
        "onnx/model.onnx": b"onnx",
    },
}
"""Files of a published repository beside encoder and tokenizer."""


@pytest.mark.parametrize("base", sorted(KINDS.keys() - {"mdeberta"}))
def test_a_base_starts_from_its_published_repository(
    base: str, hub: Hub, bases: dict[str, Path]
) -> None:
    from xstilts_baselines.training.base import find_encoder, open_bare

    recipe = load_stilts(f"{base}-none")
    repository = hub.add("model", recipe.base.model)
    repository.commit_folder(bases[KINDS[base]])
    repository.commit(_BESIDE.get(base, {}) | {"pytorch_model.bin": b"pickle", "README.md": b"#"})
    head = find_encoder(recipe.base.model)
    assert head.repository.id == recipe.base.model
    assert head.repository.revision == repository.head
    assert open_bare(head).num_parameters() > 0
    assert not [file.path for file in head.digests() if file.path.endswith((".bin", ".onnx"))]
