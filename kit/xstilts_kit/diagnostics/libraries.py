"""Optional libraries that only some commands need."""

from importlib.util import find_spec

from xstilts_kit.diagnostics.errors import ModelError


def need_libraries(purpose: str, extra: str, *names: str) -> None:
    """Check that a command's libraries are installed before it imports them.

    Args:
        purpose: The feature that needs them, capitalised.
        extra: The extra of this distribution that installs them.
        names: The libraries.

    Raises:
        ModelError: A library is missing.
    """
    absent = [name for name in names if find_spec(name) is None]
    if absent:
        raise ModelError(
            f"{purpose} needs {' and '.join(absent)}, which this installation lacks.",
            f"Install the extra: pip install 'xstilts[{extra}]'.",
        )
