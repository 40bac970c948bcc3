"""Recipes: TOML files that say how a baseline is made, read into frozen dataclasses."""

import tomllib
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.tasks import get_task

QUESTION_TARGETS = ("squad", "tydiqa")
"""Targets whose head marks the answer to a question."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Size of an XLM-R encoder that is trained from scratch."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    """Longest input in sub-words, special tokens included."""


@dataclass(frozen=True, slots=True)
class Pretraining:
    """Masked language modelling on generated text, with two contrastive losses beside it."""

    documents: int
    steps: int
    batch: int
    learning_rate: float
    warmup: int
    mask: float
    """Share of sub-words that are masked."""
    sentence_contrast: float
    """Weight of the contrast of translated sentences, taken every fifth step."""
    sentence_layer: int
    """Layer whose mean is contrasted."""
    word_contrast: float
    """Weight of the contrast of translated words in the embedding table."""
    word_share: float
    """Share of its concept's vector in a word's first embedding."""


@dataclass(frozen=True, slots=True)
class Target:
    """Fine-tuning on one task in English."""

    task: str
    """A task, or ``squad``: the questions whose head answers xquad and mlqa."""
    examples: int
    steps: int
    batch: int
    learning_rate: float
    warmup: int
    freeze_embeddings: bool = True


@dataclass(frozen=True, slots=True)
class Recipe:
    """A baseline from nothing to its heads."""

    name: str
    description: str
    seed: int
    encoder: Encoder
    pretraining: Pretraining
    targets: tuple[Target, ...]


def recipe_names() -> tuple[str, ...]:
    """The names of the bundled recipes."""
    folder = files(__package__) / "recipes"
    return tuple(
        sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if ".toml" in p.name)
    )


def load_recipe(name: str, changes: Sequence[str] = ()) -> Recipe:
    """A bundled recipe, or the recipe in a TOML file, with values changed.

    Args:
        name: A bundled name, or the path of a file that ends in ``.toml``.
        changes: Like ``pretraining.steps=100`` or ``targets.xnli.steps=50``.

    Raises:
        UsageError: There is no such recipe; it is not TOML; a key is unknown, missing or of
            another type.
    """
    if name.endswith(".toml"):
        path, where = Path(name), name
        if not path.is_file():
            raise UsageError(f"There is no recipe file {name}.", "Name a file, or a recipe.")
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"{name} is not UTF-8 text.", "Give a TOML file.") from error
    elif name in recipe_names():
        where = f"recipe {name}"
        text = (files(__package__) / "recipes" / f"{name}.toml").read_text(encoding="utf-8")
    else:
        known = recipe_names()
        raise UsageError(
            f"There is no recipe {name!r}.",
            nearest(name, known, otherwise=f"The recipes are: {', '.join(known)}."),
        )
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where}: not TOML ({error}).", "Mend the line it names.") from error
    for change in changes:
        _apply(document, change)
    recipe: Recipe = _build(Recipe, document, where)
    _check_values(recipe, where)
    return recipe


_MAY_BE_ZERO = ("warmup", "sentence_contrast", "word_contrast", "word_share")


def _check_values(recipe: Recipe, where: str) -> None:
    """Refuse numbers that cannot be meant, and targets that are no tasks."""
    if not recipe.targets:
        raise UsageError(f"{where}: there are no targets.", "Add a [[targets]] table.")
    tables: list[Encoder | Pretraining | Target] = [recipe.encoder, recipe.pretraining]
    for table in [*tables, *recipe.targets]:
        for name, value in asdict(table).items():
            if isinstance(value, bool | str):
                continue
            if value < 0 or (value == 0 and name not in _MAY_BE_ZERO):
                raise UsageError(f"{where}: {name} = {value}.", "Give a number above 0.")
    for target in recipe.targets:
        if target.task not in QUESTION_TARGETS:
            get_task(target.task)


def _apply(document: dict[str, Any], change: str) -> None:
    key, separator, value = change.partition("=")
    if not separator:
        raise UsageError(f"--set {change}: there is no key=value.", "E.g. pretraining.steps=100.")
    *parents, last = key.split(".")
    place: Any = document
    for parent in parents:
        if isinstance(place, list):
            place = next((item for item in place if item.get("task") == parent), None)
        else:
            place = place.get(parent) if isinstance(place, dict) else None
    if not isinstance(place, dict):
        raise UsageError(f"--set {key}: the recipe has no such key.", "See the recipe's file.")
    try:
        place[last] = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        place[last] = value


def _build(kind: Any, value: Any, where: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise _wrong(where, "a list of tables", value)
        return tuple(_build(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if isinstance(kind, type) and is_dataclass(kind):
        return _build_table(kind, value, where)
    if origin in (types.UnionType, typing.Union):
        return _build(arguments[0], value, where)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _wrong(where, f"a value of type {kind.__name__}", value)
    return value


def _build_table(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise _wrong(where, "a table", value)
    hints = typing.get_type_hints(kind)
    for key in value:
        if key not in hints:
            known = f"The keys are: {', '.join(hints)}."
            raise UsageError(f"{where}: unknown key {key!r}.", nearest(key, hints, otherwise=known))
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    absent = [key for key in needed if key not in value]
    if absent:
        raise UsageError(f"{where}: {', '.join(absent)} is missing.", "Add it to the recipe.")
    return kind(**{key: _build(hints[key], item, f"{where}: {key}") for key, item in value.items()})


def _wrong(where: str, expected: str, value: Any) -> UsageError:
    return UsageError(f"{where}: expected {expected}, found {value!r}.", "Mend the recipe.")
