"""Origins of a recipe's hyper-parameters."""

from xstilts_baselines.recipes.document import EITHER
from xstilts_baselines.recipes.stilts import Recipe

UNKNOWN = "unknown"
_OWN = (*EITHER, "max_length", "examples")
"""Keys specific to a phase or target; others may come from the shared settings."""


def origin_of(recipe: Recipe, table: str, key: str) -> str:
    """Return the origin of a value: one of `ORIGINS`, or ``unknown`` if the recipe has none.

    Args:
        recipe: The recipe.
        table: ``phase``, ``mixing``, ``masked``, ``targets.xnli`` …
        key: A key of that table; steps and epochs count as the same.
    """
    keys = EITHER if key in EITHER else (key,)
    places = [table] if key in _OWN else [table, "settings"]
    names = [f"{place}.{name}" for place in places for name in keys]
    general = [] if key in _OWN else ["settings"]
    if table.partition(".")[0] not in ("phase", "targets"):
        general = []
    names += [*general, table, table.partition(".")[0]]
    return next((recipe.origin[name] for name in names if name in recipe.origin), UNKNOWN)
