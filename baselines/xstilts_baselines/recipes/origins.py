"""What a recipe's numbers rest on."""

from xstilts_baselines.recipes.document import EITHER
from xstilts_baselines.recipes.stilts import Recipe

UNKNOWN = "unknown"
_OWN = (*EITHER, "max_length", "examples")
"""Keys that every phase and target has for itself; others may come from the common settings."""


def origin_of(recipe: Recipe, table: str, key: str) -> str:
    """What a number rests on: one of `ORIGINS`, or ``unknown`` where the recipe does not say.

    Args:
        recipe: The recipe.
        table: ``phase``, ``mixing``, ``masked``, ``targets.xnli`` …
        key: A key of that table; steps and epochs are one.
    """
    keys = EITHER if key in EITHER else (key,)
    places = [table] if key in _OWN else [table, "settings"]
    names = [f"{place}.{name}" for place in places for name in keys]
    general = [] if key in _OWN else ["settings"]
    if table.partition(".")[0] not in ("phase", "targets"):
        general = []
    names += [*general, table, table.partition(".")[0]]
    return next((recipe.origin[name] for name in names if name in recipe.origin), UNKNOWN)
