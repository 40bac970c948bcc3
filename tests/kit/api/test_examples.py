"""The examples in the docstrings of the public functions run and show what they say."""

import doctest
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import xstilts_kit as xs

FUNCTIONS = {
    name: getattr(xs, name) for name in xs.__all__ if isinstance(getattr(xs, name), FunctionType)
}


def test_every_public_function_has_an_example() -> None:
    assert len(FUNCTIONS) == 10
    assert [name for name, function in FUNCTIONS.items() if ">>>" not in function.__doc__] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_shows_what_it_says(name: str, here: Path) -> None:
    function: Any = FUNCTIONS[name]
    (example,) = doctest.DocTestFinder(recurse=False).find(
        function, name, globs=dict(function.__globals__)
    )
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example)
    assert result.attempted > 0
    assert result.failed == 0
