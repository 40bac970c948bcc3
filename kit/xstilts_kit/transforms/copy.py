"""Placebo of code-switching: the same words are replaced by themselves.

It shows that nothing but the replacement changes the scores.
"""

from xstilts_kit.transforms._codeswitching import switching

TRANSFORM = switching("copy", "Placebo: unchanged", "copy")
