"""Which texts of an example a transform changes."""

from collections.abc import Sequence

from xstilts_kit.families import Example, Family
from xstilts_kit.transforms._transform import Transform


def changeable(transform: Transform, family: Family, example: Example) -> Sequence[str | None]:
    """The name of each text that the transform may change, None for each of the others."""
    fields = family.text_fields(example)
    return [field.name if field.noise or transform.whole else None for field in fields]
