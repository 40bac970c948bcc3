"""Repeat: a letter of a word is doubled."""

from xstilts_kit.transforms._transform import Transform
from xstilts_kit.transforms._word_edits import KEYSTROKE, repeat, word_edits

TRANSFORM = Transform(
    name="repeat",
    title="Doubled letter",
    version=1,
    numeric=True,
    options=(KEYSTROKE,),
    apply=word_edits("repeat", repeat),
)
