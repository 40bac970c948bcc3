"""The shapes of tasks: sentence pairs, tags, spans, choices, text; one module each."""

from collections.abc import Mapping
from types import MappingProxyType

from xstilts_baselines.data.samples import Kind
from xstilts_baselines.training.shapes._shape import IGNORED, Row, Shape
from xstilts_baselines.training.shapes.choice import ChoiceShape
from xstilts_baselines.training.shapes.pair import PairShape
from xstilts_baselines.training.shapes.span import SpanShape
from xstilts_baselines.training.shapes.tags import TagsShape
from xstilts_baselines.training.shapes.text import TextShape

__all__ = ["IGNORED", "SHAPES", "Row", "Shape", "TextShape"]

SHAPES: Mapping[Kind, type[Shape]] = MappingProxyType(
    {
        "pair": PairShape,
        "tags": TagsShape,
        "span": SpanShape,
        "choice": ChoiceShape,
        "text": TextShape,
    }
)
"""Sample kind → shape."""
