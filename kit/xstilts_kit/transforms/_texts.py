"""Which texts of an example a transform changes."""

from collections.abc import Sequence

from xstilts_kit.families import Example, Family
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._transform import Transform


def changeable(
    transform: Transform, level: Level, family: Family, example: Example
) -> Sequence[str | None]:
    """The name of each text that the transform may change, None for each of the others."""
    return [
        field.name
        if (field.noise or transform.whole)
        and (not level.hypothesis or field.name == family.hypothesis)
        else None
        for field in family.text_fields(example)
    ]
