"""Recipes: TOML files that define how a baseline is trained, read into frozen dataclasses.

There are two kinds: from scratch (the miniature's own checkpoint) and STILTs (everything else).
"""

from xstilts_baselines.recipes.loading import load_recipe, load_stilts, recipe_names, variant_names
from xstilts_baselines.recipes.origins import origin_of
from xstilts_baselines.recipes.scratch import (
    QUESTION_TARGETS,
    Encoder,
    Pretraining,
    ScratchRecipe,
    ScratchTarget,
)
from xstilts_baselines.recipes.stilts import (
    Base,
    EncoderSize,
    Intermediate,
    Lora,
    Masked,
    Mixing,
    Recipe,
    Settings,
    Switch,
    Target,
)

__all__ = [
    "QUESTION_TARGETS",
    "Base",
    "Encoder",
    "EncoderSize",
    "Intermediate",
    "Lora",
    "Masked",
    "Mixing",
    "Pretraining",
    "Recipe",
    "ScratchRecipe",
    "ScratchTarget",
    "Settings",
    "Switch",
    "Target",
    "load_recipe",
    "load_stilts",
    "origin_of",
    "recipe_names",
    "variant_names",
]
