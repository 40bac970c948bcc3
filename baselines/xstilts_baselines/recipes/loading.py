"""Find and read a recipe by name or file."""

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
from xstilts_baselines.recipes.families import expand, is_family, pairs, refuse_idle, with_settings
from xstilts_baselines.recipes.scratch import ScratchRecipe, check_scratch
from xstilts_baselines.recipes.stilts import SET, Recipe
from xstilts_kit.diagnostics.errors import UsageError, nearest

SUITE = "xtreme-8"
"""Default suite of a recipe."""
_ANY_BASE = "stilts"
"""The family whose variants can be combined with any encoder."""


def recipe_names() -> tuple[str, ...]:
    """Return the names of the bundled recipes, family by family."""
    return tuple(_bundled())


def variant_names() -> tuple[str, ...]:
    """Return names that require ``--base``, such as ``none``."""
    return tuple(_files()[_ANY_BASE]["variants"])


def load_recipe(
    name: str,
    changes: Sequence[str] = (),
    base: str | None = None,
    targets: Sequence[str] = (),
) -> Recipe | ScratchRecipe:
    """Load a bundled recipe or a TOML file, with values overridden.

    Args:
        name: A bundled name, a variant's name if `base` is given, or a path that ends in
            ``.toml``.
        changes: Overrides such as ``phase.steps=100`` or ``targets.xnli.steps=50``.
        base: Encoder to use instead of the recipe's: a folder, or an id on the Hub, optionally
            with ``@REVISION``.
        targets: Train only these targets; empty: all.

    Raises:
        UsageError: The recipe is unknown or not TOML, a key is unknown, missing or of the wrong
            type, or a value is invalid. All faults of a file are reported together.
    """
    document, where = _document(name, base)
    if base is not None and "encoder" in document:
        raise UsageError(
            f"{where} trains its own encoder, so --base does not apply.", "Leave out --base."
        )
    if base is not None:
        document["base"] = _base(base)
    changed = [key for change in changes for key in apply_change(document, change)]
    refuse_idle(document, changes, where)
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
    """Reduce a recipe to some of its targets, in its own order."""
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
    """Load a STILTs recipe, like `load_recipe`.

    Raises:
        UsageError: As for `load_recipe`, or the recipe is not a STILTs recipe.
    """
    recipe = load_recipe(name, changes, base, targets)
    if isinstance(recipe, Recipe):
        return recipe
    raise UsageError(
        f"The recipe {name} trains an encoder from scratch.", "Name one with a pretrained base."
    )


def _base(text: str) -> dict[str, Any]:
    """Convert ``folder``, ``id`` or ``id@revision`` to the recipe's table."""
    model, separator, revision = text.rpartition("@")
    if not separator or not model or Path(text).exists():
        return {"model": text}
    return {"model": model, "revision": revision}


def _document(name: str, base: str | None) -> tuple[dict[str, Any], str]:
    """Return the document of a recipe, which the caller may modify, and its name for messages."""
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
            f"The recipe {name!r} has no encoder of its own, and --base is missing.",
            f"Give --base, or name {' or '.join(named)}.",
        )
    known = (*bundled, *variant_names())
    raise UsageError(
        f"There is no recipe {name!r}.",
        nearest(name, known, otherwise="`xstilts-baselines list` shows all."),
    )


def _with_defaults(document: dict[str, Any], stem: str) -> dict[str, Any]:
    """Fill in the defaults of a user's STILTs recipe."""
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
        raise UsageError(f"{path}: not TOML ({error}).", "Correct that line.") from error
    if is_family(document):
        raise UsageError(
            f"{path} contains a family of recipes.",
            "Write one recipe per file: bases and variants are only for bundled recipes.",
        )
    return document


@cache
def _files() -> Mapping[str, Mapping[str, Any]]:
    """Return the bundled files by stem."""
    folder = files(__package__)
    entries = sorted((p for p in folder.iterdir() if ".toml" in p.name), key=lambda p: p.name)
    return {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in entries
    }


@cache
def _bundled() -> Mapping[str, tuple[str, tuple[str, str] | None]]:
    """Map recipe names to (file, (base, variant) if the file is a family)."""
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
    """Copy tables and lists, so that changes affect only one recipe."""
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
