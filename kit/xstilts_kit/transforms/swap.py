"""Swap: two letters of a word change places."""

from xstilts_kit.transforms._transform import Transform
from xstilts_kit.transforms._word_edits import KEYSTROKE, swap, word_edits

TRANSFORM = Transform(
    name="swap",
    title="Swapped letters",
    version=1,
    numeric=True,
    options=(KEYSTROKE,),
    apply=word_edits("swap", swap),
)
