"""Placebo of code-switching: the same words are replaced by translations of other words."""

from xstilts_kit.transforms._codeswitching import switching

TRANSFORM = switching("wrong", "Placebo: wrong translations", "wrong")
