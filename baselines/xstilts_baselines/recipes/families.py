"""Families of recipes: a TOML file with bases and variants, one recipe for every pair.

A pair is named ``<base>-<variant>``; the variant's name alone is used with any other base.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from xstilts_baselines.data.own import OwnData
from xstilts_baselines.recipes.document import EITHER, check_keys, only_known
from xstilts_baselines.recipes.stilts import Settings, Target
from xstilts_kit.diagnostics.errors import UsageError

_FAMILY = ("seed", "suite", "data", "settings", "targets", "origin", "bases", "variants")
_BASE = ("title", "model", "revision", "size", "settings", "variants", "origin")
PARTS = ("intermediate", "phase", "mixing", "masked", "regime", "switch", "paraphrase")
"""Tables of a recipe that a variant has of its own."""
_VARIANT = ("title", *PARTS, "origin")
SETTINGS = tuple(field.name for field in fields(Settings))
OWN = tuple(field.name for field in fields(OwnData))


def is_family(document: Mapping[str, Any]) -> bool:
    """Whether a document contains several recipes."""
    return "variants" in document


def pairs(family: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (base, variant) of every recipe in a family."""
    for base, entry in family["bases"].items():
        for variant in entry.get("variants", family["variants"]):
            yield base, variant


def expand(family: Mapping[str, Any], base: str | None, variant: str, where: str) -> dict[str, Any]:
    """Build the document of one recipe.

    Args:
        family: The parsed file.
        base: One of its bases; None if the user names the model.
        variant: One of its variants.
        where: The file, for messages.

    Raises:
        UsageError: A key is unknown.
    """
    check_keys(family, _FAMILY, where)
    chosen = family["variants"][variant]
    check_keys(chosen, _VARIANT, f"{where}: variants: {variant}")
    encoder: Mapping[str, Any] = (
        {"title": "your encoder"} if base is None else family["bases"][base]
    )
    check_keys(encoder, _BASE, f"{where}: bases: {base}")
    own = {key: chosen[key] for key in PARTS if key in chosen}
    origin = {**family["origin"], **encoder.get("origin", {}), **chosen.get("origin", {})}
    document: dict[str, Any] = {
        "name": variant if base is None else f"{base}-{variant}",
        "description": f"{encoder['title']}, {chosen['title']}",
        "seed": family["seed"],
        "suite": family["suite"],
        "data": dict(family.get("data", {})),
        "settings": {**family["settings"], **encoder.get("settings", {})},
        "base": {key: encoder[key] for key in ("model", "revision", "size") if key in encoder},
        "targets": [dict(target) for target in family["targets"]],
        **own,
    }
    document["origin"] = {key: value for key, value in origin.items() if _concerns(key, document)}
    return document


def _concerns(key: str, document: Mapping[str, Any]) -> bool:
    """Whether a key of a family's origins table applies to a recipe."""
    place: Any = document
    for name in key.split("."):
        if isinstance(place, Sequence):
            place = next((item for item in place if item["task"] == name), None)
        else:
            place = place.get(name) if isinstance(place, Mapping) else None
        if place is None:
            return False
    return True


def with_settings(
    document: Mapping[str, Any], where: str, faults: list[UsageError]
) -> dict[str, Any]:
    """Merge the shared ``[settings]`` of a document into the phase and every target.

    Keys that define a task of the user's own are moved to a table ``own``.

    Args:
        document: The document as written.
        where: Its location, for messages.
        faults: Collects unknown keys.
    """
    common = document.get("settings", {})
    if not isinstance(common, Mapping):
        faults.append(UsageError(f"{where}: settings: expected a table.", "Correct the recipe."))
        common = {}
    common = only_known(common, SETTINGS, f"{where}: settings", faults)
    found = {key: value for key, value in document.items() if key != "settings"}
    if isinstance(found.get("phase"), Mapping):
        found["phase"] = _over(common, found["phase"])
    if isinstance(found.get("intermediate"), list):
        found["intermediate"] = [_with_own(task) for task in found["intermediate"]]
    if isinstance(found.get("targets"), list):
        found["targets"] = [
            _target(common, target, f"{where}: targets[{i}]", faults)
            for i, target in enumerate(found["targets"])
        ]
    return found


def refuse_idle(document: Mapping[str, Any], changes: Sequence[str], where: str) -> None:
    """Refuse a change of the shared settings that changes nothing.

    Args:
        document: The document, changed.
        changes: The changes, such as ``settings.steps=100``.
        where: Its location, for messages.

    Raises:
        UsageError: The recipe has no shared settings, or the phase and every target have a value of
            their own.
    """
    for change in changes:
        key, _, value = change.partition("=")
        table, _, name = key.partition(".")
        if table != "settings":
            continue
        if "encoder" in document:
            tables = [document.get("pretraining"), *_targets(document)]
            every = all(isinstance(own, Mapping) and name in own for own in tables)
            places = ["pretraining", "targets.*"] if every else []
            why = f"{where} trains its own encoder and has no shared settings"
        else:
            places = ["phase"] if isinstance(document.get("phase"), Mapping) else []
            places += ["targets.*"] if document.get("targets") else []
            names = EITHER if name in EITHER else (name,)
            if not places or any(not set(names) & own.keys() for own in _tables(document)):
                continue
            values = " or ".join(names)
            why = f"in {where} every target has {values} of its own"
            if len(places) > 1:
                why = f"in {where} the phase and every target have {values} of their own"
        instead = " and ".join(f"--set {place}.{name}={value}" for place in places)
        remedy = f"Give {instead}." if instead else "See the recipe's file for its keys."
        raise UsageError(f"--set {key} changes nothing: {why}.", remedy)


def _tables(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The tables of a document that the shared settings reach."""
    for table in (document.get("phase"), *_targets(document)):
        if isinstance(table, Mapping):
            yield table


def _targets(document: Mapping[str, Any]) -> Sequence[Any]:
    targets = document.get("targets")
    return targets if isinstance(targets, list) else ()


def _target(common: Mapping[str, Any], target: Any, where: str, faults: list[UsageError]) -> Any:
    """Move a target's settings to a nested table."""
    if not isinstance(target, Mapping):
        return target
    plain = _with_own(target)
    own = [field.name for field in fields(Target) if field.name != "settings"]
    known = only_known(plain, (*own, *SETTINGS), where, faults)
    settings = {key: value for key, value in known.items() if key in SETTINGS}
    return {
        **{key: value for key, value in known.items() if key in own},
        "settings": _over(common, settings),
    }


def _with_own(task: Any) -> Any:
    """Move the definition of a task with a ``kind`` to a nested table ``own``."""
    if not isinstance(task, Mapping) or "kind" not in task:
        return task
    own = {key: value for key, value in task.items() if key in OWN}
    return {key: value for key, value in task.items() if key not in OWN} | {"own": own}


def _over(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Override settings with others; steps replace epochs, and vice versa."""
    kept = dict(common)
    if any(key in own for key in EITHER):
        kept = {key: value for key, value in kept.items() if key not in EITHER}
    return {**kept, **own}
