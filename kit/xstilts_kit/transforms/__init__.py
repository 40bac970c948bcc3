"""Input transforms, discovered as modules with a value ``TRANSFORM``.

A transformed cell keeps the fingerprint of its clean inputs, which identifies its edition and gold,
and has a second fingerprint for the inputs given to the model.
"""

from xstilts_kit.transforms._applying import (
    ReadInputs,
    answered_by,
    joined_with,
    lacking,
    measured,
    needs,
    resources_fingerprint,
    transformed,
)
from xstilts_kit.transforms._draws import choose, u
from xstilts_kit.transforms._edits import compared
from xstilts_kit.transforms._level import HYPOTHESIS, Level
from xstilts_kit.transforms._misspelling import misspellings
from xstilts_kit.transforms._registry import all_transforms, applied, parse_transforms, refusal
from xstilts_kit.transforms._resources import NOTHING, Given, Need, Resources, as_resources
from xstilts_kit.transforms._switching import Change, Replacement, Switched, switch
from xstilts_kit.transforms._transform import Apply, Place, Transform

__all__ = [
    "HYPOTHESIS",
    "NOTHING",
    "Apply",
    "Change",
    "Given",
    "Level",
    "Need",
    "Place",
    "ReadInputs",
    "Replacement",
    "Resources",
    "Switched",
    "Transform",
    "all_transforms",
    "answered_by",
    "applied",
    "as_resources",
    "choose",
    "compared",
    "joined_with",
    "lacking",
    "measured",
    "misspellings",
    "needs",
    "parse_transforms",
    "refusal",
    "resources_fingerprint",
    "switch",
    "transformed",
    "u",
]
