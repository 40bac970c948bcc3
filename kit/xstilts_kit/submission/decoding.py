"""Conversion of JSON objects that fit a schema to frozen dataclasses."""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any


@cache
def decoder(kind: Any) -> Callable[[Any], Any] | None:
    """Return the conversion from JSON to a type; None if values stay as they are.

    Args:
        kind: A dataclass, a tuple of one type, a union with None, or a leaf.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = decoder(arguments[0])
        return None if inner is None else lambda value: None if value is None else inner(value)
    if kind is int:  # 5.0 is an integer in JSON
        return lambda value: int(value) if isinstance(value, float) else value
    if origin is tuple:
        decode = decoder(arguments[0])
        return tuple if decode is None else lambda value: tuple(map(decode, value))
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        decoders = {name: decoder(one) for name, one in typing.get_type_hints(kind).items()}

        def make(value: Mapping[str, Any]) -> Any:
            return kind(
                **{
                    name: item if (decode := decoders[name]) is None else decode(item)
                    for name, item in value.items()
                }
            )

        return make
    return None
