"""Insert: the letter of a neighbouring key is added to a word."""

from xstilts_kit.transforms._key_edits import insert, refuses_keyless
from xstilts_kit.transforms._transform import Transform
from xstilts_kit.transforms._word_edits import KEYSTROKE, word_edits

TRANSFORM = Transform(
    name="insert",
    title="Inserted letter",
    version=1,
    numeric=True,
    options=(KEYSTROKE,),
    apply=word_edits("insert", insert),
    refuses=refuses_keyless,
)
