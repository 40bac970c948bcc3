"""Delete: a letter of a word is left out."""

from xstilts_kit.transforms._transform import Transform
from xstilts_kit.transforms._word_edits import KEYSTROKE, delete, word_edits

TRANSFORM = Transform(
    name="delete",
    title="Deleted letter",
    version=1,
    numeric=True,
    options=(KEYSTROKE,),
    apply=word_edits("delete", delete),
)
