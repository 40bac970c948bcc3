"""Finding a recipe by its name or file, and reading it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from xstilts_baselines.recipes.checks import name_faults, recipe_faults
from xstilts_baselines.recipes.document import ABSENT, apply_change, build, raise_all, read
from xstilts_baselines.recipes.families import expand, is_family, pairs, with_settings
from xstilts_baselines.recipes.scratch import ScratchRecipe, check_scratch
from xstilts_baselines.recipes.stilts import SET, Recipe
from xstilts_kit.diagnostics.errors import UsageError, nearest

SUITE = "xtreme-8"
"""The suite of a recipe that names none."""
_ANY_BASE = "stilts"
"""The family whose variants go with any encoder."""


def recipe_names() -> tuple[str, ...]:
    """The names of the bundled recipes, family by family."""
    return tuple(_bundled())


def variant_names() -> tuple[str, ...]:
    """Names that need a base beside them, such as ``none``."""
    return tuple(_files()[_ANY_BASE]["variants"])


def load_recipe(
    name: str,
    changes: Sequence[str] = (),
    base: str | None = None,
    targets: Sequence[str] = (),
) -> Recipe | ScratchRecipe:
    """A bundled recipe, or the recipe in a TOML file, with values changed.

    Args:
        name: A bundled name, a variant's name where `base` is given, or a path that ends in
            ``.toml``.
        changes: Like ``phase.steps=100``, ``settings.batch=8`` or ``targets.xnli.steps=50``.
        base: Another encoder than the recipe's: a folder, or an id on the Hub, which may end in
            ``@REVISION``.
        targets: Train only these targets; empty: all.

    Raises:
        UsageError: There is no such recipe; it is not TOML; a key is unknown, missing or of
            another type; a value cannot be meant. All faults of a file are named together.
    """
    document, where = _document(name, base)
    if base is not None and "encoder" in document:
        raise UsageError(
            f"{where} trains its own encoder, so --base says nothing.", "Leave out --base."
        )
    if base is not None:
        document["base"] = _base(base)
    changed = [key for change in changes for key in apply_change(document, change)]
    if "encoder" in document:
        if targets:
            raise UsageError(f"{where} trains all its heads.", "Leave out --target.")
        scratch: ScratchRecipe = build(ScratchRecipe, document, where)
        check_scratch(scratch, where)
        return scratch
    document["origin"] = {**document.get("origin", {}), **dict.fromkeys(changed, SET)}
    faults: list[UsageError] = []
    recipe = read(Recipe, with_settings(document, where, faults), where, faults)
    incomplete = bool(faults)
    faults += name_faults(document, where)
    if recipe is not ABSENT:
        faults += recipe_faults(recipe, where, partial=incomplete)
    raise_all(faults, where)
    return _only(recipe, targets) if targets else recipe


def _only(recipe: Recipe, targets: Sequence[str]) -> Recipe:
    """The recipe with some of its targets, in its own order."""
    known = [target.task for target in recipe.targets]
    for name in targets:
        if name not in known:
            raise UsageError(
                f"The recipe {recipe.name} has no target {name!r}.",
                nearest(name, known, otherwise=f"It has {', '.join(known)}."),
            )
    return replace(recipe, targets=tuple(t for t in recipe.targets if t.task in targets))


def load_stilts(
    name: str,
    changes: Sequence[str] = (),
    base: str | None = None,
    targets: Sequence[str] = (),
) -> Recipe:
    """As `load_recipe`, for a STILTs recipe.

    Raises:
        UsageError: The recipe is of another kind, too.
    """
    recipe = load_recipe(name, changes, base, targets)
    if isinstance(recipe, Recipe):
        return recipe
    raise UsageError(
        f"The recipe {name} trains an encoder from nothing.", "Name one that begins with a model."
    )


def _base(text: str) -> dict[str, Any]:
    """``folder``, ``id`` or ``id@revision`` as the recipe's table."""
    model, separator, revision = text.rpartition("@")
    if not separator or not model or Path(text).exists():
        return {"model": text}
    return {"model": model, "revision": revision}


def _document(name: str, base: str | None) -> tuple[dict[str, Any], str]:
    """The document of a recipe, which the caller may change, and what to call it."""
    if name.endswith(".toml"):
        return _with_defaults(_read_file(Path(name)), Path(name).stem), name
    bundled = _bundled()
    if name in bundled:
        stem, pair = bundled[name]
        found = _files()[stem]
        where = f"recipe {name}"
        return (_copy(found) if pair is None else _copy(expand(found, *pair, where))), where
    if name in variant_names():
        family = _files()[_ANY_BASE]
        if base is not None:
            return _copy(expand(family, None, name, f"recipe {name}")), f"recipe {name}"
        named = [other for other, (_, pair) in bundled.items() if pair and pair[1] == name]
        raise UsageError(
            f"The recipe {name!r} goes with any encoder, and there is no --base.",
            f"Give --base, or name {' or '.join(named)}.",
        )
    known = (*bundled, *variant_names())
    raise UsageError(
        f"There is no recipe {name!r}.",
        nearest(name, known, otherwise="`xstilts-baselines list` has them all."),
    )


def _with_defaults(document: dict[str, Any], stem: str) -> dict[str, Any]:
    """A STILTs recipe of one's own with what it need not say."""
    if "encoder" in document:
        return document
    name = re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("-._") or "recipe"
    defaults = {"name": name, "seed": 1, "suite": SUITE}
    described = {"description": str(document.get("name", name))}
    return defaults | described | document


def _read_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise UsageError(f"There is no recipe file {path}.", "Name a file, or a recipe.")
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.", "Give a TOML file.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML ({error}).", "Mend the line it names.") from error
    if is_family(document):
        raise UsageError(
            f"{path} holds a family of recipes.",
            "Write one recipe in the file: bases and variants are for the bundled ones.",
        )
    return document


@cache
def _files() -> Mapping[str, Mapping[str, Any]]:
    """The bundled files, by their names without the ending."""
    folder = files(__package__)
    entries = sorted((p for p in folder.iterdir() if ".toml" in p.name), key=lambda p: p.name)
    return {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in entries
    }


@cache
def _bundled() -> Mapping[str, tuple[str, tuple[str, str] | None]]:
    """Recipe → (the file that holds it, base and variant where that is a family)."""
    found: dict[str, tuple[str, tuple[str, str] | None]] = {}
    for stem, document in _files().items():
        if is_family(document):
            found |= {
                f"{base}-{variant}": (stem, (base, variant)) for base, variant in pairs(document)
            }
        else:
            found[stem] = (stem, None)
    return found


def _copy(value: Any) -> Any:
    """Tables and lists copied, so that changes stay with one recipe."""
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
