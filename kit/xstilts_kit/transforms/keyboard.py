"""Keyboard: a letter of a word becomes that of a neighbouring key."""

from xstilts_kit.transforms._key_edits import keyboard, refuses_keyless
from xstilts_kit.transforms._transform import Transform
from xstilts_kit.transforms._word_edits import KEYSTROKE, word_edits

TRANSFORM = Transform(
    name="keyboard",
    title="Neighbouring key",
    version=1,
    numeric=True,
    options=(KEYSTROKE,),
    apply=word_edits("keyboard", keyboard),
    refuses=refuses_keyless,
)
